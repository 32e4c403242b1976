"""The builder: a process of its own that reads what is wanted, with what processor time nobody else needs.

`python -m cloud_assist.catalog.builder` works until nothing is wanted any more, and ends. What it has read stays: each
CLI by itself, and of gcloud's requirements each group. Where another builder is at work it ends at once.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress

import psutil

from cloud_assist.catalog.build import build
from cloud_assist.catalog.build_queue import CATALOG, COST_S, LACKING, USUAL_S, BuildQueue
from cloud_assist.catalog.clis.adapters import adapters, first_readings
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.port import Progress
from cloud_assist.errors import CloudAssistError, StoreError
from cloud_assist.settings import Settings, load_settings

_TELLS_EVERY_S = 0.5
_STOP_S = 5.0
"""Seconds a builder may take to tidy up when it is ended."""


class _UnwantedError(Exception):
    """Nobody wants any more what is being read."""


class Clock:
    """Works out how long a build still takes, from the processor time that it gets."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._used_before = _processor_s()

    def left_s(self, items: list[str]) -> dict[str, float]:
        """Return for each item, the one under way first, the seconds until it is known."""
        used, passed = _processor_s() - self._used_before, time.monotonic() - self._began
        speed = min(2.0, max(0.02, used / passed)) if passed > 1 else 1.0
        left, until = {}, 0.0
        for number, item in enumerate(items):
            cost = COST_S.get(item, USUAL_S)
            until += max(cost - used, 0.1 * cost) if number == 0 else cost
            left[item] = round(until / speed, 1)
        return left


def _processor_s() -> float:
    """Return the seconds of processor time that this process and everything it started have taken."""
    own = os.times()
    total = own.user + own.system + own.children_user + own.children_system
    with suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                times = child.cpu_times()
                total += times.user + times.system
    return total


class Builder:
    """Reads one item after the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queue = BuildQueue(settings)

    def work(self) -> None:
        """Read what is wanted until nothing is; return at once where another builder does."""
        while self._queue.wanted():  # looked at once more after the lock is given back: an asker may have seen it held
            with self._queue.held() as ours:
                if not ours:
                    return
                while items := self._queue.wanted():
                    self._read(items)

    def _read(self, items: list[str]) -> None:
        item, done = items[0], threading.Event()
        telling = threading.Thread(target=self._tell, args=(done,), daemon=True)
        telling.start()
        try:
            follower = self._build(item)
        except (_UnwantedError, CloudAssistError):
            follower = ""
        except Exception:
            self._queue.fulfilled(item)  # or the next builder would fail at the same item, and never come to the others
            raise
        finally:
            done.set()
            telling.join()
        if follower:
            self._queue.hand_on(item, follower)
        else:
            self._queue.fulfilled(item)

    def _build(self, item: str) -> str:
        """Read one item; return what is to be read after it for the same asker, "" for nothing."""
        if item == CATALOG:
            build(self._settings, lambda _line: None)
            return ""
        cli = item.removesuffix(LACKING)
        readers = adapters() if item.endswith(LACKING) else first_readings()

        def progress(_line: str) -> None:
            if item.endswith(LACKING) and item not in self._queue.wanted():
                raise _UnwantedError

        chosen = [reader for reader in readers if reader.cli == cli]
        build_tables(self._settings, progress, chosen).close()
        return cli + LACKING if any(reader.lacks for reader in chosen) else ""

    def _tell(self, done: threading.Event) -> None:
        """Write down how far it is, until it is done."""
        clock = Clock()
        while True:
            items = self._queue.wanted()
            if items:
                with suppress(OSError):
                    self._queue.tell(items[0], clock.left_s(items))
            if done.wait(_TELLS_EVERY_S):
                return


def build_everything(settings: Settings, progress: Progress) -> str:
    """Read in this process what is not known yet, as quickly as it goes; a builder in the background gives way.

    Returns:
        Why the catalog could not be built; "" where it was.

    Raises:
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    _end_builder(BuildQueue(settings))
    build_tables(settings, progress, first_readings()).close()
    failed = ""
    try:
        build(settings, progress)
    except StoreError as error:
        progress(error.what)
        failed = f"{error.what} {error.why}"
    build_tables(settings, progress).close()
    return failed


def _end_builder(queue: BuildQueue) -> None:
    """End a builder of this cache; what it has read stays."""
    building = queue.under_way()
    if building is None:
        return
    with suppress(psutil.Error):
        process = psutil.Process(building.pid)
        process.terminate()
        process.wait(_STOP_S)


def yield_to_others() -> None:
    """Take the lowest priority there is for processor and disk."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, 19)
    if hasattr(psutil.Process, "ionice") and sys.platform == "linux":
        with suppress(psutil.Error, OSError):
            psutil.Process().ionice(psutil.IOPRIO_CLASS_IDLE)


def main() -> int:
    """Work for the cache of this process's environment."""
    yield_to_others()
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))  # so that `finally` runs
    Builder(load_settings()).work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
