"""What gcloud's own parsers ask for: groups within groups, read from rows and checked against what is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.accepts.needs import unmet
from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.clis.port import Need, UnreadableCliError
from cloud_assist.catalog.clis.rows import need_of, need_row


def flag(name: str, *, required: bool = False) -> Need:
    return Need(required, flags=(f"--{name}", f"--no-{name}"))


POSITIONAL = Need(required=True)
PLAIN = Need(members=(POSITIONAL, flag("region", required=True), flag("async")))
ONE_OF = Need(members=(Need(required=True, exclusive=True, members=(flag("folder"), flag("organization"))),))
AT_MOST_ONE = Need(members=(Need(exclusive=True, members=(flag("zone"), flag("region"))),))
WITH_OTHERS = Need(members=(Need(members=(flag("key", required=True), flag("version"))),))
POSITIONAL_OR_FLAG = Need(members=(Need(required=True, exclusive=True, members=(Need(), flag("source"))),))
NESTED = Need(members=(Need(exclusive=True, required=True, members=(flag("auto"), WITH_OTHERS.members[0])),))


def complaint(needs: Need, *given: str, any_words: bool = False) -> str:
    return " ".join(finding.text for finding in unmet(needs, set(given), "gcloud x", any_words=any_words))


@pytest.mark.parametrize(
    ("needs", "given", "any_words"),
    [
        (PLAIN, ("--region",), True),
        (PLAIN, ("--no-region", "--async"), True),
        (ONE_OF, ("--folder",), False),
        (AT_MOST_ONE, (), False),
        (AT_MOST_ONE, ("--zone",), False),
        (AT_MOST_ONE, ("--zone", "--no-zone"), False),
        (WITH_OTHERS, (), False),
        (WITH_OTHERS, ("--key", "--version"), False),
        (POSITIONAL_OR_FLAG, (), True),
        (POSITIONAL_OR_FLAG, ("--source",), True),
        (NESTED, ("--auto",), False),
        (NESTED, ("--key",), False),
    ],
)
def test_takes_what_keeps_the_rules(needs: Need, given: tuple[str, ...], any_words: bool) -> None:
    assert complaint(needs, *given, any_words=any_words) == ""


@pytest.mark.parametrize(
    ("needs", "given", "any_words", "text"),
    [
        (PLAIN, ("--async",), True, "needs `--region`"),
        (PLAIN, ("--region",), False, "needs another argument"),
        (ONE_OF, (), True, "needs one of `--folder`, `--organization`"),
        (ONE_OF, ("--folder", "--organization"), False, "takes only one of `--folder`, `--organization`"),
        (AT_MOST_ONE, ("--zone", "--region"), False, "takes only one of `--zone`, `--region`"),
        (WITH_OTHERS, ("--version",), False, "needs `--key`"),
        (POSITIONAL_OR_FLAG, (), False, "needs `--source`"),
        (NESTED, (), False, "needs one of `--auto`, `--key`, `--version`"),
        (NESTED, ("--auto", "--key"), False, "takes only one of"),
    ],
)
def test_says_which_rule_is_broken(needs: Need, given: tuple[str, ...], any_words: bool, text: str) -> None:
    assert text in complaint(needs, *given, any_words=any_words)


@pytest.mark.parametrize("needs", [PLAIN, ONE_OF, AT_MOST_ONE, POSITIONAL_OR_FLAG, NESTED])
def test_what_is_stored_is_what_is_read(needs: Need) -> None:
    assert need_of(need_row(needs)) == needs


def test_an_sdk_whose_parsers_do_not_load_is_read_without_them(tmp_path: Path) -> None:
    for folder in ("bin", "data/cli", "lib/googlecloudsdk"):
        (tmp_path / folder).mkdir(parents=True)
    gcloud = tmp_path / "bin" / "gcloud"
    gcloud.write_text("#!/bin/sh\n")
    gcloud.chmod(0o755)
    (tmp_path / "VERSION").write_text("1.0\n")
    (tmp_path / "data/cli/gcloud_completions.py").write_text(
        'TREE = {"flags": {}, "commands": {"info": {"flags": {"--all": "bool"}, "commands": {}}}}'
    )
    environ = {"PATH": f"{gcloud.parent}:/usr/bin:/bin", "HOME": str(tmp_path)}
    adapter, said = GcloudAdapter(), list[str]()
    program = adapter.find(environ)
    assert program is not None
    read = [item.command for item in adapter.read(program, environ, said.append)]  # type: ignore[union-attr]
    assert [(command.path, command.needs) for command in read] == [((), None), (("info",), None)]
    assert any("are unknown" in line for line in said)
    (tmp_path / "data/cli/gcloud_completions.py").write_text("")
    with pytest.raises(UnreadableCliError):
        list(adapter.read(program, environ, said.append))
