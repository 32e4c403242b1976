"""The file under the audit trail: one JSON object a line, each line sealed and chained to the one before.

A line begins with its number and the seal of its predecessor and ends with its own seal, an HMAC-SHA256 over everything
before it. The key lies beside the trail, for our eyes only: this finds what was changed, taken out, moved or cut off by
anyone without that key; it is no proof against the account's own owner.
"""

from __future__ import annotations

import contextlib
import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cloud_assist.errors import StoreError
from cloud_assist.store.paths import private_dir, private_file, store_error

FIRST = "0" * 64
"""Predecessor of the first line."""
_SEAL_TAIL = len(',"seal":"') + 64 + len('"}')
_MAX_FAULTS = 1000
_TORN = ',"torn":'


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the trail that no append of ours can have made."""

    line: int
    """1 for the first."""
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole trail found."""

    records: int
    """Lines that are as they were written."""
    torn: int
    """Lines cut short by a crash while they were written, and known as such; no fault."""
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was changed."""
        return not self.faults

    @property
    def summary(self) -> str:
        """In a line: "6 records, unchanged"."""
        parts = [_counted(self.records, "record")]
        if self.torn:
            parts.append(f"{self.torn:,} cut short by a crash")
        parts.append("unchanged" if self.ok else _counted(len(self.faults), "fault"))
        return ", ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class _End:
    """Where the chain goes on."""

    size: int
    number: int
    """Of the last record; 0 for none."""
    seal: str


def sealed(
    key: bytes, number: int, previous: str, fields: Mapping[str, object], *, mark: str = ""
) -> tuple[bytes, str]:
    """Return a record as a line without its line end, and its seal; `mark` is JSON to put before the fields."""
    text = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
    body = f'{{"seq":{number},"prev":"{previous}"{mark},{text[1:-1]}'.encode("ascii")
    seal = hmac.digest(key, body, "sha256").hex()
    return body + f',"seal":"{seal}"}}'.encode("ascii"), seal


def value_digest(key: bytes, data: bytes) -> str:
    """Return the keyed digest of `data`: equal for equal data, and no help in guessing it."""
    return hmac.digest(key, b"value\0" + data, "sha256").hex()


def head_seal(key: bytes, body: bytes) -> bytes:
    """Return the seal of the note that says where the trail ends: its number and its last seal."""
    return hmac.digest(key, b"head\0" + body, "sha256").hex().encode("ascii")


class Chain(Protocol):
    """Where the sealed records stand; several processes may append at once."""

    @property
    def role(self) -> str:
        """Whom a database server takes us for; "" where there is none."""
        ...

    def digest(self, data: bytes) -> str:
        """Return the keyed digest of `data`: equal for equal data, and no help in guessing it."""
        ...

    def append(self, fields: Mapping[str, object]) -> None:
        """Seal and write one record; durable on return."""
        ...

    def lines(self) -> Iterator[bytes]:
        """Yield the lines as they stand, without their line end."""
        ...

    def verify(self) -> Verification:
        """Check every seal, every link and the end of the trail."""
        ...

    def close(self) -> None:
        """Let go of what holds them. Safe to call twice."""
        ...


class FileChain:
    """A `Chain` in one private file."""

    role = ""

    def __init__(self, path: Path) -> None:
        """Open the file and its key, making them where they are missing.

        Raises:
            StoreError: they cannot be made, or the key is gone while there are records.
        """
        private_dir(path.parent)
        self.path = path
        self._head = path.with_suffix(".head")
        self._key_path = path.with_suffix(".key")
        private_file(path)
        self._end: _End | None = None
        with self._locked():
            self._key = self._load_key()
            private_file(self._head)
            if not self._head.stat().st_size and not path.stat().st_size:  # new, or its making was cut short
                self._write_head(_End(0, 0, FIRST))

    def digest(self, data: bytes) -> str:
        """Return the keyed digest of `data`: equal for equal data, and no help in guessing it."""
        return value_digest(self._key, data)

    def append(self, fields: Mapping[str, object]) -> None:
        """Seal and write one record; durable on return.

        Raises:
            StoreError: it could not be written; the trail is as it was before.
        """
        with self._locked():
            try:
                descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
            except OSError as error:
                raise store_error("opened for writing", self.path, error) from error
            try:
                self._append_to(descriptor, fields)
            except OSError as error:
                raise store_error("written", self.path, error) from error
            finally:
                os.close(descriptor)

    def _append_to(self, descriptor: int, fields: Mapping[str, object]) -> None:
        size = os.fstat(descriptor).st_size
        end = self._end if self._end is not None and self._end.size == size else self._find_end(descriptor, size)
        fragment = _fragment(descriptor, size) if end.size != size else b""
        mark = f'{_TORN}"{self.digest(fragment)}"' if fragment else ""
        body, seal = sealed(self._key, end.number + 1, end.seal, fields, mark=mark)
        line = (b"\n" if fragment else b"") + body + b"\n"
        try:
            _write_all(descriptor, line)
            os.fsync(descriptor)
        except OSError:
            self._end = None
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, size)
            raise
        self._end = _End(size + len(line), end.number + 1, seal)
        self._write_head(self._end)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines as they stand, without their line end."""
        try:
            with self.path.open("rb") as file:
                for line in file:
                    yield line.rstrip(b"\n")
        except OSError as error:
            raise store_error("read", self.path, error) from error

    def verify(self) -> Verification:
        """Check every seal, every link and the end of the trail."""
        with self._locked():
            check = Check(self._key)
            with self.path.open("rb") as file:
                for line in file:
                    check.line(line)
            return check.result(self._read_head())

    def close(self) -> None:
        """Do nothing: the file is open only while it is written or read."""

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Take turns with other processes and threads; the lock ends with its holder, however that ends."""
        lock = private_file(self.path.with_suffix(".lock"))
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise store_error("opened", lock, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _load_key(self) -> bytes:
        try:
            private_file(self._key_path)
            text = self._key_path.read_text("ascii", "replace").strip()
            if len(text) == 64:
                return bytes.fromhex(text)
            if text or self.path.stat().st_size:
                raise StoreError(
                    f"{self._key_path} is missing or damaged.",
                    why="Without its key, the audit trail cannot be continued.",
                    todo="Restore the key, or move the trail (audit.*) away to start a new one.",
                )
            key = secrets.token_bytes(32)
            descriptor = os.open(self._key_path, os.O_WRONLY | os.O_CLOEXEC)
            try:
                _write_all(descriptor, key.hex().encode("ascii"))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except (OSError, ValueError) as error:
            raise _key_error(self._key_path, error) from error
        return key

    def _find_end(self, descriptor: int, size: int) -> _End:
        """Return the end of the last whole line."""
        whole = size - len(_fragment(descriptor, size))
        if whole == 0:
            return _End(0, 0, FIRST)
        last = _last_line(descriptor, whole)
        try:
            record = json.loads(last)
            return _End(whole, int(record["seq"]), str(record["seal"]))
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(
                f"{self.path} cannot be continued.",
                why="Its last line is not a valid record.",
                todo="Run `cloud-assist audit verify`, or move the trail (audit.*) away to start a new one.",
            ) from error

    def _write_head(self, end: _End) -> None:
        body = f"{end.number:020d} {end.seal}".encode("ascii")
        seal = head_seal(self._key, body)
        try:
            descriptor = os.open(self._head, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise store_error("written", self._head, error) from error
        try:
            os.pwrite(descriptor, body + b" " + seal + b"\n", 0)
        except OSError as error:
            raise store_error("written", self._head, error) from error
        finally:
            os.close(descriptor)

    def _read_head(self) -> tuple[int, str] | None:
        try:
            number, seal, own = self._head.read_bytes().split()
            expected = head_seal(self._key, number + b" " + seal)
            return (int(number), seal.decode("ascii")) if hmac.compare_digest(own, expected) else None
        except (OSError, ValueError):
            return None


class Check:
    """A walk along the chain."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._number = 0
        self._seal = FIRST
        self._at_line = 0
        self._records = 0
        self._torn = 0
        self._odd: tuple[int, bytes] | None = None
        self._faults: list[Fault] = []
        self._seals: dict[int, str] = {}

    def line(self, line: bytes) -> None:
        """Check the next line."""
        self._at_line += 1
        body, seal = line[: -_SEAL_TAIL - 1], line[-67:-3]
        sealed = line.endswith(b'"}\n') and line[-_SEAL_TAIL - 1 :].startswith(b',"seal":"')
        if not sealed or hmac.digest(self._key, body, "sha256").hex().encode("ascii") != seal:
            self._flush_odd()
            self._odd = (self._at_line, line)
            return
        expected = f'{{"seq":{self._number + 1},"prev":"{self._seal}",'.encode("ascii")
        if self._odd is not None and not self._explains_odd(body, expected):
            self._flush_odd()
        self._odd = None
        if body.startswith(expected):
            self._number += 1
        else:
            self._fault("a record before this one is missing, or the order was changed")
            self._number = _sequence(body)
        self._seal = seal.decode("ascii")
        self._records += 1
        self._seals[self._number % 64] = self._seal

    def _explains_odd(self, body: bytes, expected: bytes) -> bool:
        """Return whether the record says that the line before it was cut short by a crash."""
        if self._odd is None or not body.startswith(expected):
            return False
        fragment = self._odd[1].rstrip(b"\n")
        digest = value_digest(self._key, fragment)
        if not body[len(expected) - 1 :].startswith(f'{_TORN}"{digest}"'.encode("ascii")):
            return False
        self._torn += 1
        return True

    def _flush_odd(self) -> None:
        if self._odd is not None and len(self._faults) < _MAX_FAULTS:
            self._faults.append(Fault(self._odd[0], "this line was changed, or is not a valid record"))

    def _fault(self, text: str) -> None:
        if len(self._faults) < _MAX_FAULTS:
            self._faults.append(Fault(self._at_line, text))

    def result(self, head: tuple[int, str] | None) -> Verification:
        """End the walk: what should be there and is not?"""
        if self._odd is not None:
            if self._odd[1].endswith(b"\n"):
                self._flush_odd()
            else:
                self._torn += 1  # a crash a moment ago; the next append says so
        if head is None:
            self._fault("the end marker of the trail is missing or was changed")
        elif head[0] > self._number:
            self._fault(f"the trail ends at record {self._number}, but {head[0]} were written")
        elif head[0] > max(self._number - 64, 0) and self._seals.get(head[0] % 64) != head[1]:
            self._fault(f"record {head[0]} is not the one that was written")
        return Verification(self._records, self._torn, tuple(self._faults))


def _sequence(body: bytes) -> int:
    digits = body[len('{"seq":') :].split(b",", 1)[0]
    return int(digits) if digits.isdigit() else 0


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _fragment(descriptor: int, size: int) -> bytes:
    """Return what stands after the last line end: usually nothing."""
    data = b""
    at = size
    while at > 0:
        step = min(at, 65536)
        at -= step
        block = os.pread(descriptor, step, at)
        newline = block.rfind(b"\n")
        if newline >= 0:
            return block[newline + 1 :] + data
        data = block + data
    return data


def _last_line(descriptor: int, end: int) -> bytes:
    """Return the line that ends at `end`, where its line end stands at `end - 1`."""
    return _fragment(descriptor, end - 1)


def _key_error(path: Path, error: OSError | ValueError) -> StoreError:
    if isinstance(error, OSError):
        return store_error("read or written", path, error)
    return StoreError(f"{path} is damaged.", why=f"{error}.", todo="Restore the key from a backup.")
