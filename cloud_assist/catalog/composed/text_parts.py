"""Parts of text files, files as a whole, and two files together: head, tail, cat, tac, diff, comm, split."""

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
_SKIPPED = Said(
    r"\b(?:skip(?:ping)?|omit(?:ting)?|ignor(?:e|ing)|without|except(?: for)?|but"
    r"|excluding)(?: the)? first (?P<n>\d+) lines?"
    r"|\bfirst (?P<m>\d+) lines (?:skipped|omitted|left out)",
    "skip omit ignor without except but exclud first",
)
_NTH_LINE = Said(
    _SHOW + r"\b(?: (?:the|only))* (?P<nth>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|\d+(?:st|nd|rd|th)) line\b",
    "line",
)
_NUMBERS = {
    "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9",
    "tenth": "10",
}  # fmt: skip
_COUNTS = (
    Form(
        Said(
            r"\b(?:number of|count|how many|total)\b.*\blines\b.*\b(?:contain|match|with|that have"
            r"|starting|beginning|where)\w*(?: (?:the|a|word|string|text|pattern|phrase))* (?P<text>{q}"
            r"|\w+)",
            "line",
        ),
        "Count the lines of {file} with {text}",
        ("grep -c {text:pattern} {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:count|how many|print the number|show the number|get the number|find the number"
            r"|number of).*\b(?:occurrences?|times|instances)\b.*?(?:of |the )?(?:word |string "
            r"|text )?(?P<text>{q})",
            "occur times instance",
        ),
        "Count how often {file} has {text}",
        ("grep -o {text:pattern} {files|<file>} | wc -l", "grep -c {text:pattern} {files|<file>}"),
    ),
    Form(
        Said(
            r"\bhow (?:often|many times)\b.*\b(?:each|every) (?:distinct |unique |different )?(?:line|word"
            r"|value|entry)|\b(?:unique|distinct) (?:lines|values|entries)\b.*\b(?:counts?|number of"
            r"|how often|frequency)|\bcount\b.*\b(?:each|every|unique|distinct|duplicate|identical"
            r"|repeated) (?:unique |distinct |different )?(?:line|lines|value|values|entries)"
            r"|frequency of each|occurrences? of each|number of times each",
            "often times unique distinct count frequen occur",
        ),
        "Count how often each line of {file} occurs, the most frequent first",
        ("sort {files|<file>} | uniq -c | sort -rn",),
    ),
    Form(
        Said(r"\b(?:count|number of|how many|total|line counts?)\b.*\blines?\b|\bline counts?\b", "line"),
        "Count the lines of {file}",
        ("wc -l {files|<file>}", "cat {files|<file>} | wc -l", "grep -c '' {files|<file>}"),
    ),
    Form(
        Said(r"\b(?:count|number of|how many|total)\b.*\bwords\b|\bword count\b", "word"),
        "Count the words of {file}",
        ("wc -w {files|<file>}", "cat {files|<file>} | wc -w"),
    ),
    Form(
        Said(r"\b(?:count|number of|how many|total)\b.*\b(?:characters|chars|letters)\b", "char letter"),
        "Count the characters of {file}",
        ("wc -m {files|<file>}", "cat {files|<file>} | wc -m"),
    ),
    Form(
        Said(r"\b(?:count|number of|how many)\b.*\bbytes\b", "byte"),
        "Count the bytes of {file}",
        ("wc -c {files|<file>}", "stat -c %s {files|<file>}"),
        ("wc -c {files|<file>}",),
    ),
    Form(
        Said(r"\blength of (?:the )?longest line|longest line", "longest"),
        "Print the length of the longest line of {file}",
        ("awk '{ if (length > m) m = length } END { print m }' {files|<file>}", "wc -L {files|<file>}"),
    ),
)
_PARTS = (
    Form(
        Said(r"\b(?:first|top) (?P<n>\d+) bytes|\b(?P<m>\d+) first bytes", "byte"),
        "Print the first {n} bytes of {file}",
        ("head -c {n} {files|<file>}",),
    ),
    Form(
        Said(r"\blast (?P<n>\d+) bytes", "byte"), "Print the last {n} bytes of {file}", ("tail -c {n} {files|<file>}",)
    ),
    Form(
        Said(
            r"\b(?:last|bottom) (?P<n>\d+) lines\b.*\b(?:follow|watch|keep|monitor|continu|new lines"
            r"|as (?:it|they)|live|wait)",
            "last bottom",
        ),
        "Print the last {n} lines of {file} and those that are added",
        ("tail -n {n} -f {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:follow|tail -f)\b|\bas (?:it|they) (?:grows?|changes?|is written|gets written"
            r"|is being written|is updated|are appended|are added|are written|arrive)|\b(?:watch|monitor"
            r"|follow|stream)\b(?: the)? (?:log|logs|file|end|changes (?:to|of)|output of)?.*(?:«[pf]\w+»"
            r"|\blog\b)(?! (?:size|every))|in real[ -]?time",
            "follow tail grow chang writ watch monitor stream real updat",
        ),
        "Print the end of {file} and what is added to it",
        ("tail -f {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:all|every|everything|lines?|contents?)\b.*\b(?:but|except|excluding|without|skipping"
            r"|skip)(?: for)?(?: the)? (?:first|header)(?: line| one|$)|\bskip(?:ping)?(?: the)? (?:first"
            r"|header) line",
            "first header",
        ),
        "Print {file} without its first line",
        ("tail -n +2 {files|<file>}", "sed 1d {files|<file>}", "awk 'NR > 1' {files|<file>}"),
    ),
    Form(
        Said(
            r"\b(?:all|every|everything|lines?|contents?)\b.*\b(?:but|except|excluding"
            r"|without)(?: for)?(?: the)? last(?: line| one|$)",
            "last",
        ),
        "Print {file} without its last line",
        ("sed '$d' {files|<file>}", "head -n -1 {files|<file>}"),
        ("sed '$d' {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:all|every|everything|lines?)\b.*\b(?:but|except|excluding"
            r"|without)(?: for)?(?: the)? last (?P<n>\d+) lines",
            "last",
        ),
        "Print {file} without its last {n} lines",
        ("head -n -{n} {files|<file>}",),
        ("awk -v n={n} 'NR > n { print a[NR % n] } { a[NR % n] = $0 }' {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:start(?:ing)?|beginning|from)(?: (?:from|at|with"
            r"|on))?(?: the)? line (?:number )?(?P<n>\d+)|from (?:the )?(?P<m>\d+)(?:st|nd|rd"
            r"|th) line (?:on|to the end)",
            "line",
        ),
        "Print {file} from line {n} on",
        ("tail -n +{n|}{m|} {files|<file>}", "sed -n '{n|}{m|},$p' {files|<file>}"),
    ),
    Form(
        Said(
            r"\b(?:first|top) (?P<n>\d+) lines?\b|\b(?P<m>\d+) first lines\b|\bhead -?(?P<n2>\d+)?\b", "first top head"
        ),
        "Print the first {n|10} lines of {file}",
        ("head -n {n|10} {files|<file>}", "sed -n '1,{n|10}p' {files|<file>}"),
    ),
    Form(
        Said(r"\b(?:last|bottom|final) (?P<n>\d+) lines?\b|\b(?P<m>\d+) last lines\b", "last bottom final"),
        "Print the last {n} lines of {file}",
        ("tail -n {n} {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:last|final) line\b", "last final"),
        "Print the last line of {file}",
        ("tail -n 1 {files|<file>}", "sed -n '$p' {files|<file>}"),
    ),
    Form(
        Said(r"\b(?:first|top|header) line\b", "first top header"),
        "Print the first line of {file}",
        ("head -n 1 {files|<file>}", "sed -n 1p {files|<file>}"),
    ),
    Form(
        Said(
            r"\b(?:beginning|start|head|first lines|first few lines) of (?:the )?(?:file|«)",
            "beginning start head first",
        ),
        "Print the first lines of {file}",
        ("head {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:end|tail|last lines|last few lines) of (?:the )?(?:file|log|«)", "end tail last"),
        "Print the last lines of {file}",
        ("tail {files|<file>}",),
    ),
)
_WHOLE = (
    Form(
        Said(r"\b(?:non-?printing|non-?printable|control|invisible|special) characters\b", "char"),
        "Print {file} with its control characters made visible",
        ("cat -v {files|<file>}", "cat -et {files|<file>}"),
    ),
    Form(
        Said(r"\bside by side\b.*\bcommas?\b|\bline by line\b.*\bcommas?\b|\bmerge\b.*\blines\b.*\bcommas?\b", "comma"),
        "Print the lines of {file} and {file2} side by side, with commas",
        ("paste -d , {file} {file2}",),
    ),
    Form(
        Said(r"\bprintable (?:strings|characters|text)\b|\bstrings in (?:the )?binary", "printable string"),
        "Print the texts in {file}",
        ("strings {files|<file>}",),
    ),
    Form(
        Said(r"\b(?:format|reformat|fill)\b.*?\b(?:width|to) (?:of )?(?P<n>\d+)", "format fill"),
        "Print {file} in paragraphs {n} characters wide",
        ("fmt -w {n} {files|<file>}",),
    ),
    Form(
        Said(r"\bpage by page\b|\bone page at a time|\bwith a pager|\bscroll", "page scroll"),
        "Show {file} page by page",
        ("less {files|<file>}", "more {files|<file>}"),
    ),
    Form(
        Said(r"\bbinary files?\b.*\b(?:compare|differ)|\bcompare\b.*\bbinary|\bbyte by byte", "binary byte"),
        "Compare {file} and {file2} byte by byte",
        ("cmp {file} {file2}", "diff {file} {file2}"),
    ),
    Form(
        Said(r"\b(?:verify|check)\b.*\b(?:checksums?|md5 ?sums?|hashes)\b", "checksum md5 hash"),
        "Compare files with the checksums in {file}",
        ("md5sum -c {file}",),
        ("md5 -c {file}",),
    ),
    Form(
        Said(
            r"\b(?:lines?|file|it|order)\b.*\b(?:in )?reverse(?:d)?(?: line)? order"
            r"|\brevers\w+\b.*\border of (?:the )?lines|\b(?:from|last line to) (?:the )?(?:last"
            r"|end) (?:line )?to (?:the )?(?:first|beginning)|backwards|last line first|bottom to top",
            "revers last backward bottom end",
        ),
        "Print the lines of {file} from the last to the first",
        ("tac {files|<file>}",),
        ("tail -r {files|<file>}",),
    ),
    Form(
        Said(r"\breverse\b.*\b(?:characters|letters|chars|each line|every line|text|string)", "revers mirror"),
        "Print each line of {file} with its characters reversed",
        ("rev {files|<file>}",),
    ),
    Form(
        Said(
            r"\b(?:upper ?case|capital letters?|upper)\b.*\b(?:to|into)\b.*\b(?:lower ?case|small letters"
            r"|lower)\b|\b(?:to|into|in) (?:all )?(?:lower ?case|lower case|small letters)|\blowercase\b",
            "lower small",
        ),
        "Print {file} in lower case",
        ("tr '[:upper:]' '[:lower:]' < {file}", "cat {file} | tr '[:upper:]' '[:lower:]'"),
    ),
    Form(
        Said(
            r"\b(?:to|into|in) (?:all )?(?:upper ?case|capital|capitals|upper)|\buppercase\b|\bcapitali[sz]e",
            "upper capital",
        ),
        "Print {file} in upper case",
        ("tr '[:lower:]' '[:upper:]' < {file}", "cat {file} | tr '[:lower:]' '[:upper:]'"),
    ),
    Form(
        Said(
            r"\bsqueeze|\b(?:multiple|repeated|consecutive|several|duplicate) (?:spaces|blanks|whitespaces?)\b",
            "squeeze spaces blanks whitespace",
        ),
        "Print {file} with repeated blanks made one",
        ("tr -s ' ' < {file}", "sed 's/  */ /g' {file}"),
    ),
    Form(
        Said(
            r"(?:\b(?:merge|paste|combine|join|put)\b.*)\bside by side\b|\b(?:merge|paste|combine"
            r"|join)\b.*\bline by line|\bcorresponding lines|\bpaste\b",
            "side line paste correspond",
        ),
        "Print the lines of {file} and {file2} side by side",
        ("paste {file} {file2}",),
    ),
    Form(
        Said(r"\bside by side\b", "side"),
        "Compare {file} and {file2} side by side",
        ("diff -y {file} {file2}",),
    ),
    Form(
        Said(
            r"\bcommon\b.*\b(?:to|in|between|by)\b|\bshared by\b|\b(?:lines|files)\b.*\bin common\b|\b(?:in"
            r"|of) both\b",
            "common shared both",
        ),
        "Print the lines that {file} and {file2} have in common",
        ("comm -12 <(sort {file}) <(sort {file2})", "grep -Fxf {file} {file2}"),
    ),
    Form(
        Said(
            r"\b(?:lines?|entries|words)\b.*\b(?:in|of|from|only in|present in)\b.*\b(?:but not"
            r"|that are not|and not|not (?:present |found )?in|missing (?:in|from)|absent)",
            "not missing absent",
        ),
        "Print the lines of {file} that {file2} does not have",
        ("comm -23 <(sort {file}) <(sort {file2})", "grep -Fxvf {file2} {file}", "diff {file} {file2}"),
    ),
    Form(
        Said(r"\blines\b.*\b(?:only|unique)\b(?: (?:in|to))|\bonly in\b", "only unique"),
        "Print the lines of {file} that {file2} does not have",
        ("comm -23 <(sort {file}) <(sort {file2})",),
    ),
    Form(
        Said(r"\b(?:compare|diff\w*)\b.*\bignor\w+ (?:all )?(?:white ?space|blanks|spaces)", "ignor"),
        "Show how {file} and {file2} differ, blanks left out",
        ("diff -w {file} {file2}",),
    ),
    Form(
        Said(
            r"\b(?:differences?|diff|compare|comparison|differ)\b.*\b(?:recursive(?:ly)?|director(?:y|ies))",
            "differ diff compar",
        ),
        "Compare the folders {folder} and {folder2}",
        ("diff -r {folder} {folder2}",),
    ),
    Form(
        Said(r"\b(?:differences?|diff|compare|comparison|differ|identical)\b", "differ diff compar identical"),
        "Show how {file} and {file2} differ",
        ("diff {file} {file2}", "cmp {file} {file2}", "comm {file} {file2}"),
    ),
    Form(
        Said(_DO + r"(?:join|merge|combine)\b.*\b(?:on|by|with|using)\b.*\b(?:field|column|key)", "field column key"),
        "Join {file} and {file2} by their first column",
        ("join {file} {file2}", "join <(sort {file}) <(sort {file2})"),
    ),
    Form(
        Said(_DO + r"split\b.*?\b(?P<n>\d+) lines?\b", "split"),
        "Split {file} into pieces of {n} lines",
        ("split -l {n} {file}",),
    ),
    Form(
        Said(
            _DO + r"split\b.*?\b(?P<n>\d+) ?(?P<unit>k|m|g)(?:b|i?bytes?|ilobytes?|egabytes?|igabytes?|egs?)?\b",
            "split",
        ),
        "Split {file} into pieces of {n} {unit}B",
        ("split -b {n}{unit:bare} {file}",),
    ),
    Form(
        Said(_DO + r"split\b.*?\b(?P<n>\d+) (?:equal |same-sized )?(?:parts|pieces|files|chunks)", "split"),
        "Split {file} into {n} pieces",
        ("split -n {n} {file}",),
    ),
    Form(Said(_DO + r"split\b", "split"), "Split {file} into pieces of 1000 lines", ("split {file}",)),
    Form(
        Said(
            r"\b(?:number|numbers)\b.*\b(?:all|each|every|the)?\b.*lines\b|\b(?:with|add|and|show"
            r"|including|prefixed (?:with|by)) line numbers|\bnumbering\b|\bnumbered lines\b"
            r"|lines? numbered",
            "number",
        ),
        "Print {file} with its lines numbered",
        ("cat -n {files|<file>}", "nl {files|<file>}", "awk '{ print NR, $0 }' {files|<file>}"),
    ),
    Form(
        Said(r"\bdecode\b.*\bbase ?64|\bbase ?64\b.*\bdecode", "base"),
        "Print what {file} holds in base64",
        ("base64 -d {file}",),
    ),
    Form(Said(r"\bbase ?64\b", "base"), "Print {file} in base64", ("base64 {file}",), ("base64 -i {file}",)),
    Form(
        Said(
            r"\baligned|\bas (?:a )?(?:table|columns)|\bpretty[- ]print.*\b(?:table|columns)"
            r"|\bformat\b.*\b(?:columns|table)",
            "align table column",
        ),
        "Print {file} as aligned columns",
        ("column -t {files|<file>}",),
    ),
    Form(
        Said(r"\bhex(?:adecimal)?(?: dump)?\b|\bhexdump\b", "hex"),
        "Show the bytes of {file} as hexadecimal numbers",
        ("hexdump -C {file}", "xxd {file}", "od -A x -t x1z {file}"),
    ),
    Form(
        Said(r"\boctal dump\b|\bin octal\b", "octal"),
        "Show the bytes of {file} as octal numbers",
        ("od {file}",),
    ),
    Form(
        Said(r"\b(?:wrap|fold)\b.*?(?P<n>\d+)|\b(?:wrap|fold)\b(?: the)? lines", "wrap fold"),
        "Print {file} with its lines broken at {n|80} characters",
        ("fold -w {n|80} {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:concatenate|combine|join|merge|cat)\b.*?\b(?:in)?to (?:a |one |the )?(?:single "
            r"|new )?(?:file )?(?:named |called )?(?P<to>{f})",
            "concat combin join merg cat",
        ),
        "Write {files} one behind the other to {to}",
        ("cat {files|<file>} > {to}",),
    ),
    Form(
        Said(_DO + r"(?:concatenate|combine|merge|join)\b", "concat combin join merg"),
        "Print {files} one behind the other",
        ("cat {files|<file>}",),
    ),
)
_PLAIN = (
    Form(
        Said(
            _SHOW + r"\b(?: (?:the|all|full|whole|entire|text|file))* (?:contents?|text)\b(?!.*\bdirector)(?: of| in"
            r"| from)?(?! (?:the |a )?(?:\w+ )?director)|"
            + _DO
            + r"(?:cat|read|print|display|show|view|output|dump|open)(?: (?:the|a|out|text|whole|entire"
            r"|log))*(?: file(?: (?:named|called))?)?(?= «[fpq]\w+»(?:,? (?:on|to|in|with|and|page|one|$)|$|,? «))",
            "content text cat read print display show view output dump open",
        ),
        "Print {file}",
        ("cat {files|<file>}", "less {files|<file>}"),
    ),
)


def counts(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that count lines, words and characters."""
    yield from composed_by(_COUNTS, request, around)


def parts(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that print a part of a file."""
    skipped = request.find(_SKIPPED)
    if skipped is not None:
        count = int(skipped["n"] or skipped["m"])
        file = " ".join(named_files(request)) or "<file>"
        yield Composed(f"tail -n +{count + 1} {file}", f"Print {file} without its first {count} lines")
        yield Composed(f"sed 1,{count}d {file}", f"Print {file} without its first {count} lines")
        return
    nth = request.find(_NTH_LINE)
    if nth is not None:
        number = _NUMBERS.get(nth.masked("nth")) or nth.masked("nth").rstrip("stndrh")
        file = " ".join(named_files(request)) or "<file>"
        yield Composed(f"sed -n {number}p {file}", f"Print line {number} of {file}")
        yield Composed(f"awk 'NR == {number}' {file}", f"Print line {number} of {file}")
        return
    yield from composed_by(_PARTS, request, around)


def wholes(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands for whole files, or several of them."""
    yield from composed_by(_WHOLE, request, around)


def contents(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that print a file as it is."""
    yield from composed_by(_PLAIN, request, around)
