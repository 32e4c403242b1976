"""The playground that stays between calls: `cloud-assist demo start` until `cloud-assist demo stop`.

Its server is nobody's child. A file in the state folder says where it is, and which very process it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from cloud_assist import process_identity
from cloud_assist.demo import Playground, begun, end, where_of
from cloud_assist.errors import ExecutionError, UsageError
from cloud_assist.settings import Settings

_ENDS_WITHIN_S = 5.0
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class Entry:
    """What the file says."""

    where: Playground
    pid: int
    began: float
    """When the server's process was started, in seconds since the epoch."""

    @classmethod
    def of_this_process(cls, where: Playground) -> Self:
        """Return the entry of the server that this process is."""
        pid = os.getpid()
        return cls(where, pid, process_identity.start_time(pid) or 0.0)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return what stands there; None where that is nothing, or nothing of ours."""
        try:
            values = json.loads(path.read_text("utf-8"))
            return cls(Playground(**values.pop("where")), **values)
        except (OSError, ValueError, TypeError, AttributeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Write the file (0600), whole or not at all."""
        new = path.with_suffix(f".{self.pid}")
        new.touch(0o600)
        new.write_text(json.dumps(asdict(self)), "utf-8")
        new.replace(path)

    def remove(self, path: Path) -> None:
        """Remove the file, unless another server has written it since."""
        if Entry.read(path) == self:
            path.unlink(missing_ok=True)

    @property
    def lives(self) -> bool:
        """Whether that server runs."""
        return process_identity.lives(self.pid, self.began)


def find(settings: Settings) -> Entry | None:
    """Return the playground that stays; None where none runs."""
    entry = Entry.read(_file(settings))
    return entry if entry is not None and entry.lives else None


def start(settings: Settings) -> tuple[Entry, bool]:
    """Start a playground that stays; return it, and whether it is new: one that runs already is left as it is.

    Raises:
        ConfigurationError: the extra `demo` is not installed.
        ExecutionError: the server did not start.
        OSError: the state folder cannot be written.
    """
    with _alone(settings):
        found = find(settings)
        if found is not None:
            return found, False
        process = begun(settings, str(_file(settings)))
        try:
            where_of(process)
        finally:
            end(process)
        found = find(settings)
    if found is None:
        raise ExecutionError("The local AWS sandbox ended at once.", todo="Run `cloud-assist demo start` again.")
    return found, True


def stop(settings: Settings) -> Entry | None:
    """End the playground that stays, with all that is in it; return which one it was, None where none runs."""
    with _alone(settings):
        found = find(settings)
        if found is None:
            return None
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(found.pid, number)
            if _gone(found):
                break
        found.remove(_file(settings))
        return found


def reset(settings: Settings) -> Entry:
    """Put the playground that stays back to what it was at first.

    Raises:
        UsageError: none runs.
        ExecutionError: it does not answer.
    """
    from cloud_assist.demo import seed

    with _alone(settings):
        found = find(settings)
        if found is None:
            raise UsageError("No local AWS sandbox runs.", todo="Start one: cloud-assist demo start")
        try:
            seed.reset(found.where.endpoint)
        except OSError as error:
            raise ExecutionError(
                "The local AWS sandbox does not answer.",
                why=str(error),
                todo="Start it anew: cloud-assist demo stop, then cloud-assist demo start",
            ) from error
        return found


def _file(settings: Settings) -> Path:
    return settings.state_dir / "sandbox.json"


def _gone(entry: Entry) -> bool:
    until = time.monotonic() + _ENDS_WITHIN_S
    while entry.lives:
        if time.monotonic() > until:
            return False
        time.sleep(_LOOK_S)
    return True


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one process at a time start, stop or reset it."""
    settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_file(settings).with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
