"""What the session keeps of its outputs: a digest for the proposer, and the whole files for later commands.

Each output that says something is a file that later commands find by a variable: `$OUT1`, `$OUT2`, … A step that only
reads these computes figures from the whole output, of which a model sees a digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.state import OUTPUT_LIMIT, AgentState
from cloud_assist.llm.told import NEWEST_BYTES
from cloud_assist.models import RunResult
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.results.digest import digest


def taken_in(state: AgentState, result: RunResult, context: AgentContext) -> AgentState:
    """Return the update that keeps what an output says; blocks for as long as reading the file takes.

    `digest` holds `text` (redacted), `left_out`, `sha256` of the whole output and `output`, the name of its variable.
    """
    spool = Path(result.spool_path)
    if not result.output_bytes or not spool.is_file():
        return AgentState(digest={"text": "", "left_out": "", "sha256": _hash(spool), "output": ""})
    said = digest(
        spool,
        budget=NEWEST_BYTES,
        words=state["user_prompt"].split(),
        redact=Redactor(context.placeholders).redact,
    )
    outputs = state.get("outputs", [])
    number = outputs[-1]["number"] + 1 if outputs else 1
    if outputs and outputs[-1]["path"] == result.spool_path:  # taken in before a crash
        outputs, number = outputs[:-1], number - 1
    outputs = [*outputs, {"number": number, "path": result.spool_path}][-OUTPUT_LIMIT:]
    offer(outputs, context.environ)
    kept = {"text": said.text, "left_out": said.left_out, "sha256": _hash(spool), "output": _variable(number)}
    return AgentState(digest=kept, outputs=outputs)


def offer(outputs: Iterable[dict[str, Any]], environ: MutableMapping[str, str]) -> None:
    """Let the session's commands find earlier outputs; one whose file is gone is not offered."""
    for each in outputs:
        name = _variable(int(each["number"]))
        if Path(each["path"]).is_file():
            environ[name] = str(each["path"])
        else:
            environ.pop(name, None)


def offered(state: AgentState) -> frozenset[str]:
    """Return the names of the variables that hold outputs of this session."""
    return frozenset(_variable(int(each["number"])) for each in state.get("outputs", []))


def _variable(number: int) -> str:
    return f"OUT{number}"


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex; "" where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
