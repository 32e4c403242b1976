"""Composed commands take their place among the known ones."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.composing import COMPOSED, with_composed
from cloud_assist.catalog.ordering import harmless_first
from cloud_assist.catalog.search import Hit
from cloud_assist.models import Risk, Suggestion

KNOWN = [
    Hit(Suggestion("shell", ("ls",), "List files", "ls -la", "recipe", 5.0), 0.8),
    Hit(Suggestion("shell", ("df",), "Free space", "df -h", "recipe", 4.0), 0.6),
]


def offered(prompt: str, cli: str | None = None, *, is_family: bool = False) -> list[str]:
    """Return the commands for a request, best first."""
    return [hit.suggestion.command for hit in with_composed(iter(KNOWN), prompt, cli, is_family)]


def test_what_is_complete_comes_before_the_known_commands_with_a_higher_score() -> None:
    hits = list(with_composed(iter(KNOWN), "find python files in src", None, is_family=False))
    assert [hit.suggestion.source for hit in hits] == [COMPOSED, "recipe", "recipe"]
    scores = [hit.suggestion.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("prompt", ["count the lines of a file", "find all strange files in src"])
def test_what_has_blanks_or_was_read_in_part_comes_behind_the_nearest_known_command(prompt: str) -> None:
    commands = offered(prompt)
    assert commands[0] == "ls -la"
    assert len(commands) > len(KNOWN)


def test_a_command_is_offered_once() -> None:
    assert offered("how much disk space is left").count("df -h") == 1


@pytest.mark.parametrize(
    ("cli", "is_family", "composed"),
    [("kubectl", True, False), ("shell", True, True), ("find", False, True), ("sed", False, False)],
)
def test_only_what_was_asked_for_is_composed(cli: str, is_family: bool, composed: bool) -> None:
    commands = offered("find python files in src", cli, is_family=is_family)
    assert (commands[0] == "find src -type f -name '*.py'") is composed


def test_what_a_request_names_may_be_asked_on_the_network_for_a_reading_request() -> None:
    hits = with_composed(iter(KNOWN), "show the headers of https://example.com", None, is_family=False)
    first = harmless_first(hits, "show the headers of https://example.com", _risk, limit=5)[0]
    assert first.suggestion.command == "curl -sI https://example.com"


def _risk(command: str) -> Risk:
    return Risk.SENSITIVE if command.startswith(("curl", "wget")) else Risk.READ_ONLY
