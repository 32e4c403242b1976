"""A model's reply, however it came, as a bounded `Reply`.

Models asked for one JSON object also send it fenced, wrapped in the call of a function, after their thoughts, with
the markers of their chat template still in it, or as one fenced shell block. All of these are read here, in linear
time and without guessing: text that could be prose is never taken for a command, and a command whose end may be
missing is never taken at all (`rm -rf /tmp/x`, cut, is a different command).

The bytes of a command are what will be judged, shown and run: nothing inside it is changed. Hidden characters stay
where they are, for the judge to see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.port import Reply, ReplyKind

MAX_REPLY_CHARS: Final = 1_000_000
"""Longer replies are not read at all."""
MAX_COMMAND_BYTES: Final = 8_192
MAX_TEXT_BYTES: Final = 2_048
"""For an explanation, a question or an answer; the rest is cut."""
EXCERPT_CHARS: Final = 200
_OBJECTS_TRIED: Final = 20
"""Positions at which an object is looked for in prose; a bound, so that no reply takes quadratic time."""
_SURROUNDING: Final = " \t\r\n"
"""What is stripped around a command; Unicode's other spaces are left for the judge to see."""
_SHELL_FENCES: Final = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "terminal"})
_WRAPPERS: Final = ("arguments", "parameters", "reply", "args", "input")
"""Keys under which a function call, or a model that imitates one, holds the fields."""
_THOUGHT_TAGS: Final = ("think", "thinking", "reasoning")
_FINAL_CHANNEL: Final = re.compile(r"<\|channel\|>\s*final\b[^<]{0,100}(?:<\|constrain\|>[^<]{0,20})?<\|message\|>")
"""Where the reply proper begins in gpt-oss's own chat template ("harmony"); what stands before it are thoughts."""
_MARKER_CHARS: Final = 34
_DECODER: Final = json.JSONDecoder(strict=False)
"""Takes raw newlines and tabs inside strings, which models write into multi-line commands."""


def parse_reply(text: str) -> Reply:
    """Read one reply.

    Raises:
        NoUsableReplyError: it holds no command, question or answer, holds several commands, or is out of bounds; the
            message quotes its beginning.
    """
    if len(text) > MAX_REPLY_CHARS:
        raise _unusable("The model's reply is far too long.", f"It has {len(text):,} characters.")
    bare = text.strip("\ufeff" + _SURROUNDING)
    fields = _whole_object(bare)
    if fields is None:
        bare = _without_thoughts(bare)
        fields = _announced_object(bare)
    if fields is not None:
        return parse_fields(fields)
    command = _only_command(bare)
    if command is not None:
        return Reply(ReplyKind.COMMAND, command=_checked_command(command))
    fields = _find_object(bare)
    if fields is not None:
        return parse_fields(fields)
    if not bare:
        raise _unusable("The model's reply is empty.", "It may have spent its whole answer on thinking.")
    raise _unusable("The model's reply holds no command.", f"It said: “{_excerpt(bare)}”")


def parse_fields(fields: Mapping[str, object]) -> Reply:
    """Read the fields `kind`, `command`, `explanation`, `question`; a missing kind is inferred from what is there.

    Raises:
        NoUsableReplyError: a field has the wrong type, what the kind needs is empty, or the command is out of bounds.
    """
    command, explanation, question = (_field(fields, name) for name in ("command", "explanation", "question"))
    kind = _kind(_field(fields, "kind"), command, question)
    match kind:
        case ReplyKind.COMMAND:
            return Reply(kind, command=_checked_command(_unquoted(command)), explanation=_for_people(explanation))
        case ReplyKind.QUESTION:
            return Reply(kind, question=_needed(question or explanation, "question"))
        case ReplyKind.ANSWER:
            answer = explanation or _field(fields, "answer") or question
            return Reply(kind, explanation=_needed(answer, "answer"))


# --- Fields -----------------------------------------------------------------------------------------------------


def _field(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unusable(
            "The model's reply does not have the form that was asked for.",
            f"Its {name} is {_json_type(value)}, not text.",
        )
    return value


def _json_type(value: object) -> str:
    names: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "an object")


def _kind(stated: str, command: str, question: str) -> ReplyKind:
    lowered = stated.strip().lower()
    if lowered in set(ReplyKind):
        return ReplyKind(lowered)
    if command.strip():
        return ReplyKind.COMMAND
    return ReplyKind.QUESTION if question.strip() else ReplyKind.ANSWER


def _checked_command(text: str) -> str:
    command = text.strip(_SURROUNDING)
    if not command:
        raise _unusable("The model's reply holds no command.", "It names a command, but the command is empty.")
    if "\0" in command:
        raise _unusable("The proposed command cannot be run.", "It holds a NUL byte.")
    try:
        size = len(command.encode("utf-8"))
    except UnicodeEncodeError:
        raise _unusable("The proposed command cannot be run.", "It holds half of a UTF-16 pair.") from None
    if size > MAX_COMMAND_BYTES:
        raise _unusable(
            "The proposed command is too long.", f"It has {size:,} bytes; {MAX_COMMAND_BYTES:,} are allowed."
        )
    return command


def _unquoted(command: str) -> str:
    """Take off what models put around a command inside its own field: one fence, backticks, a `$ ` prompt."""
    stripped = command.strip(_SURROUNDING)
    if stripped.startswith("```"):
        blocks = list(_fences(stripped))
        return _without_prompts(blocks[0][1]) if len(blocks) == 1 else command
    if len(stripped) > 2 and stripped[0] == stripped[-1] == "`" and "`" not in stripped[1:-1]:
        return stripped[1:-1]
    return stripped.removeprefix("$ ")


def _needed(text: str, name: str) -> str:
    shown = _for_people(text)
    if not shown:
        raise _unusable("The model's reply is empty.", f"It announces a {name}, but there is none.")
    return shown


def _for_people(text: str) -> str:
    """Make a text of the model's safe to show: valid, free of terminal controls, bounded."""
    valid = text.encode("utf-8", "replace").decode("utf-8")
    clean = strip_terminal_controls(valid).strip()
    data = clean.encode("utf-8")
    if len(data) <= MAX_TEXT_BYTES:
        return clean
    return data[: MAX_TEXT_BYTES - 3].decode("utf-8", "ignore") + "…"


# --- Objects ----------------------------------------------------------------------------------------------------


def _whole_object(text: str) -> Mapping[str, object] | None:
    """Return the fields of a text that is one JSON object (or a list of just one)."""
    try:
        value: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return _fields_of(value)


def _fields_of(value: object, depth: int = 3) -> Mapping[str, object] | None:
    """Return the mapping that holds the fields, looking through the wrappers of a function call."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict) or depth == 0:
        return None
    if "command" in value or str(value.get("kind", "")).lower() in set(ReplyKind):
        return value
    for key in _WRAPPERS:
        inner = value.get(key)
        if isinstance(inner, str):  # the arguments of a call travel as JSON in a string
            try:
                inner = json.loads(inner, strict=False)
            except (ValueError, RecursionError):
                continue
        found = _fields_of(inner, depth - 1)
        if found is not None:
            return found
    return None


def _without_thoughts(text: str) -> str:
    """Return what follows the thoughts that a server failed to remove; they may hold decoys.

    Only where the text as a whole is framed by them: the same characters inside a command are left alone.
    """
    if text.startswith("<|"):
        finals = list(_FINAL_CHANNEL.finditer(text))
        text = text[finals[-1].end() :] if finals else text
    for tag in _THOUGHT_TAGS:
        # A template may have swallowed the opening tag, so only the closing one counts.
        if f"</{tag}>" in text and (text.startswith(f"<{tag}>") or f"<{tag}>" not in text):
            text = text.rpartition(f"</{tag}>")[2]
    text = text.strip(_SURROUNDING)
    while text.endswith("|>") and "<|" in text[-_MARKER_CHARS:]:
        text = text[: text.rfind("<|")].rstrip(_SURROUNDING)
    return text


def _announced_object(text: str) -> Mapping[str, object] | None:
    """Return the fields of the object that a reply opens with, or that stands in a fence of its own.

    Looked for before shell blocks, as the object's own command may hold one; any other object is looked for after
    them, as a command may hold JSON of its own (`kubectl apply`, `--overrides '{"command": …}'`).
    """
    candidates = [text, *(body.strip() for language, body in _fences(text) if language not in _SHELL_FENCES)]
    for candidate in candidates:
        if candidate.startswith(("{", "[")):
            fields = _find_object(candidate)
            if fields is not None:
                return fields
    return None


def _find_object(text: str) -> Mapping[str, object] | None:
    """Return the fields of the first object in `text` that has any, whole or broken off after the command."""
    position = -1
    for _ in range(_OBJECTS_TRIED):
        position = text.find("{", position + 1)
        if position < 0:
            return None
        try:
            value, _ = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            value = _whole_pairs(text, position)
        fields = _fields_of(value)
        if fields is not None:
            return fields
    return None


def _whole_pairs(text: str, start: int) -> dict[str, object]:
    """Return the pairs of a broken object that are certainly whole.

    A pair counts once a closing brace follows it, or a comma and the next key: a quotation mark that was not escaped
    ends a string too early, and then neither follows.
    """
    pairs: dict[str, object] = {}
    waiting: tuple[str, object] | None = None
    position = start + 1
    try:
        while True:
            key, position = _DECODER.raw_decode(text, _skip(text, position))
            position = _skip(text, position)
            if not isinstance(key, str) or text[position : position + 1] != ":":
                return pairs
            if waiting is not None:
                pairs.setdefault(*waiting)
            value, position = _DECODER.raw_decode(text, _skip(text, position + 1))
            waiting = (key, value)
            position = _skip(text, position)
            if text[position : position + 1] == "}":
                pairs.setdefault(*waiting)
            if text[position : position + 1] != ",":
                return pairs
            position += 1
    except (ValueError, RecursionError):
        return pairs


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _SURROUNDING:
        position += 1
    return position


# --- Plain text -------------------------------------------------------------------------------------------------


def _only_command(text: str) -> str | None:
    """Return the command of a reply in plain text: its one shell block, or the whole of it where that is marked.

    Raises:
        NoUsableReplyError: there are several shell blocks.
    """
    fences = [(language, body) for language, body in _fences(text) if body.strip()]
    # An unmarked block next to a marked one is usually its output.
    blocks = [body for language, body in fences if language in _SHELL_FENCES] or [b for lang, b in fences if not lang]
    if len(blocks) > 1:
        raise _unusable("The model proposed several commands at once.", f"Its reply holds {len(blocks)} blocks.")
    if blocks:
        return _without_prompts(blocks[0])
    if "\n" not in text and (text.startswith("$ ") or (text[:1] == text[-1:] == "`" and len(text) > 2)):
        return _unquoted(text)
    return None


def _fences(text: str) -> Iterator[tuple[str, str]]:
    """Yield (language, body) of each fenced block that is closed."""
    language: str | None = None
    body: list[str] = []
    for line in text.split("\n"):
        mark = line.strip(_SURROUNDING)
        if language is None:
            if mark.startswith("```") and "`" not in mark[3:]:
                language, body = mark[3:].strip().lower(), []
            continue
        if mark == "```":
            yield language, "\n".join(body)
            language = None
            continue
        body.append(line)


def _without_prompts(block: str) -> str:
    """Keep the commands of a block that shows a console: its `$ ` lines and their continuations."""
    lines = block.split("\n")
    if not any(line.startswith("$ ") for line in lines):
        return block
    kept: list[str] = []
    for line in lines:
        if line.startswith("$ "):
            kept.append(line[2:])
        elif kept and kept[-1].rstrip("\r").endswith("\\"):
            kept.append(line.removeprefix("> "))
    return "\n".join(kept)


def _excerpt(text: str) -> str:
    line = " ".join(_for_people(text[: 4 * EXCERPT_CHARS]).split())
    return line if len(line) <= EXCERPT_CHARS else line[: EXCERPT_CHARS - 1] + "…"


def _unusable(what: str, why: str) -> NoUsableReplyError:
    return NoUsableReplyError(
        what, why=why, todo="Say it in other words or in smaller steps, or choose another model (CLOUD_ASSIST_MODEL)."
    )
