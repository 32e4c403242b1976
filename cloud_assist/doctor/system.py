"""The machine under us: settings, bash, the store, the catalog, the terminal."""

from __future__ import annotations

import contextlib
import locale
import os
import shutil
import sqlite3
import subprocess
import sys

from cloud_assist.catalog.build_queue import BuildQueue
from cloud_assist.catalog.catalog import open_catalog
from cloud_assist.catalog.port import State
from cloud_assist.display.times import rough_time
from cloud_assist.doctor.finding import Health, HealthFinding
from cloud_assist.errors import CloudAssistError
from cloud_assist.settings import Settings
from cloud_assist.store.paths import state_dir


def check_settings(settings: Settings) -> list[HealthFinding]:
    """Repeat what was ignored while reading the settings."""
    notes = [HealthFinding("settings", Health.WARNING, note) for note in settings.notes]
    own = settings.config_dir / ".env"
    read = f"Read from {own} and the environment."
    if not own.is_file():
        read = f"Read from the environment; {own} {'is not a file' if own.exists() else 'does not exist'}."
    return notes or [HealthFinding("settings", Health.OK, read)]


def check_bash(settings: Settings) -> list[HealthFinding]:
    """Commands run in bash; without it none does."""
    path = shutil.which("bash", path=settings.environ.get("PATH", ""))
    if path is None:
        return [HealthFinding("bash", Health.BAD, "bash is not on the PATH.", "Install bash: commands run in it.")]
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return [HealthFinding("bash", Health.BAD, f"{path} does not run: {error}.", "Reinstall bash.")]
    return [HealthFinding("bash", Health.OK, f"{said.splitlines()[0]} at {path}")]


def check_store(settings: Settings) -> list[HealthFinding]:
    """Sessions, journal and audit trail need a folder that can be written."""
    try:
        state_dir(settings)
    except CloudAssistError as error:
        return [HealthFinding("store", Health.BAD, f"{error.what} {error.why}".strip(), error.todo)]
    free = shutil.disk_usage(settings.state_dir).free
    if free < 100_000_000:
        text = f"{settings.state_dir}: only {free / 1e6:.0f} MB of disk space left."
        return [
            HealthFinding(
                "store", Health.WARNING, text, "Free some space: output and the audit trail are stored there."
            )
        ]
    return [HealthFinding("store", Health.OK, f"{settings.state_dir} (SQLite {sqlite3.sqlite_version})")]


def check_catalog(settings: Settings) -> list[HealthFinding]:
    """The catalog answers without a model; it is built on first use."""
    with contextlib.closing(open_catalog(settings)) as catalog:
        status = catalog.status()
    text = f"{sum(status.counts.values()):,} known commands"
    building = BuildQueue(settings).under_way()
    if building is not None:
        left = rough_time(max(building.left_s.values(), default=1.0))
        said = f"{text}. Process {building.pid} reads what is missing, now {building.item}, about {left} left."
        return [HealthFinding("catalog", Health.OK, said)]
    if status.state is State.READY:
        return [HealthFinding("catalog", Health.OK, f"{text} at {status.path}.")]
    return [HealthFinding("catalog", Health.WARNING, f"{text}. {status.note}".strip(), "cloud-assist catalog build")]


def check_terminal(settings: Settings) -> list[HealthFinding]:
    """The app needs a terminal that can move its cursor and show UTF-8."""
    environ = settings.environ
    findings = []
    if not sys.stdout.isatty():
        findings.append(
            HealthFinding("terminal", Health.OK, "stdout is not a terminal. `run` and `check` work; the app does not.")
        )
    if environ.get("TERM", "dumb") == "dumb":
        todo = "Set TERM to your terminal's type, for example xterm-256color."
        findings.append(
            HealthFinding("terminal", Health.WARNING, "TERM is dumb or unset: the app shows no colours.", todo)
        )
    encoding = locale.getpreferredencoding(do_setlocale=False)
    if encoding.lower().replace("-", "") != "utf8":
        todo = "Set LANG to a UTF-8 locale, for example C.UTF-8."
        findings.append(
            HealthFinding("terminal", Health.WARNING, f"The locale's encoding is {encoding}, not UTF-8.", todo)
        )
    if sys.stdout.isatty():
        size = os.get_terminal_size(sys.stdout.fileno())
        small = size.columns < 40 or size.lines < 10
        todo = "Enlarge it to at least 40×10, better 80×24." if small else ""
        health = Health.WARNING if small else Health.OK
        findings.append(
            HealthFinding("terminal", health, f"{size.columns}×{size.lines}, {environ.get('TERM', '')}", todo)
        )
    return findings
