"""The person's own pager over the app: $PAGER, or less."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from types import FrameType
from typing import Any

from textual.app import App, SuspendNotSupported

_USUAL = "less"
_CHOP = "-S"
"""What less is told where the person tells it nothing: a row stays on one line."""


def page(app: App[Any], lines: Iterable[str], environ: Mapping[str, str]) -> str:
    """Show lines, each with its line end, in the pager until it is left; return what went wrong, "" for nothing.

    The app stands still meanwhile. The lines must be free of terminal control.
    """
    pager = environ.get("PAGER", "").strip() or _USUAL
    surroundings = {**environ} if "LESS" in environ else {**environ, "LESS": _CHOP}
    try:
        with app.suspend(), _interrupts_left_to_the_pager():
            return _shown_in(pager, lines, surroundings)
    except SuspendNotSupported:
        return "This terminal cannot show a pager over the app. Save the table instead (e)."


def _shown_in(pager: str, lines: Iterable[str], environ: Mapping[str, str]) -> str:
    # $PAGER is a line for the shell by POSIX ("less -S", "bat | cat"): it is the person's own setting.
    with subprocess.Popen(["/bin/sh", "-c", pager], stdin=subprocess.PIPE, text=True, env=dict(environ)) as process:
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError), process.stdin as pipe:  # left before the end was read
                pipe.writelines(lines)
        status = process.wait()
    return f"The pager ended with status {status}: {pager}" if status else ""


@contextlib.contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Ctrl+C reaches this process too; here it means nothing while the pager has the terminal."""

    def leave_it(_number: int, _frame: FrameType | None) -> None:
        """Do nothing. A handler rather than SIG_IGN, which the pager would inherit."""

    before = signal.signal(signal.SIGINT, leave_it)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
