"""Columns of text, and lines in order: awk, cut, sort, uniq."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHOW = (
    _DO + r"(?:print|show|display|list|output|get|see|give|view|extract|find|select|return|keep"
    r"|read)(?: me)?(?: out)?(?: only)?"
)
_FORMS = (
    Form(
        Said(
            r"\b(?:swap|exchange|switch)\b.*\bfirst (?:2|and second) (?:columns|fields)"
            r"|\b(?:swap|exchange) (?:columns|fields) 1 and 2",
            "swap exchange switch",
        ),
        "Print {file} with its first two columns swapped",
        ("awk '{ t = $1; $1 = $2; $2 = t; print }' {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:user ?names?|users|logins|login names?|accounts)\b(?:.*(?:from|in|of) «p)(?=\w+»)",
            "user login account",
        ),
        "Print the names of the users of {file}",
        ("cut -d : -f 1 /etc/passwd", "awk -F: '{ print $1 }' /etc/passwd"),
    ),
    Form(
        Said(
            _SHOW + r"\b.*\bfirst (?P<n>\d+) (?:characters|chars|letters|columns of characters) (?:of|from"
            r"|in) (?:each|every|all)?",
            "char letter",
        ),
        "Print the first {n} characters of each line of {file}",
        ("cut -c 1-{n} {files|<file>}",),
    ),
    Form(
        Said(r"\bcharacters? (?P<n>\d+) ?(?:to|-|through) ?(?P<m>\d+)", "char"),
        "Print the characters {n} to {m} of each line of {file}",
        ("cut -c {n}-{m} {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:number|count) of (?:fields|columns)|\b(?:number|count) of (?:fields|columns)"
            r"|how many (?:fields|columns)",
            "field column",
        ),
        "Print how many columns each line of {file} has",
        ("awk '{ print NF }' {files|<file>}",),
    ),
)
_SORTS = (
    Form(
        Said(
            r"\b(?:top |the )?(?P<n>\d+) most (?:frequent|common)(?:ly occurring)?"
            r"|\bmost (?:frequent|common) (?P<m>\d+)",
            "most",
        ),
        "Print the {n|}{m|} lines of {file} that occur most often",
        ("sort {files|<file>} | uniq -c | sort -rn | head -n {n|}{m|}",),
    ),
    Form(
        Said(r"\bby (?:line |their )?length", "length"),
        "Print the lines of {file} from the shortest to the longest",
        ("awk '{ print length($0), $0 }' {files|<file>} | sort -n | cut -d ' ' -f 2-",),
    ),
    Form(
        Said(
            r"\b(?:adjacent|consecutive|successive) (?:duplicate|duplicated|repeated|identical"
            r"|equal)",
            "adjacent consecutive successive",
        ),
        "Print {file} without lines that are the same as the one before",
        ("uniq {files|<file>}",),
    ),
    Form(
        Said(r"^(?!.*\b(?:remov|delet|without)).*\b(?:duplicate|repeated)\b.*\bsorted\b", "sorted"),
        "Print the lines of {file} that occur more than once",
        ("uniq -d {files|<file>}", "sort {files|<file>} | uniq -d"),
    ),
    Form(
        Said(r"\b(?P<n>\d+) random lines?|\brandom (?P<m>\d+) lines", "random"),
        "Print {n|}{m|} random lines of {file}",
        ("shuf -n {n|}{m|} {files|<file>}", "sort -R {files|<file>} | head -n {n|}{m|}"),
        ("sort -R {files|<file>} | head -n {n|}{m|}",),
    ),
    Form(
        Said(r"\brandom line\b", "random"),
        "Print one random line of {file}",
        ("shuf -n 1 {files|<file>}", "sort -R {files|<file>} | head -n 1"),
        ("sort -R {files|<file>} | head -n 1",),
    ),
    Form(
        Said(r"\b(?:every|each) (?P<n>\d+)(?:st|nd|rd|th) line", "every each"),
        "Print every {n}th line of {file}",
        ("awk 'NR % {n} == 0' {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:every|each) (?:second|other) line", "every each"),
        "Print every second line of {file}",
        ("awk 'NR % 2 == 0' {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:every|each) third line", "every each"),
        "Print every third line of {file}",
        ("awk 'NR % 3 == 0' {files|<file>}",),
    ),
    Form(
        Said(r"\blines?\b.*\b(?:longer than|more than|at least|over) (?P<n>\d+) (?:characters|chars)", "char"),
        "Print the lines of {file} with more than {n} characters",
        ("awk 'length($0) > {n}' {files|<file>}", "grep -E '.{{n},}' {files|<file>}"),
    ),
    Form(
        Said(
            r"^(?!.*\b(?:remov|delet|without|unique|drop|eliminat|discard|sort)).*\b(?:duplicate"
            r"|duplicated|repeated)\b.*\blines?\b|\blines? (?:that|which) (?:occur"
            r"|appear) (?:more than once|multiple times|twice)|" + _SHOW + r"\b.*\b(?:duplicates)\b",
            "duplicat repeat occur appear",
        ),
        "Print the lines of {file} that occur more than once",
        ("sort {files|<file>} | uniq -d", "uniq -d {files|<file>}"),
    ),
    Form(
        Said(r"\bshuffle|\brandom(?:ly|ize)?\b.*\b(?:lines|order)|\b(?:lines|order)\b.*\brandom", "shuffl random"),
        "Print the lines of {file} in random order",
        ("shuf {files|<file>}", "sort -R {files|<file>}"),
        ("sort -R {files|<file>}",),
    ),
)

_NTH = r"(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d+(?:st|nd|rd|th)))"
_COLUMN = r"(?:columns?|fields?|values?|numbers?)"
_NUMBERS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10", "last": "NF",
}  # fmt: skip
_WHICH = (
    rf"(?:(?:the )?(?P<nth>{_NTH}(?:(?:, | and |, and ){_NTH})*) (?:[\w-]+[ -](?:separated"
    rf"|delimited) )?{_COLUMN}|(?:columns?|fields?) (?:numbers? |no\. )?(?P<number>\d+(?:(?:, "
    r"| and |, and )\d+)*))"
)
_SUM = Said(rf"\b(?:sum|add|total)\b.*?{_WHICH}", "sum add total")
_AVERAGE = Said(rf"\b(?:average|mean)\b.*?{_WHICH}", "average mean")
_MOST = Said(
    rf"\b(?P<which>maximum|max|largest|highest|biggest|minimum|min|smallest|lowest)\b.*?{_WHICH}", "max min est"
)
_WHERE = Said(
    rf"\b(?:where|whose|if|when|in which|with) {_WHICH}(?: (?:value )?(?:is|are"
    r"|has))?(?: a value)? (?P<how>greater|larger|more|bigger|higher|less|smaller|lower|equal"
    r"|equals|not|exactly|contains?|matche?s?)(?: than| to| equal to)?(?: the)?(?: (?:string|text"
    r"|word))? (?P<value>{a})",
    "where whose if when which with",
)
_PRINT = Said(rf"(?:{_SHOW}|^cut|^awk)\b.*?{_WHICH}")
_SEPARATED = Said(
    r"(?:(?:separated|delimited|split) (?:by|with|using|on) |(?:with|using|and) |as )(?:an? "
    r"|the )?(?P<sep>{q}|commas?|colons?|semi-?colons?|tabs?|pipes?|spaces?"
    r"|blanks?)(?: (?:as (?:the )?)?(?:separators?|delimiters?|field separator))?"
    r"|\b(?P<named>comma|colon|semicolon|tab|pipe)[ -](?:separated|delimited)|\b(?P<csv>csv)\b"
    r"|\bdelimiter (?P<after>{v})",
    "separat delimit split csv with using and as",
)
_SPAN = Said(r"\b(?:columns|fields) (?P<n>\d{1,2}) ?(?:to|through|-) ?(?P<m>\d{1,2})\b", "column field")
_DELIMITER = Said(r"\bdelimit|\btab[ -]separated", "delimit tab")
_SEPARATORS = {"comma": ",", "colon": ":", "semi": ";", "tab": "\t", "pipe": "|", "csv": ","}
_SORT = Said(
    _DO + r"(?:sort|order|(?:print|show|display|output|list) .*\bsorted)\b(?: (?:the|all|lines?|of"
    r"|contents?|file|in|numbers?|words?|entries|data|output|comma[ -]separated|tab[ -]separated"
    r"|csv|text))*",
    "sort order",
)
_SORT_BY = Said(
    rf"(?:by|on|according to|based on|using)(?: (?:the|its|their|values? (?:of|in)))* {_WHICH}",
    "by on according based using",
)
_NUMERIC = Said(r"\bnumeric(?:al(?:ly)?)?\b|\bnumerically\b|\bas numbers\b|\bby number\b|\bnumbers\b", "number numeric")
_HUMAN = Said(r"\bhuman[ -]readable|\bby (?:size|human)", "human size")
_REVERSE = Said(
    r"\b(?:reverse[d]?|descending|decreasing|backwards?)\b|\b(?:largest|highest|biggest"
    r"|newest) (?:first|to)|\bz to a\b",
    "revers descend decreas backward first z",
)
_CASELESS = Said(r"\bignor\w+ (?:the )?case|\bcase[- ]?insensitiv|\bregardless of case", "case")
_UNIQUE = Said(
    r"\b(?:unique|distinct|uniq)\b|(?:without|remov\w+|delet\w+|eliminat\w+|no|drop\w*"
    r"|discard\w*) (?:the |any |all )?(?:duplicates?|duplicated|repeated)",
    "uniq distinct duplicat repeat",
)
_COUNTED = Said(r"\bcounts?\b|\bhow (?:often|many)|\bnumber of|\bfrequen", "count how number frequen")
_UNIQUE_LINES = Said(
    _SHOW + r"\b.*\b(?:unique|distinct|different)\b(?: (?:lines|values|words|entries|rows))?|\b(?:remove"
    r"|delete|eliminate|drop|filter out)\b(?: (?:all|the|any))* (?:duplicate|duplicated"
    r"|repeated)(?: lines?|s| entries| rows)?|\bdeduplicate\b",
    "uniq distinct different duplicat repeat",
)
_OF_FILES = Said(r"\b(?:files|directories|processes|directory)\b(?! named)", "files director process")


def columns(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands for the columns of a file."""
    found = list(composed_by(_FORMS, request, around))
    yield from found
    if found:
        return
    for read in (_filtered, _calculated, _printed):
        found = list(read(request.anew()))
        yield from found
        if found:
            return


def _separator(request: Request) -> str:
    """Take what separates the columns, or return "" for blanks."""
    found = request.take(_SEPARATED) or request.anew().find(_SEPARATED)
    if found is None:
        return "," if any(value.lower().endswith(".csv") for value in request.values) else ""
    named = found.masked("sep") or found.masked("named") or found.masked("csv")
    for name, separator in _SEPARATORS.items():
        if named.startswith(name):
            return separator
    return found["after"] or ("" if named.startswith(("space", "blank")) else found["sep"])


def _numbers(nth: str, number: str) -> list[str]:
    words = (nth or number).replace(",", " ").replace(" and ", " ").split()
    return [_NUMBERS.get(word, word.rstrip("stndrh")) for word in words]


def _awk(separator: str) -> str:
    shown = {"\t": "\\t", "|": "|"}.get(separator, separator)
    return f"awk -F {quoted(shown)}" if separator else "awk"


def _file(request: Request) -> str:
    return " ".join(named_files(request)) or "<file>"


def _filtered(request: Request) -> Iterator[Composed]:
    found = request.take(_WHERE)
    if found is None or not found.masked("nth") + found.masked("number"):
        return
    column, how, value = _numbers(found.masked("nth"), found.masked("number"))[0], found.masked("how"), found["value"]
    signs = {"g": ">", "l": "<", "m": ">", "b": ">", "h": ">", "s": "<", "e": "==", "n": "!="}
    sign = (
        "~"
        if how.startswith(("contain", "match"))
        else ">"
        if how == "larger"
        else "<"
        if how == "lower"
        else signs[how[0]]
    )
    number = value if value.replace(".", "", 1).isdecimal() else _awk_text(value)
    separator = _separator(request)
    file = _file(request)
    yield Composed(
        f"{_awk(separator)} {quoted(f'${column} {sign} {number}')} {file}",
        f"Print the lines of {file} whose column {column} is {sign} {value}",
    )


def _awk_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _calculated(request: Request) -> Iterator[Composed]:
    for said, end, does in ((_SUM, "{ print s }", "sum"), (_AVERAGE, "{ if (NR) print s / NR }", "average")):
        found = request.take(said)
        if found is not None:
            column = _numbers(found.masked("nth"), found.masked("number"))[0]
            script = f"{{ s += ${column} }} END {end}"
            separator, file = _separator(request), _file(request)
            yield Composed(
                f"{_awk(separator)} {quoted(script)} {file}", f"Print the {does} of column {column} of {file}"
            )
            return
    found = request.take(_MOST)
    if found is not None and (found.masked("nth") or found.masked("number")):
        column = _numbers(found.masked("nth"), found.masked("number"))[0]
        sign = "<" if found.masked("which") in {"minimum", "min", "smallest", "lowest"} else ">"
        script = f"NR == 1 || ${column} {sign} m {{ m = ${column} }} END {{ print m }}"
        separator, file = _separator(request), _file(request)
        yield Composed(
            f"{_awk(separator)} {quoted(script)} {file}", f"Print the {found['which']} of column {column} of {file}"
        )


def _printed(request: Request) -> Iterator[Composed]:
    span = request.find(_SPAN)
    found = request.take(_PRINT)
    if found is None:
        return
    numbers = _numbers(found.masked("nth"), found.masked("number"))
    if span is not None:
        numbers = [str(n) for n in range(int(span["n"]), min(int(span["m"]), int(span["n"]) + 20) + 1)]
    if not numbers or " line" in found.match[0].replace(" lines", ""):
        return
    separator, file = _separator(request), _file(request)
    fields = ", ".join(f"${number}" for number in numbers)
    joined = f" -v OFS={quoted(separator)}" if separator and len(numbers) > 1 else ""
    title = f"Print column {' and '.join(numbers)} of {file}"
    awk = Composed(f"{_awk(separator)}{joined} '{{ print {fields} }}' {file}", title)
    delimiter = f"-d {quoted(separator)}" if separator not in {"", "\t"} else "" if separator else "-d ' '"
    cut = Composed(" ".join(filter(None, ["cut", delimiter, f"-f {','.join(numbers)}", file])), title)
    cuts = "NF" not in numbers and len(separator) < 2
    yield from (cut, awk) if cuts and separator and request.in_whole(_DELIMITER) else (awk, cut) if cuts else (awk,)


def sorts(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that put lines in order, or print each of them once."""
    found = list(composed_by(_SORTS, request, around))
    yield from found or _sorted(request.anew())


def _sorted(request: Request) -> Iterator[Composed]:
    if request.says(_OF_FILES) or (request.take(_SORT) is None and not request.says(_UNIQUE_LINES)):
        return
    by = request.take(_SORT_BY)
    column = _numbers(by.masked("nth"), by.masked("number"))[0] if by is not None else ""
    separator = _separator(request) if column or "separated" in request.whole else ""
    numeric = "n" if request.in_whole(_NUMERIC) else ""
    reverse = "r" if request.in_whole(_REVERSE) else ""
    unique, counted = request.in_whole(_UNIQUE), request.in_whole(_COUNTED)
    file = _file(request)
    if unique and counted:
        yield Composed(f"sort {file} | uniq -c | sort -rn", f"Print each line of {file} once, with how often it occurs")
        return
    flags = f"{numeric}{reverse}{'u' if unique else ''}"
    flags += "f" if request.in_whole(_CASELESS) else ""
    options = [f"-{flags}"] if flags else []
    if separator:
        options.append(f"-t {quoted(separator)}" if separator != "\t" else "-t \"$(printf '\\t')\"")
    if column:
        options.append(f"-k {column},{column}")
    title = (
        f"Print the lines of {file} sorted{f' by column {column}' if column else ''}{', each once' if unique else ''}"
    )
    yield Composed(" ".join(["sort", *options, file]), title)
    if unique and not column:
        yield Composed(f"uniq {file}", f"Print {file} without lines that are the same as the one before")
        yield Composed(f"awk '!seen[$0]++' {file}", f"Print each line of {file} once, in their order")
