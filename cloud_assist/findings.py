"""The closed list of what can be found about a command besides its risk class; all findings are made here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cloud_assist.models import Finding, Severity


class Code(StrEnum):
    """Stable identifiers of findings; stored sessions and scripts know them, so a name is never given a new meaning."""

    # What the command does, by its own words.
    REVEALS_SECRET = "reveals-secret"  # noqa: S105
    INTERACTIVE = "interactive"
    SENDS_DATA_OUT = "sends-data-out"
    NETWORK_CODE = "network-code"
    CHANGES_CREDENTIALS = "changes-credentials"
    CHANGES_CONTEXT = "changes-context"
    FOLLOWS = "follows"
    CLOSED_PIPE = "closed-pipe"
    PRIVILEGED = "privileged"
    REMOTE = "remote"
    DRY_RUN = "dry-run"
    # How it is written.
    HIDDEN_TEXT = "hidden-text"
    LOOK_ALIKE = "look-alike"
    PADDING = "padding"
    SYNTAX = "syntax"
    OPEN_PLACEHOLDER = "open-placeholder"
    # What it would start, and where it would act.
    FOREIGN_PROGRAM = "foreign-program"
    FOREIGN_CODE = "foreign-code"
    MISSING_PROGRAM = "missing-program"
    PROTECTED_TARGET = "protected-target"
    UNKNOWN_TARGET = "unknown-target"
    READ_ONLY = "read-only-mode"
    UNKNOWN_PROFILE = "unknown-profile"
    UNKNOWN_CONTEXT = "unknown-context"
    UNREADABLE_CONFIGURATION = "unreadable-configuration"
    LEAVES_PLAYGROUND = "leaves-playground"
    # What the CLI that would run it refuses.
    UNKNOWN_SERVICE = "unknown-service"
    UNKNOWN_OPERATION = "unknown-operation"
    UNKNOWN_OPTION = "unknown-option"
    FOREIGN_OPTION = "foreign-option"
    MISSING_OPTION = "missing-option"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    BAD_VALUE = "bad-value"
    BAD_SHORTHAND = "bad-shorthand"
    BAD_JSON = "bad-json"
    BAD_QUERY = "bad-query"
    MISSING_FILE = "missing-file"
    NOT_READ = "not-read"

    @property
    def severity(self) -> Severity:
        """How much it weighs, where the finder does not know better."""
        return _TRAITS[self].severity

    @property
    def about(self) -> str:
        """The sentence for the person where the finder has none of its own; "" where it always has."""
        return _TRAITS[self].about

    @property
    def repairable(self) -> bool:
        """Whether a model that is told of it can be expected to write the command right."""
        return _TRAITS[self].repairable


@dataclass(frozen=True, slots=True)
class _Trait:
    severity: Severity
    about: str = ""
    repairable: bool = False


_REFUSED = _Trait(Severity.ERROR)
_REPAIRABLE = _Trait(Severity.ERROR, repairable=True)
_TRAITS: dict[Code, _Trait] = {
    Code.REVEALS_SECRET: _Trait(Severity.WARNING, "Prints a secret or creates a credential."),
    Code.INTERACTIVE: _Trait(Severity.ERROR, "Needs an interactive terminal, which is not available here."),
    Code.SENDS_DATA_OUT: _Trait(Severity.WARNING, "Sends data to another machine."),
    Code.NETWORK_CODE: _Trait(Severity.ERROR, "Runs code from the network."),
    Code.CHANGES_CREDENTIALS: _Trait(Severity.WARNING, "Changes credentials, keys or permissions."),
    Code.CHANGES_CONTEXT: _Trait(Severity.WARNING, "Changes the target of later commands."),
    Code.FOLLOWS: _Trait(Severity.WARNING, "Keeps running until you stop it or the time limit is reached."),
    Code.CLOSED_PIPE: _Trait(Severity.WARNING),
    Code.PRIVILEGED: _Trait(Severity.INFO, "Runs with another user's rights."),
    Code.REMOTE: _Trait(Severity.INFO, "Runs on another machine or in a container."),
    Code.DRY_RUN: _Trait(Severity.INFO, "This is a dry run."),
    Code.HIDDEN_TEXT: _Trait(Severity.ERROR, "Contains characters that are invisible or misleading."),
    Code.LOOK_ALIKE: _Trait(Severity.ERROR),
    Code.PADDING: _Trait(
        Severity.WARNING, "Contains a long gap of spaces with more of the command after it. Read all of it."
    ),
    Code.SYNTAX: _Trait(Severity.ERROR, "Cannot be parsed as a shell command."),
    Code.OPEN_PLACEHOLDER: _Trait(Severity.ERROR),
    Code.FOREIGN_PROGRAM: _Trait(Severity.ERROR, "Runs a program of the same name from an unexpected place."),
    Code.FOREIGN_CODE: _Trait(Severity.WARNING, "Makes a known program run other code or send data elsewhere."),
    Code.MISSING_PROGRAM: _Trait(Severity.WARNING),
    Code.PROTECTED_TARGET: _Trait(Severity.WARNING),
    Code.UNKNOWN_TARGET: _Trait(Severity.WARNING),
    Code.READ_ONLY: _REFUSED,
    Code.UNKNOWN_PROFILE: _Trait(Severity.WARNING),
    Code.UNKNOWN_CONTEXT: _Trait(Severity.WARNING),
    Code.UNREADABLE_CONFIGURATION: _Trait(Severity.WARNING),
    Code.LEAVES_PLAYGROUND: _REFUSED,
    Code.UNKNOWN_SERVICE: _REPAIRABLE,
    Code.UNKNOWN_OPERATION: _REPAIRABLE,
    Code.UNKNOWN_OPTION: _REPAIRABLE,
    Code.FOREIGN_OPTION: _REPAIRABLE,
    Code.MISSING_OPTION: _REPAIRABLE,
    Code.UNEXPECTED_ARGUMENT: _REFUSED,
    Code.BAD_VALUE: _REPAIRABLE,
    Code.BAD_SHORTHAND: _REPAIRABLE,
    Code.BAD_JSON: _REPAIRABLE,
    Code.BAD_QUERY: _REPAIRABLE,
    Code.MISSING_FILE: _REPAIRABLE,
    Code.NOT_READ: _Trait(Severity.INFO),
}


def finding(code: Code, text: str = "", suggestion: str = "", *, severity: Severity | None = None) -> Finding:
    """Return a finding; `text` and `severity` take the place of the code's own."""
    return Finding(severity or code.severity, code.value, text or code.about, suggestion)


def next_step(found: Finding) -> str:
    """Return what a person can do about a finding; "" where its text says that already: "Did you mean `build`?"."""
    return "" if f"`{found.suggestion}`" in found.text else found.suggestion


def repairable(found: Finding) -> bool:
    """Return whether a model could mend this: an error whose code is repairable; never for a code we do not know."""
    known = found.code in Code.__members__.values()
    return known and found.severity is Severity.ERROR and Code(found.code).repairable
