"""find and fd: they read until an action writes, deletes or runs something.

Sources: the GNU findutils manual, BSD find(1), fd(1).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cloud_assist.command.rules.engine.base import Call, Flags, Inner, Rule, Ruling, Word, names, reading_with, ruled
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.models import Risk

_WITH_VALUE = names(
    "-amin -anewer -atime -cmin -cnewer -context -ctime -fstype -gid -group -ilname -iname -inum -ipath -iregex "
    "-iwholename -links -files0-from -lname -maxdepth -mindepth -mmin -mtime -name -newer -path -perm -printf "
    "-regex -regextype -samefile -size -type -uid -used -user -wholename -xtype -D -flags -Bmin -Bnewer -Btime "
    "-mnewer -newerXY -f"
)
_ALONE = names(
    "-P -L -H -E -X -d -s -x -depth -daystart -follow -help --help -version --version -ignore_readdir_race -mount "
    "-noleaf -noignore_readdir_race -warn -nowarn -xdev -empty -executable -false -true -nogroup -nouser -readable "
    "-writable -ls -print -print0 -prune -quit -a -and -o -or -not ! ( ) , -O0 -O1 -O2 -O3 -xattr -acl"
)
_RUNS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})
_WRITES = frozenset({"-fprint", "-fprint0", "-fprintf", "-fls"})


@dataclass(slots=True)
class _Expression:
    """What has been read of a find expression."""

    risk: Risk = Risk.READ_ONLY
    text: str = "`find` only lists files."
    inner: list[Inner] = field(default_factory=list)

    def raise_to(self, risk: Risk, text: str) -> None:
        """Take note of an action."""
        if risk.rank > self.risk.rank:
            self.risk, self.text = risk, text


def _find(call: Call) -> Ruling:
    words = call.args
    if call.more_args:
        return ruled(
            call,
            Risk.UNKNOWN,
            "search.find.expansion",
            "Arguments of `find` are only known at run time; they could delete or run.",
        )
    found = _Expression()
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.text in _RUNS:
            at, command = _command(words, at)
            found.inner.append(Inner(command))
            _running(word.text, command, found)
        elif word.text in _WITH_VALUE or word.text.startswith("-newer"):
            at += 1
        elif word.text == "-delete":
            found.raise_to(Risk.DESTRUCTIVE, "`find -delete` deletes every file that it finds.")
        elif word.text in _WRITES:
            found.raise_to(Risk.MUTATING, f"`find {word.text}` writes a file.")
            at += 1
        elif word.text not in _ALONE and (doubt := _doubt(call, word)):
            return doubt
    return Ruling(found.risk, "search.find", found.text, inner=tuple(found.inner))


def _doubt(call: Call, word: Word) -> Ruling | None:
    if word.text[:1] in {"-", "(", "!"}:
        return ruled(call, Risk.UNKNOWN, "search.find.option", f"`find` has no known test `{word.text}`.")
    if word.splits and word.text[:1] == OPAQUE:
        return ruled(
            call,
            Risk.UNKNOWN,
            "search.find.expansion",
            "Arguments of `find` are only known at run time; they could delete or run.",
        )
    return None


def _running(name: str, command: tuple[Word, ...], found: _Expression) -> None:
    """Note what the way of running adds to what is run."""
    if name in {"-ok", "-okdir"}:
        found.raise_to(Risk.MUTATING, f"`find {name}` asks for confirmation at a terminal for each file.")
    elif name == "-execdir":
        found.raise_to(
            Risk.MUTATING, "`find -execdir` runs inside each folder; files there can change what the command does."
        )
    elif not any(OPAQUE in word.text for word in command):
        found.raise_to(Risk.MUTATING, "`find -exec` runs the same command for each file found.")


def _command(words: tuple[Word, ...], at: int) -> tuple[int, tuple[Word, ...]]:
    """Return where the command of `-exec` ends and its words, each file that it will be given as an opaque one."""
    command: list[Word] = []
    while at < len(words):
        word = words[at]
        at += 1
        if word.text == ";":
            break
        if word.text == "+" and command and command[-1].text == OPAQUE:
            command.append(command[-1])  # at least two: `uniq {} +` writes the second
            break
        replaced = word.text.replace("{}", OPAQUE)
        command.append(word if replaced == word.text else Word(replaced, word.raw))
    return at, tuple(command)


_FD_VALUES = names(
    "-d --max-depth --min-depth --exact-depth -E --exclude -t --type -e --extension -S --size --changed-within "
    "--changed-before --newer --older -o --owner --format --batch-size --ignore-file -c --color -j --threads "
    "--max-buffer-time --max-results --base-directory --path-separator --search-path --strip-cwd-prefix --and"
)


_FD_FLAGS = Flags(
    values=" ".join(_FD_VALUES),
    switches="-H --hidden --no-hidden -I --no-ignore --ignore -u --unrestricted --no-ignore-vcs --no-ignore-parent -s "
    "--case-sensitive -i --ignore-case -g --glob --regex -F --fixed-strings -a --absolute-path --relative-path -l "
    "--list-details -L --follow --no-follow -p --full-path -0 --print0 --prune -1 -q --quiet --show-errors "
    "--one-file-system --mount -x --exec -X --exec-batch --hyperlink -V",
)


@reading_with(_FD_FLAGS)
def _fd(call: Call) -> Ruling:
    words = call.args
    at = 0
    while at < len(words):
        name, has_value, value = words[at].text.partition("=")
        at += 1
        if name in {"-x", "-X", "--exec", "--exec-batch"}:
            given = (Word(value, value),) if has_value else ()
            rest = (*given, *words[at:])
            command = tuple(w if w.text[:1] != "{" else Word(OPAQUE, w.raw) for w in rest)
            files = (Word(OPAQUE, ""),) * (1 if name in {"-x", "--exec"} else 2)  # `-X uniq` writes the second
            return Ruling(
                Risk.SENSITIVE,
                "search.fd.exec",
                "`fd -x` starts a program for what it finds, several at a time.",
                inner=(Inner((*command, *files)),),
            )
        if name in _FD_VALUES and not has_value:
            at += 1
        elif name[:1] == "-" and name[:2] != "--" and any(letter in "xX" for letter in name[1:]):
            return ruled(call, Risk.UNKNOWN, "search.fd.option")
        elif words[at - 1].splits and name[:1] == OPAQUE:
            return ruled(
                call,
                Risk.UNKNOWN,
                "search.fd.expansion",
                "Arguments of `fd` are only known at run time; they could run a command.",
            )
    return ruled(call, Risk.READ_ONLY, "search.fd")


RULES: dict[str, Rule] = {"find": _find, "gfind": _find, "fd": _fd, "fdfind": _fd}
EXAMPLES = {
    Risk.READ_ONLY: (
        "find . -name '*.py' -type f",
        "find / -maxdepth 2 \\( -name a -o -name b \\) -print",
        "find . -exec grep -l x {} +",
        "find . -type f -exec ls -l {} \\;",
        'find "$DIR" -mtime +7',
        "find . -newermt 2024-01-01 -printf '%p\\n'",
        "fd -e py",
        "find . ! -path './x/*' -size +1M",
        "find . -name $PATTERN",
    ),
    Risk.SENSITIVE: ("fd pattern -x wc -l", "fd -e c --exec-batch wc -l"),
    Risk.MUTATING: (
        "find . -execdir ls {} +",
        "find . -ok cat {} \\;",
        "find . -exec id \\;",
        "find . -fprint out",
        "find . -exec touch {} \\;",
        "find . -exec uniq {} +",
        "fd . -X uniq",
    ),
    Risk.DESTRUCTIVE: (
        "find . -delete",
        "find . -name x -exec rm {} \\;",
        "find . -execdir rm -rf {} +",
        "find . -exec sh -c 'rm x' \\;",
        "find . -type f -exec shred {} \\;",
        "fd -x rm",
        "fd tmp --exec=rm",
    ),
    Risk.UNKNOWN: ("find . $ARGS", "find . -unheard-of", "find . -exec {} \\;", "find . -exec sh -c {} \\;", "find $X"),
}
