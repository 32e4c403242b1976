"""Lines within a number of bytes."""

from __future__ import annotations


def size(text: str) -> int:
    """Return how many bytes a text takes as UTF-8."""
    return len(text.encode("utf-8", "replace"))


def cut(text: str, budget: int, mark: str = "…") -> str:
    """Return `text` within `budget` bytes, with a mark where it is cut, if the mark has room."""
    if budget <= 0:
        return ""
    data = text.encode("utf-8", "replace")
    if len(data) <= budget:
        return data.decode()
    room = budget - size(mark)
    if room <= 0:
        return data[:budget].decode("utf-8", "ignore")
    return data[:room].decode("utf-8", "ignore") + mark


class Lines:
    """Lines that are taken as long as there is room; a line counts with its line end."""

    def __init__(self, budget: int) -> None:
        self.lines: list[str] = []
        self.left = budget

    def take(self, line: str, *, reserve: int = 0) -> bool:
        """Take a line if it fits and leaves `reserve` bytes; return whether it did."""
        needed = size(line) + 1
        if needed > self.left - reserve:
            return False
        self.lines.append(line)
        self.left -= needed
        return True

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)
