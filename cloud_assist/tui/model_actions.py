"""What the app can do about the session's models: choose another one, and tell what they took."""

from __future__ import annotations

from textual import work

from cloud_assist.errors import CloudAssistError
from cloud_assist.tui.screens.main import MainScreen
from cloud_assist.tui.session_slot import SessionSlot
from cloud_assist.tui.textual_private import FailsInASentence


class ModelActions(FailsInASentence[None]):
    """The app, as far as models go."""

    _main: MainScreen
    _slot: SessionSlot
    _token_limit = 0
    """Tokens that a session may use; 0 for no limit."""

    @work(group="model", exclusive=True, exit_on_error=False)
    async def action_choose_model(self, label: str = "") -> None:
        """Ask the model `label` from the next request on; without a label, list what can be chosen."""
        try:
            session = await self._slot.get()
            chosen: str | None = label
            if not label:
                from cloud_assist.tui.screens.models import model_list  # not before the first frame

                self.notify("Asking for the models that can be chosen …", markup=False, timeout=2)
                chosen = await self.push_screen_wait(model_list(session.model, await session.models()))
            if not chosen or chosen == session.model:
                return
            await session.use_model(chosen)
        except CloudAssistError as error:
            await self._main.transcript.add_notice(error.what, error.why, error.todo, error=True)
            return
        self._main.status.model = session.model
        self.notify(f"{session.model} is asked from the next request on.", markup=False, timeout=6)

    @work(group="usage", exclusive=True, exit_on_error=False)
    async def action_show_usage(self) -> None:
        """Tell what the session's models took so far, and how much of the limit is left."""
        try:
            session = await self._slot.get()
            used = await session.usage()
        except CloudAssistError as error:
            await self._main.transcript.add_notice(error.what, error.why, error.todo, error=True)
            return
        from cloud_assist.tui.screens.usage import UsageScreen  # not before the first frame

        await self.push_screen(UsageScreen(used, self._token_limit))
