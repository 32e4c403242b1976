"""Quote removal: one word of a command as bash would hand it over, expansions left as opaque parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tree_sitter import Node

from cloud_assist.command.syntax.quoting import ansi_c
from cloud_assist.command.syntax.tree import OPAQUE, NotUnderstoodError, Part

_STOP = re.compile(rb"[\\'\"$`<>{}*?\[~;|&()\s#]")
_QUOTED_STOP = re.compile(rb"[\\\"$`]")
_DOLLAR_NAME = re.compile(rb"[A-Za-z0-9_({\[@*#?$!\-]")
_BRACE_OPEN = re.compile(rb"\{[^\s]*?(?:,|\.\.)[^\s]*?\}")


class WordScanner:
    """Removes the quotes of one word as bash does, and finds each expansion in the tree."""

    def __init__(
        self,
        source: bytes,
        end: int,
        expansions: Mapping[int, Node],
        run_by: Callable[[Node], tuple[Part, ...]],
    ) -> None:
        """Scan `source` up to `end`; `expansions` are the tree's nodes by where they start.

        `run_by` returns what an expansion runs.
        """
        self._run_by = run_by
        self._source = source
        self._end = end
        self._expansions = expansions
        self.out: list[bytes] = []
        self.parts: list[Part] = []
        self.splits = self.glob = self.tilde = False

    def bare(self, position: int) -> None:
        """Scan unquoted text from `position` to the end of the word."""
        source, end, begin = self._source, self._end, position
        while position < end:
            stop = _STOP.search(source, position, end)
            if stop is None:
                self.out.append(source[position:end])
                return
            self.out.append(source[position : stop.start()])
            position = self._special(stop.group(0), stop.start(), begin)

    def _special(self, mark: bytes, at: int, begin: int) -> int:
        """Take the special character `mark` at `at`; return where to go on."""
        source = self._source
        if mark == b"\\":
            self.out.append(source[at + 1 : at + 2])
            return at + 2
        if mark == b"'":
            close = source.index(b"'", at + 1, self._end)
            self.out.append(source[at + 1 : close])
            return close + 1
        if mark == b'"':
            return self.quoted(at + 1)
        if mark == b"$":
            return self._dollar(at, quoted=False)
        if mark in {b"`", b"<", b">"}:
            return self._expansion(at, quoted=False)
        if mark == b"{":
            return self._brace(at)
        if mark in {b"*", b"?", b"["}:
            self.glob = True
        elif mark == b"~":
            self.tilde = self.tilde or at == begin
        elif mark != b"}" and (mark != b"#" or at == begin):
            raise NotUnderstoodError("contains a word of an unknown kind")
        self.out.append(mark)
        return at + 1

    def quoted(self, position: int, *, closing: bool = True) -> int:
        """Scan from `position` inside double quotes (or a heredoc body) and return where they end."""
        source, end = self._source, self._end
        while True:
            stop = _QUOTED_STOP.search(source, position, end)
            if stop is None:
                if closing:
                    raise NotUnderstoodError("contains a quotation that does not end")
                self.out.append(source[position:end])
                return end
            at, mark = stop.start(), stop.group(0)
            self.out.append(source[position:at])
            if mark == b'"':
                if closing:
                    return at + 1
                self.out.append(mark)
                position = at + 1
            elif mark == b"\\":
                following = source[at + 1 : at + 2]
                keeps = following not in {b"$", b"`", b"\\", b"\n"} and not (following == b'"' and closing)
                self.out.append(mark + following if keeps else following.strip(b"\n"))
                position = at + 2
            elif mark == b"$":
                position = self._dollar(at, quoted=True)
            else:
                position = self._expansion(at, quoted=True)

    def _dollar(self, at: int, *, quoted: bool) -> int:
        source = self._source
        if at in self._expansions:
            return self._expansion(at, quoted=quoted)
        following = source[at + 1 : at + 2] if at + 1 < self._end else b""
        if not quoted and following == b"'":
            return self._ansi(at + 2)
        if not quoted and following == b'"':
            return self.quoted(at + 2)
        if following and _DOLLAR_NAME.match(following):
            raise NotUnderstoodError("contains an expansion of an unknown kind")
        self.out.append(b"$")
        return at + 1

    def _ansi(self, position: int) -> int:
        close = position
        while self._source[close : close + 1] != b"'":
            close += 2 if self._source[close : close + 1] == b"\\" else 1
            if close >= self._end:
                raise NotUnderstoodError("contains a quotation that does not end")
        self.out.append(ansi_c(self._source[position:close]))
        return close + 1

    def _expansion(self, at: int, *, quoted: bool) -> int:
        node = self._expansions.get(at)
        if node is None:
            raise NotUnderstoodError("contains an expansion of an unknown kind")
        self.parts += self._run_by(node)
        if not quoted and node.type != "process_substitution":
            self.splits = True
        self.out.append(OPAQUE.encode())
        return node.end_byte

    def _brace(self, at: int) -> int:
        """A brace list makes several words; anything else is an ordinary brace."""
        if _BRACE_OPEN.match(self._source, at, self._end):
            self.splits = True
            self.out.append(OPAQUE.encode())
        else:
            self.out.append(b"{")
        return at + 1
