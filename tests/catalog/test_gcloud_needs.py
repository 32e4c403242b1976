"""What gcloud's own parsers ask for: groups within groups, read from rows and checked against what is given."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cloud_assist.catalog.accepts.needs import unmet
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.gcloud_adapter import GCLOUD, GCLOUD_FIRST, GcloudAdapter
from cloud_assist.catalog.clis.port import Need, UnreadableCliError
from cloud_assist.catalog.clis.rows import need_of, need_row
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.settings import Settings, load_settings


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


STAND_IN = """
import os, pathlib

class Flag:
    is_required, is_group, option_strings, dest = True, False, ["--size"], "size"

class Ai:
    is_required, is_group, is_mutex, arguments = False, True, False, [Flag()]
    class parser:
        _actions = [Flag()]

class Command:
    ai = Ai()
    def __init__(self, path): self.path = path
    def GetPath(self): return ["gcloud", *self.path]

class Group:
    def __init__(self, path): self.path = path; self._groups_to_load = {}; self._commands_to_load = {"make": 1}
    def LoadSubElement(self, name): return Command([*self.path, name])

class Top:
    _groups_to_load = {"disk_pools": 1, "vm_pools": 1, "alpha": 1}
    def LoadSubElement(self, name):
        with open(pathlib.Path(os.environ["CLOUDSDK_ROOT_DIR"], "loaded"), "a") as log: log.write(name + chr(10))
        return Group([name.replace("_", "-")])

class CreateCLI:
    def __init__(self, _): self.top_element = Top()
"""


class InterruptedReadingError(Exception):
    """Ends a reading in the middle."""


def test_an_interrupted_reading_goes_on_with_the_groups_that_are_left(settings: Settings, tmp_path: Path) -> None:
    make = {"commands": {}, "flags": {"--size": "value"}, "positionals": []}
    groups = {name: {"commands": {"make": make}, "flags": {}, "positionals": []} for name in ("disk-pools", "vm-pools")}
    files = {
        "data/cli/gcloud_completions.py": json.dumps({"commands": groups, "flags": {}, "positionals": []}),
        "lib/googlecloudsdk/__init__.py": "",
        "lib/googlecloudsdk/gcloud_main.py": STAND_IN,
        "VERSION": "1.0.0",
        "bin/gcloud": "#!/bin/sh\n",
    }
    for name, text in files.items():
        file = tmp_path / "sdk" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "sdk/bin/gcloud").chmod(0o755)
    on_path = f"{tmp_path}/sdk/bin{os.pathsep}{os.environ['PATH']}"
    machine = load_settings(environ={**settings.environ, "PATH": on_path}, cwd=settings.cwd)

    def interrupted(_line: str) -> None:
        if list(machine.cache_dir.rglob("*.parts/*.json")):
            raise InterruptedReadingError

    first = build_tables(machine, lambda _line: None, [GCLOUD_FIRST]).of("gcloud")
    assert first is not None
    assert (first.lacks, command_needs(first)) == ("required flags", [None, None])
    with pytest.raises(InterruptedReadingError):
        build_tables(machine, interrupted, [GCLOUD])
    kept = [file.stem for file in machine.cache_dir.rglob("*.parts/*.json")]
    assert len(kept) == 1
    (tmp_path / "sdk/loaded").unlink()
    whole = build_tables(machine, lambda _line: None, [GCLOUD]).of("gcloud")
    assert whole is not None
    assert (whole.lacks, None in command_needs(whole)) == ("", False)
    loaded = (tmp_path / "sdk/loaded").read_text().split()
    assert loaded == [name for name in ("disk_pools", "vm_pools") if name.replace("_", "-") not in kept]
    assert not list(machine.cache_dir.rglob("*.parts"))


def command_needs(tables: CliTables) -> list[Need | None]:
    """Return what `gcloud disk-pools make` and `gcloud vm-pools make` must be given."""
    found = [tables.command((group, "make")) for group in ("disk-pools", "vm-pools")]
    return [each.needs if each is not None else None for each in found]
