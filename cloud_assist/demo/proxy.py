"""The playground's only way out, which leads nowhere: a forward proxy that answers for AWS itself and refuses the rest.

Programs find it by HTTPS_PROXY and its like. Some choose an AWS host themselves whatever AWS_ENDPOINT_URL says; here
their requests end at the playground all the same. TLS is opened with certificates of the playground's own authority.
No connection leaves this machine, and no name is looked up.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import re
import ssl
import threading
from urllib.parse import urlsplit

from cloud_assist.demo.authority import Authority

AWS_DOMAINS = (
    "amazonaws.com", "amazonaws.com.cn", "amazonaws.cn", "amazonaws.eu", "amazonaws-eusc.eu", "amazonaws-us-gov.com",
    "api.aws", "on.aws", "signin.aws", "aws.dev", "aws.amazon.com", "api.amazonwebservices.com.cn",
    "api.amazonwebservices.eu", "aws.ic.gov", "c2s.ic.gov", "csp.hci.ic.gov", "aws.hci.ic.gov", "sc2s.sgov.gov",
    "aws.scloud", "cloud.adc-e.uk", "cloud-aws.adc-e.uk",
)  # fmt: skip
"""Domains below which every host is AWS's: the suffixes in botocore's partitions and endpoint rule sets."""
_CHUNK = 64 * 1024
_MAX_HEAD = 64 * 1024
_REQUEST = re.compile(rb"([A-Z]+) (\S+) (HTTP/1\.[01])\r\n")
_HOP_BY_HOP = re.compile(rb"\r\n(?:proxy-connection|proxy-authorization|connection|keep-alive):[^\r]*", re.IGNORECASE)
_REFUSAL = (
    b"HTTP/1.1 403 Outside the sandbox\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
)

_log = logging.getLogger(__name__)
_Address = tuple[str, int]


def is_aws(host: str) -> bool:
    """Return whether a host belongs to AWS."""
    return host.endswith(tuple(f".{domain}" for domain in AWS_DOMAINS)) or host in AWS_DOMAINS


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by its address or by its name."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    # AWS programs put an account or a bucket before the endpoint's host: 123456789012.127.0.0.1
    if re.search(r"(?:\A|\.)127\.0\.0\.1\Z", host):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Proxy:
    """A proxy on loopback, served by a thread of its own."""

    def __init__(self, playground: _Address, authority: Authority) -> None:
        """Make the proxy; `start` opens it.

        Args:
            playground: where the requests to AWS end.
            authority: answers for AWS's hosts.
        """
        self._playground = playground
        self._authority = authority
        self._tls: _Address = ("", 0)
        self._running = 0

    def start(self) -> str:
        """Open the proxy; return its URL. It runs until the process ends."""
        opened: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        address = opened.run_until_complete(self._open())
        threading.Thread(target=opened.run_forever, name="playground-proxy", daemon=True).start()
        return f"http://{address[0]}:{address[1]}"

    async def _open(self) -> _Address:
        inner = await asyncio.start_server(self._opened, "127.0.0.1", 0, ssl=self._tls_context())
        self._tls = inner.sockets[0].getsockname()[:2]
        outer = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_MAX_HEAD)
        self._servers = (inner, outer)  # kept: an unreferenced server is closed
        address: _Address = outer.sockets[0].getsockname()[:2]
        return address

    def _tls_context(self) -> ssl.SSLContext:
        context = self._authority.context("localhost")

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _context: ssl.SSLContext) -> None:
            if name:
                connection.context = self._authority.context(name)

        context.sni_callback = choose
        return context

    async def _opened(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand what was inside TLS to the playground."""
        await _relay(reader, writer, self._playground)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            writer.close()
            return
        request = _REQUEST.match(head)
        if request is None:
            await _refuse(writer, "This is no HTTP request.")
        elif request[1] == b"CONNECT":
            await self._connect(request[2].decode("latin-1"), reader, writer)
        else:
            await self._forward(request, head, reader, writer)

    async def _connect(self, authority: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = _host_and_port(f"//{authority}", 443)
        if is_loopback(host):
            to = (_connectable(host), port)
        elif is_aws(host):
            to = self._tls
        else:
            await _refuse(writer, _outside(host))
            return
        await _relay(reader, writer, to, greeting=b"HTTP/1.1 200 Connection established\r\n\r\n")

    async def _forward(
        self, request: re.Match[bytes], head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry out one plain request; the connection ends with it, since the next one may be for another host."""
        url = request[2].decode("latin-1")
        host, port = _host_and_port(url, 80)
        if is_loopback(host):
            to = (_connectable(host), port)
        elif is_aws(host):
            to = self._playground
        else:
            await _refuse(writer, _outside(host))
            return
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        rest = _HOP_BY_HOP.sub(b"", head[request.end() - 2 : -4])
        line = b"%s %s %s" % (request[1], path.encode("latin-1"), request[3])
        await _relay(reader, writer, to, first=line + rest + b"\r\nConnection: close\r\n\r\n")


def _host_and_port(url: str, default: int) -> tuple[str, int]:
    """Return what a URL names, in small letters; ("", default) where it names nothing."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or default
    except ValueError:
        return "", default


def _connectable(host: str) -> str:
    """Return an address of this machine that needs no look-up."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return "127.0.0.1"


def _outside(host: str) -> str:
    return f"The sandbox does not reach {host or 'this host'}: it answers for AWS only. Run this without --demo."


async def _refuse(writer: asyncio.StreamWriter, text: str) -> None:
    _log.info("refused: %s", text)
    body = f"{text}\n".encode("utf-8", "replace")
    with contextlib.suppress(ConnectionError):
        writer.write(_REFUSAL % (len(body), body))
        await writer.drain()
    writer.close()


async def _relay(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    to: _Address,
    *,
    greeting: bytes = b"",
    first: bytes = b"",
) -> None:
    """Pass bytes both ways until the other side has closed.

    Args:
        reader: from the client.
        writer: to the client.
        to: an address on loopback.
        greeting: said to the client once the other side is open.
        first: said to the other side before what the client sends.
    """
    try:
        far_reader, far_writer = await asyncio.open_connection(*to)
    except OSError:
        await _refuse(writer, f"Nothing listens on {to[0]}:{to[1]}.")
        return
    try:
        writer.write(greeting)
        far_writer.write(first)
        sending = asyncio.create_task(_pass(reader, far_writer))
        await _pass(far_reader, writer)
        sending.cancel()
    finally:
        far_writer.close()
        writer.close()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
