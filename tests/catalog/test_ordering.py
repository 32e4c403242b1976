"""What reads comes first for a reading request; of two commands as near, the milder one."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.harm import unasked
from cloud_assist.catalog.ordering import harmless_first
from cloud_assist.catalog.search import Hit
from cloud_assist.models import Risk, Suggestion

_CLASSES = {"see": Risk.READ_ONLY, "reveal": Risk.SENSITIVE, "change": Risk.MUTATING, "ruin": Risk.DESTRUCTIVE}


def hit(command: str, score: float, closeness: float = 1.0) -> Hit:
    return Hit(Suggestion("shell", (command,), command, command, "recipe", score), closeness)


def ordered(prompt: str, *found: Hit, limit: int = 5) -> list[str]:
    return [each.suggestion.command for each in harmless_first(found, prompt, _CLASSES.__getitem__, limit)]


def test_a_reading_request_gets_what_reads_then_what_reveals_then_what_changes() -> None:
    found = hit("ruin", 9), hit("reveal", 8), hit("change", 7), hit("see", 1)
    assert ordered("which pods restarted?", *found) == ["see", "reveal", "ruin", "change"]


def test_a_secret_that_is_asked_for_keeps_its_place() -> None:
    assert ordered("show the value of the secret db", hit("reveal", 8), hit("see", 7)) == ["reveal", "see"]


def test_no_more_is_judged_than_it_takes() -> None:
    assert ordered("list pods", hit("see", 9), hit("not judged", 8), limit=1) == ["see"]


@pytest.mark.parametrize(
    ("prompt", "milder", "first"),
    [
        ("undo the last commit", hit("change", 8.5), "change"),
        ("undo the last commit", hit("change", 7.5), "ruin"),
        ("undo the last commit", hit("change", 8.5, closeness=0.5), "ruin"),
        ("delete the pod web", hit("change", 8.5), "ruin"),
    ],
)
def test_the_milder_of_two_as_near_comes_first_unless_deleting_is_asked_for(
    prompt: str, milder: Hit, first: str
) -> None:
    assert ordered(prompt, hit("ruin", 9), milder)[0] == first


@pytest.mark.parametrize(
    ("command", "said", "times"),
    [
        ("terraform apply -replace=<address>", "terraform apply", 1),
        ("terraform apply -replace=<address>", "replace the instance", 0),
        ("terraform plan -destroy", "terraform plan", 1),
        ("kubectl delete pods --all", "delete the pod web", 1),
        ("kubectl delete pods --all", "delete all pods", 0),
        ("kubectl get pods --all-namespaces", "show pods", 1),
        ("aws s3 rb s3://data --force", "remove the bucket data", 1),
        ("rm *.log", "delete the log", 1),
    ],
)
def test_what_reaches_further_than_asked_is_counted(command: str, said: str, times: int) -> None:
    assert unasked(command, frozenset(said.split())) == times
