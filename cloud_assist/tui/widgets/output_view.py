"""Output on a card: while it comes a bounded tail, repainted at most twenty times a second; then what says most."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.display.sgr import bare
from cloud_assist.tui.ansi import Palette
from cloud_assist.tui.output_tail import OutputTail
from cloud_assist.tui.untrusted import MUTED

if TYPE_CHECKING:
    from cloud_assist.results.card_lines import CardLines

SHOWN_LINES = 12
_FLUSH_HZ = 20


class OutputView(Static):
    """Shows the last lines, of a finished document the first; the whole output stays in its spool file."""

    DEFAULT_CSS = """
    OutputView {
        display: none; height: auto; margin: 1 0 0 0; padding: 0 1; background: $background; color: $text;
        border-left: outer $panel; text-wrap: nowrap; text-overflow: ellipsis;
    }
    OutputView.-filled { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._tail = OutputTail(SHOWN_LINES)
        self._dirty = False
        self._timer: Timer | None = None
        self._finished: CardLines | None = None

    def on_mount(self) -> None:
        """Colour anew where the theme changes: what can be read on one background cannot on another."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._recolour))

    def _recolour(self) -> None:
        self._dirty = True
        self._flush()

    def feed(self, text: str, left_out_lines: int = 0) -> None:
        """Take a piece of output, which lacks so many lines; it shows with the next beat."""
        self._tail.feed(text, left_out_lines)
        self._dirty = True
        if self._timer is None:
            self._timer = self.set_interval(1 / _FLUSH_HZ, self._flush)

    def finish(self) -> None:
        """Show the rest, and stop the beat."""
        self._tail.finish()
        self._dirty = True
        self._flush()
        if self._timer is not None:
            self._timer.stop()

    @work(group="finished", exclusive=True, exit_on_error=False)
    async def load(self, path: str) -> None:
        """Read in a thread what says most of the finished output, and show that instead of its last lines."""
        try:
            self._finished = await asyncio.to_thread(_card_lines, Path(path))
        except OSError:  # the file is gone: what came as it ran is still there to see
            return
        if self._finished is not None:
            self._recolour()

    @property
    def hidden_lines(self) -> int:
        """Lines that came and are not shown."""
        return max(self._tail.total_lines - SHOWN_LINES, 0)

    @property
    def cut(self) -> bool:
        """Whether there is more than what shows: lines above, or a line wider than the card."""
        card = self.parent  # laid out before the first output is
        width = card.content_size.width - self.gutter.width if isinstance(card, Widget) else 0
        return self.hidden_lines > 0 or any(Content(bare(line)).cell_length > width for line in self._tail.lines)

    def _flush(self) -> None:
        if not self._dirty:
            return
        self._dirty = False
        if self._finished is not None:
            self.update(_told(self._finished))
            return
        lines = self._tail.lines
        self.set_class(bool(lines), "-filled")
        palette = Palette(self.background_colors[1], self.visual_style.foreground or self.styles.color)
        text = Content("\n").join(palette.content(line) for line in lines)
        if self.hidden_lines:
            text = _more(self.hidden_lines, "above") + Content("\n") + text
        self.update(text)


def _card_lines(path: Path) -> CardLines | None:
    from cloud_assist.results.card_lines import card_lines  # not before the first frame

    return card_lines(path, SHOWN_LINES)


def _told(finished: CardLines) -> Content:
    from cloud_assist.results.forms import Form
    from cloud_assist.tui.document_colors import colour_json, colour_yaml

    colour = {Form.JSON: colour_json, Form.YAML: colour_yaml}.get(finished.form, Content)
    lines = [colour(line) for line in finished.lines]
    if finished.above:
        lines.insert(0, _more(finished.above, "above"))
    if finished.below:
        lines.append(_more(finished.below, "below"))
    return Content("\n").join(lines)


def _more(count: int, where: str) -> Content:
    return Content.styled(f"… {count:,} line{'' if count == 1 else 's'} {where}", MUTED)
