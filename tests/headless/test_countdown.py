"""A wait in `run`: counted down in place on a terminal, said once anywhere else."""

from __future__ import annotations

import asyncio
import time
from io import StringIO

import pytest

from cloud_assist.events import Step, StepFinished, Waiting
from cloud_assist.headless.report import TextReport

WHY = "The rate limit of Groq was reached."


class Screen(StringIO):
    """A terminal that keeps all that was written to it."""

    def isatty(self) -> bool:
        return True


async def test_on_a_terminal_the_seconds_count_down_in_one_line_that_goes() -> None:
    screen = Screen()
    report = TextReport(StringIO(), screen, {"TERM": "xterm", "NO_COLOR": "1"})
    report.tell(Waiting(time.time() + 2.5, WHY))
    await asyncio.sleep(1.2)
    report.tell(StepFinished(Step.GENERATE, 2.5))
    written = screen.getvalue()
    assert f"\r\x1b[K{WHY} Trying again in 3 s. Ctrl-C cancels.\r\x1b[K{WHY} Trying again in 2 s." in written
    assert written.endswith("\r\x1b[K")
    assert "\n" not in written
    await asyncio.sleep(1.1)
    assert screen.getvalue() == written, "a wait that is over says nothing more"


@pytest.mark.parametrize("stream", [StringIO, Screen])
async def test_elsewhere_it_is_one_plain_line(stream: type[StringIO]) -> None:
    said = stream()
    report = TextReport(StringIO(), said, {"TERM": "dumb"})
    report.tell(Waiting(time.time() + 2.5, f"{WHY}\x1b[2J"))
    await asyncio.sleep(1.1)
    report.tell(StepFinished(Step.GENERATE, 2.5))
    assert said.getvalue() == f"{WHY} Trying again in 3 s.\n"
