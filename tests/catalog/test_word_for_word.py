"""A request that is a command is told from a sentence that begins with a program's name."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.recipes import recipes
from cloud_assist.catalog.word_for_word import as_command
from tests.catalog.said import requests

_OPERATIONS = {(recipe.cli, recipe.path) for recipe in recipes()}


def read(request: str) -> str:
    return as_command(request, lambda cli, path: (cli, path) in _OPERATIONS)


def test_commands_are_commands() -> None:
    assert [request for request in requests("commands") if not read(request)] == []


@pytest.mark.parametrize("name", ["sentences", "reads", "writes"])
def test_sentences_are_none(name: str) -> None:
    assert [request for request in requests(name) if read(request)] == []


@pytest.mark.parametrize(
    ("request_", "command"),
    [
        ("run terraform plan", "terraform plan"),
        ("$ ls -la", "ls -la"),
        ("`docker ps`", "docker ps"),
        ("run `kubectl get pods`", "kubectl get pods"),
        ("  git   status ", "git   status"),
        ("echo 'a  b'", "echo 'a  b'"),
        ("", ""),
        ("`the pod`", ""),
    ],
)
def test_only_what_is_around_the_command_is_taken_off(request_: str, command: str) -> None:
    assert read(request_) == command
