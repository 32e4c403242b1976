"""Whatever words come, checking and explaining end in an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_assist.catalog.accepts.words import OPAQUE, Place
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.catalog.explain_cli_command import explain_words
from cloud_assist.catalog.manuals import Manuals
from cloud_assist.catalog.validate import validate_words
from tests.support.command_words import here, words_of
from tests.support.known_clis import known_settings, tables_of
from tests.support.plain_word import PlainWord

SEEDS = {
    "aws": "ec2 s3 s3api run-instances cp put-item dynamodb wait help --query --output --filters --item --region "
    "--no-paginate --cli-input-json --generate-cli-skeleton --instance-ids --tagging --block-device-mappings configure",
    "kubectl": "get pods create deployment config set-context logs exec -n -o -owide --namespace --dry-run -it -- -f",
    "docker": "run exec ps container ls service create -it --rm -e --name --format -H --debug -p",
    "terraform": "plan apply state mv list workspace -var -out -chdir=x -refresh=false --help -lock-timeout providers",
}
ODD = (
    "", "-", "--", "=", "--=", "{", "[", "{}", "[]", '{"a": 1}', "a=b", "a=[", "a={b=", "file://x", "fileb://", "http://x",
    OPAQUE, f"--x{OPAQUE}", f"{OPAQUE}=1", "Name=x,Values=", "*", "5", "-5", "\ud800", "é", "Key=a,Key=b", "[?a==`1`]",
    "@", "x\ny",
)  # fmt: skip
VALUES = st.sampled_from(ODD) | st.text(max_size=8)


@pytest.mark.parametrize("cli", sorted(SEEDS))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_words(cli: str, data: st.DataObject, tmp_path: Path) -> None:
    words = st.builds(
        PlainWord,
        st.sampled_from(SEEDS[cli].split()) | VALUES,
        glob=st.booleans(),
        splits=st.just(False) | st.booleans(),
    )
    line = [PlainWord(cli), *data.draw(st.lists(words, max_size=9))]
    found = validate_words(line, tables_of(cli), here(tmp_path))
    assert all(finding.text and finding.code for finding in found)
    explained = explain_words(line, tables_of(cli), Manuals({}))
    assert len(explained) == len(line)
    assert all(explanation.text for explanation in explained)


@pytest.mark.parametrize(
    "value",
    ["[" * 60_000, "a={" * 30_000, "(" * 60_000, "a=" * 30_000, '{"a":' * 30_000, "[?" * 30_000, "'" * 60_001],
    ids=lambda value: str(value[:5]),
)
def test_values_nested_without_end(value: str, tmp_path: Path) -> None:
    for option in ("--filters", "--query", "--cli-input-json"):
        words = [PlainWord(word) for word in ("aws", "ec2", "describe-instances", option, value)]
        validate_words(words, tables_of("aws"), Place(tmp_path))


def test_tables_that_break_under_way(tmp_path: Path) -> None:
    tables_of("terraform")
    tables = open_tables(known_settings())
    terraform = tables.of("terraform")
    assert terraform is not None
    words = words_of("terraform plan -made-up").words
    assert validate_words(words, tables, here(tmp_path))
    terraform.close()
    assert validate_words(words_of("terraform graph -made-up").words, tables, here(tmp_path)) == ()
