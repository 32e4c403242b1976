"""What was asked before, oldest first, kept in one file that only its owner can read, without secrets."""

from __future__ import annotations

import json
import os
from pathlib import Path

_KEPT = 1_000
_FILE_LIMIT = 4 * 1024 * 1024
"""Bytes of the file that are read, from its end."""


class PromptHistory:
    """Requests in a file, one JSON string a line; without a writable folder, in memory only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: list[str] = []
        self.problem = ""
        """Why nothing is kept, for the person; empty while all is well."""
        self._newest_was_sent = True

    def load(self) -> None:
        """Read what is there; a damaged line is skipped."""
        try:
            with self._path.open("rb") as file:
                file.seek(max(file.seek(0, os.SEEK_END) - _FILE_LIMIT, 0))
                lines = file.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return
        for line in lines[-_KEPT:]:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, str):
                self.entries.append(entry)

    def add(self, entry: str) -> None:
        """Append a request, unless it repeats the one before; the file gets it redacted."""
        from cloud_assist.redaction.redactor import redact  # its expressions take longer to make than a frame

        if self.entries[-1:] == [entry] and self._newest_was_sent:
            return
        self._append(entry, sent=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(json.dumps(redact(entry)) + "\n")
        except OSError as error:
            self.problem = (
                f"{self._path} cannot be written ({error.strerror}). The prompt history is lost when you quit."
            )

    def set_aside(self, text: str) -> None:
        """Append what was not sent, unless it repeats the one before; the file does not get it."""
        if self.entries[-1:] != [text]:
            self._append(text, sent=False)

    def _append(self, entry: str, *, sent: bool) -> None:
        if self.entries[-1:] != [entry]:
            self.entries.append(entry)
        self._newest_was_sent = sent
        del self.entries[:-_KEPT]

    def search(self, words: str) -> list[str]:
        """Return the entries that hold every word, newest first, without duplicates."""
        wanted = words.casefold().split()
        found = (entry for entry in reversed(self.entries) if all(word in entry.casefold() for word in wanted))
        return list(dict.fromkeys(found))


class HistoryCursor:
    """Walks the history with up and down, and gives back what was being typed at the end of it."""

    def __init__(self, history: PromptHistory) -> None:
        self._history = history
        self._back = 0
        self._draft = ""

    def older(self, text: str) -> str | None:
        """Return the entry before, or None at the oldest."""
        if self._back >= len(self._history.entries):
            return None
        if self._back == 0:
            self._draft = text
        self._back += 1
        return self._history.entries[-self._back]

    def newer(self) -> str | None:
        """Return the entry after, at last the draft, or None where there is nothing newer."""
        if self._back == 0:
            return None
        self._back -= 1
        return self._history.entries[-self._back] if self._back else self._draft

    def reset(self) -> None:
        """Start from the newest again."""
        self._back = 0
        self._draft = ""
