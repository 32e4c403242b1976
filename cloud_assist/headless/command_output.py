"""A command's output as `run` prints it: live at a terminal, at its end into a pipe, as it is or in another shape.

A terminal gets text without terminal control. A pipe or a file gets the command's own bytes, whatever they are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cloud_assist.display.terminal import TerminalStripper
from cloud_assist.headless.options import Shape
from cloud_assist.headless.result_text import Reshaped, Waiting, reshaped
from cloud_assist.headless.style import Style
from cloud_assist.models import RunResult
from cloud_assist.spool_file import NewText, blocks

_BLOCK = 1 << 20
"""Bytes read at a time, however much there is."""


class OutputReader:
    """Reads what is new in a growing spool file, as text without terminal control."""

    def __init__(self, path: Path, *, keep_sgr: bool) -> None:
        self._new = NewText(path)
        self._stripper = TerminalStripper(keep_sgr=keep_sgr)

    def read(self) -> str:
        """Return what was added since the last call; "" where the file is gone."""
        try:
            return self._stripper.feed(self._new.read())
        except OSError:
            return ""

    def rest(self) -> Iterator[str]:
        """Yield what was added since the last call, in bounded pieces, and what was still held back."""
        with contextlib.suppress(OSError):
            while text := self._new.read(_BLOCK):
                yield self._stripper.feed(text)
        yield self.finish()

    def finish(self) -> str:
        """Return what the decoder and the stripper still held back."""
        return self._stripper.feed(self._new.finish()) + self._stripper.finish()


@dataclass(frozen=True, slots=True)
class _HeldBack:
    """A command's output that waits until it is known where it goes."""

    path: Path
    """Its spool file."""
    lines: Iterable[str] | None
    """The output in another shape; None where it is printed as it is."""
    cut: str
    """What to say where the spool file lacks its end; else empty."""


class CommandOutput:
    """Prints the outputs of one request's commands, one after the other."""

    def __init__(self, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str], shape: Shape) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._style = Style(stdout, environ)
        self._said = Style(stderr, environ)
        self._live = stdout.isatty()
        self._shape = shape
        self._command = ""
        self._path = Path()
        """The running command's spool file."""
        self._reader: OutputReader | None = None
        self._waiting: Waiting | None = None
        """Whether the running command's output waits for its end; None where it is printed as it comes."""
        self._held_back: _HeldBack | None = None

    def started(self, path: str, command: str) -> None:
        """A command has been started, and writes into the file at `path`."""
        self._command = command
        self._path = Path(path)
        self._reader = OutputReader(self._path, keep_sgr=self._style.colour)
        patient = self._shape in {Shape.TABLE, Shape.JSON}
        self._waiting = Waiting(patient=patient) if self._live and self._shape is not Shape.RAW else None

    def came(self, text: str, sink: TextIO) -> None:
        """Some output came, `text` among it; at a terminal it is printed at once unless it may become a table."""
        if self._live and self._reader is not None and not (self._waiting is not None and self._waiting.look(text)):
            _write(self._reader.read(), sink)

    def finished(self, result: RunResult, sink: TextIO) -> None:
        """The command has ended: print the rest, or keep it for `print_held_back`."""
        if self._reader is None:
            return
        shaped = self._reshaped(result, sink)
        if not self._live:
            # A failed attempt's output is not the result; only the last attempt's reaches a pipe.
            lines = list(shaped.lines) if shaped is not None else None
            self._held_back = _HeldBack(Path(result.spool_path), lines, _cut(result))
            return
        sink.writelines(shaped.lines if shaped is not None else self._reader.rest())
        # Whatever colour the command ended in, our own lines are not written in it.
        _write("\x1b[0m" if self._style.colour else "", sink)
        if shaped is not None and shaped.remark:
            _write(f"{self._said.dim(shaped.remark)}\n", self._stderr)

    def goes_on(self, sink: TextIO) -> None:
        """The command goes on without `run`: print what it has written so far, or keep that for `print_held_back`."""
        if self._reader is None:
            return
        if self._live:
            sink.writelines(self._reader.rest())
        else:
            self._held_back = _HeldBack(self._path, None, "The command goes on. This is its output so far.")

    def _reshaped(self, result: RunResult, sink: TextIO) -> Reshaped | None:
        """Return the output in the shape that is wanted; None where it is printed as it is."""
        if not result.ok or not result.spool_path or not (self._wanted_live if self._live else self._wanted_piped):
            return None
        shaped = reshaped(result, self._command, self._shape, sink, bold=self._style.bold)
        if shaped is None and self._shape in {Shape.TABLE, Shape.JSON}:
            _write("The output is no table; it is printed as it is.\n", self._stderr)
        return shaped

    @property
    def _wanted_live(self) -> bool:
        return self._waiting is not None and self._waiting.waits

    @property
    def _wanted_piped(self) -> bool:
        """Into a pipe goes what the command printed, byte for byte, unless JSON was asked for."""
        if self._shape is Shape.TABLE:
            _write("stdout is not a terminal: the output is printed as it is, not as a table.\n", self._stderr)
        return self._shape is Shape.JSON

    def print_held_back(self, sink: TextIO) -> None:
        """Print what was kept for a pipe: on stdout as the command wrote it, on stderr as text for a person."""
        held, self._held_back = self._held_back, None
        if held is None:
            return
        if held.lines is not None:
            sink.writelines(held.lines)
        elif sink is self._stdout:
            self._pass_on(held)
        else:
            sink.writelines(OutputReader(held.path, keep_sgr=False).rest())
        sink.flush()
        if held.cut:
            _write(f"{held.cut}\n", self._stderr)

    def _pass_on(self, held: _HeldBack) -> None:
        self._stdout.flush()
        try:
            for block in blocks(held.path):
                self._stdout.buffer.write(block)
        except BrokenPipeError:
            raise
        except OSError as error:
            _write(f"{held.path} cannot be read: {error.strerror}. The output is not complete.\n", self._stderr)


def _cut(result: RunResult) -> str:
    """Return how much of an output was stored where that is not all of it; else ""."""
    if not result.truncated:
        return ""
    try:
        stored = Path(result.spool_path).stat().st_size
    except OSError:
        return ""
    return f"The output is not complete: these are the first {stored:,} of its {result.output_bytes:,} bytes."


def _write(text: str, stream: TextIO) -> None:
    if text:
        stream.write(text)
        stream.flush()
