"""Which MySQL or MariaDB server and database mysql, mysqldump and their like would reach.

Sources: "Using Option Files", "Environment Variables" and "Connecting to the MySQL Server Using Command Options" of the
MySQL manual; mysql(1). Options win over option files, of which the last one read wins, those over MYSQL_HOST and its
like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cloud_assist.command.receipt.files import expand, is_folder, read_text, shown
from cloud_assist.command.receipt.invocation import Invocation, Receipt, unbundled
from cloud_assist.models import TargetEntry

_LETTERS = "DeEhPuSTr"
_LONG_WORDS = """
    --host --port --user --database --socket --execute --defaults-file --defaults-extra-file --protocol --where
    --result-file --ignore-table --login-path --defaults-group-suffix --default-character-set --delimiter
"""
_LONG = frozenset(_LONG_WORDS.split())
_FILES = ("/etc/my.cnf", "/etc/mysql/my.cnf")
_LINE = re.compile(r"\s*([\w-]+)\s*(?:=\s*(.*?))?\s*")
_KEYS = frozenset({"host", "port", "user", "database", "socket"})
_NAMES = {"host": ("-h", "--host"), "port": ("-P", "--port"), "database": ("-D", "--database"),
          "user": ("-u", "--user"), "socket": ("-S", "--socket")}  # fmt: skip
_VARIABLES = {"host": "MYSQL_HOST", "port": "MYSQL_TCP_PORT", "socket": "MYSQL_UNIX_PORT"}
_DATABASE_FIRST = frozenset({"mysql", "mariadb", "mysqldump", "mariadb-dump", "mycli", "mysqlimport", "mysqlcheck",
                             "mysqlshow"})  # fmt: skip
_DEPTH = 5


def mysql_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a MySQL client, or of the surroundings where MYSQL_HOST names a server."""
    receipt = Receipt("mysql")
    if not call.program and not call.variable("MYSQL_HOST"):
        return ()
    call = unbundled(call, _LETTERS, attached="p#")
    found = {
        name: (variable[1], call.source(variable[0]))
        for name, one in _VARIABLES.items()
        if (variable := call.variable(one))
    }
    found |= {key: (value, source) for key, value, source in _from_files(call)}
    operands = call.operands({f"-{letter}" for letter in _LETTERS} | _LONG)
    if operands and call.program in _DATABASE_FIRST and not call.has("--databases", "-B", "--all-databases", "-A"):
        found["database"] = (operands[0], "the command")
    found |= {name: (given[1], given[0]) for name, options in _NAMES.items() if (given := call.option(*options))}
    if "host" not in found and call.program:
        found["host"] = ("localhost", "no other is set")
    if found.get("host", ("",))[0] != "localhost":
        found.pop("socket", None)  # sockets are of this machine
    for name in ("host", "port", "socket", "database", "user"):
        receipt.add(name, *found.get(name, ("", "")))
    return receipt.entries


def _from_files(call: Invocation) -> Iterator[tuple[str, str, str]]:
    if call.has("--no-defaults"):
        return
    only, extra = call.option("--defaults-file"), call.option("--defaults-extra-file")
    names = [only[1]] if only else [*_FILES, *([extra[1]] if extra else []), "~/.my.cnf"]
    groups = {"client", call.program, "client-server", "client-mariadb"}
    if suffix := call.option("--defaults-group-suffix"):
        groups |= {f"{group}{suffix[1]}" for group in groups}
    for name in names:
        if (path := expand(name, call.environ, call.cwd)) is not None:
            yield from ((key, value, shown(file, call.environ)) for file, key, value in _settings(path, groups))


def _settings(path: Path, groups: set[str], depth: int = 0) -> Iterator[tuple[Path, str, str]]:
    """Yield the settings of `groups` in one file and in those that it includes, in order."""
    group = ""
    for line in (read_text(path) or "").splitlines():
        text = line.strip()
        if text.startswith("[") and "]" in text:
            group = text[1 : text.index("]")]
        elif text.startswith("!include") and depth < _DEPTH:
            for file in _included(path, text):
                yield from _settings(file, groups, depth + 1)
        elif group in groups and (match := _LINE.fullmatch(text)) and match[1].replace("_", "-") in _KEYS:
            yield path, match[1], (match[2] or "").strip("'\"")


def _included(path: Path, line: str) -> list[Path]:
    word, _, name = line.partition(" ")
    target = path.parent / name.strip()
    if word != "!includedir":
        return [target]
    try:
        return sorted(target.glob("*.cnf"))[:100] if is_folder(target) else []
    except OSError:
        return []
