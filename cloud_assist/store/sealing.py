"""Seals what the checkpoints hold: a request may name a secret, and its command must run as it is after a restart.

Redaction would change what runs, so checkpoints are encrypted as a whole (AES-256-GCM), and a changed one is refused.
The key is a private file beside the SQLite database, or a row of a table of its own where the store is shared: whoever
gets hold of the checkpoints alone, in a copy or a backup of them, reads nothing.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings
from cloud_assist.store.database import is_shared, open_database
from cloud_assist.store.paths import database_file, private_file, store_error

_NAME = "aesgcm"
_NONCE = 12
"""Bytes; random for each sealing, as NIST SP 800-38D allows for up to 2**32 of them under one key."""
_MIGRATIONS = ("CREATE TABLE seal_key(one BIGINT PRIMARY KEY CHECK (one=1), key TEXT NOT NULL)",)


class Sealer:
    """What seals a value and opens it again."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        """Return the cipher's name and the sealed bytes."""
        nonce = secrets.token_bytes(_NONCE)
        return _NAME, nonce + self._cipher.encrypt(nonce, plaintext, _NAME.encode())

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        """Return what was sealed.

        Raises:
            StoreError: it was sealed with another key, or changed.
        """
        try:
            return self._cipher.decrypt(ciphertext[:_NONCE], ciphertext[_NONCE:], ciphername.encode())
        except (InvalidTag, ValueError) as error:
            raise StoreError(
                "This session cannot be read.",
                why="Its checkpoints were changed, or the key that sealed them is missing.",
                todo="Restore the key file, or start a new session. The audit trail still shows what ran.",
            ) from error


def open_sealer(settings: Settings) -> Sealer:
    """Return the sealer of this store, making its key where there is none.

    Raises:
        StoreError: the key can be neither read nor made.
    """
    return Sealer(bytes.fromhex(_shared_key(settings) if is_shared(settings) else _file_key(settings)))


def _shared_key(settings: Settings) -> str:
    with contextlib.closing(open_database(settings, "seal", _MIGRATIONS)) as database:
        with database.transaction() as run:
            run.execute("INSERT INTO seal_key VALUES (1, ?) ON CONFLICT DO NOTHING", (secrets.token_hex(32),))
        return str(database.rows("SELECT key FROM seal_key")[0][0])


def _file_key(settings: Settings) -> str:
    path = database_file(settings, "checkpoints").with_suffix(".key")
    if not path.exists():
        _make_key(path)
    private_file(path)
    try:
        key = path.read_text("ascii", "replace").strip()
        bytes.fromhex(key)
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if len(key) != 64:
        raise _damaged(path)
    return key


def _make_key(path: Path) -> None:
    """Write a key in one step: of two processes that make one at once, both find the same."""
    mine = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, secrets.token_hex(32).encode("ascii"))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        with contextlib.suppress(FileExistsError):
            os.link(mine, path)
    except OSError as error:
        raise store_error("made", path, error) from error
    finally:
        with contextlib.suppress(OSError):
            mine.unlink()


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"{path} is damaged.",
        why="It contains the key that seals the checkpoints.",
        todo="Restore it from a backup, or move it and the checkpoints away to start over.",
    )
