"""Asking a CLI for its help, command by command: over a small program that answers as cobra's do."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.cobra_adapter import CobraAdapter
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.catalog.validate import validate_words
from cloud_assist.settings import Settings, load_settings
from tests.support.command_words import here, words_of

TOOL = r"""#!/bin/sh
case "$*" in
"version") echo "tool v3.4.5" ;;
"--help") cat <<'END'
A tool

Usage:
  tool [command]

Available Commands:
  do    Do it
  slow  Hang
  mute  Say nothing

Flags:
      --debug   more
END
;;
"do --help") cat <<'END'
Do it

Usage:
  tool do NAME [flags]

Aliases:
  do, make

Flags:
  -n, --times int   how often
END
;;
"slow --help") sleep 60 ;;
"mute --help") exit 1 ;;
esac
"""


def read(folder: Path, script: str, said: list[str] | None = None) -> tuple[Settings, CliTables | None]:
    """Install a script as `tool` and read it."""
    program = folder / "bin" / "tool"
    program.parent.mkdir(exist_ok=True)
    program.write_text(script)
    program.chmod(0o755)
    environ = {"HOME": str(folder), "PATH": f"{program.parent}:/usr/bin:/bin", "AWS_SECRET_ACCESS_KEY": "x"}
    settings = load_settings(environ=environ, cwd=folder)
    lines = [] if said is None else said
    return settings, build_tables(settings, lines.append, (CobraAdapter("tool"),)).of("tool")


@pytest.mark.timeout(60)
def test_a_command_that_does_not_answer_holds_up_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud_assist.catalog.clis.cobra_adapter._ONE_S", 1.0)
    _, tool = read(tmp_path, TOOL)
    assert tool is not None
    assert tool.version == "3.4.5"
    assert tool.children(()) == ("do", "make", "mute", "slow")
    slow = tool.command(("slow",))
    assert slow is not None
    assert slow.kind == "unread"
    assert slow.documentation == "Hang"


@pytest.mark.timeout(60)
def test_nothing_is_said_about_what_could_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud_assist.catalog.clis.cobra_adapter._ONE_S", 1.0)
    settings, _ = read(tmp_path, TOOL)
    tables = build_tables(settings, lambda _line: None, (CobraAdapter("tool"),))
    assert validate_words(words_of("tool slow --whatever").words, tables, here(tmp_path)) == ()
    (found,) = validate_words(words_of("tool make x --tims 5").words, tables, here(tmp_path))
    assert found.suggestion == "--times"


def test_a_program_whose_help_is_not_understood_is_left_out(tmp_path: Path) -> None:
    said: list[str] = []
    _, tool = read(tmp_path, "#!/bin/sh\necho nothing of use\n", said)
    assert tool is None
    assert said[-1] == "The command tables of tool cannot be read. Its help lists no known form of commands."


def test_it_is_asked_without_the_persons_secrets(tmp_path: Path) -> None:
    spied = tmp_path / "spied"
    _, tool = read(
        tmp_path, TOOL.replace('case "$*"', f'env >> {spied}; pwd >> {spied}\ncase "$*"').replace("sleep 60", ":")
    )
    assert tool is not None
    seen = spied.read_text()
    assert "AWS_SECRET_ACCESS_KEY" not in seen
    assert f"HOME={tmp_path}\n" not in seen
