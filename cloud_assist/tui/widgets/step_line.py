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
        self._keys_stay = False
        """Whether the keys are told behind the note."""
        self._since = 0.0
        self._limit_s = 0.0
        self._keys: str | None = None
        """Keys of the step's own; None for the one that stops it."""
        self._stop_key = "Esc"
        self.holds = False
        """Whether the command that was asked to stop holds a lock, so that asking again changes nothing."""
        self._runs = False
        """Whether the step runs a command, which may go on in the background."""
        self._waits_until = 0.0
        """Seconds since the epoch until which nothing but waiting is done."""
        self._why_wait = ""
        self.leaves = ""
        """What stays behind where the command that runs is killed; empty where nothing is known to."""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Tick only while a step is shown."""
        self._timer = self.set_interval(_PERIOD_S, self._tick, pause=not self._label)

    def start(self, label: str, *, elapsed_s: float = 0.0, keys: str | None = None) -> None:
        """Show `label` and count on from `elapsed_s`, or go on counting under the same one.

        `keys` says what helps; without it, what stops the step.
        """
        if label != self._label:
            self._label, self._since, self._limit_s = label, monotonic() - elapsed_s, 0.0
            self.note("")
        self._runs = self.holds = False
        self._keys = keys
        self.add_class("-active")
        self._tick()
        if self._timer is not None:
            self._timer.resume()

    def stopped_by(self, key: str) -> None:
        """Say that `key` stops the step: "/stop" while Esc removes a request that waits."""
        self._stop_key = key
        self._tick()

    def begun(self, leaves: str) -> None:
        """A command runs: it may go on in the background; killed, it `leaves` something behind."""
        self._runs, self.leaves = True, leaves
        self._tick()

    def note(self, text: str, *, keys_stay: bool = False) -> None:
        """Add one short line about the step (a wait, a catalog being built), in place of its keys or before them."""
        self._note, self._keys_stay = text, keys_stay
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
            self.note(f"{what} may take longer than {duration(event.after_s)}", keys_stay=True)
            return
        self._label = f"Stopping {plain(event.program)}".rstrip()
        self.leaves, self.holds = event.leaves, event.holds
        told = f"{duration(event.seconds_left)} to obey" if event.seconds_left > 0 else "it has not stopped yet"
        keys = "/kill: end it now" if event.holds else f"{self._stop_key}: end it now"
        self.note(" · ".join(filter(None, (told, keys, first_line(event.last_line, 120)))))

    def stop(self) -> None:
        """Nothing is under way any more."""
        self._label = self._note = self.leaves = ""
        self._keys_stay = self._runs = self.holds = False
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
            told = f"  {self._why_wait} Trying again in {left} s · {self._stop_key}: stop"
            self.update(Content.assemble((f"{frame} Waiting", "bold"), (told, MUTED)))
            return
        took = f"{duration(elapsed)} of {duration(self._limit_s)}" if self._limit_s else duration(elapsed)
        parts = [self._note] if self._note and not self._keys_stay else [self._note, *self._told_keys()]
        beside = " · ".join(filter(None, parts))
        self.update(Content.assemble((f"{frame} {self._label}", "bold"), (f"  {took}  {beside}", MUTED)))

    def _told_keys(self) -> list[str]:
        """Return what helps now."""
        if self._keys is not None:
            return [self._keys]
        keys = [f"{self._stop_key}: stop"]
        keys += ["/background"] if self._runs else []
        return [*keys, "/extend: 60 s more"] if self._limit_s else keys
