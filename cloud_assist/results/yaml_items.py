"""The items of a YAML output: its documents, or the list that its one document is about.

PyYAML reads some 2 MB a second. So a long list is cut at its margin, what is set out as tools do it is read line by
line, and PyYAML only gets the items that are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any, ClassVar

from cloud_assist.results.main_list import main_list
from cloud_assist.results.yaml_lines import ReadItem, UnusualYamlError, YamlLines

_LINE = re.compile(r"---(?: .*)?|\.\.\.|#.*|\s*(?:- )*(?:[\"']?[\w./@-][^:#]{0,200}?[\"']?:(?: .*)?|- ?.*)")
_DECIMAL = re.compile(r"-?[1-9][0-9]{0,17}|0")
_EXPANDED = 200_000
"""Values that aliases may grow to."""


@cache
def _loader() -> Any:
    """Return a loader that reads times as the text that they are, as JSON has them."""
    import yaml  # most outputs are none: 20 ms

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        yaml_implicit_resolvers: ClassVar = {
            first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
            for first, resolvers in base.yaml_implicit_resolvers.items()
        }

    return Loader


def load(text: str) -> Any:
    """Return one document's value.

    Raises:
        ValueError: it is no YAML, is nested too deep, or its aliases grow without measure.
    """
    import yaml

    try:
        value = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader, above
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError) as error:
        raise ValueError("no YAML") from error
    if "*" in text and _expanded(value, {}, 0) > _EXPANDED:
        raise ValueError("aliases grow without measure")
    return value


def _word(text: str) -> Any:
    """Return what a word without quotes stands for, as `load` does.

    Raises:
        ValueError: it stands for nothing.
    """
    for _, pattern in _loader().yaml_implicit_resolvers.get(text[0], ()):
        if pattern.match(text):
            return int(text) if _DECIMAL.fullmatch(text) else load(text)
    return text


def _expanded(value: Any, known: dict[int, int], depth: int) -> int:
    """Return how many values there are with each alias counted as what it stands for."""
    if not isinstance(value, (dict, list)):
        return 1
    if depth > 100:
        return _EXPANDED + 1
    if id(value) not in known:
        known[id(value)] = _EXPANDED + 1  # stands where a value holds itself
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_expanded(one, known, depth + 1) for one in inner)
    return known[id(value)]


def looks_like_yaml(text: str) -> bool:
    """Whether the beginning of an output, cut at a line end, is YAML that holds more than a line of prose."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not _LINE.fullmatch(lines[0]):
        return False
    if sum(1 for line in lines if _LINE.fullmatch(line)) * 2 < len(lines):
        return False
    document = next(documents(text.split("\n")), [])
    try:
        value = load(_text(document))
    except ValueError:
        return False
    return isinstance(value, list) or (isinstance(value, dict) and len(lines) > 2)


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def documents(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the lines of each document."""
    held: list[str] = []
    for line in lines:
        if line.startswith("---"):
            if any(map(str.strip, held)):
                yield held
            held = []
        elif not line.startswith("..."):
            held.append(line)
    if any(map(str.strip, held)):
        yield held


_WHOLE = 512 * 1024
"""Characters of an output that is read at once, and the list chosen among all that it holds."""
_LONGEST = 16 << 20
"""Characters of an item, or of a document that is none but itself."""


class YamlItems:
    """The items of one YAML output: its documents where it has several, else those of its list."""

    def __init__(self, blocks: Iterator[list[str]]) -> None:
        """`blocks` yields the output's lines without their ends, up to some thousand at a time."""
        self._blocks = blocks
        self._quick = YamlLines(_word)
        self._top = _TopList()
        self._margin = ""
        """What each item of the list that is being read begins with; "" outside of one."""
        self._held: list[str] = []
        self.keys: tuple[str | None, ...] = ()
        """Way to an item; None for every element of a list. Settled with the first batch."""
        self.whole = True
        """Whether all of it could be read; settled at the end of `batches`."""

    def batches(self) -> Iterator[list[Any]]:
        """Yield the items, up to some thousand at a time."""
        begun, whole = _beginning(self._blocks)
        values = self._values(begun) if whole else None
        if values is None:
            top = _TopList()
            items_at = next((at for at, line in enumerate(begun, start=1) if top.begins(line)), 0)
            yield from self._streamed(chain([begun[:items_at], begun[items_at:]], self._blocks))
        elif len(values) == 1:
            self.keys, items, _ = main_list(values[0])
            yield items
        else:
            yield values

    def _values(self, lines: list[str]) -> list[Any] | None:
        """Return the documents; None where one of them cannot be read."""
        try:
            return [self._value(document) for document in documents(lines)]
        except ValueError:
            return None

    def _streamed(self, blocks: Iterator[list[str]]) -> Iterator[list[Any]]:
        for lines in blocks:
            quick = self._items_of([*self._held, *lines]) if self._margin else None
            if quick is not None:
                items, self._held = quick
                yield items
            else:
                for line in lines:
                    yield from self._line(line)
            if sum(map(len, self._held)) > _LONGEST:
                self.whole = False
                return
        end, self._held = self._held, []
        for line in end:
            yield from self._line(line)
        yield from self._loaded(self._held, last=True)

    def _items_of(self, lines: list[str]) -> tuple[list[Any], list[str]] | None:
        """Return (the items of lines that begin with one, the lines of the last item); None where one is unusual."""
        last = _last_item(lines, self._margin)
        if not last:
            return None
        try:
            return self._quick.read(lines[:last]), lines[last:]
        except UnusualYamlError:
            return None

    def _line(self, line: str) -> Iterator[list[Any]]:
        """Take one line; yield the items that end before it."""
        if not self._margin and (found := self._top.begins(line)):
            self._margin, self.keys = found
            self._held = [line]
        elif line.startswith("---") or (self._margin and not _within(line, self._margin)):
            yield from self._loaded(self._held)
            rest = [line] if self._margin and not line.startswith("---") else []
            self._held, self._margin, self._top = rest, "", _TopList()
            if rest:
                self._top.begins(line)
        elif self._margin and len(self._held) > _BATCH_LINES and line.startswith(self._margin):
            yield from self._loaded(self._held)
            self._held = [line]
        else:
            self._held.append(line)

    def _loaded(self, lines: list[str], *, last: bool = False) -> Iterator[list[Any]]:
        if not any(map(str.strip, lines)):
            return
        try:
            value = self._value(lines)
        except ValueError:
            self.whole = False
            if last and self._margin:  # a cut item
                yield from self._loaded(lines[: _last_item(lines, self._margin)])
            return
        if self._margin and isinstance(value, list):
            yield value
        elif not self.keys and value is not None:
            yield [value]

    def _value(self, lines: list[str]) -> Any:
        """Return the value of a document, or of items of its list.

        Raises:
            ValueError: it is no YAML.
        """
        try:
            return self._quick.read(lines)
        except UnusualYamlError:
            pass
        try:
            return self._quick.read(list(self._with_items_read(lines)))
        except ValueError:
            return load(_text(lines))

    def _with_items_read(self, lines: list[str]) -> Iterator[str | ReadItem]:
        """Yield the lines with each item of the list read by itself, so that only what is unusual takes long."""
        top, margin = _TopList(), ""
        item: list[str] = []
        for line in lines:
            if item and line.strip() and not line.startswith(" " * len(margin)):
                yield self._item(item, margin)
                item = []
            if not margin and (found := top.begins(line)):
                margin = found[0]
            if item or (margin and line.startswith(margin)):
                item.append(line)
            else:
                yield line
        if item:
            yield self._item(item, margin)

    def _item(self, lines: list[str], margin: str) -> ReadItem:
        try:
            value = self._quick.read(lines)
        except UnusualYamlError:
            value = load(_text(lines))
        if not isinstance(value, list) or len(value) != 1:
            raise ValueError("not one item")
        return ReadItem(len(margin) - 2, value[0])


_BATCH_LINES = 2_000
_KEY = re.compile(r"[\"']?([\w./-]+)[\"']?:\s*")
_ITEM = re.compile(r" {0,2}- ")


class _TopList:
    """Looks for the list that a document holds at its top, line by line."""

    def __init__(self) -> None:
        self._before = ""
        self._too_late = False

    def begins(self, line: str) -> tuple[str, tuple[str | None, ...]] | None:
        """Return (what each item of the list begins with, its keys) where `line` begins it."""
        if self._too_late or not line.strip() or line.startswith("#"):
            return None
        item = _ITEM.match(line)
        if item and not self._before:
            return item[0], (None,)
        key = _KEY.fullmatch(self._before) if item else None
        if item and key:
            return item[0], (key[1], None)
        self._before, self._too_late = line, line.startswith(" ")
        return None


def _beginning(blocks: Iterator[list[str]]) -> tuple[list[str], bool]:
    """Return (the first lines, whether they are all)."""
    begun: list[str] = []
    size = 0
    for lines in blocks:
        begun += lines
        size += sum(map(len, lines))
        if size > _WHOLE:
            return begun, False
    return begun, True


def _within(line: str, margin: str) -> bool:
    return line.startswith((margin, margin[:-2] + "  ", "#")) or not line.strip()


def _last_item(lines: list[str], margin: str) -> int:
    """Return where the last item begins."""
    return next((at for at in range(len(lines) - 1, 0, -1) if lines[at].startswith(margin)), 0)
