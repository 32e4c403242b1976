"""The stored sessions: open, rename, export, delete, and search in titles and in the words of their requests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from cloud_assist.display.times import local_time
from cloud_assist.errors import CloudAssistError
from cloud_assist.models import SessionInfo
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.stored_list import SHOWN, StoredList
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.stored import Archive
from cloud_assist.tui.untrusted import MUTED, first_line, plain


class SessionsScreen(StoredList[SessionInfo]):
    """Returns the id of the session to open, or None."""

    heading = "Sessions"
    empty = "No sessions yet."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "rename", "Rename", priority=True, key_display="F2"),
        Binding("ctrl+e", "export", "Export", priority=True),
        Binding("ctrl+d", "delete", "Delete", priority=True),
    ]

    def __init__(self, archive: Archive, current: str) -> None:
        """List what `archive` holds; `current` is the id of the session that is open here."""
        super().__init__()
        self._archive = archive
        self._current = current

    def find(self, words: str) -> list[SessionInfo]:
        """Search titles, ids and requests."""
        return self._archive.find(words, SHOWN)

    def label(self, row: SessionInfo, width: int) -> Content:
        """Title and status, then when and which."""
        status, style = self._status(row)
        title = first_line(row.title, max(width - len(status) - 2, 10)) or "untitled"
        place = "   sandbox" if row.playground else ""
        gap = " " * max(width - Content(title).cell_length - len(status), 2)
        created = f"   created {local_time(row.created)}" if width >= 70 else ""
        second = Content(f"\nused {local_time(row.last_used)}{created}{place}   {row.id}")
        return Content.assemble((title, "bold"), gap, (status, style), second.stylize(MUTED))

    def _status(self, row: SessionInfo) -> tuple[str, str]:
        if row.id == self._current:
            return "this session", "$text-accent"
        if "pid" in row.extra:
            return f"open, pid {row.extra['pid']}", "$text-warning"
        return first_line(row.standing, 24), MUTED if row.standing == "idle" else "$text-warning"

    def take(self, row: SessionInfo) -> None:
        """Open it, unless somebody has it open."""
        if row.id == self._current:
            self.dismiss(None)
        elif "pid" in row.extra:
            self._warn(f"It is open in another cloud-assist (pid {row.extra['pid']}). Close it there first.")
        else:
            self.dismiss(row.id)

    # --- What else can be done with one ---------------------------------------------------------------------------

    def action_rename(self) -> None:
        """Ask for another title."""
        row = self.row
        if row is None:
            return

        def renamed(title: str | None) -> None:
            if title is not None and title.strip() and title.strip() != row.title:
                self._do(partial(self._archive.rename, row.id, title.strip()), "Renamed.")

        self.app.push_screen(TextEntry("Rename the session", plain(row.title), submit="rename"), renamed)

    def action_export(self) -> None:
        """Write it as Markdown into the working directory."""
        if self.row is not None:
            self._do(partial(self._archive.export, self.row.id), "Exported to")

    def action_delete(self) -> None:
        """Delete it, asked first; neither the one that is open here nor one that is open elsewhere."""
        row = self.row
        if row is None:
            return
        if row.id == self._current:
            self._warn("This session is open here. Start a new one first (/new).")
            return

        def decided(yes: bool | None) -> None:
            if yes:
                self._do(partial(self._archive.delete, row.id), "Deleted.")

        what = f"“{first_line(row.title, 60) or 'untitled'}”, its requests and its stored output will be deleted."
        if row.status != "idle":
            what += f"\nIt is {first_line(row.status)}."
        self.app.push_screen(Confirm("Delete the session?", f"{what}\nThe audit trail keeps its records."), decided)

    @work(group="change", exclusive=True, exit_on_error=False)
    async def _do(self, change: Callable[[], object], done: str) -> None:
        """Carry out a change in a thread, say what came of it, and list anew."""
        try:
            made = await asyncio.to_thread(change)
        except CloudAssistError as error:
            self._warn(str(error))
            return
        self.notify(done if made is None else f"{done} {made}", markup=False)
        self.read()

    def _warn(self, text: str) -> None:
        self.notify(plain(text), severity="warning", markup=False)
