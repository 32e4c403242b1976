"""Reading the help that command-line programs print: cobra's (helm, docker, gh, eksctl) and kubectl's own form.

A help text says less than the program knows: hidden commands and flags are not in it. What is read here therefore
warns and never blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cloud_assist.catalog.clis.port import Arity, Option

_DOC_LENGTH = 200
_HEADING = re.compile(r"^([A-Z][A-Za-z /()-]*?):?\s*$")
_COMMANDS = re.compile(r"commands?\b", re.IGNORECASE)
_FLAGS = re.compile(r"(?:flags|options)\b", re.IGNORECASE)
_COMMAND_LINE = re.compile(r"^\s{2,}(?P<name>[a-z0-9][\w.+ -]*?)[*:]*(?:\s{2,}|:\s+|\*\s+|$)(?P<doc>.*)$")
_FLAG_LINE = re.compile(r"^\s{1,8}(?:(?P<short>-\w)(?:,\s+|\s+(?=\S)|$))?(?P<long>--[A-Za-z0-9][\w.-]*)?(?P<rest>.*)$")
_KUBECTL_FLAG = re.compile(r"^\s{4}(?:(?P<short>-\w), )?(?P<long>--[\w.-]+)=(?P<default>.*):$")
_OPTIONAL = re.compile(r"^\[=.*?\]|^\S*\[=[^\]]*\]")
_ONE_OF = re.compile(r"\b[Oo]ne of:? *[(\[]([^)\]]+)[)\]]|\(([A-Za-z0-9_.-]+(?:\|[A-Za-z0-9_.-]+)+)\)")
_QUOTED_LIST = re.compile(r'^Must be ((?:"[\w-]+",? ?(?:or )?)+)')
_INTEGERS = frozenset(
    {"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "count"}
)
_DURATION = re.compile(r"^(?:\d+h)?(?:\d+m)?(?:\d+(?:\.\d+)?(?:ms|s))?$")
_BACKSPACES = re.compile(r".\x08")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(slots=True)
class Help:
    """What one help text tells."""

    summary: str = ""
    usage: list[str] = field(default_factory=list)
    commands: list[tuple[str, str]] = field(default_factory=list)
    """(name, one line), in order."""
    aliases: tuple[str, ...] = ()
    """As written: names, or whole command lines."""
    options: list[Option] = field(default_factory=list)
    documentation: dict[str, str] = field(default_factory=dict)
    """One line for each option, by its first name."""

    @property
    def runs(self) -> bool:
        """Whether the command does something besides leading to others."""
        if not self.commands:
            return True
        names = {name for name, _ in self.commands}
        if any(
            names <= set(re.findall(r"[\w-]+", part)) for line in self.usage for part in re.findall(r"\([^()]*\)", line)
        ):
            return False  # kubectl create secret (docker-registry | generic | tls)
        group = re.compile(r"(?:\[?<?(?:sub)?command>?\]?(?: \[?flags\]?)?(?: \[options\])?)$", re.IGNORECASE)
        return any(not group.search(line.strip()) for line in self.usage)

    @property
    def takes_no_positionals(self) -> bool:
        """Whether the usage shows options and nothing else behind the command's name."""
        return bool(self.usage) and all(_only_options(line) for line in self.usage)

    @property
    def positionals(self) -> tuple[str, ...]:
        """Names of the arguments that every usage line shows without brackets: what must be given."""
        lines = [_bare_arguments(line) for line in self.usage if line.split()[:1]]
        return min(lines, key=len, default=())

    @property
    def stops_at_positional(self) -> bool:
        """Whether what follows the first positional is another program's (`IMAGE [COMMAND] [ARG...]`)."""
        return any(re.search(r"\bCOMMAND\]? \[ARG|ps OPTIONS", line) for line in self.usage)


def _only_options(usage: str) -> bool:
    """Return whether nothing but a command's name and its options stands in a usage line."""
    tail = re.sub(r"\[[^\]]*(?:flags|options|OPTIONS|FLAGS)\]|\[--?[^\]]*\]", " ", usage)
    tail = re.sub(r"\((?:\[?-[^()|]*\]?(?: \| )?)+\)", " ", tail)  # (-f FILENAME | -k DIRECTORY)
    tail = re.sub(r"(?<=\s)--?[\w-]+(?:[ =][A-Z_]+)?", " ", tail)
    return all(re.fullmatch(r"[a-z][a-z0-9-]*", word) for word in tail.split())


def _bare_arguments(usage: str) -> tuple[str, ...]:
    """Return the words in capitals that stand outside of brackets: `IMAGE` in `run [OPTIONS] IMAGE [COMMAND]`."""
    tail = usage
    while (shorter := re.sub(r"\[[^\[\]]*\]|\([^()]*\)", " ", tail)) != tail:
        tail = shorter
    tail = re.sub(r"(?<=\s)--?[\w-]+(?:[ =]\S+)?", " ", tail)
    tail = re.sub(r" \| \S+|\bOPTIONS\b", " ", tail)  # PATH | URL | -
    return tuple(word for word in tail.split() if re.fullmatch(r"[A-Z][A-Z_:|-]*(?:\.\.\.)?", word))


def parse_help(text: str) -> Help:
    """Return what a help text tells; an empty Help where nothing in it is understood."""
    found = Help()
    clean = _COLOURS.sub("", _BACKSPACES.sub("", text)).expandtabs(8)
    for title, lines in _sections(clean.splitlines()):
        _read_section(found, title, lines)
    return found


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (heading, lines) pairs; what stands before the first heading has the heading ""."""
    title, body = "", list[str]()
    for line in lines:
        usage = re.match(r"^Usage: +(\S.*)$", line)
        heading = _HEADING.match(line) if not usage else None
        if usage or (heading and (line.rstrip().endswith(":") or line.isupper())):
            yield title, body
            title, body = ("Usage", [usage[1]]) if usage else (line.strip().rstrip(":"), [])
        else:
            body.append(line)
    yield title, body


def _read_section(found: Help, title: str, lines: list[str]) -> None:
    words = title.lower()
    if not title:
        found.summary = _first(lines)
    elif words == "usage":
        found.usage = [line.strip() for line in lines if line.strip()]
        rest = [line for line in lines[1:] if line.strip() and not line.startswith(" ")]
        found.summary = found.summary or _first(rest)  # docker describes a command behind its usage
        found.usage = [line.strip() for line in lines if line.strip() and line not in rest]
    elif words == "aliases":
        found.aliases = tuple(part.strip() for line in lines for part in line.split(",") if part.strip())
    elif _FLAGS.search(words):
        for option, documentation in _options(lines):
            if option.names[0] not in found.documentation:
                found.options.append(option)
                found.documentation[option.names[0]] = documentation
    elif _COMMANDS.search(words):
        found.commands += _commands(lines, found.usage)


def _first(lines: Sequence[str]) -> str:
    """Return the first sentence of the first paragraph."""
    paragraph: list[str] = []
    for line in lines:
        if line.strip():
            paragraph.append(line.strip())
        elif paragraph:
            break
    return one_line(" ".join(paragraph))


def one_line(text: str) -> str:
    """Return the first sentence of a text, cut to a line's length."""
    first = re.split(r"(?<=[a-z)\]`'\"][.!?])\s+(?=[A-Z])", " ".join(text.split()), maxsplit=1)[0]
    return first if len(first) <= _DOC_LENGTH else first[: _DOC_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def _commands(lines: Sequence[str], usage: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match = _COMMAND_LINE.match(line)
        if match is None:
            continue
        # eksctl lists whole command lines: the last word is the name.
        name = (
            match["name"].split()[-1] if any(match["name"].startswith(u.split()[0]) for u in usage) else match["name"]
        )
        if " " not in name:
            yield name, one_line(match["doc"])


# --- Flags ----------------------------------------------------------------------------------------------------------


def _options(lines: Sequence[str]) -> Iterator[tuple[Option, str]]:
    if any(_KUBECTL_FLAG.match(line) for line in lines):
        yield from _kubectl_options(lines)
    else:
        yield from _cobra_options(lines)


def _kubectl_options(lines: Sequence[str]) -> Iterator[tuple[Option, str]]:
    """`    -o, --output='':` with the description on the lines below."""
    for index, line in enumerate(lines):
        match = _KUBECTL_FLAG.match(line)
        if match is None:
            continue
        description = " ".join(_until_blank(lines[index + 1 :]))
        names = (match["long"], match["short"]) if match["short"] else (match["long"],)
        default = match["default"]
        boolean = default in {"true", "false"}
        yield (
            Option(
                names=names,
                arity=Arity.OPTIONAL if boolean else Arity.ONE,
                attached=boolean,
                type=_type_of_default(default),
                values=_values(description),
                required=_is_required(description),
            ),
            one_line(description),
        )


def _until_blank(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if not line.strip():
            return
        yield line.strip()


def _type_of_default(default: str) -> str:
    if default in {"true", "false"}:
        return "bool"
    if re.fullmatch(r"-?\d+", default):
        return "int"
    return "duration" if default and _DURATION.match(default) else ""


def _cobra_options(lines: Sequence[str]) -> Iterator[tuple[Option, str]]:
    """`  -o, --output string   description`, with the description wrapped below at its column or deeper."""
    pending: tuple[re.Match[str], list[str]] | None = None
    for line in lines:
        match = _FLAG_LINE.match(line)
        if match and (match["long"] or match["short"]):
            if pending:
                yield _cobra_option(*pending)
            pending = (match, [])
        elif pending and line.startswith(" " * 10):
            pending[1].append(line.strip())
    if pending:
        yield _cobra_option(*pending)


def _cobra_option(match: re.Match[str], more: Sequence[str]) -> tuple[Option, str]:
    rest = match["rest"]
    type_word, description = _type_and_description(rest)
    description = " ".join((description, *more)).strip()
    names = tuple(name for name in (match["long"], match["short"]) if name)
    optional = bool(_OPTIONAL.match(rest.strip())) or rest.startswith("[=")
    boolean = not type_word or type_word == "bool" or optional
    typed = _type_of_word(type_word, optional=optional)
    return (
        Option(
            names=names,
            arity=Arity.OPTIONAL if boolean else Arity.ONE,
            attached=boolean,
            type=typed,
            values=_values(description) if not typed else (),
            required=_is_required(description),
        ),
        one_line(description),
    )


def _type_and_description(rest: str) -> tuple[str, str]:
    """Split what follows a flag's name: one blank leads to its type, more to its description."""
    if rest.startswith("["):
        rest = " " + rest
    match = re.match(r"^ (\S.*?)(?:\s{2,}(.*))?$", rest)
    if match and not rest.startswith("  "):
        return match[1], match[2] or ""
    return "", rest.strip()


def _type_of_word(word: str, *, optional: bool) -> str:
    if not word or word == "bool":
        return "bool"
    if optional:
        return ""
    if word in _INTEGERS:
        return "int"
    return word if word in {"duration", "float"} else ""


def _values(description: str) -> tuple[str, ...]:
    """Return the values a description lists as the only ones, () where it lists none."""
    quoted = _QUOTED_LIST.match(description)
    if quoted:
        return tuple(re.findall(r'"([\w-]+)"', quoted[1]))
    match = _ONE_OF.search(description)
    if match is None:
        return ()
    listed = re.split(r"\s*[,|]\s*(?:or )?|\s+or\s+", (match[1] or match[2]).strip())
    values = tuple(value.strip("'\"` ") for value in listed)
    return values if all(re.fullmatch(r"[\w.+/-]+", value) for value in values) and len(values) > 1 else ()


def _is_required(description: str) -> bool:
    return description.rstrip(".").lower().endswith(("(required)", "[required]")) or description.startswith(
        "[required]"
    )
