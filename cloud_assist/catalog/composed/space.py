"""Disk space: of file systems, and of folders."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, composed_by, named_files
from cloud_assist.catalog.composed.places import roots
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_FREE = (
    Form(
        Said(r"\binodes?\b.*\b(?:filesystems?|usage|free|used|mounted|disk)|\bfree inodes|\binode usage", "inode"),
        "Show the inodes of the file systems",
        ("df -i",),
    ),
    Form(
        Said(
            r"\b(?:free|available|remaining|left|used|how full|full)\b.*\b(?:disk|space|filesystems?"
            r"|partitions?|drives?)\b|\b(?:disk|filesystem|partition|drive)s?\b.*\b(?:free|available|left"
            r"|full|capacity)\b|\bdisk (?:space|usage)\b.*\b(?:filesystems?|partitions?|drives?|mounted"
            r"|disks|system)\b|\bhow full\b|^\w+ (?:the |me )*disk usage(?: in (?:a )?human["
            r" -]readable\b.*| of (?:the|this) (?:machine|system|disks?))?$",
            "free avail remain left full usage space",
        ),
        "Show the free space of the file systems",
        ("df -h", "du -sh ."),
    ),
    Form(
        Said(
            r"\bmounted (?:filesystems?|volumes|partitions|drives|devices|disks)|\b(?:mounts|mount points"
            r"|what is mounted)\b|filesystems? (?:that are|which are|currently) mounted",
            "mount",
        ),
        "Show the mounted file systems",
        ("mount", "df -h", "findmnt"),
        ("mount", "df -h"),
    ),
    Form(
        Said(r"\b(?:filesystem|partition) types?\b", "type"),
        "Show the file systems with their types",
        ("df -T",),
        ("mount",),
    ),
    Form(
        Said(
            r"\bblock devices\b|\b(?:disks|partitions|drives)\b(?=.*\b(?:list|show|all|attached|connected)"
            r"|$)|^(?:list|show|display)(?: (?:all|the|my))* (?:disks|partitions|drives)",
            "block disk partition drive",
        ),
        "List the disks and their partitions",
        ("lsblk", "fdisk -l", "df -h"),
        ("diskutil list",),
    ),
)
_USAGE = Said(
    r"\b(?:disk usage|space|sizes?|disk space|du)\b.*|\b(?:largest|biggest) (?:sub)?director"
    r"|\bhow (?:big|large)\b|\btake up\b",
    "usage space size du largest biggest big large take",
)
_FOLDERS = Said(
    r"\b(?:directories|subdirectories|each (?:sub)?directory|every (?:sub)?directory"
    r"|each subdirectory)\b",
    "director",
)
_EACH_FILE = Said(
    r"\b(?:each|every|all|individual)(?: of the)? files?\b|\bof files\b|\bfiles and directories\b", "file"
)
_USAGE_OF = Said(
    r"\bwhich (?:sub)?director\w+\b.*\b(?:largest|biggest)|\b(?:disk usage|disk space"
    r"|space (?:used|taken|occupied|usage)|how much (?:disk )?space"
    r"|total size|sizes?|how (?:big|large))\b.*\b(?:director(?:y|ies)|subdirectories|tree|«p\w+»"
    r"|home|files?)\b|\bdirector\w+\b.*\b(?:disk usage|space|size|biggest|largest|by size)\b"
    r"|\b(?:largest|biggest) (?:sub)?director\w+|\bdisk usage\b|\bdu\b|\bspace\b.*\bdirector",
    "usage space size du largest biggest big large",
)
_FOLDERS_OR_FILES = Said(r"\b(?:director(?:y|ies)|subdirector(?:y|ies)|here|files?|trees?)\b")
_TOP = Said(r"\b(?:top |the )?(?P<n>\d+) (?:largest|biggest|most|top)|\btop (?P<m>\d+)\b", "largest biggest most top")
_SORTED = Said(r"\b(?:sort|order)|\b(?:largest|biggest|most space|most disk)\b", "sort order largest biggest most")


def space(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield commands about disk space: of file systems, then of folders."""
    for form in _FREE:
        if request.says(form.said):
            free = list(composed_by((form,), request, around))
            places = [place for place in roots(request.anew()) if place not in {".", "/"}]
            yield from (
                free[:1] if not places else [Composed(f"{free[0].command.split(' |')[0]} {places[0]}", free[0].title)]
            )
            yield from free[1:]
            return
    yield from _usage(request)


def _usage(request: Request) -> Iterator[Composed]:
    if not request.says(_USAGE_OF) or not request.says(_USAGE):
        return
    rest = request.anew()
    places = roots(rest) or named_files(rest)
    if not places and not request.says(_FOLDERS_OR_FILES):
        return
    places = places or ["."]
    where = " ".join(places)
    top = request.find(_TOP)
    count = (top["n"] or top["m"]) if top is not None else ""
    if request.says(_FOLDERS) or count:
        order = " | sort -rh" if request.says(_SORTED) or count else ""
        yield Composed(
            f"du -h -d 1 {where}{order}{f' | head -n {count}' if count else ' | head -n 20' if order else ''}",
            f"Show the size of each folder in {where}{', the biggest first' if order else ''}",
        )
    elif request.says(_EACH_FILE):
        yield Composed(
            f"du -ah {where}{' | sort -rh' if request.says(_SORTED) else ''}",
            f"Show the size of each file below {where}",
        )
    else:
        yield Composed(f"du -sh {where}", f"Show how much space {where} takes")
        yield Composed(f"ls -lh {where}", f"List {where} with sizes")
