"""What probably went wrong is read off the errors alone; where they say nothing known, nothing is said."""

from __future__ import annotations

import pytest

from cloud_assist.agent.diagnosis import diagnose
from cloud_assist.models import RunResult


def failed(error: str, *, status: int = 1, output: str = "") -> RunResult:
    return RunResult(status, 0.1, output, "", len(output), "", error_tail=error)


def test_an_error_is_recognised() -> None:
    said = "An error occurred (AccessDenied) when calling the ListBuckets operation: no"
    assert "Permission is missing" in diagnose(failed(said))
    assert "not found" in diagnose(failed("cat: warn.log: No such file or directory\n"))


@pytest.mark.parametrize(
    "data",
    ["user arn:aws:iam::1:user/AccessDenied\n", "throttling: not found\n", "sensor: permission denied count 0\n"],
)
def test_what_a_command_printed_is_no_error(data: str) -> None:
    assert diagnose(failed("", output=data)) == ""


@pytest.mark.parametrize(
    "line",
    [
        "Warning: policy/v1beta1 PodSecurityPolicy not found in v1.25+",
        "WARNING: connection timed out, using the cache",
        "npm warn deprecated: does not exist any more",
        "W1130 12:00:00.0 1 reflector.go:1] the server was not found",
        "+ grep -c AccessDenied log",
        "hint: branch not found is often a typing error",
    ],
)
def test_a_warning_is_no_error(line: str) -> None:
    assert diagnose(failed(f"{line}\n")) == ""
    assert "disk is full" in diagnose(failed(f"{line}\nwrite x: No space left on device\n"))


def test_where_nothing_is_known_nothing_is_said() -> None:
    assert diagnose(failed("boom", status=3)) == ""
