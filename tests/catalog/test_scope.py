"""A request that names a place gets the option for it, once, where it belongs."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.scope import scoped, without_scope


@pytest.mark.parametrize(
    ("command", "prompt", "expected"),
    [
        ("aws ec2 describe-vpcs", "list vpcs in us-west-2", "aws ec2 describe-vpcs --region us-west-2"),
        ("aws s3 ls", "list buckets using profile dev", "aws s3 ls --profile dev"),
        ("aws x --region eu-west-1", "in us-west-2", "aws x --region eu-west-1"),
        ("kubectl get pods", "pods in namespace web", "kubectl get pods --namespace web"),
        ("kubectl get pods", "pods in the kube-system namespace", "kubectl get pods --namespace kube-system"),
        ("kubectl exec -it p -- sh", "shell in p in namespace web", "kubectl exec -it p --namespace web -- sh"),
        ("kubectl get pods -A", "pods in namespace web", "kubectl get pods -A"),
        ("kubectl get pods", "pods of all namespaces", "kubectl get pods"),
        ("kubectl get pods", "pods in this namespace", "kubectl get pods"),
        ("kubectl get nodes", "nodes in namespace web", "kubectl get nodes"),
        ("kubectl get secret s -o yaml | base64 -d", "in namespace web",
         "kubectl get secret s -o yaml --namespace web | base64 -d"),
        ("gcloud run services list", "services in project demo-1", "gcloud run services list --project demo-1"),
        ("git log", "commits in eu-west-1", "git log"),
        ("", "in eu-west-1", ""),
    ],
)  # fmt: skip
def test_the_place_becomes_an_option(command: str, prompt: str, expected: str) -> None:
    assert scoped(command, prompt) == expected


def test_the_place_tells_nothing_about_the_task() -> None:
    assert without_scope("list vpcs in us-west-2").split() == ["list", "vpcs", "in"]
    assert without_scope("list pods") == "list pods"
