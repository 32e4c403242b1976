"""Where a request wants something done: the folders that `find` starts from, and single files and folders."""

from __future__ import annotations

import re

from cloud_assist.catalog.composed.quoting import path
from cloud_assist.catalog.composed.request import Request, index_of
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_IN = (
    r"(?:\b(?:recursively )?(?:starting (?:at|from|in|with)|located (?:in|under|at|within)"
    r"|residing in|found in|stored in|rooted at|under and below|in and below|in and under"
    r"|at or below|throughout|across|under|in|inside|within|below|beneath|of|from|at|on|into"
    r"|through|down)) "
)
_TREE = (
    r"(?:(?:entire |whole |current |complete )*(?:director(?:y|ies)|path|trees?|hierarchy"
    r"|filesystem|subtrees?|subdirectories|subdirectory)(?: trees?| hierarchy| path)?)"
)
_ALSO = (
    r"(?:,? ?(?:and (?:in |all )?(?:its|the|all|their|any|below|lower|under it|child"
    r"|every)? ?(?:of )?(?:its )?(?:subdirectories|subdirectory|sub-?trees?|children|subfolders"
    r"|levels|directories below it|below|under it|descendants)(?: of it)?|recursively|tree"
    r"|hierarchy))?"
)
_HERE = Said(
    rf"(?:{_IN})?(?:(?:the|this|my|your|our) )?(?:(?:current|present|working|this"
    rf"|same) )+(?:working )?{_TREE}(?: of files)?{_ALSO}"
    rf"|{_IN}(?:this (?:tree|directory(?: tree)?)|the (?:directory |file )?tree)\b(?! «"
    rf"| rooted| \w+ (?:director|tree)){_ALSO}|^search (?:through |in )?(?:all |every "
    r"|the )*(?:directories|subdirectories)(?= for)|\b(?:below|under|in) (?:here"
    r"|this directory|this one"
    r"|the current one)\b"
    r"|\bin (?:the )?current\b",
    "current working this tree here present directory directories",
)
_HERE_TREE = Said(r"\b(?:the )?current (?:directory|one|level)\b")
_EVERYWHERE = Said(
    rf"(?:{_IN})?(?:the |my |this )?(?:entire|whole|complete|full|root"
    r"|all(?: of)? the)? ?(?:filesystem|file hierarchy|file system hierarchy|hard ?drive|hard disk"
    r"|root directory|root filesystem|machine|system)\b(?! tools?)(?: tree)?",
    "filesystem hierarchy drive disk root machine system",
)
_HOME = Said(
    rf"(?:{_IN})?(?:(?:the|my|your|user's|users?|our) )*\$?home(?: (?:directory|tree"
    rf"|hierarchy))*(?: of (?:the )?(?:user )?(?P<user>{{a}}))?{_ALSO}(?! page)",
    "home",
)
_KNOWN = Said(
    rf"{_IN}(?:(?:the|my) )?(?P<name>downloads?|documents|desktop|pictures|music"
    r"|videos) director(?:y|ies)",
    "directory",
)
_NAME = r"(?:«[qpfevh]\w+»|\$?\w[\w.+-]*)"
_PATHS = Said(
    rf"(?:{_IN}|\bsearch (?:in )?)(?:(?:the|a|an|all|any|path) )*(?:{_TREE} )?(?:(?:named|called|of) )?"
    rf"(?P<list>«[ph]\w+»(?:(?:, (?:and )?| and | or )«p\w+»)*)(?: {_TREE})?{_ALSO}"
    rf"|\b(?:under|in|inside|within|below|beneath|from|rooted at) (?:the )?(?P<other>«q\w+»)(?: {_TREE})?{_ALSO}"
)
_NO_NAMES = word_set(
    """of and or that which in with where for tree only structure content contents whose recursively sorted by is are
    has to modified under but below owned itself from named called using without then matching excluding except name
    names not on at containing into listing one as less more most larger bigger take use file files older newer changed
    created starting beginning ending here there inside within while together reading size sizes permission permissions
    including via up down exist exists if when can must should was were will it they this beneath after before since
    the all any each every order them a an long human reverse line lines total their its my upper lower date time user
    users type case front detail details between alphabetical ascending descending numeric byte bytes kb mb gb kilobyte
    kilobytes megabyte megabytes gigabyte gigabytes second seconds minute minutes hour hours day days both hex base64
    utc memory cpu parallel column columns binary port ports process processes group python directories directory
    subdirectories subdirectory text table some other what least short full general place background foreground your
    our either those these word words current same home root working parent whole entire empty given specified
    following source level levels depth symlinks links link regular hidden executable uppercase lowercase
    separate single skipping last first previous past today yesterday disk kernel system history shell
    terminal mount mounted"""
)
_NOUN_FIRST = Said(
    rf"(?:{_IN}(?:(?:the|a|all|directory) )*{_TREE} (?:(?:named|called) )?|(?:the "
    r"|search )(?:directory |path )?(?:directory|tree|path) )"
    rf"(?P<list>{_NAME})(?: {_TREE})?{_ALSO}",
    "director tree path hierarchy",
    unless=_NO_NAMES,
)
_NOUN_LAST = Said(
    rf"{_IN}(?:the |my |our )?(?P<list>{_NAME}) (?:directory|directories|tree|dir)\b{_ALSO}",
    "directory tree directories",
    unless=_NO_NAMES,
)
_BARE = Said(
    r"\b(?:under|in|inside|within|below|beneath|of|from"
    rf"|at) (?P<list>[a-z_][\w.-]*){_ALSO}(?=[ ]*$|[ ]*[,;?!.](?:[ ]|$)"
    r"|[ ]+(?:and|that|which|with|whose|to|into|by|or|except|excluding|larger|bigger|older|newer|modified|containing"
    r"|named|sorted|recursively|smaller|but|ending|are|is|were|where|for|not|matching|owned|starting|there|on)\b)",
    unless=_NO_NAMES,
)
_OWN_FOLDERS = {
    "dow": "Downloads", "doc": "Documents", "des": "Desktop", "pic": "Pictures", "mus": "Music", "vid": "Videos"
}  # fmt: skip
_SPLIT = re.compile(r", (?:and )?| and | or ")


def roots(request: Request) -> list[str]:
    """Take the folders that a request names and return them as arguments; [] where it names none."""
    for said, name in ((_HERE, "."), (_EVERYWHERE, "/")):
        if request.take(said):
            return [name]
    found = request.take(_HOME)
    if found is not None:
        return [f"~{found['user']}" if re.fullmatch(r"[\w-]+", found["user"]) else "~"]
    found = request.take(_KNOWN)
    if found is not None:
        return [f"~/{_OWN_FOLDERS[found.masked('name')[:3]]}"]
    for said in (_PATHS, _NOUN_FIRST, _NOUN_LAST, _BARE):
        found = request.take(said)
        if found is not None:
            start, end = found.match.span("list")
            if start < 0:
                return [path(found["other"])]
            return [path(_given(found.values, word)) for word in _SPLIT.split(found.cased[start:end]) if word]
    return ["."] if request.take(_HERE_TREE) else []


def _given(values: tuple[str, ...], word: str) -> str:
    value = values[index_of(word)] if word.startswith("«") else word.rstrip(".,;:")
    return value if len(value) == 1 else value.rstrip("/") or "/"
