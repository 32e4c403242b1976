"""What the app does about read-only mode: switches it on, and off again where it was switched on here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cloud_assist.settings import Settings
from cloud_assist.tui.model_actions import ModelActions

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession


class ReadOnlyActions(ModelActions):
    """The app, as far as read-only mode goes."""

    _settings: Settings

    def action_toggle_read_only(self) -> None:
        """Let only reads be approved; or everything again, unless the mode was chosen outside of the app."""
        settings = self._settings
        if settings.read_only and not settings.can_leave_read_only:
            told = f"Read-only mode is on ({settings.read_only_by}). {settings.leave_read_only}"
            self.notify(told, markup=False, timeout=10)
            return
        self._settings = settings.with_read_only(not settings.read_only)
        if self._slot.now is not None:
            self._slot.now.set_read_only(self._settings.read_only)
        self._main.obey(self._settings)
        told = "Only commands that read can be approved. /read-only again to leave."
        if not self._settings.read_only:
            told = "Read-only mode is off."
        self.notify(told, markup=False, timeout=6)

    def made_to_obey(self, make: Callable[[], AgentSession]) -> AgentSession:
        """Make a session that is in read-only mode where that was switched on here; called in a thread."""
        session = make()
        self.obeyed_by(session)
        return session

    def obeyed_by(self, session: AgentSession) -> None:
        """Have `session` take over what was chosen here."""
        if self._settings.can_leave_read_only:
            session.set_read_only(self._settings.read_only)
