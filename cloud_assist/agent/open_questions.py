"""Questions that wait for their answers, each by its own id, so that a late answer can never answer another one."""

from __future__ import annotations

import asyncio

from cloud_assist.events import Question
from cloud_assist.models import Cancel, Decision


class OpenQuestions:
    """The questions that a front end has been asked and has not answered."""

    def __init__(self) -> None:
        self._answers: dict[str, asyncio.Future[Decision]] = {}

    def __bool__(self) -> bool:
        """Whether any is open."""
        return bool(self._answers)

    def put(self, question: Question) -> asyncio.Future[Decision]:
        """Open a question; its answer is the result of what is returned."""
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._answers[question.question_id] = future
        return future

    def answer(self, question_id: str, decision: Decision) -> bool:
        """Answer a question; False where it is no longer open."""
        future = self._answers.pop(question_id, None)
        if future is None or future.done():
            return False
        future.set_result(decision)
        return True

    def withdraw(self) -> None:
        """Answer every open question with a cancel."""
        for question_id in list(self._answers):
            self.answer(question_id, Cancel())

    def abandon(self) -> None:
        """Stop waiting for answers. The questions stay open in the store, for the next start to take up."""
        for future in self._answers.values():
            future.cancel()
