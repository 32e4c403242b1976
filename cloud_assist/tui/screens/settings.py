"""Every setting with its value and where it comes from; secrets never show."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cloud_assist.settings import KEYS, Key, Settings
from cloud_assist.tui.untrusted import MUTED, first_line


def shown_value(settings: Settings, key: Key) -> str:
    """Return a setting's value as a person may see it: of a secret, only whether it is set."""
    value = getattr(settings, key.attribute)
    if key.secret:
        return "set" if value else "not set"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    return first_line(str(value), 80) or "not set"


class SettingsScreen(ModalScreen[None]):
    """Shows; settings are changed where they stand."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back")]

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def compose(self) -> ComposeResult:
        """One entry for each key, then the folders."""
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "Settings"
            dialog.border_subtitle = "Esc closes"
            for key in KEYS:
                yield Static(self._entry(key), classes="entry")
            folders = (
                ("configuration", self._settings.config_dir),
                ("sessions, history, log", self._settings.state_dir),
                ("catalog", self._settings.cache_dir),
            )
            lines = [Content.assemble((f"{name}  ", MUTED), first_line(str(path), 200)) for name, path in folders]
            yield Static(Content("\n").join(lines), classes="folders")

    def _entry(self, key: Key) -> Content:
        source = self._settings.sources.get(key.name, "default")
        return Content.assemble(
            (f"{key.name}  ", "$text-accent"),
            (shown_value(self._settings, key), "bold"),
            (f"  {first_line(source, 120)}\n  {key.allowed}", MUTED),
        )

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)
