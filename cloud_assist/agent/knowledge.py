"""What the installed CLIs accept and document, read in the background where it is not known yet."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from cloud_assist.agent.explanation import explain
from cloud_assist.agent.validation import validate
from cloud_assist.catalog.build import BackgroundBuild
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.models import Finding
from cloud_assist.settings import Settings

_BUILDER = "cloud_assist.catalog.clis.building"


class CliKnowledge:
    """The tables of the CLIs on this machine. Until they are read, nothing is found against any command.

    Every method may be called from any thread.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._tables: Tables | None = None
        self._build: BackgroundBuild | None = None

    def read_in_background(self) -> None:
        """Start reading the CLIs that have no tables yet, in a process of its own; nothing where all have."""
        with self._lock:
            if self._build is None and self._opened().missing:
                self._build = BackgroundBuild(self._settings, _BUILDER)

    def findings(self, command: str, environ: Mapping[str, str]) -> tuple[Finding, ...]:
        """Return what the CLIs would refuse in `command`."""
        with self._lock:
            return validate(command, self._opened(), environ=environ, cwd=self._settings.cwd)

    def explanation(self, command: str, environ: Mapping[str, str]) -> str:
        """Return each word of `command` with its line from the CLI's own documentation."""
        with self._lock:
            parts = explain(command, self._opened(), environ=environ, cwd=self._settings.cwd)
            missing = [program.cli for program in self._opened().missing]
        lines: list[str] = []
        for words in parts:
            width = min(max((len(each.word) for each in words), default=0), 28)
            for each in words:
                allowed = f" One of: {', '.join(each.allowed_values[:12])}." if each.allowed_values else ""
                lines.append(f"{each.word:<{width}}  {each.text}{allowed}")
            lines.append("")
        if missing and any(name in command for name in missing):
            lines.append(f"Not read yet: {', '.join(missing)} (cloud-assist catalog build).")
        return "\n".join(lines).strip() or "The command is not understood, so its words cannot be explained."

    def close(self) -> None:
        """Stop reading and close the tables. Safe to call twice."""
        with self._lock:
            if self._build is not None:
                self._build.stop()
                self._build = None
            if self._tables is not None:
                self._tables.close()
                self._tables = None

    def _opened(self) -> Tables:
        """Return the tables, opened anew once a build has ended."""
        if self._build is not None and self._build.finished:
            self._build.stop()
            self._build = None
            if self._tables is not None:
                self._tables.close()
            self._tables = None
        if self._tables is None:
            self._tables = open_tables(self._settings)
        return self._tables
