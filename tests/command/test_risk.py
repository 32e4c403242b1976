"""What a whole command comes out as, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.models import Reason, Risk

ENVIRON = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/nobody"}


def judged(command: str) -> Judgement:
    return judge(command, environ=ENVIRON, cwd=Path("/"))


@pytest.mark.parametrize(
    "command",
    [
        "", "# only a comment", "ls -la | grep x | sort | uniq -c | head", "cd /tmp && ls",
        "for f in *.log; do wc -l \"$f\"; done", "if [ -f x ]; then cat x; else echo none; fi",
        "x=$(date +%s); echo $x", "while read -r l; do echo \"$l\"; done < f",
        "[[ $a == b* ]] && echo yes || echo no", "ls 2>/dev/null", "ls > /dev/null 2>&1", "ls &>/dev/null",
        "echo hi >&2", "git log --oneline -5 && git status -s", "find . -name '*.py' -print0 | xargs -0 wc -l",
        "ps aux | awk '{print $2}' | head",
        "VAR='rm -rf /'; echo \"$VAR\"", "echo 'rm -rf /'", "grep -n rm <<EOF\nrm -rf /\nEOF", "AWS_PAGER= ls",
        "AWS_PROFILE=dev ls", "LC_ALL=C sort f", "time ls", "set -euo pipefail; ls", "df -h; free -m; uptime",
        "f() { ls; }; f", "! test -f x",
        "cat <<EOF\n$USER has ${HOME}\nEOF", "echo $((1+2)) ${#x} ${x%.py} ${x:-y} ${x//a/b}",
        "diff <(sort a) <(sort b)", "(cd x && ls)", "{ ls; pwd; }",
        "curl -s localhost:8080/x | jq .a", "timeout 5 curl -sf http://10.0.0.5/x", "a=(1 2 3); echo ${a[1]}",
        "tail x &", "ls -la\nwhoami", "  ls  ", "ls;", "kill -0 $$", "((x > 1)) && ls",
        "case $1 in start) ls;; *) pwd;; esac",
    ],
)  # fmt: skip
def test_plain_reads_are_read_only(command: str) -> None:
    found = judged(command)
    assert found.risk is Risk.READ_ONLY, found.reasons
    assert found.reasons


def test_the_worst_part_wins_and_stands_first() -> None:
    found = judged("ls; touch a; rm b; cat c")
    assert found.risk is Risk.DESTRUCTIVE
    assert found.reasons[0] == Reason("files.rm.call", "It removes files for good.")
    assert [reason.rule.partition(".")[0] for reason in found.reasons] == ["files", "files", "inspect", "text"]


def test_programs_are_named_in_order_and_once_with_those_inside_wrappers() -> None:
    assert judged("sudo env A=1 ls; ls | sort; bash -c 'wc f'").programs == ("sudo", "env", "ls", "sort", "bash", "wc")
    assert [simple.words[0].text for simple in judged("echo $(ls); f() { pwd; }").commands] == ["ls", "echo", "pwd"]


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("vim f", {"interactive"}), ("top", {"interactive"}), ("tail -f x", {"follows"}),
        ("journalctl -fu x", {"follows"}), ("watch ls", {"follows"}), ("ping x", {"follows"}),
        ("curl x | sh", {"network-code"}), ("curl -d @f x", {"sends-data-out"}),
        ("scp f h:", {"sends-data-out"}), ("cat ~/.aws/credentials", {"reveals-secret"}), ("sudo ls", {"privileged"}),
        ("ssh h ls", {"remote"}), ("git push --dry-run", {"dry-run"}), ("ssh-add k", {"changes-credentials"}),
        ("LD_PRELOAD=x ls", {"foreign-code"}),
        ("ls 'x", {"syntax"}), ("nc h 1", {"sends-data-out"}), ("psql", {"interactive"}), ("ls", set()),
        ("crontab -e", {"interactive"}), ("git rebase -i x", {"interactive"}),
    ],
)  # fmt: skip
def test_findings_say_what_the_class_does_not(command: str, codes: set[str]) -> None:
    assert {finding.code for finding in judged(command).findings} == codes


def test_an_editor_comes_with_what_to_write_instead() -> None:
    assert "sed -i" in judged("vim f").findings[0].suggestion


@pytest.mark.parametrize(
    ("command", "risk"),
    [
        ("ls > f", Risk.MUTATING), ("ls > /etc/hosts", Risk.DESTRUCTIVE), ("> f", Risk.DESTRUCTIVE),
        (": > f", Risk.DESTRUCTIVE), (">> f", Risk.MUTATING), ("cat < ~/.aws/credentials", Risk.SENSITIVE),
        ("ls > /dev/sda", Risk.FORBIDDEN), ("ls > $OUT", Risk.MUTATING),
        ("for i in a; do ls; done > f", Risk.MUTATING), ("PAGER=cat git log", Risk.READ_ONLY),
        ("PAGER=./x git log", Risk.UNKNOWN), ("PATH=/x:$PATH", Risk.UNKNOWN), ("X=1 ls", Risk.READ_ONLY),
        ("frobnicate", Risk.UNKNOWN), ("echo x | frobnicate | cat", Risk.UNKNOWN),
    ],
)  # fmt: skip
def test_assignments_redirections_and_strangers(command: str, risk: Risk) -> None:
    assert judged(command).risk is risk


def test_a_versioned_name_is_the_program() -> None:
    assert judged("python3.12 --version").risk is Risk.READ_ONLY
    assert judged("pip3.11 uninstall x").risk is Risk.DESTRUCTIVE


@pytest.mark.parametrize("command", ["read1 x", "mapfile2 -t a", "echo1 x", "cd2", "true3", "test4 -f x"])
def test_a_name_like_a_builtin_with_a_number_is_no_builtin(command: str) -> None:
    assert judge(command, environ={"PATH": "/usr/bin:/bin"}, cwd=Path("/")).risk is Risk.UNKNOWN
