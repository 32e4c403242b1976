"""Actions on what `find` finds that only look: counting, searching in it, sizes, the largest, the newest, contents."""

from __future__ import annotations

import datetime

from cloud_assist.catalog.composed.action import Action, Reader
from cloud_assist.catalog.composed.condition import Condition
from cloud_assist.catalog.composed.port import Surroundings
from cloud_assist.catalog.composed.quoting import expression, path
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_COUNT_OF = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:\b(?:count|counts|print|show|display|get|calculate|find|list"
    r"|give|output|report|determine|with|how many)\b ?)?(?:(?:the|total|their|a|me) )*(?:(?:number"
    r"|count|amount|sum|total)s?(?: of)? )?(?:all )?(?:the |their )?(?P<what>lines(?: of code)?"
    r"|words|characters|chars|bytes)(?: counts?| numbers?)?(?P<each> (?:in|of|for|from)(?: each"
    r"| every| all| the|  | these)*)?(?: (?:them|it|each))?",
    "line word char byte",
)
_COUNT = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:\b(?:count|counting|calculate|compute)\b(?: (?:them|up"
    r"|the number of|how many|the total number of|all of them|the total|the amount of|number of))*"
    r"|\bhow many\b(?: (?:of them|there are|are there|there|were found|exist))*|\b(?:(?:show|print"
    r"|display|get|find|give|return|report|tell)(?: me)?(?: out)? )?(?:the "
    r"|a )?(?:total )?(?:number|count) of\b(?! (?:hard|links|lines|words|char|inode))"
    r"|\bshow how many there are\b)",
    "count how number calculate compute",
)
_CHECKSUM = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:\b(?:run|calculate|compute|print|show|generate|get|with"
    r"|display)\b ?)?(?:(?:the|their|a|an|of) )*\b(?P<what>md5|sha1|sha256|sha512|sha-256"
    r"|sha)[ -]?(?:sum|checksum|hash|digest)?s?\b(?: (?:checksums?|sums?|hash(?:es)?))?(?: (?:on"
    r"|of|for))?(?: (?:each|every|all))?(?: (?:of|one))?(?: (?:them|it))?",
    "md5 sha",
)
_DUPLICATES = Said(r"\b(?:duplicate|identical|duplicated)\b(?: files)?", "duplicate identical")
_HEAD = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:(?:print|show|display|output|list|see"
    r"|get) )?(?:the )?(?P<end>first|last|top|beginning|end)(?: (?P<count>\d+))? lines?(?: (?:of"
    r"|from|in))?(?: each| every| the)?(?: (?:of )?(?:one|them|file))?(?! (?:is|are|contain"
    r"|match))",
    "first last top beginning end",
)
_CAT = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:print|show|display|output|cat|dump|concatenate|view|see"
    r"|read)(?: (?:out|me))? ?(?:(?:the|their|its|all|full) )*(?:contents?"
    r"|text)(?: of)?(?: (?:each|every|all|the))*(?! (?:contain|match|in its name))|\bcat(?: them"
    r"|(?= all))",
    "content text cat",
)
_SEARCH = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:search|searching|grep|look|looking|greps|filter|scan|check|find)\b[^«,]*?\bfor "
    r"(?:(?:the|all|any|every|a|lines?|occurrences?|of|that|which|matching|containing|contain|word|string|text|pattern"
    r"|phrase|regex|regular expression|instances?|with|exact) )*"
    r"(?P<what>«q\w+»|(?:(?<=word\ )|(?<=string\ )|(?<=text\ )|(?<=pattern\ ))(?!(?:in"
    r"|of|from|that|with|on|inside)\b)\w+)(?! (?:files?"
    r"|directory|directories)\b)"
    r"(?: in (?:them|it|each(?: of them)?|these|those(?: files)?))?",
    "for",
)
_TEXT_FIRST = Said(
    r"^(?:search|grep|find|look for|locate|print|show)(?: for)?(?: (?:the|all|lines?|with|containing|occurrences?|of"
    r"|word|string|text|pattern))* (?P<what>{q}) (?=in (?:all|every|each|any)\b)",
    "in",
)
_GREP = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\bgrep\b(?: (?:for|in|through|all|them|each|the))*(?: (?:the|word"
    r"|string|text|pattern|lines?|matching|with|containing))* (?P<what>{q}|\w+)",
    "grep",
)
_LINES = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:(?:print|show|display|list|output|see|find|get|for|search for"
    r"|extract)(?: out)? )?(?:(?:the|all|any|only|every|those|their"
    r"|matching) )*\blines?(?: numbers?)?(?: (?:that|which|in them|in it|from them"
    r"|of (?:the )?files?|in (?:each|every) file))*(?: (?:contain(?:s|ing)?|with|match(?:es|ing)?"
    r"|having|have|including|start(?:ing)? with|begin(?:ning)? with))(?: (?:the|a|word|string|text"
    r"|pattern|phrase|term))* (?P<what>{q}|\w+)(?: in (?:them|it|each(?: of them)?))?",
    "line",
)
_NO_TEXT = word_set(
    "a at executable files file directories only permissions names name spaces other no more less ip not"
)
_CONTAINS = Said(
    r"(?:,? ?(?:and )?(?:that |which |if (?:they|it) |whose (?:contents?|text) )?(?:also )?"
    r"(?P<no>(?:do(?:es)? not|don't|doesn't|not|without) ?)?"
    r"(?:(?:contain(?:s|ing)?|includ(?:e|es|ing)|mention(?:s|ing)?|import(?:s|ing)?|hold(?:s"
    r"|ing)?)(?:_NOISE)* (?P<what>{v}|\w[\w.-]*)"
    r"|(?:with|having|hav(?:e|ing)|has|match(?:es|ing)?|us(?:e|es|ing))(?:_NOISE)* (?:(?P<quoted>{q})"
    r"|(?:(?<=word\ )|(?<=text\ )|(?<=string\ )|(?<=pattern\ ))(?P<bare>\w+)))(?: (?:in|inside"
    r"|within|somewhere in) (?:them|it|their (?:contents?|text)|the (?:contents?|text)"
    r"|its contents?))?)".replace(
        "_NOISE",
        " (?:the|a|an|any|in them|in it|at least one|occurrences?|of|lines?|inside|somewhere|word"
        "|words|string|strings|text|pattern|phrase|expression|regex|regular expression|term|content"
        "|specific|function|line)",
    ),
    "contain includ mention import hav has with match hold us",
)
_ADDRESS = Said(
    r"\b(?:contain(?:s|ing)?|with|that have|having|for|including)(?: an?"
    r"| any)? (?P<what>ip(?:v4)? address(?:es)?|e-?mail address(?:es)?|urls?)",
    "address url",
)
_LARGEST = Said(
    r"(?:(?:print|show|list|display|find) )?(?:the )?(?:top )?(?P<count>\d+)? ?(?:the )?\b"
    r"(?P<what>largest|biggest|smallest|newest|oldest|latest|most recent(?:ly)?(?: (?:modified"
    r"|changed|updated|created))?|last modified|least recently modified"
    r"|longest)\b(?: (?P<after>\d+))?",
    "est recent last",
)
_SORTED = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:in )?(?:sort(?:s|ed|ing)?|order(?:ed)?)(?: (?:them|it"
    r"|the (?:result|output|list|names?)s?|results?|all))*(?: (?:in|by|on|according to"
    r"|based on))?(?: (?:their|the|its|file|a))*(?: (?P<by>size|name|modification (?:time|date)"
    r"|date|time|age|alphabetical(?:ly)?|numeric(?:ally)?|reverse"
    r"|path)s?)?(?: order)?(?P<down>,? ?(?:in )?(?:\(?(?:largest|biggest|newest|most recent"
    r"|latest) first\)?|descending(?: order)?|reverse(?:d)?(?: order)?|from (?:largest|biggest"
    r"|newest) to (?:smallest|oldest)))?(?: order)?",
    "sort order",
)
_BY = Said(
    r"\b(?:by|on|according to)(?: (?:their|the|its|file|last))* (?P<by>size|name"
    r"|modification (?:time|date)|date|time|age)s?\b(?P<down>.*(?:descending|reverse|first))?",
    "by on according",
)
_NULL = Said(
    r",? ?(?:and )?(?:print (?:them|the names|it) )?(?:separated|delimited|terminated|followed"
    r"|ending|null)(?: by| with)? ?(?:an? |the )?(?:ascii )?(?:null?|nul|zero|0"
    r"|«q\w+»)(?: (?:characters?|bytes?|terminated|separated|delimiter))*|null[ -](?:separated"
    r"|terminated|delimited)|with null characters? (?:as|between).*",
    "null nul zero",
)
_SIZES = Said(
    r"(?:,? ?\b(?:and|then|along)\b ?)*(?:(?:print|show|display|list|output|with|including|get"
    r"|report) )*(?:only )?(?:(?:the|their|its|file|human[ -]readable|disk|names? and|name,"
    r"|paths? and|depth,) )*\b(?:sizes?|disk usages?|space used)\b(?: and (?:names?"
    r"|paths?))?(?: of (?:the )?file)?(?: (?:in|of|for) (?:(?:each|them)"
    r"|(?:a )?human[ -]readable(?: form(?:at)?)?))?",
    "size usage space",
)
_TIMES = Said(
    r"(?:,? ?\b(?:and|then|along)\b ?)*(?:(?:print|show|display|list|output|with"
    r"|including) )*(?:(?:them|the|their|its|with|last|file|names?|and) )*\b(?:modification|access"
    r"|change|modified|creation)[ -]?(?:times?|dates?|timestamps?)\b",
    "tim date",
)
_DETAILS = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:(?:list|show|print|display|output|get|see|give|with|run"
    r"|execute|ls) )*(?:(?:them|it|each|all|the|their|its|a|an|in|with|as|using|full|more|detailed"
    r"|file) )*\b(?:details?|long (?:list(?:ing)?|format)(?: format)?|ls -l\w*|long form(?:at)?"
    r"|detailed (?:information|listing|info|list)|detail|attributes|information|ls format"
    r"|\bpermissions)\b(?: (?:about|of|on|for) (?:each|them|it|the))?",
    "detail long ls attribut information permission",
)
_FULL = Said(
    r"(?:\b(?:with|print|show|display|list|output|get|and) )*(?:(?:the|their|its|as|using"
    r"|with) )*(?:full|absolute|complete)[ -]?(?:path|file|name)? ?(?:names?|paths?|pathnames?"
    r"|filenames?)?\b(?: (?:of|to|for))?",
    "full absolute complete",
)
_ONLY_NAMES = Said(
    r"\b(?:print |show |display |list )?(?:only (?:the |their )?(?:base ?names?|file ?names?"
    r"|names)\b(?: of)?|(?:the |their )?(?:base ?names)|without (?:the |their "
    r"|any )?(?:leading )?(?:path|directory|director(?:y|ies) (?:names?|part|path)|«q\w+»"
    r"|«p\w+»)(?: names?| part)?)",
    "name without base",
)
_DIRECTORY_OF = Said(
    r"(?:,? ?\b(?:and|then)\b ?)(?:print|show|display|list|get|output)(?: (?:only|the|their|its"
    r"|names?|of|parent|containing))* director(?:y|ies)(?: (?:names?|they are in"
    r"|that contains? (?:them|it)|of (?:each|them)))?(?= *$)",
    "director",
)
_HOLDS_FILE = Said(
    r"\bdirectories (?:that |which )?(?:contain(?:s|ing)?|with|having|have"
    r"|hold(?:ing)?) (?:a |the |at least one )?(?:files? )?(?:(?:named"
    r"|called) )?(?P<file>«[fqge]\w+»|(?<=named\ )[\w.-]+)(?: files?)?",
    "contain with hav hold",
)
_FIRST_ONLY = Said(
    r",? ?\b(?:(?:only |just )?the first (?:file|match|one|result|occurrence)(?: found)?(?: only)?"
    r"|stop(?:ping)? (?:after|at|as soon as)(?: the)?(?: first| one)?(?: (?:match|file|result|one"
    r"|it is found|found))?|and (?:then )?(?:stop|quit|exit))\b",
    "first stop quit exit",
)
_TOTAL = Said(
    r"(?:\b(?:print|show|display|calculate|compute|get|find|determine|sum"
    r"|report)\b ?)?(?:the )?(?:total|combined|overall|sum of(?: the)?)(?: (?:the|disk"
    r"|file))* (?:sizes?|disk usage|space)(?: (?:used|occupied|taken))?(?: (?:of|by|for))?"
    r"|\bhow much (?:disk )?space\b",
    "total combined overall sum space",
)
_TO_FILE = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:\b(?:compile|save|write|store|redirect|output|dump)\b[^«]{0,40}?|\blist of them )"
    r"\b(?:in|to|into) (?:the |a )?(?:file |text file )*(?:named |called )?(?P<file>«[fq]\w+»)",
    "compile save write store redirect output dump list",
)
_MORE_LINES = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?:(?:show|print|list|display) )?(?:only )?(?:those )?(?:with"
    r"|having|that have|containing) (?P<how>more|less|fewer) than (?P<count>\d+) lines",
    "lines",
)
_PER_DIRECTORY = Said(
    r"\b(?:in|for|of) (?:each|every) (?:of the )?(?:subdirectory|directory|directories"
    r"|subdirectories)\b",
    "each every",
)
_DEPTH_TOO = Said(r"\bdepth\b", "depth")
_SHAPES = {
    "ip": r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
    "em": r"[[:alnum:]._-]+@[[:alnum:].-]+",
    "e-": r"[[:alnum:]._-]+@[[:alnum:].-]+",
    "ur": r"https?://[^ ]+",
}


def first_looks(request: Request, around: Surroundings) -> Action | None:
    """Take what must be read before names and places are: what to search for, what to count."""
    return _first(_BEFORE, request, around)


def looks(request: Request, around: Surroundings) -> Action | None:
    """Take what is left to do once names, places and conditions were read."""
    return _first(_AFTER, request, around)


def to_file(request: Request) -> str:
    """Take the file that the result is to be written to, as an argument; "" for none."""
    found = request.take(_TO_FILE)
    return path(found["file"]) if found is not None else ""


def _first(readers: tuple[Reader, ...], request: Request, around: Surroundings) -> Action | None:
    return next((action for reader in readers if (action := reader(request, around)) is not None), None)


def _folder_of(request: Request, _around: Surroundings) -> Action | None:
    found = request.take(_HOLDS_FILE)
    if found is None:
        return None
    return Action(
        rf"-type f -name {expression(found['file'])} -exec dirname {{}} \;", "print the folder of each", " | sort -u"
    )


def _search(request: Request, _around: Surroundings) -> Action | None:
    for said in (_TEXT_FIRST, _GREP, _SEARCH, _LINES):
        found = request.take(said)
        if found is not None:
            return _grep(request, found["what"], "-Hn", "print the lines with")
    return None


def _grep(request: Request, text: str, options: str, does: str) -> Action:
    flags = (
        options
        + ("i" if request.take(_CASELESS) else "")
        + ("w" if " word " in request.whole and " " not in text else "")
    )
    found = f"{flags} {expression(text)}"
    return Action(f"-exec grep {found} {{}} +", f"{does} {text}", search=found)


def _contains(request: Request, _around: Surroundings) -> Action | None:
    found = request.take(_ADDRESS)
    if found is not None:
        pattern = f"-lE {expression(_SHAPES[found.masked('what')[:2]])}"
        return Action(f"-exec grep {pattern} {{}} +", "print those with one", search=pattern)
    found = request.take(_CONTAINS)
    text = "" if found is None else found["what"] or found["quoted"] or found["bare"]
    if found is None or text in _NO_TEXT:
        return None
    if found.masked("no"):
        return _grep(request, text, "-L", "print those without")
    return _grep(request, text, "-l", "print those with")


def holding(request: Request) -> list[Condition]:
    """Take the text that files must have which are to be changed."""
    action = _contains(request, Surroundings(bsd=False, today=datetime.date.min))
    if action is None or not action.search.startswith("-l"):
        return []
    options = action.search.replace("-l", "-q", 1)
    return [Condition(rf"-exec grep {options} {{}} \;", action.says.replace("print those with", "that hold", 1))]


def _count_of(request: Request, _around: Surroundings) -> Action | None:
    more = request.take(_MORE_LINES)
    if more is not None:
        sign = ">" if more.masked("how") == "more" else "<"
        return Action(
            "-exec wc -l {} +",
            f"print those with {more.masked('how')} than {more['count']} lines",
            f" | awk '$2 != \"total\" && $1 {sign} {more['count']}'",
        )
    found = request.take(_COUNT_OF) if request.in_whole(_COUNTS) else None
    if found is None:
        return None
    letter = {"l": "l", "w": "w", "c": "m", "b": "c"}[found.masked("what")[0]]
    if "total" in found.match[0] and "each" not in found.match[0] and "every" not in found.match[0]:
        return Action("-exec cat {} +", f"count all their {found.masked('what')}", f" | wc -{letter}")
    return Action(f"-exec wc -{letter} {{}} +", f"count the {found.masked('what')} of each")


def _duplicates(request: Request, around: Surroundings) -> Action | None:
    if not request.take(_DUPLICATES):
        return None
    request.take(_CHECKSUM)
    if around.bsd:
        return Action(
            "-exec md5 -r {} +", "print those with the same checksum", " | sort | awk '$1 == last {print} {last = $1}'"
        )
    return Action(
        "-exec md5sum {} +", "print those with the same checksum", " | sort | uniq -w32 --all-repeated=separate"
    )


def _checksum(request: Request, around: Surroundings) -> Action | None:
    found = request.take(_CHECKSUM)
    if found is None:
        return None
    program = checksum_program(found.masked("what"), around)
    return Action(f"-exec {program} {{}} +", "print the checksum of each")


def checksum_program(kind: str, around: Surroundings) -> str:
    """Return the program that makes a checksum of a kind: "md5", "sha", "sha256"."""
    bits = "".join(c for c in kind.removeprefix("md5") if c.isdecimal()) or "256"
    if kind.startswith(("md5", "checksum")):
        return "md5" if around.bsd else "md5sum"
    return f"shasum -a {bits}" if around.bsd else f"sha{bits}sum"


def _heads(request: Request, _around: Surroundings) -> Action | None:
    found = request.take(_HEAD)
    if found is None:
        return None
    program = "tail" if found.masked("end") in {"last", "end"} else "head"
    singular = "line " in f"{found.match[0]} ".replace("lines ", "")
    count = found["count"] or ("1" if singular else "10")
    return Action(
        rf"-exec {program} -n {count} {{}} \;",
        f"print the {'last' if program == 'tail' else 'first'} {count} lines of each",
    )


def _contents(request: Request, _around: Surroundings) -> Action | None:
    return Action("-exec cat {} +", "print their contents") if request.take(_CAT) else None


def _extremes(request: Request, around: Surroundings) -> Action | None:
    found = request.take(_LARGEST)
    if found is None:
        return None
    request.take(_SIZES)
    request.take(_SORTED)
    what = found.masked("what")
    one = request.in_whole(_ONE)
    count = found["count"] or found["after"] or ("1" if one else "10")
    order = "-n" if what in {"smallest", "oldest", "least recently modified"} else "-rn"
    pipe = f" | sort {order} | head -n {count}"
    if what in {"largest", "biggest", "smallest"}:
        options = "-exec stat -f '%z %N' {} +" if around.bsd else r"-printf '%s %p\n'"
        return Action(options, f"print the {count} {what}, with their bytes", pipe)
    return Action(_stamped(around), f"print the {count} {what}", pipe + " | cut -d ' ' -f 2-")


def _stamped(around: Surroundings) -> str:
    return "-exec stat -f '%m %N' {} +" if around.bsd else r"-printf '%T@ %p\n'"


def _total(request: Request, _around: Surroundings) -> Action | None:
    if not request.take(_TOTAL):
        return None
    return Action("-exec du -ch {} +", "print what they take together", " | tail -n 1")


def _count(request: Request, _around: Surroundings) -> Action | None:
    if not request.take(_COUNT):
        return None
    if request.take(_PER_DIRECTORY):
        return Action("", "count them by folder", " | cut -d / -f 2 | sort | uniq -c")
    return Action("", "count them", " | wc -l")


def _sorted(request: Request, around: Surroundings) -> Action | None:
    found = request.take(_SORTED)
    if found is None:
        return None
    behind = request.take(_BY) if not found.masked("by") else None
    found = found if behind is None else behind
    by, down = found.masked("by"), "r" if found.masked("down") or found.masked("by") == "reverse" else ""
    request.take(_SIZES)
    if by == "size":
        return Action("-exec du -k {} +", "list them by size", f" | sort -n{down}")
    if by in {"time", "date", "age", "modification time", "modification date"}:
        return Action(_stamped(around), "list them by their time", f" | sort -n{down} | cut -d ' ' -f 2-")
    return Action("", "sort them", f" | sort{' -r' if down else ''}")


def _null(request: Request, _around: Surroundings) -> Action | None:
    return Action("-print0", "print them with a null character between them") if request.take(_NULL) else None


def _first_only(request: Request, _around: Surroundings) -> Action | None:
    return Action("-print -quit", "stop at the first") if request.take(_FIRST_ONLY) else None


def _details(request: Request, around: Surroundings) -> Action | None:
    if request.says(_TIMES):
        request.take(_TIMES)
        return Action(
            "-exec ls -ld {} +" if around.bsd else r"-printf '%TY-%Tm-%Td %TH:%TM %p\n'", "print them with their time"
        )
    if request.take(_DETAILS):
        return Action("-exec ls -ld {} +", "list them with details")
    if request.says(_SIZES):
        deep = "%d " if not around.bsd and request.take(_DEPTH_TOO) else ""
        request.take(_SIZES)
        return Action(rf"-printf '{deep}%s %p\n'" if deep else "-exec du -h {} +", "print them with their sizes")
    return None


def _written_as(request: Request, around: Surroundings) -> Action | None:
    if request.take(_DIRECTORY_OF):
        return Action(r"-exec dirname {} \;", "print the folder of each", " | sort -u")
    if request.take(_ONLY_NAMES):
        return Action(r"-exec basename {} \;" if around.bsd else r"-printf '%P\n'", "print their names")
    if request.take(_FULL):
        return Action("", "print their full paths", within='"$PWD"')
    return None


_CASELESS = Said(r"(?:,? ?(?:ignor(?:ing|e)|regardless of)(?: the)? case|case[- ]?insensitive(?:ly)?)", "case")
_COUNTS = Said(r"\b(?:count|number of|how many|total|wc|amount)", "count number many total wc amount")
_ONE = Said(
    r"\b(?:largest|biggest|smallest|newest|oldest|latest|recent\w*(?: \w+ed)?|last modified"
    r"|longest) (?:regular )?(?:file|directory)\b",
    "est recent last",
)
_BEFORE: tuple[Reader, ...] = (_folder_of, _duplicates, _checksum, _count_of, _search, _heads, _extremes, _total)
_AFTER: tuple[Reader, ...] = (_contains, _contents, _count, _null, _first_only, _sorted, _details, _written_as)
