"""What the approval modal says about a command, section by section. Pure: from the question to content."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.events import ApprovalRequired
from cloud_assist.findings import next_step
from cloud_assist.models import Assessment, Finding, ProposalSource, Severity
from cloud_assist.tui.untrusted import MUTED, diff_lines, first_line, plain, prose, shell
from cloud_assist.tui.widgets.risk_chip import risk_chip, source_words

_MARKS = {
    Severity.ERROR: ("✗ ", "$text-error"),
    Severity.WARNING: ("! ", "$text-warning"),
    Severity.INFO: ("· ", MUTED),
}
_PROPOSERS = {
    ProposalSource.MODEL: "The model's explanation",
    ProposalSource.CATALOG: "Where it comes from",
    ProposalSource.USER: "Your note",
}


def request(question: ApprovalRequired) -> Content:
    """The person's own words."""
    return Content.assemble(("Request  ", MUTED), first_line(question.prompt, 240))


def proposer(question: ApprovalRequired) -> Content:
    """Who proposes."""
    words = source_words(question.proposal.source)
    return Content.styled(f"{words[0].upper()}{words[1:]}", MUTED)


def command(assessment: Assessment) -> Content:
    """All of the command, with everything hidden in it made visible by the assessment."""
    return shell(assessment.display)


def risk(assessment: Assessment) -> Content:
    """The chip and every reason for it."""
    first, *others = [plain(reason.text) for reason in assessment.reasons] or [""]
    lines = [Content.assemble(risk_chip(assessment.risk), "  ", first)]
    lines += [Content.assemble(("· ", MUTED), other) for other in others]
    return Content("\n").join(lines)


def receipt(assessment: Assessment, *, sources: bool = True) -> Content:
    """What the command would hit, coordinate by coordinate, and with `sources` where each was read."""
    lines = [*_entries(assessment, sources=sources), *_remarks(assessment)]
    return Content("\n").join(lines)


def _entries(assessment: Assessment, *, sources: bool) -> list[Content]:
    entries = assessment.target.entries
    if not entries:
        return []
    tools = max(len(plain(entry.tool)) for entry in entries)
    names = max(len(plain(entry.name)) for entry in entries)
    lines: list[Content] = []
    told = ""
    for entry in entries:
        guarded = entry.value in assessment.protected
        lines.append(
            Content.assemble(
                f"{'' if entry.tool == told else plain(entry.tool):<{tools}}  ",
                (f"{plain(entry.name):<{names}}  ", MUTED),
                (first_line(entry.value), "bold $text-error" if guarded else "bold"),
                (" protected" if guarded else "", "$text-error"),
                (f"  {first_line(entry.source, 60)}" if sources and entry.source else "", MUTED),
            )
        )
        told = entry.tool
    return lines


def _remarks(assessment: Assessment) -> list[Content]:
    """Say what is not known, or that only this machine is touched."""
    style = "$text-warning" if assessment.target.unknown else MUTED
    return [Content.styled(plain(remark), style) for remark in assessment.target.remarks]


def findings(assessment: Assessment) -> Content:
    """Everything the validator has to say."""
    return Content("\n").join(_finding(finding) for finding in assessment.findings)


def _finding(finding: Finding) -> Content:
    text = Content.assemble(_MARKS[finding.severity], plain(finding.text))
    if step := next_step(finding):
        text = Content.assemble(text, ("\n  → ", "$text-accent"), shell(step))
    return text


def diff(question: ApprovalRequired) -> Content:
    """The command that failed against this one."""
    return diff_lines(question.previous_command, question.assessment.command)


def sections(question: ApprovalRequired) -> list[tuple[str, Content]]:
    """Return what stands below the findings as (label, content); a missing part is left out."""
    assessment, proposal = question.assessment, question.proposal
    parts: list[tuple[str, Content]] = []
    if question.previous_command and question.previous_command != assessment.command:
        parts.append(("Changes since the failed command", diff(question)))
    if proposal.corrections:
        parts.append(("Corrected automatically", Content("\n").join(prose(c) for c in proposal.corrections)))
    if proposal.explanation.strip():
        parts.append((_PROPOSERS[proposal.source], prose(proposal.explanation.strip())))
    return parts
