"""Whether a command may be approved as it stands, and if not why: asked by the agent, both front ends and `--yes`."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cloud_assist.display.visible import visible
from cloud_assist.findings import Code
from cloud_assist.models import Assessment, Finding, PlannedStep, Risk, Severity

GRAVE = frozenset({Risk.DESTRUCTIVE, Risk.UNKNOWN})
"""What asks for more than a yes: the name of a protected target, or a second person."""


class Bar(StrEnum):
    """What kind of thing stands in the way, the most lasting first."""

    FORBIDDEN = "forbidden"
    """It would ruin the machine; nobody may approve it."""
    READ_ONLY = "read_only"
    """It does not only read, and where it would act only that may be approved, by nobody."""
    OPEN_PLACES = "open_places"
    """A value is missing: `<bucket>`. It is filled in, and the result judged anew."""
    ERROR = "error"
    """A finding of severity error. Only another command helps, so it is edited."""
    SECOND_PERSON = "second_person"
    """Whoever is asked requested it; somebody else may approve it."""


class Obstacle(NamedTuple):
    """Why a command may not be approved as it stands."""

    bar: Bar
    text: str
    """For the person, short enough for one line of a modal: what is wrong, and what to do."""
    finding: Finding | None = None
    """The first error of its kind, for READ_ONLY, OPEN_PLACES and ERROR."""


def confirming_names(assessment: Assessment) -> tuple[str, ...]:
    """Return the names of protected targets of which one must be given before this command may run; () for no need."""
    return assessment.protected if assessment.risk in GRAVE else ()


def may_approve(assessment: Assessment, *, second_person: bool) -> Obstacle | None:
    """Return what keeps the person who is asked from approving this command, or None where nothing does.

    Args:
        assessment: of the command as it stands.
        second_person: whether grave commands need a second approver, and the person who is asked requested this one.
    """
    if assessment.risk is Risk.FORBIDDEN:
        return Obstacle(Bar.FORBIDDEN, "Cannot be approved: it would ruin the machine. Edit or reject it.")
    errors = [found for found in assessment.findings if found.severity is Severity.ERROR]
    read_only = next((found for found in errors if found.code == Code.READ_ONLY), None)
    if read_only is not None:
        return Obstacle(Bar.READ_ONLY, "Cannot be approved: only reads are allowed here. Edit or reject it.", read_only)
    if any(found.code == Code.OPEN_PLACEHOLDER for found in errors):
        return Obstacle(Bar.OPEN_PLACES, "Fill in the missing values first.", errors[0])
    if errors:
        return Obstacle(Bar.ERROR, "Cannot be approved with an error in it: edit or reject it.", errors[0])
    if second_person and assessment.risk in GRAVE:
        text = f"{assessment.risk.value.title()} commands need a second approver, and you requested this one."
        return Obstacle(Bar.SECOND_PERSON, text)
    return None


def bar_to_whole(steps: tuple[PlannedStep, ...], *, second_person: bool) -> str:
    """Return why a plan cannot be approved as a whole, "" where it can; its steps may still be, one by one."""
    for each in steps:
        obstacle = may_approve(each.assessment, second_person=second_person)
        if obstacle is not None:
            return f"Step {each.number}: {obstacle.text}"
        names = confirming_names(each.assessment)
        if names:
            return f"Step {each.number} is on the protected target {visible(names[0])}: approve the steps one by one."
    return ""
