"""Listing what is in a folder: ls."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.places import roots
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import several
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
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
_HERE = Said(r"\b(?:current|this|here|working|present)\b", "current this here working present")
_ELSEWHERE = Said(
    r"\b(?:in|of|under|inside|within|on) (?:the |a |an |my )?(?!detail|long|human|reverse|order"
    r"|one|size|files|columns?)\w+"
)
_OF_KIND = Said(r"(?P<end>«e\w+»)(?: files?| extension|$)")


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


def _where(request: Request) -> str:

    rest = request.anew()
    glob = next((value for value in rest.values if "*" in value), "")
    found = [place for place in roots(rest) if place != "."]
    if glob:
        return several(glob) if "/" in glob or not found else f"{found[0]}/{several(glob)}"
    ended = rest.find(_OF_KIND)
    if ended is not None:
        return f"{found[0]}/{several('*' + ended['end'])}" if found else several("*" + ended["end"])
    return " ".join(found)
