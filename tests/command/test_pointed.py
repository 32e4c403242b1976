"""A read that is pointed at another server, or at a folder of another, is no plain read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.models import Risk

ENVIRON = {"PATH": "/usr/bin:/bin", "HOME": "/home/me"}


def risk(line: str) -> Risk:
    return judge(line, environ=ENVIRON, cwd=Path("/home/me/work")).risk


@pytest.mark.parametrize(
    "line",
    [
        "helm list --kube-apiserver https://x.example.com",
        "helm status web --kube-apiserver=https://x.example.com",
        "stern web --server https://x.example.com",
        "flux get all --server=https://x.example.com",
        "kubecolor get pods --server https://x.example.com",
        "helm repo list --repository-config /tmp/x/repos.yaml",
        "git -C /tmp/foreign status",
        "git -C /home/me/../../tmp/foreign log",
        "npm --prefix /var/tmp/x ls",
        "pnpm -C /tmp/x ls",
        "yarn --cwd /tmp/x list",
        "go -C /tmp/x list",
        "pulumi -C /tmp/x stack ls",
    ],
)
def test_what_is_pointed_elsewhere_is_no_plain_read(line: str) -> None:
    assert risk(line) is not Risk.READ_ONLY


@pytest.mark.parametrize(
    "line",
    [
        "helm list --kube-apiserver https://127.0.0.1:6443",
        "helm list --kube-context staging",
        "git -C ../other status",
        "git -C /srv/app status -sb",
        "npm --prefix web ls",
        "git log -- /tmp",
        "git",
        "helm",
    ],
)
def test_ones_own_servers_and_projects_are_read(line: str) -> None:
    assert risk(line) is Risk.READ_ONLY
