"""Files and folders that are named one by one: making, moving, deleting, linking and describing them."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.looks import checksum_program
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.composed.wanted import spares_some

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
_SHOW = (
    _DO + r"(?:list|show|display|print|get|find|give|see|view|what(?: is| are|'s)?|which(?: is| are)?"
    r"|tell|output|determine|read|check|long list|ls)(?: me)?\b.*?"
)
_LINK = _DO + r"(?:create|make|add|set up)\b.*"
_CHECKSUM = Said(
    r"\b(?P<kind>md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512|sha|checksums?)(?:sum)?\b", "md5 sha checksum"
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
        Said(
            _DO + r"(?:move|mv|rename)\b(?! .*\b(?:extension|from)\b)(?: (?:the|a|all|file|files"
            r"|directory))*",
            "mov mv renam",
        ),
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


def described_files(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands for files and folders that are named one by one."""
    if spares_some(request):
        return
    found = request.find(_CHECKSUM)
    if found is not None:
        files = " ".join(named_files(request)) or "<file>"
        yield Composed(f"{checksum_program(found.masked('kind'), around)} {files}", f"Print the checksum of {files}")
        return
    yield from composed_by(_FORMS, request, around)
