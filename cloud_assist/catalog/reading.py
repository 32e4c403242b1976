"""Whether a request only asks to see something: a question, or an order to show, list, find, count.

What asks how something is *done*, or goes on with an order ("find … and delete them"), is no reading request.
"""

from __future__ import annotations

import re

from cloud_assist.catalog.tools import names_a_brand
from cloud_assist.catalog.words import VERB_CLASSES, is_verb, joined, stem, word_set

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
    | word_set(
        """merge rotate scale write append convert commit squash rebase tag send sort drain shred label annotate
        taint cordon evict lock encrypt decrypt open close expose fix free release approve reject increase
        decrease raise lower reduce extend expand shrink truncate format renew refresh swap switch promote
        demote failover schedule transfer migrate store install downgrade bump pin bring trash nuke kick
        give hand drop pack extract zip fork split subscribe resume freeze reclaim assign set build retry
        flush vacuum chmod chown touch mkdir tee overwrite erase reverse"""
    )
) - _ORDERS
"""Verbs that change something, as an order has them."""
_AGAIN = ("re", "un", "de", "dis")
_WRITING_STEMS = frozenset(map(stem, _WRITING))
_POLITE = re.compile(
    r"(?:(?:please|pls|plz|just|quickly|now|then|also|ok|okay|hey|hi|hello|and|so|kindly|simply|do(?= (?!you|we|i|they"
    r"|the|any|these|those|all|my|our|it|he|she)))\b[\s,!:]*"
    r"|(?:can|could|would|will) (?:you|u|someone|somebody|anyone|anybody)\b(?: please)?(?: mind)?\s*"
    r"|(?:do you mind|are you able to|is it possible to|would it be possible to|go ahead and|feel free to"
    r"|(?:why|how) (?:not|about)|why don'?t (?:you|we)|what about|any chance (?:you|we) (?:can|could))\b\s*"
    r"|(?:i|we) (?:want|need|would like|like|wish) (?:you )?to\b\s*"
    r"|i'?d like (?:you )?to\b\s*|(?:let|help) (?:me|us)\b\s*|let'?s\b\s*"
    r"|(?:i'?m|we are|i am) (?:trying|going) to\b\s*)+"
)
_LOOK = re.compile(r"\b(?:have|take|let me have) a (?:\w+ )?look\b")
_OF_DOING = re.compile(
    r"\b(?:how (?:to|(?:do|can|could|should|would) (?:i|we|you|one)|does one)"
    r"|(?:way|commands?|steps?|flags?|option) (?:to|for|of|that|which)|(?:run|type|use|do|enter|call) to"
    r"|(?:which|what) (?:command|option|flag)s?|(?:if|whether|that) (?:you|we) (?:can|could))\s+(?P<verb>\w+)"
)
"""Asks how something is done; the verb says what."""
_JOINT = re.compile(
    r"\b(?P<word>and|then|to|or|plus|before|otherwise|else|afterwards?)\b|[;&|\n]|->|[,.:?!+](?=\s|$)", re.ASCII
)
"""What may stand between two orders."""
_NEXT_VERB = re.compile(
    r"[\s&|>]*"
    r"(?:(?:then|also|please|afterwards|finally|next|and|just|now|after (?:that|this|which)|you|if (?:so|not|yes|no)"
    r"|otherwise|else|in that case|xargs|sudo|kubectl|docker|aws|git|gcloud|az|helm|terraform)\b[\s,]*)*"
    r"(?P<verb>[a-z]+)\b(?: (?P<rest>\w+))?"
)
"""Behind a joint: the word that would be the second order's verb."""
_SAME_THINGS = re.compile(r"\b(?P<verb>[a-z]+) (?:it|them|those|these|everything|(?:all|each|both) of)\b")
"""An order about what was just found, without a joint: "find old logs delete them"."""
_MEANT_FOR = re.compile(r"\b(?:want|wants|wanted|need|needs|going|able|allowed|about|safe|ready|used|try|trying)\s+$")
"""Before "to": it says what somebody may or wants to do, and orders nothing."""
_ARTICLES = word_set("the a an all any each every them it those these that my our")
_INTO_A_FILE = re.compile(
    r"\b(?:in)?to (?:(?:the|a|an|my) )?(?:(?:text )?file\b|(?:s3 )?bucket\b|clipboard\b|s3://|\S+\.[a-z]{1,5}\b(?!/))"
    r"|>\s*[\w./~-]"
)
_TAKEN = re.compile(
    r"(?:get (?:(?:(?:the|a|an|my|new|latest|newest) )*(?:credentials?|tokens?|changes|copy|file|object|update|shell)"
    r"|(?:me |us )?(?:(?:a|an|some) )?(?:\w+ )?(?:new|fresh|another|temporary)\b"
    r"|(?:me|us) (?:an?|some|one|two|three|\d+) (?!\w* ?(?:list|overview|summary|count|look|idea|report|description"
    r"|total|table|breakdown)\b)|(?:me |us )?(?:in|into|inside|onto|out)\b)"
    r"|get (?!.*\b(?:that|which|who|are|is|were|was)\b).*\s(?:\w{3,}ed|up|down|back|working|going|done|gone|off|away)$"
    r"|check (?:out|in)\b|check (?:it|them|this|that|(?:(?:my|the|these) )?(?:changes|files?|code|work)) (?:out|in)\b"
    r"|check .*\bout$|checkout|count (?:\S+ )?(?:down|up)\b|look after|read (?:\S+ )?in\b|see to\b)"
)
"""Begins like a reading order, and is none: "get me a new key", "check out"."""
_HOW_TO = re.compile(
    r"\s*(?:please )?(?:show|tell|teach|explain)(?: to)?(?: me| us)? how (?:to|(?:i|we) can|(?:do|can) (?:i|we)) ",
    re.IGNORECASE,
)
_GIVEN = re.compile(r"give (?:me |us )?(?:\w+ ){0,3}?(?:lists?|overview|summary|details?|names?|number|status|logs?)\b")
_PLACE = re.compile(r"(?:in|on|for|from|of|with|using|at|inside|under)\b")
_WORD = re.compile(r"[a-z]+")
_LEAST_TYPED = 3
"""Letters from which a word can be a mistyped one."""


def reads(prompt: str) -> bool:
    """Return whether a request, in plain words, only wants to see something.

    In doubt it says no: a request that leads to a change is shown and asked about all the same.
    """
    text = _LOOK.sub("look", joined(prompt.lower().replace("’", "'").strip()))
    asked = text.endswith("?")
    text = text.lstrip("¿ ")
    polite = _POLITE.match(text)
    text = text[polite.end() :] if polite else text
    doing = _OF_DOING.search(text)
    if doing is not None:
        return not (_changes(doing["verb"]) or _goes_on_with_an_order(text))
    text, lead = _from_its_verb(text)
    if lead == "have" and not asked:
        return False
    if lead in _QUESTIONS:
        return not _goes_on_with_an_order(text, after_and=True)
    if lead in _ORDERS or _GIVEN.match(text):
        return not (_TAKEN.match(text) or _INTO_A_FILE.search(text) or _goes_on_with_an_order(text))
    return asked and not _changes(lead)


def without_slips(prompt: str) -> str:
    """Return a request as it was meant: a mistyped reading verb set right, and "show me how to" left out."""
    prompt = _HOW_TO.sub("", prompt, count=1)
    first = _WORD.match(prompt.lower())
    if first is None or _meant(first[0]) == first[0]:
        return prompt
    return _meant(first[0]) + prompt[first.end() :]


def orders(word: str) -> bool:
    """Return whether a lower-case word, at the beginning of a request, tells what to do: "merge", "list"."""
    return word in _ORDERS or _is_order(word)


def asks(word: str) -> bool:
    """Return whether a request that begins with this lower-case word is a question."""
    return word in _QUESTIONS


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


def _is_order(word: str) -> bool:
    """Whether a word, as an order has it, changes something; so does doing it again, or undoing it."""
    return word in _WRITING or any(word.startswith(again) and word[len(again) :] in _WRITING for again in _AGAIN)


def _changes(word: str) -> bool:
    """Whether a word is a verb that changes something, as it is, behind "which command" or as "deleting"."""
    if _is_order(word) or (word.endswith("ing") and stem(word) in _WRITING_STEMS):
        return True
    return word.endswith("s") and (word[:-1] in _WRITING or word[:-2] in _WRITING)


def _goes_on_with_an_order(text: str, *, after_and: bool = False) -> bool:
    """Whether an order follows that changes something: "… and delete them"; `after_and`: not merely behind "to"."""
    if not after_and and any(_is_order(found["verb"]) for found in _SAME_THINGS.finditer(text)):
        return True
    return any(
        _orders_behind(joint, text)
        for joint in _JOINT.finditer(text)
        if not (after_and and joint["word"] in {"to", "or"})
    )


def _orders_behind(joint: re.Match[str], text: str) -> bool:
    """Whether what follows a joint is an order to change something."""
    found = _NEXT_VERB.match(text, joint.end())
    if found is None:
        return False
    if found["verb"].endswith("ing"):
        return found["rest"] in _ARTICLES and stem(found["verb"]) in _WRITING_STEMS
    if not _is_order(found["verb"]):
        return False
    before = text[: joint.start()]
    if joint["word"] == "to":
        return not _MEANT_FOR.search(before)
    # "start and end times" and "read and write requests" are things; "find and delete" begins with its verb.
    words = _WORD.findall(before)
    return not (joint["word"] in {"and", "or"} and len(words) > 1 and words[-1] in _WRITING | {"read"})


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
