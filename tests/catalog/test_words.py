"""Requests and descriptions meet in the same terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.catalog.tools import hints
from cloud_assist.catalog.words import content, stem, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("buckets", "bucket"),
        ("policies", "policy"),
        ("addresses", "address"),
        ("Listing folders", "list directories"),
        ("shut down the VMs", "shutdown instances"),
        ("describe-security-groups", "describe the security groups"),
        ("CloudFormation stacks", "cloudformation stack"),
        ("k8s repo", "kubernetes repository"),
        ("log into", "log in"),
    ],
)
def test_what_means_the_same_gives_the_same_terms(one: str, other: str) -> None:
    assert content(terms(one))[-1] == content(terms(other))[-1]
    assert set(terms(one)) == set(terms(other))


def test_verbs_of_a_kind_share_a_class_and_keep_themselves() -> None:
    assert set(terms("terminate")) > {"xdelete"}
    assert set(terms("terminate")) & set(terms("remove")) == {"xdelete", "xremove"}
    assert set(terms("prune")) & set(terms("remove")) == {"xdelete"}
    assert not set(terms("create")) & set(terms("remove"))


def test_a_direction_tells_an_upload_from_a_download() -> None:
    assert "xtobucket" in terms("copy a file to the bucket")
    assert "xfrombucket" in terms("copy a file from the bucket")
    assert not [t for t in terms("what is new to the bucket") if t.startswith("xto")]


@given(st.text(max_size=200))
def test_terms_are_plain_words_whatever_is_typed(text: str) -> None:
    assert all(term.isascii() and term.isalnum() for term in terms(text))


@given(st.from_regex(r"[a-z]{1,20}", fullmatch=True))
def test_a_stem_is_never_empty(word: str) -> None:
    assert stem(word)


@pytest.mark.parametrize(
    ("prompt", "clis"),
    [
        ("list gcs buckets", {"gcloud"}),
        ("show my ec2 instances", {"aws"}),
        ("pods", {"kubectl"}),
        ("docker images of the pod", {"docker"}),
        ("files in a folder", set[str]()),
    ],
)
def test_a_tool_is_known_by_its_words(prompt: str, clis: set[str]) -> None:
    assert hints(prompt).clis == clis


def test_this_machine_is_meant_only_where_no_tool_is_named() -> None:
    assert hints("big files here").local
    assert not hints("files in the docker container").local
