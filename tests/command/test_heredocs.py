"""Heredocs where the parser loses its way: the words and bodies must be those that bash itself would see."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.syntax.parser import Redirect, parse, walk
from cloud_assist.models import Risk

ENVIRON = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/nobody"}


def words(command: str) -> list[list[str]]:
    script = parse(command)
    assert script.problems == ()
    return [[word.text for word in simple.words] for simple in walk(script.parts)]


def redirects(command: str) -> list[Redirect]:
    return [redirect for simple in walk(parse(command).parts) for redirect in simple.redirects]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rm -f - <<E; kubectl get pods\nx\nE", [["rm", "-f", "-"], ["kubectl", "get", "pods"]]),
        ("kubectl apply -f - <<E\nx\nE", [["kubectl", "apply", "-f", "-"]]),
        ("kubectl apply -f - <<E > out\nx\nE", [["kubectl", "apply", "-f", "-"]]),
        ("kubectl apply -f -<<E\nx\nE", [["kubectl", "apply", "-f", "-"]]),
        ("kubectl apply -f - 0<<E\nx\nE", [["kubectl", "apply", "-f", "-"]]),
        ("cat <<E & \nx\nE\nls", [["cat"], ["ls"]]),
        ("(cat <<E)\nx\nE", [["cat"]]),
        ("{ cat <<E; }\nx\nE", [["cat"]]),
        ("if cat <<E; then ls; fi\nx\nE", [["cat"], ["ls"]]),
        ("for x in a; do cat <<E; done\nx\nE", [["cat"]]),
        ("cat <<A <<B; ls\n1\nA\n2\nB", [["cat"], ["ls"]]),
        ("cat <<A - <<B | sort; ls\n1\nA\n2\nB", [["cat", "-"], ["sort"], ["ls"]]),
        ("cat <<-E; ls\n\tx\n\tE\nid", [["cat"], ["ls"], ["id"]]),
        ("cat <<'E'; ls\nit's $(rm x) \"\nE\nid", [["cat"], ["ls"], ["id"]]),
        ("cat <<<E; ls - <<F\nx\nF", [["cat"], ["ls", "-"]]),
        ("cat 0<f", [["cat"]]),
        ("cat a\\ 0<f", [["cat", "a 0"]]),
        ("cat 0 <f", [["cat", "0"]]),
    ],
)  # fmt: skip
def test_words_around_a_heredoc_are_those_of_bash(command: str, expected: list[list[str]]) -> None:
    assert words(command) == expected


@pytest.mark.parametrize(
    ("command", "risk"),
    [
        ("kubectl delete -f - <<E; kubectl get pods\nx\nE", Risk.DESTRUCTIVE),
        ("cat <<E; ls\n$(rm -rf x)\nE", Risk.DESTRUCTIVE),
        ("bash <<E; ls\nrm x\nE", Risk.DESTRUCTIVE),
        ("bash - <<E\nrm x\nE", Risk.DESTRUCTIVE),
        ("cat <<'E'; ls\n$(rm -rf x)\nE", Risk.READ_ONLY),
        ("python3 - <<'PY'\nprint(1 + 1)\nPY", Risk.READ_ONLY),
        ("python3 <<PY\nprint(1 + 1)\nPY", Risk.READ_ONLY),
        ("python3 - <<PY\nprint($X)\nPY", Risk.UNKNOWN),
        ("python3 x.py <<'PY'\nprint(1)\nPY", Risk.UNKNOWN),
        ("python3 - <<'PY'\nimport os; os.remove('x')\nPY", Risk.UNKNOWN),
        ("python3 - <<'PY' < other\nprint(1)\nPY", Risk.UNKNOWN),
        ("cat <<E; ls\nno end", Risk.UNKNOWN),
        ("cat <<E 'a\nb'; ls\nx\nE", Risk.UNKNOWN),
        ("echo $((1<<2)); cat <<E; ls\nx\nE", Risk.UNKNOWN),
    ],
)
def test_a_command_around_a_heredoc_is_judged_whole(command: str, risk: Risk) -> None:
    assert judge(command, environ=ENVIRON, cwd=Path("/")).risk is risk


def test_a_body_is_kept_as_it_was_written() -> None:
    first, second = redirects('cat <<\'A\' <<B; ls\n"it\'s"\nA\n$HOME \\$x \\" "\nB')
    assert (first.operator, first.target.text, first.target.raw) == ("<<", '"it\'s"\n', '"it\'s"\n')
    assert (second.target.text, second.target.raw) == ('\0 $x \\" "\n', '$HOME \\$x \\" "\n')


def test_bodies_are_those_that_a_real_bash_hands_over() -> None:
    """Random bodies, with every mark that quotes or expands; `$X` is empty, as OPAQUE is taken to be here."""
    chosen = random.Random(20)
    marks = ["a", '"', "'", "\\", "$X", "\\$", "`", "$", "\t", " ", '\\"', "{", "#", "<", "&", ";", ")", "!", "*"]
    compared = 0
    for _ in range(120):
        lines = ["".join(chosen.choices(marks, k=chosen.randint(0, 6))) for _ in range(chosen.randint(0, 3))]
        delimiter = chosen.choice(["E", "'E'", '"E"', "\\E"])
        text = "\n".join(lines)
        command = f"cat {chosen.choice(['<<', '<<-'])}{delimiter}; echo end\n{text}\nE\n"
        if parse(command).problems or any(special in text for special in ("$$", "$#", "$!", "$*")):
            continue
        said = subprocess.run(["bash", "-c", command], capture_output=True, check=False, env={**ENVIRON, "X": ""})
        (body,) = redirects(command)
        assert body.target.text.replace("\0", "") + "end\n" == said.stdout.decode(), command
        compared += 1
    assert compared > 60
