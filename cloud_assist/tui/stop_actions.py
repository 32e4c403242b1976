"""What Esc, /stop, /kill and Ctrl+C do: remove what waits, end what is under way, clear the prompt, quit."""

from __future__ import annotations

from textual import work
from textual.widgets import TextArea
from textual.worker import Worker

from cloud_assist.errors import ExitCode
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.session_actions import SessionActions
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import first_line
from cloud_assist.tui.waiting_requests import WaitingRequests
from cloud_assist.tui.widgets.request_card import RequestCard

_TWICE_S = 2.0
"""Seconds within which a second Ctrl+C quits."""


class StopActions(SessionActions):
    """The app, as far as ending goes."""

    _clock: Clock

    def __init__(self) -> None:
        super().__init__()
        self._waiting = WaitingRequests()
        self._stopped: Worker[None] | None = None
        """The request that was last asked to stop."""
        self._interrupted_at = float("-inf")
        """When Ctrl+C was last pressed with nothing to copy or to clear, by the clock."""

    # --- What Esc does now ----------------------------------------------------------------------------------------

    def _tell_keys(self) -> None:
        """Have the cards say what Esc does now."""
        takes_back = self._esc_takes_back
        self._waiting.tell(esc_removes=takes_back)
        for card in self._active_cards():
            card.step.stopped_by("/stop" if takes_back else "Esc")

    def _active_cards(self) -> list[RequestCard]:
        return [card for card in self._main.transcript.query(RequestCard) if card.has_class("-active")]

    @property
    def _esc_takes_back(self) -> bool:
        """Whether Esc removes what waits: not while it would end at once what is being stopped."""
        if not self._waiting:
            return False
        is_stopping = self.busy and self._stopped is self._turn
        return not is_stopping or any(card.step.holds for card in self._active_cards())

    # --- Actions --------------------------------------------------------------------------------------------------

    async def action_take_back_or_stop(self) -> None:
        """Remove the request that waits; where none does, stop what is under way."""
        if self._esc_takes_back and self.screen is self._main:
            await self._take_back()
        else:
            self.action_stop()

    def action_stop(self) -> None:
        """Stop what is under way; with nothing under way, return to the prompt."""
        if not self.busy:
            self._main.prompt.take_focus()
            return
        self._stopped = self._turn
        self._tell_keys()
        if self._slot.now is not None:
            self._slot.now.cancel()
        elif self._turn is not None:
            self._turn.cancel()

    @work(group="kill", exclusive=True, exit_on_error=False)
    async def action_kill(self) -> None:
        """End the running command now, whatever it holds, once the person has read what that leaves."""
        session = self._slot.now
        card = next((each for each in self._main.transcript.query(RequestCard) if each.running), None)
        if session is None or card is None or card.running is None:
            self._say("No command is running.")
            return
        started = card.running
        what = card.step.leaves or "It has no time to clean up: what it was writing may be incomplete."
        question = Confirm("Kill the command?", f"{first_line(started.command)}\n\n{what}")
        card.on_stopped_running = question.withdraw
        wanted = await self.push_screen_wait(question)
        if card.running is not started:
            self._say("The command has ended.")
        elif wanted:
            session.kill()

    async def _take_back(self) -> None:
        """Remove the request that was entered last and has not begun; its text goes back to an empty prompt."""
        text = await self._waiting.remove_last()
        self._tell_keys()
        if self._main.prompt.text:
            self._say("The waiting request was removed. Press Up in an empty prompt to get it back.")
        else:
            self._main.prompt.put(text)
            self._say("The waiting request is back in the prompt.")

    def action_interrupt(self) -> None:
        """Copy a selection; else clear the prompt; else stop what is under way, and quit when asked twice."""
        if selected := self._take_selection():
            self.copy_to_clipboard(selected)
            self._say("Copied.")
            return
        if self.screen is self._main and self._main.prompt.text:
            self._main.prompt.set_aside()
            self._say("Cleared. Press Up to get it back.")
            return
        now = self._clock()
        if now - self._interrupted_at < _TWICE_S:
            self._leave(int(ExitCode.CANCELLED))
            return
        self._interrupted_at = now
        if self.busy:
            self.action_stop()
            self._say("Stopping. Press Ctrl+C again to quit.")
        else:
            self._say("Press Ctrl+C again to quit.")

    def _take_selection(self) -> str:
        """Return the selected text and end the selection, so that the next Ctrl+C stops again."""
        area = self.focused
        if isinstance(area, TextArea) and area.selected_text:
            selected = area.selected_text
            area.move_cursor(area.cursor_location)
            return selected
        selected = self.screen.get_selected_text() or ""
        self.screen.clear_selection()
        return selected

    def _leave(self, status: int) -> Worker[None]:
        """Close the session, then the app."""
        raise NotImplementedError
