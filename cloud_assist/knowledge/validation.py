"""What the installed CLIs would refuse in a whole shell line: each program it starts here is checked on its own.

The bridge between two neighbours that do not know each other: the shell knows the words, the catalog what is accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cloud_assist.catalog.accepts.words import Place
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.validate import validate_words
from cloud_assist.command.assessment import Examination
from cloud_assist.command.syntax.parser import OPAQUE, Script, Simple, Word, walk
from cloud_assist.models import Finding
from cloud_assist.tools.registry import runs_elsewhere

_APPENDING = frozenset({"xargs", "parallel"})
"""Programs that put words behind the command they run, unseen in the line."""
_UNSEEN = Word(OPAQUE, "", splits=True)
_NOWHERE = frozenset({"/dev/null", "/dev/stderr", "/dev/stdout"})


def validate(examination: Examination, tables: Tables, *, environ: Mapping[str, str], cwd: Path) -> tuple[Finding, ...]:
    """Return what the CLIs would refuse in a command; () where nothing is known against it. Never raises.

    Args:
        examination: of the command; what does not parse is left to the assessment.
        tables: of this machine, see `catalog.clis.building.open_tables`; with none there are no findings.
        environ: the environment that the command inherits.
        cwd: absolute working directory.
    """
    script = examination.script
    if script.problems or not any(table.cli in examination.command for table in tables):
        return ()
    makes_files = _writes(script)
    found: list[Finding] = []
    for index, simple in enumerate(local_commands(examination)):
        place = Place(cwd, environ, files_may_change=makes_files or index > 0)
        found += validate_words([_open_values(word, examination) for word in simple.words], tables, place)
    return tuple(dict.fromkeys(found))


def _open_values(word: Word, examination: Examination) -> Word:
    """Return a word as one whose value is known only later, where something is still open in it."""
    if examination.stand_ins is None:
        return word
    text = word.text
    for standing_in, _ in examination.stand_ins.places:
        text = text.replace(standing_in, OPAQUE)
    return word if text == word.text else word._replace(text=text)


def local_commands(examination: Examination) -> Iterator[Simple]:
    """Yield every simple command of a line that runs on this machine, those inside wrappers (`sudo`, `xargs`) too."""
    written = {id(simple) for simple in walk(examination.script.parts)}
    elsewhere = appended = False
    for simple in examination.judgement.commands:
        if id(simple) in written:
            elsewhere = appended = False
        if not elsewhere:
            yield simple._replace(words=(*simple.words, _UNSEEN)) if appended else simple
        program = simple.words[0].text.rpartition("/")[2]
        # Another machine and a container have versions of their own.
        elsewhere = elsewhere or runs_elsewhere(program, (word.text for word in simple.words[1:]))
        appended = appended or program in _APPENDING


def _writes(script: Script) -> bool:
    return any(
        ">" in redirect.operator and redirect.target.text not in _NOWHERE
        for simple in walk(script.parts)
        for redirect in simple.redirects
    )
