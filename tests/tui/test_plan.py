"""The plan modal approves what it has shown whole; the card lists the steps and shows the answer."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Markdown

from cloud_assist.events import AgentCompleted, PlanRequired, StepsChanged
from cloud_assist.models import (
    ApprovePlan,
    Cancel,
    OneByOne,
    Outcome,
    PlannedStep,
    Reject,
    RequestStep,
    Risk,
    StepState,
)
from cloud_assist.tui.screens.plan import PlanModal
from cloud_assist.tui.screens.text_entry import TextEntry
from tests.support.fake_session import NOW, PROD, FakeSession, assess
from tests.tui.conftest import SIZES, Drive, Driven

STEPS = (
    PlannedStep(1, "Make the folder", assess("mkdir backup", Risk.MUTATING)),
    PlannedStep(2, "Copy [bold]the\x1b]52;c;eA==\x07 list", assess("cp list backup/", Risk.MUTATING)),
    PlannedStep(3, "Remove it", assess("rm -r backup", Risk.DESTRUCTIVE, reasons=("It removes files for good.",))),
)


async def shown(app: Driven, *steps: PlannedStep) -> tuple[PlanModal, list[object]]:
    """Put a plan before the person; return the modal and what will be answered."""
    answers: list[object] = []
    question = PlanRequired("q", "back it up", steps or STEPS, "digest", notice="A target changed.")
    app.app.push_screen(PlanModal(question, clock=app.clock), answers.append)
    modal: PlanModal = await app.modal(PlanModal)
    return modal, answers


@pytest.mark.parametrize("size", SIZES)
async def test_a_plan_is_approved_once_all_of_it_has_been_seen(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(size=size) as app:
        modal, answers = await shown(app)
        read = app.text()
        for _ in range(40):
            if not modal.blocker():
                break
            await app.pilot.press("a")
            assert answers == []
            await app.pilot.press("down")
            read += app.text()
        for part in ("A target changed.", "Make the folder", "cp list backup/", "destructive", "rm -r backup"):
            assert part in read
        assert "\x1b" not in read
        assert "[bold]the" in read
        await app.pilot.press("a")
        assert answers == [ApprovePlan("digest")]


@pytest.mark.parametrize(("keys", "answer"), [(("o",), OneByOne()), (("escape",), Cancel())])
async def test_the_other_answers(drive: Drive, keys: tuple[str, ...], answer: object) -> None:
    async with drive() as app:
        _, answers = await shown(app)
        await app.pilot.press(*keys)
        assert answers == [answer]


async def test_a_rejection_has_a_reason(drive: Drive) -> None:
    async with drive() as app:
        _, answers = await shown(app)
        await app.pilot.press("r")
        await app.until(lambda: isinstance(app.app.screen, TextEntry))
        await app.pilot.press(*"why", "enter")
        await app.until(lambda: answers == [Reject("why")])


async def test_what_needs_more_than_a_yes_bars_the_whole(drive: Drive) -> None:
    guarded = assess("kubectl delete ns x", Risk.DESTRUCTIVE, target=PROD, protected=("acme-prod",))
    async with drive() as app:
        modal, answers = await shown(app, STEPS[0], PlannedStep(2, "", guarded))
        await app.pilot.press("end", "a")
        assert answers == []
        assert modal.query_one(".approve", Button).disabled
        assert "protected target acme-prod" in modal.blocker()


async def test_a_plan_that_writes_does_not_start_on_approve(drive: Drive) -> None:
    async with drive(size=(120, 40)) as app:
        await shown(app)
        assert app.app.focused is not None
        assert app.app.focused.name == "cancel"
        await app.pilot.press("escape")
        await shown(app, PlannedStep(1, "", assess("ls")))
        assert app.app.focused is not None
        assert app.app.focused.name == "approve"


async def test_the_card_lists_the_steps_and_shows_the_answer(drive: Drive) -> None:
    async with drive() as app:
        card = await app.app._main.transcript.add_card("how many?", NOW)
        done = RequestStep(1, StepState.DONE, "List them", "ls", 0, 0.1, "OUT1")
        now = RequestStep(2, StepState.NOW, "Count them", "wc -l")
        following = RequestStep(3, StepState.NEXT, "Tell it", "echo")
        card.steps.changed(StepsChanged((done, now, following)))
        await app.pilot.pause()
        assert "✓ 1. List them  $OUT1" in app.text()
        assert "▸ 2. Count them" in app.text()
        assert "○ 3. Tell it" in app.text()
        answer = "There are **two**.\n\n[a link](https://example.com) \x1b]52;c;eA==\x07"
        await card.completed(AgentCompleted(Outcome.ANSWERED, answer, (), 0, 1.0, (done,)))
        await app.pilot.pause()
        assert "There are two." in app.text()
        assert "\x1b" not in app.text()
        assert "– 2. Count them  not finished" in app.text()
        assert "– 3. Tell it  not run" in app.text()
        assert not card.query_one(Markdown)._open_links


async def test_a_request_is_planned_on_demand_and_its_context_can_be_read(drive: Drive) -> None:
    session = FakeSession(answer_text="Done.")
    async with drive(session) as app:
        await app.ask("/plan back it up")
        await app.until(lambda: session.started == [("back it up", "", "")])
        assert session.plans == [True]
        await app.ask("/context")
        await app.until(lambda: "what is told" in app.text())
