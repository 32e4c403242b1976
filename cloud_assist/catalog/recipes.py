"""The recipe book: everyday tasks in our own words, one TOML file per CLI family in `data/`."""

from __future__ import annotations

import hashlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from cloud_assist.catalog.port import Entry, Source
from cloud_assist.command.open_places import open_places

_PLAIN_WORD = re.compile(r"[a-z][a-z0-9-]*$")
_DEPTH = {"aws": 2, "az": 5, "gcloud": 6, "docker": 3, "kubectl": 3, "helm": 2, "terraform": 2, "git": 1, "gh": 2}
"""How many leading bare words of a command can name its operation."""
_GROUPS = {
    cli: frozenset(paths.split(", "))
    for cli, paths in {
        "kubectl": "auth, certificate, config, create, create secret, create service, plugin, rollout, set, top",
        "terraform": "metadata, providers, state, workspace",
        "docker": "builder, buildx, buildx history, buildx imagetools, checkpoint, compose, config, container, "
        "context, image, manifest, network, node, plugin, scout, secret, service, stack, swarm, system, trust, "
        "trust key, trust signer, volume",
        "helm": "completion, dependency, get, plugin, registry, repo, search, show",
    }.items()
}
"""Paths with commands below them, where a bare word behind a command is a name and no command."""


def program(command: str) -> str:
    """Return the program a command starts; `sudo` is looked through."""
    words = command.split()
    return next((word for word in words if word != "sudo"), "")


def operation(cli: str, command: str) -> tuple[str, ...]:
    """Return the path of the operation a command calls.

    Args:
        cli: family the command belongs to.
        command: one command line; only its first simple command counts.
    """
    first = re.split(r"\s[|;&]+\s", command, maxsplit=1)[0]
    try:
        words = shlex.split(first)
    except ValueError:
        words = first.split()
    words = [word for word in words if word != "sudo"]
    if cli == "shell":
        return tuple(words[:1])
    path: list[str] = [] if words[:1] == [cli] else words[:1]
    for word in words[1:]:
        if len(path) >= _DEPTH.get(cli, 2) or not _PLAIN_WORD.match(word):
            break
        path.append(word)
        if cli in _GROUPS and " ".join(path) not in _GROUPS[cli]:
            break
    return tuple(path)


def recipe_files() -> list[Traversable]:
    """Return the files of the recipe book, by name."""
    folder = resources.files("cloud_assist.catalog") / "data" / "recipes"
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def book_digest() -> str:
    """Return a digest of the recipe book and of the vocabulary it is indexed with; it changes with every edit."""
    digest = hashlib.sha256()
    for file in [*recipe_files(), resources.files("cloud_assist.catalog") / "data" / "vocabulary.toml"]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def recipes() -> Iterator[Entry]:
    """Yield every task of the recipe book."""
    for file in recipe_files():
        book = tomllib.loads(file.read_text("utf-8"))
        for task in book["task"]:
            yield _entry(book["cli"], book.get("ask", {}), task)


def _entry(cli: str, shared: dict[str, str], task: dict[str, Any]) -> Entry:
    command = task["run"]
    meanings = {**shared, **task.get("ask", {})}
    return Entry(
        source=Source.RECIPE,
        cli=cli,
        path=operation(cli, command),
        title=task["title"],
        command=command,
        phrases=tuple(task["say"]),
        placeholders={name: meanings[name] for name in open_places(command)},
        since=int(task.get("since", 0)),
    )
