"""What the next command would hit, who proposes, and which session this is: one line."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from cloud_assist.models import Target
from cloud_assist.tui.untrusted import MUTED, first_line

_SHORT_NAMES = {"kubectl": "kube", "terraform": "tf"}


class StatusLine(Widget):
    """Target on the left, model and session title on the right; the left part gives way last."""

    DEFAULT_CSS = """
    StatusLine { height: 1; padding: 0 1; background: $panel; color: $foreground; dock: top; }
    """

    target: reactive[Target | None] = reactive(None)
    """None while it has not been read yet."""
    model: reactive[str] = reactive("")
    session_title: reactive[str] = reactive("")
    waiting: reactive[bool] = reactive(False)
    """Whether the agent is still being loaded."""

    def render(self) -> Content:
        """Fit both parts into the width there is."""
        width = self.content_size.width
        left = self._target()
        right = self._right(width - left.cell_length - 2)
        space = width - left.cell_length - right.cell_length
        if not right or space < 1:
            return left.truncate(width, ellipsis=True)
        return Content.assemble(left, " " * space, right)

    def _target(self) -> Content:
        if self.target is None:
            return Content.styled("reading the target …", MUTED)
        if not self.target.entries:
            return Content.styled("no cloud target set here", MUTED)
        parts: list[Content] = []
        for tool in dict.fromkeys(entry.tool for entry in self.target.entries):
            values = [first_line(e.value, 40) for e in self.target.entries if e.tool == tool]
            parts.append(Content.assemble((f"{_SHORT_NAMES.get(tool, tool)} ", MUTED), (" · ".join(values), "bold")))
        return Content.styled("  │  ", MUTED).join(parts)

    def _right(self, room: int) -> Content:
        model = Content.styled(
            first_line(self.model, 40), "$text-warning" if self.model == "offline" else "$text-accent"
        )
        if self.waiting:
            model = Content.assemble(("loading … ", MUTED), model)
        title = first_line(self.session_title, 32)
        both = Content.assemble(model, (f"  │  {title}" if title else "", MUTED))
        if both.cell_length <= room:
            return both
        return model if model.cell_length <= room else Content("")
