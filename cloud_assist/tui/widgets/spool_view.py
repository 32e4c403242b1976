"""Rows of a spool file, painted only where they are in view."""

from __future__ import annotations

import re

from textual.color import Color
from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cloud_assist.running.spool_rows import SpoolRows
from cloud_assist.tui.ansi import Palette

_WIDTH = 2_000
"""Columns that can be scrolled to."""


class SpoolView(ScrollView, can_focus=True):
    """Scrolls over a file of any size; marks what is searched for."""

    DEFAULT_CSS = """
    SpoolView {
        height: 1fr; background: $background; color: $foreground; scrollbar-size: 0 1;
        & > .spool-view--found { background: $warning-muted; color: $text-warning; text-style: bold; }
        & > .spool-view--current { background: $panel; }
    }
    """
    COMPONENT_CLASSES = {"spool-view--found", "spool-view--current"}  # noqa: RUF012 # typed by the base class

    wanted: reactive[str] = reactive("")
    """What to mark, whatever its case."""
    current: reactive[int] = reactive(-1)
    """Row that the search stands on; -1 for none."""

    def __init__(self, reader: SpoolRows, *, at_end: bool = False) -> None:
        """Show what `reader` reads, from the top or `at_end`."""
        super().__init__()
        self._goes_to_end = at_end
        self._reader = reader
        self._palette_made: tuple[Color, Palette] | None = None

    def grown(self) -> None:
        """The reader has found more rows: begin where that was wanted, and stay at the end once the person is there."""
        at_end, self._goes_to_end = self._goes_to_end, False
        at_end = at_end or (self.virtual_size.height > 0 and self.scroll_offset.y >= self.max_scroll_y > 0)
        self.virtual_size = Size(_WIDTH, self._reader.row_count)
        self.refresh()
        if at_end:
            self.scroll_end(animate=False)

    def show_row(self, number: int) -> None:
        """Bring a row into view."""
        self.current = number
        self.scroll_to_region(Region(0, number, 1, 1), animate=False, center=True, x_axis=False)

    def render_line(self, y: int) -> Strip:
        """Paint one row of what is in view."""
        left, top = self.scroll_offset
        number = top + y
        current = ("spool-view--current",) if number == self.current else ()
        base = self.get_visual_style(*current)
        row = self._reader.row(number) if number < self._reader.row_count else ""
        width = self.scrollable_content_region.width
        content = self._marked(self._palette.content(row))
        strip = Strip(content.render_segments(base)).crop(left, left + width)
        return strip.extend_cell_length(width, base.rich_style)

    @property
    def _palette(self) -> Palette:
        """Colours for the background that there is now: another theme has another one."""
        ground = self.background_colors[1]
        if self._palette_made is None or self._palette_made[0] != ground:
            self._palette_made = (ground, Palette(ground, self.visual_style.foreground or self.styles.color))
        return self._palette_made[1]

    def _marked(self, content: Content) -> Content:
        """Mark what is searched for."""
        wanted, lowered = self.wanted.casefold(), content.plain.casefold()
        if not wanted or len(lowered) != len(content.plain):
            return content
        found = self.get_visual_style("spool-view--found")
        starts = [match.start() for match in re.finditer(re.escape(wanted), lowered)]
        spans = [Span(start, start + len(wanted), found) for start in starts]
        return Content(content.plain, [*content.spans, *spans])
