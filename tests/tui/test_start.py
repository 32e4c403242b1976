"""Starting: paint first, load after that, type meanwhile, and say plainly what went wrong."""

from __future__ import annotations

import subprocess
import sys
import threading

from cloud_assist.agent.port import AgentSession
from cloud_assist.errors import ConfigurationError
from cloud_assist.models import SessionInfo
from cloud_assist.settings import load_settings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.widgets.prompt import PromptArea
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.status_line import StatusLine
from cloud_assist.tui.widgets.welcome import Examples, Sandbox
from tests.support.fake_session import NOW, PROD, FakeSession, Turn, assess, result
from tests.tui.conftest import Drive


def test_a_fresh_interpreter_loads_the_app_without_graph_model_or_command_line_library() -> None:
    code = (
        "import sys, cloud_assist.tui.app; "
        "heavy = {'langgraph', 'langchain_core', 'langchain_groq', 'typer'}; "
        "print([name for name in sys.modules if name.split('.')[0] in heavy])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_the_session_is_made_in_a_thread_after_the_first_paint(drive: Drive) -> None:
    painted: list[bool] = []
    threads: list[threading.Thread] = []
    fake = FakeSession()
    apps: list[object] = []

    def make() -> AgentSession:
        threads.append(threading.current_thread())
        painted.append("Describe what you want to do" in text())
        return fake

    def text() -> str:
        app = apps[0]
        return "\n".join(s.text for s in app.screen._compositor.render_strips())  # type: ignore[attr-defined]

    gate = threading.Event()

    def gated() -> AgentSession:
        gate.wait(5)
        return make()

    async with drive(fake, make_session=gated) as app:
        apps.append(app.app)
        gate.set()
        await app.until(lambda: bool(painted))
        assert painted == [True]
        assert threads[0] is not threading.main_thread()


async def test_a_request_entered_while_loading_waits_and_says_so(drive: Drive) -> None:
    gate = threading.Event()
    fake = FakeSession([Turn(assess("aws s3 ls"), result())])

    def slow() -> AgentSession:
        gate.wait(20)
        return fake

    async with drive(fake, make_session=slow) as app:
        await app.ask("list my buckets")
        await app.until(lambda: "Loading the agent" in app.text())
        assert app.session.started == []
        gate.set()
        await app.modal(ApprovalModal)
        assert app.session.started == [("list my buckets", "", "")]


async def test_a_request_waiting_for_the_agent_can_be_stopped(drive: Drive) -> None:
    gate = threading.Event()
    fake = FakeSession()

    def slow() -> AgentSession:
        gate.wait(20)
        return fake

    async with drive(fake, make_session=slow) as app:
        await app.ask("list my buckets")
        await app.until(lambda: "Loading the agent" in app.text())
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        await app.until(lambda: "Cancelled" in app.text())
        gate.set()
        await app.pilot.pause(0.2)
        assert app.session.started == []


async def test_a_session_that_cannot_be_made_is_explained_and_the_app_goes_on(drive: Drive) -> None:
    def broken() -> AgentSession:
        raise ConfigurationError("The store cannot be opened.", why="It is read-only.", todo="Choose another.")

    async with drive(make_session=broken) as app:
        await app.until(lambda: "The store cannot be opened." in app.text())
        assert "It is read-only." in app.text()
        assert "Choose another." in app.text()
        await app.ask("list my buckets")
        await app.until(lambda: bool(app.app.screen.query(RequestCard)) and not app.app.busy)
        assert app.text().count("The store cannot be opened.") == 2
        await app.pilot.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)


async def test_an_unforeseen_error_while_loading_is_told_in_a_sentence(drive: Drive) -> None:
    def broken() -> AgentSession:
        raise ImportError("no such module")

    async with drive(make_session=broken) as app:
        await app.until(lambda: "no such module" in app.text())
        assert app.app.is_running


async def test_the_status_line_shows_target_model_and_title(drive: Drive) -> None:
    fake = FakeSession(stored=[SessionInfo("s1", "Tidy up", NOW, NOW, "idle")])
    async with drive(fake, size=(120, 40), read_target=lambda: PROD) as app:
        await app.until(lambda: "Tidy up" in app.text())
        line = app.text().splitlines()[0]
        for part in ("acme-prod", "444455556666", "eu-central-1", "groq:openai/gpt-oss-120b"):
            assert part in line


async def test_the_target_is_read_from_files_and_environment_by_default(drive: Drive) -> None:
    settings = load_settings(environ={"HOME": "/nonexistent", "AWS_PROFILE": "from-here"})
    async with drive(settings=settings, read_target=None) as app:
        await app.until(lambda: "from-here" in app.text())


async def test_the_target_is_read_anew_after_a_command(drive: Drive) -> None:
    targets = [PROD]
    fake = FakeSession([Turn(assess("kubectl config use-context x"), result())])
    async with drive(fake, size=(120, 40), read_target=lambda: targets[-1]) as app:
        await app.until(lambda: "acme-prod" in app.text())
        await app.ask("switch")
        await app.modal(ApprovalModal)
        targets.append(assess("x").target)
        await app.pilot.press("a")
        await app.until(lambda: app.app.screen.query_one(StatusLine).target == targets[-1])


async def test_an_example_of_the_welcome_runs_at_enter(drive: Drive) -> None:
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result())]), size=(40, 10)) as app:
        await app.pilot.press("tab")
        assert app.app.screen.query_one(Examples).has_focus
        await app.pilot.press("x")
        assert app.app.screen.query_one(PromptArea).has_focus, "what is typed is for the prompt"
        await app.pilot.press("backspace", "tab", "down", "up", "enter")
        await app.modal(ApprovalModal)
        assert app.session.started == [("list my s3 buckets", "", "")]


async def test_the_sandbox_is_told_at_once(drive: Drive) -> None:
    async with drive(size=(120, 40), sandbox=Sandbox("Starting the sandbox …", "bucket a; queue b")) as app:
        assert "Starting the sandbox … At first, it has: bucket a; queue b." in app.text()
        assert "create a bucket called holiday-photos" in app.text()
        await app.app.run_action("clear_transcript")
        await app.until(lambda: "bucket a; queue b" in app.text())


async def test_offline_is_said_plainly_with_its_reason(drive: Drive) -> None:
    async with drive(FakeSession(model="offline")) as app:
        await app.until(lambda: app.text().splitlines()[0].endswith("offline (no GROQ_API_KEY)"))
        assert "not from a model" in " ".join(app.text().split())


async def test_offline_by_choice_needs_no_reason(drive: Drive) -> None:
    settings = load_settings(environ={"HOME": "/nonexistent", "CLOUD_ASSIST_MODEL": "offline"})
    async with drive(FakeSession(model="offline"), settings=settings) as app:
        await app.until(lambda: app.text().splitlines()[0].endswith("offline"))


async def test_a_narrow_status_line_says_offline_without_the_reason(drive: Drive) -> None:
    async with drive(FakeSession(model="offline"), size=(60, 20)) as app:
        await app.until(lambda: app.text().splitlines()[0].endswith("offline"))


async def test_what_the_settings_note_is_told_once(drive: Drive) -> None:
    from dataclasses import replace

    settings = replace(load_settings(environ={"HOME": "/nonexistent"}), notes=("/x/.env sets KEY; ignored.",))
    async with drive(settings=settings) as app:
        await app.until(lambda: "/x/.env sets KEY; ignored." in app.text())


async def test_what_was_left_open_is_mentioned_in_the_welcome(drive: Drive) -> None:
    stored = [
        SessionInfo("s2", "Open elsewhere", NOW, NOW, "waiting for approval", {"pid": "1"}),
        SessionInfo("s3", "List buckets", NOW, NOW, "waiting for approval", {"request": "Remove the bucket"}),
        SessionInfo("s5", "Copy", NOW, NOW, "running"),
        SessionInfo("s4", "Old", NOW, NOW, "idle"),
    ]
    async with drive(FakeSession(stored=stored)) as app:
        await app.until(lambda: "Remove the bucket" in app.text())
        assert "waiting for approval" in app.text()
        assert "1 more" in app.text()
        assert "Open elsewhere" not in app.text()
        assert "Describe what you want to do" in app.text()
