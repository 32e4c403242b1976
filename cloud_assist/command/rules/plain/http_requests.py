"""What one HTTP request does: its method, its address and its body, whichever program sends it.

Sources: the HTTP methods of RFC 9110 and RFC 4918, the paths of common HTTP interfaces.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Ruling, ruled
from cloud_assist.command.rules.engine.sending import is_near
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

# Words in the path of an HTTP interface that end or empty something although the method is POST or PUT.
_RUINOUS_PATH = re.compile(
    r"/(?:_?delete[\w-]*|_?purge[\w-]*|_?remove[\w-]*|_?destroy[\w-]*|_?terminate[\w-]*|_close|_shutdown|shutdown"
    r"|_cancel|cancel\w*|revoke\w*|_?flush_all|flushall|wipe\w*|_?drop\w*|_?truncate\w*|stop|kill|reset|expire"
    r"|refunds?|void|doDelete|term|uninstall|deactivate|disable|_clear)(?:[/?#&]|$)|[?&](?:Action=(?:Delete"
    r"|Terminate|Remove|Purge|Revoke)\w*|query=[^&]*(?:DROP|DELETE|TRUNCATE))|delete_by_query|delete_series"
    r"|clean_tombstones",
    re.IGNORECASE,
)
_RUINOUS_BODY = re.compile(
    r"\b(?:drop\s+(?:table|database|schema|collection|index)|delete\s+from|truncate\s+table)\b|\"?(?:method|action"
    r"|op|command|mutation)\"?\s*:?\s*\"?\s*\{?\s*(?:delete|remove|destroy|purge|terminate|drop)\w*",
    re.IGNORECASE,
)
# Interfaces where a POST with a body only asks.
_ASKING_PATH = re.compile(
    r"/(?:_search|_count|_msearch|_mget|_validate/query|_explain|_analyze|_field_caps|_sql|api/v1/query(?:_range)?"
    r"|api/v1/series|api/v1/labels)(?:[/?]|$)"
)
_METADATA = re.compile(r"169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal|fd00:ec2::254", re.IGNORECASE)
_CREDENTIAL_PATH = re.compile(
    r"security-credentials/.+|service-accounts/[^/]+/(?:token|identity)|identity/oauth2/token|/credentials"
    r"|/api/v1/(?:namespaces/[^/]+/)?secrets(?:[/?\s]|\Z)|api/token|/secret(?:s)?/data/|/v1/[^/]+/creds/"
)
_OTHER_SCHEME = re.compile(r"(?:^|\s)(?:file|smb|dict|gopher|ldap|scp|sftp|telnet|mqtt):", re.IGNORECASE)


def request_ruling(call: Call, method: str, urls: str, body: str, rule: str, codes: tuple[Code, ...]) -> Ruling:
    """Judge one HTTP request by its method, addresses and body."""
    if _OTHER_SCHEME.search(urls):
        risk = Risk.SENSITIVE if "file:" in urls.lower() else Risk.UNKNOWN
        return ruled(call, risk, f"{rule}.scheme", "It uses a protocol other than HTTP.")
    if method in {"GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND"}:
        return _fetched(call, urls, rule, codes)
    if method in {"DELETE", "PURGE", "UNLOCK"}:
        return ruled(call, Risk.DESTRUCTIVE, f"{rule}.delete", "It asks the server to delete something.", *codes)
    if _RUINOUS_PATH.search(urls) or _RUINOUS_BODY.search(body):
        text = "It asks the server to delete, cancel or empty something."
        return ruled(call, Risk.DESTRUCTIVE, f"{rule}.path", text, *codes)
    if method == "POST" and _ASKING_PATH.search(urls) and OPAQUE not in body[:1]:
        return _asked(call, urls, f"{rule}.search", codes)
    if method in {"POST", "PUT", "PATCH", "MKCOL", "COPY", "MOVE", "REPORT", "SEARCH", "QUERY", "CONNECT", "LINK"}:
        text = f"A {method} request changes something on the server."
        return ruled(call, Risk.MUTATING, f"{rule}.write", text, *codes)
    return ruled(call, Risk.UNKNOWN, f"{rule}.method", f"The request method {method!r} is not known.", *codes)


def _fetched(call: Call, urls: str, rule: str, codes: tuple[Code, ...]) -> Ruling:
    if _CREDENTIAL_PATH.search(urls):
        text = "It fetches the machine's own credentials." if _METADATA.search(urls) else "It fetches a secret."
        return ruled(call, Risk.SENSITIVE, f"{rule}.secret", text, Code.REVEALS_SECRET)
    if _RUINOUS_PATH.search(urls) and re.search(r"Action=|delete_series|[?&]query=", urls):
        return ruled(call, Risk.DESTRUCTIVE, f"{rule}.path", "The address names something that deletes.")
    return _asked(call, urls, rule, codes)


def _asked(call: Call, urls: str, rule: str, codes: tuple[Code, ...]) -> Ruling:
    """Judge a request that only reads: from a stranger's machine it is nothing to be done unasked.

    Address, headers and query are what a hostile text would have sent out, and they go out with a GET as well.
    """
    if _METADATA.search(urls):
        text = "It contacts the cloud's metadata service, which returns the machine's data and credentials."
        return ruled(call, Risk.SENSITIVE, f"{rule}.metadata", text, *codes)
    if not all(is_near(url) for url in urls.split()):
        text = f"`{call.program}` fetches and prints. The address and headers reach an external server."
        return ruled(call, Risk.SENSITIVE, f"{rule}.outside", text, *codes)
    return ruled(call, Risk.READ_ONLY, rule, f"`{call.program}` fetches and prints.", *codes)
