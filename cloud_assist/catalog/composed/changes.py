"""Actions on what `find` finds that change it: deleting, copying, packing, permissions, owners, replacing text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.composed.action import Action, Reader
from cloud_assist.catalog.composed.modes import mode_change
from cloud_assist.catalog.composed.port import Surroundings
from cloud_assist.catalog.composed.quoting import literal, path, quoted, replacement
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_DELETE = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:delet(?:e|es|ing)|remov(?:e|es|ing)|eras(?:e|ing)|rm|unlink"
    r"|clean ?up|purge|get rid of|wipe)\b(?: (?:them|these|those|it|each|(?:these|those"
    r"|the) (?:found )?files|the found files))*(?! (?:duplicate|the first|the last|lines?"
    r"|empty lines|blank lines))",
    "delet remov eras rm unlink clean purge rid wipe",
)
_ASKING = Said(
    r"(?:,? ?(?:and )?(?:ask(?:ing)?|prompt(?:ing)?|with (?:a )?(?:confirmation|prompt)"
    r"|confirm(?:ing)?|interactively|after asking)(?: (?:for )?(?:the user|confirmation|before"
    r"|prior to|permission|first|each|one|every|deleting|deletion|removing|it|them|file|me|on))*)",
    "ask prompt confirm interactive",
)
_RENAME = Said(
    r"\b(?:renam(?:e|ing)|chang(?:e|ing))\b(?=.*extension.* from|.*«e\w+».* to «e\w+»)(?: the"
    r"| their| its| all)*(?: (?:file )?extensions?)?(?: of)?",
    "renam chang",
)
_FROM_TO = Said(
    r"(?:(?:the|their|its|file) )*(?:extensions?)? ?(?:from )(?P<old>«[egq]\w+»"
    r"|\w+) to (?P<new>«[egq]\w+»|\w+)|\bto (?P<only>«e\w+»)",
    "to",
)
_COPY = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?P<verb>cop(?:y|ies|ying)|cp|mov(?:e|es|ing)|mv)\b(?: (?:them"
    r"|these|those|it|each))*",
    "cop cp mov mv",
)
_TO = Said(
    r"(?:,? ?\b(?:in)?to (?:the |a )?(?:user |group |directory |path |location |destination )*(?:(?:named"
    r"|called) )?)(?P<list>{a})(?: directory)?",
    "to",
    unless=word_set("be the a an it them all each standard stdout"),
)
_CHMOD = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:chang(?:e|es|ing)|set(?:ting)?|modify|updat(?:e|ing)|alter"
    r"|assign|fix|give)(?: (?:the|their|its|all|file|access))* (?:permissions?|modes?|perms?"
    r"|rights|access rights)(?: (?:of|for|on)(?! (?:group|others|owner)))?|(?:,? ?\b(?:and"
    r"|then)\b ?)*\bchmod\b(?: (?:them|all|each))?|^(?:chang"
    r"|set)e?\b(?=.* to [0-7]{3,4}\b)|\b(?:and|then) set (?:them|these|those"
    r"|it)\b(?= to [0-7]{3,4}\b)",
    "perm mode right chmod 7 6 5 4",
)
_MODE = Said(
    r"\b(?:to|as|with|of|mode|permissions?)? ?(?P<mode>[0-7]{3,4})\b|\b(?:to|as) (?P<text>«q\w+»"
    r"|[ugoa]*[+=-][rwxXst]*(?:,[ugoa]*[+=-][rwxXst]*)*|read[ -]only|writable|executable|read and write|rw)",
    "",
)
_TO_MODE = Said(r"\b(?:to|as) (?P<mode>[0-7]{3,4})\b(?P<text>)")
_MAKE = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\bmak(?:e|ing)\b(?: (?:them|these|those|it"
    r"|each))?(?=.*(?:executable|writable|readable|read-only))",
    "mak",
)
_MADE = Said(
    r"\b(?P<what>executable|writable|readable|read[ -]only)(?: (?:by|for) (?:the |its "
    r"|their )?(?P<who>owner|user|group|others?|everyone|everybody|all|anyone))?(?! (?:files"
    r"|scripts))",
    "able only",
)
_OWNER = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:chang(?:e|es|ing)|set(?:ting)?|modify|assign|make)(?: (?:the"
    r"|their|its|file|user))* (?P<what>owner(?:ship)?(?: and(?: the)? group)?"
    r"|group(?: owner(?:ship)?)?|user)(?: (?:of|for|on))?|\b(?P<verb>chown|chgrp)\b",
    "owner group user chown chgrp",
)
_RUN = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:run|execut(?:e|ing)|running|call|apply|invoke"
    r"|perform)(?: the| a)?(?: (?:command|program|script))? (?P<command>{q}|(?:md5sum|sha1sum"
    r"|sha256sum|wc|file|stat|ls|cat|head|tail|du|gzip|dos2unix|chmod [\w+=-]+))(?: (?:command|on"
    r"|for|against|with|over|to|each|every|all|any|them|of|it|file|result|one|found))*",
    "run execut call apply invoke perform",
)
_REPLACE = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:replac(?:e|es|ing)|substitut(?:e|ing)|chang(?:e"
    r"|ing))(?: (?:all|any|each|every|the|occurrences?|instances?|of|string|word|text"
    r"|pattern))* (?P<old>{v}|\w+)(?: (?:strings?|words?))? (?:with|by|to|into)(?: (?:the|string"
    r"|word|text))* (?P<new>{v}|\w+)",
    "replac substitut chang",
)
_ARCHIVE = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*(?<!the\ )(?<!\ a\ )(?<!an\ )\b(?:archiv(?:e|es|ing)"
    r"|tar|pack|put|add|bundle|compress|zip"
    r"|store)\b(?: (?:them|it|these|those))?(?: (?:all|up))?(?=.*(?:\btar\b|«[fpq]\w+»|\barchive\b"
    r"|tarball|\bzip\b))",
    "archiv tar pack put add bundle compress zip store",
)
_INTO = Said(
    r",? ?(?:in|to|into|using|with|as|creating)(?: (?:an?|the|one|single|compressed|gzipped|file"
    r"|named|called|archive|tar|tarball|ball|of))* (?P<file>«[fpq]\w+»)(?: (?:archive|file"
    r"|tarball))?",
    "in to us wi as cr",
)
_WITH_TAR = Said(
    r",? ?(?:with|using|in|into|to|as)(?: (?:an?|the|one|single|compressed|gzipped))* (?:tar"
    r"|tarball|tar archive|archive)(?: (?:archive|file|command|utility))?",
    "tar archive",
)
_GZIP = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?P<verb>compress(?:ing)?|gzip|bzip2|zip|xz)\b(?: (?:them|these"
    r"|it|each|every))*(?: (?:using|with) gzip)?",
    "compress zip xz",
)
_GUNZIP = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?P<verb>unzip|gunzip|decompress|uncompress|unpack|extract"
    r"|untar)(?:ing)?\b(?: (?:them|these|it|each|all of them))*",
    "zip compress pack extract untar",
)
_BY = Said(
    r",? ?(?:using|with|by) (?:the )?(?:program |command |utility )?(?P<program>gzip|bzip2|xz|zip"
    r"|xargs|exec|find|grep|ls|tar)\b(?: command)?",
    "using with by",
)
_EMPTY_THEM = Said(
    r"(?:,? ?\b(?:and|then)\b ?)*\b(?:empty|truncate)(?: (?:them|it|these"
    r"|their contents?))(?: (?:out|to (?:zero|0)(?: bytes)?))?",
    "empty truncate",
)
_IN_PLACE = {True: "sed -i ''", False: "sed -i"}


def changes(request: Request, around: Surroundings) -> Iterator[Action]:
    """Take the first thing that a request wants changed, if any."""
    for reader in _READERS:
        action = reader(request, around)
        if action is not None:
            yield action
            return


def in_place(around: Surroundings) -> str:
    """Return how sed is told to change a file in its place."""
    return _IN_PLACE[around.bsd]


def _rename(request: Request, _around: Surroundings) -> Action | None:
    if not request.take(_RENAME):
        return None
    found = request.take(_FROM_TO)
    if found is None:
        return None
    old, new = (_ending(found[group]) for group in ("old", "new"))
    if found["only"]:
        old, new = "", _ending(found["only"])
        listed = request.find(Said(r"(?P<e>«[eg]\w+»)"))
        old = _ending(listed["e"]) if listed is not None else ""
    else:
        request.text = f"{request.text} "
    pattern = f"-name {quoted('*' + old)} " if found["old"] and old else ""
    script = f'mv "$1" "${{1%{old}}}{new}"' if _PLAIN.fullmatch(old + new) else 'mv "$1" "${1%<old>}<new>"'
    return Action(f"{pattern}-exec sh -c {quoted(script)} sh {{}} \\;", f"rename {old} to {new}")


def _ending(text: str) -> str:
    text = text.removeprefix("*")
    return text if text.startswith(".") or not text else f".{text}"


def _copy(request: Request, _around: Surroundings) -> Action | None:
    found = request.find(_COPY)
    if found is None:
        return None
    request.take(_COPY)
    to = request.take(_TO)
    target = path(to["list"]) if to is not None else "<folder>"
    verb = "mv" if found.masked("verb").startswith("m") else "cp"
    return Action(f"-exec {verb} {{}} {target} \\;", f"{'move' if verb == 'mv' else 'copy'} them to {target}")


def _chmod(request: Request, _around: Surroundings) -> Action | None:
    if request.take(_MAKE):
        made = request.take(_MADE)
        if made is None:
            return None
        letter = {"e": "+x", "w": "+w", "r": "+r"}[made.masked("what")[0]]
        mode = "a-w" if "only" in made.masked("what") else _who(made.masked("who")) + letter
        return Action(f"-exec chmod {mode} {{}} +", f"change their permissions by {mode}")
    change = mode_change(request)
    if not change and request.take(_CHMOD):
        found = request.take(_TO_MODE) or request.take(_MODE)
        change = found["mode"] or _said_mode(found["text"]) if found is not None else "<mode>"
    if not change:
        return None
    return Action(
        f"-exec chmod {quoted(change) if change[0] != '<' else change} {{}} +", f"set their permissions: {change}"
    )


def _said_mode(text: str) -> str:
    plain = {
        "read only": "a-w",
        "read-only": "a-w",
        "writable": "+w",
        "executable": "+x",
        "read and write": "rw",
        "rw": "u+rw",
    }
    return plain.get(text.lower(), text)


def _who(who: str) -> str:
    return {"o": "u", "u": "u", "g": "g", "e": "a", "a": "a", "": ""}[who[:1]] if not who.startswith("other") else "o"


def _chown(request: Request, _around: Surroundings) -> Action | None:
    found = request.take(_OWNER)
    if found is None:
        return None
    to = request.take(_TO)
    name = to["list"] if to is not None else ""
    group = found.masked("what").startswith("group") or found.masked("verb") == "chgrp"
    program, place = ("chgrp", "<group>") if group else ("chown", "<user>")
    return Action(f"-exec {program} {quoted(name) if name else place} {{}} +", f"give them to {name or place}")


def _run(request: Request, _around: Surroundings) -> Action | None:
    found = request.take(_RUN)
    if found is None:
        return None
    command = found["command"]
    if not _SIMPLE.fullmatch(command):
        return None
    words = command if "{}" in command else f"{command} {{}}"
    return Action(f"-exec {words} \\;", f"run `{command}` on each")


def _replace(request: Request, around: Surroundings) -> Action | None:
    found = request.take(_REPLACE)
    if found is None:
        return None
    script = quoted(f"s/{literal(found['old'])}/{replacement(found['new'])}/g")
    return Action(
        f"-exec {in_place(around)} {script} {{}} +", f"put {found['new']} in the place of {found['old']} in them"
    )


def _archive(request: Request, _around: Surroundings) -> Action | None:
    if not request.says(_ARCHIVE):
        return None
    plain = request.find(_GZIP)
    into = request.find(_INTO)
    if into is None and request.find(_WITH_TAR) is None:
        return None
    request.take(_ARCHIVE)
    into = request.take(_INTO)
    request.take(_WITH_TAR)
    name = into["file"] if into is not None else ""
    if name.endswith(".zip") or (plain is not None and plain.masked("verb") == "zip"):
        return Action(
            "-print", f"pack them into {name or '<archive>'}", f" | zip {path(name) if name else '<archive>'} -@"
        )
    squeeze = "z" if name.endswith(("gz",)) or not name else "j" if name.endswith("bz2") else ""
    return Action(
        f"-exec tar -c{squeeze}f {path(name) if name else '<archive>.tar.gz'} {{}} +",
        f"pack them into {name or 'an archive'}",
    )


def _gzip(request: Request, _around: Surroundings) -> Action | None:
    packed = request.take(_GZIP)
    opened = None if packed is not None else request.take(_GUNZIP)
    if packed is None and opened is None:
        return None
    by = request.take(_BY)
    verb = by.masked("program") if by is not None else ""
    if opened is not None:
        zipped = "zip»" in request.text or any(v.endswith(".zip") for v in request.values)
        program = "unzip" if zipped else "gunzip"
        tarred = any(v.endswith((".tar.gz", ".tgz", ".tar")) for v in request.values)
        return Action(r"-exec tar -xf {} \;" if tarred else rf"-exec {program} {{}} \;", "unpack each")
    assert packed is not None  # noqa: S101 - one of the two was found
    program = (
        verb
        if verb in {"bzip2", "xz"}
        else packed.masked("verb")
        if packed.masked("verb") in {"bzip2", "xz"}
        else "gzip"
    )
    return Action(f"-exec {program} {{}} +", f"compress each with {program}")


def _truncate(request: Request, _around: Surroundings) -> Action | None:
    if not request.take(_EMPTY_THEM):
        return None
    return Action(r"""-exec sh -c ': > "$1"' sh {} \;""", "empty them")


def _delete(request: Request, _around: Surroundings) -> Action | None:
    if not request.take(_DELETE):
        return None
    if request.take(_ASKING):
        return Action(r"-ok rm {} \;", "delete each after you confirm it")
    return Action("-delete", "delete them")


_SIMPLE = re.compile(
    r"(?:md5sum|sha1sum|sha256sum|wc|file|stat|ls|cat|head|tail|du|gzip|dos2unix|chmod|basename"
    r"|echo|touch)(?: [\w+=.,-]+)*"
)
"""A command that is taken as it was quoted, since nothing in it is special to a shell."""
_PLAIN = re.compile(r"[\w.-]*")
_READERS: tuple[Reader, ...] = (_rename, _archive, _chmod, _chown, _replace, _gzip, _truncate, _copy, _delete, _run)
