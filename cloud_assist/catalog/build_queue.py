"""What is to be read in the background, by one process for all who ask: wishes in a folder, and how far it is.

Whoever needs what is not known yet leaves a wish and goes on; a builder is started where none is at work. A wish for
what is at hand is fulfilled even where its asker is gone by then; one that is made ahead only while its asker lives.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cloud_assist.command.receipt.files import is_file
from cloud_assist.display.times import rough_time
from cloud_assist.process_identity import lives, start_time
from cloud_assist.settings import Settings

CATALOG: Final = "catalog"
"""The index that requests are searched in; every other item is a CLI, or what `LACKING` names."""
LACKING: Final = " requirements"
"""Ends the item of a CLI that has been read, but for what takes long."""
COST_S: Final = {
    "terraform": 3.0,
    "docker": 3.0,
    "kubectl": 7.0,
    "helm": 5.0,
    "eksctl": 8.0,
    "gh": 9.0,
    "gcloud": 8.0,
    "aws": 23.0,
    CATALOG: 14.0,
    "az": 60.0,
    "gcloud" + LACKING: 75.0,
}
"""Seconds of processor time that reading takes on a usual laptop, in the order in which it is done ahead."""
USUAL_S = 10.0
"""The same for a CLI that is not among them."""
_WISH = "wanted-"
_BEGINS_WITHIN_S = 120.0
"""Seconds after which a builder has begun, even where it gets hardly any processor time."""
_LOWEST = 19
"""Niceness of a builder: it takes only what nobody else wants."""


@dataclass(frozen=True, slots=True)
class Building:
    """A build that is under way."""

    pid: int
    item: str
    """What is read right now."""
    left_s: dict[str, float]
    """For each item that is wanted: seconds until it is known, about."""


class BuildQueue:
    """The wishes and the state of one cache folder. Safe to use from several threads and processes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.cache_dir / "building"

    # --- Whoever needs something ----------------------------------------------------------------------------------

    def ask(self, items: Iterable[str], *, ahead: bool = False) -> None:
        """Have items read in the background; return at once. Nothing happens where BACKGROUND_BUILD is off.

        Args:
            items: CLIs, or `CATALOG`.
            ahead: only for as long as this process lives: nobody waits for them yet.
        """
        wanted = [item for item in items if not (ahead and self._is_wanted(item))]
        if not wanted or not self._settings.background_build:
            return
        asker = {"pid": os.getpid(), "started": start_time(os.getpid())} if ahead else {}
        with suppress(OSError):  # a cache that cannot be written: nothing is read ahead
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for item in wanted:
                _write(self._folder / f"{_WISH}{item}", asker)
            if not self._is_held():
                self._start()

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "cloud_assist.catalog.builder"],
            env={**self._settings.environ, "XDG_CACHE_HOME": str(self._settings.cache_dir.parent)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with suppress(OSError):  # from its first moment: what it imports would already be felt
            os.setpriority(os.PRIO_PROCESS, process.pid, _LOWEST)
        # It may outlive this process; where it does not, it must not stay as a zombie.
        threading.Thread(target=process.wait, name="builder", daemon=True).start()

    def under_way(self) -> Building | None:
        """Return what is being built, None where nothing is."""
        state = _read(self._folder / "state.json")
        if not lives(state.get("pid"), state.get("started")):
            return None
        since = time.time() - state["at"]
        left = {item: max(1.0, seconds - since) for item, seconds in state["left_s"].items()}
        return Building(state["pid"], state["item"], left)

    def is_coming(self, item: str) -> bool:
        """Return whether somebody has asked for an item, and a builder is at work or about to begin."""
        try:
            asked_at = (self._folder / f"{_WISH}{item}").stat().st_mtime
        except OSError:
            return False
        return self._is_held() or time.time() - asked_at < _BEGINS_WITHIN_S

    def left(self, item: str) -> str:
        """Say when an item is known: "about 20 s left"."""
        building = self.under_way()
        known = {} if building is None else building.left_s
        return f"about {rough_time(known.get(item, COST_S.get(item, USUAL_S)))} left"

    # --- The builder ----------------------------------------------------------------------------------------------

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the queue, so that one process works on it; yields False where another one does."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True
        finally:
            os.close(handle)

    def wanted(self) -> list[str]:
        """Return the items that are wanted: what somebody waits for in the order of asking, then the rest."""
        at_hand, ahead = [], []
        for item, asker, asked_at in self._wishes():
            if not asker:
                at_hand.append((asked_at, item))
            elif lives(asker.get("pid"), asker.get("started")):
                ahead.append((_place(item), item))
            else:
                self.fulfilled(item)
        return [item for _, item in (*sorted(at_hand), *sorted(ahead))]

    def fulfilled(self, item: str) -> None:
        """Take a wish away."""
        (self._folder / f"{_WISH}{item}").unlink(missing_ok=True)

    def hand_on(self, item: str, follower: str) -> None:
        """Have `follower` wanted by whom `item` was wanted; where that cannot be written down, it is not wanted."""
        try:
            (self._folder / f"{_WISH}{item}").replace(self._folder / f"{_WISH}{follower}")
        except OSError:
            self.fulfilled(item)

    def tell(self, item: str, left_s: dict[str, float]) -> None:
        """Write down what this process reads, and how long everything takes."""
        state = {"item": item, "left_s": left_s, "at": time.time()}
        _write(self._folder / "state.json", {"pid": os.getpid(), "started": start_time(os.getpid()), **state})

    def _is_held(self) -> bool:
        try:
            handle = os.open(self._folder / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def _is_wanted(self, item: str) -> bool:
        return is_file(self._folder / f"{_WISH}{item}")

    def _wishes(self) -> Iterator[tuple[str, dict[str, Any], float]]:
        for file in self._folder.glob(f"{_WISH}*"):
            with suppress(OSError):
                yield file.name.removeprefix(_WISH), _read(file), file.stat().st_mtime


def _place(item: str) -> int:
    return list(COST_S).index(item) if item in COST_S else len(COST_S) - 2


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, value: dict[str, Any]) -> None:
    temporary = file.with_name(f".{file.name}-{os.getpid()}.tmp")
    temporary.write_text(json.dumps(value), "utf-8")
    temporary.replace(file)
