"""What a model is told of the session: the earlier requests, condensed by rule, and the steps of the present one.

The newest request is told with what its outputs said, the one before it with less, older ones on a line each, and
what does not fit is counted. Every line of an output begins with a bar, so that none can pass for a line of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud_assist.llm.port import Exchange, StepTold
from cloud_assist.llm.writer import COMMAND_BYTES, LINE_BYTES, Writer, cut

HISTORY_BYTES: Final = 4_600
"""For the earlier requests together, with what their outputs said."""
NEWEST_BYTES: Final = 2_400
"""For what the output of the last step said, of this request or of the one before it."""
OLDER_BYTES: Final = 500
"""For what an output before that said."""
ANSWER_BYTES: Final = 600
_NEWER: Final = 2
"""Requests that are told with their outputs and answers; older ones have a line each."""


@dataclass(frozen=True, slots=True)
class ToldHistory:
    """The earlier requests, as a model is told them."""

    text: str
    whole: int
    """How many are told with what their outputs said."""
    condensed: int
    """How many are told on a line each."""
    dropped: int
    """How many are left out; the text says so."""


def told_history(history: tuple[Exchange, ...], writer: Writer) -> ToldHistory:
    """Return the latest exchanges that fit into HISTORY_BYTES, oldest first."""
    kept: list[str] = []
    whole = 0
    room = HISTORY_BYTES
    for age, exchange in enumerate(reversed(history)):
        told = _with_outputs(exchange, writer, age) if age < _NEWER else ""
        with_outputs = bool(told) and len(told.encode()) < room
        if not with_outputs:
            told = _on_a_line(exchange, writer)
        room -= len(told.encode()) + 1
        if room < 0 and kept:
            break
        kept.insert(0, told)
        whole += with_outputs
    dropped = len(history) - len(kept)
    if dropped:
        kept.insert(0, f"({dropped} earlier request{'s' if dropped > 1 else ''} left out)")
    return ToldHistory("\n".join(kept), whole, len(history) - dropped - whole, dropped)


def told_steps(steps: tuple[StepTold, ...], writer: Writer) -> str:
    """Return the steps of the present request: what ran, and what the results said."""
    parts = ["Steps of this request that have run:"]
    for number, step in enumerate(steps, 1):
        latest = number == len(steps)
        purpose = f" {writer.line(step.purpose)}" if step.purpose else ""
        parts.append(
            f"{number}.{purpose}\n{writer.data('command', step.command, COMMAND_BYTES)}\n{_ended(step, writer)}"
        )
        if step.digest:
            digest = _digest(step, NEWEST_BYTES if latest else OLDER_BYTES)
            parts.append(writer.data(f"output of step {number}", digest, NEWEST_BYTES + LINE_BYTES, head_share=0.8))
    parts.append("Reply with the next step, or with the answer where this is enough.")
    return "\n".join(parts)


def _with_outputs(exchange: Exchange, writer: Writer, age: int) -> str:
    lines = [f"Request: {writer.line(exchange.prompt)}"]
    for number, step in enumerate(exchange.steps, 1):
        lines.append(f"$ {writer.line(step.command, COMMAND_BYTES)} → {_ended(step, writer)}")
        if step.digest:
            budget = NEWEST_BYTES if age == 0 and number == len(exchange.steps) else OLDER_BYTES
            lines.append(_barred(writer.clean(_digest(step, budget))))
    if not exchange.steps or exchange.command != exchange.steps[-1].command:
        lines.append(f"$ {writer.line(exchange.command) or 'no command'} → {writer.line(exchange.outcome)}")
    if exchange.answer:
        lines.append(f"You answered:\n{_barred(cut(writer.clean(exchange.answer), ANSWER_BYTES))}")
    return "\n".join(lines)


def _on_a_line(exchange: Exchange, writer: Writer) -> str:
    words, outcome = (writer.line(text, LINE_BYTES // 2) for text in (exchange.prompt, exchange.outcome))
    outputs = "".join(f" (${step.output})" for step in exchange.steps if step.output)
    return f"{words} → {writer.line(exchange.command) or 'no command'} → {outcome}{outputs}"


def _ended(step: StepTold, writer: Writer) -> str:
    """Return how a step ended, and where its output is: "exit 0 · output in $OUT1, 12 of 214 items told"."""
    parts = [writer.line(step.outcome)]
    if step.output:
        told = f", told: {writer.line(step.left_out)}" if step.left_out else ""
        parts.append(f"output in ${step.output}{told}")
    return " · ".join(parts)


def _digest(step: StepTold, budget: int) -> str:
    return cut(step.digest, budget, head_share=0.85)


def _barred(text: str) -> str:
    return "\n".join(f"| {line}" for line in text.splitlines())
