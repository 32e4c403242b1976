"""Notices of `run` at a terminal: it cannot know who looks, so it tells what took long or waits for long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from cloud_assist.display.notice import notice
from cloud_assist.models import RunResult
from cloud_assist.settings import Notify

LONG_S = 10.0
"""Seconds that a command runs, or a question waits, before it is worth a notice."""


class Notices:
    """Writes notices to stderr where that is a terminal, as NOTIFY says."""

    def __init__(self, stderr: TextIO, how: Notify, environ: Mapping[str, str]) -> None:
        """Tell on `stderr`; `environ` says which terminal it is."""
        self._stderr = stderr
        self._how = how
        self._environ = environ

    def command_ended(self, command: str, result: RunResult) -> None:
        """A command has ended."""
        if result.duration_s >= LONG_S and not result.cancelled:
            self.tell(f"{'done' if result.ok else 'failed'}: {command}")

    def tell(self, text: str) -> None:
        """Tell it now."""
        if self._how is Notify.NONE or not self._stderr.isatty():
            return
        from cloud_assist.redaction.redactor import redact  # its rules are compiled by the first text

        self._stderr.write(notice(redact(text), osc=self._how is Notify.OSC, environ=self._environ))
        self._stderr.flush()
