"""Kind, owner, permissions, emptiness and depth in a request as conditions of `find`."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.condition import Condition
from cloud_assist.catalog.composed.quoting import path, quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_NOT = r"(?P<no>(?:(?:is|are|do|does|was|were|which|that)? ?(?:not|n't)|isn't|aren't|without|non-?) ?)?"
_EMPTY = Said(
    r"(?:(?:that|which) )?(?:(?:are|is|have|has|with|of) )?(?P<no>(?:non[ -]?|not |are not |isn't |aren't ))?"
    r"(?:empty(?! them)|zero[ -](?:length|byte|size)d?|(?:a )?(?:size "
    r"|length )?(?:of )?0[ -]?(?:length|bytes?)(?: in size)?"
    r"|(?:of )?(?:a )?(?:size|length) (?:of |is )?(?:0|zero)(?: bytes?)?|zero in size)(?! file called| file named)",
    "empty zero 0",
)
_NO_OWNER = Said(
    r"(?:with(?:out)? (?:no |an? )?(?:known |valid |existing )?(?P<who>owner|user|group)s?\b"
    r"|(?:not owned|owned) by (?:no|any) (?P<by>user|group)\b|(?:have|having|has) no (?:valid "
    r"|known )?(?P<had>owner|user|group)\b)",
    "owner user group",
)
_GROUP = Said(
    r"(?:(?:owned by|belong(?:s|ing)? to|of|in|with|whose) )?(?:the )?group(?: owner)?(?: is)?(?: named| called)?"
    r" (?!write|read|exec|has|is|and|can|of){list}|(?:owned by|belong(?:s|ing)? to) (?:the )?(?P<other>{a}) group\b",
    "group",
)
_BUT = Said(r"\b(?:not|n't|without)\b")
_OWNER = Said(
    rf"{_NOT}(?:owned by|belong(?:s|ing)? to|with owner|whose owner is|owner is|that"
    r"|of(?= (?:the )?user)|by(?= user)) ?(?:the )?(?:user )?(?:named "
    r"|called )?(?P<owner>(?!contain|have|are|is|were|match|has|end|start|begin|was|do|does|the\b"
    r"|can|match){a})(?: owns)?",
    "own belong user",
)
_OWNS = Said(
    r"\buser (?P<owner>{a}) (?:owns|owned)|\b(?P<mine>that i own|owned by me|i own"
    r"|belonging to me)\b|(?P<their>{a})'s files",
    "own user 's files me",
)
_MODE = Said(
    r"(?P<no>(?:do(?:es)? not|don't|doesn't|not|without) )?(?:that |which )?(?:ha(?:ve|s|ving)"
    r"|with|set to|whose|of|exact(?:ly)?)? ?(?:the |exact |file )*(?:permissions?|mode|perms?"
    r"|access rights)(?: mode| bits?)?(?: (?:set to|of|is|are|as|equal to|exactly|are set to"
    r"|:))? (?P<mode>[0-7]{3,4})\b"
    r"|(?P<no2>(?:not|without) )?(?:(?:ha(?:ve|s|ving)|with"
    r"|set to) )?(?P<mode2>[0-7]{3,4}) (?:permissions?|mode|perms?|access)\b|\b(?:chmod|chmodded"
    r"|set) to (?P<mode3>[0-7]{3,4})\b",
    "perm mode access set chmod",
)
_WORLD = Said(
    r"(?:world|globally|everyone|publicly)[ -](?P<what>writable|readable|executable|writeable)",
    "world globally everyone publicly",
)
_BIT = Said(
    r"(?:that |which )?(?:ha(?:ve|s|ving)|with)? ?(?:the |their )?(?P<bit>suid|setuid"
    r"|set-?user-?id|sgid|setgid|set-?group-?id|sticky)(?: and (?P<also>suid|sgid|setuid"
    r"|setgid))?(?: ?bits?)?(?: (?:set|enabled|on|flag|permissions?))*",
    "id sticky",
)
_ABLE = Said(
    rf"(?:that |which )?{_NOT}(?:(?:is|are|can be|have|with|be|has) )?(?P<what>readable"
    r"|writ(?:e)?able|executable|read|write|written|execute|executed)(?: access"
    r"| permissions?)?(?: (?:by|for|to) (?:the |its |their )?(?P<who>owner|user|group|others?"
    r"|everyone|everybody|anyone|all|anybody|world)s?\b)(?: (?:and (?P<and>group|others)))?",
    "by for to",
)
_READ_ONLY = Said(r"\bread[ -]only\b", "only")
_EXECUTABLE = Said(r"(?P<no>non-?|not )?(?:executables?|(?:that |which )can be executed)\b(?! file called)", "execut")
_INODE = Said(r"\binode(?: number)?s?(?: of| is|:)? (?P<number>\d+)|\bi-?node (?P<other>\d+)", "node")
_LINKS = Said(
    r"(?P<how>more than|at least|less than|exactly|over)? ?(?P<count>\d+|one"
    r"|a single)(?P<more> or more)? (?:hard ?)?links?\b(?: count)?",
    "link",
)
_SAME = Said(
    r"(?:hard ?)?links? (?:to|of|as) (?:the )?(?:same )?(?:file |inode as )?(?P<file>«[pqfe]\w+»)"
    r"|(?:same inode|same file) as (?:the )?(?:file )?(?P<other>«[pqfe]\w+»)",
    "link same",
)
_THIS_LEVEL = Said(
    r"(?:,? ?(?:but )?(?:without (?:going |descending |recursing |looking "
    r"|searching )?(?:down )?(?:in|into)?(?:to)?|not (?:going |descending |recursing |looking "
    r"|searching )?(?:in|into|including)|excluding|no|do not (?:go|descend|recurse|look"
    r"|search) (?:in|into)|don't (?:go|descend|recurse|look) into|ignoring) ?(?:the |any |its "
    r"|other )?(?:subdirectories|sub-?directory|subdirectory|lower levels)"
    r"|,? ?(?:non-?recursively|not recursively|without recursion|no recursion|only here"
    r"|at the top level(?: only)?|top[ -]level(?: only)?)\b|(?<=directory\ )only\b"
    r"|\bonly(?= in (?:the|this) (?:current )?directory))",
    "subdir sub- recurs only top lower",
)
_MOST = Said(
    r",? ?(?:\(?(?:at most|maximum(?: of)?|max|up to|no (?:more|deeper) than|not (?:more"
    r"|deeper) than|(?:with (?:a )?)?(?:max(?:imum)? )?depth(?: of| limited to| is)?|only"
    r"|limited to|within|to a (?:max(?:imum)? )?depth of) )?(?P<count>\d+|one"
    r"|a single) (?:directory |sub-?directory )?levels?(?: ?(?:deep|down|below|depth|of depth"
    r"|of subdirectories))*(?: (?:at most|only|max(?:imum)?))?\)?"
    r"|,? ?(?:max(?:imum)? ?depth|maxdepth|depth|no deeper than|descend(?:ing)? (?:at most|only)"
    r"|up to (?:a )?depth)(?: of| is| limited to| level)? (?P<depth>\d+)(?: levels?)?",
    "level depth deep descend",
)
_LEAST = Said(
    r",? ?(?:with (?:a )?)?(?:at least|min(?:imum)?(?: of)?|deeper than|depth (?:greater"
    r"|more) than|depth of at least|more than) (?P<count>\d+) ?(?:levels?|directories)? ?(?:deep"
    r"|down|below)?(?P<d> depth)?|mindepth (?P<min>\d+)",
    "level depth deep",
)
_NOT_ITSELF = Said(
    r",? ?(?:but )?(?:not|excluding|except(?: for)?|without|ignoring)(?: the)?(?: (?:current|root"
    r"|top|base|starting|parent))?(?: (?:directory|one|level|\.))? ?itself",
    "itself",
)
_QUIET = Said(
    r",? ?(?:and )?(?:suppress(?:ing)?|discard(?:ing)?|ignor(?:ing|e)|hid(?:e|ing)"
    r"|without(?: showing| printing| any)?|no|redirect(?:ing)?)(?: (?:any|all|the|possible"
    r"|permission denied|\"permission denied\"))* (?:«q\w+» )?(?:errors?|error messages?|warnings?"
    r"|stderr|messages)(?: messages?| output)?(?: to /dev/null)?",
    "error warning stderr message",
)
_NOT_KIND = Said(
    r"(?:that |which )?(?:are|is) (?:not|no) (?:a )?(?P<kind>director(?:y|ies)|regular files?"
    r"|symlinks)\b|(?P<non>non-?director(?:y|ies))",
    "direct regular symlinks",
)
_KINDS = (
    (
        Said(
            r"(?:\(?files? (?:and|or|&) directories\)?|files/directories|files? or directory"
            r"|directories (?:and|or|&) (?:regular )?files|everything|anything|all entries|all items)",
            "director everything anything entries items",
        ),
        "",
        "files and folders",
    ),
    (
        Said(
            r"\b(?:broken|dangling|dead|invalid|orphaned?) (?:symlinks|links?)\b|symlinks (?:that are "
            r"|which are )?(?:broken|dangling|pointing to nowhere)",
            "link",
        ),
        "broken",
        "broken symbolic links",
    ),
    (
        Said(r"symlinks (?:to|pointing to|that point to|which point to)(?: other| any)? director(?:y|ies)", "symlinks"),
        r"-type l -exec test -d {} \;",
        "symbolic links to folders",
    ),
    (Said(r"\bsymlinks\b(?! (?:to|in the|of the))", "symlinks"), "-type l", "symbolic links"),
    (Said(r"\bsocket(?:s| files?)?\b", "socket"), "-type s", "sockets"),
    (Said(r"\b(?:named pipes?|fifos?|pipes)\b", "pipe fifo"), "-type p", "named pipes"),
    (Said(r"\bblock (?:special |device )*(?:devices?|files?)(?: files?)?", "block"), "-type b", "block devices"),
    (
        Said(r"\bcharacter (?:special |device )*(?:devices?|files?)(?: files?)?", "character"),
        "-type c",
        "character devices",
    ),
)
_FILES = Said(
    r"\b(?:files?|scripts?|archives?|images?|documents?|photos?|pictures?|videos?|programs?"
    r"|binaries|makefiles?|logs)\b"
)
_DIRECTORIES = Said(r"\b(?:directories|directory|subdirectories|subdirectory)\b", "director")
_LETTER = {"o": "u", "u": "u", "g": "g", "e": "a", "a": "a", "w": "o"}
_DOES = {"r": "r", "w": "w", "e": "x"}


def kind(request: Request) -> Condition | None:
    """Return what kind of thing a request looks for; None where it names none. Roots must have been taken before."""
    found = request.take(_NOT_KIND)
    if found is not None:
        letter = (
            "f" if found.masked("kind").startswith("reg") else "l" if found.masked("kind").startswith("sym") else "d"
        )
        return Condition(
            f"! -type {letter}",
            "things that are no " + {"f": "regular files", "l": "symbolic links", "d": "folders"}[letter],
        )
    for said, options, says in _KINDS:
        if request.take(said):
            return Condition(r"-type l ! -exec test -e {} \;" if options == "broken" else options, says)
    files, directories = request.find(_FILES), request.find(_DIRECTORIES)
    if directories is not None and (files is None or directories.match.start() < files.match.start()):
        return Condition("-type d", "folders")
    return Condition("-type f", "files") if files is not None else None


def depth(request: Request) -> list[Condition]:
    """Take how deep a request wants to look."""
    found: list[Condition] = []
    if request.take(_NOT_ITSELF):
        found.append(Condition("-mindepth 1", "the start left out"))
    least = request.take(_LEAST)
    if least is not None:
        number = int(least["count"] or least["min"]) + ("than" in least.match[0])
        found.append(Condition(f"-mindepth {number}", f"from level {number} on"))
    most = request.take(_MOST)
    if most is not None:
        levels = most["count"] or most["depth"]
        levels = levels if levels.isdecimal() else "1"
        found.append(Condition(f"-maxdepth {levels}", f"down to level {levels}"))
    elif request.take(_THIS_LEVEL):
        found.append(Condition("-maxdepth 1", "no subfolders"))
    return found


def quiet(request: Request) -> bool:
    """Take whether messages of errors are to be left out."""
    return request.take(_QUIET) is not None


def properties(request: Request) -> Iterator[Condition]:
    """Take the owner, the permissions, emptiness, inode and links."""
    found = request.take(_EMPTY)
    if found is not None:
        yield Condition("! -empty", "not empty") if found.masked("no") else Condition("-empty", "empty")
    yield from _owners(request)
    yield from _permissions(request)
    found = request.take(_SAME)
    if found is not None:
        yield Condition(f"-samefile {path(found['file'] or found['other'])}", "that are links to the same file")
        return
    found = request.take(_INODE)
    if found is not None:
        yield Condition(f"-inum {found['number'] or found['other']}", "with that inode")
    found = request.take(_LINKS)
    if found is not None:
        count = int(found["count"]) if found["count"].isdecimal() else 1
        how = found.masked("how")
        sign = "+" if how in {"more than", "over"} else "-" if how == "less than" else ""
        least = how == "at least" or bool(found.masked("more"))
        yield Condition(f"-links {'+' if least else sign}{count - least}", f"with {how or 'exactly'} {count} links")


def _owners(request: Request) -> Iterator[Condition]:
    found = request.take(_NO_OWNER)
    if found is not None:
        who = found.masked("who") or found.masked("by") or found.masked("had")
        yield Condition("-nogroup", "of no known group") if who == "group" else Condition("-nouser", "of no known user")
    found = request.take(_GROUP)
    if found is not None:
        name, no = found["list"] or found["other"], "! " if request.says(_BUT) else ""
        yield Condition(f"{no}-group {quoted(name)}", f"{'not ' if no else ''}of the group {name}")
    found = request.take(_OWNER)
    if found is not None and found["owner"]:
        no = "! " if "no" in found.match.re.groupindex and found.masked("no") else ""
        yield Condition(f"{no}-user {quoted(found['owner'])}", f"{'not ' if no else ''}owned by {found['owner']}")
        return
    found = request.take(_OWNS)
    if found is not None:
        name = found["owner"] or found["their"]
        yield (
            Condition(f"-user {quoted(name)}", f"owned by {name}")
            if name
            else Condition('-user "$USER"', "owned by you")
        )


def _permissions(request: Request) -> Iterator[Condition]:
    found = request.take(_MODE)
    if found is not None:
        no = "! " if found.masked("no") or found.masked("no2") else ""
        mode = found["mode"] or found["mode2"] or found["mode3"]
        yield Condition(f"{no}-perm {mode}", f"{'not ' if no else ''}with permissions {mode}")
    found = request.take(_WORLD)
    if found is not None:
        yield Condition(f"-perm -o+{_DOES[found.masked('what')[0]]}", f"{found.masked('what')} by everybody")
    found = request.take(_BIT)
    if found is not None:
        yield _bit(found.masked("bit"), found.masked("also"))
    found = request.take(_ABLE)
    if found is not None:
        who, does, no = _LETTER[found.masked("who")[0]], _DOES[found.masked("what")[0]], found.masked("no")
        who = "o" if found.masked("who").startswith("other") else who
        who += {"group": "g", "others": "o", "": ""}[found.masked("and")]
        yield Condition(
            f"{'! ' if no else ''}-perm -{who}+{does}",
            f"{'not ' if no else ''}{found.masked('what')} by {found.masked('who')}",
        )
    if request.take(_READ_ONLY):
        yield Condition("! -perm -u+w", "read-only for their owner")
    found = request.take(_EXECUTABLE)
    if found is not None:
        yield Condition(
            f"{'! ' if found.masked('no') else ''}-perm -u+x", f"{'not ' if found.masked('no') else ''}executable"
        )


def _bit(name: str, also: str) -> Condition:
    if "sticky" in name:
        return Condition("-perm -1000", "with the sticky bit")
    first = "2000" if "g" in name.replace("setuid", "") and "u" not in name else "4000"
    if also:
        return Condition(r"\( -perm -4000 -o -perm -2000 \)", "with the setuid or the setgid bit")
    return Condition(f"-perm -{first}", f"with the set{'g' if first == '2000' else 'u'}id bit")
