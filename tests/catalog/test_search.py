"""Plain words lead to the right command."""

from __future__ import annotations

import contextlib

import pytest

from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.settings import Settings


@pytest.mark.parametrize(
    ("prompt", "commands"),
    [
        ("list my s3 buckets", {"aws s3 ls", "aws s3api list-buckets"}),
        ("disk usage of this folder", {"du -sh ."}),
        ("which branch am i on", {"git branch --show-current"}),
        ("terminate instance i-0123456789abcdef0", {"aws ec2 terminate-instances --instance-ids i-0123456789abcdef0"}),
        ("what listens on port 8080", {"lsof -i :8080"}),
        ("delete the bucket acme-logs", {"aws s3 rb s3://acme-logs", "aws s3 rb s3://acme-logs --force"}),
        ("restart the deployment web-frontend", {"kubectl rollout restart deployment web-frontend"}),
    ],
)
def test_the_first_suggestion_is_the_command_itself(built: Catalog, prompt: str, commands: set[str]) -> None:
    assert built.suggest(prompt)[0].command in commands


@pytest.mark.parametrize(
    ("in_use", "prompt", "cli"),
    [
        ({"gcloud"}, "delete the bucket acme-logs", "gcloud"),
        ({"aws", "kubectl"}, "list virtual machines", "aws"),
        ({"gcloud"}, "delete the aws bucket acme-logs", "aws"),
        ({"gcloud"}, "stop instance i-0123456789abcdef0", "aws"),
        ({"kubectl"}, "delete the bucket acme-logs", "aws"),
    ],
)
def test_the_cloud_that_is_set_up_here_is_meant_unless_another_is_named(
    built: Catalog, built_settings: Settings, in_use: set[str], prompt: str, cli: str
) -> None:
    assert built.complete
    with contextlib.closing(open_catalog(built_settings, in_use=frozenset(in_use))) as catalog:
        assert catalog.suggest(prompt)[0].cli == cli


def test_running_pods_are_asked_of_kubectl(built: Catalog) -> None:
    first = built.suggest("show running pods")[0]
    assert (first.cli, first.path) == ("kubectl", ("get",))
    assert not first.placeholders


def test_open_placeholders_are_named(built: Catalog) -> None:
    first = built.suggest("delete an s3 bucket")[0]
    assert first.placeholders == ("bucket",)
    assert "<bucket>" in first.command


def test_a_cli_asked_for_is_the_only_one(built: Catalog) -> None:
    assert {s.cli for s in built.suggest("list images", cli="docker")} == {"docker"}
    assert {s.path for s in built.suggest("show free space", cli="df")} == {("df",)}


def test_a_request_without_a_word_of_the_catalog_finds_nothing(built: Catalog) -> None:
    assert built.suggest("") == []
    assert built.suggest("   ") == []
    assert built.suggest("qwxzzy") == []


def test_suggestions_differ_and_come_best_first(built: Catalog) -> None:
    found = built.suggest("show logs", limit=10)
    assert len({s.command for s in found}) == len(found) == 10
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
