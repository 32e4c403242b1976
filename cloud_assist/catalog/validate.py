"""Does the CLI that would run a command accept it? Answered from the tables, without the CLI and without a network.

Works on words that somebody else has parsed; see `cloud_assist.knowledge.validation` for whole shell lines.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from cloud_assist.catalog.accepts.argparse_cli import check_argparse
from cloud_assist.catalog.accepts.aws_cli import check_aws
from cloud_assist.catalog.accepts.gcloud_cli import check_gcloud
from cloud_assist.catalog.accepts.goflag import check_goflag
from cloud_assist.catalog.accepts.pflag import check_pflag
from cloud_assist.catalog.accepts.words import Place, Word
from cloud_assist.catalog.clis.port import Style
from cloud_assist.catalog.clis.tables import CliTables, Tables
from cloud_assist.models import Finding, Severity

_CHECKS: dict[Style, Callable[[Sequence[Word], CliTables, Place], Iterator[Finding]]] = {
    Style.AWS: check_aws,
    Style.ARGPARSE: check_argparse,
    Style.PFLAG: check_pflag,
    Style.GOFLAG: check_goflag,
    Style.GCLOUD: check_gcloud,
}


def validate_words(words: Sequence[Word], tables: Tables, place: Place) -> tuple[Finding, ...]:
    """Return what the CLI named by the first word would refuse; () where it is not in the tables or all is well.

    Never raises. Findings are errors where the tables of that CLI are complete, and warnings elsewhere.
    """
    if not words or words[0].opaque:
        return ()
    cli = _cli_of(words[0].text, tables)
    if cli is None:
        return ()
    findings: list[Finding] = []
    # A table that is damaged under way, or a value nested thousands deep, says nothing more about the command.
    with suppress(sqlite3.Error, zlib.error, RecursionError):
        findings.extend(_CHECKS[cli.style](words[1:], cli, place))
    return tuple(dict.fromkeys(finding if cli.complete else _weaker(finding) for finding in findings))


def _cli_of(program: str, tables: Tables) -> CliTables | None:
    """Return the tables of a program, called by its name on PATH or by the very path that was read."""
    if "/" not in program:
        return tables.of(program)
    cli = tables.of(program.rpartition("/")[2])
    return cli if cli is not None and program == str(cli.program.path) else None


def _weaker(finding: Finding) -> Finding:
    severity = Severity.WARNING if finding.severity is Severity.ERROR else finding.severity
    return replace(finding, severity=severity)
