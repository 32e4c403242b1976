"""Where only reads may be approved: everywhere, or on the targets that READ_ONLY_TARGETS names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cloud_assist.agent.policy import Consent, objection, wanted_flags
from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.command.assessment import assessed, examine
from cloud_assist.command.read_only import ReadOnly
from cloud_assist.errors import ExitCode
from cloud_assist.models import Assessment, Proposal, ProposalSource
from tests.support.receipts import furnish

EVERYWHERE = ReadOnly(by="--read-only", leave="Start without it.")
ON_PROD = ReadOnly(targets=("PROD", "*-prod"))


@pytest.fixture
def environ(clean_machine: Path) -> dict[str, str]:
    """Somebody whose current Kubernetes context is kind-dev."""
    furnish(clean_machine)
    return {"PATH": os.environ["PATH"], "HOME": str(clean_machine)}


def judged(command: str, environ: dict[str, str], mode: ReadOnly) -> Assessment:
    cwd = Path.cwd()
    examination = examine(command, environ=environ, cwd=cwd)
    return assessed(examination, environ=environ, cwd=cwd, protected_globs=(), read_only=mode)


def bar(assessment: Assessment) -> Bar | None:
    obstacle = may_approve(assessment, second_person=False)
    return obstacle.bar if obstacle else None


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ls", None),
        ("kubectl get pods", None),
        ("aws s3 ls; kubectl --context prod get pods", None),
        ("kubectl get secret x -o yaml", None),
        ("cat ~/.aws/credentials", None),
        ("touch x", Bar.READ_ONLY),
        ("ls > x", Bar.READ_ONLY),
        ("ls; rm x", Bar.READ_ONLY),
        ("kubectl label pod x a=b", Bar.READ_ONLY),
        ("aws s3 rb s3://logs", Bar.READ_ONLY),
        ("aws s3 rb s3://<bucket>", Bar.READ_ONLY),
        ("terraform apply -auto-approve", Bar.READ_ONLY),
        ("frobnicate", Bar.READ_ONLY),
        ("vim notes", Bar.READ_ONLY),
        ("kubectl delete pod (x", Bar.READ_ONLY),
        ("rm -rf /", Bar.FORBIDDEN),
    ],
)
def test_everywhere_only_reads(environ: dict[str, str], command: str, expected: Bar | None) -> None:
    assert bar(judged(command, environ, EVERYWHERE)) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("kubectl --context prod get pods", None),
        ("kubectl --context prod get secret x -o yaml", None),
        ("kubectl --context prod label pod x a=b", Bar.READ_ONLY),
        ("kubectl --context prod delete pod x", Bar.READ_ONLY),
        ("kubectl config use-context prod && kubectl delete pod x", Bar.READ_ONLY),
        ("kubectl get pods; kubectl -n web-prod scale deploy x --replicas 0", Bar.READ_ONLY),
        ("AWS_PROFILE=acme-prod aws s3 mb s3://x", Bar.READ_ONLY),
        ("kubectl --context kind-dev delete pod x", None),
        ("kubectl delete pod x", None),
        ("aws --profile dev s3 mb s3://x", None),
        ("rm -r build", None),
        ("kubectl --context $(cat name) delete pod x", Bar.READ_ONLY),
        ("aws --profile $P s3 mb s3://x", Bar.READ_ONLY),
        ("aws --profile $P s3 ls", None),
        ("kubectl delete pod (x", Bar.READ_ONLY),
        ("./deploy.sh", None),
    ],
)
def test_on_a_read_only_target_only_reads(environ: dict[str, str], command: str, expected: Bar | None) -> None:
    found = bar(judged(command, environ, ON_PROD))
    assert (found is Bar.READ_ONLY) is (expected is Bar.READ_ONLY)


@pytest.mark.parametrize("command", ["./deploy.sh", "hcloud server delete web", "bash deploy.sh", "frobnicate --all"])
def test_an_unknown_target_counts_as_the_read_only_one_that_is_set_up_here(
    environ: dict[str, str], clean_machine: Path, command: str
) -> None:
    config = clean_machine / ".kube/config"
    config.write_text(config.read_text().replace("current-context: kind-dev", "current-context: prod"))
    assessment = judged(command, environ, ON_PROD)
    assert bar(assessment) is Bar.READ_ONLY
    assert "The target is unknown, and prod is read-only (READ_ONLY_TARGETS)" in assessment.findings[0].text


@pytest.mark.parametrize("source", ProposalSource)
@pytest.mark.parametrize("mode", [EVERYWHERE, ReadOnly(targets=("prod",))])
def test_no_flag_of_run_reaches_it(environ: dict[str, str], source: ProposalSource, mode: ReadOnly) -> None:
    command = "kubectl --context prod delete pod x"
    assessment = judged(command, environ, mode)
    proposal = Proposal(command, "", source)
    objected = objection(proposal, assessment, Consent(destructive=True, targets=("prod",)))
    assert objected is not None
    assert objected.exit_code == ExitCode.REFUSED
    assert "read-only" in objected.what.lower()
    assert wanted_flags(proposal, assessment) is None
