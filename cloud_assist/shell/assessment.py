"""Everything that is known about one exact command string before anybody is asked: class, target, findings, binding.

Composes what the neighbours know; has no rules of its own about what a program does. What it adds to the class is what
only shows in the command as a whole: hidden text, and a program that would come from a place that others can write to.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from cloud_assist.models import Assessment, Finding, Reason, Risk, Severity, Target
from cloud_assist.shell.binding import MISSING, bind, resolved_path
from cloud_assist.shell.display import hidden_characters, visible
from cloud_assist.shell.risk import Judgement, judge
from cloud_assist.shell.syntax import OPAQUE, parse
from cloud_assist.shell.target import command_target

PROTECTED_NAMES = frozenset(
    {"account", "profile", "context", "cluster", "project", "workspace", "namespace", "subscription"}
)
"""The coordinates that PROTECTED_TARGETS is compared with."""


def assess(command: str, *, environ: Mapping[str, str], cwd: Path, protected_globs: Iterable[str]) -> Assessment:
    """Return the assessment of exactly `command`, as bash in `cwd` with `environ` would run it; never raises.

    Args:
        command: any text; what is no command comes out as `unknown`.
        environ: the environment that the command inherits (`environment.child_environment`).
        cwd: absolute working directory.
        protected_globs: PROTECTED_TARGETS.
    """
    judgement = judge(command, environ=environ, cwd=cwd)
    target = command_target(parse(command), judgement.commands, environ=environ, cwd=cwd)
    known = [name for name in judgement.programs if OPAQUE not in name]
    binding = bind(command, cwd=str(cwd), target=target, programs=known, environ=environ)
    protected = protected_values(target, protected_globs)
    raised = [*_hidden_text(command), *_untrusted_programs(binding.programs, environ, cwd)]
    findings = [
        *(finding for _, finding in raised),
        *judgement.findings,
        *_missing_programs(binding.programs),
        *_protected_target(judgement, protected),
    ]
    return Assessment(
        command=command,
        risk=Risk.worst(judgement.risk, *(Risk.UNKNOWN for _ in raised)),
        reasons=_reasons([reason for reason, _ in raised], judgement),
        findings=tuple({finding.code + finding.text: finding for finding in findings}.values()),
        target=target,
        programs=tuple(dict.fromkeys(name.rpartition("/")[2] or name for name in known)),
        display=visible(command),
        binding=binding,
        protected=protected,
    )


def protected_values(target: Target, globs: Iterable[str]) -> tuple[str, ...]:
    """Return the values of `target` that match one of `globs`, whatever their case, in order and without duplicates.

    Compared are account, profile, context, cluster, project, workspace, namespace and subscription.
    """
    lowered = [glob.lower() for glob in globs]
    values = (entry.value for entry in target.entries if entry.name in PROTECTED_NAMES)
    return tuple(dict.fromkeys(v for v in values if any(fnmatchcase(v.lower(), glob) for glob in lowered)))


def _reasons(raised: list[Reason], judgement: Judgement) -> tuple[Reason, ...]:
    """Return all reasons, most severe first: what is raised here makes a command unknown, only `forbidden` is worse."""
    own = tuple(dict.fromkeys(raised))
    if judgement.risk is Risk.FORBIDDEN:
        return (*judgement.reasons, *own)
    return (*own, *judgement.reasons)


def _hidden_text(command: str) -> list[tuple[Reason, Finding]]:
    hidden = hidden_characters(command)
    if not hidden:
        return []
    names = ", ".join(dict.fromkeys(f"{character.name} {character.escape}" for character in hidden[:5]))
    more = f" and {len(hidden) - 5} more" if len(hidden) > 5 else ""
    text = f"Holds characters that do not show as what they are: {names}{more}."
    finding = Finding(Severity.ERROR, "hidden-text", text, "Write the command without them.")
    return [(Reason("text.hidden", text), finding)]


def _untrusted_programs(
    programs: Iterable[tuple[str, str]], environ: Mapping[str, str], cwd: Path
) -> list[tuple[Reason, Finding]]:
    """Return what speaks against the very files that would be started."""
    raised = []
    for name, resolution in programs:
        path = resolved_path(resolution)
        if path is None:
            continue
        why = _distrust(name, path, environ)
        if why:
            text = f"{name} would be {path}, {why}."
            finding = Finding(Severity.ERROR, "foreign-program", text, "Check that file, and your PATH.")
            raised.append((Reason("program.place", text), finding))
    return raised


def _distrust(name: str, path: str, environ: Mapping[str, str]) -> str:
    if "/" not in name:
        folder = path.removesuffix(f"/{name}")
        if not any(entry.rstrip("/") == folder for entry in environ.get("PATH", "/").split(":") if entry[:1] == "/"):
            return "found through a PATH entry that means the working directory"
    try:
        file, folder_mode = Path(path).stat().st_mode, Path(path).parent.stat().st_mode
    except OSError:
        return ""
    if file & stat.S_IWOTH or folder_mode & stat.S_IWOTH:
        return "which anybody on this machine can replace"
    return ""


def _missing_programs(programs: Iterable[tuple[str, str]]) -> list[Finding]:
    return [
        Finding(Severity.WARNING, "missing-program", f"{name} is not installed here, or not on the PATH.")
        for name, resolution in programs
        if resolution == MISSING
    ]


def _protected_target(judgement: Judgement, protected: tuple[str, ...]) -> list[Finding]:
    if not protected:
        return []
    severity = Severity.INFO if judgement.risk is Risk.READ_ONLY else Severity.WARNING
    return [Finding(severity, "protected-target", f"Touches a protected target: {', '.join(protected)}.")]
