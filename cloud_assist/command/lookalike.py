"""Names that look like other names: Cyrillic `аws`, full-width `ａｗｓ`, a URL with another host than it seems.

The rules follow UTS #39 (Unicode Security Mechanisms) in their spirit, on names that ought to be ASCII: a name is
suspicious when it mixes scripts or when its skeleton (what it looks like) is an ASCII name that it is not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Severity

# Letters outside ASCII that most fonts draw like an ASCII letter; from UTS #39's confusables, those that NFKC leaves.
_SHAPES = {
    "a": "аɑα", "b": "ЬƄ", "c": "сϲᴄ", "d": "ԁɗ", "e": "еєҽ", "f": "ƒ", "g": "ɡցԍ", "h": "һհ", "i": "іıɩι", "j": "јϳ",
    "k": "κкᴋ", "l": "ӏⅼǀ", "m": "ⅿᴍ", "n": "ոη", "o": "оοօσᴏ", "p": "рρ", "q": "ԛգ", "r": "ᴦ", "s": "ѕꜱ", "t": "τ",
    "u": "υսᴜ", "v": "νѵᴠ", "w": "ԝωᴡ", "x": "хχ", "y": "уγү", "z": "ᴢ", "A": "АΑ", "B": "ВΒ", "C": "СϹ", "E": "ЕΕ",
    "H": "НΗ", "I": "ІΙӀ", "J": "Ј", "K": "КΚ", "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "S": "Ѕ", "T": "ТΤ",
    "X": "ХΧ", "Y": "ΥҮ", "Z": "Ζ", "-": "‐‑‒–—−", ".": "․", "/": "⁄∕",
}  # fmt: skip
_TO_ASCII = str.maketrans({look: plain for plain, looks in _SHAPES.items() for look in looks})
_PARTS = re.compile(r"[^\W\d_]+")
_URL_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://([^\s/?#'\"|;&<>()]+)")


# UTS #39, "highly restrictive": Japanese, Chinese and Korean are written with Latin letters in between.
_MAY_STAND_TOGETHER = frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})


def skeleton(text: str) -> str:
    """Return what `text` looks like, in ASCII as far as that goes."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_TO_ASCII))
    return "".join(c for c in decomposed.translate(_TO_ASCII) if not unicodedata.combining(c))


def _without_accents(text: str) -> str:
    """Return `text` with its accents gone: `bücher.de` is an honest name, whatever `bucher.de` is."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=512)
def _script(character: str) -> str:
    """Return the script of a letter, read from its Unicode name; empty for what belongs to all scripts."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "")
    words = name.split()
    return "HAN" if name.startswith("CJK") else next((w for w in words if w not in {"FULLWIDTH", "SMALL"}), "")


def scripts(text: str) -> tuple[str, ...]:
    """Return the scripts of the letters in `text`, in order: ("LATIN", "CYRILLIC")."""
    return tuple(dict.fromkeys(script for character in text if (script := _script(character))))


# Letters of phonetic alphabets: no name is written with them, and `ɢithub.com` looks like one that is.
_PHONETIC = re.compile("[\u0250-\u02af\u1d00-\u1dbf\ua720-\ua7ff\u2c60-\u2c7f]")


def _suspicion(name: str) -> str:
    """Return why `name` may be taken for another name, or an empty text."""
    if name.isascii():
        return ""
    looks = skeleton(name)
    if looks.isascii() and looks != name:
        return f"looks like {looks}, but contains look-alike characters ({_spelled(name)})"
    if _PHONETIC.search(name):
        return f"is spelled with letters of a phonetic alphabet ({_spelled(name)})"
    found = scripts(name)
    if len(found) > 1 and not _MAY_STAND_TOGETHER.issuperset(found):
        return f"mixes {' and '.join(script.title() for script in found)} letters"
    return ""


def _spelled(name: str) -> str:
    others = list(dict.fromkeys(character for character in name if not character.isascii()))
    return ", ".join(f"U+{ord(character):04X}" for character in others[:4]) + (" …" if len(others) > 4 else "")


def confusable_program(word: str) -> Finding | None:
    """Return a finding where a program's name may be taken for another one, or None."""
    why = _suspicion(word)
    if not why:
        return None
    return finding(Code.LOOK_ALIKE, f"The program name {visible(word)} {why}.", f"Type {skeleton(word)} again.")


def confusable_word(word: str) -> Finding | None:
    """Return a finding where a part of an argument is an ASCII name but for letters of another script, or None."""
    if word.isascii():
        return None
    for part in _PARTS.findall(word):
        looks = skeleton(part)
        if len(scripts(part)) > 1 and looks.isascii() and looks != part:
            text = f"{visible(part)} looks like {looks}, but contains look-alike characters ({_spelled(part)})."
            return finding(Code.LOOK_ALIKE, text, f"Type {looks} again.", severity=Severity.WARNING)
    return None


def confusable_hosts(text: str) -> tuple[Finding, ...]:
    """Return findings for URLs in `text` whose host may be taken for another one.

    Found are look-alike letters, Punycode (`xn--…`, with what it spells), and a user name that looks like a host.
    """
    found: dict[str, Finding] = {}
    for match in _URL_HOST.finditer(text):
        why = _host_suspicion(match[1])
        if why:
            found[match[1]] = finding(Code.LOOK_ALIKE, f"An address {why}.")
    return tuple(found.values())


def _host_suspicion(authority: str) -> str:
    user, at, host = authority.rpartition("@")
    host = host.partition(":")[0]
    if at and "." in user.partition(":")[0]:
        return f"goes to {visible(host)} and not to {visible(user.partition(':')[0])}"
    for label in host.split("."):
        why = "" if _without_accents(label).isascii() else _suspicion(label)
        if why:
            return f"has the host {visible(host)}; {visible(label)} {why}"
    spelled = ".".join(_decoded(label) for label in host.split("."))
    return f"has the host {host}, which is displayed as {spelled}" if spelled != host else ""


def _decoded(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return visible(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label
