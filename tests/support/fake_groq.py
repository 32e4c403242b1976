"""A loopback server that speaks Groq's chat-completions protocol from a script, and misbehaves when told to.

In a test: `with FakeGroq([{"command": "aws s3 ls"}]) as server:`, with GROQ_API_BASE at `server.url`.
For an installed program: `python -m tests.support.fake_groq --script steps.json --port 0 [--record requests.jsonl]`,
which prints the port on a line of its own and serves until it is terminated.

A script is a list of steps, one for each chat request in order; the last one is repeated. A step is an object:

    {"command": "ls", "explanation": "…"}  {"question": "…"}  {"answer": "…"}   a reply in the form that was asked for
    {"fields": {…}}            the same with any fields (a wrong schema)
    {"text": "…"}              plain content, whatever was asked for (prose, a fenced block, "" for an empty reply)
    {"arguments": "{…"}        a function call with exactly these arguments, as text
    {"huge": 300000}           prose of that many bytes
    {"status": 401}            an error, worded as Groq words it; any status
    {"status": 429, "retry_after": 3}
    {"error": "tool_use_failed", "failed_generation": "…"}   400; also "json_validate_failed"
    {"raw": "…", "content_type": "…"}   this body with status 200 ("{" is bad JSON)
    {"hang": true}             reads the request and never answers
    {"cut": true}              breaks off in the middle of the body, or of the stream
    {"drop": true}             closes the connection without a word

Any step takes also: "delay_s" (seconds before the answer), "finish_reason" ("length"; null for none), "only_for"
("json_schema", "tools" or "text": other forms of request are refused with the 400 of a model that lacks them, and the
step is not used up), "message" and "code" (of an error), "headers", "usage" (null for none), "stream": "refused"
(a 400 to whoever asks for one; the step is not used up) or "ignored" (the reply comes in one piece), "piece_delay_s"
(between the pieces of a stream).
"""

from __future__ import annotations

import argparse
import json
import ssl
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

from tests.support.groq_protocol import FAILED, WORDING, completion, request_form, stream_events

KEY = "gsk_" + "t3st" * 13
"""A key of the right shape; the server takes any key unless it is started with `key=`."""
CHAT_PATH = "/openai/v1/chat/completions"
MODELS = ("openai/gpt-oss-120b", "openai/gpt-oss-20b", "qwen/qwen3-32b")


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.body)

    @property
    def json(self) -> dict[str, Any]:
        """The body, decoded."""
        decoded: dict[str, Any] = json.loads(self.body)
        return decoded

    @property
    def form(self) -> str:
        """How a structured reply was asked for: "json_schema", "json_object", "tools" or "text"."""
        return request_form(self.json)


@dataclass
class Script:
    """The steps, and what has happened so far. Shared by the server's threads."""

    steps: list[dict[str, Any]]
    key: str = ""
    """The only key that is taken; empty for any."""
    record: Path | None = None
    pages: Mapping[str, object] = field(default_factory=dict)
    """What is answered to a GET, by its path, besides the list of models."""
    redirect: str = ""
    """Where every GET is sent; empty for nowhere."""
    requests: list[Recorded] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _played: int = 0
    _lock: threading.Condition = field(default_factory=threading.Condition)

    def take(self, form: str, *, streamed: bool) -> tuple[dict[str, Any], bool]:
        """Return the next step, and whether it answers this form of request at all."""
        with self._lock:
            step = self.steps[min(self._played, len(self.steps) - 1)]
            fits = step.get("only_for", form) == form and not (streamed and step.get("stream") == "refused")
            self._played += fits
            return step, fits

    def note(self, request: Recorded) -> None:
        with self._lock:
            self.requests.append(request)
            self._lock.notify_all()
            if self.record is not None:
                line = {"method": request.method, "path": request.path, "size": request.size}
                line["headers"] = {k: v for k, v in request.headers.items() if k != "authorization"}
                line["body"] = request.body.decode("utf-8", "replace")
                with self.record.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")

    def wait_for(self, count: int, timeout_s: float) -> None:
        """Block until `count` requests have arrived."""
        with self._lock:
            assert self._lock.wait_for(lambda: len(self.requests) >= count, timeout_s), "no request came"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ClassVar[Script]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # the base class's own name
        """Say nothing: a test's output is the test's own."""

    def do_GET(self) -> None:
        self._record(b"")
        if not self._allowed():
            return
        if self.script.redirect:
            self._json(307, {}, {"location": self.script.redirect})
        elif self.path in self.script.pages:
            self._json(200, self.script.pages[self.path])
        elif self.path.rstrip("/").endswith("/models"):
            listed = [{"id": name, "object": "model", "active": True} for name in MODELS]
            self._json(200, {"object": "list", "data": listed})
        else:
            self._json(404, {"error": {"message": f"Unknown request URL: GET {self.path}.", "code": "unknown_url"}})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self._record(body)
        if not self._allowed():
            return
        if self.path != CHAT_PATH:
            error = {"message": f"Unknown request URL: POST {self.path}.", "code": "unknown_url"}
            self._json(404, {"error": error | {"type": "invalid_request_error"}})
            return
        request: dict[str, Any] = json.loads(body)
        step, fits = self.script.take(request_form(request), streamed=bool(request.get("stream")))
        if not fits:
            self._unsupported(step, request)
            return
        if step.get("delay_s"):
            self.script.stopped.wait(step["delay_s"])
        self._play(step, request)

    def _play(self, step: dict[str, Any], request: dict[str, Any]) -> None:
        if step.get("hang"):
            self.script.stopped.wait()
            self.close_connection = True
        elif step.get("drop"):
            self.close_connection = True
        elif "status" in step:
            self._status(step, request)
        elif "error" in step:
            error = {"message": step.get("message", FAILED.get(step["error"], "Bad request."))}
            error |= {"type": "invalid_request_error", "code": step["error"]}
            if "failed_generation" in step:
                error["failed_generation"] = step["failed_generation"]
            self._json(400, {"error": error})
        elif "raw" in step:
            self._send(200, step["raw"].encode(), step.get("content_type", "application/json"))
        elif request.get("stream") and step.get("stream") != "ignored":
            self._stream(step, completion(step, request), with_usage=bool(request.get("stream_options")))
        else:
            data = json.dumps(completion(step, request)).encode()
            self._send(200, data, "application/json", cut=bool(step.get("cut")))

    def _status(self, step: dict[str, Any], request: dict[str, Any]) -> None:
        status = int(step["status"])
        message, kind, code = WORDING.get(status, (f"Status {status}", "api_error", ""))
        error = {"message": step.get("message", message.format(model=request.get("model"))), "type": kind}
        if code or "code" in step:
            error["code"] = step.get("code", code)
        headers = dict(step.get("headers", {}))
        if "retry_after" in step:
            headers["retry-after"] = str(step["retry_after"])
        self._json(status, {"error": error}, headers)

    def _unsupported(self, step: dict[str, Any], request: dict[str, Any]) -> None:
        form = request_form(request)
        if step.get("only_for", form) == form:
            message = "Streaming is not supported with this kind of request"
            self._json(400, {"error": {"message": message, "type": "invalid_request_error"}})
            return
        message = "`tool calling` is not supported with this model"
        if form != "tools":
            message = f"This model does not support response format `{form}`. See supported models"
        self._json(400, {"error": {"message": message, "type": "invalid_request_error"}})

    def _record(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.script.note(Recorded(self.command, self.path, headers, body))

    def _allowed(self) -> bool:
        if self.script.key and self.headers.get("authorization") != f"Bearer {self.script.key}":
            self._status({"status": 401}, {})
            return False
        return True

    def _json(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers=headers)

    def _send(
        self,
        status: int,
        data: bytes,
        content_type: str,
        *,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
    ) -> None:
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if cut else data)
        self.close_connection = self.close_connection or cut

    def _stream(self, step: dict[str, Any], whole: dict[str, Any], *, with_usage: bool) -> None:
        events = stream_events(whole, with_usage=with_usage)
        if step.get("cut"):
            events = events[: max(len(events) // 2, 1)]
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        for event in events:
            self.wfile.write(event.encode())
            self.wfile.flush()
            self.script.stopped.wait(step.get("piece_delay_s", 0))
        self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away, as a cancelled one does, is nothing to report; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class FakeGroq:
    """The server in a thread of this process; a context manager."""

    def __init__(
        self,
        steps: Iterable[Mapping[str, Any]],
        *,
        key: str = "",
        port: int = 0,
        record: Path | None = None,
        tls: ssl.SSLContext | None = None,
        pages: Mapping[str, object] | None = None,
        redirect: str = "",
    ) -> None:
        self.script = Script(
            [dict(step) for step in steps], key=key, record=record, pages=pages or {}, redirect=redirect
        )
        handler = type("Handler", (_Handler,), {"script": self.script})
        self._server = _Server(("127.0.0.1", port), handler)
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.script.stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """What GROQ_API_BASE must be."""
        return f"{self._scheme}://127.0.0.1:{self.port}"

    @property
    def requests(self) -> list[Recorded]:
        """Every request so far, in order."""
        return self.script.requests

    @property
    def chats(self) -> list[Recorded]:
        """Every chat request so far, in order."""
        return [request for request in self.requests if request.path == CHAT_PATH]

    def wait_for_requests(self, count: int = 1, timeout_s: float = 10) -> None:
        """Block until `count` requests have arrived; call it in a thread from a loop."""
        self.script.wait_for(count, timeout_s)

    def environment(self) -> dict[str, str]:
        """What a program needs in its environment to use this server."""
        return {"GROQ_API_KEY": self.script.key or KEY, "GROQ_API_BASE": self.url}


def main() -> None:
    """Serve a script until terminated."""
    parser = argparse.ArgumentParser(description="Speak Groq's chat-completions protocol from a script.")
    parser.add_argument("--script", type=Path, required=True, help="JSON file: a list of steps")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one; the port is printed")
    parser.add_argument("--key", default="", help="the only key to take; any by default")
    parser.add_argument("--record", type=Path, help="file that takes one JSON line for each request")
    options = parser.parse_args()
    steps = json.loads(options.script.read_text("utf-8"))
    with FakeGroq(steps, key=options.key, port=options.port, record=options.record) as server:
        print(server.port, flush=True)
        try:
            while True:
                time.sleep(3_600)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
