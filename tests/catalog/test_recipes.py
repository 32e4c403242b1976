"""The recipe book: complete, unambiguous, and every command of it accepted by the very tool it names."""

from __future__ import annotations

import subprocess
from collections import Counter

import pytest

from cloud_assist.catalog.recipes import operation, recipes
from cloud_assist.command.open_places import fill, open_places

BOOK = list(recipes())


def test_the_book_covers_the_everyday_tasks_of_every_family() -> None:
    counts = Counter(entry.cli for entry in BOOK)
    assert sum(counts.values()) >= 400
    assert set(counts) >= {"aws", "docker", "git", "kubectl", "shell"}


def test_no_command_and_no_title_stands_twice() -> None:
    assert [c for c, n in Counter(e.command for e in BOOK).items() if n > 1] == []
    assert [t for t, n in Counter((e.cli, e.title) for e in BOOK).items() if n > 1] == []


def test_each_recipe_explains_its_placeholders_and_has_several_phrasings() -> None:
    assert [e.command for e in BOOK if not all(e.placeholders[name] for name in open_places(e.command))] == []
    assert [e.title for e in BOOK if not e.phrases or "" in e.phrases] == []


def test_each_recipe_is_valid_shell() -> None:
    filled = [fill(entry.command, dict.fromkeys(open_places(entry.command), "1")) for entry in BOOK]
    assert [command for command in filled if "<" in command.replace("</dev/null", "")] == []
    check = "while IFS= read -r -d '' line; do eval \"f() { $line\n}\" || printf '%s\\n' \"$line\"; done".replace(
        "\\n}", "\n}"
    )
    done = subprocess.run(
        ["bash", "-c", check], input="\0".join(filled) + "\0", text=True, capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.parametrize(
    ("cli", "command", "path"),
    [
        ("aws", "aws s3 ls s3://<bucket>", ("s3", "ls")),
        ("kubectl", "kubectl rollout status deployment <deployment>", ("rollout", "status")),
        ("kubectl", "kubectl get pods", ("get",)),
        ("docker", "docker compose up --detach", ("compose", "up")),
        ("shell", "sudo systemctl restart <name>", ("systemctl",)),
        ("shell", "du -h -d 1 . | sort -rh", ("du",)),
        ("git", "git log --oneline", ("log",)),
        ("kubectl", "kubectl create secret generic <name> --from-file=<file>", ("create", "secret", "generic")),
        ("kubectl", "kubectl config set <key> <value>", ("config", "set")),
        ("docker", "docker history nginx", ("history",)),
        ("docker", "docker buildx history ls", ("buildx", "history", "ls")),
    ],
)
def test_the_operation_is_read_from_the_command(cli: str, command: str, path: tuple[str, ...]) -> None:
    assert operation(cli, command) == path
