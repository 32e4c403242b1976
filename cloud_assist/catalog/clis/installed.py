"""Which of the CLIs we know are installed, and their versions.

Asking a CLI for its version takes up to a second, so the answer is kept in the cache folder for as long as the program
file (path, size, time of change) stays the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.tools.registry import registry

TIME_LIMIT_S = 6.0
"""How long versions are waited for, where the caller has no limit of its own."""
ANSWER_LIMIT_S = 30.0
"""How long one CLI may take to answer: gcloud takes ten seconds and more on a busy machine."""
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+(?:[-+~][\w.+~-]+)?)?")
_FILE = "cli-versions.json"
_FORM = 2
"""Of the file: {"form": number, "versions": {the program's file, size and time of change: version}}. In the first form,
versions had no suffix."""


@dataclass(frozen=True, slots=True)
class InstalledCli:
    """A CLI on the PATH."""

    name: str
    path: str
    """As the shell would find it."""
    version: str
    """"2.15.3", "1.34.5-eks-1"; empty where it would not say."""
    answered: bool = True
    """Whether it has answered, if only without a version."""


def installed_clis(
    environ: Mapping[str, str], cache_dir: Path, *, wait_s: float = TIME_LIMIT_S
) -> tuple[InstalledCli, ...]:
    """Return the known CLIs on the PATH with their versions, in the order of their records.

    A file read, except on the first call after an installation: then the CLIs are asked, for at most `wait_s` seconds.
    Versions that are not known by then are empty; they are still asked for, and known on a later call. An answer that
    never came is not kept: the CLI is asked again next time.
    """
    commands = {tool.name: tool.version for tool in registry().own if tool.version}
    found = {name: path for name in commands if (path := shutil.which(name, path=environ.get("PATH", "")))}
    stamps = {name: _stamp(path) for name, path in found.items()}
    versions = _read_cache(cache_dir)
    if any(stamp not in versions for stamp in stamps.values()):

        def answer(name: str) -> None:
            version = _ask_version((found[name], *commands[name]), environ)
            if version is not None:
                versions[stamps[name]] = version

        def ask() -> None:
            stale = [name for name in found if stamps[name] not in versions]
            with ThreadPoolExecutor(max_workers=4) as pool:
                pool.map(answer, stale)
            _write_cache(cache_dir, {stamp: versions[stamp] for stamp in stamps.values() if stamp in versions})

        asking = threading.Thread(target=ask, name="cli-versions", daemon=True)
        asking.start()
        asking.join(wait_s)
    return tuple(
        InstalledCli(name, path, versions.get(stamps[name], ""), stamps[name] in versions)
        for name, path in found.items()
    )


def version_told(path: Path, cache_dir: Path) -> str:
    """Return the version that the program in this file told when it was asked; "" where it was not, or has changed."""
    return _read_cache(cache_dir).get(_stamp(str(path)), "")


def _stamp(path: str) -> str:
    try:
        info = Path(path).stat()
    except OSError:
        return path
    return f"{Path(path).resolve()}:{info.st_size}:{info.st_mtime_ns}"


def _ask_version(command: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Return the version, "" where the CLI answers without one, None where it does not answer in time."""
    with tempfile.TemporaryDirectory(prefix="cloud-assist-", ignore_cleanup_errors=True) as folder:
        # gcloud and az would make their folders in the person's home, and gcloud would look for a metadata server.
        quiet = {
            "CLOUDSDK_CONFIG": folder,
            "CLOUDSDK_CORE_CHECK_GCE_METADATA": "false",
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "AZURE_CONFIG_DIR": folder,
            "CHECKPOINT_DISABLE": "1",
        }
        try:
            done = subprocess.run(
                command,
                env={**environ, **quiet},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=ANSWER_LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        except OSError:
            return ""
    match = _VERSION.search(done.stdout.decode("utf-8", "replace") or done.stderr.decode("utf-8", "replace"))
    return match.group() if match else ""


def _read_cache(cache_dir: Path) -> dict[str, str]:
    try:
        data = json.loads((cache_dir / _FILE).read_text("utf-8"))
        versions = data["versions"] if data["form"] == _FORM else {}
        return {str(k): str(v) for k, v in versions.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_cache(cache_dir: Path, versions: dict[str, str]) -> None:
    """Keep the answers; a cache that cannot be written costs time only."""
    with contextlib.suppress(OSError):
        cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = cache_dir / f"cli-versions.{os.getpid()}.tmp"
        temporary.write_text(json.dumps({"form": _FORM, "versions": versions}), "utf-8")
        temporary.replace(cache_dir / _FILE)
