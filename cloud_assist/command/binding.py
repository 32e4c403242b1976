"""What an approval is bound to: the bytes, the folder, the target, and the very files that would be started.

A binding is made when a command is shown and made again right before it runs. If the two differ in anything, the
command does not run; `changes` says in plain words what became different in between.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping

from cloud_assist.models import Binding, Target, TargetEntry

_BUILTINS = """
    . : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo
    enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf
    pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit
    umask unalias unset wait
"""
BUILTINS = frozenset(_BUILTINS.split())
"""What bash 5 does itself (`compgen -b`)."""
BUILTIN = "builtin"
MISSING = "missing"
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where bash looks when PATH is not set at all (its compiled-in default, less the working directory)."""


def find_program(name: str, *, environ: Mapping[str, str], cwd: str) -> str | None:
    """Return the path of the file that bash would start for `name`, or None.

    A name with a slash is taken as it is; any other is looked up in PATH, whose empty and relative entries mean the
    working directory and folders below it. Neither is resolved further: the path is the one bash would use.
    """
    found = _find(name, environ, cwd)
    return found[0] if found else None


def _find(name: str, environ: Mapping[str, str], cwd: str) -> tuple[str, os.stat_result] | None:
    if "/" in name:
        candidates = [_under(cwd, name)]
    elif name:
        candidates = [f"{_under(cwd, folder)}/{name}" for folder in environ.get("PATH", DEFAULT_PATH).split(":")]
    else:
        return None
    for path in candidates:
        try:
            info = os.stat(path)  # noqa: PTH116 - every command goes through here; pathlib is four times slower
        except (OSError, ValueError):  # ValueError: a NUL in the name
            continue
        if stat.S_ISREG(info.st_mode) and info.st_mode & 0o111:
            return path, info
    return None


def _under(cwd: str, path: str) -> str:
    return path if path.startswith("/") else f"{cwd}/{path}" if path else cwd


def resolve(name: str, *, environ: Mapping[str, str], cwd: str) -> str:
    """Return what `name` stands for right now: "path:device:inode:changed", "builtin" or "missing".

    The time of the inode's last change (nanoseconds) is there because a script can be rewritten in place; unlike the
    time of the content's last change, whoever rewrites it cannot set it back.
    """
    if name in BUILTINS:
        return BUILTIN
    found = _find(name, environ, cwd)
    if found is None:
        return MISSING
    path, info = found
    return f"{path}:{info.st_dev}:{info.st_ino}:{info.st_ctime_ns}"


def resolved_path(resolution: str) -> str | None:
    """Return the path in what `resolve` returned, or None for a builtin or a missing program."""
    return None if resolution in {BUILTIN, MISSING} else resolution.rsplit(":", 3)[0]


def bind(command: str, *, cwd: str, target: Target, programs: Iterable[str], environ: Mapping[str, str]) -> Binding:
    """Return what approving `command` now would be bound to.

    Args:
        command: the exact string that is shown and would run.
        cwd: absolute working directory.
        target: the receipt that is shown.
        programs: each program as the command writes it; repeated ones count once.
        environ: the environment that holds PATH.
    """
    return Binding(
        command_sha256=hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest(),
        cwd=cwd,
        target=target,
        programs=tuple((name, resolve(name, environ=environ, cwd=cwd)) for name in dict.fromkeys(programs)),
    )


def changes(approved: Binding, now: Binding) -> tuple[str, ...]:
    """Return in plain words what differs between two bindings; empty exactly where their digests are equal."""
    if approved.digest == now.digest:
        return ()
    found: list[str] = []
    if approved.command_sha256 != now.command_sha256:
        found.append("the command itself changed")
    if approved.cwd != now.cwd:
        found.append(f"the working directory changed from {approved.cwd} to {now.cwd}")
    found += _target_changes(approved.target.entries, now.target.entries)
    found += _program_changes(approved.programs, now.programs)
    return tuple(found) or ("the parts of the target are in a different order",)


def _values(entries: Iterable[TargetEntry]) -> dict[tuple[str, str], list[str]]:
    values: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        values.setdefault((entry.tool, entry.name), []).append(entry.value)
    return values


def _target_changes(before: Iterable[TargetEntry], after: Iterable[TargetEntry]) -> list[str]:
    old, new = _values(before), _values(after)
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, is_now = ", ".join(old.get(key, [])), ", ".join(new.get(key, []))
        label = f"the {key[0]} {key[1]}"
        if old.get(key) == new.get(key):
            continue
        if key not in old:
            found.append(f"{label} is now {is_now}; before, it was not set")
        elif key not in new:
            found.append(f"{label} was {was}; now it is not set")
        else:
            found.append(f"{label} changed from {was} to {is_now}")
    return found


def _program_changes(before: tuple[tuple[str, str], ...], after: tuple[tuple[str, str], ...]) -> list[str]:
    old, new = dict(before), dict(after)
    found = [f"{name} would now also run" for name in new if name not in old]
    found += [f"{name} would no longer run" for name in old if name not in new]
    found += [_program_change(name, old[name], new[name]) for name in old if name in new and old[name] != new[name]]
    repeated = Counter(before) != Counter(after) and not found
    return [*found, *(["the list of programs changed"] if repeated else [])]


def _program_change(name: str, was: str, is_now: str) -> str:
    old, new = resolved_path(was), resolved_path(is_now)
    if new is None:
        return f"{name} was {old or was} and is now {is_now}"
    if old == new:
        return f"the file behind {name} ({new}) was replaced or changed"
    return f"{name} changed from {old or was} to {new}"
