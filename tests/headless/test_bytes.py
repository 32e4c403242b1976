"""`run` into a pipe or a file passes on the very bytes that the command has printed, whatever they are."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from cloud_assist.events import (
    AgentCompleted,
    CommandFinished,
    CommandStarted,
    CommandStopping,
    OutputChunk,
    ProposalReady,
)
from cloud_assist.headless.options import Shape
from cloud_assist.headless.report import TextReport
from cloud_assist.models import Outcome, Proposal, ProposalSource
from tests.support.fake_session import result

OUTPUTS = {
    "nothing": b"",
    "one line": b"hello\n",
    "no line end": b"hello",
    "line ends alone": b"\n\n\n",
    "CRLF": b"id,name\r\n1,a\r\n2,b\r\n",
    "carriage returns alone": b"10%\r20%\r100%",
    "a progress bar": b"\r[>  ]\r[>> ]\r[>>>]\ndone\n",
    "backspaces": b"a\bb\b\bc\n",
    "a NUL list": b"a b\0c\nd\0\0",
    "gzip": gzip.compress(b"x" * 5_000, mtime=0),
    "every byte": bytes(range(256)),
    "every byte backwards": bytes(range(255, -1, -1)) * 40,
    "latin-1": "größe: 5 µm\n".encode("latin-1"),
    "UTF-16": "größe\r\n".encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbfid;name\r\n",
    "Shift JIS": "東京\n".encode("shift-jis"),
    "a cut character": "…".encode()[:2],
    "a lone continuation byte": b"a\x80b\n",
    "C1 controls": b"\xc2\x9b31mred\xc2\x85next\n",
    "colours": b"\x1b[31mred\x1b[0m\n",
    "a title for the terminal": b"\x1b]0;title\x07text\n",
    "a sequence that breaks off": b"text\x1b[",
    "a string that never ends": b"\x1b]52;c;aGVsbG8=" + b"x" * 300,
    "a form feed and a bell": b"page\x0cnext\x07\x0b\n",
    "bidirectional formatting": "a\u202eb\u2066c\u2069\n".encode(),
    "line separators": "a\u2028b\u2029c\n".encode(),
    "blank lines and tabs": b"\t a \t\n  \n\n\t\n",
    "JSON": json.dumps([{"Id": "i-1", "Name": "web"}] * 3).encode(),
    "a long line": b"y" * 200_000,
    "more than one block": bytes(range(256)) * 6_000,
    "a tar's padding": b"ustar\0" + bytes(10_240),
}


def written(stdout: TextIOWrapper[BytesIO]) -> bytes:
    stdout.flush()
    return stdout.buffer.getvalue()


def through_run(tmp_path: Path, output: bytes, *, shape: Shape = Shape.AUTO, stored: int | None = None) -> bytes:
    """Return what reaches stdout, which is a pipe, when a command has printed `output`."""
    path = tmp_path / "output"
    path.write_bytes(output[:stored])
    stdout = TextIOWrapper(BytesIO(), encoding="utf-8")
    report = TextReport(stdout, said := StringIO(), {}, shape)
    report.tell(CommandStarted("cat file", 1, 4242, str(path)))
    report.tell(OutputChunk(output.decode("utf-8", "replace")))
    ended = replace(
        result(0, output.decode("utf-8", "replace")[:100], path=path),
        output_bytes=len(output),
        truncated=stored is not None,
    )
    report.tell(CommandFinished("cat file", 1, ended))
    report.tell(AgentCompleted(Outcome.SUCCEEDED, "", (), 0, 0.1))
    assert "\x1b" not in said.getvalue(), "what a person reads is clean"
    assert ("not complete" in said.getvalue()) is (stored is not None)
    return written(stdout)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_arrives_byte_for_byte(tmp_path: Path, name: str) -> None:
    assert through_run(tmp_path, OUTPUTS[name]) == OUTPUTS[name]
    assert through_run(tmp_path, OUTPUTS[name], shape=Shape.RAW) == OUTPUTS[name]


def test_an_output_beyond_the_limit_of_what_is_stored_is_told(tmp_path: Path) -> None:
    assert through_run(tmp_path, OUTPUTS["every byte"], stored=100) == OUTPUTS["every byte"][:100]


def test_what_a_command_wrote_that_goes_on_without_run_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_bytes(OUTPUTS["every byte"])
    stdout = TextIOWrapper(BytesIO(), encoding="utf-8")
    report = TextReport(stdout, said := StringIO(), {})
    report.tell(CommandStarted("terraform apply", 1, 4242, str(path)))
    report.tell(CommandStopping("terraform", "INT", 600, "", holds=True, leaves=""))
    report.tell(AgentCompleted(Outcome.BACKGROUND, "It goes on as job 1.", (), None, 0.1, job=1))
    assert written(stdout) == OUTPUTS["every byte"]
    assert "This is its output so far." in said.getvalue()
    assert "It usually takes less than 10 min 00 s." in said.getvalue()


def test_an_earlier_attempt_is_for_a_person_to_read(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_bytes(OUTPUTS["colours"])
    stdout = TextIOWrapper(BytesIO(), encoding="utf-8")
    report = TextReport(stdout, said := StringIO(), {})
    report.tell(CommandStarted("false", 1, 4242, str(path)))
    report.tell(CommandFinished("false", 1, result(1, "red", path=path)))
    report.tell(ProposalReady(Proposal("true", "", ProposalSource.MODEL), 2))
    assert "red\n" in said.getvalue()
    assert "\x1b" not in said.getvalue()
    assert written(stdout) == b""
