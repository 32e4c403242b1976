"""What the approval modal takes as an answer, and when."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from textual.widgets import Button, Input

from cloud_assist.findings import Code, finding
from cloud_assist.models import (
    After,
    Approve,
    Assessment,
    Cancel,
    Edit,
    Finding,
    Gap,
    Proposal,
    ProposalSource,
    Reason,
    Risk,
    Severity,
    Suggestion,
    Target,
    TargetEntry,
    UnknownTarget,
)
from cloud_assist.tui.readings import Readings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.armed_modal import SETTLE_S
from cloud_assist.tui.screens.fill_in import FillIn
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.widgets.dont_ask import DontAsk
from cloud_assist.tui.widgets.further_reads import FurtherReads
from tests.support.fake_session import DEV, PROD, FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES, Drive, Driven


def one(command: str = "aws s3 ls", risk: Risk = Risk.READ_ONLY, **details: object) -> FakeSession:
    return FakeSession([Turn(assess(command, risk, **details), result())])  # type: ignore[arg-type]


async def told(_: Assessment) -> str:
    return "words"


READINGS = Readings(explain=told, preview=told)
LONG_TARGET = Target(
    (
        *PROD.entries,
        TargetEntry("kubectl", "context", "shop-eu-1", "~/.kube/config"),
        TargetEntry("kubectl", "namespace", "checkout", "-n"),
        TargetEntry("terraform", "workspace", "blue", ".terraform/environment"),
    )
)


async def opened(app: Driven) -> ApprovalModal:
    await app.ask("do it")
    modal: ApprovalModal = await app.modal(ApprovalModal)
    return modal


def focused(app: Driven) -> str | None:
    return app.app.focused.name if app.app.focused else None


def unframed(text: str) -> str:
    """What a screen says, on one line, without borders and scroll bars."""
    return " ".join(re.sub("[│▌]", " ", text).split())


def keys_shown(app: Driven) -> set[str]:
    """Return the keys that the buttons in front name, as they are painted."""
    return {str(button.label).split()[-1] for button in app.app.screen.query(Button)}


async def asked(app: Driven) -> ApprovalModal:
    """Ask for something; return the modal that opens, before it listens."""
    await app.ask("do it")
    await app.until(lambda: isinstance(app.app.screen, ApprovalModal) and "Ignoring keys for a moment" in app.text())
    assert isinstance(app.app.screen, ApprovalModal)
    return app.app.screen


async def test_keys_typed_before_the_modal_opened_never_answer_it(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await asked(app)
        await app.pilot.press("a", "enter", "e", "r", "y", "1", "space", "tab", "enter")
        await app.pilot.pause(0.1)
        assert app.app.screen is modal
        assert app.session.answers == []
        assert "Ignoring keys for a moment" in app.text()


async def test_typing_on_keeps_the_modal_deaf_and_a_pause_lets_it_listen(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await asked(app)
        for _ in range(5):
            app.clock.advance(0.8 * SETTLE_S)
            await app.pilot.press("a")
            await app.pilot.pause(0.1)  # longer than the modal takes to look at its clock
            assert not modal.settled
        assert app.session.answers == []
        app.clock.advance(SETTLE_S)
        await app.until(lambda: modal.settled)
        assert "ready" in app.text()
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.answers))
        assert isinstance(app.session.answers[0], Approve)
        await app.until(lambda: not modal.children)
        modal.show_hint()  # as a look that was put off


async def test_a_click_counts_only_once_the_modal_listens(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await asked(app)
        await app.pilot.click(".approve")
        await app.pilot.pause(0.1)
        assert app.session.answers == []
        app.clock.advance(SETTLE_S)
        await app.until(lambda: modal.settled)
        await app.pilot.click(".approve")
        await app.until(lambda: bool(app.session.answers))


async def test_escape_cancels_at_once(drive: Drive) -> None:
    async with drive(one()) as app:
        await app.ask("do it")
        await app.until(lambda: isinstance(app.app.screen, ApprovalModal))
        await app.pilot.press("escape")
        await app.until(lambda: app.session.answers == [Cancel()])


@pytest.mark.parametrize("source", ProposalSource)
async def test_an_error_is_never_approvable_without_an_edit(drive: Drive, source: ProposalSource) -> None:
    wrong = finding(Code.UNKNOWN_OPTION, "There is no --frobnicate.")
    assessment = assess("aws s3 ls --frobnicate", Risk.READ_ONLY, findings=(wrong,))
    session = FakeSession([Turn(assessment, result(), proposal=Proposal(assessment.command, "", source))])
    async with drive(session) as app:
        modal = await opened(app)
        assert modal.query_one(".approve", Button).disabled
        assert focused(app) == "cancel"
        assert "with an error in it" in app.text()
        assert not modal.query(DontAsk)
        await app.pilot.press("a")
        await app.pilot.press("e")
        await app.until(lambda: isinstance(app.app.screen, TextEntry))
        assert session.answers == []


async def test_who_asked_for_what_destroys_sees_that_somebody_else_must_approve_it(drive: Drive) -> None:
    assessment = assess("aws s3 rb s3://logs", Risk.DESTRUCTIVE, target=PROD, protected=("acme-prod",))
    async with drive(FakeSession([Turn(assessment, result(), second_person=True)]), size=(100, 30)) as app:
        modal = await opened(app)
        assert modal.query_one(".approve", Button).disabled
        assert "second approver" in app.text()
        assert not modal.query(".confirm"), "no name is asked for where typing it would lead nowhere"
        await app.pilot.press("a")
        await app.pilot.press("escape")
        await app.until(lambda: app.session.answers == [Cancel()])


@pytest.mark.parametrize("risk", list(Risk))
async def test_focus_starts_on_approve_for_reading_only(drive: Drive, risk: Risk) -> None:
    async with drive(one(risk=risk)) as app:
        await opened(app)
        assert focused(app) == ("approve" if risk is Risk.READ_ONLY else "cancel")


@pytest.mark.parametrize("risk", [risk for risk in Risk if risk is not Risk.READ_ONLY])
async def test_enter_alone_never_approves_what_writes(drive: Drive, risk: Risk) -> None:
    async with drive(one(risk=risk)) as app:
        await opened(app)
        await app.pilot.press("enter")
        await app.until(lambda: app.session.answers == [Cancel()])
        assert app.session.ran == []


async def test_no_digit_answers(drive: Drive) -> None:
    async with drive(one()) as app:
        await opened(app)
        await app.pilot.press(*"0123456789")
        assert app.session.answers == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_command_must_be_seen_to_its_end(drive: Drive, size: tuple[int, int]) -> None:
    command = "aws s3api list-objects " + " ".join(f"--option-{n} value-{n}" for n in range(300))
    async with drive(one(command), size=size) as app:
        modal = await opened(app)
        assert modal.query_one(".approve", Button).disabled
        await app.pilot.press("a")
        assert app.session.answers == []
        assert "Scroll to the end" in app.text()
        await app.pilot.press("end", "a")
        assert app.session.answers == [], "jumping over the middle is not seeing it"
        await app.pilot.press("home")
        for _ in range(400):
            await app.pilot.press("pagedown")
            if not modal.blocker():
                break
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.answers))


async def test_rows_that_a_later_layout_brings_into_view_are_seen(drive: Drive) -> None:
    command = "aws s3api list-objects " + " ".join(f"--option-{n} value-{n}" for n in range(6))
    async with drive(one(command), size=(40, 10)) as app:
        modal = await opened(app)
        assert "end of the command" in modal.blocker(), "the command must not fit at first"
        modal.query_one(".request").display = False
        modal.query_one(".dont-ask").display = False
        await app.until(lambda: "end of the command" not in modal.blocker())


async def test_a_body_of_which_nothing_is_shown_is_waited_for(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await asked(app)
        shown = [child for child in modal.body.children if child.display]
        for child in shown:
            child.display = False
        modal._look_soon()
        app.clock.advance(SETTLE_S)
        await app.pilot.pause(0.1)
        assert not modal.settled
        for child in shown:
            child.display = True
        await app.until(lambda: modal.settled)


async def test_another_width_counts_the_rows_anew(drive: Drive) -> None:
    command = "aws s3api list-objects " + " ".join(f"--option-{n} value-{n}" for n in range(300))
    async with drive(one(command), size=(120, 24)) as app:
        modal = await opened(app)
        await app.pilot.press("pagedown")
        await app.pilot.resize_terminal(60, 12)
        await app.pilot.press("end")
        await app.pilot.pause(0.1)
        assert modal.blocker()


async def test_forbidden_cannot_be_approved_and_says_so(drive: Drive) -> None:
    async with drive(one("rm -rf /", Risk.FORBIDDEN, reasons=("It deletes this machine.",))) as app:
        modal = await opened(app)
        assert modal.query_one(".approve", Button).disabled
        assert "Cannot be approved" in app.text()
        await app.pilot.press("a")
        assert app.session.answers == []
        await app.pilot.click(".approve")
        await app.pilot.pause(0.1)
        assert app.session.answers == []
        await app.pilot.press("escape")
        await app.until(lambda: app.session.answers == [Cancel()])
        assert app.session.ran == []


@pytest.mark.parametrize("risk", [Risk.DESTRUCTIVE, Risk.UNKNOWN])
async def test_a_protected_target_wants_its_name_typed(drive: Drive, risk: Risk) -> None:
    async with drive(one("aws s3 rb s3://x", risk, target=PROD, protected=("acme-prod",))) as app:
        modal = await opened(app)
        assert "Press a to type acme-prod" in app.text()
        await app.pilot.press("a")
        assert app.session.answers == []
        assert app.app.focused is modal.query_one(".confirm", Input)
        assert "○ Type acme-prod to approve" in app.text()
        await app.pilot.press(*"acme-pro", "enter")
        assert modal.blocker()
        await app.pilot.press("d", "enter")
        assert focused(app) == "approve"
        await app.pilot.press("enter")
        await app.until(lambda: bool(app.session.answers))
        assert isinstance(app.session.answers[0], Approve)


async def test_a_mutating_command_on_a_protected_target_needs_no_typing(drive: Drive) -> None:
    async with drive(one("aws s3 mb s3://x", Risk.MUTATING, target=PROD, protected=("acme-prod",))) as app:
        modal = await opened(app)
        assert not modal.query(".confirm")
        assert "acme-prod protected" in app.text()


async def test_not_asking_again_is_offered_for_reads_only(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await opened(app)
        modal.query_one(".dont-ask").focus()
        await app.pilot.press("space", "a")
        await app.until(lambda: bool(app.session.answers))
        assert app.session.answers[0] == Approve(modal.question.assessment.binding.digest, allow_pattern=True)
    async with drive(one(risk=Risk.SENSITIVE)) as app:
        modal = await opened(app)
        assert not modal.query(".dont-ask")


async def test_what_cannot_be_read_is_not_said_to_hit_this_machine_only(drive: Drive) -> None:
    unread = Target(unknown=(UnknownTarget(Gap.UNREADABLE),))
    judged = replace(assess("kubectl delete pod <pod>", Risk.UNKNOWN, target=unread), programs=())
    async with drive(FakeSession([Turn(judged, result())])) as app:
        await opened(app)
        assert "Unknown: the command cannot be parsed." in app.text()
        assert "This machine only" not in app.text()


async def test_open_places_are_asked_for_and_judged_before_anything_runs(drive: Drive) -> None:
    proposal = Proposal("aws s3 ls s3://<bucket>/<prefix>", "", ProposalSource.CATALOG)
    turn = Turn(assess(proposal.command, Risk.UNKNOWN), result(), proposal=proposal)
    async with drive(FakeSession([turn])) as app:
        await opened(app)
        await app.pilot.press("a")
        await app.modal(FillIn)
        await app.pilot.press(*"logs", "enter", *"my dir", "enter")
        await app.modal(ApprovalModal)
        assert app.session.answers == [Edit("aws s3 ls s3://logs/'my dir'")]


@pytest.mark.parametrize("keys", [("down", "enter"), ("up", "enter"), ("2",), ("1", "9", "2")])
async def test_another_known_command_is_taken_by_choosing_it(drive: Drive, keys: tuple[str, ...]) -> None:
    others = tuple(
        Suggestion("aws", ("s3", name), f"Command {name}", f"aws s3 {name}", "recipe", 1.0) for name in ("ls", "mb")
    )
    proposal = Proposal("aws s3 ls", "", ProposalSource.CATALOG, others)
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result(), proposal=proposal)])) as app:
        await opened(app)
        assert "Proposed without a model" in app.text()
        await app.pilot.press(*keys)
        await app.until(lambda: app.session.answers == [Edit("aws s3 mb")])


async def test_nothing_is_offered_that_nobody_provides(drive: Drive) -> None:
    async with drive(one()) as app:
        modal = await opened(app)
        assert [button.name for button in modal.query(Button)] == ["approve", "edit", "reject", "cancel"]
        await app.pilot.press("x", "p")
        assert app.app.screen is modal


async def test_explain_and_preview_show_what_is_provided(drive: Drive) -> None:
    from cloud_assist.errors import ExecutionError

    async def explain(assessment: Assessment) -> str:
        return f"{assessment.command.split(maxsplit=1)[0]}: the tool"

    async def preview(assessment: Assessment) -> str:
        raise ExecutionError("There is no dry run for this.")

    async with drive(one(), size=(80, 40), readings=Readings(explain, preview)) as app:
        modal = await opened(app)
        names = [button.name for button in modal.query(Button)]
        assert names == ["approve", "edit", "explain", "preview", "reject", "cancel"]
        await app.pilot.press("x")
        await app.until(lambda: "aws: the tool" in app.text())
        await app.pilot.press("p")
        await app.until(lambda: "There is no dry run for this." in app.text())


@pytest.mark.parametrize("size", SIZES)
async def test_an_explanation_comes_into_view(drive: Drive, size: tuple[int, int]) -> None:
    async def explain(_: Assessment) -> str:
        return "\n".join(f"word {number}: what it does" for number in range(30))

    async with drive(one(), size=size, readings=Readings(explain, None)) as app:
        await opened(app)
        await app.pilot.press("x")
        await app.until(lambda: "word 0: what it does" in app.text(), seconds=5)


@pytest.mark.parametrize("size", SIZES)
async def test_everything_it_must_say_can_be_read(drive: Drive, size: tuple[int, int]) -> None:
    finding = Finding(Severity.ERROR, "unknown-option", "There is no --frobnicate.", "aws s3 ls --human-readable")
    turn = Turn(
        assess("aws s3 ls --frobnicate", Risk.MUTATING, findings=(finding,), reasons=("First.", "Second.")),
        result(),
        proposal=Proposal("aws s3 ls --frobnicate", "Because.", ProposalSource.MODEL, corrections=("a → b",)),
        notice="The region changed.",
    )
    async with drive(FakeSession([turn]), size=size) as app:
        await opened(app)
        read = app.text()
        for _ in range(30):
            await app.pilot.press("down")
            read += "\n" + app.text()
        for part in ("The region changed.", "do it", "--frobnicate", "makes changes", "First.", "Second.", "profile"):
            assert part in read
        for part in ("dev", "There is no", "--human-readable", "a → b", "The model's explanation", "Because."):
            assert part in read


@pytest.mark.parametrize("size", SIZES)
async def test_who_may_not_approve_it_leaves_it_for_a_colleague(drive: Drive, size: tuple[int, int]) -> None:
    asked = FakeSession([Turn(assess("rm -r old", Risk.DESTRUCTIVE), result(), second_person=True)], id="s7")
    after = FakeSession(id="s8")
    async with drive(asked, open_session=lambda _: after, size=size) as app:
        await app.ask("remove the old folder")
        modal = await app.modal(ApprovalModal)
        assert modal.query_one(".approve", Button).disabled
        # A later layout may bring the row's second line: wait for it rather than look once.
        await app.until(lambda: "need a second approver, and you requested this one" in unframed(app.text()))
        assert {"a", "e", "r", "l", "Esc"} <= keys_shown(app)
        await app.pilot.press("a")
        assert app.app.screen is modal
        await app.pilot.press("l")
        await app.until(lambda: "sessions resume s7" in unframed(app.text()))
        assert asked.answers == []
        assert asked.closed >= 1
        assert not app.app.busy
        assert len(app.app.screen_stack) == 1
        await app.ask("list")
        assert [started[0] for started in after.started] == ["list"], "what follows goes on in another session"


async def test_what_needs_nobody_else_is_not_left(drive: Drive) -> None:
    async with drive(one(risk=Risk.DESTRUCTIVE), open_session=lambda _: FakeSession()) as app:
        modal = await opened(app)
        await app.pilot.press("l")
        assert app.app.screen is modal
        assert "Leave" not in app.text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("command", ["aws s3 rb s3://logs", "aws s3 rb s3://logs; " + "true; " * 60])
async def test_the_targets_values_have_been_on_screen_before_it_can_be_approved(
    drive: Drive, size: tuple[int, int], command: str
) -> None:
    async with drive(one(command, Risk.MUTATING, target=LONG_TARGET), size=size) as app:
        modal = await opened(app)
        seen: set[str] = set()
        for _ in range(80):
            text = app.text()
            seen |= {entry.value for entry in LONG_TARGET.entries if entry.value in text}
            if not modal.query_one(".approve", Button).disabled:
                break
            await app.pilot.press("a", "down")
            await app.pilot.pause()
        assert seen == {entry.value for entry in LONG_TARGET.entries}
        assert app.session.answers == []
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.answers))


@pytest.mark.parametrize("risk", [Risk.READ_ONLY, Risk.MUTATING])
async def test_a_usual_target_is_above_the_fold_on_the_smallest_screen(drive: Drive, risk: Risk) -> None:
    async with drive(one(risk=risk), size=(40, 10), readings=READINGS) as app:
        modal = await opened(app)
        assert not modal.query_one(".approve", Button).disabled
        for entry in DEV.entries:
            assert entry.value in app.text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("second_person", [False, True])
async def test_every_action_shows_its_key(drive: Drive, size: tuple[int, int], *, second_person: bool) -> None:
    turn = Turn(assess("rm -r old", Risk.DESTRUCTIVE), result(1), second_person=second_person)
    async with drive(FakeSession([turn]), size=size, readings=READINGS, open_session=lambda _: FakeSession()) as app:
        await opened(app)
        wanted = [*"aexpr", *(["l"] if second_person else []), "Esc"]
        painted = app.text().split()
        assert [key for key in wanted if key not in painted] == []


@pytest.mark.parametrize("size", SIZES)
async def test_every_answer_to_a_failure_shows_its_key(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(FakeSession([Turn(assess("false"), result(1))]), size=size) as app:
        await opened(app)
        await app.pilot.press("a")
        await app.modal(RetryModal)
        painted = app.text().split()
        assert [key for key in ("r", "h", "e", "Esc") if key not in painted] == []


@pytest.mark.parametrize("size", SIZES)
async def test_what_would_not_be_asked_again_is_named_with_how_long(drive: Drive, size: tuple[int, int]) -> None:
    judged = replace(assess("kubectl get pods"), reasons=(Reason("kubectl.get", "`kubectl get` is read-only."),))
    async with drive(FakeSession([Turn(judged, result())]), size=size) as app:
        await opened(app)
        offered = next(
            line for line in app.text().splitlines() if "`kubectl get`" in line and "session" in line.lower()
        )
        assert "don't ask" in offered.lower()


async def test_what_is_not_asked_again_is_listed_and_revoked(drive: Drive) -> None:
    async with drive(FakeSession(reads=["kubectl get", "sort"])) as app:
        await app.ask("/allowed")
        await app.until(lambda: "kubectl get" in app.text())
        await app.pilot.press(*"sor", "enter")
        await app.until(lambda: app.session.reads == ["kubectl get"])
        assert "`sort` is asked about again" in app.told()


@pytest.mark.parametrize("size", SIZES)
async def test_further_reads_are_allowed_where_more_may_follow(drive: Drive, size: tuple[int, int]) -> None:
    more = Proposal("aws s3 ls", "List them", ProposalSource.MODEL, after=After.LOOK)
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result(), proposal=more)]), size=size) as app:
        modal = await opened(app)
        box = modal.query_one(FurtherReads)
        assert "step 1 · attempt 1 of 4" in app.text() or size[1] < 16
        box.focus()
        await app.pilot.press("space")
        assert box.value
        await app.pilot.press("pagedown")
        await app.until(lambda: not modal.blocker())
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.answers))
        (given,) = app.session.answers
        assert given == Approve(modal.question.assessment.binding.digest, allow_reads=True)


async def test_no_further_reads_are_offered_for_what_writes_or_is_done(drive: Drive) -> None:
    writes = Proposal("touch x", "", ProposalSource.MODEL, after=After.LOOK)
    turns = [Turn(assess("touch x", Risk.MUTATING), result(), proposal=writes), Turn(assess("ls"), result())]
    async with drive(FakeSession(turns)) as app:
        assert not (await opened(app)).query(FurtherReads)
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        assert not (await opened(app)).query(FurtherReads)


NOT_YET = finding(Code.NOT_READ, "Options not checked yet: reading aws, about 20 s left.")
REFUSED = finding(Code.UNKNOWN_OPTION, "aws s3 ls has no option `--colour`.")


async def test_what_the_cli_refuses_is_shown_once_it_is_known_and_bars_the_approval(drive: Drive) -> None:
    session = one("aws s3 ls --colour red", findings=(NOT_YET,))
    async with drive(session) as app:
        modal = await opened(app)
        assert "reading aws, about 20 s left" in unframed(app.text())
        assert not modal.query_one(".approve", Button).disabled
        modal.renewed(replace(modal.question.assessment, findings=(REFUSED,)))
        assert not modal.settled, "keys may have been meant for what was shown before"
        app.clock.advance(SETTLE_S)
        await app.until(lambda: modal.settled and "has no option" in unframed(app.text()))
        assert "reading aws" not in unframed(app.text())
        assert modal.query_one(".approve", Button).disabled
        await app.pilot.press("a")
        assert session.answers == []


async def test_a_command_that_is_found_right_later_can_be_approved_at_once(drive: Drive) -> None:
    session = one("aws s3 ls", findings=(NOT_YET,))
    async with drive(session) as app:
        modal = await opened(app)
        modal.renewed(replace(modal.question.assessment, findings=()))
        await app.until(lambda: "Findings" not in app.text())
        assert modal.settled, "nothing new is to be read"
        await app.pilot.press("a")
        await app.until(lambda: bool(session.answers))
        assert isinstance(session.answers[0], Approve)


async def test_what_is_known_of_another_binding_changes_nothing(drive: Drive) -> None:
    async with drive(one("aws s3 ls", findings=(NOT_YET,))) as app:
        modal = await opened(app)
        modal.renewed(assess("aws s3 rb s3://b", Risk.READ_ONLY, findings=(REFUSED,)))
        assert not modal.query_one(".approve", Button).disabled
        assert "reading aws" in unframed(app.text())
