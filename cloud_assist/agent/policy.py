"""What `run --yes` may run without a person looking: the table of risk classes, in one place.

| class | runs |
|---|---|
| read_only, sensitive, mutating | yes |
| destructive, unknown | only with --allow-destructive |
| forbidden | never |

With REQUIRE_SECOND_APPROVER nothing destructive or unknown runs so: whoever says --yes asked for it.
"""

from __future__ import annotations

from cloud_assist.command.approval import GRAVE, Bar, may_approve
from cloud_assist.errors import CloudAssistError, NoUsableReplyError, RefusedError
from cloud_assist.models import Assessment, Proposal, ProposalSource, Risk


def objection(
    proposal: Proposal, assessment: Assessment, *, allow_destructive: bool, second_person: bool = False
) -> CloudAssistError | None:
    """Return why this command may not run unattended, or None where it may."""
    why = assessment.reasons[0].text if assessment.reasons else ""
    obstacle = may_approve(assessment, second_person=second_person)
    bar = obstacle.bar if obstacle is not None else None
    if bar is Bar.FORBIDDEN:
        return RefusedError("Refused: this command ruins the machine.", why=why)
    finding = obstacle.finding if obstacle is not None else None
    if proposal.source is ProposalSource.CATALOG and (assessment.risk is not Risk.READ_ONLY or finding):
        return NoUsableReplyError(
            "Nothing was run: offline, --yes runs only a reading command that is complete as it stands.",
            why="The closest known commands are listed above; no model was asked.",
            todo="Run one of them yourself, use the app to pick and edit, or set GROQ_API_KEY.",
        )
    if finding is not None:
        return RefusedError(f"Refused: {finding.text}", why=f"The command was: {assessment.display}")
    if bar is Bar.SECOND_PERSON:
        return RefusedError(
            f"Refused: the command is {assessment.risk.value}, and somebody else must approve it.",
            why="REQUIRE_SECOND_APPROVER is set.",
            todo="Leave it waiting with --detach; a colleague answers it with cloud-assist sessions resume ID.",
        )
    if assessment.risk in GRAVE and not allow_destructive:
        return RefusedError(
            f"Refused: the command is {assessment.risk.value}.",
            why=why,
            todo="Look at it, then repeat with --allow-destructive if it is what you want.",
        )
    return None
