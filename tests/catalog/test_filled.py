"""Requests as people type them get the whole command, with every name, date and id in its place."""

from __future__ import annotations

import sqlite3

from cloud_assist.catalog.index import create
from cloud_assist.catalog.recipes import recipes
from cloud_assist.catalog.search import Searcher
from tests.catalog.said import requests
from tests.catalog.small_vocabulary import NOW

_RIGHT_AT_ONCE = 0.8
_AMONG_FIVE = 0.88


def test_most_requests_are_answered_by_the_whole_command() -> None:
    connection = sqlite3.connect(":memory:")
    create(connection, recipes(), {})
    search = Searcher(connection, lambda _program: True, now=lambda: NOW)
    wanted = dict(line.split(" => ", maxsplit=1) for line in requests("filled"))
    found = {asked: [hit.suggestion.command for hit in search.search(asked)] for asked in wanted}
    first = [asked for asked in wanted if found[asked][:1] == [wanted[asked]]]
    five = [asked for asked in wanted if wanted[asked] in found[asked]]
    assert len(first) >= _RIGHT_AT_ONCE * len(wanted), sorted(wanted.keys() - set(first))
    assert len(five) >= _AMONG_FIVE * len(wanted), sorted(wanted.keys() - set(five))
