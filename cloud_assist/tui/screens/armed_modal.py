"""A question in front of everything else. It takes no answer from keys that were typed before it opened.

Keys queued for the prompt land on a modal that has just opened. So nothing is focused and every key but Esc and
scrolling is swallowed until half a second has passed without one; only then do keys and buttons count.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from time import monotonic
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, Vertical, VerticalScroll
from textual.content import Content
from textual.css.scalar import Scalar
from textual.errors import NoWidget
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Static

from cloud_assist.tui.textual_private import input_waits
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import MUTED
from cloud_assist.tui.widgets.seen_rows import SeenRows

ResultT = TypeVar("ResultT")

SETTLE_S = 0.5
"""Seconds without a key after which the modal listens."""
_ALWAYS = frozenset({"escape", "up", "down", "pageup", "pagedown", "home", "end", "ctrl+c"})
"""Keys that can do no harm: they end the request or scroll."""
_MIN_BODY_ROWS = 2
_BUTTON_COLUMNS = 10
"""At least, so that "Cancel Esc" fits."""
_PAINT_S = 1 / 60
_QUIET_LOOKS = 3
"""Looks in a row that must find it quiet: what was typed while the app stood still comes between them."""


class ActionButton(Button):
    """A one-line button that shows its key, whatever room there is."""

    def __init__(self, title: str, key: str, action: str, *, short: str = "", classes: str = "") -> None:
        super().__init__(short or title, name=action, compact=True, classes=classes)
        self._title = title
        self._short = short or title
        self._key = key

    def on_resize(self) -> None:
        """Say as much as there is room for: in a narrow cell the short title, in a very narrow one a part of it."""
        room = max(self.size.width - len(self._key) - 1, 1)
        titles = [(title, pad) for title in (self._title, self._short) for pad in (1, 0)]
        cut = f"{self._short[: room - 1]}…"
        title, pad = next(((title, pad) for title, pad in titles if len(title) + 2 * pad <= room), (cut, 0))
        self.styles.line_pad = pad  # the stylesheet takes no 0 here
        self.label = Content.assemble(title, (f" {self._key}", "dim"))


class ArmedModal(ModalScreen[ResultT]):
    """Frame, scrolling body, a row of actions, and a line that says whether it listens."""

    AUTO_FOCUS = ""
    CSS_PATH: ClassVar[list[str | PurePath]] = ["armed_modal.tcss"]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 # typed by the base class
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 # typed by the base class
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_body(-1)", "Scroll", show=False),
        Binding("down", "scroll_body(1)", "Scroll", show=False),
        Binding("pageup", "page_body(-1)", "Page", show=False),
        Binding("pagedown", "page_body(1)", "Page", show=False),
        Binding("home", "edge_body(0)", "Top", show=False),
        Binding("end", "edge_body(1)", "Bottom", show=False),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
    ]

    ANSWERS: ClassVar[frozenset[str]] = frozenset()
    """Actions that answer the question; they wait until the modal listens."""

    heading = ""
    """What stands in the frame."""

    def __init__(self, *, clock: Clock = monotonic) -> None:
        """Listen once no key has come for SETTLE_S seconds by `clock`."""
        super().__init__()
        self.settled = False
        self._clock = clock
        self._quiet_since = 0.0
        self._quiet_looks = 0
        self._settle_timer: Timer | None = None
        self._look_pending = False
        self._fitting = True
        self._hint: Content | None = None

    def compose(self) -> ComposeResult:
        """Frame with body, extra rows, actions and hint."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self.heading
            dialog.border_subtitle = self.subheading()
            with VerticalScroll(classes="body", can_focus=False):
                yield Static(self.heading, classes="inner-title", markup=False)
                yield from self.compose_body()
            yield from self.compose_extra()
            with ItemGrid(classes="actions", min_column_width=_BUTTON_COLUMNS):
                yield from self.compose_actions()
            yield Static("", classes="hint", markup=False)

    def subheading(self) -> str:
        """Return our own words for the lower edge of the frame."""
        return ""

    def compose_body(self) -> Iterable[Widget]:
        """Yield what the person must read."""
        return ()

    def compose_extra(self) -> Iterable[Widget]:
        """Yield rows that must not scroll away, between body and actions."""
        return ()

    def compose_actions(self) -> Iterable[Button]:
        """Yield the buttons in their order; the name of each is the action it runs."""
        return ()

    @property
    def body(self) -> VerticalScroll:
        """The part that scrolls."""
        return self.query_one(".body", VerticalScroll)

    # --- Arming ---------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Hold every key back until it is quiet."""
        self.hold_back()
        self.screen_layout_refresh_signal.subscribe(self, self._laid_out)
        self.watch(self.body, "scroll_y", self._look_soon, init=False)

    def hold_back(self) -> None:
        """Take no answer until it has been quiet: keys may have been meant for what was shown before."""
        self.settled = False
        self.add_class("-held")
        self._quiet_since = self._clock()
        self._quiet_looks = 0
        if self._settle_timer is not None:
            self._settle_timer.stop()
        self._settle_timer = self.set_interval(_PAINT_S, self._settle_once_quiet)
        self.show_hint()

    def _settle_once_quiet(self) -> None:
        """Listen from now on, where it has been quiet and all is painted: what is not painted cannot have been seen.

        Where the app has stood still (a terminal that takes no output, a machine short of time), the keys typed
        meanwhile come after the first look: more of them have to find it quiet.
        """
        quiet = not self._fitting and not self._look_pending and self._clock() - self._quiet_since >= SETTLE_S
        self._quiet_looks = self._quiet_looks + 1 if quiet and not input_waits(self.app) else 0
        if self.settled or self._quiet_looks < _QUIET_LOOKS:
            return
        if self._settle_timer is not None:
            self._settle_timer.stop()
        self.settled = True
        self.remove_class("-held")
        self.place_focus()
        self.show_hint()

    def place_focus(self) -> None:
        """Put the focus where it belongs."""

    def hint(self) -> str:
        """Return what the person can do now, or what is missing."""
        return ""

    def show_hint(self) -> None:
        """Say whether the modal listens."""
        held = Content.styled("○ Ignoring keys for a moment …", MUTED)
        hint = Content(self.hint()) if self.settled else held
        if hint != self._hint:  # else every look would end in a layout, and every layout in a look
            self._hint = hint
            for line in self.query(".hint").results(Static):  # none while it closes
                line.update(hint)

    def on_key(self, event: events.Key) -> None:
        """Swallow what was typed for something else."""
        if not self.settled and event.key not in _ALWAYS:
            event.stop()
            event.prevent_default()
            self._quiet_since = self._clock()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Refuse answers until the modal listens; a key that bubbled up from the screen below ends here too."""
        return self.settled or action not in self.ANSWERS

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        name = event.button.name or ""
        if name == "cancel" or self.settled:
            await self.run_action(f"screen.{name}")

    # --- Fitting and scrolling ------------------------------------------------------------------------------------

    def _laid_out(self, _: Screen[object]) -> None:
        """Give the body the rows that the rest of the frame leaves, and look again.

        It follows every layout: a new size may restyle the frame, buttons may break into other rows, and the last of
        these is the one that the person sees.
        """
        if self._closing_down:
            return
        chrome = self.query_one(".dialog", Vertical).outer_size.height - self.body.outer_size.height
        room = Scalar.from_number(max(self.size.height - chrome, _MIN_BODY_ROWS))
        self._fitting = self.body.styles.max_height != room
        if self._fitting:
            self.body.styles.max_height = room
        self._look_soon()

    @property
    def _closing_down(self) -> bool:
        """Whether the modal has been answered or withdrawn: what was put off for later has lost its widgets."""
        return self not in self.app.screen_stack or not self.query(".body > *")

    def _look_soon(self) -> None:
        if not self._look_pending:
            self._look_pending = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Look once the position has been painted; until then, wait."""
        if self._closing_down:
            return
        if self._painted():
            self._look_pending = False
            self.looked()
        else:
            self.set_timer(_PAINT_S, self._look)

    def _painted(self) -> bool:
        """Whether the first part of the body that is shown stands where the scrolling has put it."""
        shown = next((child for child in self.body.children if child.display), None)
        if shown is None:
            return False
        try:
            body, first = self.find_widget(self.body), self.find_widget(shown)
        except NoWidget:
            return False
        return first.region.y == body.region.y + first.virtual_region.y - round(self.body.scroll_y)

    def looked(self) -> None:
        """Another part of the body has been painted."""

    def look_at(self, part: str, seen: SeenRows) -> None:
        """Note in `seen` which rows of a text of the body, named by its selector, are on screen."""
        try:
            place = self.find_widget(self.query_one(part, Static))
        except NoWidget:  # none of its rows is
            return
        painted = place.visible_region
        seen.look(place.region.size, first=painted.y - place.region.y, shown=painted.height)

    def action_scroll_body(self, rows: int) -> None:
        """Scroll by rows."""
        self._scroll(rows)

    def _scroll(self, rows: int) -> None:
        """Scroll; not before the last position has been painted, so that no row is skipped."""
        if not self._look_pending:
            self.body.scroll_relative(y=rows, animate=False)

    def action_page_body(self, pages: int) -> None:
        """Scroll by pages, with one row of overlap."""
        self._scroll(pages * max(self.body.size.height - 1, 1))

    def action_edge_body(self, bottom: int) -> None:
        """Scroll to the top or to the bottom."""
        if bottom:
            self.body.scroll_end(animate=False)
        else:
            self.body.scroll_home(animate=False)
