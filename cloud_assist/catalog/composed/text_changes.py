"""Changing what is in text files, or printing it changed: sed and tr."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHOW = (
    _DO + r"(?:print|show|display|list|output|get|see|give|view|extract|find|select|return|keep"
    r"|read)(?: me)?(?: out)?(?: only)?"
)
_OLD = r"(?P<old>{v}|[\w-]+)"
_NEW = r"(?P<new>{v}|[\w-]+)"
_WHAT = (
    r"(?: (?:the|a|an|word|string|text|pattern|phrase|substring|character|either|regular"
    r"|expression|exact|letter|letters))* (?P<text>{q}|{a})"
)
_LINES = r"(?: (?:the|all|every|any|each|only|those|of))* lines?"


_FORMS = (
    Form(
        Said(
            r"^(?:insert|add|put)\b(?: (?:a|the|line|text))* (?P<text>{v}) (?:before|above"
            r"|at) line (?P<n>\d+)",
            "line",
        ),
        "Put {text} as a line before line {n} of {file}",
        ("sed -i '{n}s/^/{text:replacement}\\n/' {file}",),
        ("sed -i '' '{n}s/^/{text:replacement}\\'$'\\n''/' {file}",),
    ),
    Form(
        Said(r"\bcomment out\b.*?\bline (?P<n>\d+)", "comment"),
        "Put a # before line {n} of {file}",
        ("sed -i '{n}s/^/#/' {file}",),
        ("sed -i '' '{n}s/^/#/' {file}",),
    ),
    Form(
        Said(r"\b(?:remove|delete|strip|without|exclude|skip|omit)\b(?: (?:all|the))* comment(?:s| lines?)", "comment"),
        "Print {file} without its comments",
        ("grep -v '^[[:space:]]*#' {files|<file>}", "sed '/^[[:space:]]*#/d' {files|<file>}"),
    ),
    Form(
        Said(
            r"\b(?:delete|remove|strip)\b.*\b(?:everything|all|anything|text"
            r"|characters) (?:after|behind|following)(?: the)?(?: (?:character|first|word"
            r"|string))* (?P<text>{v}|\S)",
            "after behind following",
        ),
        "Delete all behind {text} from the lines of {file}",
        ("sed -i 's/{text:literal}.*//' {files|<file>}",),
        ("sed -i '' 's/{text:literal}.*//' {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:replace|substitute|change)\b(?: (?:only|the))* first (?:occurrence"
            rf"|instance)s?(?: of)?(?: (?:the|string|word|text|pattern))* {_OLD} (?:with|by|to"
            rf"|into)(?: (?:the|string|word|text))* {_NEW}",
            "first",
        ),
        "Put {new} in the place of the first {old} in each line of {file}",
        ("sed -i 's/{old:literal}/{new:replacement}/' {files|<file>}",),
        ("sed -i '' 's/{old:literal}/{new:replacement}/' {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:between|from)(?: the)?(?: (?:lines?|words?|patterns?|markers?"
            r"|strings?))* (?P<first>{q}) (?:and|to|until)(?: the)? (?P<last>{q})",
            "between from",
        ),
        "Print the lines of {file} from {first} to {last}",
        (
            "sed -n '/{first:literal}/,/{last:literal}/p' {files|<file>}",
            "awk '/{first:literal}/,/{last:literal}/' {files|<file>}",
        ),
    ),
    Form(
        Said(r"\bdouble[ -]?spac|\b(?:blank|empty) line (?:after|behind|between) (?:each|every)", "double blank empty"),
        "Print {file} with an empty line behind each",
        ("sed G {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:delete|remove|strip|cut)\b(?: the)? first (?P<n>\d+) (?:characters|chars|letters)", "char letter"),
        "Print the lines of {file} without their first {n} characters",
        ("cut -c {n}- {files|<file>} | cut -c 2-", "sed 's/^.\\{{n}\\}//' {files|<file>}"),
    ),
    Form(
        Said(
            _DO + r"(?:replace|substitute|change|swap)\b(?: (?:all|any|each|every|the|occurrences?|instances?|of"
            r"|string|word|text|pattern))* (?!directory|owner|group|mode|permission|file|name|working"
            rf"|current|user|priority|extension|to\b|back){_OLD}(?: (?:strings?|words?))? (?:with|by|to"
            rf"|into|for)(?: (?:the|string|word|text))* {_NEW}",
            "replac substitut chang swap",
        ),
        "Put {new} in the place of {old} in {file}",
        ("sed -i 's/{old:literal}/{new:replacement}/g' {files|<file>}",),
        ("sed -i '' 's/{old:literal}/{new:replacement}/g' {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:delete|remove|strip|drop|filter out)\b(?: (?:all|any|the|every))* (?:blank|empty) lines?",
            "blank empty",
        ),
        "Print {file} without its empty lines",
        ("sed '/^[[:space:]]*$/d' {files|<file>}", "grep -v '^[[:space:]]*$' {files|<file>}", "awk NF {files|<file>}"),
    ),
    Form(
        Said(_DO + rf"(?:delete|remove|strip|drop){_LINES} (?P<n>\d+) ?(?:to|through|-|until|and) ?(?P<m>\d+)", "line"),
        "Delete the lines {n} to {m} of {file}",
        ("sed -i '{n},{m}d' {file}",),
        ("sed -i '' '{n},{m}d' {file}",),
    ),
    Form(
        Said(_DO + r"(?:delete|remove|strip|drop)\b(?: the)? first (?P<n>\d+) lines", "first"),
        "Delete the first {n} lines of {file}",
        ("sed -i '1,{n}d' {file}",),
        ("sed -i '' '1,{n}d' {file}",),
    ),
    Form(
        Said(_DO + r"(?:delete|remove|strip|drop)\b(?: the)? (?:first|header) line", "first header"),
        "Delete the first line of {file}",
        ("sed -i 1d {file}", "tail -n +2 {file}"),
        ("sed -i '' 1d {file}", "tail -n +2 {file}"),
    ),
    Form(
        Said(_DO + r"(?:delete|remove|strip|drop)\b(?: the)? last line", "last"),
        "Delete the last line of {file}",
        ("sed -i '$d' {file}",),
        ("sed -i '' '$d' {file}",),
    ),
    Form(
        Said(
            _DO + r"(?:delete|remove|strip|drop)\b(?: the)?(?: line (?:number )?(?P<n>\d+)| (?P<m>\d+)(?:st|nd"
            r"|rd|th) line)",
            "line",
        ),
        "Delete one line of {file}",
        ("sed -i '{n|}{m|}d' {file}",),
        ("sed -i '' '{n|}{m|}d' {file}",),
    ),
    Form(
        Said(
            _DO + rf"(?:delete|remove|strip|drop|filter out){_LINES} (?:that |which )?(?:contain(?:s|ing)?"
            rf"|match(?:es|ing)?|with|having|include|including){_WHAT}",
            "line",
        ),
        "Delete the lines with {text} from {file}",
        ("sed -i '/{text:literal}/d' {files|<file>}", "grep -v {text:pattern} {files|<file>}"),
        ("sed -i '' '/{text:literal}/d' {files|<file>}", "grep -v {text:pattern} {files|<file>}"),
    ),
    Form(
        Said(
            _DO + rf"(?:delete|remove|strip|drop){_LINES} (?:that |which )?(?:start|begin)(?:s|ing)? with{_WHAT}",
            "line",
        ),
        "Delete the lines that begin with {text} from {file}",
        ("sed -i '/^{text:literal}/d' {file}", "grep -v '^{text:literal}' {file}"),
        ("sed -i '' '/^{text:literal}/d' {file}",),
    ),
    Form(
        Said(r"\b(?:trailing|leading) (?:white ?spaces?|spaces?|blanks?|tabs?)", "trailing"),
        "Delete the blanks at the end of the lines of {file}",
        ("sed -i 's/[[:space:]]*$//' {files|<file>}",),
        ("sed -i '' 's/[[:space:]]*$//' {files|<file>}",),
    ),
    Form(
        Said(r"\bleading (?:white ?spaces?|spaces?|blanks?|tabs?)", "leading"),
        "Delete the blanks at the beginning of the lines of {file}",
        ("sed -i 's/^[[:space:]]*//' {files|<file>}",),
        ("sed -i '' 's/^[[:space:]]*//' {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:add|insert|prepend|put)\b(?: the| a| text| string)* (?P<text>{v}|\w+) (?:at|to|in|before"
            r"|as)(?: the)? (?:beginning|start|front|prefix)(?: of)? (?:each|every|all|the)? ?lines?|"
            + _DO
            + r"(?:prefix|prepend)\b.*\blines?\b.* with (?P<text2>{v})",
            "add insert prepend put prefix",
        ),
        "Put {text} before each line of {file}",
        ("sed -i 's/^/{text:replacement}/' {file}", "awk '{ print \"{text:inside}\" $0 }' {file}"),
        ("sed -i '' 's/^/{text:replacement}/' {file}",),
    ),
    Form(
        Said(
            _DO + r"(?:add|append|insert|put)\b(?: the| a| text| string)* (?P<text>{v}|\w+) (?:at"
            r"|to)(?: the)? (?:end) (?:of )?(?:each|every|all|the)? ?lines?",
            "end",
        ),
        "Put {text} behind each line of {file}",
        ("sed -i 's/$/{text:replacement}/' {file}",),
        ("sed -i '' 's/$/{text:replacement}/' {file}",),
    ),
    Form(
        Said(
            _DO + r"(?:insert|add|prepend|put)\b(?: (?:a|the|line|text"
            r"|string))* (?P<text>{v}) (?:as the first line of|at the (?:beginning|start|top) of"
            r"|to the (?:beginning|start|top) of|before the first line of)",
            "insert add prepend put",
        ),
        "Put {text} as a line before the first of {file}",
        ("sed -i '1s/^/{text:replacement}\\n/' {file}",),
        ("sed -i '' '1s/^/{text:replacement}\\'$'\\n''/' {file}",),
    ),
    Form(
        Said(
            _DO + r"(?:append|add|write)\b(?: the| a| line| text| string)* (?P<text>{q}) (?:at the end of"
            r"|to the end of|to|into)",
            "append add write",
        ),
        "Add {text} as a line at the end of {file}",
        ("echo {text} >> {file}",),
    ),
    Form(
        Said(
            r"\b(?:except|but|without|excluding|other than"
            r"|skip(?:ping)?)\b.*?\blines? (?P<n>\d+) ?(?:to|through|-|and|until) ?(?P<m>\d+)",
            "except but without exclud other skip",
        ),
        "Print {file} without its lines {n} to {m}",
        ("sed '{n},{m}d' {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:from |between )?lines?(?: numbers?)? (?P<n>\d+) ?(?:to|through|until|-|and|up to"
            r"|till) ?(?:line )?(?P<m>\d+)|\blines? between (?P<n2>\d+) and (?P<m2>\d+)",
            "line",
        ),
        "Print the lines {n} to {m} of {file}",
        (
            "sed -n '{n},{m}p' {files|<file>}",
            "awk 'NR >= {n} && NR <= {m}' {files|<file>}",
            "head -n {m} {file} | tail -n +{n}",
        ),
    ),
    Form(
        Said(_SHOW + r"\b(?: (?:the|only))* line (?:number )?(?P<n>\d+)\b", "line"),
        "Print line {n} of {file}",
        ("sed -n {n}p {file}", "awk 'NR == {n}' {file}"),
    ),
)
_CHARACTERS = {
    "tab": "\\t", "space": " ", "blank": " ", "comma": ",", "newline": "\\n", "line break": "\\n", "semicolon": ";",
    "colon": ":", "underscore": "_", "hyphen": "-", "dash": "-", "dot": ".", "period": ".", "slash": "/", "pipe": "|",
}  # fmt: skip
_CHARACTER = "|".join(_CHARACTERS)
_SWAP = Said(
    _DO + r"(?:replace|substitute|change|swap|convert|translate|turn)\b(?: (?:all|any|each|every|the"
    r"|occurrences?|of|a))*"
    rf" (?P<old>{_CHARACTER})(?:es|s)? (?:characters? )?(?:with|by|to|into|for)(?: (?:a|an|the"
    rf"|single))* (?P<new>{_CHARACTER})(?:es|s)?\b",
    _CHARACTER.replace("|", " "),
)
_STRIP = Said(
    _DO + r"(?:delete|remove|strip)\b(?: (?:all|the|any|every))*"
    r" (?P<what>digits|numbers|white ?spaces?|newlines?|line breaks?|punctuation|tabs?"
    r"|carriage returns?|digits?|spaces?)(?: characters?)?\b(?! at)",
    "delet remov strip",
)
_STRIPPED = {
    "di": "-d '[:digit:]'", "nu": "-d '[:digit:]'", "sp": "-d ' '", "wh": "-d '[:space:]'", "ne": "-d '\\n'",
    "li": "-d '\\n'", "pu": "-d '[:punct:]'", "ta": "-d '\\t'", "ca": "-d '\\r'",
}  # fmt: skip


def text_changes(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that change text."""
    found = [*_translated(request)]
    yield from found or composed_by(_FORMS, request, around)


def _translated(request: Request) -> Iterator[Composed]:
    """Yield `tr` for a request to change or drop single characters."""
    rest = request.anew()
    swap = rest.take(_SWAP)
    strip = None if swap is not None else rest.take(_STRIP)
    file = next(iter(named_files(rest)), "<file>")
    if swap is not None:
        old, new = (_CHARACTERS[swap.masked(name)] for name in ("old", "new"))
        sets, does = f"'{old}' '{new}'", f"each {swap['old']} turned into a {swap['new']}"
    elif strip is not None:
        sets, does = _STRIPPED[strip.masked("what")[:2]], f"its {strip['what']} left out"
    else:
        return
    yield Composed(f"tr {sets} < {file}", f"Print {file} with {does}")
    yield Composed(f"cat {file} | tr {sets}", f"Print {file} with {does}")
    if swap is not None and "\\" not in new + old:
        yield Composed(f"sed 's/{old}/{new}/g' {file}", f"Print {file} with {does}")
    elif swap is not None and old == "\\t" and new == " ":
        yield Composed(f"expand -t 1 {file}", f"Print {file} with {does}")
