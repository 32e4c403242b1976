"""Filling in keeps each value one word: bash itself says so."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.command.open_places import fill, open_places
from cloud_assist.models import ProposalSource

VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def words(command: str) -> list[str]:
    output = subprocess.run(["bash", "--norc", "-c", command], capture_output=True, check=True).stdout
    return output.decode("utf-8").split("\0")[:-1]


@pytest.mark.parametrize("template", ["%s <name>", "%s pre-<name>-post", '%s "a <name> b"', "%s 'a <name> b'"])
@settings(max_examples=25, deadline=None)
@given(value=VALUES)
def test_a_value_arrives_as_it_was_typed_wherever_its_place_stands(template: str, value: str) -> None:
    command = template.replace("%s", "printf '%s\\0'")
    plain = words(command.replace("<name>", "X"))
    assert words(fill(command, {"name": value})) == [word.replace("X", value) for word in plain]


def test_places_are_named_once_in_order() -> None:
    assert open_places("cp <src> <dst> <src>", ProposalSource.CATALOG) == ("src", "dst")


@pytest.mark.parametrize(
    "typed",
    [
        "sort <in>out",
        "sort <in>/tmp/out",
        "sort < in > out",
        "sort <in >out",
        "grep '<title>' page.html",
        'grep -c "<td>" page.html',
        "cat >page.html <<EOF\n<body>\nEOF",
        "cat <<'EOF' >page.html\n<body>\nEOF",
        r"grep \<word\> notes",
    ],
)
def test_what_a_person_wrote_is_taken_as_it_stands(typed: str) -> None:
    assert open_places(typed, ProposalSource.USER) == ()


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("docker rmi <image>", ("image",)),
        ("kubectl delete pod <pod> -n prod", ("pod",)),
        ("aws s3 ls s3://<bucket>/<key>", ("bucket", "key")),
        ("kubectl get pods -n=<name space>; ls", ("name space",)),
        ("base64 <<< x; aws s3 ls s3://<bucket>", ("bucket",)),
    ],
)
def test_what_can_only_be_a_place_is_one_whoever_wrote_it(typed: str, places: tuple[str, ...]) -> None:
    assert open_places(typed, ProposalSource.USER) == open_places(typed, ProposalSource.MODEL) == places


def test_a_model_means_a_place_within_quotes_too() -> None:
    assert open_places("aws ec2 describe-tags --filters 'Name=key,Values=<tag>'", ProposalSource.MODEL) == ("tag",)


def test_a_home_folder_is_left_to_the_shell_where_that_is_asked_for() -> None:
    assert fill("tar -tf <file>", {"file": "~/a.tgz"}, expands_home=True) == "tar -tf ~/a.tgz"
    assert fill("tar -tf <file>", {"file": "~/a b.tgz"}, expands_home=True) == "tar -tf '~/a b.tgz'"
    assert fill("tar -tf <file>", {"file": "~/a.tgz"}) == "tar -tf '~/a.tgz'"


def test_a_place_without_a_value_stays_open() -> None:
    assert fill("cp <src> <dst>", {"src": "a b"}) == "cp 'a b' <dst>"
