"""A reply counts only when it is finished and meant: every shape in `reply_shapes`, and shapes made at random."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.parse import parse_reply
from tests.llm.reply_shapes import BAD, NOTHING, SHAPES, UNFINISHED, WRONG, Shape, fence


def command_of(text: str) -> str:
    """Return the command that is read from a reply; NOTHING where none is."""
    try:
        return parse_reply(text).command
    except NoUsableReplyError as error:
        assert error.why
        assert error.todo
        return NOTHING


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_command_is_read_whole_or_not_at_all(shape: Shape) -> None:
    assert command_of(shape.text) == shape.reads


def test_the_names_of_the_shapes_are_their_own() -> None:
    names = [shape.name for shape in SHAPES]
    assert len(set(names)) == len(names) > 100


@pytest.mark.parametrize("shape", [shape for shape in UNFINISHED if shape.text.startswith(("<", "[", "◁"))])
def test_thoughts_cut_anywhere_give_nothing(shape: Shape) -> None:
    first_end = shape.text.find("<|channel|>final")
    for end in range(len(shape.text) if first_end < 0 else first_end):
        assert command_of(shape.text[:end]) == NOTHING


OPENINGS = st.sampled_from(
    [
        "<think>",
        "<thinking>",
        "<Reasoning>",
        "<thought a='b'>",
        "[THINK]",
        "◁think▷",
        "<|START_THINKING|>",
        "<unused94>",
        "<|channel|>analysis<|message|>",
        "<|start|>assistant<|channel|>analysis<|message|>",
    ]
)
THOUGHTS = st.lists(
    st.sampled_from(
        [BAD, fence(WRONG), fence(WRONG, "~~~"), f"`{WRONG}`", f"$ {WRONG}", "\n", "```", "{", '"', "so ", "$ "]
    )
    | st.text(string.ascii_letters + " \n", max_size=8),
    max_size=12,
).map("".join)


@settings(max_examples=400)
@given(st.sampled_from(["", "\n", "Well. ", "Sure!\n"]), OPENINGS, THOUGHTS)
def test_no_command_comes_out_of_thoughts_without_an_end(before: str, opening: str, thoughts: str) -> None:
    assert command_of(before + opening + thoughts) == NOTHING
