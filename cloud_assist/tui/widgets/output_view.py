"""Live output on a card: a bounded tail, repainted at most twenty times a second."""

from __future__ import annotations

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.display.sgr import bare
from cloud_assist.tui.ansi import Palette
from cloud_assist.tui.output_tail import OutputTail
from cloud_assist.tui.untrusted import MUTED

SHOWN_LINES = 12
_FLUSH_HZ = 20


class OutputView(Static):
    """Shows the last lines; the whole output stays in its spool file."""

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
        lines = self._tail.lines
        self.set_class(bool(lines), "-filled")
        palette = Palette(self.background_colors[1], self.visual_style.foreground or self.styles.color)
        text = Content("\n").join(palette.content(line) for line in lines)
        if self.hidden_lines:
            lines_above = "line" if self.hidden_lines == 1 else "lines"
            more = Content.styled(f"… {self.hidden_lines:,} {lines_above} above\n", MUTED)
            text = more + text
        self.update(text)
