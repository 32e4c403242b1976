"""Which Redis server redis-cli and its like would reach.

Source: "Redis CLI" of the Redis manual and `redis-cli --help`: options end at the first word of the command; -u gives
host, port and number at once; no variable names a server.
"""

from __future__ import annotations

from cloud_assist.command.receipt.addresses import address_of
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry

_WITH_VALUE_WORDS = """
    -h -p -t -s -a -u -r -i -n -d -D -x -X --user --pass --sni --cacert --cacertdir --cert --key --tls-ciphers
    --tls-ciphersuites --lru-test --pipe-timeout --rdb --functions-rdb --intrinsic-latency --eval --pattern
    --quoted-pattern --memkeys-samples --keystats-samples --count --cursor --top --show-pushes
"""
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split()) - {"-x"}
_HERE = "127.0.0.1"


def redis_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a Redis client; nothing for the surroundings."""
    receipt = Receipt("redis")
    if not call.program:
        return ()
    if "--cluster" in call.arguments:
        nodes = [word for word in call.arguments if ":" in word and not word.startswith("-")]
        for node in nodes:
            receipt.add("host", node, "the command")
        return receipt.entries
    own = _before_command(call)
    socket = own.given(("-s",))
    if socket[0]:
        receipt.add("host", *socket)
        return receipt.entries
    host, port, number = (_last(own, name) for name in ("-h", "-p", "-n"))
    receipt.add("host", *(host if host[0] else (_HERE, "no other is set")))
    receipt.add("port", *port)
    receipt.add("database", *number)
    return receipt.entries


def _last(call: Invocation, name: str) -> tuple[str, str]:
    """Return (value, option) of `-h`, `-p` or `-n`, or what -u says of it: whichever of the two comes later counts."""
    arguments = call.arguments
    at = max((index for index, argument in enumerate(arguments) if argument == "-u"), default=len(arguments))
    before, after = call._replace(arguments=arguments[:at]), call._replace(arguments=arguments[at + 2 :])
    address = address_of(call.given(("-u",))[0])
    of_uri = {"-h": address.hosts, "-p": address.port, "-n": address.path}[name] if address else ""
    return after.given((name,)) if after.option(name) else (of_uri, "-u") if of_uri else before.given((name,))


def _before_command(call: Invocation) -> Invocation:
    """Return the invocation with the options before the command's first word only."""
    end, skip = len(call.arguments), False
    for index, argument in enumerate(call.arguments):
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif not argument.startswith("-"):
            end = index
            break
    return call._replace(arguments=call.arguments[:end])
