"""One call of a LangChain chat model, whichever provider's: messages out, raw text back, every error explained.

LangChain's own structured output is not used: its parser mends a reply that was cut by closing the open string, which
makes another command of a cut one, and takes quadratic time on a long reply that is no JSON. Forms are bound to the
model here, and `parse` reads what comes back.

Imports langchain_core (a third of a second), so it is itself imported late.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import cast

# The first call would import these: not then, for the graph, which needs them, may be loading in another thread.
import langchain_core.tracers.context
import langchain_core.tracers.stdout  # noqa: F401
from langchain_core.exceptions import LangChainException
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.runnables import Runnable
from pydantic import ValidationError

from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.abilities import Form
from cloud_assist.llm.failures import CallFailedError, Provider, Remedy, cut_short, explain, explain_stream
from cloud_assist.llm.gathered import Gathered, finish_reason_in
from cloud_assist.llm.model_proposer import OnText, RawReply
from cloud_assist.llm.parse import MAX_REPLY_CHARS

AskableModel = Runnable[LanguageModelInput, AIMessage]

_UNREADABLE = (LangChainException, ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What the adapters raise on an answer that is not the protocol (a login page, half a JSON document)."""


class ChatWire:
    """A `Wire` over LangChain."""

    def __init__(
        self,
        provider: Provider,
        models: Mapping[Form, AskableModel],
        *,
        errors: tuple[type[Exception], ...],
        roomy: Mapping[Form, AskableModel],
        close: Callable[[], Awaitable[None]],
        longest_command: int = 0,
    ) -> None:
        """`models` holds the chat model bound to each form, best first, and `roomy` the same with more room.

        `errors` are the SDK's and its HTTP client's; `longest_command` is as in `Wire`.
        """
        self._provider = provider
        self._models = dict(models)
        self._errors: tuple[type[Exception], ...] = (*errors, OSError, *_UNREADABLE)
        self._roomy = dict(roomy)
        self._close = close
        self._longest_command = longest_command

    @property
    def provider(self) -> Provider:
        """Who is asked."""
        return self._provider

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms it has, best first."""
        return tuple(self._models)

    @property
    def longest_command(self) -> int:
        """Characters at which a command is cut; 0 where none is."""
        return self._longest_command

    async def ask(
        self, messages: list[tuple[str, str]], form: Form, *, roomy: bool, on_text: OnText | None
    ) -> RawReply:
        """Make one call. See `Wire.ask`."""
        model = (self._roomy if roomy else self._models)[form]
        if on_text is not None:
            return await self._stream(model, messages, on_text)
        try:
            message = await model.ainvoke(list(messages))
        except ValidationError as error:
            raise CallFailedError(_misshapen(), Remedy.OTHER_FORM) from error
        except self._errors as error:
            raise explain(error, self._provider) from error
        return RawReply(_text_of(message), _finish_reason(message), *_tokens(message.usage_metadata))

    async def _stream(self, model: AskableModel, messages: list[tuple[str, str]], on_text: OnText) -> RawReply:
        """Make one call and pass the reply on as it comes."""
        gathered = Gathered()
        try:
            async with contextlib.aclosing(cast("AsyncGenerator[AIMessage]", model.astream(list(messages)))) as chunks:
                async for chunk in chunks:
                    gathered.add(chunk)
                    if gathered.due():
                        on_text(gathered.text)
                    if gathered.size > MAX_REPLY_CHARS:
                        return RawReply(gathered.text, "stop")  # refused for its length, whatever is in it
        except ValidationError as error:
            raise CallFailedError(_misshapen(), Remedy.OTHER_FORM) from error
        except self._errors as error:
            if gathered.size == 0:
                raise explain_stream(error, self._provider) from error
            raise explain(error, self._provider, begun=True) from error
        if not gathered.finish_reason:
            raise cut_short(self._provider)
        on_text(gathered.text)
        return RawReply(gathered.text, gathered.finish_reason, *_tokens(gathered.usage))

    async def close(self) -> None:
        """Release connections. Safe to call twice."""
        await self._close()


def _misshapen() -> NoUsableReplyError:
    return NoUsableReplyError(
        "The model's reply is not in the requested form.",
        why="The arguments of its function call are not an object.",
        todo="Try again, or choose another model (CLOUD_ASSIST_MODEL).",
    )


def _text_of(message: AIMessage) -> str:
    """Return the arguments of the function that was called, else the content.

    Several calls come back as a list, which is not a reply: one command at a time.
    """
    calls = [json.dumps(call["args"]) for call in message.tool_calls]
    calls += [call["args"] or "" for call in message.invalid_tool_calls]
    if len(calls) == 1:
        return calls[0]
    if calls:
        return json.dumps(calls)
    return str(message.text)


def _finish_reason(message: AIMessage) -> str:
    return finish_reason_in(message.response_metadata)


def _tokens(usage: UsageMetadata | None) -> tuple[int | None, int | None]:
    """Return the tokens read and written; None where the provider did not say, or said nothing that can be true."""
    if usage is None or not usage.get("input_tokens"):
        return None, None
    return usage["input_tokens"], usage["output_tokens"]
