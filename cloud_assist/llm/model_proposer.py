"""Asks a model until there is a usable reply, within one deadline: forms, retries, waits, and one second chance.

Knows no SDK. A `Wire` carries one call; what failed comes back as `CallFailedError` with what may help.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from cloud_assist.errors import ModelError, NoUsableReplyError
from cloud_assist.llm.failures import CallFailedError, Provider, Remedy, timed_out
from cloud_assist.llm.parse import parse_reply
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.llm.prompts import build_messages

LONGEST_WAIT_S: Final = 20.0
"""A provider that asks for more is not waited for: the person is told instead."""
WAITS: Final = 3
BACKOFF_S: Final = (0.5, 2.0)
"""Seconds before each retry after a server error or a broken connection; their number bounds the retries."""
UNSAID_WAIT_S: Final = 2.0
"""Wait after a 429 that does not say how long."""
_OUT_OF_ROOM: Final = frozenset({"length", "max_tokens", "model_length", "model_context_window_exceeded"})
"""The providers' words for a reply that was cut: it may lack the very words that take its command back."""
_WITHHELD: Final = frozenset({"content_filter", "refusal", "safety", "recitation", "prohibited_content", "blocklist"})
"""And for one that a filter ended."""
_PLACEHOLDER: Final = "[REDACTED:"
_WRONG_FORM: Final = "reply with one JSON object of the form given and nothing else, with one complete command."
_PLAIN_WORDS: Final = re.compile(r"[^'\"\\\n`]+")


class Form(StrEnum):
    """How a structured reply is asked for, best first."""

    SCHEMA = "schema"
    """Decoding is constrained to a JSON schema."""
    FUNCTION = "function"
    """The reply is the arguments of a function that must be called."""
    TEXT = "text"
    """The system message asks for it; nothing enforces it."""


@dataclass(frozen=True, slots=True)
class RawReply:
    """What a model sent, unread."""

    text: str
    finish_reason: str
    """The provider's own word: "stop", "tool_calls", "length"; empty where the reply does not say."""


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

    async def ask(self, messages: list[tuple[str, str]], form: Form, *, roomy: bool) -> RawReply:
        """Make one call, without retries; `roomy` leaves more room for the reply and asks for less thinking.

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


@dataclass(slots=True)
class _Turn:
    """What one `propose` has used up so far."""

    progress: Progress
    deadline: float
    """On the event loop's clock."""
    waits: int = 0
    retries: int = 0
    roomy: bool = False
    simpler: bool = False
    """Whether the best form gave nothing that could be read: the second chance takes the next one."""
    last: ModelError | None = field(default=None)
    """What went wrong last, for the message if time runs out."""

    async def pause(self, failed: CallFailedError) -> None:
        """Wait as `failed` asks; raise its error where waiting is of no use."""
        if failed.remedy is Remedy.WAIT:
            allowed = self.waits < WAITS
            seconds = UNSAID_WAIT_S if failed.wait_s is None else failed.wait_s
            self.waits += 1
            text = f"rate-limited, waiting {max(round(seconds), 1)} s"
        else:
            allowed = failed.remedy is Remedy.RETRY and self.retries < len(BACKOFF_S)
            seconds = max(BACKOFF_S[self.retries], failed.wait_s or 0.0) if allowed else 0.0
            self.retries += 1
            text = f"{failed.error.what} Trying again."
        in_time = asyncio.get_running_loop().time() + seconds < self.deadline
        if not (allowed and in_time and seconds <= LONGEST_WAIT_S):
            raise failed.error from failed
        self.last = failed.error
        self.progress(text)
        await asyncio.sleep(seconds)


class ModelProposer:
    """A `Proposer` that asks a model."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._forms = wire.forms

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
        turn = _Turn(progress, asyncio.get_running_loop().time() + timeout_s)
        try:
            async with asyncio.timeout_at(turn.deadline):
                return await self._converse(request, turn)
        except TimeoutError as error:
            raise timed_out(self._wire.provider, turn.last) from error

    async def close(self) -> None:
        """Release connections. Safe to call twice."""
        await self._wire.close()

    async def _converse(self, request: ProposalRequest, turn: _Turn) -> Reply:
        """Ask, and ask once more where the first reply is of no use."""
        objection = await self._try(request, turn, ())
        if isinstance(objection, Reply):
            return objection
        turn.last = objection.error
        turn.progress("the reply could not be used, asking again")
        second = await self._try(request, turn, (f"Your last reply could not be used: {objection.correction}",))
        if isinstance(second, Reply):
            return second
        raise second.error

    async def _try(self, request: ProposalRequest, turn: _Turn, corrections: tuple[str, ...]) -> Reply | _Objection:
        try:
            reply = await self._ask(build_messages(request, corrections), turn)
        except NoUsableReplyError as error:
            if isinstance(error.__cause__, CallFailedError):
                raise  # every form has been tried already
            turn.simpler = True
            return _Objection(error, _WRONG_FORM)
        return _objection(reply, request) or reply

    async def _ask(self, messages: list[tuple[str, str]], turn: _Turn) -> Reply:
        """Make calls until one of them gives a reply that can be read."""
        forms = list(self._forms[1:] if turn.simpler and len(self._forms) > 1 else self._forms)
        while True:
            try:
                raw = await self._wire.ask(messages, forms[0], roomy=turn.roomy)
            except CallFailedError as failed:
                salvaged = _salvaged(failed)
                if salvaged is not None:
                    return salvaged
                if failed.remedy not in {Remedy.OTHER_FORM, Remedy.OTHER_FORM_FOR_GOOD} or len(forms) == 1:
                    await turn.pause(failed)
                    continue
                turn.last = failed.error
                dropped = forms.pop(0)
                if failed.remedy is Remedy.OTHER_FORM_FOR_GOOD:
                    self._forms = tuple(form for form in self._forms if form is not dropped)
                continue
            reason = raw.finish_reason.lower()
            if reason not in _OUT_OF_ROOM:
                return _read(raw.text, reason)
            if turn.roomy:
                raise _out_of_room()
            turn.roomy = True


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
