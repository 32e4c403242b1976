"""Asks a model until there is a usable reply, within one deadline: forms, retries, waits, and one second chance.

Knows no SDK. A `Wire` carries one call; what failed comes back as `CallFailedError` with what may help.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final, Protocol

from cloud_assist.errors import ModelUnreachableError, NoUsableReplyError
from cloud_assist.events import AgentNote, ModelCalled
from cloud_assist.llm.abilities import Form, RememberedAbilities
from cloud_assist.llm.failures import CallFailedError, Provider, Remedy, timed_out
from cloud_assist.llm.parse import parse_reply
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.llm.prompts import build_messages
from cloud_assist.llm.turn import Turn

_OUT_OF_ROOM: Final = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
"""The providers' words for a reply that was cut: it may lack the very words that take its command back."""
_WITHHELD: Final = frozenset({"content_filter", "refusal", "safety", "recitation", "prohibited_content", "blocklist"})
"""And for one that a filter ended."""
_PLACEHOLDER: Final = "[REDACTED:"
_WRONG_FORM: Final = "reply with one JSON object of the form given and nothing else, with one complete command."
_PLAIN_WORDS: Final = re.compile(r"[^'\"\\\n`]+")


OnText = Callable[[str], None]
"""Told the whole reply as far as it has come."""


@dataclass(frozen=True, slots=True)
class RawReply:
    """What a model sent, unread."""

    text: str
    finish_reason: str
    """The provider's own word: "stop", "tool_calls", "length"; empty where the reply does not say."""
    tokens_in: int | None = None
    """Read by the model; None where its provider did not say."""
    tokens_out: int | None = None


class Wire(Protocol):
    """Carries calls to one model."""

    @property
    def provider(self) -> Provider:
        """Who is asked."""
        ...

    @property
    def forms(self) -> tuple[Form, ...]:
        """What the model is thought to know, best first; ends in TEXT."""
        ...

    @property
    def longest_command(self) -> int:
        """Characters at which the form bounds a command, so that one of that length may be cut; 0 for no bound."""
        ...

    async def ask(
        self, messages: list[tuple[str, str]], form: Form, *, roomy: bool, on_text: OnText | None
    ) -> RawReply:
        """Make one call, without retries.

        Args:
            messages: (role, text) pairs.
            form: how the reply is asked for.
            roomy: whether to leave more room for the reply, and to ask for less thinking.
            on_text: told the reply as it comes, now and then; None to have it in one piece.

        Raises:
            CallFailedError: anything that went wrong.
        """
        ...

    async def close(self) -> None:
        """Release connections. Safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class _Objection:
    """Why a reply is not passed on."""

    error: NoUsableReplyError
    """For the person, if the model has no better reply."""
    correction: str
    """For the model, in our words alone: what it wrote is not sent back to it."""


class ModelProposer:
    """A `Proposer` that asks a model."""

    def __init__(self, wire: Wire, abilities: RememberedAbilities) -> None:
        self._wire = wire
        self._abilities = abilities

    @property
    def name(self) -> str:
        """What the status line shows."""
        return self._wire.provider.label

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return a reply, or raise a `ModelError`. See `Proposer.propose`.

        The deadline is `Provider.timeout_s` for everything together: calls, waits, retries, the second chance.

        Raises:
            ModelUnreachableError: no answer, no access, no such model, or none in time.
            RateLimitedError: the provider asks to wait longer than is worth it.
            NoUsableReplyError: twice nothing usable, or nothing new.
        """
        timeout_s = self._wire.provider.timeout_s
        turn = Turn(progress, asyncio.get_running_loop().time() + timeout_s)
        try:
            async with asyncio.timeout_at(turn.deadline):
                return await self._converse(request, turn)
        except TimeoutError as error:
            turn.take_back()
            raise timed_out(self._wire.provider, turn.last) from error
        except (NoUsableReplyError, ModelUnreachableError):
            turn.take_back()
            self._abilities.forget()
            raise

    async def close(self) -> None:
        """Release connections. Safe to call twice."""
        await self._wire.close()

    async def _converse(self, request: ProposalRequest, turn: Turn) -> Reply:
        """Ask, and ask once more where the first reply is of no use."""
        objection = await self._try(request, turn, ())
        if isinstance(objection, Reply):
            self._learn(turn)
            return objection
        turn.take_back()
        turn.last = objection.error
        turn.tell(AgentNote("the reply could not be used, asking again"))
        second = await self._try(request, turn, (f"Your last reply could not be used: {objection.correction}",))
        if isinstance(second, Reply):
            self._learn(turn)
            return second
        raise second.error

    def _learn(self, turn: Turn) -> None:
        """Remember what was of no use before the reply that was."""
        found = self._abilities.now
        if turn.unkept is not None:
            found = found.without(turn.unkept)
        if turn.not_a_stream is not None:
            found = found.without_stream(turn.not_a_stream)
        self._abilities.learn(found)

    async def _try(self, request: ProposalRequest, turn: Turn, corrections: tuple[str, ...]) -> Reply | _Objection:
        try:
            reply = await self._ask(build_messages(request, corrections), turn)
        except NoUsableReplyError as error:
            if isinstance(error.__cause__, CallFailedError):
                raise  # every form has been tried already
            turn.simpler = True
            return _Objection(error, _WRONG_FORM)
        return _objection(reply, request) or reply

    async def _ask(self, messages: list[tuple[str, str]], turn: Turn) -> Reply:
        """Make calls until one of them gives a reply that can be read."""
        forms = list(self._abilities.now.forms(self._wire.forms))
        if turn.simpler and len(forms) > 1:
            del forms[0]
        while True:
            try:
                raw = await self._call(messages, forms[0], turn)
            except CallFailedError as failed:
                salvaged = _salvaged(failed)
                if salvaged is not None:
                    return salvaged
                await self._provide(failed, forms, turn)
                continue
            reason = raw.finish_reason.lower()
            if reason not in _OUT_OF_ROOM:
                if forms[0] is not Form.TEXT and _is_prose(raw.text):
                    turn.unkept = forms[0]
                _refuse_cut_command(raw.text, self._wire.longest_command)
                return _read(raw.text, reason)
            if turn.roomy:
                raise _out_of_room()
            turn.take_back()
            turn.roomy = True

    async def _call(self, messages: list[tuple[str, str]], form: Form, turn: Turn) -> RawReply:
        """Make one call, and tell what it took where the model has written something."""
        streams = turn.streamed and form not in self._abilities.now.unstreamed
        began = monotonic()
        try:
            raw = await self._wire.ask(messages, form, roomy=turn.roomy, on_text=turn.show if streams else None)
        except CallFailedError as failed:
            if failed.written:
                turn.tell(ModelCalled(self.name, None, None, monotonic() - began))
            raise
        turn.tell(ModelCalled(self.name, raw.tokens_in, raw.tokens_out, monotonic() - began))
        return raw

    async def _provide(self, failed: CallFailedError, forms: list[Form], turn: Turn) -> None:
        """Do what may help after a failed call; raise its error where nothing may."""
        turn.take_back()
        known = self._abilities.now
        match failed.remedy:
            case Remedy.NO_STREAM_FOR_GOOD if forms[0] not in known.unstreamed:
                self._abilities.learn(known.without_stream(forms[0]))
            case Remedy.OTHER_FORM_FOR_GOOD if len(forms) > 1:
                self._abilities.learn(known.without(forms.pop(0)))
            case Remedy.OTHER_FORM if len(forms) > 1:
                del forms[0]
            case Remedy.IN_ONE_PIECE:
                turn.streamed = False
                turn.not_a_stream = None if failed.cut else forms[0]
                await turn.pause(failed)
            case _:
                await turn.pause(failed)
        turn.last = failed.error


def _is_prose(text: str) -> bool:
    """Whether a text that was to be an object shows that the form was not kept to."""
    return bool(text.strip()) and not text.lstrip().startswith(("{", "[", '"'))


def _read(text: str, finish_reason: str) -> Reply:
    """Read a reply that the model was not cut off in.

    Raises:
        NoUsableReplyError: it is of no use, or the provider withheld the rest of it.
    """
    if finish_reason in _WITHHELD:
        raise NoUsableReplyError(
            "The provider withheld the model's reply.",
            why="Its content filter blocked it.",
            todo="Rephrase it, or choose another model (CLOUD_ASSIST_MODEL).",
        )
    try:
        return parse_reply(text)
    except NoUsableReplyError as unusable:
        if finish_reason:
            raise
        raise NoUsableReplyError("The model's reply is incomplete.", why=unusable.why, todo="Try again.") from unusable


def _salvaged(failed: CallFailedError) -> Reply | None:
    """Read what the model had written where the server refused to pass it on; it is often whole.

    It may as well be prose that refuses or tells a story, so a command counts only where it stands alone.
    """
    if not failed.generation:
        return None
    try:
        return parse_reply(failed.generation, alone=True)
    except NoUsableReplyError:
        return None


def _out_of_room() -> NoUsableReplyError:
    return NoUsableReplyError(
        "The model reached its token limit before the reply was complete.",
        why="Models that reason first can spend the limit on reasoning.",
        todo="Ask for less at once, or choose another model (CLOUD_ASSIST_MODEL).",
    )


def _refuse_cut_command(text: str, longest: int) -> None:
    """Refuse a reply with a command as long as the form lets it be.

    Raises:
        NoUsableReplyError: the end of a command may be missing.
    """
    if not longest or len(text) < longest or not _has_command_of(longest, _loaded(text)):
        return
    raise NoUsableReplyError(
        "The model's command is too long.",
        why=f"This server's models may write {longest:,} characters; the rest of the command may be missing.",
        todo="Rephrase it or split it into smaller steps, or choose another model (CLOUD_ASSIST_MODEL).",
    )


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None  # not written under the form's bound, then


def _has_command_of(length: int, value: object) -> bool:
    """Whether some field `command` in `value` is so long; as it was written, before any space is taken off."""
    if isinstance(value, list):
        return any(_has_command_of(length, each) for each in value)
    if not isinstance(value, dict):
        return False
    command = value.get("command")
    return (isinstance(command, str) and len(command) >= length) or _has_command_of(length, value.get("steps"))


def _objection(reply: Reply, request: ProposalRequest) -> _Objection | None:
    """Say what is wrong with a reply that can be read; None where it will do."""
    commands = [reply.command] if reply.kind is ReplyKind.COMMAND else [step.command for step in reply.steps]
    if any(_PLACEHOLDER in command for command in commands):
        error = NoUsableReplyError(
            "The proposed command needs a secret that is hidden from the model.",
            why="It contains a [REDACTED:…] placeholder, which must not run in place of the secret.",
            todo='Store the secret in a variable or a file and mention it ("use $DB_PASSWORD"), or type the command.',
        )
        return _Objection(
            error, "a placeholder must not stand in a command. Name a variable or a file, or ask for one."
        )
    if len(reply.steps) > request.max_steps:
        error = NoUsableReplyError(
            f"The model's plan has {len(reply.steps)} steps; a request may take {request.max_steps} (MAX_STEPS).",
            todo="Ask for less at once, or raise MAX_STEPS.",
        )
        return _Objection(error, f"the plan may have at most {request.max_steps} steps.")
    turned_down = _turned_down(request)
    how = next((turned_down[_comparable(each)] for each in commands if _comparable(each) in turned_down), None)
    if how is None:
        return None
    error = NoUsableReplyError(
        "The model has no other command.",
        why=f"It repeated the command that {how}.",
        todo="Describe what should be different, or type the command yourself.",
    )
    return _Objection(error, f"it was the command that {how}. Propose a different one, or ask.")


def _turned_down(request: ProposalRequest) -> dict[str, str]:
    """Return the commands not to propose again, each with what became of it."""
    turned_down = {_comparable(each.command): "failed before" for each in request.earlier_failures}
    turned_down |= {_comparable(each.command): "was rejected" for each in request.rejections}
    if request.failure is not None:
        turned_down[_comparable(request.failure.command)] = "just failed"
    return turned_down


def _comparable(command: str) -> str:
    """Return `command` as it is compared: without the spaces that cannot matter."""
    bare = command.strip().rstrip(";").rstrip()
    return " ".join(bare.split()) if _PLAIN_WORDS.fullmatch(bare) else bare
