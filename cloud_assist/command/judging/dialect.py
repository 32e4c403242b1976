"""What another shell reads otherwise than bash, although both accept the text.

`sh` is dash on Debian: to it `ls &>/dev/null rm x` is two commands, `((reboot))` runs reboot in two subshells, and
`$'a\\'` ends at its second quote. A text that only bash reads as it was judged is vouched for in bash alone.
"""

from __future__ import annotations

import re

_BASH_ONLY = re.compile(
    r"&>|\|&|<<<|[<>]\(|(?<!\$)\(\(|(?:^|[\s;&|(!{])(?:\[\[|function|select|coproc|time)\s|\$\[|\$'"
)


def read_otherwise(source: str) -> bool:
    """Whether `source` holds a construct that a POSIX shell takes for something else."""
    return _BASH_ONLY.search(_without_literals(source)) is not None


def _without_literals(source: str) -> str:
    """Return the text without what stands in single quotes, as bash finds them; `$'` stays."""
    kept: list[str] = []
    at, doubled = 0, False
    while at < len(source):
        character = source[at]
        if character == "\\":
            kept.append("  ")
            at += 2
            continue
        if character == '"':
            doubled = not doubled
        elif character == "'" and not doubled:
            kept.append("'")
            close = source.find("'", at + 1)
            at = len(source) if close < 0 else close + 1
            continue
        kept.append(character)
        at += 1
    return "".join(kept)
