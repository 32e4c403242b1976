"""A pattern over a request as `Request` masks it; compiled when it is first needed, since most never are."""

from __future__ import annotations

import re

from cloud_assist.catalog.words import word_set

_GOES_ON = word_set(
    """print list show delete remove move copy display count change then find search run sort save write compress put
    execute make rename set the in under are is have were was which that not has its it their them only also
    output archive grep replace stop quit exit get calculate compute zip gzip give check redirect"""
)
"""Words that go on behind a list rather than belong to it: "named a.txt and delete it"."""
_ONE_MORE = rf"(?:,\ (?:and\ |or\ )?|\ and\ |\ or\ |\ /\ )(?!(?:{'|'.join(sorted(_GOES_ON))})\b)"
_NO_NAME = (
    "an?|if|the|all|any|each|every|my|this|that|these|those|its|their|of|in|on|to|for|with|and|or|from|by|it|them"
)
_MACROS = {
    "{list}": rf"(?P<list>{{a}}(?:{_ONE_MORE}{{a}})*)",
    "{v}": r"«[a-z]\w+»",  # any value
    "{f}": r"«[pqfegh]\w+»",  # a value that can name a file
    "{q}": r"«q\w+»",  # a quoted text
    "{u}": r"«u\w+»",  # a URL
    "{a}": rf"(?:«[a-z]\w+»|(?!(?:{_NO_NAME})\b)[\w$][\w.+-]*)",  # a value or a bare word
    "{n}": r"\d+",
    "{the}": r"(?:(?:the|a|an|all|any|each|every|my|this|that|its|their|given|of|file|files|named|called) )*",
}
"""What a pattern may hold in place of the regular expression for it."""
_GROUP = re.compile(r"\(\?P<(\w+)>")
_FIRST = re.compile(r"[ ,.-]")
_BLANK = re.compile(r"(?<![\\\[]) ([?*])?")


class Said:
    """Words that a request may hold."""

    __slots__ = ("_compiled", "_needs", "_pattern", "_unless")

    def __init__(self, pattern: str, needs: str = "", unless: frozenset[str] = frozenset()) -> None:
        """Prepare a pattern; a blank in it stands for one or more.

        Args:
            pattern: a regular expression over lower-case text; see `_MACROS` for what `{v}` and its like stand for.
            needs: pieces of text, of which one must be there for the pattern to fit; "" where that is not known.
            unless: words that the group "list" must not begin with.
        """
        self._pattern = pattern
        self._needs = tuple(needs.split())
        self._unless = unless
        self._compiled: re.Pattern[str] | None = None

    def _is_name(self, found: str) -> bool:
        first = _FIRST.split(found)[0]
        return first not in self._unless and not first.endswith("ing")

    def groups(self) -> frozenset[str]:
        """Return the names of the pattern's groups."""
        return frozenset(_GROUP.findall(self._pattern))

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, or None."""
        if self._needs and not any(piece in text for piece in self._needs):
            return None
        if self._compiled is None:
            pattern = self._pattern
            for name, meaning in _MACROS.items():
                pattern = pattern.replace(name, meaning)
            self._compiled = re.compile(_BLANK.sub(lambda blank: " *" if blank[1] else " +", pattern))
        if not self._unless:
            return self._compiled.search(text)
        return next((m for m in self._compiled.finditer(text) if self._is_name(m["list"])), None)
