"""What is under way right now, with a spinner and its time."""

from __future__ import annotations

import math
from time import monotonic, time

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from cloud_assist.display.times import duration
from cloud_assist.events import CommandOverdue, CommandStopping
from cloud_assist.tui.untrusted import MUTED, first_line, plain

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_PERIOD_S = 0.1


class StepLine(Static):
    """One line; hidden while nothing is under way."""

    DEFAULT_CSS = """
    StepLine { height: 1; color: $text-accent; display: none; text-wrap: nowrap; text-overflow: ellipsis; }
    StepLine.-active { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._label = ""
        self._note = ""
        self._since = 0.0
        self._limit_s = 0.0
        self._keys = ""
        self._waits_until = 0.0
        """Seconds since the epoch until which nothing but waiting is done."""
        self._why_wait = ""
        self.leaves = ""
        """What stays behind where the command that was asked to stop is killed; empty where none was."""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Tick only while a step is shown."""
        self._timer = self.set_interval(_PERIOD_S, self._tick, pause=not self._label)

    def start(self, label: str, *, elapsed_s: float = 0.0, keys: str = "Esc: stop") -> None:
        """Show `label` and count on from `elapsed_s`, or go on counting under the same one; `keys` says what helps."""
        if label != self._label:
            self._label, self._note, self._since, self._limit_s = label, "", monotonic() - elapsed_s, 0.0
        self._keys = keys
        self.add_class("-active")
        self._tick()
        if self._timer is not None:
            self._timer.resume()

    def offer(self, key: str) -> None:
        """Say what else helps while the step is under way."""
        self._keys = f"{self._keys} · {key}"
        self._tick()

    def note(self, text: str) -> None:
        """Add one short line about the step (a wait, a catalog being built)."""
        self._note = text
        self._tick()

    def wait(self, until: float, why: str) -> None:
        """Count down `until` a moment, in seconds since the epoch, and say why."""
        self._waits_until, self._why_wait = until, first_line(why)
        self._tick()

    def limit(self, seconds: float) -> None:
        """Say after how many seconds the step is stopped, counted from its start."""
        self._limit_s = seconds
        self._tick()

    def goes_on(self, event: CommandOverdue | CommandStopping) -> None:
        """Say that the command has taken the usual time; or that it was asked to stop and what it says meanwhile."""
        if isinstance(event, CommandOverdue):
            what = plain(event.program) or "This command"
            self.note(f"{what} may take longer than {duration(event.after_s)} · {self._keys}")
            return
        self._label = f"Stopping {plain(event.program)}".rstrip()
        self.leaves = event.leaves
        told = f"{duration(event.seconds_left)} to obey" if event.seconds_left > 0 else "it has not stopped yet"
        keys = "/kill: end it now" if event.holds else "Esc: end it now"
        self.note(" · ".join(filter(None, (told, keys, first_line(event.last_line, 120)))))

    def stop(self) -> None:
        """Nothing is under way any more."""
        self._label = self._note = self.leaves = ""
        self._waits_until = 0.0
        self.remove_class("-active")
        if self._timer is not None:
            self._timer.pause()

    def _tick(self) -> None:
        if not self._label:
            return
        elapsed = monotonic() - self._since
        frame = _FRAMES[int(elapsed / _PERIOD_S) % len(_FRAMES)]
        left = math.ceil(self._waits_until - time())
        if left > 0:
            told = f"  {self._why_wait} Trying again in {left} s · Esc: stop"
            self.update(Content.assemble((f"{frame} Waiting", "bold"), (told, MUTED)))
            return
        took = f"{duration(elapsed)} of {duration(self._limit_s)}" if self._limit_s else duration(elapsed)
        keys = f"{self._keys} · /extend: 60 s more" if self._limit_s else self._keys
        self.update(Content.assemble((f"{frame} {self._label}", "bold"), (f"  {took}  {self._note or keys}", MUTED)))
