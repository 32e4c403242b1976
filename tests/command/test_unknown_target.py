"""What nobody can tell of a target reads as such, and a grave command is guarded by what is set up around it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cloud_assist.command.assessment import assess
from cloud_assist.models import Assessment, Gap, Risk
from tests.support.receipts import furnish

PROTECTED = ("prod",)


@pytest.fixture
def environ(clean_machine: Path) -> dict[str, str]:
    """Somebody whose current Kubernetes context is called prod."""
    furnish(clean_machine)
    config = clean_machine / ".kube/config"
    config.write_text(config.read_text().replace("current-context: kind-dev", "current-context: prod"))
    return {"PATH": os.environ["PATH"], "HOME": str(clean_machine)}


def assessed(command: str, environ: dict[str, str]) -> Assessment:
    return assess(command, environ=environ, cwd=Path.cwd(), protected_globs=PROTECTED)


@pytest.mark.parametrize(
    ("command", "gap"),
    [
        ("hcloud server delete web", Gap.NO_READER),
        ("frobnicate --all", Gap.UNKNOWN_PROGRAM),
        ("$TOOL delete x", Gap.UNKNOWN_PROGRAM),
        ("./deploy.sh", Gap.UNKNOWN_PROGRAM),
        ("sudo ./deploy.sh", Gap.UNKNOWN_PROGRAM),
        ("echo x | xargs frobnicate", Gap.UNKNOWN_PROGRAM),
        ("bash deploy.sh", Gap.UNREAD_CODE),
        ("python3 deploy.py", Gap.UNREAD_CODE),
        ("make deploy", Gap.NO_READER),
        ("source ./env.sh", Gap.UNREAD_CODE),
        ("npm publish", Gap.NO_READER),
        ("npm --registry x publish", Gap.NO_READER),
        ("aws --profile $P s3 rb s3://x", Gap.RUN_TIME),
        ("kubectl --context $(cat name) delete pod x", Gap.RUN_TIME),
        ("HOME=/nowhere kubectl delete pod x", Gap.NOTHING_SET),
        ("kubectl delete pod (x", Gap.UNREADABLE),
        ("bash -c 'kubectl delete pod (x'", Gap.UNREADABLE),
    ],
)
def test_what_is_not_known_says_so(environ: dict[str, str], command: str, gap: Gap) -> None:
    found = assessed(command, environ)
    assert gap in [each.gap for each in found.target.unknown]
    assert found.target.remarks
    assert all(remark.startswith("Unknown: ") for remark in found.target.remarks)


@pytest.mark.parametrize(
    "command",
    [
        "ls -la", "rm -rf build", "X=1", "f() { rm -r x; }; f", "sudo rm -rf /srv/x", "python3 -c 'print(1)'",
        "bash -c 'rm -r x'", "npm install", "find . -name x -delete", "/usr/bin/ls", "openssl x509 -in f", "true",
        "git commit -m push", "for f in a b; do rm $f; done", "npm run x -- publish",
    ],
)  # fmt: skip
def test_only_what_acts_here_is_said_to_act_here(environ: dict[str, str], command: str) -> None:
    found = assessed(command, environ)
    assert found.target.remarks == ("This machine only.",)
    assert found.protected == ()


@pytest.mark.parametrize(
    "command",
    ["hcloud server delete web", "frobnicate --all", "sudo ./deploy.sh", "bash deploy.sh", "$TOOL delete x",
     "KUBECONFIG=~/other-kubeconfig ./deploy.sh; frobnicate", "kubectl delete pod (x", "bash -c 'rm (x'"],
)  # fmt: skip
def test_a_grave_command_of_unknown_target_is_guarded_by_what_is_set_up_here(
    environ: dict[str, str], command: str
) -> None:
    found = assessed(command, environ)
    assert found.risk in {Risk.DESTRUCTIVE, Risk.UNKNOWN}
    assert found.protected[0] == "prod"
    (said,) = [each.text for each in found.findings if each.code == "unknown-target"]
    assert said.startswith("The target is unknown, and prod")
    assert "protected-target" not in [each.code for each in found.findings]


def test_what_is_no_grave_command_or_has_its_surroundings_elsewhere_is_not_guarded(environ: dict[str, str]) -> None:
    assert assessed("hcloud server list", environ).protected == ()
    assert assessed("KUBECONFIG=~/other-kubeconfig ./deploy.sh", environ).protected == ()
    unguarded = assess("frobnicate", environ=environ, cwd=Path.cwd(), protected_globs=())
    assert unguarded.protected == ()


def test_a_tool_with_a_known_target_is_not_unknown(environ: dict[str, str]) -> None:
    found = assessed("kubectl delete pod x", environ)
    assert found.target.unknown == ()
    assert found.target.remarks == ()
    assert "protected-target" in [each.code for each in found.findings]
