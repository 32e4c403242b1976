"""Reads text piped to stdin as context for the request."""

from __future__ import annotations

import contextlib
import os
import select
import stat
from typing import TextIO

from cloud_assist.errors import UsageError

LIMIT = 1_000_000
"""Bytes of context that are taken."""
NOTICE_AFTER_S = 2.0


def read_context(stdin: TextIO, stderr: TextIO) -> str:
    """Return what was piped or redirected in; "" where stdin is a terminal, closed, or /dev/null.

    Raises:
        UsageError: it is not UTF-8 text, holds NUL bytes, or is larger than `LIMIT`.
    """
    try:
        fd = stdin.fileno()
        mode = os.fstat(fd).st_mode
    except (OSError, ValueError):
        return ""
    if not (stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode)):
        return ""
    data = _read(fd, stderr)
    if len(data) > LIMIT:
        raise UsageError(
            "The text on stdin is too long.",
            why=f"The limit is {LIMIT:,} bytes.",
            todo="Pipe in only the relevant part.",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            "The input on stdin is not text.", why=f"Byte {error.start} is invalid UTF-8.", todo="Pipe in UTF-8 text."
        ) from error
    if "\0" in text:
        raise UsageError("The input on stdin is not text.", why="It contains NUL bytes.", todo="Pipe in UTF-8 text.")
    return text


def _read(fd: int, stderr: TextIO) -> bytes:
    data = bytearray()
    told = False
    while len(data) <= LIMIT:
        with contextlib.suppress(ValueError):  # a regular file is always ready
            if not told and not data and not select.select([fd], [], [], NOTICE_AFTER_S)[0]:
                stderr.write("Reading context from stdin until end of file (for no context, use </dev/null) …\n")
                stderr.flush()
                told = True
        block = os.read(fd, 65_536)
        if not block:
            break
        data += block
    return bytes(data)
