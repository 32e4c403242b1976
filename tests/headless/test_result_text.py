"""What `run` prints of a result: a table at a terminal, the command's own bytes into a pipe, JSON on request."""

from __future__ import annotations

import json
import re
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cloud_assist.cli.commands import app
from cloud_assist.events import CommandFinished, CommandStarted, OutputChunk
from cloud_assist.headless.options import Shape
from cloud_assist.headless.report import TextReport
from cloud_assist.headless.result_text import HOLD_S, Waiting
from tests.support.fake_session import result
from tests.tui.conftest import HeldClock
from tests.tui.results import COMMAND, instances
from tests.tui.test_untrusted import HOSTILE

PODS = "NAME    READY   STATUS    RESTARTS   AGE\nweb-1   1/1     Running   0          5d\n"
COLOURS = {"TERM": "xterm"}
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Pipe(TextIOWrapper):
    """A stream that is no terminal."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), encoding="utf-8", newline="")

    def getvalue(self) -> str:
        self.flush()
        self.seek(0)
        return self.read()


class Screen(StringIO):
    """A stream that says it is a terminal; its width is not known."""

    def isatty(self) -> bool:
        return True


def told(
    tmp_path: Path,
    text: str,
    shape: Shape = Shape.AUTO,
    stdout: StringIO | Pipe | None = None,
    environ: dict[str, str] | None = None,
    command: str = COMMAND,
    exit_status: int = 0,
) -> tuple[str, str]:
    """Return what stands on stdout and on stderr when a command has printed `text`."""
    path = tmp_path / "output"
    path.write_bytes(text.encode())
    out, err = stdout if stdout is not None else Screen(), StringIO()
    report = TextReport(out, err, environ or {}, shape)
    report.tell(CommandStarted(command, 1, 4242, str(path)))
    for start in range(0, len(text), 2_000):
        report.tell(OutputChunk(text[start : start + 2_000]))
    report.tell(CommandFinished(command, 1, result(exit_status, text[:100], path=path)))
    report._output.print_held_back(out)
    return out.getvalue(), err.getvalue()


def test_a_terminal_gets_a_table_that_fits(tmp_path: Path) -> None:
    out, err = told(tmp_path, instances(3))
    lines = out.splitlines()
    assert lines[0].split() == ["Name", "Id", "State", "Type", "Zone", "Private", "IP", "Age"]
    assert lines[1].startswith("web-0")
    assert len(lines) == 4
    assert max(map(len, lines)) <= 80
    assert "3 rows · 7 of 12 columns · --raw prints the output as it is" in err


def test_a_pipe_gets_the_bytes_of_the_command(tmp_path: Path) -> None:
    for shape in (Shape.AUTO, Shape.RAW, Shape.TABLE):
        out, err = told(tmp_path, instances(3), shape, Pipe())
        assert out == instances(3)
        assert ("not as a table" in err) is (shape is Shape.TABLE)


def test_raw_prints_what_came_at_a_terminal_too(tmp_path: Path) -> None:
    assert told(tmp_path, instances(3), Shape.RAW)[0] == instances(3)


def test_json_is_a_list_of_the_rows_into_a_pipe_too(tmp_path: Path) -> None:
    for stdout in (Pipe(), Screen()):
        out, _ = told(tmp_path, PODS, Shape.JSON, stdout, command="kubectl get pods")
        row = {"NAME": "web-1", "READY": "1/1", "STATUS": "Running", "RESTARTS": "0", "AGE": "5d"}
        assert json.loads(out) == [row]
    assert json.loads(told(tmp_path, '{"Account": "1"}\n', Shape.JSON, Pipe())[0]) == {"Account": "1"}


def test_what_is_a_table_already_and_what_is_none_stay_as_they_are(tmp_path: Path) -> None:
    for text in (PODS, "hello\n", "[not json\n", ""):
        assert told(tmp_path, text, command="kubectl get pods")[0] == text
    out, err = told(tmp_path, "hello\n", Shape.TABLE)
    assert (out, "is no table" in err) == ("hello\n", True)
    assert told(tmp_path, PODS, Shape.TABLE)[0].split() == PODS.split()


def test_csv_becomes_a_table(tmp_path: Path) -> None:
    out, _ = told(tmp_path, "id,name,size\n1,a,10\n2,bb,200\n3,c,3\n")
    assert out.splitlines() == ["id  name  size", " 1  a       10", " 2  bb     200", " 3  c        3"]


def test_a_failed_command_is_printed_as_it_is(tmp_path: Path) -> None:
    text = '[{"error": "no", "code": 1}]\n'
    assert told(tmp_path, text, exit_status=1)[0] == text


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}, {}])
def test_no_escape_where_none_is_wanted(tmp_path: Path, environ: dict[str, str]) -> None:
    assert "\x1b" not in told(tmp_path, instances(3), environ=environ)[0]


def test_hostile_cells_bring_no_escape_but_our_own(tmp_path: Path) -> None:
    text = json.dumps([{"name": HOSTILE, "x" + HOSTILE: "y" * 100_000}] * 3)
    out, _ = told(tmp_path, text, environ=COLOURS)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ESCAPES.sub("", out))
    assert "]52;" not in out


def test_an_output_that_takes_long_is_printed_as_it_comes() -> None:
    clock = HeldClock()
    hasty, patient = Waiting(patient=False, clock=clock), Waiting(patient=True, clock=clock)
    assert hasty.look("\n")
    assert hasty.look('{"a": 1}\n')
    assert patient.look("text\n")
    clock.advance(HOLD_S + 1)
    assert not hasty.look('{"a": 2}\n')
    assert not hasty.waits
    assert patient.look("more\n")
    assert not Waiting(patient=False).look("plain text, with commas, in it. Yes\n")


@pytest.mark.parametrize(
    "flags",
    [
        ("--raw", "--json"),
        ("--raw", "--events"),
        ("--output", "table", "--dry-run"),
        ("--output", "json", "--json"),
        ("--raw", "--output", "table"),
        ("--output", "xml"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(flags: tuple[str, ...]) -> None:
    refused = CliRunner().invoke(app, ["run", "list my buckets", *flags])
    assert refused.exit_code == 2
    assert "--output" in refused.output or "--raw" in refused.output
