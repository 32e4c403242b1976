"""Which PostgreSQL server and database psql, pg_dump and their like would reach.

Sources: psql(1), pg_dump(1); "Database Connection Control Functions", "Environment Variables" and "The Connection
Service File" of libpq's manual. A connection string wins over options, both over the service file, that over PGHOST
and its like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cloud_assist.command.receipt.addresses import address_of
from cloud_assist.command.receipt.files import expand, read_ini, shown
from cloud_assist.command.receipt.invocation import Invocation, Receipt, unbundled
from cloud_assist.models import TargetEntry
from cloud_assist.tools.tool import HERE, ThisMachine

_VARIABLES = {"host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER"}
_OPTIONS = {
    "host": ("-h", "--host"),
    "port": ("-p", "--port"),
    "user": ("-U", "--username"),
    "dbname": ("-d", "--dbname", "--maintenance-db"),
}
_LETTERS = {
    "psql": "cdfFhLopPRTUv",
    "pg_dump": "fFjnNtTEZSehpUd",
    "pg_restore": "dfFjIlLnNPSTthpU",
    "pg_dumpall": "fEldhpUS",
}
_LONG_WORDS = """
    --command --dbname --file --field-separator --host --log-file --output --port --pset --record-separator
    --table-attr --username --set --variable --format --jobs --schema --exclude-schema --table --exclude-table
    --encoding --superuser --role --section --snapshot --lock-wait-timeout --extra-float-digits --use-list
    --maintenance-db --template --owner --locale --tablespace --timeout
"""
_LONG = frozenset(_LONG_WORDS.split())
_PAIR = re.compile(r"(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']*))")
_SERVERS_OWN = frozenset({"createuser", "dropuser", "pg_dumpall", "pg_basebackup", "pg_isready"})
"""Programs whose operand is no database."""

Source = tuple[str, str]
"""(value, where it was read)."""


def postgres_entries(call: Invocation) -> tuple[TargetEntry, ...] | ThisMachine:
    """Return the receipt of a PostgreSQL client, or of the surroundings where they name a server."""
    letters = _LETTERS.get(call.program, "dhpUjtTElO")
    call = unbundled(call, letters)
    if call.program == "pg_restore" and not call.option(*_OPTIONS["dbname"]):
        return HERE  # writes a script
    if not call.program and not call.variable("PGHOST", "PGSERVICE", "PGDATABASE", "PGHOSTADDR"):
        return ()
    found = dict(_variables(call)) | dict(_service(call)) | dict(_given(call, letters))
    return _receipt(call, found)


def _receipt(call: Invocation, found: Mapping[str, Source]) -> tuple[TargetEntry, ...]:
    receipt = Receipt("postgres")
    receipt.add("service", *found.get("service", ("", "")))
    receipt.add("host", *found.get("host", ("", "")))
    receipt.add("address", *found.get("hostaddr", ("", "")))
    if not {"host", "hostaddr"} & set(found) and call.program:
        receipt.add("host", "local socket", "no other is set")
    receipt.add("port", *found.get("port", ("", "")))
    receipt.add("database", *found.get("dbname", found.get("user", ("", ""))))
    receipt.add("user", *found.get("user", ("", "")))
    return receipt.entries


def _variables(call: Invocation) -> Iterator[tuple[str, Source]]:
    for name, variable in _VARIABLES.items():
        if found := call.variable(variable):
            yield name, (found[1], call.source(variable))


def _service(call: Invocation) -> Iterator[tuple[str, Source]]:
    string = _connection_string(call)
    variable = call.variable("PGSERVICE")
    name = (string or {}).get("service") or (variable[1] if variable else "")
    if not name:
        return
    yield "service", (name, "the connection string" if string and "service" in string else call.source("PGSERVICE"))
    system = call.environ.get("PGSYSCONFDIR", "/etc/postgresql-common")
    for text in (call.environ.get("PGSERVICEFILE") or "~/.pg_service.conf", f"{system}/pg_service.conf"):
        path = expand(text, call.environ, call.cwd)
        section = read_ini(path).get(name)
        if path is not None and section is not None:
            keys = ("host", "hostaddr", "port", "dbname", "user")
            yield from ((key, (section[key], shown(path, call.environ))) for key in keys if section.get(key))
            return


def _operands(call: Invocation, letters: str) -> tuple[str, ...]:
    return call.operands({f"-{letter}" for letter in letters} | _LONG)


def _connection_string(call: Invocation) -> Mapping[str, str] | None:
    """Return the settings of a URI or a `key=value` string that stands for the database."""
    given = call.option(*_OPTIONS["dbname"])
    operands = _operands(call, _LETTERS.get(call.program, "dhpUjtTElO"))
    text = given[1] if given else operands[0] if operands else ""
    address = address_of(text) if text.startswith(("postgres://", "postgresql://")) else None
    if address is not None:
        parts = {"host": address.hosts, "port": address.port, "dbname": address.path, "user": address.user}
        return {key: value for key, value in (parts | dict(address.query)).items() if value}
    if "=" not in text:
        return None
    return {match[1]: match[2] if match[2] is not None else match[3] for match in _PAIR.finditer(text)}


def _given(call: Invocation, letters: str) -> Iterator[tuple[str, Source]]:
    string = _connection_string(call)
    for name, options in _OPTIONS.items():
        if name == "dbname" and string is not None:
            continue
        if (given := call.option(*options)) and given[1]:
            yield name, (given[1], given[0])
    operands = [] if call.program in _SERVERS_OWN else [*_operands(call, letters)]
    names = ("user",) if call.option("-d", "--dbname") else ("dbname", "user")
    if string is not None:
        yield from ((key, (value, "the connection string")) for key, value in string.items() if key in _VARIABLES)
        names, operands = ("user",), operands if call.option("-d", "--dbname") else operands[1:]
    if call.program in {"psql", "pgcli"}:
        yield from ((name, (word, "the command")) for name, word in zip(names, operands, strict=False))
    elif operands and call.program != "pg_restore":
        yield "dbname", (operands[0], "the command")
