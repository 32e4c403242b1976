"""What the app can do about sessions: open another one, and show what this one knows and allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import work
from textual.worker import Worker

from cloud_assist.errors import CloudAssistError
from cloud_assist.models import SessionInfo
from cloud_assist.tui.job_actions import JobActions
from cloud_assist.tui.screens.allowed_reads import allowed_list
from cloud_assist.tui.stored import Stored

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession


class SessionActions(JobActions):
    """The app, as far as sessions go."""

    _stored: Stored
    _open_session: Callable[[str], AgentSession] | None
    """Makes another stored session by its id, or a new one for an empty id; None where nobody offers it."""
    _turn: Worker[None] | None = None
    """The request under way, or the last one."""

    @property
    def busy(self) -> bool:
        """Whether a request is under way."""
        return self._turn is not None and not self._turn.is_finished

    def _say(self, text: str) -> None:
        """Tell something that needs no answer."""
        self.notify(text, markup=False, timeout=6)

    async def _refresh_title(self, session: AgentSession) -> list[SessionInfo]:
        stored = await session.sessions()
        self._main.status.session_title = next((info.title for info in stored if info.id == session.id), "")
        return stored

    @work(group="sessions", exclusive=True, exit_on_error=False)
    async def action_show_sessions(self) -> None:
        """List the stored sessions; open the chosen one where the caller can."""
        if self._stored.archive is None:
            return
        current = self._slot.now.id if self._slot.now is not None else ""
        from cloud_assist.tui.screens.sessions import SessionsScreen  # not before the first frame

        chosen = await self.push_screen_wait(SessionsScreen(self._stored.archive, current))
        if self._slot.now is not None:
            await self._refresh_title(self._slot.now)
        if chosen is None:
            return
        if self._open_session is None:
            self._say(f"To open it: cloud-assist --session {chosen}")
        else:
            await self._switch(partial(self._open_session, chosen))

    @work(group="allowed", exclusive=True, exit_on_error=False)
    async def action_show_allowed(self) -> None:
        """List what is not asked about again; revoke what is chosen."""
        session = self._slot.now
        revoked = await self.push_screen_wait(allowed_list(session.allowed() if session is not None else ()))
        if session is not None and revoked is not None:
            session.disallow(revoked)
            self._say(f"`{revoked}` is asked about again.")

    @work(group="context", exclusive=True, exit_on_error=False)
    async def action_show_context(self) -> None:
        """Show what the model is told of this session with the next request."""
        try:
            session = await self._slot.get()
            summary, told = await session.told()
        except CloudAssistError as error:
            self._say(str(error))
            return
        from cloud_assist.tui.screens.context import ContextScreen  # not before the first frame

        await self.push_screen(ContextScreen(summary, told))

    @work(group="sessions", exclusive=True, exit_on_error=False)
    async def action_new_session(self) -> None:
        """End this session and begin another."""
        if self._open_session is not None:
            await self._switch(partial(self._open_session, ""))

    @work(group="sessions", exclusive=True, exit_on_error=False)
    async def leave_open(self) -> None:
        """Close this session, so that a colleague can answer its open question, and begin another."""
        left = self._slot.now
        if left is None or self._open_session is None:
            return
        await self._change_session(partial(self._open_session, ""))
        todo = f"To answer: cloud-assist sessions resume {left.id}"
        await self._main.transcript.add_notice(f"Waiting for approval: session {left.id}", todo=todo)

    async def _switch(self, make: Callable[[], AgentSession]) -> None:
        if self.busy:
            self._say("One request is under way. To stop it: /stop")
            return
        await self._change_session(make)

    async def _change_session(self, make: Callable[[], AgentSession]) -> None:
        """Close this session and open the one that `make` makes."""
        raise NotImplementedError
