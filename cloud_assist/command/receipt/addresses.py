"""Addresses as tools take them, without the secrets in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

_URL = re.compile(r"([A-Za-z][\w+.-]*)://(?:([^/?#]*)@)?([^/?#@]*)(/[^?#]*)?(?:\?([^#]*))?")


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL that say where it leads."""

    scheme: str
    user: str
    hosts: str
    """Host names, several with commas between them where a driver takes that; without ports."""
    port: str
    """Of the first host; empty where none is named."""
    path: str
    """Without the slash before it."""
    query: Mapping[str, str] = field(default_factory=dict)


def address_of(text: str) -> Address | None:
    """Return the parts of a URL; None where `text` is none."""
    match = _URL.match(text)
    if match is None:
        return None
    scheme, login, authority, path, query = match.groups()
    pairs = [host_and_port(part) for part in authority.split(",")]
    hosts = ",".join(unquote(host) for host, _ in pairs)
    user = unquote((login or "").partition(":")[0])
    return Address(scheme.lower(), user, hosts, pairs[0][1], unquote(path or "")[1:], dict(parse_qsl(query or "")))


def host_and_port(text: str) -> tuple[str, str]:
    """Return (host, port) of `host:port`; an IPv6 address may stand in brackets."""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest.removeprefix(":")
    host, colon, port = text.rpartition(":")
    return (host, port) if colon and ":" not in host else (text, "")


def without_secrets(url: str) -> str:
    """Return a URL as it may be shown: no user, password, query or fragment; what is no URL as it is."""
    match = _URL.match(url)
    return f"{match[1]}://{match[3]}{match[4] or ''}" if match else url
