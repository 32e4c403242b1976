"""Programs that may stop reading before the end of what is piped into them: whoever writes then dies of SIGPIPE.

To add one, give it an entry: the options of which one has to stand in the command, () where any use may end early.
Where it depends on the program's own text (`sed 5q`), say how that looks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Ends(NamedTuple):
    """When one program ends early."""

    options: tuple[str, ...] = ()
    """Options of which one makes it do so; "-q" stands in "-qi", too."""
    said: str = ""
    """Or what one of its operands looks like then, as a regular expression; "" where no operand does."""
    unless: str = ""
    """What its arguments, with blanks between them, look like where it reads to the end all the same."""


_ALWAYS = Ends()
_MATCH = Ends(("-q", "--quiet", "--silent", "-m", "--max-count", "-l", "--files-with-matches"))
ENDS_EARLY: Mapping[str, Ends] = {
    "head": Ends(unless=r"(^| )(-[nc] ?|--(lines|bytes)[= ])-\d"),  # all but the last lines
    **dict.fromkeys(("less", "more", "most", "true", "false", ":", "exit", "read", "echo", "printf"), _ALWAYS),
    **dict.fromkeys(("grep", "egrep", "fgrep", "rg", "zgrep"), _MATCH),
    "sed": Ends(said=r"(^|[\d/$;{ ])[qQ]\s*\d*\s*($|[;}])"),
    **dict.fromkeys(("awk", "gawk", "mawk"), Ends(said=r"\bexit\b")),
    "dd": Ends(said=r"^count="),
    "fzf": _ALWAYS,
}
"""By program."""


def ends_early(program: str, arguments: tuple[str, ...]) -> bool:
    """Return whether a program, given these arguments, may end before what is piped into it does."""
    ends = ENDS_EARLY.get(program)
    if ends is None or (ends.unless and re.search(ends.unless, " ".join(arguments))):
        return False
    if not ends.options and not ends.said:
        return True
    if ends.said and any(re.search(ends.said, argument) for argument in arguments):
        return True
    return any(_gives(option, argument) for option in ends.options for argument in arguments)


def _gives(option: str, argument: str) -> bool:
    if argument.partition("=")[0] == option:
        return True
    return len(option) == 2 and re.fullmatch(rf"-[A-Za-z]*{option[1]}[A-Za-z\d]*", argument) is not None
