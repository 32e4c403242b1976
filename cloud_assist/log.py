"""The log file: rotating, private, redacted. Nothing of a log ever reaches the terminal.

What redacts is handed in, since this room lies below the one that knows secrets.
"""

from __future__ import annotations

import contextlib
import json
import logging
import logging.handlers
import os
import stat
import time
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from cloud_assist.settings import LogFormat, Settings

_MAX_BYTES = 5 * 1024 * 1024
_BACKUPS = 3
_LOGGER = "cloud_assist"
# What these libraries tell in DEBUG holds whole requests; their warnings are worth keeping.
_LIBRARIES = ("httpx", "httpcore", "groq", "openai", "anthropic", "langchain", "langgraph", "asyncio", "aiosqlite")


class _Formatter(logging.Formatter):
    """One record, one line (a traceback: more), redacted as a whole: message, arguments and exception alike."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s")
        self.converter = time.gmtime
        self.default_msec_format = "%s.%03dZ"
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


class _JsonFormatter(_Formatter):
    """One record, one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "process": record.process,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if record.exc_info:
            entry["exception"] = self._redact(self.formatException(record.exc_info))
        if record.stack_info:
            entry["stack"] = self._redact(self.formatStack(record.stack_info))
        return json.dumps(entry, ensure_ascii=False)


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """Writes a file that only we can read; a disk that fills up ends the logging, not the program."""

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.baseFilename, flags, 0o600)
        if stat.S_IMODE(os.fstat(descriptor).st_mode) & 0o077:
            os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 # the name is logging's
        """Say nothing: the terminal belongs to the app."""


def log_file(settings: Settings) -> Path:
    """Return the path of the log file."""
    return settings.state_dir / "cloud-assist.log"


def configure_logging(settings: Settings, redact: Callable[[str], str]) -> str:
    """Send this program's log records, and its libraries' warnings, to the log file.

    May be called again; the last call counts.

    Args:
        settings: level, format, debug and the state folder.
        redact: takes the secrets out of a text.

    Returns:
        What to tell the person where no log can be kept; else "".
    """
    level = logging.DEBUG if settings.debug else logging.getLevelNamesMapping()[settings.log_level]
    note = ""
    try:
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(settings.state_dir.stat().st_mode) & 0o077:
            settings.state_dir.chmod(0o700)
        handler: logging.Handler = _PrivateFileHandler(
            log_file(settings), maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8"
        )
    except OSError as error:
        handler = logging.NullHandler()
        note = f"Logging is off: {log_file(settings)} cannot be written ({error.strerror})."
    handler.setFormatter((_JsonFormatter if settings.log_format is LogFormat.JSON else _Formatter)(redact))
    _install(handler, level)
    return note


def _install(handler: logging.Handler, level: int) -> None:
    for name in (_LOGGER, *_LIBRARIES):
        logger = logging.getLogger(name)
        _remove_handlers(logger)
        logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(level if name == _LOGGER else max(level, logging.WARNING))


def _remove_handlers(logger: logging.Logger) -> None:
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        with contextlib.suppress(OSError):
            old.close()
