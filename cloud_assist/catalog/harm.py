"""How far a known command reaches beyond what a request asked for, by its options."""

from __future__ import annotations

import re

from cloud_assist.catalog.words import word_set

_EVERY = "all every everything any each whole entire"
_UNASKED = tuple(
    (re.compile(rf"\s(?:{options})(?=[\s=/]|$)"), word_set(words))
    for options, words in (
        (r"--all", _EVERY),
        (r"-A|--all-namespaces", f"{_EVERY} namespaces everywhere cluster"),
        (
            r"-rf|--recursive",
            f"{_EVERY} recursive recursively folder directory folders directories tree prefix under contents",
        ),
        (
            r"--force|--purge|--volumes",
            "force forced forcibly forcefully nonempty contents purge volumes volume content",
        ),
        (r"--hard", "hard discard throw"),
        (r"-9", "9 kill force forcibly"),
        (r"-delete", "delete remove"),
        (r"--?auto-approve", "asking approval approve confirmation prompt auto"),
        (r"-replace\S*", "replace recreate taint rebuild"),
        (r"-destroy", "destroy destroyed destroying delete remove removed tear"),
        (r"[^\s'\"]*\*[^\s'\"]*", _EVERY),
    )
)
"""What reaches further, or asks and keeps less, than a command without it; and the words that ask for it."""


def unasked(command: str, said: frozenset[str]) -> int:
    """Return in how many ways a command reaches further than asked: `--all`, `--force`, `-replace=…`.

    Args:
        command: a known command.
        said: the words of the request, lower case.
    """
    return sum(1 for option, words in _UNASKED if not words & said and option.search(command))
