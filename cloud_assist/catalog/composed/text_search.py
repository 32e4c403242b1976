"""Lines of files that have a text: grep."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import expression, quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHOW = (
    _DO + r"(?:print|show|display|list|output|get|see|give|view|extract|find|select|return|keep"
    r"|read)(?: me)?(?: out)?(?: only)?"
)

_NOUNS = (
    r"(?: (?:the|a|an|any|all|exact|literal|fixed|given|specific|whole|either|regular|word|words"
    r"|string|strings|text|texts|pattern|patterns|phrase|substring|character|characters|expression"
    r"|regex|letter|letters|of|occurrences?|instances?|lines?|matching|containing|with))*"
)
_TEXT = rf"{_NOUNS} (?P<text>«[qegfiu]\w+»|[\w$@#%-]+)"
_LINE_HAS = Said(
    r"\blines?\b(?: numbers?)?(?: (?:in|of|from|on) (?:the )?(?:file )?(?:«[pf]\w+»))?(?: (?:that"
    r"|which|in it|if they))*(?P<no> (?:do(?:es)? not|don't|doesn't|not|without"
    r"|lacking)(?: having)?)? ?(?:contain(?:s|ing)?|includ(?:es?|ing)|match(?:es|ing)?|with|having"
    r"|have|has|mention(?:s|ing)?|(?P<starts>(?:start|begin)(?:s|ning|ing)?(?: with)?)"
    rf"|(?P<ends>(?:end)(?:s|ing)?(?: with| in)?)){_TEXT}",
    "line",
)
_LACKS = Said(
    r"\blines?\b.* (?:without|not containing|not matching|lacking|excluding|except(?: those"
    rf"| for)?){_TEXT}",
    "without not lacking exclud except",
)
_AROUND = Said(
    rf"\b(?P<n>\d+)? ?lines? (?:before and after|around|before|after|of context|above and below|surrounding)"
    r"(?: (?:each|every|the|it|around|occurrence|match|matches|of|line|lines|with"
    rf"|containing))*{_NOUNS} (?P<text>{{q}})",
    "line",
)
_FOR = Said(
    r"(?:^|\b(?:recursively |and ))(?:please )?(?:search|look|grep|scan|find)\b(?: (?:recursively"
    r"|in|inside|through|the|all|files?|case[- ]insensitively|lines?|current|directory|every|each"
    rf"|{{v}}))*? for{_TEXT}",
    "search look grep scan find",
)
_GREP = Said(rf"^grep{_TEXT}", "grep")
_OCCURS = Said(
    _DO + r"(?:find|show|print|display|list|search|get|check|see)\b.*?\b(?:occurrences?|instances?"
    rf"|matches|mentions?) of{_TEXT}|{_DO}(?:find|search|highlight|filter|show)\b(?: (?:the|all"
    r"|every|only))*(?: (?:word|string|text|pattern|phrase)s?) (?P<other>{q}|\w+) in",
    "occur instance match mention word string text pattern phrase",
)
_HAS_TEXT = (
    rf"(?:(?:contain(?:s|ing)?|includ(?:es?|ing)|mention(?:s|ing)?){_TEXT}|(?:with|having|have|has"
    rf"|match(?:es|ing)?|use|uses)(?:{_NOUNS} (?P<quoted>{{q}})|(?: (?:the|a))* (?:word|string|text"
    r"|pattern)s? (?P<bare>\w+)))"
)
_WHICH_FILES = Said(
    r"\b(?:files?)\b(?: {v})?(?: (?:in|under|below|of) (?:the )?(?:{v}|\w+))?(?: (?:that"
    rf"|which))? (?P<no>(?:do(?:es)? not|don't|without|not) ?)?{_HAS_TEXT}",
    "file",
)
_MATCHING = Said(rf"\bmatch(?:ing|es)?(?: (?:part|parts|portion|text|of|for))*{_NOUNS} (?P<text>{{q}})", "match")
_ONLY_MATCH = Said(
    r"\bonly (?:the )?match|\bmatching (?:part|text|portion)s?\b|\bonly (?:the )?(?:matched|matching)", "only match"
)
_NAMES = Said(
    r"\b(?:file ?names?|names? of (?:the |all )?(?:the )?files|which files|only (?:the )?names"
    r"|list (?:of )?files|names only|just the (?:file ?)?names)\b|^(?:list|show|print|find|display"
    r"|get|which|what|search)(?: me)?(?: all| the| every)* files\b",
    "name file",
)
_RECURSE = Said(
    r"\brecurs|\bsubdirectories|\btree\b|\b(?:under|below|beneath)\b|\ball files\b|\bevery file"
    r"|\bany file|\b(?:in|inside|within|of) (?:the |this )?(?:current |whole |entire )?director",
    "recurs subdir tree under below beneath file direct",
)
_COUNT = Said(
    r"^(?:count|how many|get the number|number of|print the number|show the number)|\bcount\b"
    r"|\bnumber of (?:lines|matches|matching|occurrences)",
    "count how number",
)
_WORD = Said(r"\bwords? (?=«|\w)|\bwhole[ -]words?|\bas a word\b|\bexact word", "word")
_CASELESS = Said(
    r"\bcase[- ]?insensitiv|\bignor\w+ (?:the )?case|\bregardless of (?:the )?case|\bupper or lower", "case"
)
_NUMBERED = Said(r"\bline numbers?|\bwith (?:their )?numbers\b|\bnumbered", "number")
_FIXED = Said(
    r"\b(?:literal(?:ly)?|fixed|not as a regex|without (?:treating|interpreting)|exact string"
    r"|plain (?:text|string))\b",
    "literal fixed regex without exact plain",
)
_CONTEXT = Said(
    r"\b(?P<n>\d+) lines? (?:of )?(?:context )?(?P<where>before and after|around|before|after"
    r"|above|below|context)(?: (?P<also>after|before|it|each|every|the|match|matches))*"
    r"|\bcontext of (?P<m>\d+)|\blines? (?P<bare>before and after|around|before|after|above|below)",
    "line context",
)
_EITHER = Said(r"(?P<one>«q\w+»)(?:,? (?:or|and) |, )(?:the )?(?:word |string )?(?P<other>«q\w+»)", "«q")
_LETTERS = {
    "before and after": "C",
    "around": "C",
    "before": "B",
    "above": "B",
    "after": "A",
    "below": "A",
    "context": "C",
}
_NO_TEXT = word_set(
    """the in of and or files file lines line all any duplicate duplicates empty blank this that it process processes
    is are which first last one human"""
)
_HISTORY = Said(r"\bhistory\b|\bprocess(?:es)?\b|\bvariables?\b", "history process variable")


_TEXTS = ("text", "other", "quoted", "bare")
"""Groups that may hold what is searched for."""


def searched(request: Request, _around: Surroundings) -> Iterator[Composed]:
    """Yield `grep` for a request that looks for a text in files."""
    if request.says(_HISTORY):
        return
    rest = request.anew()
    either = rest.find(_EITHER)
    for said in (_AROUND, _LACKS, _LINE_HAS, _WHICH_FILES, _OCCURS, _FOR, _GREP, _MATCHING):
        found = rest.take_groups(said)
        if found is None:
            continue
        groups = found.match.re.groupindex
        group = next((name for name in _TEXTS if name in groups and found[name]), "")
        text = found[group] if group else ""
        if not text or found.masked(group) in _NO_TEXT:
            return
        no = said is _LACKS or bool("no" in groups and found.masked("no"))
        flags = "v" if no and said is not _WHICH_FILES else ""
        pattern = _pattern(
            request,
            text,
            found.masked("starts") if "starts" in groups else "",
            found.masked("ends") if "ends" in groups else "",
        )
        extended = ""
        if either is not None and text == either["one"]:
            rest.take(Said(r"(?:or|and) (?:the )?(?:word |string )?«q\w+»"))
            pattern, extended = expression(f"{either['one']}|{either['other']}"), "E"
        yield from _grep(request, rest, pattern, flags + extended, said is _WHICH_FILES, no)
        return


def _pattern(request: Request, text: str, starts: str, ends: str) -> str:
    if starts:
        return expression(f"^{text}")
    if ends:
        return expression(f"{text}$")
    return expression(text)


def _grep(request: Request, rest: Request, pattern: str, flags: str, of_files: bool, no: bool) -> Iterator[Composed]:
    context = rest.take(_CONTEXT) or request.find(_CONTEXT)
    for said, letter in ((_CASELESS, "i"), (_WORD, "w"), (_NUMBERED, "n"), (_ONLY_MATCH, "o"), (_FIXED, "F")):
        if request.says(said):
            flags += letter
    if "o" in flags and any(c in pattern for c in "+?|("):
        flags += "E"
    counts = request.says(_COUNT)
    names = of_files or (request.says(_NAMES) and "v" not in flags)
    flags += "c" if counts and not names else "L" if names and no else "l" if names else ""
    from cloud_assist.catalog.composed.places import roots

    files = named_files(rest)
    globs = [file for file in files if "*" in file]
    single = [file for file in files if file not in globs]
    recursive = request.says(_RECURSE) and not (
        single and "recurs" not in request.whole and not _looks_like_folder(single)
    )
    if recursive or (not files and not request.says(Said(r"\b(?:file|output)\b"))):
        places = roots(rest) or single or ["."]
        include = "".join(f" --include={quoted(glob)}" for glob in globs)
        yield Composed(
            f"grep -r{flags}{include} {pattern} {' '.join(places)}",
            f"Search the files below {' '.join(places)} for {pattern}",
        )
        return
    where = " ".join(files) or "<file>"
    options = f" -{flags}" if flags else ""
    if context is not None and (context["n"] or context["m"] or context.masked("bare")):
        where_to = context.masked("where") or context.masked("bare") or "context"
        options += f" -{_LETTERS[where_to]} {context['n'] or context['m'] or '1'}"
    title = (
        f"Print {'how many lines' if 'c' in flags else 'the lines'} of {where}"
        f" {'lack' if 'v' in flags else 'have'} {pattern}"
    )
    yield Composed(f"grep{options} {pattern} {where}", title.replace("the lines of", "the lines of", 1))
    if not options or options == " -v":
        sign = "!" if options else ""
        inner = pattern.removeprefix("-e ").strip("'")
        if inner.replace(" ", "").replace("_", "").isalnum():
            yield Composed(
                f"awk '{sign}/{inner}/' {where}",
                f"Print the lines of {where} that {'lack' if sign else 'have'} {inner}",
            )
            yield Composed(
                f"sed -n '/{inner}/{sign}p' {where}",
                f"Print the lines of {where} that {'lack' if sign else 'have'} {inner}",
            )


def _looks_like_folder(names: list[str]) -> bool:
    return all("." not in name.strip("./~").rpartition("/")[2] for name in names)
