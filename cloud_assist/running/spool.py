"""The spool file: everything a command printed, up to a limit, being written; `spool_file` reads it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from cloud_assist.errors import ExecutionError

SPOOL_LIMIT = 512 * 1024 * 1024
"""Bytes of output kept of one command."""


class Spool:
    """One spool file, open for writing. A write that fails ends the keeping, never the command."""

    def __init__(self, path: Path, limit: int = SPOOL_LIMIT) -> None:
        """Create the file (0600).

        Raises:
            ExecutionError: it cannot be created; nothing must be run then.
        """
        self.path = path
        self.truncated = False
        self.note = ""
        self._left = limit
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            self._fd = os.open(path, flags, 0o600)
        except OSError as error:
            raise ExecutionError(
                "The command was not run: its output could not be stored.",
                why=f"{path} cannot be created: {error.strerror}.",
                todo=_todo(error),
            ) from error

    def write(self, data: bytes) -> None:
        """Append what still fits."""
        if self.truncated:
            return
        if len(data) > self._left:
            data = data[: self._left]
            self.truncated = True
            self.note = "the stored output was cut off at its limit"
        self._left -= len(data)
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            self.truncated = True
            self.note = f"the output could not be stored in full: {error.strerror}"

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def _todo(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "Free some space on that disk, then run it again."
    return "Make its folder writable, or set XDG_STATE_HOME to a writable folder."
