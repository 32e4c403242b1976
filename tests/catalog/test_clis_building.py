"""How the tables are made and kept: whole or not at all, for one program file, by several processes at once."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.catalog.clis.asking import find_program
from cloud_assist.catalog.clis.building import build_tables, open_tables
from cloud_assist.catalog.clis.port import (
    Command,
    Documented,
    Item,
    NamedShapes,
    Option,
    Positional,
    Program,
    Progress,
    Shape,
    Style,
    UnreadableCliError,
)
from cloud_assist.catalog.clis.rows import command_of, command_row, option_of, option_row, shape_of, shape_row
from cloud_assist.catalog.clis.tables import database_path
from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings


class Tool:
    """An adapter of a tool that is one script."""

    cli = "tool"
    style = Style.PFLAG
    complete = False
    lacks = ""

    def __init__(self, folder: Path) -> None:
        self.script = folder / "tool"
        self.reads = 0
        self.fails_at = -1

    def find(self, environ: Mapping[str, str]) -> Program | None:
        if not self.script.exists():
            return None
        return Program(self.cli, self.script, str(self.script.stat().st_mtime_ns))

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        return "1.2.3"

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        return ""

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        self.reads += 1
        yield Documented(
            Command((), "A tool", (Option(("--verbose", "-v"), "0"),), runs=False), {"--verbose": "Say more"}
        )
        for number in range(5):
            if number == self.fails_at:
                raise UnreadableCliError("It stopped.", why="It was tired.")
            command = Command((f"do-{number}",), f"Does {number}", (Option((f"--opt-{number}",)), Option(("--all",))))
            yield Documented(command, {"--all": "All of it"}, aliases=(f"d{number}",))
        yield NamedShapes({"one": Shape("structure", {"A": "two"}, ("A",)), "two": Shape("string", choices=("x",))})


@pytest.fixture
def tool(tmp_path: Path) -> Tool:
    """The tool, installed."""
    found = Tool(tmp_path)
    found.script.write_text("#!/bin/sh\n")
    return found


def quiet(_line: str) -> None:
    """Take a line of progress."""


def test_what_is_read_is_kept(settings: Settings, tool: Tool) -> None:
    said: list[str] = []
    table = build_tables(settings, said.append, (tool,)).of("tool")
    assert table is not None
    assert (table.version, table.style, table.complete) == ("1.2.3", Style.PFLAG, False)
    assert table.counts == {"commands": 6, "options": 11}
    found = table.command(("d3",))
    assert found is not None
    assert found.path == ("do-3",)
    assert found.documentation == "Does 3"
    assert table.documentation(("d3",)) == {"--all": "All of it"}
    assert table.children(()) == tuple(sorted([*(f"do-{n}" for n in range(5)), *(f"d{n}" for n in range(5))]))
    assert table.owners("", "--opt-2") == (("do-2",),)
    assert len(table.owners("", "--all")) == 5
    assert table.owners("do-1", "--all") == (("do-1",),)
    one = table.shape("one")
    assert one is not None
    assert one.members == {"A": "two"}
    assert table.shape("three") is None
    assert "ready" in said[-1]


def test_it_is_read_once_for_a_program_file(settings: Settings, tool: Tool) -> None:
    build_tables(settings, quiet, (tool,)).close()
    build_tables(settings, quiet, (tool,)).close()
    assert tool.reads == 1
    os.utime(tool.script, ns=(1, 1))
    assert len(open_tables(settings, (tool,))) == 0
    assert open_tables(settings, (tool,)).missing[0].cli == "tool"
    build_tables(settings, quiet, (tool,)).close()
    assert tool.reads == 2


def test_nothing_is_built_by_opening(settings: Settings, tool: Tool) -> None:
    tables = open_tables(settings, (tool,))
    assert tables.of("tool") is None
    assert not settings.cache_dir.exists()


def test_only_the_person_can_read_it(settings: Settings, tool: Tool) -> None:
    build_tables(settings, quiet, (tool,)).close()
    program = tool.find({})
    assert program is not None
    assert stat.S_IMODE(database_path(settings.cache_dir, program).stat().st_mode) == 0o600


def test_a_build_that_fails_leaves_nothing(settings: Settings, tool: Tool) -> None:
    tool.fails_at = 3
    said: list[str] = []
    assert len(build_tables(settings, said.append, (tool,))) == 0
    assert said[-1] == "It stopped. It was tired."
    assert [p.name for p in (settings.cache_dir / "clis").iterdir()] == ["tool.lock"]
    tool.fails_at = -1
    assert len(build_tables(settings, quiet, (tool,))) == 1


def test_the_next_cli_is_read_where_one_fails(settings: Settings, tool: Tool, tmp_path: Path) -> None:
    broken = Tool(tmp_path)
    broken.cli = "broken"
    broken.fails_at = 0
    tables = build_tables(settings, quiet, (broken, tool))
    assert [table.cli for table in tables] == ["tool"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\0" * 200])
def test_a_damaged_database_counts_as_missing(settings: Settings, tool: Tool, content: bytes) -> None:
    build_tables(settings, quiet, (tool,)).close()
    program = tool.find({})
    assert program is not None
    database_path(settings.cache_dir, program).write_bytes(content)
    assert open_tables(settings, (tool,)).of("tool") is None


def test_a_damaged_database_is_built_anew(settings: Settings, tool: Tool) -> None:
    build_tables(settings, quiet, (tool,)).close()
    program = tool.find({})
    assert program is not None
    database_path(settings.cache_dir, program).write_bytes(b"not a database")
    assert len(build_tables(settings, quiet, (tool,))) == 1


def test_a_half_written_database_is_no_table(settings: Settings, tool: Tool) -> None:
    program = tool.find({})
    assert program is not None
    path = database_path(settings.cache_dir, program)
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE fact (name TEXT, value TEXT)")
    connection.close()
    assert open_tables(settings, (tool,)).of("tool") is None


def test_a_folder_that_cannot_be_written_is_explained(settings: Settings, tool: Tool, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(StoreError) as told:
        build_tables(replace(settings, cache_dir=blocked), quiet, (tool,))
    assert "XDG_CACHE_HOME" in told.value.todo


def _build(settings: Settings, folder: Path) -> int:
    tool = Tool(folder)
    build_tables(settings, quiet, (tool,)).close()
    return tool.reads


def test_of_several_processes_one_builds(settings: Settings, tool: Tool, tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        reads = pool.starmap(_build, [(settings, tmp_path)] * 4)
    assert sum(reads) == 1
    assert len(open_tables(settings, (tool,))) == 1


def test_old_databases_go(settings: Settings, tool: Tool) -> None:
    for moment in range(6):
        os.utime(tool.script, ns=(moment, moment))
        build_tables(settings, quiet, (tool,)).close()
    assert len(list((settings.cache_dir / "clis").glob("*.sqlite3"))) == 3


def test_a_pyenv_shim_is_followed_by_pyenvs_own_rule(tmp_path: Path) -> None:
    for version in ("3.11.1", "3.12.1"):
        program = tmp_path / "versions" / version / "bin" / "aws"
        program.parent.mkdir(parents=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    shim = tmp_path / "shims" / "aws"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\n")
    shim.chmod(0o755)
    (tmp_path / "version").write_text("3.11.1\n")
    work = tmp_path / "project"
    work.mkdir()
    environ = {"PATH": str(shim.parent), "PWD": str(work)}
    assert find_program("aws", environ) == tmp_path / "versions" / "3.11.1" / "bin" / "aws"
    (work / ".python-version").write_text("3.12.1\n")
    assert find_program("aws", environ) == tmp_path / "versions" / "3.12.1" / "bin" / "aws"
    assert find_program("aws", {**environ, "PYENV_VERSION": "3.11.1"}) == tmp_path / "versions/3.11.1/bin/aws"


def test_a_program_of_the_working_directory_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "kubectl"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    assert find_program("kubectl", {"PATH": "."}) is None
    assert find_program("kubectl", {"PATH": ""}) is None
    assert find_program("kubectl", {"PATH": str(tmp_path)}) == program


TEXTS = st.text(max_size=6)
TUPLES = st.lists(TEXTS, max_size=3).map(tuple)
OPTIONS = st.builds(
    Option,
    names=st.lists(TEXTS, min_size=1, max_size=2).map(tuple),
    arity=st.sampled_from(["", "0", "?", "*", "3"]),
    attached=st.booleans(),
    required=st.booleans(),
    group_required=st.booleans(),
    dest=TEXTS,
    type=TEXTS,
    choices=TUPLES,
    values=TUPLES,
    shape=TEXTS,
    reads_files=st.booleans(),
    repeats=st.booleans(),
    hidden=st.booleans(),
)
SHAPES = st.builds(
    Shape,
    type=st.sampled_from(["structure", "list", "string"]),
    members=st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2),
    required=TUPLES,
    element=TEXTS,
    key=TEXTS,
    value=TEXTS,
    choices=TUPLES,
    minimum=st.none() | st.integers(0, 5),
    union=st.booleans(),
    streaming=st.booleans(),
)


@given(OPTIONS)
def test_options_come_back_as_they_were_kept(option: Option) -> None:
    assert option_of(option_row(option)) == option


@given(SHAPES)
def test_shapes_come_back_as_they_were_kept(shape: Shape) -> None:
    assert shape_of(shape_row(shape)) == shape


@given(
    st.none() | st.lists(st.builds(Positional, TEXTS, st.sampled_from(["", "?", "2"]), TUPLES), max_size=2).map(tuple)
)
def test_commands_come_back_as_they_were_kept(positionals: tuple[Positional, ...] | None) -> None:
    command = Command(("a", "b"), "text", (Option(("--x",)),), positionals, runs=False, stops_at_positional=True)
    assert command_of(command.path, command_row(command), "text", hidden=False) == command
