"""What `run --yes` may run without a person looking: the table of risk classes, in one place.

| class | runs |
|---|---|
| read_only, sensitive, mutating | yes |
| destructive, unknown | only with --allow-destructive |
| forbidden | never |

With REQUIRE_SECOND_APPROVER nothing destructive or unknown runs so: whoever says --yes asked for it.
"""

from __future__ import annotations

from cloud_assist.errors import CloudAssistError, NoUsableReplyError, RefusedError
from cloud_assist.models import Assessment, Proposal, ProposalSource, Risk, Severity


def objection(
    proposal: Proposal, assessment: Assessment, *, allow_destructive: bool, second_person: bool = False
) -> CloudAssistError | None:
    """Return why this command may not run unattended, or None where it may."""
    why = assessment.reasons[0].text if assessment.reasons else ""
    if assessment.risk is Risk.FORBIDDEN:
        return RefusedError("Refused: this command ruins the machine.", why=why)
    blocking = [finding for finding in assessment.findings if finding.severity is Severity.ERROR]
    if proposal.source is ProposalSource.CATALOG and (assessment.risk is not Risk.READ_ONLY or blocking):
        return NoUsableReplyError(
            "Nothing was run: offline, --yes runs only a reading command that is complete as it stands.",
            why="The closest known commands are listed above; no model was asked.",
            todo="Run one of them yourself, use the app to pick and edit, or set GROQ_API_KEY.",
        )
    if blocking:
        return RefusedError(f"Refused: {blocking[0].text}", why=f"The command was: {assessment.display}")
    grave = assessment.risk in {Risk.DESTRUCTIVE, Risk.UNKNOWN}
    if grave and second_person:
        return RefusedError(
            f"Refused: the command is {assessment.risk.value}, and somebody else must approve it.",
            why="REQUIRE_SECOND_APPROVER is set.",
            todo="Leave it waiting with --detach; a colleague answers it with cloud-assist sessions resume ID.",
        )
    if grave and not allow_destructive:
        return RefusedError(
            f"Refused: the command is {assessment.risk.value}.",
            why=why,
            todo="Look at it, then repeat with --allow-destructive if it is what you want.",
        )
    return None
