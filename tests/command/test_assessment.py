"""Everything about one command in one value: class, findings, target, protected values, what is shown."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.command.assessment import assess
from cloud_assist.command.guarded_targets import guarded_values
from cloud_assist.display.visible import hidden_characters
from cloud_assist.models import Assessment, Risk, Severity, Target, TargetEntry
from tests.support.receipts import furnish

PROTECTED = ("*prod*",)


def assessed(command: str, extra: dict[str, str] | None = None) -> Assessment:
    environ = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"]} | (extra or {})
    return assess(command, environ=environ, cwd=Path.cwd(), protected_globs=PROTECTED)


def codes(assessment: Assessment) -> set[str]:
    return {finding.code for finding in assessment.findings}


def test_a_plain_read() -> None:
    found = assessed("ls -la")
    assert (found.risk, found.auto_run, found.display, found.command) == (Risk.READ_ONLY, True, "ls -la", "ls -la")
    assert found.programs == ("ls",)
    assert found.target == Target()
    assert found.findings == ()
    assert found.reasons


def test_hidden_text_is_unknown_shown_and_named() -> None:
    found = assessed("ls \u202etxt.exe\u200b")
    assert found.risk is Risk.UNKNOWN
    assert not found.auto_run
    assert found.display == "ls ⟨U+202E⟩txt.exe⟨U+200B⟩"
    assert found.command == "ls \u202etxt.exe\u200b"
    assert "hidden-text" in codes(found)


def test_a_look_alike_never_runs_unasked() -> None:
    found = assessed("аws s3 ls")
    assert found.risk is Risk.UNKNOWN
    assert "look-alike" in codes(found)
    assert not assessed("curl https://gіthub.com/").auto_run


def test_a_profile_and_a_context_that_do_not_exist_are_told() -> None:
    furnish(Path(os.environ["HOME"]))
    assert "unknown-profile" in codes(assessed("aws --profile nowhere s3 ls"))
    assert "unknown-profile" in codes(assessed("aws s3 ls", {"AWS_PROFILE": "nowhere"}))
    assert "unknown-profile" not in codes(assessed("aws --profile dev s3 ls"))
    assert "unknown-profile" not in codes(assessed("aws --profile $X s3 ls"))
    assert "unknown-context" in codes(assessed("kubectl --context nowhere get pods"))
    assert "unknown-context" not in codes(assessed("kubectl --context prod get pods"))


@pytest.mark.parametrize("blanks", [" " * 200, "\t" * 60, "\n" * 9, " \n" * 30])
def test_padding_is_told(blanks: str) -> None:
    assert "padding" in codes(assessed(f"ls{blanks}; rm -rf build"))
    assert "padding" not in codes(assessed(f"ls{blanks}"))
    assert "padding" not in codes(assessed("cat <<E\n    a\n\n\n    b\nE"))


def test_a_missing_program_is_told() -> None:
    found = assessed("frobnicate --all")
    assert "missing-program" in codes(found)
    assert found.binding.programs == (("frobnicate", "missing"),)


def test_a_protected_target_is_told_by_its_name() -> None:
    furnish(Path(os.environ["HOME"]))
    found = assessed("kubectl --context prod delete ns payments")
    assert found.protected == ("prod", "prod-cluster", "https://prod.example.com")
    (finding,) = [f for f in found.findings if f.code == "protected-target"]
    assert finding.severity is Severity.WARNING
    assert assessed("kubectl delete ns production-copy").protected == ()  # a name in the command is no target
    assert assessed("AWS_PROFILE=MyPROD aws s3 rm s3://x/y").protected == ("MyPROD",)
    switched = assessed("kubectl config use-context prod && kubectl delete pod x")
    assert switched.protected[0] == "prod"
    assert assessed("bash -c 'export AWS_PROFILE=prod; aws s3 rb s3://x'").protected == ("prod",)


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (("*prod*",), ("Prod-EU", "https://prod.example.com", "payments-prod")),
        (("1111*",), ("111122223333",)),
        (("prod-eu",), ("Prod-EU",)),
        (("*",), ("Prod-EU", "111122223333", "https://prod.example.com", "payments-prod")),
        (("https*", "eu-west-1"), ("https://prod.example.com",)),
        (("eu-west-1",), ()),
        ((), ()),
        (("[", "**", ""), ("Prod-EU", "111122223333", "https://prod.example.com", "payments-prod")),
    ],
)
def test_guarded_values(globs: tuple[str, ...], expected: tuple[str, ...]) -> None:
    target = Target(
        (
            TargetEntry("aws", "profile", "Prod-EU"),
            TargetEntry("aws", "account", "111122223333"),
            TargetEntry("aws", "region", "eu-west-1"),
            TargetEntry("kubectl", "server", "https://prod.example.com"),
            TargetEntry("kubectl", "namespace", "payments-prod"),
            TargetEntry("gcloud", "project", "payments-prod"),
        )
    )
    assert guarded_values(target, globs) == expected


fragments = st.sampled_from(
    ["ls", "rm -rf /", "aws s3 ls", "$(", ")", "`", "'", '"', "|", "&&", ";", "\n", "\\", "<<E", "E", ">", "&", "${x"]
) | st.text(max_size=6)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(fragments, max_size=8).map(" ".join))
def test_any_text_is_assessed_and_bound_to_its_bytes(command: str) -> None:
    found = assess(command, environ={"PATH": "/bin", "HOME": "/x"}, cwd=Path("/"), protected_globs=PROTECTED)
    assert found.command == command
    assert found.binding.command_sha256 == hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest()
    assert found.reasons
    assert hidden_characters(found.display) == ()
    if hidden_characters(command):
        assert found.risk.rank >= Risk.UNKNOWN.rank
    else:
        assert found.display == command


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("ls -l", ("ls",)),
        ("kubectl --context dev get pods -n web | sort", ("kubectl get", "sort")),
        ("kubectl config get-contexts", ("kubectl config get-contexts",)),
        ("gcloud compute instances list", ("gcloud compute instances list",)),
        ("az vm list", ("az vm list",)),
        ("aws --profile dev s3api list-buckets", ("aws s3api list-buckets",)),
        ("systemctl status cron", ("systemctl status",)),
        ("git status; git log", ("git log", "git status")),
    ],
)
def test_what_is_not_asked_about_again_is_named_in_the_words_typed(command: str, words: tuple[str, ...]) -> None:
    assessment = assess(command, environ={"PATH": "/usr/bin:/bin"}, cwd=Path("/tmp"), protected_globs=())
    assert assessment.auto_run
    assert assessment.read_words == words
