"""The slot of the session: whatever is made for it is closed, however late."""

from __future__ import annotations

import asyncio
import threading

import pytest

from cloud_assist.tui.session_slot import SessionSlot
from tests.support.fake_session import FakeSession


@pytest.mark.parametrize("leaving", [False, True])
async def test_a_session_that_is_made_after_the_patience_is_closed_once(leaving: bool) -> None:
    may_be_made = threading.Event()
    session = FakeSession()

    def make() -> FakeSession:
        may_be_made.wait(10)
        return session

    slot = SessionSlot()
    slot.begin(make)
    await slot.close(0.01, leaving=leaving)
    await slot.close(0.01, leaving=True)
    assert session.closed == 0
    may_be_made.set()
    async with asyncio.timeout(10):
        while not session.closed:
            await asyncio.sleep(0.01)
    assert session.closed == 1


async def test_who_goes_on_waits_for_a_session_that_is_being_made_and_closes_it() -> None:
    may_be_made = threading.Event()
    session = FakeSession()

    def make() -> FakeSession:
        may_be_made.wait(10)
        return session

    slot = SessionSlot()
    slot.begin(make)
    closing = asyncio.create_task(slot.close(10))
    asyncio.get_running_loop().call_later(0.2, may_be_made.set)  # later than leaving would wait
    await closing
    assert session.closed == 1
