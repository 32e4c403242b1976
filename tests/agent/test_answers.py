"""An exit status that is an answer is told from one that is a failure, by what the real programs do."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cloud_assist.agent.answers import with_meaning
from cloud_assist.models import RunResult
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.running.runner import run
from cloud_assist.tools.answers import ANSWERS, COMPLAINS, HANDS_ON, STEERS
from cloud_assist.tools.registry import tool_of

ANSWERED: tuple[tuple[str, int, str], ...] = (
    # (command, its exit status, what that means)
    ("grep nosuchword words", 1, "nothing found"),
    ("grep nosuchword words 2>/dev/null", 1, "nothing found"),
    ("egrep -c nosuchword words", 1, "nothing found"),
    ("zgrep nosuchword words.gz", 1, "nothing found"),
    ("rg nosuchword words", 1, "nothing found"),
    ("cat words | grep nosuchword", 1, "nothing found"),
    ("ls | sort | grep -v .", 1, "nothing found"),
    ("cd . && grep nosuchword words", 1, "nothing found"),
    ("echo looking; grep nosuchword words", 1, "nothing found"),
    ("(cd . && grep nosuchword words)", 1, "nothing found"),
    ("LC_ALL=C /usr/bin/env grep nosuchword words", 1, "nothing found"),
    ("timeout 5 grep nosuchword words", 1, "nothing found"),
    ("printf 'words\\nother\\n' | xargs grep -l nosuchword", 123, "nothing found"),
    ("find . -name words -exec grep -l nosuchword {} +", 1, "nothing found"),
    ("jq -e .missing data.json", 1, "false or null"),
    ("jq -re '.list[]' data.json", 4, "nothing found"),
    ("getent passwd nosuchuser", 2, "not found"),
    ("lsof words", 1, "nothing found"),
    ("diff words other", 1, "they differ"),
    ("diff -q words other", 1, "they differ"),
    ("diff -u words other | grep -n nosuchword", 1, "nothing found"),
    ("cmp words other", 1, "they differ"),
    ("sort -c words", 1, "not sorted"),
    ("sort -C words", 1, "not sorted"),
    ("test -f nosuchfile", 1, "false"),
    ("[ 1 -eq 2 ]", 1, "false"),
    ("[[ a == b ]]", 1, "false"),
    ("test -f words && grep nosuchword words", 1, "false or nothing found"),
    ("expr 1 - 1", 1, "zero or empty"),
    ("let 'x = 0'", 1, "zero or empty"),
    ("pgrep nosuchprocess", 1, "no such process"),
    ("pidof nosuchprocess", 1, "no such process"),
    ("kill -0 4194303", 1, "no such process"),
    ("killall -0 nosuchprocess", 1, "no such process"),
    ("which nosuchprogram", 1, "not found"),
    ("command -v nosuchprogram", 1, "not found"),
    ("type nosuchprogram", 1, "not found"),
    ("dpkg -s nosuchpackage", 1, "not installed"),
    ("dpkg -l nosuchpackage", 1, "nothing found"),
    ("dpkg -S /nosuchfile", 1, "nothing found"),
    ("git -C repo diff --quiet", 1, "they differ"),
    ("git -C repo diff --exit-code", 1, "they differ"),
    ("git diff --no-index words other", 1, "they differ"),
    ("git -C repo grep nosuchword", 1, "nothing found"),
    ("git -C repo merge-base --is-ancestor HEAD HEAD~1", 1, "not an ancestor"),
    ("git ls-remote --exit-code repo nosuchbranch", 2, "nothing found"),
    ("git -C repo config --get nosuch.key", 1, "not set"),
    ("git -C repo check-ignore file", 1, "not ignored"),
    ("git -C repo rev-parse -q --verify nosuchbranch", 1, "nothing found"),
    ("git -C repo show-ref nosuchbranch", 1, "nothing found"),
    ("git -C repo ls-files --error-unmatch nosuchfile", 1, "not tracked"),
    ("terraform fmt -check main.tf", 3, "not formatted"),
    ("shellcheck script.sh", 1, "problems found"),
    ("yamllint bad.yaml", 1, "problems found"),
    ("mypy --no-incremental bad.py", 1, "problems found"),
    ("ruff check --no-cache bad.py", 1, "problems found"),
)
FAILED: tuple[str, ...] = (
    "grep word nosuchfile",
    "grep '[' words",
    "grep nosuchword words > /nosuchfolder/out",
    "grep nosuchword words | cat; exit 1",
    "cat nosuchfile | grep word",
    "ls nosuchfile && grep nosuchword words",
    "cd nosuchfolder && grep nosuchword words",
    "false && grep nosuchword words",
    "set -e; false; grep nosuchword words",
    "set -o pipefail; grep nosuchword words | cat",
    "grep() { return 1; }; grep nosuchword words",
    "! grep word words",
    "bash -c 'exit 1'",
    "false",
    "diff words nosuchfile",
    "cmp words nosuchfile",
    "test 1 -eq one",
    "which --nosuchoption",
    "jq -e .a nosuchfile",
    "jq .a bad.yaml",
    "git -C nosuchfolder diff --quiet",
    "git diff --quiet --nosuchoption",
    "git -C repo checkout nosuchbranch",
    "git ls-remote --exit-code nosuchrepo",
    "git -C repo config --get",
    "dpkg -s words --nosuchoption",
    "xargs -a words nosuchprogram",
    "find nosuchfolder -exec grep -l word {} +",
    "ls nosuchfile | xargs grep word nosuchfile",
    "kubectl diff -f nosuchfile",
    "kubectl auth can-i",
    "systemctl is-active --nosuchoption",
    "terraform plan -detailed-exitcode -nosuchoption",
    "shellcheck nosuchfile",
    "mypy nosuchfile.py",
    "ruff check --nosuchoption",
)


@pytest.fixture
def folder() -> Path:
    """A folder with what the commands look at."""
    here = Path.cwd()
    for name, text in {
        "words": "word\nanother\n",
        "other": "other\n",
        "data.json": '{"list": []}',
        "main.tf": "a  =   1\n",
        "script.sh": "#!/bin/sh\necho $1\n",
        "bad.yaml": "a: 1\na: 2\n",
        "bad.py": "import os\nx: int = ''\n",
    }.items():
        (here / name).write_text(text)
    subprocess.run(["gzip", "-k", "words"], check=True)
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    git = ("git", "-C", "repo", *author)
    subprocess.run(["git", "init", "-q", "repo"], check=True)
    for text in ("one", "two"):
        (here / "repo" / "file").write_text(text)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", text], check=True)
    (here / "repo" / "file").write_text("three")
    return here


def ended(command: str, folder: Path) -> RunResult:
    """Run a command as the agent does."""
    environ = {**os.environ, "KUBECONFIG": str(folder / "nosuchconfig")}
    running = run(
        command,
        cwd=folder,
        environ=environ,
        limits=Limits(60),
        spool_path=folder / ".spool",
        on_output=lambda _: None,
        control=RunControl(),
        on_started=lambda _: None,
    )
    return with_meaning(command, asyncio.run(running), environ=environ, cwd=folder)


def needs(command: str) -> None:
    for program in (
        "rg",
        "jq",
        "lsof",
        "fuser",
        "killall",
        "dpkg",
        "terraform",
        "shellcheck",
        "yamllint",
        "mypy",
        "ruff",
    ):
        if program in command.split() and shutil.which(program) is None:
            pytest.skip(f"{program} is not installed: what it answers is NOT tested")


@pytest.mark.parametrize(("command", "status", "meaning"), ANSWERED, ids=lambda value: str(value)[:50])
def test_an_answer_is_told_with_its_meaning(command: str, status: int, meaning: str, folder: Path) -> None:
    needs(command)
    result = ended(command, folder)
    assert (result.exit_status, result.meaning) == (status, meaning), result
    assert result.ok


@pytest.mark.parametrize("command", FAILED)
def test_a_failure_is_not_called_an_answer(command: str, folder: Path) -> None:
    needs(command)
    result = ended(command, folder)
    assert result.exit_status != 0
    assert (result.meaning, result.ok) == ("", False), result


def result_of(status: int, error: str = "", *, output_bytes: int = 0) -> RunResult:
    return RunResult(status, 0.1, "", "", output_bytes, "", error_tail=error)


@pytest.mark.parametrize(
    ("command", "result", "meaning"),
    [
        # What cannot run on every machine, with what the programs are known to say.
        ("terraform plan -detailed-exitcode", result_of(2, "Warning: old\n"), "there are changes"),
        ("terraform plan", result_of(2), ""),
        ("helm diff upgrade web . --detailed-exitcode", result_of(2, "Error: identified changes"), "there are changes"),
        ("kubectl diff -f web.yaml", result_of(1, "Warning: resource web is missing a note\n"), "there are changes"),
        ("kubectl diff -f web.yaml", result_of(1, "error: unknown flag: --x"), ""),
        ("kubectl --context dev auth can-i get pods", result_of(1), "not allowed"),
        ("systemctl is-active web", result_of(3), "not active"),
        ("systemctl is-active web", result_of(1, "System has not been booted with systemd"), ""),
        ("systemctl status web", result_of(4, "Unit web.service could not be found."), "no such unit"),
        ("crontab -l", result_of(1, "no crontab for me"), "there is none"),
        ("crontab -l", result_of(1, "crontab: cannot open the spool"), ""),
        ("ping -c 1 192.0.2.1", result_of(1), "no reply"),
        ("ping -c 1 nosuchhost", result_of(2, "ping: nosuchhost: Name or service not known"), ""),
        ("nc -zv 127.0.0.1 9", result_of(1, "nc: connect to 127.0.0.1 port 9 failed: Connection refused"), "not open"),
        ("nc -zv nosuchhost 9", result_of(1, "nc: getaddrinfo for host nosuchhost: Name or service not known"), ""),
        ("nc -z nosuchhost 9 2>/dev/null", result_of(1), ""),
        ("aws s3 ls s3://bucket/none/", result_of(1), "nothing found"),
        ("aws s3 ls s3://bucket/none/", result_of(1, "Unable to locate credentials"), ""),
        ("fuser words", result_of(1), "not in use"),
        ("ls | xargs -n 1 grep word", result_of(123, output_bytes=5), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_status_means_with_what_was_said(command: str, result: RunResult, meaning: str) -> None:
    assert with_meaning(command, result, environ=os.environ, cwd=Path.cwd()).meaning == meaning


def test_what_was_stopped_is_no_answer() -> None:
    for result in (
        RunResult(1, 0.1, "", "", 0, "", timed_out=True),
        RunResult(1, 0.1, "", "", 0, "", cancelled=True),
        RunResult(1, 0.1, "", "", 0, "", signal=9),
    ):
        assert with_meaning("grep a b", result, environ=os.environ, cwd=Path.cwd()) == result


def test_every_program_of_the_table_is_known_and_no_entry_is_hidden() -> None:
    strangers = [name for name in (*ANSWERS, *HANDS_ON, *COMPLAINS, *STEERS) if tool_of(name) is None]
    assert strangers == []
    for program, answers in ANSWERS.items():
        keys = [(each.status, each.verbs, each.options) for each in answers]
        assert len(set(keys)) == len(keys), program
        assert all(each.status != 0 and each.meaning for each in answers), program
