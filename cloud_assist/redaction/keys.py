"""Private keys: PEM and its kin over several lines, whatever a tool puts before, after and between the lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from cloud_assist.redaction.tokens import Span

_BEGIN = re.compile(r"----(?:-| |- )?BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_END = re.compile(r"----(?:-| |- )?END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)? ?-{4,5}")
_LONGEST = 200_000
"""Characters between the two lines of a key file, at most."""
_LETTERS = re.compile(r"[A-Za-z0-9+/]{16,}+={0,2}")
_RUN = re.compile(r"[A-Za-z0-9+/]{32,}+={0,2}")
_GAP = 160
"""Characters between two lines of base64: a line end, and what a log, a diff or a source file puts around a line."""
_FIRST = re.compile(r"(?:\\{1,7}[nr]|\s){1,4}[^A-Za-z0-9+/\n]{0,9}[A-Za-z0-9+/]{16,}+={0,2}")
_LAST_PIECE = re.compile(r"(?:\\{1,7}[nr]|\s){1,4}[^A-Za-z0-9+/\n]{0,9}[A-Za-z0-9+/]{1,31}+={0,2}\s{0,2}\Z")
_BODY_BACK = re.compile(r"(?:^|(?<=[^A-Za-z0-9+/=\s\\]))(?P<v>[A-Za-z0-9+/=\s\\]{8,16384}+)\Z")
_LINE_BACK = 400
"""Characters of a line of a key file, with what stands around it, at most."""
_SHORT_LINE = re.compile(r"(?:.*[^A-Za-z0-9+/])?[A-Za-z0-9+/]{1,76}={0,2}(?:\\n)?[\"'+,; \t\r]{0,9}")


def key_file_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield the bodies of private keys, also where one of the two marks is lost; `lowered` is `text` in lower case."""
    ends = list(_END.finditer(text)) if "private key" in lowered and "end " in lowered else []
    starts = [end.start() for end in ends]
    taken: set[int] = set()
    done = 0
    for begin in _BEGIN.finditer(text) if "begin " in lowered else ():
        if begin.start() < done:
            continue
        nearest = bisect_left(starts, begin.end())
        if nearest < len(ends) and _is_key_body(text, begin.end(), starts[nearest]):
            taken.add(nearest)
            done = starts[nearest]
            yield Span(begin.end(), done, "private_key", begin.start(), ends[nearest].end())
        elif (done := _body_end(text, begin.end())) > begin.end():
            yield Span(begin.end(), done, "private_key", begin.start(), done)
    floor = 0
    for number, end in enumerate(ends):
        start = end.start() if number in taken else _body_start(text, floor, end.start())
        if start < end.start():
            yield Span(start, end.start(), "private_key", start, end.end())
        floor = end.end()


def _is_key_body(text: str, start: int, end: int) -> bool:
    """Tell a key between two marks from prose that names both."""
    if not 16 <= end - start <= _LONGEST or _BEGIN.search(text, start, end):
        return False
    body = text[start:end]
    letters = sum(len(run) for run in _LETTERS.findall(body))
    return letters * 5 >= len("".join(body.split())) * 2 and letters > 0


def _body_end(text: str, start: int) -> int:
    """Return where the base64 after a key's first line ends; `start` where there is none."""
    first = _FIRST.match(text, start)
    end = first.end() if first else start
    while run := _RUN.search(text, end, end + _GAP):
        gap = text[end : run.start()]
        if gap.count("\n") > 4 or "-----" in gap:
            break
        # A search that ends within a run takes the rest of it too.
        whole = _RUN.match(text, run.start())
        end = whole.end() if whole else run.end()
    if end == start and len(text) - end > _GAP:
        return end
    last = _LAST_PIECE.match(text, end)
    return last.end() if last else end


def _body_start(text: str, floor: int, end: int) -> int:
    """Return where the base64 before a key's last line begins; `end` where there is none."""
    before = _BODY_BACK.search(text, max(floor, end - 16_384), end)
    start = before.start() if before is not None and _LETTERS.search(before["v"]) else end
    line_end = text.rfind("\n", max(floor, end - _LINE_BACK), end)
    lines = 0
    while line_end >= floor:
        begin = text.rfind("\n", max(floor, line_end - _LINE_BACK), line_end) + 1
        if begin == 0 and line_end > floor + _LINE_BACK:
            break
        begin = max(begin, floor)
        line = text[begin:line_end]
        if not _RUN.search(line) and not (lines == 0 and _SHORT_LINE.fullmatch(line)):
            break
        lines += 1
        # A lone short line can be anything.
        start = min(start, begin) if lines > 1 or _RUN.search(line) else start
        line_end = begin - 1
    return start
