"""Names of things in a request, found beside the noun for the thing: "table orders", "the web deployment"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cloud_assist.catalog.known_words import Vocabulary
from cloud_assist.catalog.reading import asks, orders, reads
from cloud_assist.catalog.request_values import PATHS, RequestValues
from cloud_assist.catalog.shapes import shape
from cloud_assist.catalog.tools import names_a_tool
from cloud_assist.catalog.words import STOP_WORDS, VOCABULARY, content, is_verb, joined, terms, word_set

GENERIC = frozenset({"name", "new-name", "value", "text", "pattern", "message", "command", "replacement"})
"""Places whose name is no noun of a thing."""
NAMED = frozenset({"named", "called"})
_OF = frozenset({"of", "for", "from", "on"})
"""What leads from a thing's part to the thing: "the policy of foo"."""
_JOINING = word_set(VOCABULARY["joining"])
"""Prepositions, conjunctions and adverbs: words that never name a thing."""
_DESCRIBING = word_set(VOCABULARY["describing"])
"""Words that say which thing, or in what state."""
_NO_NAMES = STOP_WORDS | _JOINING | _DESCRIBING
_DESCRIBING_ENDS = word_set(VOCABULARY["describing_ends"])
"""What words such as "checked-out" end with, which say which thing too."""
_ALSO_CALLED: dict[str, tuple[str, ...]] = {
    place: tuple(nouns.split(", ")) for place, nouns in VOCABULARY["also_called"].items()
}
"""By place: other nouns for what stands in it."""
DEFINITE = frozenset({"the", "my", "our"})
_ARTICLES = DEFINITE | {"a", "an"}
_LEADING = DEFINITE | word_set("in of from on to for into at with by")
"""What stands before "orders table", where orders is a name."""
_ANY = word_set("a an which what each every any all another this that some no how many new")
"""Before a noun: it speaks of any such thing, so that no name follows."""
_POINTING = word_set("it them here there one")
_FORMAL = frozenset({"id", "ids", "arn", "arns", "url", "name", "names", "identifier", "new"})
"""Parts of a place's name that are no noun of the thing."""
_FOLDERS = frozenset({"folder", "destination"})
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ABSTRACT = re.compile(r"(?:[ts]ion|ment|[ae]nce|ity|itie|ery|ship|ness|ior|ure)s?$")
"""Ends of words that stand for what is done or had: "host recovery", "group registrations"."""
_WRITTEN = re.compile(r"[A-Za-z0-9/][\w./:@-]*")


@dataclass(frozen=True, slots=True)
class ThingNames:
    """Finds names in a request for one command."""

    own: frozenset[str]
    """Terms of the command and of what it does; none of them is a name."""
    vocabulary: Vocabulary
    operation: tuple[str, ...] = ()
    """How the thing of a place called `<name>` is called: configmap in `create configmap <name>`."""
    single: bool = False
    """Whether the command has one open place alone, so that "called x" can mean no other."""

    def find(self, place: str, request: RequestValues, nouns: tuple[str, ...] = ()) -> str:
        """Return the name for a place, which is used then; "" for none.

        Args:
            place: name of the open place.
            request: the values still to be used.
            nouns: how what stands there is called; told from the place's name by default.
        """
        forms = frozenset(tuple(content(terms(noun))) for noun in nouns or self._nouns_of(place)) - {()}
        found = self._candidates(place, request.words, forms)
        value = next((name for name in found if name not in request.used), "")
        if value:
            request.used.add(value)
        return value

    def _nouns_of(self, place: str) -> tuple[str, ...]:
        if place in GENERIC:
            return self.operation if place == "name" else ()
        parts = [part for part in place.split("-") if part not in _FORMAL]
        return (" ".join(parts), *parts[-1:], *_ALSO_CALLED.get(place, ()))

    def _candidates(self, place: str, words: list[str], nouns: frozenset[tuple[str, ...]]) -> Iterator[str]:
        for start, end in _spans_of(words, nouns):
            name = (
                self._after(words, start, end) or self._before(words, start, end) or self._behind_of(words, end, nouns)
            )
            if name and (place not in PATHS or place in _FOLDERS or re.search(r"[-_./\d]", name)):
                yield name
        if place in _FOLDERS:
            yield from self._behind_into(words)
        if self.single or place == "name":
            yield from _called(words)

    def _after(self, words: list[str], start: int, end: int) -> str:
        """Return the name in "bucket my-data", "bucket is called x" or "table orders"; "" for none."""
        for at in range(end, min(end + 2, len(words))):
            word = words[at]
            if at > end and words[at - 1].lower() in NAMED:
                return word if _can_be_name(word) else ""
            if word.lower() not in NAMED | {"is", "with", "name"}:
                return word if self.has(word) or (at == end and self._is_common_after(words, start, at)) else ""
        return next(_called(words[end : end + 3]), "")

    def _before(self, words: list[str], start: int, end: int) -> str:
        """Return the name in "the nginx deployment" or "the orders table"; "" for none."""
        if start == 0:
            return ""
        word = words[start - 1]
        if self.has(word):
            return word
        common = (
            start > 1
            and words[start - 2].lower() in _LEADING
            and self._may_be_name(word)
            and not any(is_verb(term) or self._is_kind(term, words, start) for term in terms(word))
            and not words[end - 1].lower().endswith("s")
            and _ends(words, end)
            and not self.vocabulary.says(word, words[start])
        )
        return word if common else ""

    def _is_kind(self, term: str, words: list[str], start: int) -> bool:
        """Whether a word before the noun stands for a kind of thing there; "delete the api deployment" is about one."""
        one = words[start - 2].lower() in DEFINITE and _changes_something(words[0].lower())
        return self.vocabulary.is_kind(term) and not one

    def _behind_of(self, words: list[str], end: int, nouns: frozenset[tuple[str, ...]]) -> str:
        """Return the name in "bucket policy of web", where the noun only tells which policy; "" for none.

        In "access key of bob" and "bucket of bob" the name is another thing's.
        """
        at = end
        while at < len(words) and self._speaks_of_it(words[at]):
            at += 1
        group = {term for word in words[end:at] for term in terms(word)} - {term for noun in nouns for term in noun}
        if not group or at == len(words) or words[at].lower() not in _OF:
            return ""
        at += 1 + (words[at + 1 : at + 2] != [] and words[at + 1].lower() in _ARTICLES)
        return words[at] if at < len(words) and self.has(words[at]) else ""

    def _behind_into(self, words: list[str]) -> Iterator[str]:
        """Yield the folder in "unpack it into out"; at the very end a word such as "out" can be nothing else."""
        for at, word in enumerate(words[:-1]):
            folder = words[at + 1]
            last = at + 2 == len(words) and folder.lower() not in _ANY | _ARTICLES | _POINTING
            if word.lower() == "into" and _WRITTEN.fullmatch(folder) and (last or self.has(folder)):
                yield folder

    def _is_common_after(self, words: list[str], start: int, at: int) -> bool:
        """Whether a common word right behind the noun is a name: in "table orders", and not in "bucket policies"."""
        noun, word = words[at - 1], words[at]
        return (
            self._may_be_name(word)
            and not noun.lower().endswith("s")
            and _ends(words, at + 1)
            and self._is_introduced(words[:start], word)
            and not self.vocabulary.says(noun, word)
        )

    def _is_introduced(self, before: list[str], word: str) -> bool:
        """Whether what stands before a noun lets a common word behind it be a name.

        "delete table orders" and "in table orders" do; "a table …" and "table orders" alone do not. A word for a kind
        of thing needs more: "the container db", "dynamodb table test".
        """
        said = joined(" ".join(before).lower()).split()
        if not said or said[-1] in _ANY or (asks(said[0]) and any(map(is_verb, terms(word)))):
            return False
        if any(self.vocabulary.is_kind(term) for term in terms(word)):
            of_a_tool = names_a_tool(said[-1]) and _is_order(said[0])
            of_an_order = len(said) == 1 and _changes_something(said[0])
            return said[-1] in _LEADING or (not word.endswith("s") and (of_a_tool or of_an_order))
        return any(each in _LEADING or _is_order(each) for each in said)

    def _may_be_name(self, word: str) -> bool:
        """Whether a common word can be a name at all."""
        lowered = word.lower()
        if lowered in _NO_NAMES or lowered.endswith(("ly", "ed")) or names_a_tool(lowered):
            return False
        if _ABSTRACT.search(lowered):
            return False
        return _PLAIN.fullmatch(word) is not None and not self.own.intersection(terms(lowered))

    def has(self, word: str) -> bool:
        """Whether a bare word is a thing's name: written like one, or no word of the catalog's vocabulary."""
        lowered = word.lower()
        if lowered in _NO_NAMES or lowered.endswith("ly") or names_a_tool(lowered):
            return False
        if not _WRITTEN.fullmatch(word):
            return False
        found = terms(lowered)
        if re.search(r"[-_./]|\d", word):
            return (
                shape(word) in {"", "image", "path", "commit"}
                and lowered.rpartition("-")[2] not in _DESCRIBING_ENDS
                and not self.vocabulary.knows(lowered)
                and not self._are_its_kind(found)
            )
        return bool(found) and not any(is_verb(t) or self.vocabulary.knows(t) or t in self.own for t in found)

    def _speaks_of_it(self, word: str) -> bool:
        """Whether a word is one of those that say what the command does: "policy" in delete-bucket-policy."""
        found = terms(word)
        return bool(found) and self.own.issuperset(found)

    def _are_its_kind(self, found: list[str]) -> bool:
        """Whether a word of several parts says what kind of thing it is: "bucket-policy"; "my-bucket" may be a name."""
        return len(found) > 1 and self.own.issuperset(found)


def _is_order(word: str) -> bool:
    """Whether a lower-case word tells what to do."""
    return orders(word) or any(map(is_verb, terms(word)))


def _changes_something(word: str) -> bool:
    """Whether a lower-case word orders a change."""
    return _is_order(word) and not reads(word)


def _spans_of(words: list[str], nouns: frozenset[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """Yield (first word, word behind the last) of each noun in a request, of one word or two."""
    for start, word in enumerate(words):
        for end in (start + 2, start + 1):
            form = tuple(content(terms(" ".join(words[start:end]).lower()))) if word.lower() not in STOP_WORDS else ()
            if end <= len(words) and form in nouns:
                yield start, end
                break


def _ends(words: list[str], at: int) -> bool:
    """Whether nothing follows that belongs to the word before: no further noun, as in "table orders index"."""
    if at >= len(words):
        return True
    word = words[at].lower()
    return word in STOP_WORDS or word in _JOINING or word in NAMED or shape(word) != ""


def _called(words: list[str]) -> Iterator[str]:
    """Yield what stands behind "called" or "named"."""
    yield from (words[at + 1] for at in range(len(words)) if calls(words, at))


def calls(words: list[str], at: int) -> bool:
    """Return whether the word at this place says that the next one is a name: "called web"."""
    return 0 <= at < len(words) - 1 and words[at].lower() in NAMED and _can_be_name(words[at + 1].rstrip(",;.?!"))


def _can_be_name(word: str) -> bool:
    """Whether a word may be a name at all, once something says that it is one."""
    return word.lower() not in STOP_WORDS | _JOINING and _WRITTEN.fullmatch(word) is not None
