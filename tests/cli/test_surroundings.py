"""What is said, and the exit status, where something around the program is not as usual."""

from __future__ import annotations

import contextlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from cloud_assist.cli.start import tell_farewell
from tests.support.started import start_warm
from tests.support.terminal import PROGRAM, clean_environ

LOST = "The output could not be written in full.\n  stdout: No space left on device."


class Case(NamedTuple):
    arguments: tuple[str, ...]
    stdout: str = ""
    """Path of what stdout is; a file otherwise."""
    environ: tuple[tuple[str, str], ...] = ()
    status: int = 0
    says: str = ""
    """On stderr."""
    prints: str = ""
    """On stdout."""


STREAMS = {
    "help, full device": Case(("--help",), "/dev/full", status=74, says=LOST),
    "version, full device": Case(("--version",), "/dev/full", status=74, says=LOST),
    "check, full device": Case(("check", "ls"), "/dev/full", status=74, says=LOST),
    "check --json, full device": Case(("check", "--json", "ls"), "/dev/full", status=74, says=LOST),
    "check --max-risk, full device": Case(
        ("check", "--max-risk", "read_only", "rm x"), "/dev/full", status=77, says=LOST
    ),
    "config show, full device": Case(("config", "show"), "/dev/full", status=74, says=LOST),
    "run --dry-run, full device": Case(("run", "--dry-run", "list files"), "/dev/full", status=74, says=LOST),
    "an error, full device": Case(("check", "--max-risk", "x", "ls"), "/dev/full", status=2, says="not a risk class"),
    "nothing to print, full device": Case(("sessions", "list"), "/dev/full", says="No sessions yet."),
}


def ended(case: Case, tmp_path: Path) -> tuple[int, str, str]:
    """Return the exit status, stdout and stderr."""
    paths = (os.devnull, case.stdout or str(tmp_path / "out"), str(tmp_path / "err"))
    opened = [os.open(path, flags, 0o600) for path, flags in zip(paths, _FLAGS, strict=True)]
    try:
        environ = clean_environ(tmp_path / "home", **dict(case.environ))
        process = start_warm([PROGRAM, *case.arguments], environ=environ, cwd=tmp_path, descriptors=opened)
    finally:
        for fd in opened:
            os.close(fd)
    assert process.wait(30)
    out = "" if case.stdout else (tmp_path / "out").read_text()
    return process.returncode or 0, out, (tmp_path / "err").read_text()


_FLAGS = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)


@pytest.mark.parametrize("name", STREAMS)
def test_the_sentence_and_the_exit_status(tmp_path: Path, name: str) -> None:
    case = STREAMS[name]
    status, out, err = ended(case, tmp_path)
    assert (status, case.says in err, case.prints in out) == (case.status, True, True), err
    assert "Internal error" not in err
    assert "Traceback" not in err


COLD = {
    "stdout closed": ('check "echo ☃" >&-', {}, "", ""),
    "stderr closed": ('check "echo ☃" 2>&-', {}, "echo ☃", ""),
    "stdin closed": ("check <&-", {}, "", "No command"),
    "all closed": ("check ls <&- >&- 2>&-", {}, "", ""),
    "ASCII": ('check "echo ☃é"', {"PYTHONIOENCODING": "ascii"}, r"echo \u2603\xe9", ""),
    "Latin-1": ('check "echo ☃é"', {"PYTHONIOENCODING": "latin-1"}, r"echo \u2603" + "\ufffd", ""),
    "Windows-1252": ('check "echo ☃"', {"PYTHONIOENCODING": "cp1252"}, r"echo \u2603", ""),
    "the C locale": ('check "echo ☃"', {"LC_ALL": "C"}, "echo ☃", ""),
    "the C locale, taken by its word": (
        "config show", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "GROQ_API_KEY", "",
    ),
    "stdout open for reading": ("check ls 1</dev/null", {}, "", "stdout: Bad file descriptor"),
}  # fmt: skip
"""What only a new interpreter shows: the arguments as a shell has them, the environment, parts of stdout and stderr."""


def test_closed_streams_and_other_encodings_end_nothing(tmp_path: Path) -> None:
    def start(case: tuple[str, dict[str, str], str, str]) -> None:
        arguments, environ, printed, said = case
        done = subprocess.run(
            ["bash", "-c", f"{PROGRAM} {arguments}"],
            env=clean_environ(tmp_path, **environ), cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        assert (printed in out, said in err, "Internal" in err, "Traceback" in err) == (True, True, False, False), (
            case, done.returncode, out, err,
        )  # fmt: skip

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(start, COLD.values()))


def test_the_app_is_painted_on_the_terminal_wherever_stderr_leads(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    log = os.open(tmp_path / "err", os.O_WRONLY | os.O_CREAT)
    process = start_warm(
        [PROGRAM],
        environ=clean_environ(tmp_path / "home"),
        cwd=tmp_path,
        descriptors=[theirs, theirs, log],
        terminal=True,
    )
    os.close(theirs)
    os.close(log)
    painted = b""
    while b"want to do" not in painted:
        painted += os.read(ours, 65_536)
    os.write(ours, b"\x11")
    with contextlib.suppress(OSError):  # its end closes the other side
        while os.read(ours, 65_536):
            continue
    assert process.wait(10)
    os.close(ours)
    assert process.returncode == 0
    assert (tmp_path / "err").read_bytes() == b""


def test_the_farewell_is_told_on_the_terminal_wherever_stderr_leads(capsys: pytest.CaptureFixture[str]) -> None:
    tell_farewell("1 job goes on: make \x1b[2Jall")
    assert capsys.readouterr() == ("1 job goes on: make all\n", "")
