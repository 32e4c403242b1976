"""What SQL text does: reads, changes, destroys, or cannot be told.

Comments and strings are taken out first; every statement counts. Sources: the PostgreSQL, MySQL and SQLite manuals.
"""

from __future__ import annotations

import re

from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.models import Risk

_TOKEN = re.compile(
    r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*"|`[^`]*`|\$(\w*)\$.*?\$\1\$|--[^\n]*|\#[^\n]*|/\*(?!!).*?\*/""", re.DOTALL
)
_READS = re.compile(
    r"(?:select|show|describe|desc|explain|with|values|table|use|help|list|status|pragma|analyze|check|checksum"
    r"|exists|print|begin|commit|rollback|start|end|set|discard|fetch|declare|close|reset|locate|\(\s*select)\b"
)
_SESSION = re.compile(r"set\s+(?!global|persist|password|role|session\s+authorization|@@global)")
_CHANGES = re.compile(
    r"(?:insert|update|create|alter|replace|upsert|merge|grant|comment|rename|load|import|reindex|vacuum|refresh"
    r"|cluster|copy|lock|unlock|call|do|execute|exec|prepare|optimize|repair|flush|attach|detach|notify|listen"
    r"|install|security|savepoint|release|set|reset|change|restore|backup|move|handler|xa|start\s+(?:slave|replica)"
    r"|batch|optimise|ingest|sync)\b"
)
_DESTROYS = re.compile(
    r"(?:drop|delete|truncate|revoke|kill|purge|shutdown|stop|reassign|undrop|uninstall|reset\s+(?:master|slave"
    r"|replica))\b"
)
_INSIDE = re.compile(
    r"\b(?:drop\s+(?:table|column|database|schema|index|view|user|role|constraint|partition|function|trigger"
    r"|sequence|type|extension|policy|owned|tablespace|not\s+null|default)|delete\s+from|truncate\s+(?:table\s+)?\w)"
)
_WRITES_INSIDE = re.compile(
    r"\b(?:insert\s+into|update\s+\S+\s+set|merge\s+into|into\s+(?:outfile|dumpfile)|for\s+(?:update|share"
    r"|no\s+key)|into\s+(?!@)\w+)\b"
)
_FUNCTIONS = re.compile(
    r"\b(?:pg_(?:terminate|cancel)_backend|pg_read_(?:binary_)?file|pg_ls_dir|pg_reload_conf|pg_rotate_logfile"
    r"|pg_switch_wal|pg_promote|pg_create_\w+|pg_drop_\w+|pg_logical_\w+|pg_advisory_\w+|pg_stat_reset\w*"
    r"|pg_file_\w+|pg_write\w*|lo_\w+|dblink\w*|setval|nextval|set_config|load_file|load_extension|sys_exec"
    r"|sys_eval|xp_cmdshell|writefile|edit|readfile|query_to_xml\w*|copy_\w+|get_lock|release_lock|fts3_tokenizer"
    r"|file|url|s3|remote|jdbc|odbc|mysql|postgresql|executable|hdfs)\s*\("
)
_EXPLAIN = re.compile(r"(?:explain|describe|desc)\b(.*)", re.DOTALL)


# A function of somebody's own can change anything; these names say that they do.
_ACTS = re.compile(
    r"\b(?!date_|json_|jsonb_|array_|list_|map_|regexp_|overlay|bit_)\w*(?:delete|drop|remove|purge|truncate|reset"
    r"|update|insert|create|terminate|exec|write|send|notify|cancel|refresh|grant|revoke|disable|enable|schedule)\w*\s*\("
)


_PASSWORDS = re.compile(
    r"\bpg_(?:shadow|authid|user_mappings?)\b|\bauthentication_string\b|\*[^;]*\bmysql`?\.`?user\b", re.IGNORECASE
)
"""The tables and columns that hold the hashes of passwords, or passwords for other servers."""


def risk_of(sql: str) -> Risk:
    """Return the worst of the statements in `sql`; unknown where any of it is known only at run time."""
    if OPAQUE in sql or "/*!" in sql or any(_ends_elsewhere(match.group(0)) for match in _TOKEN.finditer(sql)):
        return Risk.UNKNOWN
    bare = _TOKEN.sub(lambda match: " x " if match.group(0)[0] in "'\"`$" else " ", sql)
    shown = Risk.SENSITIVE if _PASSWORDS.search(sql) else Risk.READ_ONLY
    return Risk.worst(shown, *(_statement(part) for part in bare.split(";")))


def _ends_elsewhere(token: str) -> bool:
    """Whether another database reads a string or a comment as ending elsewhere.

    `'\\'` is a whole string to PostgreSQL and the start of one to MySQL; `#` and `--x` are comments to one of them.
    """
    if token[0] in "'\"":
        return "\\" in token
    if token[0] in "`$":
        return ";" in token
    return token[0] == "#" or (token[:2] == "--" and not token[2:3].isspace() and len(token) > 2)


def _statement(text: str) -> Risk:
    statement = " ".join(text.lower().split())
    if not statement:
        return Risk.READ_ONLY
    if statement[:1] in {"\\", "."}:
        return meta_risk(statement)
    if "\\" in statement:
        return Risk.UNKNOWN
    if _DESTROYS.match(statement) or _INSIDE.search(statement):
        return Risk.DESTRUCTIVE
    return _not_destructive(statement)


def _not_destructive(statement: str) -> Risk:
    explained = _EXPLAIN.match(statement)
    if explained:
        return _explained(explained[1])
    if _SESSION.match(statement):
        return Risk.READ_ONLY
    if re.match(r"update\b", statement) and " where " not in statement:
        return Risk.DESTRUCTIVE
    if statement.startswith("pragma"):
        return Risk.MUTATING if _PRAGMA_SETS.search(statement) else Risk.READ_ONLY
    if _MAINTAINS.match(statement):
        return Risk.MUTATING
    if _ACTS.search(statement) and _READS.match(statement):
        return Risk.MUTATING
    if _FUNCTIONS.search(statement) or (statement.startswith("copy") and "program" in statement):
        return Risk.UNKNOWN
    return _read_or_change(statement)


def _explained(rest: str) -> Risk:
    """`explain analyze` runs the statement."""
    changes = _WRITES_INSIDE.search(rest) or re.search(r"\b(?:insert|update|create|execute|call)\b", rest)
    if changes and re.search(r"\banaly[sz]e\b", rest):
        return Risk.MUTATING
    return Risk.UNKNOWN if _FUNCTIONS.search(rest) else Risk.READ_ONLY


def _read_or_change(statement: str) -> Risk:
    if _READS.match(statement) and not re.match(r"set\b", statement):
        return Risk.MUTATING if _WRITES_INSIDE.search(statement) else Risk.READ_ONLY
    if re.match(r"copy\b.*\bto stdout\b", statement):
        return Risk.READ_ONLY
    return Risk.MUTATING if _CHANGES.match(statement) else Risk.UNKNOWN


_PRAGMA_SETS = re.compile(r"=|\((?!x\b|\s*[\w.]+\s*\))|optimize|wal_checkpoint|incremental_vacuum|shrink_memory")
_MAINTAINS = re.compile(r"(?:analyze|check(?!\s+table)|reset|start(?!\s+transaction)|list\s+add)\b")
_PSQL_READS = re.compile(
    r"\\(?:d\w*\+?|l\+?|z|conninfo|dt\+?|x|timing|pset|a|t|h|\?|sf\+?|sv\+?|encoding|echo|q|q(?:uit)?|copyright"
    r"|c(?:onnect)?|g|gx|errverbose|lo_list|set|unset|f|C|H|T|p|watch|warn|qecho)(?:\s|$)",
    re.IGNORECASE,
)
_SQLITE_READS = re.compile(
    r"\.(?:tables?|schema|databases|indexes|indices|mode|headers?|width|help|show|stats|dbinfo|fullschema|explain"
    r"|eqp|timer|echo|separator|nullvalue|print|quit|exit|bail|prompt|limit|lint|selftest|sha3sum|vfsinfo|vfslist"
    r"|changes|parameter|cd|dump|connection|version)\b"
)


def meta_risk(command: str) -> Risk:
    """Return the risk of a client's own command: psql's `\\dt`, sqlite's `.tables`."""
    if re.search(r"[|`!]", command) or "\0" in command:
        return Risk.UNKNOWN
    if command[:1] == "\\":
        # Several may stand on one line, and a `\\g FILE` writes.
        parts = ["\\" + part for part in command.split("\\")[1:]]
        if all(_PSQL_READS.match(part) and not re.match(r"\\gx?\s+\S", part) for part in parts):
            return Risk.READ_ONLY
        return Risk.UNKNOWN
    return Risk.READ_ONLY if _SQLITE_READS.match(command) else Risk.UNKNOWN
