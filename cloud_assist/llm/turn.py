"""What one `propose` has used up so far, what it has shown, and the waits it may still make."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from cloud_assist.errors import ModelError
from cloud_assist.events import AgentNote, AnswerSoFar, Waiting
from cloud_assist.llm.abilities import Form
from cloud_assist.llm.failures import CallFailedError, Remedy
from cloud_assist.llm.partial import answer_so_far
from cloud_assist.llm.port import Progress

LONGEST_WAIT_S: Final = 20.0
"""A provider that asks for more is not waited for: the person is told instead."""
WAITS: Final = 3
BACKOFF_S: Final = (0.5, 2.0)
"""Seconds before each retry after a server error or a broken connection; their number bounds the retries."""
UNSAID_WAIT_S: Final = 2.0
"""Wait after a 429 that does not say how long."""


@dataclass(slots=True)
class Turn:
    """One `propose` under way."""

    tell: Progress
    deadline: float
    """On the event loop's clock."""
    waits: int = 0
    retries: int = 0
    roomy: bool = False
    streamed: bool = True
    """Whether a stream may be asked for: not after one was cut."""
    simpler: bool = False
    """Whether the best form gave nothing that could be read: the second chance takes the next one."""
    unkept: Form | None = None
    """The form that the model was asked for and did not keep to."""
    not_a_stream: Form | None = None
    """The form for which something else came than the stream that was asked for."""
    last: ModelError | None = field(default=None)
    """What went wrong last, for the message if time runs out."""
    _shown: str = ""

    def show(self, text: str) -> None:
        """Tell the words of an answer that has come as far as `text`."""
        words = answer_so_far(text)
        if words and words != self._shown:
            self._shown = words
            self.tell(AnswerSoFar(words))

    def take_back(self) -> None:
        """Tell that the words shown so far are not the answer."""
        if self._shown:
            self._shown = ""
            self.tell(AnswerSoFar(""))

    async def pause(self, failed: CallFailedError) -> None:
        """Wait as `failed` asks; raise its error where waiting is of no use."""
        event: Waiting | AgentNote
        if failed.remedy is Remedy.WAIT:
            allowed = self.waits < WAITS
            seconds = UNSAID_WAIT_S if failed.wait_s is None else failed.wait_s
            self.waits += 1
            event = Waiting(time.time() + seconds, failed.error.what)
        else:
            retriable = failed.remedy in {Remedy.RETRY, Remedy.IN_ONE_PIECE}
            allowed = retriable and self.retries < len(BACKOFF_S)
            seconds = max(BACKOFF_S[self.retries], failed.wait_s or 0.0) if allowed else 0.0
            self.retries += 1
            event = AgentNote(f"{failed.error.what} Trying again.")
        in_time = asyncio.get_running_loop().time() + seconds < self.deadline
        if not (allowed and in_time and seconds <= LONGEST_WAIT_S):
            raise failed.error from failed
        self.last = failed.error
        self.tell(event)
        await asyncio.sleep(seconds)
