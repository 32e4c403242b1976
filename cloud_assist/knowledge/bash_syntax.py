"""What bash itself says of a text that cloud-assist cannot read: it only reads it too (`bash -n`), and runs nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from functools import lru_cache

from cloud_assist.command.assessment import Examination
from cloud_assist.findings import Code, finding
from cloud_assist.models import Assessment, Finding, Reason, Severity

_LIMIT_S = 1.0
_LONGEST = 100_000
"""Characters: Linux takes no single argument above 128 KiB."""
_PATH = "/usr/local/bin:/usr/bin:/bin"
_COMPLAINT = re.compile(r"^[^:\n]*bash: (?:-c: )?line (\d+): (.+)", re.MULTILINE)
_RULE = "shell.syntax"


def truthful(assessment: Assessment, examination: Examination) -> Assessment:
    """Return the assessment of a command that cannot be read with what bash says of it in reasons and findings.

    What bash accepts is no error, only nothing that could be judged: a person may approve it.
    """
    if not examination.script.problems:
        return assessment
    complaint = complaint_of_bash(examination.command)
    if complaint is None:
        return assessment
    (problem, *_) = examination.script.problems
    accepted = f"bash accepts this, but cloud-assist does not understand it: it {problem}."
    text = f"bash refuses it: {complaint}." if complaint else accepted
    severity = Severity.ERROR if complaint else Severity.WARNING
    reasons = tuple(Reason(_RULE, text) if reason.rule == _RULE else reason for reason in assessment.reasons)
    findings = tuple(_said(found, text, severity) for found in assessment.findings)
    return replace(assessment, reasons=tuple(dict.fromkeys(reasons)), findings=tuple(dict.fromkeys(findings)))


def _said(found: Finding, text: str, severity: Severity) -> Finding:
    return finding(Code.SYNTAX, text, severity=severity) if found.code == Code.SYNTAX else found


@lru_cache(maxsize=256)
def complaint_of_bash(command: str) -> str | None:
    """Return what bash has against the syntax of `command`, "" where nothing, None where it could not be asked."""
    bash = shutil.which("bash", path=_PATH)
    if bash is None or "\0" in command or len(command) > _LONGEST:
        return None
    # -n reads and runs nothing; the empty environment names no file that bash would read first (BASH_ENV).
    arguments = [bash, "--noprofile", "--norc", "-n", "-c", command]
    try:
        done = subprocess.run(
            arguments, env={"LC_ALL": "C"}, stdin=subprocess.DEVNULL, capture_output=True, timeout=_LIMIT_S, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if done.returncode == 0:
        return ""
    found = _COMPLAINT.search(done.stderr.decode("utf-8", "replace"))
    return f"{found[2].strip()} (line {found[1]})" if found else "its syntax is not valid"
