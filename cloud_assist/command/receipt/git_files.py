"""A repository's remotes, as git reads them from its files. Sources: git-config(1), gitrepository-layout(5).

System and user files, the repository's own, then `-c NAME=VALUE` of the command; a later value wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cloud_assist.command.receipt.files import expand, is_file, is_folder, read_text
from cloud_assist.command.receipt.invocation import Invocation

_SECTION = re.compile(r'\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)')
_SETTING = re.compile(r"([\w-]+)\s*(?:=\s*(.*))?")
_COMMENT = re.compile(r'\s[#;].*$|"')
_DEPTH = 5


@dataclass(slots=True)
class GitSettings:
    """The settings that count for remotes; names in lower case but for subsections, as "remote.origin.url"."""

    values: dict[str, list[str]] = field(default_factory=dict)
    branch: str = ""
    """The branch that is checked out; empty where none is."""

    def last(self, name: str) -> str:
        """Return the value that counts; empty where it is not set."""
        return self.values.get(name, [""])[-1]

    def remotes(self) -> list[str]:
        """Return the names of the remotes, in order."""
        names = (name.split(".", 1)[1].rpartition(".")[0] for name in self.values if name.startswith("remote."))
        return list(dict.fromkeys(name for name in names if name))

    def address(self, text: str, *, push: bool) -> str:
        """Return the address of a remote, or of an address, as `url.*.insteadOf` and `pushInsteadOf` rewrite it."""
        own = self.last(f"remote.{text}.pushurl") if push else ""
        if own:
            return self._rewritten(own, "insteadof") or own
        first = self.values.get(f"remote.{text}.url", [text])[0]
        return (self._rewritten(first, "pushinsteadof") if push else "") or self._rewritten(first, "insteadof") or first

    def _rewritten(self, address: str, kind: str) -> str:
        best, result = 0, ""
        for name, beginnings in self.values.items():
            if name.startswith("url.") and name.endswith(f".{kind}"):
                for beginning in beginnings:
                    if address.startswith(beginning) and len(beginning) > best:
                        best, result = len(beginning), name[4 : -len(kind) - 1] + address[len(beginning) :]
        return result


def git_settings(call: Invocation, folder: Path | None, given: tuple[str, ...] = ()) -> GitSettings:
    """Return the settings that a git command in `folder` finds.

    Args:
        call: the command, for its environment.
        folder: where it starts; None where that is not known.
        given: the values of its `-c` options.
    """
    settings = GitSettings()
    repository = _repository(call, folder)
    config = call.environ.get("XDG_CONFIG_HOME") or "~/.config"
    system = (
        [] if call.environ.get("GIT_CONFIG_NOSYSTEM") else [call.environ.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig"]
    )
    own = call.environ.get("GIT_CONFIG_GLOBAL")
    files = [*system, *([own] if own else [f"{config}/git/config", "~/.gitconfig"])]
    for path in [expand(name, call.environ, folder) for name in files]:
        _add(settings, path, call)
    if repository is not None:
        _add(settings, _common(repository) / "config", call)
        head = (read_text(repository / "HEAD") or "").strip()
        settings.branch = head.removeprefix("ref: refs/heads/") if head.startswith("ref: ") else ""
    for text in given:
        name, _, value = text.partition("=")
        settings.values.setdefault(_normal(name), []).append(value)
    return settings


def _normal(name: str) -> str:
    section, _, rest = name.partition(".")
    middle, dot, last = rest.rpartition(".")
    return f"{section.lower()}.{middle}{dot}{last.lower()}"


def _repository(call: Invocation, folder: Path | None) -> Path | None:
    """Return the folder of the repository's files: `.git`, or what such a file names; or a bare repository."""
    if named := call.environ.get("GIT_DIR"):
        return expand(named, call.environ, folder)
    for place in (folder, *folder.parents) if folder else ():
        marker = place / ".git"
        if is_folder(marker):
            return marker
        text = read_text(marker)
        if text and text.startswith("gitdir:"):
            return place / text.removeprefix("gitdir:").strip()
        if is_file(place / "HEAD") and is_folder(place / "objects"):
            return place
    return None


def _common(repository: Path) -> Path:
    """Return where a worktree shares its settings with the others."""
    shared = (read_text(repository / "commondir") or "").strip()
    return repository / shared if shared else repository


def _add(settings: GitSettings, path: Path | None, call: Invocation, depth: int = 0) -> None:
    for name, value in _parsed(read_text(path) or ""):
        if name == "include.path" and depth < _DEPTH and path is not None:
            _add(settings, expand(value, call.environ, path.parent), call, depth + 1)
        else:
            settings.values.setdefault(name, []).append(value)


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_settings(text))


def _settings(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in text.splitlines():
        rest = line.strip()
        if match := _SECTION.match(line):
            name, sub, rest = match[1].lower(), match[2], match[3].strip()
            section = f"{name}.{sub}" if sub is not None else name
        if rest and rest[0] not in "#;[" and section and (setting := _SETTING.fullmatch(rest)):
            yield f"{section}.{setting[1].lower()}", _COMMENT.sub("", setting[2] or "").strip()
