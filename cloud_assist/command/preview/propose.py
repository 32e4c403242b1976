"""From a command to its preview: made by the tool's maker, then judged like any other command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.command.assessment import assess
from cloud_assist.command.preview.line import Draft, Kind, Line, Maker
from cloud_assist.command.syntax.parser import Simple, parse
from cloud_assist.findings import Code
from cloud_assist.models import Assessment, Risk
from cloud_assist.tools.registry import resolve, tool_of


@dataclass(frozen=True, slots=True)
class Preview:
    """A command that shows what another one would do, and changes nothing itself."""

    command: str
    kind: Kind
    assessment: Assessment
    """Of `command`: read_only, or a recognised dry run."""


@dataclass(frozen=True, slots=True)
class NoPreview:
    """There is no preview, and why."""

    reason: str
    """A sentence for the person."""


def preview_command(
    command: str, *, environ: Mapping[str, str], cwd: Path, protected_globs: Iterable[str] = ()
) -> Preview | NoPreview:
    """Return the preview of `command`, or why there is none; runs nothing.

    Only a single simple command whose every word is known has one. The preview is judged by the same rules as any
    command and comes back only where it is `read_only`, or a dry run that they recognise. Whoever runs it limits the
    time that it takes.
    """
    simple = _only_command(command)
    if isinstance(simple, NoPreview):
        return simple
    line = Line(simple.words)
    maker = _maker_of(line.program)
    draft = maker(line) if maker else None
    if draft is None:
        return NoPreview(f"`{line.program}` has no dry run for this.")
    text = " ".join([*(f"{a.name}={a.value.raw}" for a in simple.assignments), *draft.words])
    assessment = assess(text, environ=environ, cwd=cwd, protected_globs=protected_globs)
    if text == command or not _is_harmless(assessment, draft):
        return NoPreview("Its own dry run may have side effects.")
    return Preview(text, draft.kind, assessment)


def _maker_of(program: str) -> Maker | None:
    tool = tool_of(program)
    return resolve(tool.preview, "cloud_assist.command.preview") if tool is not None and tool.preview else None


def _only_command(command: str) -> Simple | NoPreview:
    script = parse(command)
    if script.problems:
        return NoPreview("The command cannot be parsed.")
    if len(script.parts) != 1 or not isinstance(script.parts[0], Simple) or not script.parts[0].words:
        return NoPreview("Only a single command can be previewed, not a pipeline or a list.")
    simple = script.parts[0]
    if simple.redirects:
        return NoPreview("A command with redirections cannot be previewed.")
    words = (*simple.words, *(assignment.value for assignment in simple.assignments))
    if any(word.opaque or word.parts for word in words):
        return NoPreview("Part of the command is only known at run time.")
    return simple


def _is_harmless(assessment: Assessment, draft: Draft) -> bool:
    if assessment.risk is Risk.READ_ONLY:
        return True
    dry = any(finding.code == Code.DRY_RUN.value for finding in assessment.findings)
    return dry and draft.kind is not Kind.TWIN and assessment.risk.rank <= Risk.MUTATING.rank
