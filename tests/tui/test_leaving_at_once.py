"""The app is left at once, whatever a thread is starting for it."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.support.started import start_warm

_APP = """
import threading
from cloud_assist.settings import load_settings
from cloud_assist.tui.app import CloudAssistApp
from cloud_assist.tui.leaving import end_now

app = CloudAssistApp(load_settings(), threading.Event().wait)
begin = app._begin

async def begin_and_leave():
    await begin()
    app.set_timer(0.1, app.action_quit)

app._begin = begin_and_leave
app.run(headless=True)
print("left", flush=True)
end_now(app.return_code or 0)
"""


def test_a_session_that_never_comes_up_holds_nobody(clean_machine: Path) -> None:
    ours, theirs = os.pipe()
    null = os.open(os.devnull, os.O_RDWR)
    process = start_warm(["-c"], environ=os.environ, cwd=clean_machine, descriptors=[null, theirs, null], code=_APP)
    os.close(theirs)
    os.close(null)
    with os.fdopen(ours, "rb") as said:
        assert said.readline() == b"left\n"
    begun = time.monotonic()
    assert process.wait(10)
    assert time.monotonic() - begun < 1
    assert process.returncode == 0
