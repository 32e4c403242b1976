"""Copying files and folders on this machine."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.forms import Form, named_files
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_DO = r"^(?:(?:please|just|now|recursively|how (?:do i|to|can i)|i want to|can you|could you) )*"
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
    r"\b(?:recursive(?:ly)?|(?<!home\ )(?<!current\ )(?<!this\ )(?<!to\ the\ )"
    r"(?<!to\ )(?<!in\ the\ )(?:directory|directories)|everything|with all|tree)\b",
    "recurs direct everything all tree",
)
_KEEPING = Said(
    r"\b(?:preserv|keep|retain|with (?:its|their|the) (?:permissions|attributes|timestamps))",
    "preserv keep retain permission attribut timestamp",
)
_IN_FOLDER = Said(
    r"(?:contents? of|files in|everything in|all files from|everything from)", "content files everything all"
)
_TO_HOME = Said(r"\bto (?:my |the |your )?home(?: directory)?\b", "home")
_TO_HERE = Said(
    r"\b(?:in)?to (?:the )?(?:current (?:working )?directory|this directory)\b"
    r"|\bto here\b|\bhere$",
    "current this here",
)


def copies(request: Request, _around: Surroundings) -> Iterator[Composed]:
    """Yield `cp` for a request to copy what it names."""
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
