"""Writes the parts of a message to a model: cleaned of secrets and terminal controls, cut to size, fenced as data."""

from __future__ import annotations

import re
from typing import Final

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.llm.port import Failure, Repair
from cloud_assist.redaction.placeholders import Placeholders
from cloud_assist.redaction.redactor import Redactor

ERROR_BYTES: Final = 600
COMMAND_BYTES: Final = 600
LINE_BYTES: Final = 200
"""For a reason, a hint, a question or an answer."""

_TAG = re.compile(r"<(?=[\s/]*data\b)", re.IGNORECASE)
_BRACKET: Final = "‹"


class Writer:
    """Writes the parts of one message; the same secret has the same placeholder in all of them."""

    def __init__(self, placeholders: Placeholders) -> None:
        self._redactor = Redactor(placeholders)

    def clean(self, text: str) -> str:
        """Return `text` without terminal controls and secrets, and valid as UTF-8."""
        return self._redactor.redact(strip_terminal_controls(text.encode("utf-8", "replace").decode())).strip()

    def data(self, name: str, text: str, budget: int, *, head_share: float = 0.5) -> str:
        """Return `text` cleaned, cut and fenced."""
        return fenced(name, cut(self.clean(text), budget, head_share=head_share))

    def line(self, text: str, budget: int = LINE_BYTES) -> str:
        """Return `text` on one line, where it cannot pass for a section of its own."""
        return " ".join(cut(harmless(" ".join(self.clean(text).split())), budget).split())

    def lines_within(self, text: str, budget: int) -> str:
        """Return the first lines of `text`, cleaned, that fit whole into `budget` bytes."""
        kept: list[str] = []
        for line in self.clean(text).splitlines():
            budget -= len(line.encode()) + 1
            if budget < 0:
                break
            kept.append(line)
        return "\n".join(kept)

    def earlier_failure(self, failure: Failure) -> str:
        """Return what is said about a command that failed before the last one."""
        told = self.data("failed command", failure.command, COMMAND_BYTES)
        return f"{told}\nIt failed with exit status {failure.exit_status}."

    def repair(self, repair: Repair) -> str:
        """Return what is said about a command that its CLI would refuse."""
        told = self.data("invalid command", repair.command, COMMAND_BYTES)
        return f"{told}\nIts CLI would refuse it: {self.line(repair.fault)}\nCorrect it."

    def failure(self, failure: Failure) -> str:
        """Return what is said about the command that just failed; its output counts most at its end."""
        parts = [self.data("failed command", failure.command, COMMAND_BYTES)]
        parts.append(f"It failed with exit status {failure.exit_status}.")
        if failure.error_tail.strip():
            parts.append(self.data("its output", failure.error_tail, ERROR_BYTES, head_share=0.3))
        if failure.hint.strip():
            parts.append(f"The person's hint: {self.line(failure.hint)}")
        parts.append("Propose a different command that fixes the cause.")
        return "\n".join(parts)


def fenced(name: str, text: str) -> str:
    """Return `text` as data that nothing in it can close."""
    return f'<data name="{name}">\n{harmless(text)}\n</data>'


def harmless(text: str) -> str:
    """Take the bracket from a tag inside data, so that it cannot close the fence, and from chat-template markers."""
    return _TAG.sub(_BRACKET, text).replace("<|", f"{_BRACKET}|")


def cut(text: str, budget: int, *, head_share: float = 0.5) -> str:
    """Keep the head and the tail of `text` within about `budget` bytes, with a note of what is missing between."""
    data = text.encode()
    if len(data) <= budget:
        return text
    head = int(budget * head_share)
    tail = budget - head
    note = f"\n[… {len(data) - budget:,} bytes left out …]\n"
    return data[:head].decode("utf-8", "ignore") + note + data[-tail:].decode("utf-8", "ignore")
