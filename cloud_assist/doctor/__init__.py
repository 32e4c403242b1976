"""`cloud-assist doctor`: what works on this machine, what does not, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TextIO

from cloud_assist.doctor.cloud import check_clis, check_credentials
from cloud_assist.doctor.finding import Health, HealthFinding
from cloud_assist.doctor.model import check_key, check_model
from cloud_assist.doctor.system import check_bash, check_catalog, check_settings, check_store, check_terminal
from cloud_assist.settings import Settings

CHECKS: tuple[Callable[[Settings], list[HealthFinding]], ...] = (
    check_settings,
    check_key,
    check_model,
    check_bash,
    check_clis,
    check_credentials,
    check_store,
    check_catalog,
    check_terminal,
)
_MARKS = {Health.OK: "ok  ", Health.WARNING: "warn", Health.BAD: "bad "}


def examine(settings: Settings) -> Iterator[HealthFinding]:
    """Yield the findings in the order of `CHECKS`; the checks run side by side, since some wait for other programs."""
    with ThreadPoolExecutor() as pool:
        for findings in pool.map(lambda check: check(settings), CHECKS):
            yield from findings


def run_doctor(settings: Settings, *, as_json: bool, stdout: TextIO) -> int:
    """Print what was found; return 0 where nothing is bad, 1 otherwise."""
    findings = list(examine(settings))
    if as_json:
        stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2) + "\n")
    else:
        for finding in findings:
            stdout.write(f"{_MARKS[finding.health]}  {finding.topic:<12} {finding.text}\n")
            if finding.todo:
                stdout.write(f"{'':>18} → {finding.todo}\n")
    return int(any(finding.health is Health.BAD for finding in findings))
