"""Reading replies: every form models are known to send, the bounds, and what must never be taken for a command."""

from __future__ import annotations

import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.parse import MAX_COMMAND_BYTES, MAX_TEXT_BYTES, parse_fields, parse_reply
from cloud_assist.llm.port import Reply, ReplyKind

COMMAND = {"kind": "command", "command": "aws s3 ls", "explanation": "Lists buckets.", "question": ""}
CALL = {"name": "reply", "arguments": COMMAND}

SAME_COMMAND = {
    "object": json.dumps(COMMAND),
    "indented": json.dumps(COMMAND, indent=2),
    "byte order mark": "\ufeff" + json.dumps(COMMAND),
    "list of one": json.dumps([COMMAND]),
    "json fence": f"```json\n{json.dumps(COMMAND)}\n```",
    "unmarked fence": f"```\n{json.dumps(COMMAND)}\n```",
    "prose, then json fence": f"Sure! Here it is:\n\n```json\n{json.dumps(COMMAND)}\n```\nAnything else?",
    "prose around": f"Here it is: {json.dumps(COMMAND)} Hope that helps.",
    "function call": json.dumps(CALL),
    "function call, arguments as text": json.dumps({**CALL, "arguments": json.dumps(COMMAND)}),
    "dialect": f"<function=reply>{json.dumps(COMMAND)}</function>",
    "dialect without bracket": f"<function=reply{json.dumps(COMMAND)}</function>",
    "tool_call tags": f"<tool_call>\n{json.dumps(CALL)}\n</tool_call>",
    "thoughts": f'<think>maybe {{"command": "rm -rf ~"}}?</think>{json.dumps(COMMAND)}',
    "harmony": f"<|channel|>analysis<|message|>List them.<|end|><|start|>assistant<|channel|>final<|message|>"
    f"{json.dumps(COMMAND)}<|return|>",
    "harmony, constrained": f"<|channel|>final <|constrain|>json<|message|>{json.dumps(COMMAND)}",
    "harmony call": f"<|channel|>commentary to=functions.reply <|message|>{json.dumps(COMMAND)}<|call|>",
    "harmony with a decoy": '<|channel|>analysis<|message|>Not {"command": "rm -rf ~"}.<|end|><|start|>assistant'
    f"<|channel|>final<|message|>{json.dumps(COMMAND)}<|return|>",
    "thoughts, opening tag swallowed": f'So {{"command": "rm -rf ~"}}? No.</think>\n{json.dumps(COMMAND)}',
    "fence after thoughts": "<think>hm</think>\n```bash\naws s3 ls\n```<|end|>",
    "no kind": '{"command": "aws s3 ls"}',
    "loud kind": '{"kind": "COMMAND", "command": "aws s3 ls"}',
    "command in a fence": '{"kind": "command", "command": "```bash\\naws s3 ls\\n```"}',
    "command in backticks": '{"kind": "command", "command": "`aws s3 ls`"}',
    "command with a prompt": '{"kind": "command", "command": "$ aws s3 ls"}',
    "nulls": '{"kind": "command", "command": "aws s3 ls", "explanation": null, "question": null}',
    "bash fence": "Use this:\n```bash\naws s3 ls\n```\n",
    "fence with a prompt and output": "```console\n$ aws s3 ls\n2026-01-01 logs\n```",
    "bash fence and its output": "```bash\naws s3 ls\n```\nprints\n```\n2026-01-01 logs\n```",
    "one line in backticks": "`aws s3 ls`",
    "one line with a prompt": "$ aws s3 ls",
    "cut at the end of an object": '{"name":"reply","arguments":{"kind":"command","command":"aws s3 ls"}',
}


@pytest.mark.parametrize("text", SAME_COMMAND.values(), ids=SAME_COMMAND.keys())
def test_every_form_of_the_same_command_is_read(text: str) -> None:
    reply = parse_reply(text)
    assert (reply.kind, reply.command) == (ReplyKind.COMMAND, "aws s3 ls")


UNUSABLE = {
    "empty": "",
    "blank": " \n\t",
    "prose": "To list your buckets you can use the AWS CLI.",
    "prose that names a command": "Run aws s3 ls to list them.",
    "bare line": "aws s3 ls",
    "two blocks": "```bash\nls\n```\nthen\n```bash\npwd\n```",
    "block that never closes": "```bash\nrm -rf /tmp/x",
    "empty command": '{"kind": "command", "command": "  "}',
    "command is a list of commands": '{"kind": "command", "command": ["cd /tmp", "ls -l"]}',
    "kind is a number": '{"kind": 3, "command": "ls"}',
    "NUL": '{"kind": "command", "command": "ls\\u0000 -l"}',
    "half a pair": '{"kind": "command", "command": "echo \\ud800"}',
    "foreign object": '{"path": "/", "line_start": 1}',
    "the schema itself": '{"type": "object", "properties": {"command": {"type": "string"}}}',
    "empty question": '{"kind": "question", "question": ""}',
    "empty answer": '{"kind": "answer", "explanation": " "}',
    "only thoughts": "<think>aws s3 ls</think>",
    "command cut": '{"kind": "command", "command": "rm -rf /tmp/bui',
    "command cut at its quote": '{"kind": "command", "command": "rm -rf /"',
    "cut in the explanation": '{"kind":"command","command":"aws s3 ls","explanation":"Lists all bu',
    "cut after the explanation": '{"kind":"command","command":"aws s3 ls","explanation":"Lists"',
    "quote not escaped": '{"kind": "command", "command": "rm -rf "/tmp/x"", "explanation": ""}',
    "quote not escaped, comma": '{"kind": "command", "command": "rm -rf ", "/tmp/x", "explanation": ""}',
}


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_what_is_no_command_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoUsableReplyError) as caught:
        parse_reply(text)
    assert caught.value.what
    assert caught.value.why
    assert "CLOUD_ASSIST_MODEL" in caught.value.todo


def test_prose_is_quoted_in_the_message() -> None:
    with pytest.raises(NoUsableReplyError) as caught:
        parse_reply("I am sorry,\n\x1b]52;c;AAAA\x07 but no. " + "x" * 5_000)
    assert "“I am sorry, but no." in caught.value.why
    assert "\x1b" not in caught.value.why
    assert len(caught.value.why) < 300


def test_a_question_and_an_answer_are_read() -> None:
    assert parse_reply('{"kind":"question","command":"","explanation":"","question":"Which region?"}') == Reply(
        ReplyKind.QUESTION, question="Which region?"
    )
    assert parse_reply('{"kind":"answer","explanation":"A bucket holds objects."}') == Reply(
        ReplyKind.ANSWER, explanation="A bucket holds objects."
    )
    assert parse_reply('{"kind":"answer","answer":"Yes."}').explanation == "Yes."
    assert parse_reply('{"command":"","question":"Which region?"}').kind is ReplyKind.QUESTION


def test_json_inside_a_shell_block_is_not_the_reply() -> None:
    block = """aws ecs run-task --overrides '{"command": "rm -rf /"}'"""
    assert parse_reply(f"Try\n```bash\n{block}\n```").command == block


def test_a_multi_line_block_is_one_command_and_several_prompts_are_joined() -> None:
    assert parse_reply("```sh\nfor b in a c; do\n  echo $b\ndone\n```").command == "for b in a c; do\n  echo $b\ndone"
    assert parse_reply("```\n$ cd /tmp\n$ ls \\\n> -l\ntotal 0\n```").command == "cd /tmp\nls \\\n-l"


def test_markers_inside_a_command_stay() -> None:
    command = "grep -c '<|end|>' a.txt; echo '<think>'"
    assert parse_reply(f"```bash\n{command}\n```").command == command
    assert parse_reply(json.dumps({"command": command})).command == command


def test_raw_newlines_inside_the_object_are_read() -> None:
    assert parse_reply('{"kind":"command","command":"echo a\necho b"}').command == "echo a\necho b"


def test_hidden_characters_stay_in_the_command_and_go_from_the_explanation() -> None:
    hidden = "ls\u00a0\u202e\u200b \x1b[31m\x07 x\u00a0"
    reply = parse_fields({"kind": "command", "command": hidden, "explanation": "a\x1b]0;t\x07b\ud800"})
    assert reply.command == hidden
    assert reply.explanation == "ab?"


def test_bounds() -> None:
    longest = "x" * MAX_COMMAND_BYTES
    assert parse_fields({"command": longest}).command == longest
    with pytest.raises(NoUsableReplyError, match="too long"):
        parse_fields({"command": longest + "x"})
    with pytest.raises(NoUsableReplyError, match="too long"):
        parse_fields({"command": "é" * (MAX_COMMAND_BYTES // 2 + 1)})
    long = parse_fields({"command": "ls", "explanation": "é" * 300_000}).explanation
    assert len(long.encode()) <= MAX_TEXT_BYTES
    assert long.endswith("…")
    with pytest.raises(NoUsableReplyError, match="too long"):
        parse_reply("x" * 1_000_001)


HUGE = 300_000
ENORMOUS = {
    "braces": "{" * HUGE,
    "brackets": "[" * HUGE,
    "nested objects": '{"a":' * (HUGE // 5),
    "broken objects": '{"a":1,' * (HUGE // 7),
    "quotes": '{"' * (HUGE // 2),
    "escapes": '{"command": "' + "\\" * HUGE,
    "fences": "```bash\n" * (HUGE // 8),
    "backticks": "`" * HUGE,
    "thoughts": "<think>" * (HUGE // 7),
    "markers": "<|channel|>" * (HUGE // 11),
    "finals": "<|channel|>final" * (HUGE // 16),
    "prompts": "$ \\\n" * (HUGE // 4),
    "spaces": "{" + " " * HUGE,
    "digits": '{"command": ' + "9" * HUGE,
    "prose": "word " * (HUGE // 5),
    "functions": "<function=" * (HUGE // 10),
}


def test_a_command_beside_a_book_is_not_what_it_comes_to() -> None:
    with pytest.raises(NoUsableReplyError, match="not to run its command"):
        parse_reply("word " * 5_000 + "\n```sh\nls\n```")


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ENORMOUS.values(), ids=ENORMOUS.keys())
def test_a_huge_reply_ends_in_an_error_soon(text: str) -> None:
    with pytest.raises(NoUsableReplyError):
        parse_reply(text)


COMMANDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0`$"), min_size=1, max_size=200).map(
    lambda text: text.strip(" \t\r\n")
)


@given(COMMANDS.filter(bool))
def test_the_bytes_of_a_command_survive(command: str) -> None:
    fields = {**COMMAND, "command": command}
    for text in (
        json.dumps(fields),
        json.dumps(fields, ensure_ascii=False),
        json.dumps({"name": "reply", "arguments": json.dumps(fields)}),
    ):
        assert parse_reply(text).command == command


@given(COMMANDS.filter(bool), st.integers(min_value=0, max_value=400))
def test_a_reply_cut_anywhere_gives_the_whole_command_or_none(command: str, kept: int) -> None:
    text = json.dumps({"kind": "command", "command": command, "explanation": "why", "question": ""})
    try:
        reply = parse_reply(text[:kept])
    except NoUsableReplyError:
        return
    assert reply.command == command


PIECES = st.sampled_from(
    [
        *('{"', '":', '"', "{", "}", "[", "]", ",", "\\", "\n", "```", "```bash", "`", "$ ", "command", "kind", "rm"),
        *("<think>", "</think>", "<|channel|>", "final", "<|message|>", "<function=", "question", "\x1b", "\ud800"),
        *("arguments", "```json", "|>", "<|", "~~~", "~~~sh\n", "````", "\r\n", "> ", "<<E", "[THINK]", "[/THINK]"),
        *("analysis", "assistantfinal", "commentary to=functions.reply", '["', "Never run", "# "),
    ]
)


@settings(max_examples=500)
@given(st.lists(PIECES | st.text(string.printable, max_size=5), max_size=40).map("".join))
def test_any_text_gives_a_bounded_reply_or_an_error(text: str) -> None:
    try:
        reply = parse_reply(text)
    except NoUsableReplyError as error:
        assert len(str(error)) < 1_000
        return
    assert reply.command or reply.question or reply.explanation
    reply.command.encode("utf-8")
    assert "\0" not in reply.command
    assert "\x1b" not in reply.explanation + reply.question
