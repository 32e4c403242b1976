"""What the examples in the tables cannot show: the working directory, and abbreviated or hidden options."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.rules.engine.base import Flags, Word
from cloud_assist.models import Risk

COMPUTES = "python3 -c 'import json; print(json.dumps(1))'"


def risk(command: str, cwd: Path) -> Risk:
    return judge(command, environ={"PATH": "/usr/bin:/bin", "HOME": "/home/nobody"}, cwd=cwd).risk


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(Word(text, text) for text in texts)


@pytest.mark.parametrize("name", ["json.py", "enum.py", "re.pyc", "math.so"])
def test_a_module_in_the_working_directory_can_take_pythons_place(tmp_path: Path, name: str) -> None:
    assert risk(COMPUTES, tmp_path) is Risk.READ_ONLY
    (tmp_path / name).touch()
    assert risk(COMPUTES, tmp_path) is Risk.UNKNOWN


def test_a_package_in_the_working_directory_can_take_pythons_place_and_a_plain_folder_cannot(tmp_path: Path) -> None:
    (tmp_path / "json").mkdir()
    assert risk(COMPUTES, tmp_path) is Risk.READ_ONLY
    (tmp_path / "json" / "__init__.py").touch()
    assert risk(COMPUTES, tmp_path) is Risk.UNKNOWN


def test_options_are_read_as_getopt_reads_them() -> None:
    flags = Flags(values="-o --output -n", switches="-v -x --verbose --version", optional="--color -i")
    args = flags.parse(words("-vxo", "f", "--out=g", "a", "--verb", "-n5", "--color", "b", "-i.bak", "--", "-x"))
    assert args.verbs == ("a", "b", "-x")
    assert args.values("-o", "--output") == ("f", "g")
    assert args.value("-n") == "5"
    assert args.value("-i") == ".bak"
    assert args.get("--verbose") is not None
    assert args.unknown == ()


def test_an_ambiguous_abbreviation_is_no_known_option() -> None:
    assert Flags(switches="--verbose --version").parse(words("--ver")).unknown == ("--ver",)


def test_an_option_swallowed_as_a_value_and_an_unknown_one_before_the_verb_are_told() -> None:
    flags = Flags(values="-n", switches="-v")
    assert flags.parse(words("-n", "--output=f", "a")).swallowed == ("--output",)
    assert flags.parse(words("-v", "--odd", "get", "delete")).sure == 0
    assert flags.parse(words("get", "--odd", "delete")).sure == 1


def test_options_end_at_the_first_operand_where_the_program_says_so() -> None:
    args = Flags(values="-u", posix=True).parse(words("-u", "me", "rm", "-u", "x"))
    assert args.verbs == ("rm", "-u", "x")
