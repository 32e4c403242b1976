"""Reading the source of a manual page (man, docbook's man and mdoc): its one line, its options, its commands.

Not a typesetter: it looks for tagged paragraphs, whose tag is an option or a command and whose text explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINE_LENGTH = 200
_COMMANDS_SHOWN = 3
"""Commands that a synopsis names where it does not say "command"; fewer are chance."""
_ESCAPES = (
    (re.compile(r"\\\".*$"), ""),
    (re.compile(r"\\f(?:\(..|\[[^\]]*\]|.)|\\s[-+]?\d|\\[&,/:|^)c%]|\\[hvw]'[^']*'"), ""),
    (re.compile(r"\\\((?:aq|cq|oq)|\\\[(?:aq|cq|oq)\]"), "'"),
    (re.compile(r"\\\((?:dq|lq|rq)|\\\[(?:dq|lq|rq)\]|\\\*\([lr]q"), '"'),
    (re.compile(r"\\\((?:en|em|hy|mi)|\\\[(?:en|em|hy|mi)\]|\\-"), "-"),
    (re.compile(r"\\\(bu|\\\[bu\]"), "*"),
    (re.compile(r"\\(?:ha|\(ha)"), "^"),
    (re.compile(r"\\[~ 0]"), " "),
    (re.compile(r"\\\."), "."),
    (re.compile(r"\\(?!e|\(rs|\[rs\])(?:\(..|\[[^\]]*\]|\*(?:\(..|\[[^\]]*\]|.)|.)"), ""),
    (re.compile(r"\\(?:e|\(rs|\[rs\])"), r"\\"),
)
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"|(\S+)')
_JOINED = frozenset({"BR", "RB", "BI", "IB", "RI", "IR"})
"""Macros that alternate fonts and set their arguments without blanks between them."""
_FONTS = frozenset({"B", "I", "SB", "SM", "R", "CW", *_JOINED})
_TAGGING = frozenset({"TP", "TQ", "It", "IP", "HP"})
_BREAKS = frozenset({"PP", "P", "LP", "Pp", "sp", "SS", "Ss", "SH", "Sh", "RE", "El", "Bl", "Ed", "Bd"})
_SKIPPED = frozenset({"PD", "ad", "nh", "hy", "na", "nf", "fi", "ns", "rs", "ne", "in", "ti", "br", "EX", "EE", "ft"})
_MDOC_NOISE = frozenset(
    re.findall(
        r"\w+",
        "Ar Op Oo Oc Pa Cm Nm Xr Ns Sy Em Li Ql Dq Sq Qq Ev Fa Va Ic No Bq Aq Po Pc  Do Dc So Sc Pq Ap Tn Dv Brq Xo Xc",
    )
)
_NAME = re.compile(r"^\[?(--?(?:\[no-\])?[A-Za-z0-9?#@][\w.+-]*)(.*)$", re.DOTALL)
_COMMAND = re.compile(r"^([a-z][a-z0-9-]+)(?=$|[\s\[(,])")
_BETWEEN = re.compile(r",\s+|\s*/\s*(?=-)|\s+or\s+|\s+\|\s+|\s*,\s*(?=-)|\s+(?=--?\w)")
_SENTENCE = re.compile(r"(?<=[a-z0-9)`'\"][.!?])\s+(?=[A-Z`*(])|(?<=\w[;:])\s+(?=[A-Z])")


UNNAMED = "value"
"""What a value is called that a page leaves without a name (`--since=`)."""


@dataclass(frozen=True, slots=True)
class ManualOption:
    """One option of a manual page."""

    line: str
    """Its first sentence."""
    value: str = ""
    """What the page calls the value that must follow; "" where none must."""


@dataclass(slots=True)
class Manual:
    """What a manual page tells."""

    line: str = ""
    """What the program is, from its NAME section."""
    options: dict[str, ManualOption] = field(default_factory=dict)
    """By every spelling, with dashes."""
    commands: dict[str, str] = field(default_factory=dict)
    """One line for each command, where the synopsis shows that the program takes commands."""


@dataclass(slots=True)
class _Paragraph:
    section: str
    tag: str = ""
    text: list[str] = field(default_factory=list)
    closed: bool = False
    """Whether a break has ended its first part; only that is of interest."""


def read_manual(source: str) -> Manual:
    """Return what the source of a page tells; an empty manual where nothing in it is understood."""
    manual = Manual()
    synopsis = ""
    waiting: list[str] = []
    for paragraph in _paragraphs(source):
        text = " ".join(" ".join(paragraph.text).split())
        if paragraph.section == "NAME" and not manual.line:
            manual.line = _first(text.partition(" - ")[2])
        elif paragraph.section == "SYNOPSIS":
            synopsis += f" {paragraph.tag} {text}"
        elif paragraph.tag:
            waiting.append(paragraph.tag)
            if text:
                for tag in waiting:
                    _note(manual, tag, _first(text))
                waiting = []
    words = set(re.findall(r"[a-z0-9-]+", synopsis.lower()))
    if not words & {"command", "subcommand"} and len(words.intersection(manual.commands)) < _COMMANDS_SHOWN:
        manual.commands.clear()
    return manual


def _note(manual: Manual, tag: str, line: str) -> None:
    """Take over what a tagged paragraph explains; the first explanation of a name counts."""
    spellings = [match for part in _BETWEEN.split(tag.strip()) if (match := _NAME.match(part))]
    if tag.lstrip("[").startswith("-") and spellings:
        value = next((value for match in spellings if (value := _value(match[2]))), "")
        for match in spellings:
            names = [match[1].rstrip(".")]
            if "[no-]" in names[0]:
                names = [names[0].replace("[no-]", ""), names[0].replace("[no-]", "no-")]
            for name in names:
                manual.options.setdefault(name, ManualOption(line, value))
    elif command := _COMMAND.match(tag):
        manual.commands.setdefault(command[1], line)


def _value(rest: str) -> str:
    """Return the name of the value that stands behind an option in a tag; "" for none and for one in brackets."""
    if rest.startswith("[") or not rest.strip():
        return ""
    if not rest.strip(" ="):
        return UNNAMED
    return re.split(r"[\s>=]", rest.strip(" =<"), maxsplit=1)[0]


def _first(text: str) -> str:
    """Return the first sentence of a text, cut to _LINE_LENGTH characters."""
    first = _SENTENCE.split(text[: 4 * _LINE_LENGTH], maxsplit=1)[0].rstrip(" ;:")
    first = first[:1].upper() + first[1:]
    return first if len(first) <= _LINE_LENGTH else first[: _LINE_LENGTH - 1].rsplit(" ", 1)[0] + "…"


# --- Paragraphs -------------------------------------------------------------------------------------------------------


def _paragraphs(source: str) -> list[_Paragraph]:
    """Return the paragraphs of a page in order, tags and sections settled."""
    page = _Page()
    for macro, rest in _lines(source):
        page.take(macro, rest)
    return [*page.done, page.current]


@dataclass(slots=True)
class _Page:
    """Collects paragraphs, line by line."""

    done: list[_Paragraph] = field(default_factory=list)
    current: _Paragraph = field(default_factory=lambda: _Paragraph(""))
    tag_next: bool = False
    """Whether the next line that sets text is the tag."""

    def take(self, macro: str, rest: str) -> None:
        """Take one line, macro "" for text."""
        if macro in {"SH", "Sh"}:
            self._begin(section=_set(rest).strip('" ').upper())
        elif macro in _TAGGING:
            self._tag(macro, rest)
        elif macro == "RS":
            self._indent()
        elif macro in _BREAKS:
            self._break(macro)
        elif macro not in _SKIPPED:
            self._text(_set_macro(macro, rest))

    def _begin(self, tag: str = "", section: str | None = None) -> None:
        self.done.append(self.current)
        self.current = _Paragraph(self.current.section if section is None else section, tag)
        self.tag_next = False

    def _tag(self, macro: str, rest: str) -> None:
        if macro == "IP" and not rest.strip() and self.current.tag and not self.current.closed:
            self.tag_next = False  # the text of the tag above, in the older form of GNU's pages
            return
        tag = _tag_of(macro, rest)
        bullet = macro == "IP" and bool(rest.strip()) and not any(map(str.isalnum, tag))
        self._begin("" if bullet else tag)
        self.tag_next = bullet or macro in {"TP", "TQ", "HP"}

    def _indent(self) -> None:
        """Docbook sets `.PP`, the option, `.RS`, its text."""
        if self.current.text and not self.current.tag:
            self.current = _Paragraph(self.current.section, " ".join(self.current.text))

    def _break(self, macro: str) -> None:
        if self.current.tag and not self.current.text:
            return  # a break between a tag and its text
        self.current.closed = bool(self.current.tag)
        if not self.current.tag or macro in {"PP", "P", "LP", "SS", "RE"}:
            self._begin()

    def _text(self, line: str) -> None:
        if self.tag_next:
            self.current.tag, self.tag_next = line.strip().rstrip(":"), False
        elif line.strip() and not self.current.closed:
            self.current.text.append(line)


def _tag_of(macro: str, rest: str) -> str:
    if macro == "It":
        return _mdoc(rest)
    if macro == "IP":
        return _set(next(iter(_arguments(rest)), ""))
    return ""


def _lines(source: str) -> Iterator[tuple[str, str]]:
    """Yield (macro, rest) for each line, macro "" for text; conditions and definitions are left out."""
    defining = False
    for line in source.replace("\\\n", "").split("\n"):
        if defining:
            defining = not line.startswith("..")
            continue
        if line.startswith(('.\\"', "'\\\"", ".\\}", "'''")) or line.strip() in {".", "'"}:
            continue
        if not line.startswith((".", "'")):
            yield "", line
            continue
        macro, _, rest = line[1:].lstrip().partition(" ")
        if macro in {"de", "de1", "am", "ig"}:
            defining = True
        elif macro not in {"if", "ie", "el", "ds", "nr", "tr", "do", "cc", "ss", "TH", "Dd", "Dt", "Os", "so", "\\}"}:
            yield macro.strip(), rest


def _set_macro(macro: str, rest: str) -> str:
    """Return the text that a line sets."""
    if not macro:
        return _set(rest)
    if macro in _JOINED:
        return _set("".join(_arguments(rest)))
    if macro in _FONTS:
        return _set(" ".join(_arguments(rest)))
    if macro == "Nd":
        return f" - {_set(rest)}"
    if macro in {"Fl", *_MDOC_NOISE}:
        return _mdoc(f"{macro} {rest}")
    return ""


def _arguments(rest: str) -> list[str]:
    return [quoted.replace('""', '"') if quoted or not bare else bare for quoted, bare in _ARGUMENT.findall(rest)]


def _mdoc(rest: str) -> str:
    """Return what a line of mdoc macros sets: `Fl o Ar file` is `-o file`."""
    words: list[str] = []
    dash = False
    for word in _arguments(rest):
        if word == "Fl":
            dash = True
        elif word not in _MDOC_NOISE:
            words.append(f"-{word}" if dash else word)
            dash = False
    return re.sub(r" (?=[,.;:)]( |$))", "", _set(" ".join(words)))


def _set(text: str) -> str:
    if "\\" not in text:
        return text
    for pattern, replacement in _ESCAPES:
        text = pattern.sub(replacement, text)
    return text
