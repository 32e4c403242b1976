"""Every rule table carries commands with the risk they must come out with; this runs them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.rules.engine import registry
from cloud_assist.models import Risk


@pytest.mark.parametrize("family", registry.families())
def test_examples_of_the_rules_come_out_as_they_say(family: str) -> None:
    found = [(command, expected, judge(command, environ={}, cwd=Path("/"))) for command, expected in examples(family)]
    wrong = [f"{c!r}: {j.risk} instead of {e} ({j.reasons[0].rule})" for c, e, j in found if j.risk is not e]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("family", registry.families())
def test_every_program_of_the_index_has_a_rule_and_the_family_has_examples(family: str) -> None:
    assert all(registry.rule_of(program) for program in registry.programs_of(family))
    assert len(list(registry.examples(family))) >= 2


def examples(family: str) -> list[tuple[str, Risk]]:
    return list(registry.examples(family))
