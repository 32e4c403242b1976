"""A model's reply, however it came, as a bounded `Reply`.

Models asked for one JSON object also send it fenced, wrapped in the call of a function, after their thoughts, with
the markers of their chat template still in it, or as one fenced shell block. All of these are read here, in linear
time and without guessing. A reply counts only when it is finished and meant:

- text that could be prose is never taken for a command;
- what is cut is not read at all (`rm -rf /tmp/x`, cut, is a different command; the rest may have said not to run it);
- thoughts are not the reply (`thoughts`), nor is a command beside words that speak against it (`meant`);
- where several different commands stand side by side, none of them is the one.

The bytes of a command are what will be judged, shown and run: nothing inside it is changed. Hidden characters stay
where they are, for the judge to see.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.blocks import Part, parts, without_prompts
from cloud_assist.llm.meant import comments_warn, explanation_warns, prose_warns
from cloud_assist.llm.port import PlanStep, Reply, ReplyKind
from cloud_assist.llm.thoughts import OPENING, reply_proper
from cloud_assist.models import After

MAX_REPLY_CHARS: Final = 1_000_000
"""Longer replies are not read at all."""
MAX_COMMAND_BYTES: Final = 8_192
MAX_TEXT_BYTES: Final = 2_048
"""For an explanation, a question or an answer; the rest is cut."""
EXCERPT_CHARS: Final = 200
MAX_PLAN_STEPS: Final = 20
"""A plan of more is not read; MAX_STEPS usually allows fewer."""
_PARTS_READ: Final = 20
"""Objects and blocks of one reply; one with more is refused."""
_SURROUNDING: Final = " \t\r\n"
"""What is stripped around a command; Unicode's other spaces are left for the judge to see."""
_SHELL_FENCES: Final = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session", "shellsession", "terminal"})
_WRAPPERS: Final = ("arguments", "parameters", "reply", "args", "input")
"""Keys under which a function call, or a model that imitates one, holds the fields."""
_CALLABLE: Final = re.compile(
    r"(?:functions?\.)?(?:reply|bash|sh|shell|terminal|(?:run|execute)(?:_\w+)?)", re.IGNORECASE
)
"""Functions whose `command` is one to run: ours, and what models take it for."""
_WORDS: Final = re.compile(r"\w+\s+\w+")
_TAGS: Final = re.compile(r"</?[\w=|:.-]{1,60}>?")
"""Around the call of a function."""
_SPAN: Final = re.compile(r"(`+)([^`\n]+)\1")
"""A code span of Markdown."""
_SHELL_MARK: Final = re.compile(r"[|&;<>()]{1,3}|\d?>>?(?:&\d)?|&>")
"""Words that mean something to a shell and nothing to a program."""


def parse_reply(text: str, *, alone: bool = False) -> Reply:
    """Read one reply; with `alone`, one whose command stands beside prose is refused.

    Raises:
        NoUsableReplyError: it holds no command, question or answer that is finished and meant, holds several
            commands, or is out of bounds; the message quotes its beginning.
    """
    if len(text) > MAX_REPLY_CHARS:
        raise _unusable("The model's reply is too long.", f"It has {len(text):,} characters.")
    bare = _with_plain_newlines(text).strip("\ufeff" + _SURROUNDING)
    fields = _whole_object(bare)
    if fields is not None:
        return parse_fields(fields)
    proper = reply_proper(bare)
    if proper is None:
        raise _unusable("The model's reply contains only reasoning.", "The reasoning has no end.")
    if not proper:
        raise _unusable("The model's reply is empty.", "It may have spent the whole reply on reasoning.")
    return _only_reply(proper, alone=alone)


def parse_fields(fields: Mapping[str, object]) -> Reply:
    """Read the fields of a reply (`prompts.REPLY_SCHEMA`); a missing kind is inferred from what is there.

    Raises:
        NoUsableReplyError: a field has the wrong type, what the kind needs is empty, the command is out of bounds, or
            the explanation says not to run it.
    """
    command = _command_field(fields)
    explanation, question = (_field(fields, name) for name in ("explanation", "question"))
    kind = _kind(_field(fields, "kind"), command, question)
    match kind:
        case ReplyKind.COMMAND:
            if explanation_warns(explanation):
                raise _not_meant(explanation)
            return Reply(
                kind,
                command=_checked_command(_unquoted(command)),
                explanation=_for_people(explanation),
                after=_after(fields),
            )
        case ReplyKind.QUESTION:
            return Reply(kind, question=_needed(question or explanation, "question"))
        case ReplyKind.ANSWER:
            answer = explanation or _field(fields, "answer") or question
            return Reply(kind, explanation=_needed(answer, "answer"))
        case ReplyKind.PLAN:
            return Reply(kind, explanation=_for_people(explanation), steps=_planned(fields))


def _after(fields: Mapping[str, object]) -> After:
    """Return what comes after the command; a word that means nothing ends the request, as none does."""
    return After.LOOK if str(fields.get("after", "")).strip().lower() == After.LOOK else After.DONE


def _planned(fields: Mapping[str, object]) -> tuple[PlanStep, ...]:
    """Return the commands of a plan, each checked as the command of a reply is."""
    steps = fields.get("steps")
    if not isinstance(steps, list) or not steps or len(steps) > MAX_PLAN_STEPS:
        size = f"It has {len(steps)} steps." if isinstance(steps, list) else f"Its steps are {_json_type(steps)}."
        raise _unusable("The model's plan cannot be used.", size)
    return tuple(map(_planned_step, steps))


def _planned_step(step: object) -> PlanStep:
    if not isinstance(step, dict):
        raise _unusable("The model's plan cannot be used.", f"A step of it is {_json_type(step)}.")
    purpose = _field(step, "purpose")
    if explanation_warns(purpose):
        raise _not_meant(purpose)
    return PlanStep(_checked_command(_unquoted(_command_field(step))), _for_people(purpose))


def _with_plain_newlines(text: str) -> str:
    """Return `text` with plain newlines where each is a CRLF; a mixed one is left for the judge."""
    crlf = text.count("\r\n")
    return text.replace("\r\n", "\n") if crlf and crlf == text.count("\n") else text


# --- Fields -----------------------------------------------------------------------------------------------------


def _field(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _unusable(
            "The model's reply is not in the requested form.",
            f"Its {name} is {_json_type(value)}, not text.",
        )
    return value


def _command_field(fields: Mapping[str, object]) -> str:
    """Return the field `command`; a list of words, as programs are started with, is quoted for the shell."""
    value = fields.get("command")
    words = value if isinstance(value, list) else _listed(value)
    if words is None:
        return _field(fields, "command")
    texts = [word for word in words if isinstance(word, str)]
    if not texts or len(texts) < len(words) or not texts[0] or any(map(_SHELL_MARK.fullmatch, texts)):
        raise _unusable(
            "The model's reply is not in the requested form.",
            "Its command is a list that does not form one program call.",
        )
    if any(space in texts[0] for space in _SURROUNDING):
        raise _unusable("The model proposed several commands at once.", f"Its command is a list of {len(texts)}.")
    return shlex.join(texts)


def _listed(value: object) -> list[object] | None:
    """Return the list that a text holds as JSON, None where it is no such text."""
    if not isinstance(value, str) or not re.match(r'\s*\[\s*"', value):
        return None
    try:
        loaded: object = json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return None
    return loaded if isinstance(loaded, list) else None


def _json_type(value: object) -> str:
    names: dict[type, str] = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "an object")


def _kind(stated: str, command: str, question: str) -> ReplyKind:
    lowered = stated.strip().lower()
    if lowered in set(ReplyKind):
        return ReplyKind(lowered)
    if command.strip():
        if lowered:  # "refusal", "example", "warning": not meant to run
            raise _unusable("The model's reply is not in the requested form.", f"Its kind is “{_excerpt(stated)}”.")
        return ReplyKind.COMMAND
    return ReplyKind.QUESTION if question.strip() else ReplyKind.ANSWER


def _checked_command(text: str) -> str:
    command = text.strip(_SURROUNDING)
    if not command:
        raise _unusable("The model did not return a command.", "The command in it is empty.")
    if "\0" in command:
        raise _unusable("The proposed command cannot be run.", "It contains a NUL byte.")
    try:
        size = len(command.encode("utf-8"))
    except UnicodeEncodeError:
        raise _unusable("The proposed command cannot be run.", "It contains half of a UTF-16 pair.") from None
    if size > MAX_COMMAND_BYTES:
        raise _unusable(
            "The proposed command is too long.", f"It has {size:,} bytes; the limit is {MAX_COMMAND_BYTES:,}."
        )
    if comments_warn(command):
        raise _not_meant(command)
    return command


def _unquoted(command: str) -> str:
    """Take off what models put around a command inside its own field: one fence, backticks, `$ ` prompts."""
    stripped = command.strip(_SURROUNDING)
    if stripped.startswith(("```", "~~~")):
        blocks = list(parts(stripped))
        if len(blocks) == 1 and blocks[0].whole and blocks[0].end == len(stripped):
            return _of_console(blocks[0].body)
    span = _SPAN.fullmatch(stripped)
    if span:
        stripped = span[2].strip(_SURROUNDING)
    if stripped.startswith(("```", "~~~", "`")):
        raise _unusable("The model did not return a command.", f"Its command is “{_excerpt(command)}”.")
    return _of_console(stripped) if stripped.startswith("$ ") else stripped


def _of_console(block: str) -> str:
    command = without_prompts(block)
    if command is None:
        raise _unusable(
            "The model's command cannot be separated from its output.",
            f"It shows a terminal session: “{_excerpt(block)}”",
        )
    return command


def _needed(text: str, name: str) -> str:
    shown = _for_people(text)
    if not shown:
        raise _unusable("The model's reply is empty.", f"It should contain a {name}, but it does not.")
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
    if not _CALLABLE.fullmatch(str(value.get("name", "reply"))):
        return None  # the call of another function
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


# --- Text -------------------------------------------------------------------------------------------------------


def _only_reply(text: str, *, alone: bool) -> Reply:
    """Return the one reply that `text` holds: in an object, in a shell block, or as the whole of a marked line.

    Raises:
        NoUsableReplyError: there is none, there are several, something has no end, or the prose speaks against it.
    """
    found = _bounded(text)
    prose = _outside(text, found)
    if any(not part.whole for part in found) or OPENING.search(prose):
        raise _unusable("The model's reply is incomplete.", f"It replied: “{_excerpt(text)}”")
    replies = _distinct(_replies(found))
    if not replies and not found:
        replies = _marked_line(text)
    if not replies:
        raise _unusable("The model did not return a command.", f"It replied: “{_excerpt(text)}”")
    if len(replies) > 1:
        raise _unusable("The model proposed several commands at once.", f"Its reply has {len(replies)} code blocks.")
    if replies[0].kind is ReplyKind.COMMAND and (prose_warns(prose) or (alone and _WORDS.search(_TAGS.sub("", prose)))):
        raise _not_meant(prose)
    return replies[0]


def _bounded(text: str) -> list[Part]:
    found: list[Part] = []
    for part in parts(text):
        if len(found) == _PARTS_READ:
            raise _unusable("The model did not return a command.", "It has too many code blocks.")
        found.append(part)
    return found


def _outside(text: str, found: Sequence[Part]) -> str:
    """Return the prose: what stands in no part."""
    starts = [0, *(part.end for part in found)]
    ends = [*(part.start for part in found), len(text)]
    return "\n".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _replies(found: Sequence[Part]) -> Iterator[Reply]:
    """Yield what each part says: objects and shell blocks, or else blocks of no stated language.

    An unmarked block next to a marked one is usually its output.
    """
    unmarked: list[str] = []
    said = False
    for part in found:
        fields = _fields_of(part.value) if part.language is None else _fenced_object(part)
        if fields is not None:
            said = True
            yield parse_fields(fields)
        elif part.language in _SHELL_FENCES and part.body.strip():
            said = True
            yield _command_reply(part.body)
        elif part.language == "" and part.body.strip():
            unmarked.append(part.body)
    if not said:
        yield from map(_command_reply, unmarked)


def _fenced_object(part: Part) -> Mapping[str, object] | None:
    return None if part.language in _SHELL_FENCES else _whole_object(part.body)


def _command_reply(block: str) -> Reply:
    command = _checked_command(_of_console(block))
    if all(not line.strip() or line.lstrip().startswith("#") for line in command.split("\n")):
        raise _unusable("The model did not return a command.", "Its code block contains only comments.")
    return Reply(ReplyKind.COMMAND, command=command)


def _distinct(replies: Iterator[Reply]) -> list[Reply]:
    """Return the replies that differ; the same command said twice is one."""
    kept: dict[tuple[str, str], Reply] = {}
    for reply in replies:
        kept.setdefault((reply.kind, reply.command or reply.question or reply.explanation or str(reply.steps)), reply)
    return list(kept.values())


def _marked_line(text: str) -> list[Reply]:
    """Return the command of a reply that is nothing but one line with a prompt, or one in backticks."""
    span = _SPAN.fullmatch(text)
    if "\n" in text or not (span or text.startswith("$ ")):
        return []
    return [_command_reply(span[2] if span else text)]


def _excerpt(text: str) -> str:
    line = " ".join(_for_people(text[: 4 * EXCERPT_CHARS]).split())
    return line if len(line) <= EXCERPT_CHARS else line[: EXCERPT_CHARS - 1] + "…"


def _not_meant(said: str) -> NoUsableReplyError:
    return _unusable("The model says not to run its command.", f"It replied: “{_excerpt(said)}”")


def _unusable(what: str, why: str) -> NoUsableReplyError:
    return NoUsableReplyError(
        what, why=why, todo="Rephrase it or split it into smaller steps, or choose another model (CLOUD_ASSIST_MODEL)."
    )
