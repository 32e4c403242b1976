"""Which names promise a secret: `DB_PASSWORD` and `clientSecret` do, `NextToken` and `password_file` do not."""

from __future__ import annotations

import re
from functools import lru_cache

# Name with its separators squeezed out → kind; the first that is found in the name wins.
_KINDS: tuple[tuple[str, str], ...] = tuple(
    (word, kind)
    for kind, words in (
        ("aws_secret", "secretaccesskey awssecretkey awssecret"),
        ("aws_session_token", "awssessiontoken sessiontoken securitytoken"),
        ("azure_storage_key", "accountkey storagekey"),
        ("azure_shared_key", "sharedaccesskey primarykey secondarykey"),
        ("kubernetes_client_key", "clientkeydata certificatekey"),
        ("client_secret", "clientsecret"),
        ("secret_id", "secretid"),
        ("private_key", "privatekey keymaterial"),
        ("password", "password passwd passphrase passwort pwd"),
        ("login_password", "pass pw"),
        ("api_key", "apikey appkey applicationkey apitoken functionkey integrationkey"),
        ("access_key", "accesskey"),
        ("encryption_key", "encrypt"),
        ("login_code", "devicecode samlresponse samlrequest"),
        ("connection_string", "connectionstring dsn"),
        (
            "signing_key",
            "signingkey encryptionkey masterkey authkey hmackey sharedkey licensekey sessionkey psk unsealkey",
        ),
        ("authorization", "authorization"),
        ("token", "token"),
        ("secret", "secret"),
        ("plaintext", "plaintext"),
        ("signature", "signature sig"),
        ("registry_auth", "masterauth auth"),
        ("token", "pat"),
        ("credential", "credential"),
    )
    for word in words.split()
)
# A last part of a name that makes it a name about a secret, not the secret: password_policy, SecretArn, tokenType.
_ABOUT = frozenset({
    "id", "ids", "name", "names", "arn", "arns", "ref", "refs", "path", "paths", "file", "files", "filename", "uri",
    "url", "urls", "endpoint", "type", "types", "policy", "policies", "age", "length", "len", "last", "used",
    "expiry", "expires", "expired", "expiration", "expire", "ttl", "count", "version", "versions", "created",
    "changed", "change", "rotation", "rotate", "reset", "required", "enabled", "status", "date", "time", "at", "in",
    "manager", "store", "provider", "mode", "format", "field", "fields", "prompt", "input", "hint", "min", "max",
    "limit", "limits", "size", "class", "label", "labels", "description", "title", "help", "index", "issuer",
    "audience", "scope", "scopes", "algorithm", "alg", "method", "header", "valid", "validation",
    "validator", "strength", "complexity", "history", "tokens", "secrets", "passwords", "credentials",
    "authentication", "authorizer", "usage", "source", "location", "dir", "directory", "env", "var", "variable",
    "arg", "args", "option", "options", "set", "get", "is", "has", "error", "failed", "missing", "invalid",
    "managed", "management", "rule", "rules", "lifetime", "duration", "seconds", "days", "minutes", "hours", "ms",
    "exists", "present", "update", "updates", "updated", "inactive", "active", "cache", "request",
    "requests", "response", "issued", "expression", "spec", "host", "check",
})  # fmt: skip
# A first part that makes a token harmless: where a listing goes on, how many words a model may write.
_HARMLESS_TOKEN = frozenset({
    "next", "previous", "prev", "continuation", "page", "pagination", "starting", "start", "idempotency", "max",
    "min", "num", "number", "total", "input", "output", "prompt", "completion", "cached", "reasoning", "eos", "bos",
    "pad", "unk", "mask", "sep", "cls", "sync", "resume", "request", "public", "per", "stop", "special",
    "client", "lock", "change", "action", "sequence", "forward", "backward",
})  # fmt: skip
_WHOLE_PART = frozenset({"sig", "pat", "auth", "masterauth", "psk", "dsn", "encrypt"})
# A last part that ends in `pass` and is no password.
_PASSES = frozenset({
    "bypass", "compass", "encompass", "overpass", "underpass", "surpass", "trespass", "onepass", "twopass",
    "firstpass", "multipass", "singlepass", "lastpass", "upw",
})  # fmt: skip
_COMPOUND = frozenset({"key", "value", "string", "data", "base64", "b64", "text", "binary", "plain", "hash"})
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@lru_cache(maxsize=4096)
def field_kind(name: str) -> str | None:
    """Return the kind of secret that a field of this name holds, or None where its name promises none.

    >>> field_kind("AWS_SECRET_ACCESS_KEY"), field_kind("NextToken"), field_kind("password_file")
    ('aws_secret', None, None)
    """
    parts = [part.lower() for part in _PARTS.findall(name)]
    if "public" in parts:
        return None
    squashed = "".join(parts)
    for word, kind in _KINDS:
        at = squashed.rfind(word)
        if at >= 0 and _stands_alone(word, parts):
            rest = squashed[at + len(word) :]
            about = bool(rest) and (rest in _ABOUT or parts[-1] in _ABOUT)
            return None if about or _is_harmless(word, parts) else kind
    return None


def _stands_alone(word: str, parts: list[str]) -> bool:
    """Tell `token` and `mytoken` from `tokenizer`, and `pat` from `path`."""
    if word in _WHOLE_PART:
        return parts[-1] == word
    if word in {"pass", "pw"}:
        return parts[-1].endswith(word) and parts[-1] not in _PASSES
    if word not in {"token", "secret", "password", "passwd", "passphrase", "credential", "signature", "plaintext"}:
        return True
    return any(p.endswith(word) or (p.startswith(word) and p[len(word) :] in _COMPOUND) for p in parts)


def _is_harmless(word: str, parts: list[str]) -> bool:
    if word != "token" or "token" not in parts[-1]:
        return False
    before = parts[-2] if len(parts) > 1 and parts[-1] == "token" else parts[-1].removesuffix("token")
    return before in _HARMLESS_TOKEN
