"""Everything that is known about one exact command string before anybody is asked: class, target, findings, binding.

Composes what the neighbours know and has no rules of its own about what a program does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cloud_assist.command.approval import GRAVE
from cloud_assist.command.binding import MISSING, bind
from cloud_assist.command.early_readers import closed_pipes
from cloud_assist.command.guarded_targets import guarded_values
from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.command.lookalike import confusable_hosts, confusable_program, confusable_word
from cloud_assist.command.open_places import StandIns, may_redirect, stand_ins
from cloud_assist.command.read_only import ReadOnly, read_only_findings
from cloud_assist.command.receipt import (
    CommandTarget,
    command_target,
    leaves_playground,
    surrounding_target,
)
from cloud_assist.command.syntax.parser import OPAQUE, Script, parse
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Assessment, Finding, Gap, ProposalSource, Reason, Risk, Severity, Target

_PADDING = re.compile(r"[ \t]{60}|\n(?:[ \t]*\n){8}")
"""What pushes the rest of a command off the screen; looked for before its last character."""
_NOWHERE = ReadOnly()


class Examination(NamedTuple):
    """What the bytes of one command say: read once, and handed to whoever asks more about it."""

    command: str
    """The exact string."""
    script: Script
    judgement: Judgement
    stand_ins: StandIns | None = None
    """The words that stand in script and judgement for what is still open in the command; None where nothing is."""


def examine(command: str, *, environ: Mapping[str, str], cwd: Path) -> Examination:
    """Return what `command` says, as bash in `cwd` (absolute) with `environ` would read it; never raises."""
    return Examination(command, parse(command), judge(command, environ=environ, cwd=cwd))


def examined(command: str, source: ProposalSource, *, environ: Mapping[str, str], cwd: Path) -> Examination:
    """Return what `command` says: what is open in it is read as words, and as redirections where it can be those.

    Never raises.
    """
    standing_in = stand_ins(command, source)
    if standing_in is None:
        return examine(command, environ=environ, cwd=cwd)
    filled_in = examine(standing_in.text, environ=environ, cwd=cwd)
    judgement = filled_in.judgement
    if may_redirect(command, source):
        judgement = _worse(judgement, examine(command, environ=environ, cwd=cwd).judgement)
    return Examination(command, filled_in.script, judgement, standing_in)


def _worse(filled_in: Judgement, as_it_stands: Judgement) -> Judgement:
    """Return a command with open places as the worse of what it is filled in, and of its places as redirections."""
    if as_it_stands.risk.rank <= filled_in.risk.rank:
        return filled_in
    worst = as_it_stands.reasons[0]
    told = Reason(worst.rule, f"Its places can be read as redirections. {worst.text}")
    return filled_in._replace(risk=as_it_stands.risk, reasons=(told, *filled_in.reasons))


def assess(command: str, *, environ: Mapping[str, str], cwd: Path, protected_globs: Iterable[str]) -> Assessment:
    """Return the assessment of exactly `command`: `assessed` of what `examine` finds."""
    examination = examine(command, environ=environ, cwd=cwd)
    return assessed(examination, environ=environ, cwd=cwd, protected_globs=protected_globs)


def assessed(
    examination: Examination,
    *,
    environ: Mapping[str, str],
    cwd: Path,
    protected_globs: Iterable[str],
    read_only: ReadOnly = _NOWHERE,
) -> Assessment:
    """Return the assessment of an examined command, with target and programs as they are at this moment; never raises.

    Args:
        examination: of any text; what is no command comes out as `unknown`.
        environ: the environment that the command inherits (`environment.child_environment`).
        cwd: absolute working directory.
        protected_globs: PROTECTED_TARGETS.
        read_only: where only what reads may be approved.
    """
    command, judgement = examination.command, examination.judgement
    hit = command_target(examination.script, judgement, environ=environ, cwd=cwd)
    target, globs = hit.target, tuple(protected_globs)
    known = [name for name in judgement.programs if OPAQUE not in name]
    binding = bind(command, cwd=str(cwd), target=target, programs=known, environ=environ)
    protected = guarded_values(target, globs)
    around = () if protected else _protected_around(hit, judgement, globs)
    findings = [
        *read_only_findings(read_only, judgement.risk, hit),
        *judgement.findings,
        *hit.findings,
        *closed_pipes(examination.script, judgement),
        *leaves_playground(command, judgement, environ),
        *_look_alikes(command, known, judgement),
        *_padding(command),
        *_missing_programs(binding.programs),
        *_protected_target(judgement, target, protected),
        *_unknown_target(around),
    ]
    return Assessment(
        command=command,
        risk=judgement.risk,
        reasons=judgement.reasons,
        findings=tuple(dict.fromkeys(findings)),
        target=target,
        programs=tuple(dict.fromkeys(name.rpartition("/")[2] or name for name in known)),
        display=visible(command),
        binding=binding,
        protected=protected or around,
    )


def _look_alikes(command: str, programs: Iterable[str], judgement: Judgement) -> list[Finding]:
    if command.isascii() and "xn--" not in command and "@" not in command:
        return []
    arguments = (confusable_word(word.text) for simple in judgement.commands for word in simple.words[1:])
    return [*filter(None, map(confusable_program, programs)), *confusable_hosts(command), *filter(None, arguments)]


def _padding(command: str) -> list[Finding]:
    if not _PADDING.search(command.rstrip()):
        return []
    return [finding(Code.PADDING)]


def _missing_programs(programs: Iterable[tuple[str, str]]) -> list[Finding]:
    return [
        finding(Code.MISSING_PROGRAM, f"{visible(name)} is not installed or not on the PATH.")
        for name, resolution in programs
        if resolution == MISSING
    ]


def _protected_target(judgement: Judgement, target: Target, protected: tuple[str, ...]) -> list[Finding]:
    if not protected:
        return []
    if any(each.gap is Gap.UNREADABLE for each in target.unknown):
        return _unknown_target(protected)
    severity = Severity.INFO if judgement.risk is Risk.READ_ONLY else Severity.WARNING
    text = f"The target is protected: {', '.join(protected)}."
    return [finding(Code.PROTECTED_TARGET, text, severity=severity)]


def _protected_around(hit: CommandTarget, judgement: Judgement, globs: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is protected in the surroundings of a grave command of which nobody can tell what it hits."""
    if not globs or not hit.around or judgement.risk not in GRAVE:
        return ()
    return guarded_values(surrounding_target(hit.around), globs)


def _unknown_target(around: tuple[str, ...]) -> list[Finding]:
    if not around:
        return []
    verb = "is" if len(around) == 1 else "are"
    return [finding(Code.UNKNOWN_TARGET, f"The target is unknown, and {', '.join(around)} {verb} configured here.")]
