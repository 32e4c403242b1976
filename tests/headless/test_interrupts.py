"""Signals while `run` works: Ctrl-C asks, then says what a kill leaves, then kills; SIGTERM asks and leaves."""

from __future__ import annotations

import signal
from io import StringIO

import pytest

from cloud_assist.events import AgentCompleted, CommandFinished, CommandStopping
from cloud_assist.headless.interrupts import Interrupts
from cloud_assist.headless.run import exit_status
from cloud_assist.models import Outcome, RunResult
from tests.support.fake_session import FakeSession

HELD = CommandStopping("terraform", "INT", 590, "Stopping operation...", holds=True, leaves="The lock may stay.")


class Steered:
    """A session that signals steer, and what the person reads."""

    def __init__(self) -> None:
        self.session = FakeSession()
        self.stderr = StringIO()
        self.now = 0.0
        self.interrupts = Interrupts(self.session, self.stderr, clock=lambda: self.now)

    def did(self) -> tuple[int, int, bool]:
        return self.session.cancels, self.session.kills, self.session.sent_to_background


@pytest.fixture
def steered() -> Steered:
    return Steered()


def test_each_ctrl_c_stops_what_holds_nothing(steered: Steered) -> None:
    steered.interrupts.came(signal.SIGINT)
    steered.interrupts.came(signal.SIGINT)
    assert steered.did() == (2, 0, False)
    assert steered.stderr.getvalue() == ""


def test_a_lock_holder_is_killed_by_two_more_within_two_seconds(steered: Steered) -> None:
    steered.interrupts.came(signal.SIGINT)
    steered.interrupts.tell(HELD)
    steered.now = 10
    steered.interrupts.came(signal.SIGINT)
    said = steered.stderr.getvalue()
    assert "terraform has 9 min 50 s left to stop" in said
    assert "Press Ctrl-C again within 2 s to kill it. The lock may stay." in said
    steered.now = 13
    steered.interrupts.came(signal.SIGINT)
    assert steered.did() == (1, 0, False)
    steered.now = 14
    steered.interrupts.came(signal.SIGINT)
    assert steered.did() == (1, 1, False)


def test_sigterm_asks_and_leaves_once_its_time_is_over(steered: Steered) -> None:
    steered.interrupts.came(signal.SIGTERM)
    steered.interrupts.tell(HELD)
    assert steered.did() == (1, 0, False)
    steered.interrupts.tell(CommandStopping("terraform", "INT", 0, "", holds=True, leaves=""))
    assert steered.did() == (1, 0, True)


def test_a_time_limit_that_leaves_a_lock_holder_is_told_by_the_exit_status(steered: Steered) -> None:
    steered.interrupts.tell(CommandStopping("terraform", "INT", 0, "", holds=True, leaves=""))
    assert steered.did() == (0, 0, True)
    assert exit_status(AgentCompleted(Outcome.BACKGROUND, "It goes on as job 1.", (), None, 5.0, job=1)) == 124


def test_a_person_who_asked_is_waited_for(steered: Steered) -> None:
    steered.interrupts.came(signal.SIGINT)
    steered.interrupts.tell(CommandStopping("terraform", "INT", 0, "", holds=True, leaves=""))
    assert steered.did() == (1, 0, False)
    steered.interrupts.came(signal.SIGINT)
    assert "has not stopped yet" in steered.stderr.getvalue()


def test_the_next_command_begins_anew(steered: Steered) -> None:
    steered.interrupts.tell(HELD)
    steered.interrupts.tell(CommandFinished("x", 1, RunResult(130, 1, "", "", 0, "", cancelled=True)))
    steered.interrupts.came(signal.SIGINT)
    assert steered.did() == (1, 0, False)
