"""Look-alike program names and hosts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.command.lookalike import confusable_hosts, confusable_program, confusable_word, scripts, skeleton
from cloud_assist.models import Severity

NAMES = [
    ("аws", "aws"),  # Cyrillic a
    ("kubеctl", "kubectl"),  # Cyrillic e
    ("ｇｉｔ", "git"),  # full width
    ("сору", "copy"),  # Cyrillic throughout
    ("𝐚𝐰𝐬", "aws"),  # mathematical bold
    ("οpenssl", "openssl"),  # Greek omicron
    ("gіt", "git"),
    ("aws‐cli", "aws-cli"),  # U+2010
    ("ﬁnd", "find"),  # ligature
]


@pytest.mark.parametrize(("name", "looks"), NAMES)
def test_a_program_that_looks_like_another(name: str, looks: str) -> None:
    assert skeleton(name) == looks
    found = confusable_program(name)
    assert found is not None
    assert found.severity is Severity.ERROR
    assert looks in found.text
    assert "U+" in found.text


def test_mixed_scripts_without_a_twin() -> None:
    found = confusable_program("awsж")
    assert found is not None
    assert "Latin and Cyrillic" in found.text
    assert scripts("awsж日1_") == ("LATIN", "CYRILLIC", "HAN")
    assert confusable_program("aws日本") is None


@pytest.mark.parametrize("name", ["aws", "git-lfs", "python3.11", "./run.sh", "программа", "日本語", ""])
def test_an_honest_program_name(name: str) -> None:
    assert confusable_program(name) is None


HOSTS = [
    ("curl https://gіthub.com/x", "looks like github,"),
    ("curl 'http://аpple.com'", "looks like apple,"),
    ("curl https://ɢithub.com/x", "letters of a phonetic alphabet (U+0262)"),
    ("git clone https://github.com@evil.example/x", "goes to evil.example and not to github.com"),
    ("curl https://xn--pple-43d.com/", "displayed as аpple.com"),
    ("curl https://user:github.com@xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
]


@pytest.mark.parametrize(("command", "said"), HOSTS)
def test_a_host_that_looks_like_another(command: str, said: str) -> None:
    (found,) = confusable_hosts(command)
    assert said in found.text
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "command",
    [
        "curl https://github.com/aws/aws-cli?x=@y",
        "curl https://user:pass@example.com/",
        "curl https://bücher.de/ https://日本.jp",
        "git clone git@github.com:x/y",
        "psql postgresql://me@db.internal:5432/x",
        "echo 'naïve — text'",
    ],
)
def test_an_honest_address(command: str) -> None:
    assert confusable_hosts(command) == ()


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    confusable_program(text)
    confusable_hosts(f"curl https://{text}")


@given(st.text(st.characters(max_codepoint=127), max_size=30))
def test_ascii_is_never_a_look_alike(text: str) -> None:
    assert confusable_program(text) is None


@pytest.mark.parametrize(
    ("word", "looks"), [("prоd", "prod"), ("--context=prоd", "prod"), ("s3://bаckups/x", "backups")]
)
def test_an_argument_with_a_letter_of_another_script(word: str, looks: str) -> None:
    found = confusable_word(word)
    assert found is not None
    assert f"looks like {looks}" in found.text


@pytest.mark.parametrize("word", ["prod", "привет", "привет world", "café", "naïve", "日本語prod", "ΔT", "µs", "x≤y"])
def test_an_honest_argument(word: str) -> None:
    assert confusable_word(word) is None
