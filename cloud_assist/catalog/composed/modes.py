"""Permissions said in words as chmod takes them: "write permission for the group" is `g+w`."""

from __future__ import annotations

from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_GRANT = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?P<verb>add|give|grant|allow|enable|set|assign|remove|revoke"
    r"|deny|take away|drop|disable|clear)(?: (?P<first>everyone|everybody|all users|the group"
    r"|the owner|others?|group|owner|user))?(?: (?:the|a|all))*"
    r" (?:{q}|(?P<what>(?:read|write|execut(?:e|able|ion))(?:(?:, | and |, and |/)(?:read|write"
    r"|execut(?:e|able|ion)))*))(?: (?:permissions?|access|rights?|bits?))+(?: (?:for|to|from|of"
    r"|on) (?:the |its )?(?P<who>everyone|everybody|all users|all|group|owner|user|others?|world"
    r"|anyone)(?:(?: and | & )(?:the )?(?P<also>group|others?|owner))?\b)?",
    "permission access right bit",
)
_ADD_QUOTED = Said(r"\badd {q} to the permissions? of", "permission")
_WHO = {"ev": "a", "al": "a", "an": "a", "wo": "o", "ot": "o", "gr": "g", "th": "g", "ow": "u", "us": "u", "": ""}
_TAKING = ("remove", "revoke", "deny", "take", "drop", "disable", "clear")


def mode_change(request: Request) -> str:
    """Take the change of permissions that a request names and return it as chmod takes it; "" where it names none."""
    found = request.take(_GRANT)
    if found is None:
        return "+x" if request.take(_ADD_QUOTED) else ""
    who = "".join(_letter(found.masked(group)) for group in ("first", "who", "also"))
    what = found.masked("what") or found.match[0]
    letters = "".join(letter for word, letter in (("read", "r"), ("write", "w"), ("execut", "x")) if word in what)
    sign = "-" if found.masked("verb").startswith(_TAKING) else "+"
    return f"{who}{sign}{letters or 'x'}"


def _letter(who: str) -> str:
    return "u" if who == "the owner" else _WHO[who[:2]]
