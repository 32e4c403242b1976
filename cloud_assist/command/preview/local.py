"""Previews of commands on this machine: files, git, processes, services, packages."""

from __future__ import annotations

from cloud_assist.command.preview.line import Draft, Kind, Line, Maker
from cloud_assist.command.rules.engine.numbers import is_plain


def listing(line: Line) -> Draft | None:
    """`rm`, `mv`, `chmod` …: the files themselves; what is in a folder too where the command goes into it."""
    operands = line.operands()
    if line.program in {"chmod", "chown", "chgrp"}:
        operands = operands[1:]
    if not operands:
        return None
    deep = line.program in {"rm", "chmod", "chown", "chgrp"} and (line.has_letter("rR") or line.has("--recursive"))
    options = "-la" if deep else "-lad"
    return Draft(("ls", options, "--", *(line.words[position].raw for position in operands)), Kind.TWIN)


def _dry(option: str, *dropped: str) -> Maker:
    """Return a maker that puts the tool's dry-run option behind its name."""

    def maker(line: Line) -> Draft | None:
        return Draft(line.without(*dropped).inserted(1, option), Kind.DRY_RUN)

    return maker


_GIT_WITH_VALUE = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace"})
_GIT_DRY = {"clean", "push", "rm", "add", "mv", "fetch", "prune", "commit"}


def git(line: Line) -> Draft | None:
    """A dry run where git has one, otherwise what is lost: changes, a branch's commits, stashes."""
    operands = line.operands(_GIT_WITH_VALUE)
    if not operands:
        return None
    verb, at = line.words[operands[0]].text, operands[0]
    rest = line.texts(operands[1:2])
    before = line.raw[:at]
    if verb in _GIT_DRY:
        # A push runs the repository's own hook; a dry run must not.
        extra = ("--dry-run", "--no-verify") if verb == "push" else ("--dry-run",)
        return Draft(line.inserted(at + 1, *extra), Kind.DRY_RUN)
    if verb == "reset" and line.has("--hard"):
        return Draft((*before, "status", "--short"), Kind.TWIN)
    if verb in {"restore", "checkout"} and line.has("--", ".", "restore"):
        start = next((i + 1 for i, word in enumerate(line.words) if word.text == "--"), at + 1)
        paths = [word.raw for word in line.words[start:] if not word.text.startswith("-")]
        return Draft((*before, "diff", "--no-ext-diff", "--no-textconv", "--", *paths), Kind.DIFF)
    if verb == "branch" and line.has("-D", "-d", "--delete"):
        names = [line.words[position].raw for position in operands[1:]]
        return Draft((*before, "log", "--oneline", "-5", *names, "--"), Kind.TWIN) if names else None
    if verb == "stash" and rest in {("drop",), ("clear",), ("pop",)}:
        return Draft((*before, "stash", "list"), Kind.TWIN)
    return None


def kill(line: Line) -> Draft | None:
    """The processes that a signal would reach."""
    if line.program == "kill":
        numbers = [word.text for word in line.words[1:] if is_plain(word.text)]
        return Draft(("ps", "-f", "-p", ",".join(numbers)), Kind.TWIN) if numbers else None
    operands = line.operands({"-u", "-U", "-g", "-G", "-s", "-t", "-P", "--signal", "--euid", "--uid", "--parent"})
    if len(operands) != 1:
        return None
    exact = ("-x",) if line.program == "killall" else ("-f",) if line.has_letter("f") or line.has("--full") else ()
    return Draft(("pgrep", "-a", *exact, line.words[operands[0]].raw), Kind.TWIN)


def systemctl(line: Line) -> Draft | None:
    """The state of the units."""
    operands = line.operands({"-H", "-M", "--host", "--machine", "-t", "--type", "-p", "--property"})
    if len(operands) < 2:
        return None
    units = [line.words[position].raw for position in operands[1:]]
    user = ("--user",) if line.has("--user") else ()
    return Draft(("systemctl", *user, "status", "--no-pager", *units), Kind.TWIN)


def apt(line: Line) -> Draft | None:
    """A simulation."""
    words = line.without("-y", "--yes", "--assume-yes", "-qq", "-q").raw[1:]
    return Draft(("apt-get", "--simulate", *words), Kind.DRY_RUN)


def crontab(line: Line) -> Draft | None:
    """The table that would be removed."""
    return Draft(("crontab", "-l"), Kind.TWIN) if line.has("-r") else None


def unzip(line: Line) -> Draft | None:
    """The names in the archive."""
    operands = line.operands({"-d", "-x", "-P"})
    return Draft(("unzip", "-l", line.words[operands[0]].raw), Kind.TWIN) if operands else None


def tar(line: Line) -> Draft | None:
    """The names in an archive that would be unpacked."""
    flags = next((word.text for word in line.words[1:2]), "")
    archive = next((line.words[i + 1].raw for i, w in enumerate(line.words[:-1]) if _names_archive(w.text)), "")
    if "x" not in flags.lstrip("-") or flags.startswith("--") or not archive:
        return None
    return Draft(("tar", "-tvf", archive), Kind.TWIN)


def _names_archive(text: str) -> bool:
    bare = text.removeprefix("-")
    return bare.isalpha() and bare.endswith("f") and not text.startswith("--") and len(bare) <= 6


def brew(line: Line) -> Draft | None:
    """Homebrew's own dry run, which stands behind the verb."""
    return Draft(line.inserted(2, "--dry-run"), Kind.DRY_RUN) if len(line.words) > 1 else None


rsync = _dry("--dry-run")
make = _dry("--dry-run")
ansible_playbook = _dry("--check")
