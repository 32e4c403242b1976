"""Starts the app, or one request."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cloud_assist import loading
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import local_time
from cloud_assist.errors import UsageError
from cloud_assist.lazy_imports import defer_unused_packages
from cloud_assist.log import configure_logging
from cloud_assist.settings import Settings, load_settings

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession
    from cloud_assist.headless.options import RunOptions
    from cloud_assist.models import Assessment, SessionInfo, Target

_SANDBOX_STARTS = "Starting the local AWS sandbox …"


def prepared(overrides: Mapping[str, str | bool]) -> Settings:
    """Load the settings, start logging, and tell the person once what was ignored.

    Args:
        overrides: the values of options by the names of their settings; "" and False for those that were not given.

    Raises:
        ConfigurationError: a setting is invalid, or the model that was chosen cannot be asked.
    """
    given = {name: "true" if value is True else value for name, value in overrides.items() if value}
    settings = load_settings(given)
    for note in (*settings.notes, configure_logging(settings, _redact)):
        if note:
            sys.stderr.write(f"cloud-assist: {note}\n")
    settings.require_model()
    if settings.lazy_imports:
        defer_unused_packages(settings.environ)
    return settings


def _redact(text: str) -> str:
    """Redact a line of the log. The rules are compiled at the first line, not before the first frame."""
    from cloud_assist.redaction.redactor import redact

    return redact(text)


def start_app(
    *,
    session_id: str = "",
    model: str = "",
    demo: bool = False,
    debug: bool = False,
    resume: bool = False,
    read_only: bool = False,
) -> int:
    """Run the terminal app; return its exit status."""
    settings = prepared({"CLOUD_ASSIST_MODEL": model, "AGENT_DEBUG": debug, "READ_ONLY": read_only})
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "The app needs a terminal.",
            why="Standard input or output is not a terminal.",
            todo='To run one request without the app: cloud-assist run "…"',
        )
    from cloud_assist.cli.archive import StoredSessions, StoredTrail
    from cloud_assist.tui.app import CloudAssistApp
    from cloud_assist.tui.leaving import end_now
    from cloud_assist.tui.readings import Readings
    from cloud_assist.tui.stored import Stored

    with contextlib.ExitStack() as stack:
        world = _World(settings, stack, demo=demo)
        app = CloudAssistApp(
            settings,
            lambda: world.session(session_id),
            open_session=world.session,
            resume=resume or bool(session_id),
            read_target=world.target,
            readings=Readings(explain=world.explain, preview=world.preview),
            stored=Stored(StoredSessions(settings), StoredTrail(settings)),
        )
        if demo:
            from cloud_assist.demo.seed import contents

            app.tell_sandbox(_sandbox_told(settings), contents())
        if not sys.stderr.isatty():  # Textual paints on stderr, which leads into a file here, or nowhere
            sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
        app.run()
        if app.farewell:
            tell_farewell(app.farewell)
    end_now(app.return_code or 0)
    return app.return_code or 0


def tell_farewell(text: str) -> None:
    """Tell what goes on without the app, where the person looks: its stdout is a terminal, its stderr may be a file."""
    with contextlib.suppress(OSError):  # the terminal may be gone
        sys.stdout.write(f"{strip_terminal_controls(text)}\n")
        sys.stdout.flush()


class _World:
    """What the app is handed: sessions and the target. Each call is slow and made in a thread after the first paint."""

    def __init__(self, settings: Settings, stack: contextlib.ExitStack, *, demo: bool) -> None:
        self._outside = settings
        self._inside: Settings | None = None
        """Settings of the playground, once it is started."""
        self._settings = settings
        """Those of the session that is open."""
        self._stack = stack
        self._demo = demo

    def session(self, session_id: str) -> AgentSession:
        """Open a session where it was made: one of the playground starts that again, whatever the command line says.

        Raises:
            UsageError: --demo was asked for, and the session was made outside of the playground.
        """
        loading.begin()  # for the first session, that holds since the program began
        try:
            return self._session(session_id)
        finally:
            loading.end()

    def _session(self, session_id: str) -> AgentSession:
        import cloud_assist.tui.bridge  # noqa: F401 # here, in a thread, rather than with the first request
        from cloud_assist.agent.session import Session

        stored = _stored(self._outside, session_id, demo=self._demo) if session_id else None
        self._settings = self._in_playground() if self._demo or (stored and stored.playground) else self._outside
        return Session(self._settings, session_id=session_id, reads_ahead=True)

    def _in_playground(self) -> Settings:
        if self._inside is None:
            self._inside = enter_demo(self._stack, self._outside)
        return self._inside

    async def explain(self, assessment: Assessment) -> str:
        from cloud_assist.command.assessment import examined
        from cloud_assist.knowledge.judged import read_as
        from cloud_assist.knowledge.tables import CliKnowledge

        with contextlib.closing(CliKnowledge(self._settings)) as knowledge:
            await knowledge.prepare(assessment.command)
            environ = self._settings.environ
            source = read_as(assessment)
            examination = examined(assessment.command, source, environ=environ, cwd=self._settings.cwd)
            return await asyncio.to_thread(knowledge.explanation, examination, environ)

    async def preview(self, assessment: Assessment) -> str:
        from cloud_assist.knowledge.run_preview import preview

        return await preview(assessment, self._settings)

    def target(self) -> Target:
        from cloud_assist.command.receipt import ambient_target

        return ambient_target(self._settings.environ, self._settings.cwd)


def run_once(options: RunOptions, *, demo: bool, overrides: Mapping[str, str | bool]) -> int:
    """Carry out `cloud-assist run`; return its exit status."""
    if not options.prompt.strip():
        raise UsageError("The request is empty.", todo="Describe what you want to do.")
    settings = prepared(overrides)
    from cloud_assist.headless.context import read_context

    context = read_context(sys.stdin, sys.stderr)
    if options.session_id:
        demo = _place_of(settings, options.session_id, demo=demo)
    with contextlib.ExitStack() as stack:
        if demo:
            sys.stderr.write(f"{_sandbox_told(settings)}\n")
            settings = enter_demo(stack, settings)
        from cloud_assist.headless.run import run

        return run(options, settings, context=context)


def _place_of(settings: Settings, session_id: str, *, demo: bool) -> bool:
    """Return whether a session is to go on in the playground, and say what the person may not expect.

    Raises:
        UsageError: --demo is asked for, and the session was made outside of the playground.
    """
    stored = _stored(settings, session_id, demo=demo)
    if stored is None:
        sys.stderr.write(f"cloud-assist: Starting a new session {session_id!r}.\n")
    elif stored.playground and not demo:
        sys.stderr.write(f"cloud-assist: Session {session_id!r} was made in the local AWS sandbox and goes on there.\n")
    return demo or (stored is not None and stored.playground)


def _stored(settings: Settings, session_id: str, *, demo: bool) -> SessionInfo | None:
    """Return the stored session with this id, None for a new one.

    Raises:
        UsageError: --demo is asked for, and the session was made outside of the playground.
    """
    from cloud_assist.store.sessions import SessionIndex, check_place

    with contextlib.closing(SessionIndex(settings)) as index:
        found = index.find(session_id)
    if found is not None and demo:
        check_place(session_id, made_in_playground=found.playground, playground=True)
    return found


def _sandbox_told(settings: Settings) -> str:
    """Say which sandbox it will be: the one that stays, or one that is started now."""
    from cloud_assist.demo.kept import find

    kept = find(settings)
    return f"Using the local AWS sandbox that has run since {local_time(kept.began)}." if kept else _SANDBOX_STARTS


def enter_demo(stack: contextlib.ExitStack, settings: Settings) -> Settings:
    """Have a playground for as long as `stack` is open; return settings that point at it."""
    from cloud_assist.demo import playground

    demo_settings = stack.enter_context(playground(settings))
    logging.getLogger(__name__).info("playground at %s", demo_settings.environ["AWS_ENDPOINT_URL"])
    return demo_settings
