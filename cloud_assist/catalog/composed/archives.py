"""Packing and unpacking: tar, zip, gzip and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import path, quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|how (?:do i|to|can i)|i want to|can you|could you) )*"
_OPEN = Said(
    _DO + r"(?:extract|unpack|untar|unzip|decompress|uncompress|expand|gunzip|bunzip2|open)\b(?: (?:the"
    r"|a|all|files?|contents?|of|from|archive|tarball|compressed|zipped|gzipped|tar|zip))*",
    "extract pack tar zip compress expand open",
)
_INSIDE = Said(
    _DO + r"(?:list|show|display|print|view|see|what(?: is|'s| are)?)\b.*?\b(?:contents?|inside"
    r"|files? in|in(?: the)?(?: archive)?|entries|of)\b(?: of)?",
    "list show display print view see what",
)
_ARCHIVE = Said(r"\b(?:tar|tarball|archive|zip|gzip|gz|bzip2|tgz|xz)\b")
_PACK = Said(
    _DO + r"(?:(?:create|make|build|generate) (?:an? |the )?(?:new |compressed |gzip(?:ped)? "
    r"|gzip-compressed |bzip2 |xz )*(?:tar(?:\.gz|\.bz2|\.xz)?|tarball|archive|zip|tgz|backup (?:of"
    r"|from) (?:the )?(?:file|directory|«))|(?:archive|tar|pack|bundle|zip"
    r"|back ?up(?= (?:the )?(?:file|directory|«)))\b|compress\b|gzip\b|bzip2\b|xz\b)",
    "tar archive zip pack bundle compress back xz creat mak",
)
_GZIP = Said(_DO + r"(?:compress|gzip|bzip2|xz|zip)\b", "compress zip xz")
_NAMED = Said(
    r"(?:named|called|into|to|as) (?:the |an? )?(?:archive |file |tarball )?(?P<name>«[pqf]\w+»)",
    "named called into to as",
)
_INTO = Said(
    r"\b(?:(?:in)?to|in|under) (?:the )?(?:directory )?(?P<to>(?!current\b|this\b"
    r"|here\b)(?:«[pq]\w+»|\w[\w-]*))(?: directory)?$",
    "to in under",
)
_ADDED = Said(
    r"^(?:add|append)(?: (?:the|a|file|directory))* (?P<member>{f}) (?:in)?to (?:the"
    r" )?(?:existing )?(?:tar |zip )?archive (?P<archive>{f})",
    "add append",
)
_KEEP = Said(r"\b(?:keep|without (?:removing|deleting)|leaving|preserv)", "keep without leaving preserv")
_PLAIN = re.compile(r"[\w./~-]*\w")
_LEAVING = Said(
    r"\b(?:exclud(?:e|ing)|except(?: for)?|without|leaving out|ignoring)(?: (?:the|all"
    r"|files?|directory|matching|named))* (?P<left>{v}|\w[\w.-]*)",
    "exclud except without leav ignor",
)
_ONLY = Said(
    r"\b(?:only|just|single|file)(?: (?:the|file|directory))* (?P<member>{v}) (?:from"
    r"|out of|of|in)\b",
    "from of in",
)
_HOW = {"gz": "z", "tgz": "z", "bz2": "j", "tbz": "j", "xz": "J"}


def archives(request: Request, _around: Surroundings) -> Iterator[Composed]:
    """Yield commands that pack, unpack and look into archives."""
    for read in (_opened, _looked_into, _packed):
        found = list(read(request.anew()))
        yield from found
        if found:
            return


def _kind(name: str) -> str:
    """Return the ending that tells how an archive is made: "zip", "tar", "gz" for a single file, "tar.gz"."""
    parts = name.strip("'\"").lower().split(".")
    if len(parts) > 2 and parts[-2] == "tar":
        return f"tar.{parts[-1]}"
    return parts[-1] if len(parts) > 1 else ""


def _opened(request: Request) -> Iterator[Composed]:
    if request.take(_OPEN) is None:
        return
    member = request.take_groups(_ONLY)
    into = request.take(_INTO)
    files = named_files(request)
    archive = files[0] if files else "<archive>"
    target = path(into["to"]) if into is not None else ""
    kind = _kind(archive)
    unzips = kind == "zip" or (not kind and "zip" in request.whole and "gzip" not in request.whole)
    where = f" into {target}" if target else ""
    if unzips:
        yield Composed(f"unzip {archive}{f' -d {target}' if target else ''}", f"Unpack {archive}{where}")
    elif kind in {"gz", "bz2", "xz"} or (not kind and ("gzip" in request.whole or "gunzip" in request.whole)):
        program, other = {"bz2": ("bunzip2", "bzip2 -d"), "xz": ("unxz", "xz -d")}.get(kind, ("gunzip", "gzip -d"))
        yield Composed(f"{program} {archive}", f"Unpack {archive}, which it replaces")
        yield Composed(f"{other} {archive}", f"Unpack {archive}, which it replaces")
    elif kind.startswith(("tar", "t")) or request.in_whole(_ARCHIVE):
        part = f" {path(member['member'])}" if member is not None else ""
        yield Composed(f"tar -xf {archive}{f' -C {target}' if target else ''}{part}", f"Unpack{part} {archive}{where}")


def _looked_into(request: Request) -> Iterator[Composed]:
    if request.take(_INSIDE) is None:
        return
    files = named_files(request)
    kind = _kind(files[0]) if files else ""
    archive = files[0] if files else "<archive>"
    if kind == "zip" or (not kind and " zip" in request.whole):
        yield Composed(f"unzip -l {archive}", f"List what is in {archive}")
    elif kind.startswith(("tar", "tgz", "tbz")) or (not kind and request.in_whole(_ARCHIVE)):
        yield Composed(f"tar -tf {archive}", f"List what is in {archive}")
    elif kind == "gz":
        yield Composed(f"gunzip -c {archive}", f"Print what is packed in {archive}")
        yield Composed(f"zcat {archive}", f"Print what is packed in {archive}")


def _packed(request: Request) -> Iterator[Composed]:
    if not request.says(_PACK) and not request.says(_ADDED):
        return
    added = request.find(_ADDED)
    if added is not None:
        archive, member = path(added["archive"]), path(added["member"])
        adds = f"zip {archive}" if archive.endswith(".zip") else f"tar -rf {archive}"
        yield Composed(f"{adds} {member}", f"Add {member} to {archive}")
        return
    alone = request.says(_GZIP)
    request.take(_PACK)
    leaving = request.take_groups(_LEAVING)
    named = request.take(_NAMED)
    files = named_files(request)
    name = path(named["name"]) if named is not None else next((f for f in files if _kind(f) in _ARCHIVES), "")
    sources = " ".join(f for f in files if f != name) or ("." if "current directory" in request.whole else "<folder>")
    if _kind(name) == "zip" or (
        not name and "zip" in request.whole and "gzip" not in request.whole and "bzip" not in request.whole
    ):
        name = name or f"{_base(sources)}.zip"
        yield Composed(f"zip -r {name} {sources}", f"Pack {sources} into {name}")
        return
    if alone and not name and "director" not in request.whole and " tar" not in request.whole:
        yield from _squeezed(request, sources.replace("<folder>", "<file>"))
        return
    kind = _kind(name)
    squeezed = _HOW.get(kind.rpartition(".")[2], "")
    if not name:
        squeezed = (
            "z" if "compress" in request.whole or "gzip" in request.whole else "j" if "bzip2" in request.whole else ""
        )
        name = f"{_base(sources)}.tar{'.gz' if squeezed == 'z' else '.bz2' if squeezed else ''}"
    without = f" --exclude={quoted(leaving['left'])}" if leaving is not None else ""
    yield Composed(f"tar -c{squeezed}f {name}{without} {sources}", f"Pack {sources} into {name}")


def _base(sources: str) -> str:
    """Return the name of an archive without its ending, from what is packed."""
    name = sources.rstrip("/")
    return name if _PLAIN.fullmatch(name) else "<archive>"


def _squeezed(request: Request, files: str) -> Iterator[Composed]:
    program = "bzip2" if "bzip2" in request.whole else "xz" if " xz" in request.whole else "gzip"
    keep = "-k " if request.in_whole(_KEEP) else ""
    yield Composed(f"{program} {keep}{files}", f"Compress {files}{'' if keep else ', which it replaces'}")


_ARCHIVES = frozenset({"tar", "tgz", "zip", "tar.gz", "tar.bz2", "tar.xz", "tbz"})
