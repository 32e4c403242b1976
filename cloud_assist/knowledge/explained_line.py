"""Every word of a whole shell line explained: the bridge from the shell's words to the catalog's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest

from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.explain_cli_command import explain_words
from cloud_assist.catalog.explanation import Explanation
from cloud_assist.catalog.manuals import Manuals
from cloud_assist.command.assessment import Examination
from cloud_assist.command.syntax.parser import Simple, Word
from cloud_assist.knowledge.validation import local_commands


def explain(
    examination: Examination, tables: Tables, *, environ: Mapping[str, str]
) -> tuple[tuple[Explanation, ...], ...]:
    """Return the explanations of each simple command that a line runs on this machine, in order. Never raises.

    () for a line that does not parse. `environ` says where the manuals are.
    """
    if examination.script.problems:
        return ()
    manuals = Manuals(environ)
    simples = [simple for simple in local_commands(examination) if simple.words]
    explained = tuple(
        explain_words(_own_words(simple, following), tables, manuals)
        for simple, following in zip_longest(simples, simples[1:])
    )
    return tuple(tuple(_of_places(each, examination) for each in words) for words in explained)


def _of_places(explanation: Explanation, examination: Examination) -> Explanation:
    """Return an explanation in the words of the command, where others stood in for what is open in it."""
    if examination.stand_ins is None:
        return explanation
    told = examination.stand_ins.told
    return replace(explanation, word=told(explanation.word), text=told(explanation.text))


def _own_words(simple: Simple, following: Simple | None) -> list[Word]:
    """Return the words of a command without those of the command that it wraps (`sudo`, `env`, `xargs`)."""
    inner = {id(word) for word in following.words} if following is not None else set()
    return [word for word in simple.words if id(word) not in inner and word.raw]
