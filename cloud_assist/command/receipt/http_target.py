"""Which web servers curl, wget and their like would reach: the hosts of the URLs among their words.

Sources: curl(1), wget(1). A word is taken for a URL where it names a scheme, or stands alone as a host.
"""

from __future__ import annotations

import re

from cloud_assist.command.receipt.addresses import address_of
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry

_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]+(?::\d+)?(?:/.*)?|localhost(?::\d+)?(?:/.*)?|\d+(?:\.\d+){3}(?::\d+)?(?:/.*)?")
_WITH_VALUE_WORDS = """
    -o --output -d --data --data-raw --data-binary --data-urlencode -H --header -X --request -u --user -A
    --user-agent -e --referer -b --cookie -c --cookie-jar -F --form -T --upload-file -x --proxy --resolve -m
    --max-time --connect-timeout -w --write-out -O --output-document -P --directory-prefix -K --config --json
"""
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split()) - {"-O"}


def http_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of an HTTP client; nothing for the surroundings."""
    receipt = Receipt("http")
    given = call.option("--url")
    words = [*call.operands(_WITH_VALUE), *([given[1]] if given else [])] if call.program else []
    for word in words:
        address = address_of(word) or (address_of(f"http://{word}") if _HOST.fullmatch(word) else None)
        if address is not None:
            host = address.hosts + (f":{address.port}" if address.port else "")
            receipt.add("host", host, "the command")
    return tuple(dict.fromkeys(receipt.entries))
