"""What `run --yes` may run without a person looking: the table of risk classes, in one place.

| class | runs |
|---|---|
| read_only, sensitive, mutating | yes |
| destructive, unknown | only with --allow-destructive, and on a protected target only with --confirm-target NAME |
| forbidden | never |

Where only what reads may be approved (READ_ONLY, READ_ONLY_TARGETS), read_only and sensitive alone run.

What comes after some output was read, a step or a retry, may have been said by that output. So it runs only where its
class is no graver than what has run for the request already, and where it neither reveals a secret nor sends data. The
steps of a plan were known before anything ran, and are not bound by this.

With REQUIRE_SECOND_APPROVER nothing destructive or unknown runs so: whoever says --yes asked for it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from cloud_assist.command.approval import GRAVE, Bar, Obstacle, confirming_names, may_approve
from cloud_assist.display.visible import visible
from cloud_assist.errors import CloudAssistError, NoUsableReplyError, RefusedError
from cloud_assist.findings import Code
from cloud_assist.models import Assessment, PlannedStep, Proposal, ProposalSource, Risk


@dataclass(frozen=True, slots=True)
class Consent:
    """What whoever says --yes agrees to beforehand."""

    destructive: bool = False
    """--allow-destructive: destructive and unknown commands too."""
    targets: tuple[str, ...] = ()
    """--confirm-target: exact names of protected targets."""

    @property
    def flags(self) -> str:
        """These flags as they are typed, "" for none; a name is quoted, and nothing in it stays hidden."""
        named = [f"--confirm-target {visible(shlex.quote(name))}" for name in self.targets]
        return " ".join((*(["--allow-destructive"] if self.destructive else []), *named))


def objection(
    proposal: Proposal,
    assessment: Assessment,
    consent: Consent,
    *,
    second_person: bool = False,
    seen: Risk | None = None,
) -> CloudAssistError | None:
    """Return why this command may not run unattended, or None where it may.

    `seen` is the gravest class of what has run for the same request; None for its first command.
    """
    obstacle = may_approve(assessment, second_person=second_person)
    if obstacle is not None and obstacle.bar is Bar.READ_ONLY:
        return _no_approval_helps(assessment, obstacle)
    offline = proposal.source is ProposalSource.CATALOG and assessment.risk is not Risk.FORBIDDEN
    if offline and (assessment.risk is not Risk.READ_ONLY or obstacle is not None):
        return NoUsableReplyError(
            "Nothing was run. Without a model, --yes only runs complete, read-only commands.",
            why="The nearest matches are listed above.",
            todo="Run one of them yourself, pick and edit one in the app, or set GROQ_API_KEY.",
        )
    if obstacle is not None:
        return _no_approval_helps(assessment, obstacle)
    return _lacks_consent(assessment, consent) or _raised(assessment, seen)


def plan_objection(
    steps: Iterable[PlannedStep], consent: Consent, *, second_person: bool = False, seen: Risk | None = None
) -> CloudAssistError | None:
    """Return why a whole plan may not run unattended, or None where it may: what holds for the first such step.

    `seen` is as for `objection`, when the plan was proposed.
    """
    for step in steps:
        proposal = Proposal(step.assessment.command, step.purpose, ProposalSource.MODEL)
        found = objection(proposal, step.assessment, consent, second_person=second_person, seen=seen)
        if found is not None:
            why = " ".join(filter(None, (f"Step {step.number}: {step.assessment.display}", found.why)))
            return RefusedError(found.what, why=why, todo=found.todo)
    return None


def _raised(assessment: Assessment, seen: Risk | None) -> CloudAssistError | None:
    """Return the refusal of what goes beyond what ran before some output was read."""
    if seen is None or assessment.risk is Risk.READ_ONLY:
        return None
    sends = any(found.code == Code.SENDS_DATA_OUT for found in assessment.findings)
    if assessment.risk.rank <= seen.rank and assessment.risk is not Risk.SENSITIVE and not sends:
        return None
    return RefusedError(
        f"Refused: the next command is {assessment.risk.value}, and output was read before it was chosen.",
        why=f"Output can hold instructions, so --yes goes no further than before it. The command: {assessment.display}",
        todo="Run it yourself, approve it at a terminal, or have all steps planned first: --plan --yes.",
    )


def wanted_flags(proposal: Proposal, assessment: Assessment, *, second_person: bool = False) -> str | None:
    """Return the flags with which this command would run unattended, the fewest; None where none would do."""
    for consent in (Consent(), Consent(destructive=True), _whole_consent(assessment)):
        if objection(proposal, assessment, consent, second_person=second_person) is None:
            return f"--yes {consent.flags}".rstrip()
    return None


def _no_approval_helps(assessment: Assessment, obstacle: Obstacle) -> CloudAssistError:
    if obstacle.bar is Bar.FORBIDDEN:
        return RefusedError("Refused: this command would ruin the machine.", why=_first_reason(assessment))
    if obstacle.bar is Bar.SECOND_PERSON:
        return RefusedError(
            f"Refused: the command is {assessment.risk.value} and needs a second approver.",
            why="REQUIRE_SECOND_APPROVER is true.",
            todo="Repeat it with --detach. A colleague then answers it with: cloud-assist sessions resume ID",
        )
    what = obstacle.finding.text if obstacle.finding is not None else obstacle.text
    return RefusedError(f"Refused: {what}", why=f"The command was: {assessment.display}")


def _lacks_consent(assessment: Assessment, consent: Consent) -> CloudAssistError | None:
    """Return the refusal of a grave command that the flags do not cover; it names the flags that do."""
    if assessment.risk not in GRAVE:
        return None
    names = confirming_names(assessment)
    unnamed = bool(names) and not set(names) & set(consent.targets)
    if consent.destructive and not unnamed:
        return None
    protected = f"it touches the protected target {' or '.join(map(visible, names))}" if unnamed else ""
    what = protected if consent.destructive else f"the command is {assessment.risk.value}"
    why = [_first_reason(assessment)]
    if protected and not consent.destructive:
        why.append(f"{protected[0].upper()}{protected[1:]}.")
    return RefusedError(
        f"Refused: {what}.",
        why=" ".join(filter(None, why)),
        todo=f"Review it, then repeat with {_whole_consent(assessment).flags} to run it.",
    )


def _whole_consent(assessment: Assessment) -> Consent:
    """Return the consent that a grave command needs."""
    return Consent(destructive=True, targets=confirming_names(assessment)[:1])


def _first_reason(assessment: Assessment) -> str:
    return assessment.reasons[0].text if assessment.reasons else ""
