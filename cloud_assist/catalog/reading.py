"""Whether a request only asks to see something: a question, or an order to show, list, find, count.

What asks how something is *done*, or goes on with an order ("find … and delete them"), is no reading request.
"""

from __future__ import annotations

import re

from cloud_assist.catalog.tools import names_a_brand
from cloud_assist.catalog.words import VERB_CLASSES, is_verb, stem, word_set

_ORDERS = word_set(
    """list ls show display get describe view see print read check inspect find search grep look lookup count compare
    tell explain enumerate watch follow tail monitor verify know summarize summarise whats"""
)
"""Verbs with which a request begins that wants to see something."""
_QUESTIONS = word_set(
    """what which who whose when where why how whats whos wheres is are was were am does did do has have had isnt arent
    can may should will would could might"""
)
_READING_CLASSES = ("xlist", "xshow", "xread", "xsearch", "xwatch", "xtest")
_WRITING = (
    frozenset().union(*(verbs for name, verbs in VERB_CLASSES.items() if name not in _READING_CLASSES))
    | word_set("merge rotate scale write append move convert commit squash rebase tag send sort replace drain shred")
) - _ORDERS
"""Verbs that change something, as an order has them."""
_POLITE = re.compile(
    r"(?:(?:please|pls|plz|just|quickly|now|then|also|ok|okay|hey|hi|hello|and|so|kindly|simply|do(?= (?!you|we|i|they"
    r"|the|any|these|those|all|my|our|it|he|she)))\b[\s,!:]*"
    r"|(?:can|could|would|will) you\b\s*|(?:i|we) (?:want|need|would like|like|wish) (?:you )?to\b\s*"
    r"|i'?d like (?:you )?to\b\s*|(?:let|help) (?:me|us)\b\s*|let'?s\b\s*"
    r"|(?:i'?m|we are|i am) (?:trying|going) to\b\s*)+"
)
_OF_DOING = re.compile(
    r"\b(?:how (?:to|(?:do|can|could|should|would) (?:i|we|you|one)|does one)"
    r"|(?:way|commands?|steps?|flags?|option) (?:to|for|that|which)|(?:run|type|use|do|enter|call) to"
    r"|(?:which|what) (?:command|option|flag)s?)\s+(?P<verb>\w+)"
)
"""Asks how something is done; the verb says what."""
_GOES_ON = re.compile(r"(?:\band\b|\bthen\b|\bto\b|,|;)\s+(?:then |also |please |afterwards )?(?P<verb>[a-z]+)\b")
_INTO_A_FILE = re.compile(r"\b(?:in)?to (?:(?:the|a|an) )?(?:(?:text )?file\b|\S+\.[a-z]{1,5}\b(?!/))")
_TAKEN = re.compile(
    r"(?:get (?:rid|(?:(?:the|a|an|my|new|latest|newest) )*(?:credentials?|tokens?|changes|copy|file|object|update))"
    r"|check (?:\S+ )?(?:out|in)\b|checkout|count (?:\S+ )?(?:down|up)\b|look after|read (?:\S+ )?in\b|tell \S+ to\b)"
)
"""Begins like a reading order, and is none: "get rid of", "check out"."""
_GIVEN = re.compile(r"give (?:me |us )?(?:\w+ ){0,3}?(?:lists?|overview|summary|details?|names?|number|status|logs?)\b")
_PLACE = re.compile(r"(?:in|on|for|from|of|with|using|at|inside|under)\b")
_WORD = re.compile(r"[a-z]+")
_LEAST_TYPED = 3
"""Letters from which a word can be a mistyped one."""


def reads(prompt: str) -> bool:
    """Return whether a request, in plain words, only wants to see something.

    In doubt it says no: a request that leads to a change is shown and asked about all the same.
    """
    text = prompt.lower().replace("’", "'").strip()
    asked = text.endswith("?")
    text = _POLITE.sub("", text.lstrip("¿ "), count=1) if _POLITE.match(text) else text
    doing = _OF_DOING.search(text)
    if doing is not None and _changes(doing["verb"]):
        return False
    if doing is not None:
        return True
    text, lead = _from_its_verb(text)
    if lead in _QUESTIONS:
        return not _goes_on_with_an_order(text, after_and=True)
    if lead in _ORDERS or _GIVEN.match(text):
        return not (_TAKEN.match(text) or _INTO_A_FILE.search(text) or _goes_on_with_an_order(text))
    return asked and not _changes(lead)


def without_slips(prompt: str) -> str:
    """Return a request with its first word as it was meant, where that word is a mistyped reading verb."""
    first = _WORD.match(prompt.lower())
    if first is None or _meant(first[0]) == first[0]:
        return prompt
    return _meant(first[0]) + prompt[first.end() :]


def _from_its_verb(text: str) -> tuple[str, str]:
    """Return a request from the word that says what is wanted, and that word: tools and places before it left out."""
    for found in _WORD.finditer(text):
        word = _meant(found[0])
        if names_a_brand(word):
            continue
        rest = text[found.start() :]
        if not _PLACE.match(rest):
            return rest, word
        later = (m for m in _WORD.finditer(text, found.end()) if m[0] in _ORDERS | _QUESTIONS or m[0] in _WRITING)
        at = next(later, None)
        return (rest, "") if at is None else (text[at.start() :], at[0])
    return text, ""


def _changes(word: str) -> bool:
    return word in _WRITING or (word.endswith("s") and (word[:-1] in _WRITING or word[:-2] in _WRITING))


def _goes_on_with_an_order(text: str, *, after_and: bool = False) -> bool:
    """Whether an order follows that changes something: "… and delete them"; `after_and`: not merely behind "to"."""
    return any(
        found["verb"] in _WRITING for found in _GOES_ON.finditer(text) if not after_and or not found[0].startswith("to")
    )


def _meant(word: str) -> str:
    """Return the reading word that was meant by one with a letter too few, too many or out of place; else the word."""
    if word in _ORDERS or word in _QUESTIONS or len(word) < _LEAST_TYPED or _changes(word) or is_verb(stem(word)):
        return word
    likely = (known for known in sorted(_ORDERS | _QUESTIONS) if len(known) > _LEAST_TYPED)
    return next((known for known in likely if _slips(word, known)), word)


def _slips(typed: str, known: str) -> bool:
    """Whether `typed` is `known` with one letter left out or put in, or two neighbours swapped."""
    if typed[0] != known[0] or abs(len(typed) - len(known)) > 1:
        return False
    if len(typed) == len(known):
        return any(known == typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1))
    short, long = sorted((typed, known), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
