"""What probably went wrong with a command that failed, read off its exit status and its errors."""

from __future__ import annotations

import re

from cloud_assist.models import RunResult

_CAUSES: tuple[tuple[str, str], ...] = (
    # (pattern in the error text, what it means and what to do); first match wins, the most telling first.
    (
        r"ExpiredToken|token.{0,40}expired|session has expired|SSO session.{0,40}expired",
        "The credentials expired. Sign in again (for AWS SSO: aws sso login), then retry.",
    ),
    (
        r"Unable to locate credentials|NoCredentialProviders|could not find default credentials|Please run 'az login'|"
        r"You do not currently have an active account",
        "No credentials were found. Sign in with the tool's own login command, then retry.",
    ),
    (
        r"InvalidClientTokenId|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId",
        "The cloud rejected the credentials. Check the profile or the keys in use.",
    ),
    (
        r"AccessDenied|UnauthorizedOperation|is not authorized to perform|PERMISSION_DENIED|Forbidden|"
        r"AuthorizationFailed",
        "Permission is missing: the credentials are valid, but do not allow this.",
    ),
    (r"config profile \(.{0,80}\) could not be found", "The AWS profile does not exist in the configuration."),
    (r"You must specify a region", "No AWS region is set. Add --region, or set AWS_REGION."),
    (
        r"current-context is not set|no configuration has been provided|connection to the server localhost:8080",
        "kubectl has no cluster: no current context is set.",
    ),
    (
        r"Unable to connect to the server|Could not connect to the endpoint|Could not resolve host|"
        r"Temporary failure in name resolution|Connection refused|connection timed out",
        "The server could not be reached. Check the network, the VPN and the endpoint.",
    ),
    (
        r"NoSuchBucket|ResourceNotFound|NotFound\b|does not exist|not found|No such file or directory",
        "A resource named in the command was not found locally or in this account, region or namespace.",
    ),
    (
        r"Unknown options?:|unrecognized arguments|unknown flag|unknown shorthand flag|invalid option|invalid choice|"
        r"Invalid choice|unknown command|illegal option",
        "The tool does not know one of the command's options or subcommands.",
    ),
    (
        r"the following arguments are required|required flag|missing required|parameter validation failed",
        "The command lacks an argument that the tool requires.",
    ),
    (r"AlreadyExists|already exists|BucketAlreadyOwnedByYou", "It already exists."),
    (
        r"Throttling|Rate exceeded|TooManyRequests|RESOURCE_EXHAUSTED",
        "The cloud's rate limit was reached. Retry in a moment.",
    ),
    (r"No space left on device", "The disk is full."),
    (r"Permission denied", "Permission denied: you may not read, write or run one of the files."),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), meaning) for pattern, meaning in _CAUSES)

_STATUSES = {
    126: "The program was found, but cannot be run.",
    127: "The program is not installed, or not on the PATH.",
    137: "The command was killed (signal 9). The machine may be out of memory.",
    139: "The program crashed (signal 11).",
    141: "A later program in the pipe stopped reading early. This is often harmless.",
    143: "Another process stopped the command (signal 15).",
}


_NO_ERROR = re.compile(
    r"(\S+:? )?\[?warn(ing)?[\]: ]|\W*deprecat|\W*(note|notice|info|hint|debug)\W*[:\]]|[WID]\d{4} |\++ ", re.IGNORECASE
)
"""Begins a line of stderr that tells of no error: a warning, a notice, a line of `set -x`."""


def diagnose(result: RunResult) -> str:
    """Return what probably went wrong, in one or two sentences; "" where nothing is known.

    It is read off the exit status and what the command wrote to stderr as an error: what it printed is data, which may
    hold any word.
    """
    if result.timed_out:
        return (
            f"The command did not finish within {result.duration_s:.0f} s. If it needs longer, raise COMMAND_TIMEOUT."
        )
    if result.exit_status == 127:
        return _STATUSES[127]
    errors = "\n".join(line for line in result.error_tail.splitlines() if not _NO_ERROR.match(line))
    for pattern, meaning in _COMPILED:
        if pattern.search(errors):
            return meaning
    return _STATUSES.get(result.exit_status, "")


def summary_of(result: RunResult, error: str) -> str:
    """Return on one line how a command failed, for the requests that follow: its exit status and its last words."""
    last = error.strip().splitlines()[-1:] or [""]
    return f"exit {result.exit_status}: {last[0][:200]}".rstrip(": ")
