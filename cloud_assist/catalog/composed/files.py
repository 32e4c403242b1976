"""Listing, making, copying, moving and describing files and folders."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.looks import checksum_program
from cloud_assist.catalog.composed.modes import mode_change
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import quoted, several
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHOW = (
    _DO + r"(?:list|show|display|print|get|find|give|see|view|what(?: is| are|'s)?|which(?: is| are)?"
    r"|tell|output|determine|read|check|long list|ls)(?: me)?\b.*?"
)
_LINK = _DO + r"(?:create|make|add|set up)\b.*"
_COPY = Form(
    Said(
        _DO + r"(?:copy|cp|duplicate)\b(?! .*(?:remote|\bhost\b|server|machine|«h\w+»"
        r"| from \w+ to the current))(?: (?:the|a|my|all|of|contents?|entire|whole|file|directory"
        r"|directories|files|and|its))*(?P<whole>)",
        "copy cp duplicate",
    ),
    "Copy {file} to {to}",
    ("cp {file} {to}",),
)
_WHOLE_TREE = Said(
    r"\b(?:recursive(?:ly)?|(?<!home\ )(?<!current\ )(?<!this\ )(?:directory|directories)|everything|with all|tree)\b",
    "recurs direct everything all tree",
)
_KEEPING = Said(
    r"\b(?:preserv|keep|retain|with (?:its|their|the) (?:permissions|attributes|timestamps))",
    "preserv keep retain permission attribut timestamp",
)
_IN_FOLDER = Said(
    r"(?:contents? of|files in|everything in|all files from|everything from)", "content files everything all"
)
_FORMS = (
    Form(
        Said(
            r"^(?:print|show|display|get|what(?: is|'s)|echo|output|tell me|write|return)(?: me)?(?: the| my)?"
            r"(?: (?:full |absolute )?(?:name|path|pathname) of)(?: the| my)? (?:current"
            r"|working|present) (?:working )?directory\b",
            "direct",
        ),
        "Print the current folder",
        ("pwd",),
    ),
    Form(
        Said(_DO + r"(?:delete|remove)\b(?: the)? empty directory\b", "empty"),
        "Delete the folder {file}, which must be empty",
        ("rmdir {files|<folder>}",),
    ),
    Form(
        Said(_DO + r"(?:create|make|set up|add)\b.*\b(?:temp|temporary) director(?:y|ies)\b", "temp"),
        "Make a new temporary folder and print its name",
        ("mktemp -d",),
    ),
    Form(
        Said(_DO + r"(?:create|make|generate)\b.*\btemp(?:orary)? file\b", "temp"),
        "Make a new temporary file and print its name",
        ("mktemp",),
    ),
    Form(
        Said(
            _DO + r"(?:create|make|add|set up)\b.*?\b(?:hard ?link)(?:s)?\b.*?\b(?:to|of"
            r"|for) (?:the )?(?:file )?(?P<file>{f}|\w[\w.-]*)(?:.*?(?:named|called|as|at"
            r"|in) (?:the )?(?:file )?(?P<to>{f}|\w[\w.-]*))?",
            "hard",
        ),
        "Make a hard link {to} to {file}",
        ("ln {file} {to}",),
    ),
    Form(
        Said(
            _LINK + r"\b(?:symlinks?|link) (?P<to>{a}) (?:pointing |that points |which points )?to "
            r"(?:the )?(?:file |directory )?(?P<file>{f}|\w[\w.-]*)",
            "link",
        ),
        "Make a symbolic link {to} that points to {file}",
        ("ln -s {file} {to}",),
    ),
    Form(
        Said(
            _LINK + r"\b(?:symlinks?|link)\b.*?(?:named|called|at|in) (?:the )?(?:directory )?(?P<to>{f}"
            r"|\w[\w.-]*).*?(?:pointing to|that points to|which points to|to|for) (?:the )?(?:file "
            r"|directory )?(?P<file>{f}|\w[\w.-]*)",
            "link",
        ),
        "Make a symbolic link {to} that points to {file}",
        ("ln -s {file} {to}",),
    ),
    Form(
        Said(
            _LINK + r"\b(?:symlinks?|link)\b.*?(?:to|for|of|from) (?:the )?(?:file |directory )?(?P<file>{f}"
            r"|\w[\w.-]*)(?:.*?(?:named|called|as|at|in|to) (?:the )?(?:directory |file )?(?P<to>{f}"
            r"|\w[\w.-]*))?|\bsymlink (?P<file2>{f})",
            "link",
        ),
        "Make a symbolic link {to} that points to {file}",
        ("ln -s {file} {to}",),
    ),
    Form(
        Said(
            _DO + r"(?:create|make|touch)\b(?: (?:a|an|the|new))*(?: empty| blank| new)* files?(?= (?:named"
            r"|called|with the name|in|«|if)| \w+$|$)(?! (?:share|system))|" + _DO + r"touch\b",
            "creat mak touch",
        ),
        "Create {file}, empty, where it does not exist",
        ("touch {files}",),
    ),
    Form(
        Said(
            _DO + r"(?:updat|chang|set|modif)\w*\b.*\b(?:time(?:stamp)?s?|dates?)\b.* to (?P<date>«q\w+»"
            r"|\d{4}-\d\d-\d\d\S*)",
            "updat chang set modif",
        ),
        "Set the time of {file} to {date}",
        ("touch -d {date} {files|<file>}",),
    ),
    Form(
        Said(
            _DO + r"(?:updat|chang|set|modif)\w* (?:the )?(?:access |modification |last )*(?:and )?(?:access "
            r"|modification )*(?:time(?:stamp)?s?|dates?)\b(?: of)?",
            "updat chang set modif",
        ),
        "Set the time of {file} to now",
        ("touch {files}",),
    ),
    Form(
        Said(
            _DO + r"(?:create|make|mkdir|add)\b(?: (?:a|an|the|new|empty|following|several|2"
            r"|3))* (?:nested )?(?:director(?:y|ies)|subdirector(?:y|ies))\b(?: tree| structure| path"
            r"| hierarchy)?(?: (?:named|called))?|" + _DO + r"mkdir\b",
            "direct mkdir",
        ),
        "Make the folder {file}",
        ("mkdir -p {files|<folder>}",),
    ),
    Form(
        Said(
            _DO + r"(?:delete|remove|rm|erase)\b(?!.*\bfrom\b)(?: (?:the|a|all|entire|whole"
            r"|non-?empty))* director(?:y|ies)\b|"
            + _DO
            + r"(?:delete|remove|erase) (?!.*\bfrom\b).*(?:recursively|and everything in it|with everything in it"
            r"|and all its contents|and its contents|with all its contents)",
            "direct recurs everything content",
        ),
        "Delete {file} and all that is in it",
        ("rm -r {files|<folder>}",),
    ),
    Form(
        Said(
            _DO + r"(?:delete|remove|rm|erase|unlink)\b(?! .*\b(?:from|listed|comments?|lines?|duplicate|package"
            r"|user|columns?|characters?|whitespace|blank|digits|permissions?|jobs?|variable|alias|container"
            r"|first|last|spaces|extension)\b)",
            "delet remov rm eras unlink",
        ),
        "Delete {file}",
        ("rm {files|<file>}",),
    ),
    Form(
        Said(
            r"^(?:move|mv) (?:everything|all(?: the)? (?:files|contents?)|the (?:files"
            r"|contents?))(?: and directories)? (?:in|from|of|inside)(?: the)?"
            r"(?: directory)? (?P<folder>{f}|\w[\w.-]*)(?: directory)? (?:in)?to(?: the)?(?:"
            r" directory)? (?P<to>{f}|\w[\w.-]*)",
            "mov mv",
        ),
        "Move what is in {folder} to {to}",
        ("mv {folder}/* {to}",),
    ),
    Form(
        Said(
            r"^(?:make|create) (?:a )?(?:backup|copy) of (?:the )?(?:file )?(?P<file>{f})(?: "
            r"(?:as|named|called|to|in)(?: the)?(?: file)? (?P<to>{f}|\w[\w.-]*))?",
            "backup copy",
        ),
        "Copy {file} to {to}",
        ("cp {file} {to}",),
    ),
    Form(
        Said(r"^(?:link|symlink) (?:the )?(?:file |directory )?(?P<file>{f}) (?:as|to|into) (?P<to>{f})", "link"),
        "Make a symbolic link {to} that points to {file}",
        ("ln -s {file} {to}",),
    ),
    Form(
        Said(r"\b(?:details|permissions|information)\b.*\bdirectory (?P<folder>{f}) itself", "itself"),
        "Show the folder {folder} itself with details",
        ("ls -ld {folder}",),
    ),
    Form(
        Said(_DO + r"(?:move|mv|rename)\b(?! .*\bextension)(?: (?:the|a|all|file|files|directory))*", "mov mv renam"),
        "Move {file} to {to}",
        ("mv {file} {to}",),
    ),
    Form(
        Said(
            _SHOW + r"\b(?:full|absolute|real|canonical) (?:path|file ?name|pathname)s?\b",
            "absolute full real canonical",
        ),
        "Print the full path of {file}",
        ("realpath {file}", "readlink -f {file}"),
    ),
    Form(
        Said(
            _SHOW
            + r"\b(?:target|destination|where)\b.*\b(?:symlinks?|link)\b|\bresolve\b.*\b(?:symlinks?|link)\b|"
            + _SHOW
            + r"\bsymlinks? .*points? to",
            "link",
        ),
        "Print where the link {file} points to",
        ("readlink {file}", "ls -l {file}"),
    ),
    Form(
        Said(
            r"\b(?:strip|remove)\b.*\bdirectory\b.*\b(?:suffix|extension) (?P<suffix>{v}).*?(?:from|of)",
            "suffix extension",
        ),
        "Print the last part of the path {file} without {suffix}",
        ("basename {file} {suffix}",),
    ),
    Form(
        Said(r"\bstrip\b.*\bdirector(?:y|ies)\b", "strip"),
        "Print the last part of the path {file}",
        ("basename {file}",),
    ),
    Form(
        Said(
            _SHOW + r"\b(?:file ?name|base ?name|last (?:part|component))\b.*(?:without|of|from|strip).*", "name last"
        ),
        "Print the last part of the path {file}",
        ("basename {file}",),
    ),
    Form(
        Said(
            _SHOW + r"\b(?:director(?:y|ies) (?:part|name|portion|component)|parent directory|dirname)\b.*"
            r"|\bdirectory (?:containing|of) (?:the )?«p\w+»",
            "direct dirname",
        ),
        "Print the folder of the path {file}",
        ("dirname {file}",),
    ),
    Form(
        Said(
            _DO + r"(?:determine|show|find|print|display|get|check|what(?: is|'s)?|tell).*\b(?:type|kind|format"
            r"|mime type)\b.*\bof\b",
            "type kind format",
        ),
        "Tell what kind of file {file} is",
        ("file {files|<file>}",),
    ),
    Form(
        Said(
            _SHOW + r"\b(?<!by\ )(?:last )?(?:modification|access|change|modified|birth"
            r"|creation) (?:time|date"
            r"|timestamp)s?\b|\bwhen (?:was|has|were)\b.*\b(?:modified|changed|accessed|created)|"
            + _SHOW
            + r"\b(?:status|metadata|stat|detailed information|all information)\b.* of (?:the )?(?:file"
            r"|directory|«)",
            "time date when stat meta information",
        ),
        "Show the times and other data of {file}",
        ("stat {files|<file>}", "ls -l {files|<file>}", "date -r {file}"),
    ),
    Form(
        Said(
            _SHOW
            + r"\bsize of (?:the )?(?:file )?(?:«[pqf]\w+»|\w+ file).*\bbytes?\b|"
            + _SHOW
            + r"\b(?:size|length) in bytes of",
            "byte",
        ),
        "Print the size of {file} in bytes",
        ("stat -c %s {file}", "wc -c < {file}", "ls -l {file}"),
        ("stat -f %z {file}", "wc -c < {file}"),
    ),
    Form(
        Said(_SHOW + r"\b(?:octal|numeric) permissions?\b", "octal numeric"),
        "Print the permissions of {file} as a number",
        ("stat -c '%a %n' {files|<file>}",),
        ("stat -f '%Lp %N' {files|<file>}",),
    ),
    Form(
        Said(
            _SHOW + r"\b(?:permissions?|owner|group|ownership|access rights)\b.*\b(?:of|for)\b",
            "permission own group right",
        ),
        "Show the permissions and the owner of {file}",
        ("ls -ld {files|<file>}", "stat {files|<file>}"),
    ),
    Form(
        Said(
            r"\bdirectory structure\b|^(?:show|print|display|list|view)(?: me)?(?: the"
            r"| a)? directory tree\b|\bas a tree\b|\btree (?:view|structure)\b|\btree of (?:the )?(?:files"
            r"|directories|directory)",
            "tree structure",
        ),
        "Show the folders and files below {folder|this folder} as a tree",
        ("tree {folder|.}", "find {folder|.} -print", "ls -R {folder|.}"),
    ),
    Form(
        Said(
            r"^(?:print|show|display|get|what(?: is|'s)|echo|output|tell me|write|return)(?: me)?(?: the"
            r"| my)?(?: (?:full |absolute )?(?:name|path|pathname) of)?(?: the| my)? (?:current|working"
            r"|present) (?:working )?directory\b(?: name| path)?(?: name)?$|\bwhere am i\b|\bpwd\b|"
            + _SHOW
            + r"\b(?:name|path) of (?:the )?(?:current|working|present) (?:working )?directory",
            "direct where pwd",
        ),
        "Print the current folder",
        ("pwd",),
    ),
    Form(
        Said(
            _DO + r"(?:change|go|switch|move|cd|jump|return|navigate)\b(?: (?:back|directory|to|into|the|in"
            r"|working|current))* (?:previous|last) (?:working )?directory|\bgo back\b$",
            "previous last back",
        ),
        "Go back to the previous folder",
        ("cd -",),
    ),
    Form(
        Said(
            _DO + r"(?:change|go|switch|move|cd|jump|return|navigate)\b(?: (?:back|directory|to|into|the|in"
            r"|working|current|my|your|user's))* home\b",
            "home",
        ),
        "Go to your home folder",
        ("cd ~",),
    ),
    Form(
        Said(
            _DO + r"(?:go|change|move|cd|switch)\b(?: (?:back|directory|to|into|the|in|working"
            r"|current))* (?:parent directory|(?:one|1) (?:level|directory) up)|\bgo up\b|\bup (?:one|1"
            r"|a) (?:level|directory)",
            "parent up",
        ),
        "Go to the folder above",
        ("cd ..",),
    ),
    Form(
        Said(
            _DO
            + r"(?:change|go|switch|cd|jump|navigate)\b(?: (?:the|working|current|directory|to|into"
            r"|in))*(?: directory)? (?P<folder>{f}|(?<=directory )\w[\w.-]*|(?<=into )\w[\w.-]*"
            r"|(?<=to )\w[\w.-]*)$".replace("(?<=directory )", r"(?<=directory\ )")
            .replace("(?<=into )", r"(?<=into\ )")
            .replace("(?<=to )", r"(?<=to\ )"),
            "change go switch cd jump navigate",
        ),
        "Go to the folder {folder}",
        ("cd {folder}",),
    ),
)
_LISTING = Said(
    _DO + r"(?:list|show|display|print|ls|get|long list|recursively list|view|see|what(?: is| are|'s)?"
    r"|which|count|how many|give|sort|find)(?: me)?\b(?: (?:the|all|every|only|any|a|names? of|of"
    r"|contents?|detailed|long|list(?:ing)?|recursive(?:ly)?|number of|inode numbers?|information"
    r"|about|for|in|on|hidden|regular|total|\d+|visible|non-hidden|sorted|permissions?|sizes?"
    r"|empty|most|recently))* ?"
    r"(?:files|directories|subdirectories|current directory|working directory|this directory"
    r"|directory|contents?|largest|biggest|smallest|newest|oldest|latest|recent(?:ly)?|everything"
    r"|items|entries|symlinks|listing|«g\w+»|«e\w+» files|here)"
)
_FLAGS = (
    (
        Said(
            r"\bdetails?|detailed|long (?:list|format|form)|long listing|with (?:their )?(?:permissions"
            r"|owners?|dates)|\ball information|\bpermissions\b|\bls -l",
            "detail long permission owner date information ls",
        ),
        "l",
        "with details",
    ),
    (
        Said(
            r"\bhidden|\binclud\w+ dot|dot ?files|\ball files\b.*\bincluding\b|starting with (?:a )?dot",
            "hidden dot includ",
        ),
        "a",
        "hidden ones too",
    ),
    (Said(r"\bhuman[ -]?(?:readable|friendly)|readable sizes?", "human readable"), "lh", "with readable sizes"),
    (Said(r"\binodes?\b", "inode"), "i", "with their inodes"),
    (
        Said(r"(?:sort|order)\w* by (?:file |their )?size|\bby size\b|\b(?:largest|biggest)\b", "size largest biggest"),
        "S",
        "the biggest first",
    ),
    (
        Said(
            r"(?:sort|order)\w* by (?:file |their |last )?(?:modification |modified |change )?(?:time|date"
            r"|age)|\bby (?:date|time|modification)|\b(?:newest|latest|most recent(?:ly)?|last modified"
            r"|recently modified)\b|chronological",
            "time date newest latest recent modif chrono",
        ),
        "t",
        "the newest first",
    ),
    (Said(r"\b(?:oldest|least recent)\b", "oldest least"), "tr", "the oldest first"),
    (Said(r"\bsmallest\b", "smallest"), "Sr", "the smallest first"),
    (Said(r"\brevers", "revers"), "r", "in reverse order"),
    (
        Said(r"\brecursive(?:ly)?\b|\bsubdirectories too|and (?:its|all) subdirectories", "recurs subdir"),
        "R",
        "folders below as well",
    ),
    (
        Said(
            r"\b(?:one|1|single)(?: file| entry| item| name)? (?:per|on each|in each|on a|on every) line"
            r"|\beach on (?:a|its own) (?:separate )?line|\bsingle column",
            "line column",
        ),
        "1",
        "one in a line",
    ),
    (Said(r"\bcommas?\b", "comma"), "m", "with commas between"),
)
_ONLY_FOLDERS = Said(r"\b(?:only (?:the )?)?(?:directories|subdirectories)\b(?! (?:content|of files))", "director")
_FILES_TOO = Said(r"\bfiles?\b", "file")
_FIRST = Said(
    r"\b(?:top |first |the )?(?P<n>\d+) (?:largest|biggest|newest|smallest|oldest|latest|most|last"
    r"|recent)|\b(?:largest|biggest|newest|smallest|oldest|latest|most recent\w*(?: \w+ed)?"
    r"|last modified) (?P<m>\d+)",
    "est most last recent",
)
_ONE = Said(
    r"\b(?:largest|biggest|newest|smallest|oldest|latest|most recent\w*(?: \w+ed)?"
    r"|last modified) (?:file|directory)\b",
    "est most last recent",
)
_COUNTED = Said(
    r"^(?:count|how many|get the number|find the number|print the number|show the number"
    r"|display the number|number of)|\bnumber of files",
    "count how number",
)


def copies_and_permissions(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands that copy, or that change permissions and owners of what is named."""
    yield from _copied(request)
    yield from _permitted(request)
    yield from composed_by(_OWNERS, request, around)


def described_files(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands for files and folders that are named one by one."""
    found = request.find(_CHECKSUM)
    if found is not None:
        files = " ".join(named_files(request)) or "<file>"
        yield Composed(f"{checksum_program(found.masked('kind'), around)} {files}", f"Print the checksum of {files}")
        return
    yield from composed_by(_FORMS, request, around)


_CHECKSUM = Said(
    r"\b(?P<kind>md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512|sha|checksums?)(?:sum)?\b", "md5 sha checksum"
)


def _copied(request: Request) -> Iterator[Composed]:
    rest = request.anew()
    if not rest.says(_COPY.said):
        return
    sources, target = _from_and_to(request, named_files(rest))
    whole, keeping = request.says(_WHOLE_TREE), request.says(_KEEPING)
    source = " ".join(sources)
    if whole and request.says(_IN_FOLDER) and "*" not in source and len(sources) == 1:
        source = f"{source}/."
    flags = f"-{'R' if whole else ''}{'p' if keeping else ''}"
    yield Composed(
        f"cp{f' {flags}' if flags != '-' else ''} {source} {target}",
        f"Copy {source} to {target}{', with its permissions and times' if keeping else ''}",
    )
    if whole or keeping:
        yield Composed(f"rsync -a {source} {target}", f"Copy what differs from {source} to {target}")


def _from_and_to(request: Request, files: list[str]) -> tuple[list[str], str]:
    """Return what is copied, and where to; the last name is where to, unless a known folder is."""
    if request.says(_TO_HOME):
        target = "~"
    elif request.says(_TO_HERE):
        target = "."
    elif len(files) > 1:
        *files, target = files
    else:
        target = "<destination>"
    if len(files) == 2 and files[0].startswith("*"):  # a pattern, and the folder it is for
        files = [f"{files[1]}/{files[0]}"]
    return files or ["<source>"], target


_TO_HOME = Said(r"\bto (?:my |the |your )?home(?: directory)?\b", "home")
_TO_HERE = Said(
    r"\b(?:in)?to (?:the )?(?:current (?:working )?directory|this directory)\b"
    r"|\bto here\b|\bhere$",
    "current this here",
)


def _permitted(request: Request) -> Iterator[Composed]:
    rest = request.anew()
    found = None if request.says(_ONLY_OWNER) else rest.take_groups(_MAKE_MODE)
    if request.says(_ONLY_OWNER):
        letters = "".join(
            letter for word, letter in (("read", "r"), ("writ", "w"), ("exec", "x")) if word in request.whole
        )
        mode = f"u={letters or 'rw'},go="
    elif found is not None:
        mode = _MADE[found.masked("what")[:6].replace(" ", "-")]
        mode = f"{_LETTER[(found.masked('who') or '-')[:2].strip()]}{mode}" if mode[0] in "+-" else mode
    else:
        mode = mode_change(rest) or _mode_set(rest)
    if not mode:
        return
    recursive = "-R " if request.says(_DEEP) else ""
    files = " ".join(named_files(rest)) or "<file>"
    below = " and all below" if recursive else ""
    yield Composed(f"chmod {recursive}{mode} {files}", f"Set the permissions of {files}{below}: {mode}")


def _mode_set(request: Request) -> str:
    """Take the mode that permissions are set to; "" where none are."""
    found = request.take_groups(_SET_MODE)
    if found is None:
        return ""
    return quoted(found["mode"]) if found["mode"] else "<mode>"


_MAKE_MODE = Said(
    r"\bmake\b(?=.*\b(?:executable|writable|readable|read[ -]only)\b).*?\b(?P<what>executable"
    r"|writable|readable|read[ -]only)\b(?: (?:by|for) (?:the |its )?(?P<who>owner|user|group"
    r"|others?|everyone|everybody|all|anyone))?",
    "make",
)
_ONLY_OWNER = Said(
    r"\bmake\b.*\bonly (?:by|for|to) (?:the |its )?(?:owner|user|me)\b|\bonly (?:the"
    r"|its) owner can\b",
    "only",
)
_MADE = {"execut": "+x", "writab": "+w", "readab": "+r", "read-o": "a-w"}
_LETTER = {"-": "", "ow": "u", "us": "u", "gr": "g", "ot": "o", "ev": "a", "al": "a", "an": "a"}
_SET_MODE = Said(
    r"(?:(?:chang|set|modif|updat|alter|giv|assign)\w*\b.*?\b(?:permissions?|mode|access rights)\b"
    r"|\bchmod\b)(?:.*?(?:\bto|\bas|\bwith|\bmode|\bpermissions?) (?P<mode>[0-7]{3,4}\b"
    r"|[ugoa]*[+=-][rwxXst]+(?:,[ugoa]*[+=-][rwxXst]+)*))?",
    "permission mode right chmod",
)
_DEEP = Said(
    r"\brecursive(?:ly)?\b|\ball (?:its |the )?(?:contents|files)|everything (?:in|under|below)"
    r"|and (?:all )?(?:its )?subdirector|and (?:its|their) contents",
    "recurs all everything subdir content",
)
_OWNERS = (
    Form(
        Said(
            r"\b(?:give|grant|transfer|assign)\b(?: user)? (?P<user>{a}) (?:the )?ownership of"
            r"|\bownership of\b.*\bto (?:user )?(?P<other>{a})",
            "ownership",
        ),
        "Give {file} to {user|}{other|}",
        ("chown {user|}{other|} {files|<file>}", "chown -R {user|}{other|} {files|<file>}"),
    ),
    Form(
        Said(
            r"\bowner\b.*?\bto (?:the )?(?:user )?(?P<user>{a}) and (?:the )?group(?: owner)?(?: of \S+)? "
            r"(?:to|is|as)? ?(?:the )?(?P<group>{a})",
            "owner",
        ),
        "Give {file} to {user} and the group {group}",
        ("chown {user}:{group} {files|<file>}",),
    ),
    Form(
        Said(
            r"\brecursively\b.*\b(?:owner(?:ship)?|chown)\b(?=.* to (?:the )?(?:user )?(?P<user>{a})).*?"
            r"(?:of|for)",
            "recurs",
        ),
        "Give {file} and all below to {user}",
        ("chown -R {user} {files|<folder>}",),
    ),
    Form(
        Said(
            r"(?:chang|set|modif|mak|assign)\w*\b.*?\bgroup(?: owner(?:ship)?)?\b(?=.* to (?:the )?"
            r"(?:group )?(?P<group>{a})).*?(?:of|for)|\bchgrp\b",
            "group chgrp",
        ),
        "Give {file} to the group {group}",
        ("chgrp {group} {files|<file>}",),
    ),
    Form(
        Said(
            r"(?:chang|set|modif|mak|assign)\w*\b.*?\b(?:owner(?:ship)?)\b(?=.* to (?:the )?(?:user )?"
            r"(?P<user>{a})).*?(?:of|for)|\bchown\b",
            "owner chown",
        ),
        "Give {file} to {user}",
        ("chown {user} {files|<file>}",),
    ),
)


def listed(request: Request, _around: Surroundings) -> Iterator[Composed]:
    """Yield `ls` for a request that lists a folder."""
    if not request.says(_LISTING):
        return
    flags, says = "", []
    for said, letters, told in _FLAGS:
        if request.says(said):
            flags += "".join(letter for letter in letters if letter not in flags)
            says.append(told)
    folders = request.says(_ONLY_FOLDERS) and not request.says(_FILES_TOO) and "«" not in request.text
    where = _where(request)
    if not where and request.says(_ELSEWHERE) and not request.says(_HERE):
        return
    first = request.find(_FIRST)
    count = (first["n"] or first["m"]) if first is not None else "1" if request.says(_ONE) else ""
    listed_names = f"{where}/*/".removeprefix("./") if where and folders else "*/" if folders else where
    words = [
        "ls",
        *([f"-{flags}{'d' if folders else ''}"] if flags or folders else []),
        *([listed_names] if listed_names else []),
    ]
    command = " ".join(words)
    command += f" | head -n {int(count) + ('l' in flags)}" if count else ""
    if request.says(_COUNTED):
        command, says = f"ls {listed_names} | wc -l".replace("  ", " "), ["counted"]
    yield Composed(
        command,
        f"List the {'folders' if folders else 'files'} in"
        f" {where or 'this folder'}{': ' if says else ''}{', '.join(says)}",
    )


_HERE = Said(r"\b(?:current|this|here|working|present)\b", "current this here working present")
_ELSEWHERE = Said(
    r"\b(?:in|of|under|inside|within|on) (?:the |a |an |my )?(?!detail|long|human|reverse|order"
    r"|one|size|files|columns?)\w+"
)


def _where(request: Request) -> str:
    from cloud_assist.catalog.composed.places import roots

    rest = request.anew()
    glob = next((value for value in rest.values if "*" in value), "")
    found = [place for place in roots(rest) if place != "."]
    if glob:
        return several(glob) if "/" in glob or not found else f"{found[0]}/{several(glob)}"
    ended = rest.find(_OF_KIND)
    if ended is not None:
        return f"{found[0]}/{several('*' + ended['end'])}" if found else several("*" + ended["end"])
    return " ".join(found)


_OF_KIND = Said(r"(?P<end>«e\w+»)(?: files?| extension|$)")
