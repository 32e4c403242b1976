"""Which MongoDB server and database mongosh, mongodump and their like would reach.

Sources: "mongosh Connect Options" and "mongodump Options" of the MongoDB manual: a URI, or --host, --port and --db.
"""

from __future__ import annotations

from cloud_assist.command.receipt.addresses import address_of, host_and_port
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry

_SHELLS = frozenset({"mongosh", "mongo"})
_WITH_VALUE_WORDS = """
    --host --port --eval --file -f --username -u --password -p --authenticationDatabase --db -d --collection -c
    --uri --out -o --archive --query -q --authenticationMechanism --apiVersion --tlsCAFile
    --tlsCertificateKeyFile --nsInclude --nsExclude --nsFrom --nsTo --type --fields
"""
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split())


def mongo_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a MongoDB client; nothing for the surroundings, since no variable names a server."""
    receipt = Receipt("mongodb")
    if not call.program:
        return ()
    given, operands = call.option("--uri"), call.operands(_WITH_VALUE)
    first = operands[0] if operands and (call.program in _SHELLS or "://" in operands[0]) else ""
    text, source = (given[1], given[0]) if given else (first, "the command")
    address = address_of(text)
    host, port, database = (address.hosts, address.port, address.path) if address else _plain(text)
    option = call.option("--host", "-h")
    if option:
        name, own = host_and_port(option[1].rpartition("/")[2])
        receipt.add("host", name, option[0])
        port = own or port
    else:
        receipt.add("host", host or "127.0.0.1", source if host else "no other is set")
    receipt.add("port", *_either(call.given(("--port",)), (port, source)))
    receipt.add("database", *_either(call.given(("--db", "-d")), (database, source)))
    return receipt.entries


def _plain(text: str) -> tuple[str, str, str]:
    """Return (host, port, database) of `host:port/database`, where a word alone is a database, or a host with a dot."""
    place, slash, database = text.partition("/")
    host, port = host_and_port(place)
    if slash or port or "." in host:
        return host, port, database
    return "", "", text if not text.endswith(".js") else ""


def _either(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    return first if first[0] else second
