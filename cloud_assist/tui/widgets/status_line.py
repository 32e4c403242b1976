"""What the next command would hit and whether only reads are allowed, who proposes, and which session: one line."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cloud_assist.command.guarded_targets import guarded_values
from cloud_assist.models import Target
from cloud_assist.tools.registry import tool_of
from cloud_assist.tui.untrusted import MUTED, first_line

_BETWEEN = "  │  "
_DOT = " · "
_LEAST_TITLE = 10
"""Columns of the session's title below which it says nothing."""
_LEFT_OUT = frozenset({("gcloud", "configuration")})
"""Coordinates that say how others were found, not what would be hit."""


def _short(program: str) -> str:
    tool = tool_of(program)
    return (tool.short if tool is not None else "") or program


def _values(values: list[str], protected: frozenset[str]) -> Content:
    """Return the values of one tool, those that are protected in red."""
    shown = [first_line(value, 40) for value in values]
    content, at = Content.styled(_DOT.join(shown), "bold"), 0
    for value, text in zip(values, shown, strict=True):
        if value in protected:
            content = content.stylize("$text-error", at, at + len(text))
        at += len(text) + len(_DOT)
    return content


class StatusLine(Widget):
    """Target on the left; read-only mode, jobs, model and session title on the right. The first two never give way."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; color: $foreground; dock: top; }
    """

    target: reactive[Target | None] = reactive(None)
    """None while it has not been read yet."""
    model: reactive[str] = reactive("")
    why_offline: reactive[str] = reactive("")
    """Why the model is "offline" although nobody chose that; "" otherwise."""
    session_title: reactive[str] = reactive("")
    jobs: reactive[int] = reactive(0)
    """How many commands of the session go on in the background."""
    read_only: reactive[bool] = reactive(False)
    """Whether only reads can be approved, wherever they act."""
    protected_targets: tuple[str, ...] = ()
    """Globs; a value that matches one is red."""
    read_only_targets: tuple[str, ...] = ()
    """Globs; where a value matches one, the line says "read-only" too."""
    waiting: reactive[bool] = reactive(False)
    """Whether the agent is still being loaded."""

    def render(self) -> Content:
        """Fit both parts into the width there is."""
        width = self.content_size.width
        left = self._target()
        lasting = self._lasting().cell_length
        if lasting and left.cell_length + lasting + 2 > width:  # shows at any width
            left = left.truncate(max(width - lasting - 2, 0), ellipsis=True)
        right = self._right(width - left.cell_length - 2)
        space = width - left.cell_length - right.cell_length
        if not right or space < 1:
            return left.truncate(width, ellipsis=True)
        return Content.assemble(left, " " * space, right)

    def _target(self) -> Content:
        if self.target is None:
            return Content.styled("reading the target …", MUTED)
        entries = [entry for entry in self.target.entries if (entry.tool, entry.name) not in _LEFT_OUT]
        if not entries:
            return Content.styled("no cloud target configured", MUTED)
        protected = frozenset(guarded_values(self.target, self.protected_targets))
        parts: list[Content] = []
        for tool in dict.fromkeys(entry.tool for entry in entries):
            own = [entry.value for entry in entries if entry.tool == tool]
            parts.append(Content.assemble((f"{_short(tool)} ", MUTED), _values(own, protected)))
        return Content.styled(_BETWEEN, MUTED).join(parts)

    def _right(self, room: int) -> Content:
        lasting = self._lasting()
        if not lasting:
            return self._about_session(room)
        left = self._about_session(room - lasting.cell_length - len(_BETWEEN))
        return Content.assemble(lasting, (_BETWEEN, MUTED), left) if left else lasting

    def _lasting(self) -> Content:
        """Return what shows at any width: that only reads are allowed, and the jobs."""
        target = self.target or Target()
        here = self.read_only or bool(guarded_values(target, self.read_only_targets))
        read_only = Content.styled("read-only" if here else "", "bold $text-warning")
        return Content.styled(_BETWEEN, MUTED).join([part for part in (read_only, self._jobs()) if part])

    def _jobs(self) -> Content:
        return Content.styled(f"{self.jobs} job{'' if self.jobs == 1 else 's'}" if self.jobs else "", "$text-accent")

    def _about_session(self, room: int) -> Content:
        """Return model and title, as far as there is room."""
        model = self._model(room)
        title = Content.styled(first_line(self.session_title, 32), MUTED)
        left = room - model.cell_length - len(_BETWEEN)
        if title and left >= min(title.cell_length, _LEAST_TITLE):
            return Content.assemble(model, (_BETWEEN, MUTED), title.truncate(left, ellipsis=True))
        return model if model.cell_length <= room else Content("")

    def _model(self, room: int) -> Content:
        """Return who proposes, and where there is room for it, why nobody but the catalog does."""
        offline = self.model == "offline"
        model = Content.styled(first_line(self.model, 40), "$text-warning" if offline else "$text-accent")
        if self.waiting:
            model = Content.assemble(("loading … ", MUTED), model)
        why = Content.styled(f" ({self.why_offline})" if offline and self.why_offline else "", MUTED)
        return model + why if model.cell_length + why.cell_length <= room else model
