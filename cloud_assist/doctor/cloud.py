"""The cloud CLIs: which are there, and whether somebody is signed in. No network call is made."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cloud_assist.catalog.clis.installed import InstalledCli, installed_clis
from cloud_assist.command.receipt import ambient_target
from cloud_assist.command.receipt.aws_target import unknown_profile
from cloud_assist.command.receipt.invocation import Invocation
from cloud_assist.doctor.finding import Health, HealthFinding
from cloud_assist.settings import Settings

VERSIONS_WAIT_S = 20.0
"""How long the CLIs are waited for at their first asking; on a busy machine they take longer than one would think."""


def check_clis(settings: Settings) -> list[HealthFinding]:
    """Name the CLIs on the PATH and their versions."""
    clis = installed_clis(settings.environ, settings.cache_dir, wait_s=VERSIONS_WAIT_S)
    if not clis:
        text = "No cloud CLI is on the PATH."
        return [
            HealthFinding(
                "CLIs", Health.WARNING, text, "Install the ones you need: aws, kubectl, gcloud, az, terraform …"
            )
        ]
    return [_version(cli) for cli in clis]


def _version(cli: InstalledCli) -> HealthFinding:
    if cli.version:
        return HealthFinding(cli.name, Health.OK, f"{cli.version} at {cli.path}")
    text = f"{cli.path} does not tell its version."
    if not cli.answered:
        text = f"{cli.path}: no answer within {VERSIONS_WAIT_S:g} s."
    return HealthFinding(cli.name, Health.WARNING, text, f"Check that {cli.name} runs, and try again.")


def check_credentials(settings: Settings) -> list[HealthFinding]:
    """Say what the CLIs point at, and which sign-ins have expired."""
    entries = ambient_target(settings.environ, settings.cwd).entries
    findings = [
        HealthFinding("target", Health.OK, f"{entry.tool} {entry.name} {entry.value} ({entry.source})")
        for entry in entries
    ]
    findings += _refused_by_aws(settings)
    findings += [_expiry(name, expires) for name, expires in _aws_expiries(settings)]
    return findings or [HealthFinding("target", Health.OK, "No cloud is configured here.")]


def _refused_by_aws(settings: Settings) -> list[HealthFinding]:
    """Say what of its own set-up aws would refuse: a file that it cannot read, a profile that is not there."""
    if shutil.which("aws", path=settings.environ.get("PATH", "")) is None:
        return []
    found = unknown_profile(Invocation("aws", (), settings.environ, settings.cwd))
    return [HealthFinding("target", Health.BAD, found.text, found.suggestion)] if found is not None else []


def _expiry(name: str, expires: float) -> HealthFinding:
    left_s = expires - time.time()
    if left_s <= 0:
        return HealthFinding("credentials", Health.WARNING, f"{name} expired.", "aws sso login")
    return HealthFinding("credentials", Health.OK, f"{name} expires in {left_s / 3600:.1f} h.")


def _aws_expiries(settings: Settings) -> Iterator[tuple[str, float]]:
    """Yield (what, seconds since the epoch) from the AWS CLI's caches of SSO tokens and of assumed roles."""
    aws = Path(settings.environ.get("HOME", "/")) / ".aws"
    for kind, folder in (("AWS SSO sign-in", aws / "sso" / "cache"), ("AWS role credentials", aws / "cli" / "cache")):
        latest = 0.0
        for path in sorted(folder.glob("*.json"))[:200]:
            try:
                data = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(data, dict):
                latest = max(latest, _expires_at(data))
        if latest:
            yield kind, latest


def _expires_at(data: dict[str, object]) -> float:
    """Return when a cached credential expires; 0 for what is none (client registrations have no accessToken)."""
    credentials = data.get("Credentials")
    value = credentials.get("Expiration") if isinstance(credentials, dict) else data.get("expiresAt")
    if not isinstance(value, str) or (credentials is None and "accessToken" not in data):
        return 0.0
    try:
        return datetime.fromisoformat(value.replace("UTC", "+00:00")).timestamp()
    except ValueError:
        return 0.0
