"""Errors, cut by what the caller can do about them, and the exit status each one ends in.

CloudAssistError                what happened, why, what to do next
├── UsageError              2   the request itself cannot be taken
├── ConfigurationError     78   a setting is invalid or unreadable
├── ModelError
│   ├── NoUsableReplyError 65   the model answered, but not with a command
│   ├── TokenLimitError    77   the session has used up the tokens it may use
│   ├── ModelUnreachableError 69 no answer: network, key, model name, time-out
│   └── RateLimitedError   75   try later; `retry_after_s` says when, where known
├── RefusedError           77   a person or the policy said no
├── StoreError             70   sessions, journal or audit cannot be read or written
│   └── NoSuchSessionError  2   there is no session of that name, or more than one
├── ExecutionError         70   the command could not be started at all
└── CancelledByUserError  130   the person stopped it
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit statuses of `cloud-assist run` (the command's own status wins where a command ran).

    The numbers from 64 up follow BSD's sysexits.h, 124 follows timeout(1), 130 a shell's SIGINT.
    """

    OK = 0
    USAGE = 2
    NO_USABLE_REPLY = 65
    MODEL_UNREACHABLE = 69
    INTERNAL = 70
    OUTPUT_LOST = 74
    RATE_LIMITED = 75
    REFUSED = 77
    CONFIGURATION = 78
    TIMED_OUT = 124
    CANCELLED = 130


class CloudAssistError(Exception):
    """Anything this program can explain: `what` happened, `why`, and what `todo` next.

    `what` and `why` are sentences without their full stop's absence mattering; any but `what` may be empty.
    """

    exit_code = ExitCode.INTERNAL

    def __init__(self, what: str, *, why: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.todo = todo

    def __str__(self) -> str:
        return "\n".join(part for part in (self.what, self.why, self.todo) if part)


class UsageError(CloudAssistError):
    """The request cannot be taken as it stands (empty, too long, not text)."""

    exit_code = ExitCode.USAGE


class ConfigurationError(CloudAssistError):
    """A setting is invalid or a configuration file cannot be read."""

    exit_code = ExitCode.CONFIGURATION


class ModelError(CloudAssistError):
    """The proposer did not give a usable answer."""

    exit_code = ExitCode.MODEL_UNREACHABLE


class NoUsableReplyError(ModelError):
    """The model answered, but nothing in the answer is a command, a question or an answer."""

    exit_code = ExitCode.NO_USABLE_REPLY


class TokenLimitError(ModelError):
    """The session has used up the tokens that the person allowed; no model was asked."""

    exit_code = ExitCode.REFUSED


class ModelUnreachableError(ModelError):
    """No answer came: network, credentials, model name or time-out.

    `another_may_answer` says whether another model may do, as after a time-out; after a rejected key the person is
    wanted.
    """

    def __init__(self, what: str, *, why: str = "", todo: str = "", another_may_answer: bool = True) -> None:
        super().__init__(what, why=why, todo=todo)
        self.another_may_answer = another_may_answer


class RateLimitedError(ModelError):
    """The provider asks to wait; `retry_after_s` is its own figure in seconds, or None."""

    another_may_answer = True

    exit_code = ExitCode.RATE_LIMITED

    def __init__(self, what: str, *, why: str = "", todo: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(what, why=why, todo=todo)
        self.retry_after_s = retry_after_s


class RefusedError(CloudAssistError):
    """A person or the policy said no; nothing ran."""

    exit_code = ExitCode.REFUSED


class StoreError(CloudAssistError):
    """Sessions, journal or audit trail cannot be read or written; nothing ran."""


class NoSuchSessionError(StoreError):
    """There is no session of that id, or more than one begins so."""

    exit_code = ExitCode.USAGE


class ExecutionError(CloudAssistError):
    """The command could not be started at all (no bash, no such directory)."""


class CancelledByUserError(CloudAssistError):
    """The person stopped it."""

    exit_code = ExitCode.CANCELLED
