"""Words of a request as words of a shell command: each stays one argument, whatever is in it."""

from __future__ import annotations

import re
import shlex

_HOME = re.compile(r"(~[\w-]*)(?:/(.*))?", re.DOTALL)
_VARIABLE = re.compile(r"\$\{?\w+\}?[\w./-]*")
_EXPRESSION = re.compile(r"^\^|\$$|\.\*|\[[^\]]+\]")
"""What only a regular expression has: a text with it is taken for one."""
_SPECIAL = re.compile(r"([\\.*\[\]^$/])")


def quoted(text: str) -> str:
    """Return a text as one argument."""
    return shlex.quote(text)


def path(text: str) -> str:
    """Return a path as one argument: a leading `~` or variable is left to the shell, a leading dash is no option."""
    home = _HOME.fullmatch(text)
    if home is not None:
        user, rest = home.groups()
        return user if rest is None else f"{user}/{shlex.quote(rest) if rest else ''}"
    if _VARIABLE.fullmatch(text):
        return f'"{text}"'
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def several(text: str) -> str:
    """Return a pattern of file names for the shell to expand: `*.txt` stays bare where nothing else is in it."""
    return text if re.fullmatch(r"[\w./*?\[\]-]*\*[\w./*?\[\]-]*", text) and not text.startswith("-") else path(text)


def expression(text: str) -> str:
    """Return a text as one argument that is a pattern of grep; one that looks like an option is marked as none."""
    return f"-e {shlex.quote(text)}" if text.startswith("-") else shlex.quote(text)


def literal(text: str) -> str:
    """Return a text as a basic regular expression for sed, between slashes; it matches just that, unless it is one."""
    if _EXPRESSION.search(text):
        return text.replace("/", "\\/").replace("\n", "\\n")
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def replacement(text: str) -> str:
    """Return a text as what sed puts in the place of a match, delimited by slashes."""
    return re.sub(r"([\\&/])", r"\\\1", text).replace("\n", "\\n")
