"""Which values can be a secret: not a type, a mask, a reference, a path, a date, a placeholder or prose."""

from __future__ import annotations

import re

from cloud_assist.redaction.tokens import changes_often, has_digit

_STRONG = frozenset({"password", "aws_secret", "azure_storage_key", "client_secret", "private_key"})
LONG = 200
"""Characters from which a value is no word or placeholder any more."""

_NOT_A_SECRET = re.compile(
    r"(?ix) [*x.\-_#?\u2022\u2026=/\\]*+ | \d{1,3} | \d{1,4}[-/]\d{1,2}[-/]\d{1,4}.*"  # masks, counts, dates
    r"| (?:true|false|null|none|nil|undefined|yes|no|on|off|optional|required|any|object|default|empty|hidden|masked"
    r"|unset|str|string|strings|byte|bytes|int|integer|bool|boolean|char|varchar|text|list|dict|float|number|array|map"
    r"|type|bearer|basic|digest|sensitive|deprecated|auto|env|file|stdin|prompt|ask|always|never|latest|enabled"
    r"|disabled|minutes|seconds|hours|days)[,;]?"
    r"| \$\{[^}]*+\}? | \$\(.*+ | \$[a-z_]++ | (?-i:\$[A-Z_][A-Z0-9_]*+) | \$\d | <[^<>]*+>?"  # references
    r"| \{\{.*+ | \{\w*+\}? | %\(\w++\)s | %[sdv] | %\w++% | @/?[\w./\-]*+\.\w++ | \([a-z ]*+\)? | \[redacted.*+"
    r"| arn:.*+ | [a-z][a-z0-9+.\-]*+://.*+ | [a-z]:\\.*+ | projects/.*+"
    r"| [a-z_]\w*+(?>(?:\.[a-z_]\w*+|\[[^\]]*+\])*)[(\[].*+"  # a call, a lookup
)
_VERSIONED = re.compile(r"[A-Za-z]+[\-_]?\d{1,3}|v?\d+(?:\.\d+)+\w*|\d+[a-z]{1,3}|\d[\d:.,TZ+\-]+")
_PATH = re.compile(r"(?:~|\.{1,2})?/[^\s=+]*+")
_NAME_ONLY = re.compile(r"[A-Za-z_]+(?:[.\-][A-Za-z_]+)*[,.;:]?")
_NO_LETTER = re.compile(r"[^A-Za-z_\-.,:/]")
_VOCABULARY = re.compile(
    r"(?i)(?>(?:[_\-. ]|your|my|the|some|new|old|user|name|db|database|pass|word|wd|phrase|secret|token|access|api|app"
    r"|auth|key|session|client|private|refresh|id|value|string|here|example|placeholder|insert|enter|replace|service|account"
    r"|master|admin|root|test|dummy|foo|bar|baz|for|in|with|from|a|of|to|aws|gcp|azure|github|self|kwargs|args|config"
    r"|settings)+)"
)


def _is_harmless_value(value: str) -> bool:
    if _NOT_A_SECRET.fullmatch(value) or _VOCABULARY.fullmatch(value):
        return True
    return _PATH.fullmatch(value) is not None and not changes_often(value)


def looks_chosen(value: str) -> bool:
    """Return whether a word can be a password that a person or a generator chose, where prose would go on as well."""
    has_both = has_digit(value) and any(c.isalpha() for c in value)
    return len(value) >= 7 and has_both and not _VERSIONED.fullmatch(value)


def plausible(value: str, kind: str, shape: str) -> bool:
    """Return whether a field's value can be a secret at all, and not a type, a mask, a reference, a path, or prose."""
    if len(value) < 3 or value.startswith("[REDACTED:"):
        return False
    if len(value) <= LONG and _is_harmless_value(value):
        return False
    if shape == "quoted" and kind not in {"secret", "credential", "registry_auth", "signature"}:
        return " " not in value or kind in _STRONG or has_digit(value)
    if shape in {"comma", "said", "word"}:
        return looks_chosen(value)
    is_name = _NAME_ONLY.fullmatch(value) is not None
    wordy = is_name and not _is_random(value)
    if shape in {"line", "set"}:
        return not wordy or (kind in _STRONG and "." not in value)
    if shape == "alone":
        return not wordy or (kind == "password" and value.isalpha())
    return not wordy and (is_name or _holds_more_than_letters(value) or _is_random(value))


def _is_random(value: str) -> bool:
    return len(value) >= 10 and changes_often(value)


def _holds_more_than_letters(value: str) -> bool:
    """Return whether there is something in a value besides letters and what joins words."""
    if value.isascii():
        return _NO_LETTER.search(value) is not None
    return any(c.isdigit() or not (c.isalnum() or c in "_-.,:/") for c in value)
