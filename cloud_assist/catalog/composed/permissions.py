"""Permissions and owners of files that are named."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.modes import mode_change
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_MAKE_MODE = Said(
    r"\bmake\b(?=.*\b(?:executable|writable|readable|read[ -]only)\b).*?\b(?P<what>executable"
    r"|writable|readable|read[ -]only)\b(?: (?:by|for) (?:the |its )?(?P<who>owner|user|group"
    r"|others?|everyone|everybody|all|anyone))?",
    "make",
)
_ONLY_OWNER = Said(
    r"\bmake\b.*\bonly (?:by|for|to) (?:the |its )?(?:owner|user|me)\b|\bonly (?:the"
    r"|its) owner can\b",
    "only",
)
_MADE = {"execut": "+x", "writab": "+w", "readab": "+r", "read-o": "a-w"}
_LETTER = {"-": "", "ow": "u", "us": "u", "gr": "g", "ot": "o", "ev": "a", "al": "a", "an": "a"}
_SET_MODE = Said(
    r"(?:(?:chang|set|modif|updat|alter|giv|assign)\w*\b.*?\b(?:permissions?|mode|access rights)\b"
    r"|\bchmod\b)(?:.*?(?:\bto|\bas|\bwith|\bmode|\bpermissions?) (?P<mode>[0-7]{3,4}\b"
    r"|[ugoa]*[+=-][rwxXst]+(?:,[ugoa]*[+=-][rwxXst]+)*))?",
    "permission mode right chmod",
)
_DEEP = Said(
    r"\brecursive(?:ly)?\b|\ball (?:its |the )?(?:contents|files)|everything (?:in|under|below)"
    r"|and (?:all )?(?:its )?subdirector|and (?:its|their) contents",
    "recurs all everything subdir content",
)
_OF_FILES = Said(r"\b(?:files?|director(?:y|ies)|scripts?|programs?|keys?)\b")
_OWNERS = (
    Form(
        Said(
            r"\b(?:give|grant|transfer|assign)\b(?: user)? (?P<user>{a}) (?:the )?ownership of"
            r"|\bownership of\b.*\bto (?:user )?(?P<other>{a})",
            "ownership",
        ),
        "Give {file} to {user|}{other|}",
        ("chown {user|}{other|} {files|<file>}", "chown -R {user|}{other|} {files|<file>}"),
    ),
    Form(
        Said(
            r"\bowner\b.*?\bto (?:the )?(?:user )?(?P<user>{a}) and (?:the )?group(?: owner)?(?: of \S+)? "
            r"(?:to|is|as)? ?(?:the )?(?P<group>{a})",
            "owner",
        ),
        "Give {file} to {user} and the group {group}",
        ("chown {user}:{group} {files|<file>}",),
    ),
    Form(
        Said(
            r"\brecursively\b.*\b(?:owner(?:ship)?|chown)\b(?=.* to (?:the )?(?:user )?(?P<user>{a})).*?"
            r"(?:of|for)",
            "recurs",
        ),
        "Give {file} and all below to {user}",
        ("chown -R {user} {files|<folder>}",),
    ),
    Form(
        Said(
            r"(?:chang|set|modif|mak|assign)\w*\b.*?\bgroup(?: owner(?:ship)?)?\b(?=.* to (?:the )?"
            r"(?:group )?(?P<group>{a})).*?(?:of|for)|\bchgrp\b",
            "group chgrp",
        ),
        "Give {file} to the group {group}",
        ("chgrp {group} {files|<file>}",),
    ),
    Form(
        Said(
            r"(?:chang|set|modif|mak|assign)\w*\b.*?\b(?:owner(?:ship)?)\b(?=.* to (?:the )?(?:user )?"
            r"(?P<user>{a})).*?(?:of|for)|\bchown\b",
            "owner chown",
        ),
        "Give {file} to {user}",
        ("chown {user} {files|<file>}",),
    ),
)


def permissions(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that change the permissions and the owners of what is named."""
    yield from _permitted(request)
    yield from composed_by(_OWNERS, request, around)


def _permitted(request: Request) -> Iterator[Composed]:
    rest = request.anew()
    found = None if request.says(_ONLY_OWNER) else rest.take_groups(_MAKE_MODE)
    if request.says(_ONLY_OWNER):
        letters = "".join(
            letter for word, letter in (("read", "r"), ("writ", "w"), ("exec", "x")) if word in request.whole
        )
        mode = f"u={letters or 'rw'},go="
    elif found is not None:
        mode = _MADE[found.masked("what")[:6].replace(" ", "-")]
        mode = f"{_LETTER[(found.masked('who') or '-')[:2].strip()]}{mode}" if mode[0] in "+-" else mode
    else:
        mode = mode_change(rest) or _mode_set(rest)
    if not mode:
        return
    if not named_files(rest) and not request.says(_OF_FILES):
        return
    recursive = "-R " if request.says(_DEEP) else ""
    files = " ".join(named_files(rest)) or "<file>"
    below = " and all below" if recursive else ""
    yield Composed(f"chmod {recursive}{mode} {files}", f"Set the permissions of {files}{below}: {mode}")


def _mode_set(request: Request) -> str:
    """Take the mode that permissions are set to; "" where none are."""
    found = request.take_groups(_SET_MODE)
    if found is None:
        return ""
    return quoted(found["mode"]) if found["mode"] else "<mode>"
