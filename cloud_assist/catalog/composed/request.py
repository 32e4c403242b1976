"""A request with its values masked, so that patterns over its words cannot stumble over what the values hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_ENDS = r"(?=[\s,;:!?)]|\.(?:\s|$)|$)"
_VALUES = re.compile(
    "|".join(
        (
            r"(?<!\w)(?:'(?P<q1>[^']+)'|\"(?P<q2>[^\"]+)\"|`(?P<q3>[^`]+)`|“(?P<q4>[^”]+)”|‘(?P<q5>[^’]+)’)(?!\w)",
            r"(?P<u>\b(?:https?|ftp)://[^\s,;]+[^\s,;.?!)])",
            r"(?<!\S)(?P<h>[\w.-]+@[\w.-]+(?::\S*[^\s,;.?!)])?)",
            rf"(?<![^\s(])(?P<p>(?:~[\w-]*|\.{{1,2}}|\$\{{?\w+\}}?)(?:/[^\s,;]*?)?{_ENDS}|/(?:[^\s,;]*?{_ENDS}))",
            rf"(?<![^\s(])(?P<g>[^\s,;]*(?:\*|\w\?\w|\[[^\s\]]+\])[^\s,;]*?){_ENDS}",
            rf"(?<![^\s(])(?P<r>[\w.-]+/(?:[\w./-]*\w/?)?){_ENDS}",
            rf"(?<![\w.])(?P<e>\.[A-Za-z][\w.-]*?){_ENDS}",
            rf"(?<![^\s(])(?P<f>[\w+-]+(?:\.[\w+-]+)*\.[A-Za-z][\w+-]*|[A-Za-z][\w-]*\.\d){_ENDS}",
            rf"(?<![^\s(])(?P<i>\d{{1,3}}(?:\.\d{{1,3}}){{3}}){_ENDS}",
        )
    ),
    re.DOTALL,
)
"""Quoted text, URL, user@host, path, glob, relative path, ending, file (or host) name, address: by the letter of its
kind."""
_NOT_PATHS = word_set(
    """files directories folders and or file directory folder read write input output he she his her on off dirs"""
)
_ONE_FORM = re.compile(
    r"\b(?:(?P<below>sub[ -]?(?=folder|dir))?(?P<folder>folder|director|dir)(?P<many>s"
    r"|ies|y)?|file (?P<system>systems?)"
    r"|(?P<link>symbolic links?|sym ?links?|soft ?links?)"
    r"|(?P<number>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred))\b",
    re.IGNORECASE,
)
"""Words that are said in several ways."""
_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "twenty": "20", "hundred": "100",
}  # fmt: skip
_PRODUCT = re.compile(r"\b(\d{1,4}) ?\* ?(\d{1,4})\b(?= (?:second|minute|hour|day|week)s?\b)")
"""A number as people write spans: 15*24 hours."""
_ENDING = re.compile(r"(?i)tar\.(?:gz|bz2|xz)")
"""What archives are called by their ending: the name of none."""
_MARK = re.compile(r"«[a-z]([a-z]+)»")
_QUOTED_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("u", r"(?:https?|ftp)://\S+"),
        ("h", r"[\w.-]+@[\w.-]+(?::\S*)?|[\w.-]+:/\S*"),
        ("e", r"\.[A-Za-z]\w*(?:\.\w+)?"),
        ("p", r"(?:~|\.{1,2}|\$\{?\w+\}?)?/[\w./@%+~-]*|~|\.|[\w.-]+/[\w./-]+|\$\w+"),
        ("f", r"[\w+-]+(?:\.[\w+-]+)*\.[A-Za-z]\w*"),
    )
)
"""What a quoted text is by its shape, the first that fits; any other stays a text."""
_VERBS = word_set(
    """find search list print display show count copy move delete remove rename create extract compress sort replace
    change set get make calculate run execute output archive unpack convert download add check locate
    recursively"""
)
_THIRD_PERSON = re.compile(rf"^(?:{'|'.join(sorted(_VERBS))}|cop|match)(?P<end>e?s|ies)(?= )", re.IGNORECASE)
_ADVERB = re.compile(
    r"^(?P<adverb>recursively|numerically|case[- ]insensitively|randomly|forcefully|forcibly|force"
    r"|silently|simply|just|now"
    r"|please|kindly|interactively|quickly|safely|only|then|also|first)[ ,]+(?=[A-Za-z])",
    re.IGNORECASE,
)
_TOLD_AGAIN = frozenset({"recursively", "numerically", "randomly", "forcefully", "forcibly", "interactively"})
"""Adverbs that say how something is done, so that they count behind the verb as well as before it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern found in a request."""

    match: re.Match[str]
    cased: str
    """The text that was searched, as typed."""
    values: tuple[str, ...]

    def __getitem__(self, group: str) -> str:
        """Return what a group holds as it was typed, values in full; "" where the group took no part."""
        start, end = self.match.span(group)
        return "" if start < 0 else _MARK.sub(lambda mark: self.values[index_of(mark[0])], self.cased[start:end])

    def masked(self, group: str) -> str:
        """Return what a group holds in lower case, values masked."""
        return self.match[group] or ""


@dataclass(slots=True)
class Request:
    """A request that is read piece by piece: what one reader takes, the next does not see."""

    text: str
    """What is left: lower case, values masked («q0», «p1»), what was taken blank."""
    whole: str
    """The text before anything was taken."""
    cased: str
    """`whole` as typed; character by character under `text`."""
    values: tuple[str, ...] = field(default=())

    @property
    def spoken(self) -> str:
        """All that it says in lower case, values in full; in no order."""
        return f"{self.whole} {' '.join(self.values).lower()}"

    def find(self, said: Said) -> Found | None:
        """Return what a pattern finds in what is left."""
        match = said.search(self.text)
        return None if match is None else Found(match, self.cased, self.values)

    def take(self, said: Said) -> Found | None:
        """Return what a pattern finds in what is left, and take it away."""
        found = self.find(said)
        if found is not None:
            start, end = found.match.span()
            self.text = self.text[:start] + " " * (end - start) + self.text[end:]
        return found

    def take_groups(self, said: Said) -> Found | None:
        """Return what a pattern finds in what is left, and take away what its named groups hold."""
        found = self.find(said)
        if found is not None:
            for name in found.match.re.groupindex:
                start, end = found.match.span(name)
                self.text = self.text[: max(start, 0)] + " " * (end - start) + self.text[max(end, 0) :]
        return found

    def says(self, said: Said) -> bool:
        """Whether a pattern fits what is left."""
        return said.search(self.text) is not None

    def in_whole(self, said: Said) -> bool:
        """Whether a pattern fits the request as it was before anything was taken."""
        return said.search(self.whole) is not None

    def anew(self) -> Request:
        """Return the request with nothing taken."""
        return Request(self.whole, self.whole, self.cased, self.values)

    def value(self, mark: str) -> str:
        """Return the value of one mark, or the word itself."""
        found = _MARK.fullmatch(mark)
        return self.values[index_of(mark)] if found else mark


def read_request(prompt: str) -> Request:
    """Mask the values of a request and bring its words to one form."""
    values: list[str] = []

    def mask(found: re.Match[str]) -> str:
        kind = next(name for name, text in found.groupdict().items() if text is not None)
        text = found[kind]
        if kind == "r" and (_NOT_PATHS.intersection(text.lower().split("/")) or re.fullmatch(r"[\d/]+", text)):
            return found[0]
        if kind == "f" and _ENDING.fullmatch(text):
            return found[0]
        if kind == "g" and not re.search(r"[^\d*]", text):
            return found[0]
        values.append(text)
        return f"«{_kind(kind[0], text)}{_letters(len(values) - 1)}»"

    cased = (
        _VALUES.sub(
            mask,
            _PRODUCT.sub(lambda found: str(int(found[1]) * int(found[2])), prompt).replace("«", "<").replace("»", ">"),
        )
        .replace("’", "'")
        .strip()
    )
    cased = " ".join(cased.split())
    cased = _verb_first(cased)
    cased = _ONE_FORM.sub(_in_one_form, cased)
    text = "".join(c.lower() if len(c.lower()) == 1 else c for c in cased)
    return Request(text, text, cased, tuple(values))


def _in_one_form(found: re.Match[str]) -> str:
    """Return the form of a word that patterns know: "directory" for a folder, "2" for two."""
    if found["number"]:
        return _NUMBERS[found["number"].lower()]
    if found["system"]:
        return f"file{found['system'].lower()}"
    if found["link"]:
        return "symlinks"
    plural = found["many"] in {"s", "ies"}
    return f"{'sub' if found['below'] is not None else ''}director{'ies' if plural else 'y'}"


def index_of(mark: str) -> int:
    """Return which value a mark stands for; letters are its digits, since patterns look for numbers."""
    return int("".join(str(ord(letter) - ord("a")) for letter in mark[2:-1]))


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def _kind(letter: str, text: str) -> str:
    """Return the letter of a value's kind."""
    if letter == "r":
        return "p"
    if letter != "q":
        return letter
    return next((kind for kind, shape in _QUOTED_KINDS if shape.fullmatch(text)), "q")


def _verb_first(text: str) -> str:
    """Return a request with its verb first, as in an order: "Recursively removes x" is "remove x recursively"."""
    adverbs = []
    while (found := _ADVERB.match(text)) is not None:
        adverbs.append(found["adverb"].lower())
        text = text[found.end() :]
    text = _THIRD_PERSON.sub(_as_order, text)
    told = [adverb for adverb in adverbs if adverb in _TOLD_AGAIN]
    return f"{text.rstrip('.')} {' '.join(told)}" if told else text


def _as_order(verb: re.Match[str]) -> str:
    word, end = verb[0].removesuffix(verb["end"]), verb["end"].lower()
    if end == "ies":
        return f"{word}y"
    if end == "es" and not word.lower().endswith(("ch", "sh", "x")):
        return f"{word}e"
    return word
