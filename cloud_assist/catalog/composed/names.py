"""Names in a request as conditions of `find`: "named", "ending in .log", "python files", "except node_modules"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.composed.condition import Condition, any_of
from cloud_assist.catalog.composed.quoting import quoted
from cloud_assist.catalog.composed.request import Found, Request, index_of
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_ENDINGS = {
    "python": "py", "java": "java", "javascript": "js", "typescript": "ts", "perl": "pl", "ruby": "rb", "rust": "rs",
    "golang": "go", "c++": "cpp", "text": "txt", "markdown": "md", "shell": "sh", "bash": "sh", "backup": "bak",
    "swap": "swp", "temporary": "tmp", "temp": "tmp", "header": "h", "object": "o", "postscript": "ps",
    "perl script": "pl",
    "image": "jpg jpeg png gif", "picture": "jpg jpeg png gif", "video": "mp4 mkv avi mov", "music": "mp3 flac ogg",
    "audio": "mp3 flac ogg wav", "yaml": "yaml yml", "word": "doc docx", "excel": "xls xlsx",
}  # fmt: skip
"""File name endings by what their files are called."""
_OWN = word_set(
    """c h py pl rb rs js ts css html htm php xml json csv tsv txt log pdf jpg jpeg png gif svg bmp tiff mp3 mp4 wav
    avi mkv flac ogg zip tar gz bz2 xz tgz jar war conf cfg ini sql sh bak tmp swp pyc class java go md
    tex doc docx xls xlsx iso deb rpm so o cpp hpp yml yaml toml tf env pem key crt db sqlite lock dat bin exe
    dll"""
)
_KIND = "|".join(sorted({re.escape(word) for word in (*_ENDINGS, *_OWN)}, key=lambda word: (-len(word), word)))
_THING = (
    r"(?:files?\b|scripts?\b|images?\b|archives?\b|documents?\b|sources?\b|source files?\b"
    r"|pictures?\b|videos?\b|programs?\b|file extensions?\b)"
)
_CASELESS = Said(
    r"(?:,? ?\(?(?:ignor(?:ing|e)|regardless of|without regard to"
    r"|irrespective of)(?: the)? case(?: of[^,]*)?|(?:in )?case[- ]?insensitive(?:ly)?"
    r"|case does not matter|in any case|upper or lower case)",
    "case",
)
_NO = r"(?:(?P<no>(?:do(?:es)? not|don't|doesn't|not|isn't|aren't|is not|are not) )?)"
_WHOSE = (
    r"(?:,? ?(?:whose|where|with|having|which have|that have|if) )?(?:the |their |its |a |file "
    r"|base ?)*(?:names?|file ?names?|filenames?|titles?)\b"
)
_STARTS = Said(
    rf"(?:{_WHOSE} )?(?:that |which )?{_NO}(?:start(?:s|ing)?|begin(?:s|ning)?|prefixed)(?: with"
    r"| by)(?: (?:the |a )?(?:letters?|string|prefix|text|word|character))? {list}",
    "start begin prefix",
)
_ENDS = Said(
    rf"(?:{_WHOSE} )?(?:that |which )?{_NO}(?:end(?:s|ing)?|suffixed)(?: with| in| by)?(?: (?:the "
    r"|an? )?(?:extensions?|suffix|string|letters?|text|character))? {list}",
    "end suffix",
)
_EXTENSION = Said(
    rf"(?:(?:that |which )?{_NO}(?:have|has|having|with|of|by)|the)? ?(?:the |an? |their "
    r"|file )*(?:file ?)?(?:extensions?|suffix(?:es)?|file type|type)(?: of| is| are|:)? (?!of|in"
    r"|is){list}",
    "extension suffix type",
)
_EXTENSION_BEHIND = Said(
    r"(?:with|having|of) (?:the |an? )?(?P<list>{a}(?:(?:, | and "
    r"| or ){a})*) (?:file )?(?:extensions?|suffix)\b",
    "extension suffix",
)
_HOLDS = Said(
    rf"{_WHOSE} (?:that |which )?{_NO}(?:contain(?:s|ing)?|includ(?:es?|ing)|ha(?:s|ve)|holds?"
    r"|match(?:es)?)(?: (?:the |a )?(?:string|word|text|pattern|substring|letters?"
    r"|character))? {list}",
    "name title",
)
_HELD = Said(
    rf"(?:that |which )?{_NO}(?:contain(?:s|ing)?|with|having|have|including)(?: (?:the "
    r"|a )?(?:string|word|text|pattern|substring))? {list} (?:as part of|in|within"
    r"|somewhere in) (?:the|their|its|a)? ?(?:(?P<path>paths?|pathnames?)|(?:file ?)?(?:names?|file ?names?))",
    "name path",
)
_ODD = Said(
    rf"(?:{_WHOSE} )?(?:that |which |their )?{_NO}(?:contain(?:s|ing)?|start(?:s|ing)?|begin(?:s"
    r"|ning)?|with|having|have|end(?:s|ing)?)(?: with| in)? (?:an? |any "
    r"|at least one )?(?P<what>spaces?|blanks?|whitespaces?|digits?|numbers?|numeric characters?"
    r"|(?:capital|uppercase|upper case) letters?|(?:lowercase|lower case|small) letters?|tilde|dot"
    r"|letters?)(?: in (?:the|their|its) (?:file ?)?names?)?(?! \d)",
    "space blank digit number letter tilde dot",
)
_LONG = Said(
    rf"(?:{_WHOSE} )?(?:is |are |has |have )?(?:exactly )?(?P<count>\d+) (?:characters"
    rf"|letters) long|(?:{_WHOSE} )(?:of )?(?:exactly )?(?P<other>\d+) (?:characters|letters)",
    "character letter",
)
_PATH = Said(
    r"(?:,? ?(?:whose|where|with|having)) (?:the |their |full "
    rf"|its )*(?:path(?:name)?s?)(?: name)? {_NO}(?:contain(?:s|ing)?|match(?:es|ing)?|includ(?:es"
    r"|ing))(?: (?:the )?(?:string|word|pattern))? {list}",
    "path",
)
_NO_NAMES = word_set(
    """that which start starts starting begin begins end ends ending contain contains do does in with sorted and is are
    has have only without separated one to for of from the not whose
    file files directory directories changed modified deleted untracked tracked staged"""
)
_NAMED = Said(
    rf"(?:,? ?(?:that |which )?(?:is |are )?{_NO}(?:named|called|titled|by (?:the )?names?"
    rf"|{_WHOSE}(?: is| are| equals?| match(?:es|ing)?| like| of| pattern)*"
    r"|matching(?: the)?(?: (?:pattern|name|glob))?(?: of)?"
    r"|match(?:es)?(?: the)? (?:pattern|name)|match(?:es)?(?= «g)|like))"
    r"(?: (?P<no2>not))?(?: exactly| either| as)? ?(?:the )?{list}",
    "name called titled match like",
    unless=_NO_NAMES,
)
_JOIN = r"(?:, (?:and |or )?| and | or | / )"
_KINDS = Said(rf"(?<![\w-])(?P<list>(?:{_KIND}|«[eg]\w+»)(?:{_JOIN}(?:{_KIND}|«[eg]\w+»))*)(?: |-){_THING}(?! of\b)")
_OF_KIND = Said(r"\bfiles? of (?:the )?(?:type|kind|format) (?P<list>{a}(?:(?:, | and | or ){a})*)", "of")
_OBJECT = Said(
    r"(?:\b(?:files?|find|search for|locate|look for|(?:list|print|show|display|delete"
    r"|remove)(?: all| every)?)(?: the| a)?|\beach|\bevery"
    r"|\ball(?: the)?) (?P<list>«[feq]\w+»(?:(?:, | and | or )«[feq]\w+»)*)(?! in (?:all|every"
    r"|each|the file))"
)
_PICTURES = Said(r"\b(?P<kind>images|pictures|photos|videos)\b", "images pictures photos videos")
_CORE = Said(
    r"\b(?P<list>core|index|makefile|dockerfile|thumbs|readme) files?\b", "core index makefile dockerfile readme"
)
_HIDDEN = Said(
    r"(?P<no>(?:not |non-?|except(?: for)? |excluding |ignoring |but not |no "
    r"|without )(?:the )?)?(?:hidden(?: (?:files?|ones))?|dot ?files?)\b(?: and directories)?",
    "hidden dot",
)
_EXCEPT = Said(
    r",?(?: but)? ?(?:except(?: for)?|outside(?: of)?|excluding|excludes?|ignoring|skip(?:ping)?|but (?:not"
    r"|exclude)|other than|apart from|omitting|leaving out|not (?:in|under|inside)"
    r"|(?:that )?are not (?=in|under|inside|named|called|ending))"
    r"(?: (?:those|ones|the ones|files|anything|everything|any"
    r"|all))*(?: that are)?(?P<end> (?:ending|with extension|with the extension|that end|named"
    r"|called)(?: in| with)?)?(?: (?:in|under|inside|within|below|from))?"
    r"(?P<place>(?: (?:the|any|all|directories|directory|files|called|named|paths?"
    r"|a))*) {list}(?P<behind> director(?:y|ies)| files)?",
    "except outside exclud ignor skip but other apart omit leav not",
)
_GLOBS = Said(rf"(?P<list>«[g]\w+»(?:{_JOIN}(?:(?:all|the|every) )?«[eg]\w+»)*)")
_ENDED = Said(rf"(?P<list>«e\w+»(?:{_JOIN}«e\w+»)*)(?: |$)")
_NOT_NAMES = word_set(
    """case errors error directories directory files hidden itself going the it symlinks root current"""
)
_SPLIT = re.compile(r",? (?:and|or|/) |, ")
_DOTFILES = word_set(
    """.ds_store .git .svn .hg .bashrc .profile .gitignore .env .htaccess .vimrc .ssh .cache .bash_history"""
)
_ODD_GLOBS = {
    "sp": " ",
    "bl": " ",
    "wh": " ",
    "di": "[0-9]",
    "nu": "[0-9]",
    "ca": "[A-Z]",
    "up": "[A-Z]",
    "lo": "[a-z]",
    "sm": "[a-z]",
    "ti": "~",
    "do": ".",
    "le": "[A-Za-z]",
}


_NO_ENDING = Said(r"\b(?:with no|without(?: an?| any)?|having no|have no) (?:file )?extensions?\b", "extension")
_REGEX = Said(
    r"\b(?:match(?:ing|es)?|with|using)(?: the| a)? (?:regex|regexp"
    r"|regular expression)(?: pattern)? (?P<regex>{q}|«g\w+»)",
    "reg",
)


def exclusions(request: Request) -> Iterator[Condition]:
    """Take what a request leaves out, by name or place: before places are read."""
    option = _option(request)
    yield from _hidden(request)
    while (found := request.find(_EXCEPT)) is not None:
        listed = _SPLIT.split(found.masked("list"))
        if _NOT_NAMES.intersection(listed):
            return
        request.take(_EXCEPT)
        for mark, word in zip(listed, _words(found, "list"), strict=True):
            yield _excluded(mark, word, found, option, wide=mark.startswith("«q") or request.in_whole(_CHANGED))


def _option(request: Request) -> str:
    return "-iname" if request.in_whole(_CASELESS) else "-name"


def names(request: Request) -> Iterator[Condition]:
    """Take what a request says of names."""
    option = _option(request)
    request.take(_CASELESS)
    yield from _odd(request, option)
    if request.take(_NO_ENDING):
        yield Condition("! -name '*.*'", "without an ending")
    found = request.take(_REGEX)
    if found is not None:
        yield Condition(f"-regex {quoted(found['regex'])}", f"whose path is like {found['regex']}")
    for said, form in ((_PATH, "*{}*"), (_HOLDS, "*{}*"), (_HELD, "*{}*")):
        found = request.take(said)
        if found is not None:
            in_path = said is _PATH or (said is _HELD and "path" in found.match.re.groupindex and bool(found["path"]))
            yield _condition(request, found, "-path" if in_path else option, form)
    ended = False
    for said, form in (
        (_STARTS, "{}*"),
        (_ENDS, "*{}"),
        (_EXTENSION, "*.{}"),
        (_EXTENSION_BEHIND, "*.{}"),
        (_OF_KIND, "*.{}"),
    ):
        found = request.take(said)
        if found is not None:
            ended = said is not _STARTS
            yield _condition(request, found, option, form)
    if ended:
        request.take(_KINDS)
    yield from _named(request, option)


def _named(request: Request, option: str) -> Iterator[Condition]:
    found = request.take(_NAMED)
    if found is not None:
        yield _condition(request, found, option, "{}")
        request.take(_KINDS)
        return
    found = request.take(_KINDS)
    if found is not None:
        yield _kinds(request, found, option)
        return
    found = request.take(_PICTURES)
    if found is not None:
        globs = [
            f"*.{ending}" for ending in _ENDINGS[found.masked("kind").replace("photo", "picture").rstrip("s")].split()
        ]
        yield any_of([_named_as("-iname", glob) for glob in globs])
        return
    for said, form in ((_GLOBS, "{}"), (_CORE, "{}"), (_OBJECT, "{}"), (_ENDED, "*{}")):
        found = request.take(said)
        if found is not None:
            yield _condition(request, found, option, form)
            return


def _hidden(request: Request) -> Iterator[Condition]:
    found = request.take(_HIDDEN)
    if found is None:
        return
    if found.masked("no"):
        yield Condition("-not -path '*/.*'", "not hidden")
    else:
        yield Condition("-name '.*'", "hidden")


def _odd(request: Request, option: str) -> Iterator[Condition]:
    """Yield conditions on names by the kind of their characters, or their number."""
    found = request.find(_ODD)
    if found is not None and "name" in request.text:
        request.take(_ODD)
        glob = _ODD_GLOBS[found.masked("what")[:2]]
        before = found.match[0]
        glob = f"{glob}*" if "start" in before or "begin" in before else f"*{glob}" if "end" in before else f"*{glob}*"
        no = "! " if found.masked("no") else ""
        yield Condition(f"{no}{option} {quoted(glob)}", f"{'not ' if no else ''}named {glob}")
    found = request.take(_LONG)
    if found is not None:
        length = int(found["count"] or found["other"])
        yield Condition(f"{option} {quoted('?' * min(length, 255))}", f"with a name of {length} characters")


def _kinds(request: Request, found: Found, option: str) -> Condition:
    globs: list[str] = []
    for word in _SPLIT.split(found.masked("list")):
        value = request.value(word)
        if word.startswith("«g"):
            globs.append(value)
        elif word.startswith("«e"):
            globs.append(value if value.lower() in _DOTFILES else f"*{value}")
        else:
            globs += [f"*.{ending}" for ending in _ENDINGS.get(word, word).split()]
    return any_of([Condition(f"{option} {quoted(glob)}", f"named {glob}") for glob in dict.fromkeys(globs)])


def _condition(request: Request, found: Found, option: str, form: str) -> Condition:
    """Return the condition for a list of names; `form` says how each stands in the pattern."""
    said = found.match.re.groupindex
    negated = bool(("no" in said and found.masked("no")) or ("no2" in said and found.masked("no2")))
    conditions = [_named_as(option, _glob(word, form)) for word in _words(found, "list") if word]
    whole = any_of(conditions or [Condition(f"{option} '<name>'", "with a name")])
    return Condition(f"! {whole.options}", f"not {whole.says}") if negated else whole


def _named_as(option: str, glob: str) -> Condition:
    if "/" in glob and "*" in glob and option.endswith("name"):
        option = option.replace("name", "path")
    return Condition(f"{option} {quoted(glob)}", f"named {glob}")


def _words(found: Found, group: str) -> list[str]:
    """Return the words of a list as typed, values in full."""
    start, end = found.match.span(group)
    words = [word for word in _SPLIT.split(found.cased[start:end]) if word]
    return [found.values[index_of(word)] if word.startswith("«") else word.rstrip(".,;:") for word in words]


def _glob(word: str, form: str) -> str:
    if form == "*.{}":
        word = word.removeprefix("*").removeprefix(".")
        return f"*.{word}"
    if (form == "*{}" and word.startswith("*")) or (form == "*{}*" and "*" in word):
        return word
    if form == "*{}" and word.startswith(".") and word.lower() in _DOTFILES:
        return word
    if form == "{}*" and word.endswith("*"):
        return word
    if form == "{}" and "/" in word and "*" not in word:
        return word.rstrip("/").rpartition("/")[2]
    return form.format(word)


def _excluded(mark: str, word: str, found: Found, option: str, *, wide: bool) -> Condition:
    """Return the condition that leaves out a name; `wide`: of a file as well as of a folder."""
    ends = found.masked("end")
    if found.masked("behind") == " files" and word.lower() in {*_ENDINGS, *_OWN}:
        globs = [f"*.{ending}" for ending in _ENDINGS.get(word.lower(), word.lower()).split()]
        return Condition(" ".join(f"! {option} {quoted(glob)}" for glob in globs), f"no {word} files")
    if "*" in word and "/" not in word:
        return Condition(f"! {option} {quoted(word)}", f"not named {word}")
    if "end" in ends or "extension" in ends:
        glob = f"*{word}" if word.startswith(".") else f"*.{word}"
        return Condition(f"! {option} {quoted(glob)}", f"not named {glob}")
    if mark.startswith("«f") and "director" not in found.match[0]:
        return Condition(f"! {option} {quoted(word)}", f"not named {word}")
    if mark.startswith("«e") and word.lower() not in _DOTFILES and "director" not in found.match[0]:
        return Condition(f"! {option} {quoted('*' + word)}", f"not named *{word}")
    name = word.strip("./") if not word.startswith(".") or "/" in word else word
    inside = f"-not -path {quoted(f'*/{name}/*')}"
    if wide and "director" not in found.match[0] and not _PLACED.search(found.match[0]):
        inside = f"! {option} {quoted(name)} {inside}"
    return Condition(inside, f"not in {name}")


_CHANGED = Said(r"\b(?:delete|remove|rm|erase|copy|move|rename|change|chmod|chown|set|compress)\b")
_PLACED = re.compile(r"\b(?:in|under|inside|within|below)\b")
