"""The bodies of Groq's chat-completions protocol, made from the steps of a script (see `fake_groq`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

WORDING: Mapping[int, tuple[str, str, str]] = {
    400: ("'messages' : value must be an array", "invalid_request_error", ""),
    401: ("Invalid API Key", "invalid_request_error", "invalid_api_key"),
    403: ("Access denied. Please check your network settings.", "permissions_error", ""),
    404: (
        "The model `{model}` does not exist or you do not have access to it.",
        "invalid_request_error",
        "model_not_found",
    ),
    413: (
        "Request too large for model `{model}` on tokens per minute (TPM): Limit 8000, Requested 9513",
        "tokens",
        "rate_limit_exceeded",
    ),
    429: ("Rate limit reached for model `{model}`. Please try again shortly.", "tokens", "rate_limit_exceeded"),
    498: ("Flex tier capacity exceeded", "capacity_exceeded", "capacity_exceeded"),
    500: ("Internal Server Error", "internal_server_error", ""),
    502: ("Bad Gateway", "internal_server_error", ""),
    503: ("Service Unavailable", "internal_server_error", ""),
}
_SEE = "Please adjust your prompt. See 'failed_generation' for more details."
FAILED = {
    "tool_use_failed": f"Failed to call a function. {_SEE}",
    "json_validate_failed": f"Failed to generate JSON. {_SEE}",
}


def request_form(body: Mapping[str, Any]) -> str:
    """Return how a structured reply was asked for: "json_schema", "json_object", "tools" or "text"."""
    if body.get("response_format"):
        return str(body["response_format"]["type"])
    return "tools" if body.get("tools") else "text"


def _fields(step: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields of a structured reply, None where the step is not one."""
    if "fields" in step:
        return dict(step["fields"])
    empty = {"kind": "", "command": "", "explanation": "", "question": ""}
    if "command" in step:
        return empty | {"kind": "command", "command": step["command"], "explanation": step.get("explanation", "")}
    if "question" in step:
        return empty | {"kind": "question", "question": step["question"]}
    if "answer" in step:
        return empty | {"kind": "answer", "explanation": step["answer"]}
    return None


def _message(step: Mapping[str, Any], form: str, tool: str) -> dict[str, Any]:
    """Return the assistant's message for a step, in the form that was asked for."""
    content, arguments = step.get("text"), step.get("arguments")
    if "huge" in step:
        content = ("word " * (int(step["huge"]) // 5 + 1))[: int(step["huge"])]
    fields = _fields(step)
    if fields is not None:
        content = json.dumps(fields)
        if form == "tools":
            content, arguments = None, content
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if arguments is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": arguments}}
        message["tool_calls"] = [call]
    return message


def completion(step: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole chat completion."""
    form = request_form(body)
    tool = body["tools"][0]["function"]["name"] if body.get("tools") else "reply"
    message = _message(step, form, tool)
    finish = step.get("finish_reason", "tool_calls" if "tool_calls" in message else "stop")
    usage = {
        "prompt_tokens": 512,
        "completion_tokens": 64,
        "total_tokens": 576,
        "prompt_time": 0.01,
        "completion_time": 0.1,
        "total_time": 0.11,
        "queue_time": 0.02,
    }
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": body.get("model", ""),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
        "usage": step.get("usage", usage),
        "system_fingerprint": "fp_1",
        "x_groq": {"id": "req_1"},
    }


def _pieces(text: str) -> list[str]:
    """Cut a text as it is streamed: some characters at a time, and a long one into no more than some hundred pieces."""
    size = max(20, len(text) // 500)
    return [text[at : at + size] for at in range(0, len(text), size)]


def stream_events(whole: Mapping[str, Any], *, with_usage: bool = False) -> list[str]:
    """Return the server-sent events of a completion, the end mark last; `with_usage` adds OpenAI's event for it."""
    choice = whole["choices"][0]
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    text = choice["message"]["content"] or ""
    deltas += [{"content": piece} for piece in _pieces(text)]
    for call in choice["message"].get("tool_calls", []):
        arguments = call["function"]["arguments"]
        pieces = _pieces(arguments) or [""]
        first = {**call, "function": {**call["function"], "arguments": pieces[0]}}
        deltas.append({"tool_calls": [{"index": 0, **first}]})
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in pieces[1:]]
    chunk = {key: whole[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}
    chunks = [chunk | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if choice["finish_reason"] is not None:
        last = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
        chunks.append(chunk | {"choices": [last], "x_groq": {"id": "req_1", "usage": whole["usage"]}})
        if with_usage and whole["usage"]:
            chunks.append(chunk | {"choices": [], "usage": whole["usage"]})
    return [f"data: {json.dumps(c)}\n\n" for c in chunks] + ["data: [DONE]\n\n"]
