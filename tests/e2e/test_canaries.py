"""Fifty made-up secrets through a whole session: none is found in what leaves the machine or is kept of it."""

from __future__ import annotations

import random
import shlex
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cloud_assist.agent.session import Session
from cloud_assist.models import Answer, Edit, Reject, Retry
from cloud_assist.settings import Settings, load_settings
from tests.e2e.conftest import Connect
from tests.support.conversation import Answer as ScriptedAnswer
from tests.support.conversation import approve, completed, converse
from tests.support.fake_groq import KEY, FakeGroq
from tests.support.secrets.kinds import KINDS
from tests.support.secrets.shapes import SHAPES
from tests.support.terminal import run_program

COUNT = 50
PLACES = 5
"""Where secrets stand in a request: its words, what is piped in, the command, its output, its error text."""
EACH = 2 * PLACES
"""Secrets per request."""
ANSWERS = ("answer", "rejection", "edit", "hint", "request")
"""What a person gives to one request in the app."""


def canaries() -> list[tuple[str, str]]:
    """Return COUNT pairs of a secret's value and the text it stands in, of as many kinds."""
    dice = random.Random(5)
    shapes = [SHAPES[name] for name in ("env", "json", "yaml", "cli flag equals", "prose", "python source")]
    pairs = []
    for number, kind in enumerate(dice.sample(list(KINDS.values()), COUNT)):
        value = kind.make(dice)
        pairs.append((value, shapes[number % len(shapes)](kind.names[0], value).strip()))
    return pairs


@pytest.mark.parametrize("kind", ["settings", "postgres_settings"])
def test_no_secret_is_found_anywhere(connect: Connect, request: pytest.FixtureRequest, kind: str) -> None:
    store = request.getfixturevalue(kind)
    assert isinstance(store, Settings)
    kept: list[bytes] = []
    texts = canaries()
    for number in range(0, COUNT, EACH):
        given = [text for _, text in texts[number : number + EACH]]
        asked, piped, ran, printed, complained = (f"{a}\n{b}" for a, b in zip(given[::2], given[1::2], strict=True))
        Path("printed").write_text(f"{printed}\n")
        Path("complained").write_text(f"{complained}\n")
        first: dict[str, Any] = {
            "command": f"cat printed; cat complained >&2; : {shlex.quote(ran)}; touch begun; exit 3"
        }
        second: dict[str, Any] = {"command": f"echo {shlex.quote(ran)} >ran"}
        environ, server = connect(first, second, LOG_LEVEL="DEBUG", AGENT_DEBUG="true")
        if store.database_url:
            environ["CLOUD_ASSIST_DATABASE_URL"] = store.database_url
        done = run_program(
            "run",
            f"log in with {asked} please",
            "--yes",
            "--allow-destructive",
            "--session",
            "canary",
            environ=environ,
            cwd=Path.cwd(),
            stdin=f"{piped}\n".encode(),
            timeout=60,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert Path("ran").read_text() == f"{ran}\n", "it runs byte for byte"
        assert len(server.chats) == 2
        kept += [each.body for each in server.requests]
    home = Path(environ["HOME"])
    files = [path for path in home.rglob("*") if path.is_file() and "spool" not in path.parts]
    assert "cloud-assist.log" in {path.name for path in files}
    kept += [path.read_bytes() for path in files]
    kept += tables(store) if store.database_url else []
    found = [value for value, _ in texts for data in kept if value.encode() in data]
    assert found == []


async def test_no_secret_in_what_a_person_answers_is_found_anywhere(
    clean_machine: Path, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (clean_machine / ".cache" / "cloud-assist").mkdir(parents=True)
    shutil.copy(shared_cache / "cloud-assist" / "cli-versions.json", clean_machine / ".cache" / "cloud-assist")
    texts = canaries()
    values = [value for value, _ in texts]
    kept: list[bytes] = []
    for number in range(0, COUNT, len(ANSWERS)):
        given = [text for _, text in texts[number : number + len(ANSWERS)]]
        reply, reason, edit, hint, asked = given
        steps: list[dict[str, Any]] = [
            {"question": "Which one?"},
            {"command": "echo rejected"},
            {"command": "echo edited"},
            {"command": "echo hinted"},
        ]
        with FakeGroq(steps) as server:
            monkeypatch.setenv("GROQ_API_KEY", KEY)
            monkeypatch.setenv("GROQ_API_BASE", server.url)
            session = Session(load_settings(), session_id=f"canary-{number}")
            own = f": {shlex.quote(edit)}; false"
            decisions: list[ScriptedAnswer] = [Answer(reply), Reject(reason), Edit(own), approve, Retry(hint), approve]
            try:
                ended = completed(await converse(session, f"log in with {asked} please", decisions))
            finally:
                await session.close()
            assert len(server.chats) == len(steps)
            assert ended.exit_status == 0, "each answer was given, and what followed it ran"
            kept += [each.body for each in server.requests]
    files = [path for path in clean_machine.rglob("*") if path.is_file() and "spool" not in path.parts]
    assert {"audit.jsonl", "checkpoints.db"} <= {path.name for path in files}
    kept += [path.read_bytes() for path in files]
    assert [value for value in values for data in kept if value.encode() in data] == []


def tables(settings: Settings) -> list[bytes]:
    """Return every cell of every table of ours, as bytes."""
    with psycopg.connect(settings.database_url, options="-c search_path=cloud_assist") as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname='cloud_assist'").fetchall()
        rows = [row for (name,) in names for row in connection.execute(f"SELECT * FROM {name}".encode()).fetchall()]
    assert len(rows) > 20
    return [cell if isinstance(cell, bytes) else str(cell).encode() for row in rows for cell in row]
