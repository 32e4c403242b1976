"""What went wrong with one call of a model, in words for the person, and what to do about it before giving up.

The SDKs of Groq, OpenAI and Anthropic are generated from one template, and Ollama's is close: an error that carries a
`status_code` came from the server, any other from the way to it. They are read by these attributes and, below them,
by the names of the HTTP client's classes, so that no SDK has to be imported here.

Statuses follow https://console.groq.com/docs/errors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from time import time
from typing import Any, Final

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import ModelError, ModelUnreachableError, NoUsableReplyError, RateLimitedError
from cloud_assist.llm.way import proxy_for
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Secret

SAID_CHARS: Final = 240
"""How much of a server's own message is quoted."""
_OFFLINE: Final = "To work without a model, set CLOUD_ASSIST_MODEL=offline."
_NO_SUCH_FORM: Final = re.compile(
    r"response.?format|json.?schema|tool|function|not supported|unsupported", re.IGNORECASE
)
_NO_STREAM: Final = re.compile(r"stream", re.IGNORECASE)
_TOO_LONG: Final = re.compile(
    r"context.?(?:length|size)|too (?:large|long)|reduce the length|maximum context", re.IGNORECASE
)


class Remedy(Enum):
    """What may help after a failed call."""

    NONE = auto()
    RETRY = auto()
    """The same again, after a moment."""
    WAIT = auto()
    """The same again, when the provider says so."""
    OTHER_FORM = auto()
    """Ask for the reply in a simpler form: this reply did not fit the form."""
    OTHER_FORM_FOR_GOOD = auto()
    """As before, and from now on: the model does not know the form at all."""
    IN_ONE_PIECE = auto()
    """The same again, after a moment, and not as a stream: this one was cut, or was none."""
    NO_STREAM_FOR_GOOD = auto()
    """The same again, and from now on not as a stream: the server has none for it."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who is asked, as messages name it."""

    title: str
    """"Groq"."""
    label: str
    """"groq:openai/gpt-oss-120b"."""
    address: str
    """Base URL."""
    address_key: str
    """The setting that changes it: "GROQ_API_BASE"."""
    address_set: bool
    """Whether the person set it; if not, it is not what to look at first."""
    key: Secret
    """Never shown; removed from whatever a server says."""
    key_name: str
    """"GROQ_API_KEY"; empty where none is needed."""
    key_source: str
    """Where the key was read from: "environment", or a path."""
    key_page: str
    """Where a new one is made."""
    models_hint: str
    """What to do where the model does not exist, as a sentence."""
    timeout_s: float

    @property
    def to_check(self) -> str:
        """What may be wrong where no sensible answer comes."""
        return f"Check the network and {self.address_key}." if self.address_set else "Check the network."

    @property
    def host(self) -> str:
        """The address without what could hold a password or a path."""
        return self.address.partition("://")[2].rpartition("@")[2].partition("/")[0] or self.title


class CallFailedError(Exception):
    """One call failed. Never leaves this package: what leaves is `error`."""

    def __init__(
        self,
        error: ModelError,
        remedy: Remedy = Remedy.NONE,
        *,
        wait_s: float | None = None,
        generation: str = "",
        cut: bool = False,
    ) -> None:
        super().__init__(error.what)
        self.error = error
        self.remedy = remedy
        self.wait_s = wait_s
        """Seconds the provider asks to wait."""
        self.generation = generation
        """What the model had written where the server would not pass it on; untrusted."""
        self.cut = cut
        """Whether part of a reply had come."""

    @property
    def written(self) -> bool:
        """Whether the model has written something, which counts for its provider."""
        return self.cut or bool(self.generation)


def explain(error: Exception, provider: Provider, *, begun: bool = False) -> CallFailedError:
    """Return what an error of an SDK or of its HTTP client means; `begun` where part of the reply had come."""
    status = _status_of(error)
    if status:
        return _of_status(status, _body_of(error), _headers_of(error), provider)
    failed = _of_connection(error, provider)
    return cut_short(provider) if begun and failed.remedy is Remedy.RETRY else failed


def explain_stream(error: Exception, provider: Provider) -> CallFailedError:
    """Return what an error means that came in place of a stream's first piece."""
    failed = explain(error, provider)
    if _status_of(error) in {400, 422} and _NO_STREAM.search(failed.error.why):
        return CallFailedError(failed.error, Remedy.NO_STREAM_FOR_GOOD)
    if failed.error.what == _unreadable(provider).what:  # as of a server that answers in one piece, whatever is asked
        return CallFailedError(failed.error, Remedy.IN_ONE_PIECE)
    return failed


def cut_short(provider: Provider) -> CallFailedError:
    """Return the failure of a stream that ended before the reply did: no reason for its end came."""
    error = ModelUnreachableError(
        f"The connection to {provider.host} was closed before the reply was complete.",
        why="The stream ended without a finish reason: the server or a proxy cut it.",
        todo=f"Try again. {_OFFLINE}",
    )
    return CallFailedError(error, Remedy.IN_ONE_PIECE, cut=True)


def _status_of(error: Exception) -> int:
    """Return the HTTP status of a refusal, 0 where the error is of another kind.

    A refusal in the middle of a stream is an event: it has a body, and perhaps the status in it.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status >= 300:
        return status
    body = _body_of(error)
    if not body or status is not None:
        return 0
    code = body.get("code")
    told = next((each for each in (body.get("status_code"), code) if isinstance(each, int) and each >= 300), 0)
    by_code = {"rate_limit_exceeded": 429, "tool_use_failed": 400, "json_validate_failed": 400}
    return told or by_code.get(str(code), 500)


def timed_out(provider: Provider, last: ModelError | None = None) -> ModelUnreachableError:
    """Return the error of a request that took too long altogether; `last` is what went wrong meanwhile."""
    return ModelUnreachableError(
        f"{provider.label} did not answer within {provider.timeout_s:g} s.",
        why=last.what if last else f"No reply came from {provider.host}.",
        todo=f"Try again, or raise MODEL_TIMEOUT (now {provider.timeout_s:g}). {_OFFLINE}",
    )


# --- The server answered ----------------------------------------------------------------------------------------


def _of_status(status: int, body: Mapping[str, Any], headers: Mapping[str, str], provider: Provider) -> CallFailedError:
    said = _said(body, provider)
    if status == 413 or (status == 400 and _TOO_LONG.search(said)):
        return _too_large(said, provider)
    if status in {400, 422}:
        return _bad_request(body, said, provider)
    if status == 429:
        return _rate_limited(body, said, headers, provider)
    if status in {401, 403}:
        return _not_allowed(status, said, provider)
    if status == 404:
        return _not_found(body, said, provider)
    remedy = Remedy.RETRY if status in {408, 409, 425, 498} or status >= 500 else Remedy.NONE
    error = ModelUnreachableError(
        f"{provider.title} could not answer (HTTP status {status}).",
        why=said or "The server gave no reason.",
        todo=f"Try again in a while. {_OFFLINE}",
    )
    return CallFailedError(error, remedy, wait_s=_retry_after(headers))


def _bad_request(body: Mapping[str, Any], said: str, provider: Provider) -> CallFailedError:
    error = ModelUnreachableError(
        f"{provider.title} refused the request.",
        why=said or "The server gave no reason (HTTP status 400).",
        todo="Try again, or choose another model with CLOUD_ASSIST_MODEL.",
        another_may_answer=False,
    )
    generation = body.get("failed_generation")
    if body.get("code") in {"tool_use_failed", "json_validate_failed"} or generation is not None:
        # The model did answer; only the form of its answer was no use to the server.
        unusable = NoUsableReplyError(
            f"{provider.label} gave no usable reply.",
            why=said,
            todo="Rephrase it, or choose another model with CLOUD_ASSIST_MODEL.",
        )
        return CallFailedError(unusable, Remedy.OTHER_FORM, generation=str(generation or ""))
    # Servers word this in many ways, and a simpler form is worth a try after any refusal; only where the wording is
    # clear is the form given up for good.
    remedy = Remedy.OTHER_FORM_FOR_GOOD if _NO_SUCH_FORM.search(said) else Remedy.OTHER_FORM
    return CallFailedError(error, remedy)


def _not_allowed(status: int, said: str, provider: Provider) -> CallFailedError:
    if status == 403:
        error = ModelUnreachableError(
            f"{provider.title} denied access to {provider.label}.",
            why=said or "The server gave no reason (HTTP status 403).",
            todo="Check that your account may use this model from this network, or set another CLOUD_ASSIST_MODEL.",
            another_may_answer=False,
        )
    elif not provider.key_name:
        error = ModelUnreachableError(
            f"{provider.title} requires a key.", why=said, todo=f"Check the address in {provider.address_key}."
        )
    else:
        where = provider.key_source
        error = ModelUnreachableError(
            f"{provider.title} rejected the key in {provider.key_name}.",
            why=f"It was read from {where if '/' in where else f'the {where}'}, and {provider.host} answered 401.",
            todo=f"Set {provider.key_name} to a valid key ({provider.key_page}). {_OFFLINE}",
            another_may_answer=False,
        )
    return CallFailedError(error)


def _not_found(body: Mapping[str, Any], said: str, provider: Provider) -> CallFailedError:
    # Of a model that is missing every server says so in some words; of a path, llama.cpp says "File Not Found".
    if body.get("code") == "unknown_url" or "model" not in said.lower():
        error = ModelUnreachableError(
            f"{provider.host} is not a server for this kind of model.",
            why=said or "It does not have this address (HTTP status 404).",
            todo=f"Check {provider.address_key}: it must be the server's base URL.",
        )
    else:
        error = ModelUnreachableError(
            f"{provider.title} has no model {provider.label.partition(':')[2]!r}.",
            why=said,
            todo=provider.models_hint,
        )
    return CallFailedError(error)


def _too_large(said: str, provider: Provider) -> CallFailedError:
    error = ModelUnreachableError(
        f"The request is too large for {provider.label}.",
        why=said,
        todo="Attach less text, or set CLOUD_ASSIST_MODEL to a model with a higher limit.",
        another_may_answer=False,
    )
    return CallFailedError(error)


def _rate_limited(
    body: Mapping[str, Any], said: str, headers: Mapping[str, str], provider: Provider
) -> CallFailedError:
    wait_s = _retry_after(headers)
    when = f"in {wait_s:.0f} s" if wait_s is not None else "in a while"
    error = RateLimitedError(
        f"The rate limit of {provider.title} was reached.",
        why=said,
        todo=f"Try again {when}, or set CLOUD_ASSIST_MODEL to another model. {_OFFLINE}",
        retry_after_s=wait_s,
    )
    exhausted = body.get("code") == "insufficient_quota"  # OpenAI's word for an account without credit
    return CallFailedError(error, Remedy.NONE if exhausted else Remedy.WAIT, wait_s=wait_s)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3: a number or a date), None without one."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - time()
        except ValueError:
            return None
    return max(seconds, 0.0) if seconds < 1e9 else None


def _body_of(error: Exception) -> Mapping[str, Any]:
    """Return the error object of a response: {"message", "code", "failed_generation", …}, {} where there is none."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            return inner
        return {"message": str(inner)}
    said = getattr(error, "error", None)  # ollama
    return {"message": said} if isinstance(said, str) else {}


def _headers_of(error: Exception) -> Mapping[str, str]:
    return getattr(getattr(error, "response", None), "headers", None) or {}


def _said(body: Mapping[str, Any], provider: Provider) -> str:
    """Return a server's message, safe to show: on one line, bounded, without the key or any other secret."""
    message = body.get("message")
    if not isinstance(message, str):
        return ""
    text = message[: 10 * SAID_CHARS]
    if provider.key:
        text = text.replace(provider.key.value, "[the key]")
    line = " ".join(redact(strip_terminal_controls(text.encode("utf-8", "replace").decode())).split())
    return line if len(line) <= SAID_CHARS else line[: SAID_CHARS - 1] + "…"


# --- No answer came ---------------------------------------------------------------------------------------------


def _of_connection(error: Exception, provider: Provider) -> CallFailedError:
    chain = list(_chain(error))
    names = {base.__name__ for each in chain for base in type(each).__mro__}
    text = " ".join(str(each) for each in chain)
    host = provider.host
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return CallFailedError(
            ModelUnreachableError(
                f"The connection to {host} is not trusted.",
                why="Its TLS certificate cannot be verified. A proxy that inspects traffic can cause this.",
                todo="Set SSL_CERT_FILE to the file with your company's certificates.",
            )
        )
    if "SSLError" in names or "[SSL" in text:
        return CallFailedError(
            ModelUnreachableError(
                f"A secure connection to {host} could not be made.",
                why="The server there does not speak TLS correctly.",
                todo=f"{provider.to_check} Perhaps the address should start with http, not https.",
            )
        )
    if "ProxyError" in names:
        return CallFailedError(
            ModelUnreachableError(
                f"The proxy refused the connection to {host}.",
                why="It is set in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY.",
                todo=f"Check these variables, or add {host.partition(':')[0]} to NO_PROXY.",
            )
        )
    if "ConnectError" in names or "ConnectTimeout" in names or "ConnectionRefusedError" in names:
        return CallFailedError(_no_connection(names, text, provider), Remedy.RETRY)
    if any(name.endswith(("Timeout", "TimeoutException", "TimeoutError")) for name in names):
        return CallFailedError(timed_out(provider))
    if names & {"NetworkError", "ProtocolError", "RemoteProtocolError", "ConnectionError", "APIConnectionError"}:
        cut_off = ModelUnreachableError(
            f"The connection to {host} was closed before the reply was complete.",
            why="The server or a proxy closed it.",
            todo=f"Try again. {_OFFLINE}",
        )
        return CallFailedError(cut_off, Remedy.RETRY)
    return CallFailedError(_unreadable(provider), Remedy.RETRY)


def _unreadable(provider: Provider) -> ModelUnreachableError:
    return ModelUnreachableError(
        f"The reply from {provider.host} cannot be read.",
        why="A model server does not reply like this. It may be the network's login page.",
        todo=f"{provider.to_check} {_OFFLINE}",
    )


def _no_connection(names: set[str], text: str, provider: Provider) -> ModelUnreachableError:
    proxy = proxy_for(provider.address, os.environ)
    if proxy is not None:
        return ModelUnreachableError(
            f"The proxy {proxy.host} could not be reached.",
            why=f"It is set in {proxy.variable}.",
            todo=f"Correct or unset {proxy.variable}, or add {provider.host.partition(':')[0]} to NO_PROXY. {_OFFLINE}",
        )
    why = "Nothing answers there."
    if "gaierror" in names or "Name or service" in text or "nodename" in text or "name resolution" in text:
        why = "The name cannot be resolved: this machine may be offline."
    elif "ConnectTimeout" in names:
        why = "The connection timed out."
    elif "refused" in text:
        why = "The connection was refused."
    return ModelUnreachableError(
        f"{provider.host} could not be reached.",
        why=why,
        todo=f"{provider.to_check} {_OFFLINE}",
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what caused it; bounded, as a chain may be circular."""
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__
