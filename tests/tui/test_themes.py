"""Every theme: whatever words are written in can be read wherever we write them."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from cloud_assist.tui.contrast import READABLE, contrast
from cloud_assist.tui.themes import THEMES, legible
from tests.tui.conftest import Drive

WORDS = ("text-success", "text-warning", "text-error", "text-accent", "text-secondary", "text-primary", "text-muted")


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_colour_of_words_can_be_read(theme: Theme) -> None:
    variables = legible(theme.to_color_system().generate())
    grounds = [Color.parse(variables[name]) for name in ("background", "surface", "panel")]
    if any(ground.ansi is not None for ground in grounds):
        pytest.skip("the terminal's own colours")
    for name in WORDS:
        for ground in grounds:
            assert contrast(Color.parse(variables[name]), ground) >= READABLE, name
    for meaning in ("success", "warning", "error"):
        chip = Color.parse(variables[f"{meaning}-muted"])
        for ground in grounds:
            laid = ground.blend(chip.with_alpha(1.0), chip.a, 1.0)
            assert contrast(Color.parse(variables[f"text-{meaning}"]), laid) >= READABLE, meaning


async def test_the_app_writes_with_them(drive: Drive) -> None:
    async with drive() as app:
        before = app.app.theme_variables["text-muted"]
        app.app.theme = "solarized-dark"
        await app.pilot.pause()
        shown = app.app.theme_variables
        assert shown["text-muted"] != before
        assert contrast(Color.parse(shown["text-muted"]), Color.parse(shown["panel"])) >= READABLE
