"""Every setting with its value and where it comes from; secrets never show."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.settings import KEYS, Key, Settings, value_text
from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.untrusted import MUTED, first_line


def shown_value(settings: Settings, key: Key) -> str:
    """Return a setting's value as a person may see it: of a secret, only whether it is set."""
    value = getattr(settings, key.attribute)
    if key.secret:
        return "set" if value else "not set"
    return first_line(value_text(value), 80) or "not set"


class SettingsScreen(Page):
    """Shows; settings are changed where they stand."""

    heading = "Settings"

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def compose_text(self) -> Iterable[Widget]:
        """Who proposes; one entry for each key; the folders."""
        yield Static(Content.assemble(("model in use  ", MUTED), (first_line(self._settings.model_in_use, 80), "bold")))
        for key in KEYS:
            yield Static(self._entry(key))
            yield Static(key.allowed, classes="allowed", markup=False)
        folders = (
            ("configuration", self._settings.config_dir),
            ("sessions, history, log", self._settings.state_dir),
            ("catalog", self._settings.cache_dir),
        )
        yield Static("Folders", classes="label", markup=False)
        yield Page.table((name, first_line(str(path), 200)) for name, path in folders)

    def _entry(self, key: Key) -> Content:
        source = self._settings.sources.get(key.name, "default")
        return Content.assemble(
            (f"{key.name}  ", "$text-accent"),
            (shown_value(self._settings, key), "bold"),
            (f"  {first_line(source, 120)}", MUTED),
        )
