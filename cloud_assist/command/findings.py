"""The closed list of what can be found about a command besides its risk class."""

from __future__ import annotations

from enum import StrEnum

from cloud_assist.models import Finding, Severity


class Code(StrEnum):
    """Stable identifiers of findings."""

    REVEALS_SECRET = "reveals-secret"  # noqa: S105
    INTERACTIVE = "interactive"
    SENDS_DATA_OUT = "sends-data-out"
    NETWORK_CODE = "network-code"
    CHANGES_CREDENTIALS = "changes-credentials"
    CHANGES_CONTEXT = "changes-context"
    FOLLOWS = "follows"
    HIDDEN_TEXT = "hidden-text"
    SYNTAX = "syntax"
    FOREIGN_PROGRAM = "foreign-program"
    FOREIGN_CODE = "foreign-code"
    PRIVILEGED = "privileged"
    REMOTE = "remote"
    DRY_RUN = "dry-run"


_ABOUT: dict[Code, tuple[Severity, str]] = {
    Code.REVEALS_SECRET: (Severity.WARNING, "Prints a secret or mints a credential."),
    Code.INTERACTIVE: (Severity.ERROR, "Waits for a person at a terminal, which it does not get here."),
    Code.SENDS_DATA_OUT: (Severity.WARNING, "Sends data to another machine."),
    Code.NETWORK_CODE: (Severity.ERROR, "Runs code from the network."),
    Code.CHANGES_CREDENTIALS: (Severity.WARNING, "Changes credentials, keys or who may do what."),
    Code.CHANGES_CONTEXT: (Severity.WARNING, "Changes what later commands will hit."),
    Code.FOLLOWS: (Severity.WARNING, "Keeps running until it is stopped or the time limit ends it."),
    Code.HIDDEN_TEXT: (Severity.ERROR, "Holds characters that do not show as what they are."),
    Code.SYNTAX: (Severity.ERROR, "Cannot be read as a shell command."),
    Code.FOREIGN_PROGRAM: (Severity.ERROR, "Runs a program of the same name from an unexpected place."),
    Code.FOREIGN_CODE: (Severity.WARNING, "Makes a known program run somebody else's code or send data elsewhere."),
    Code.PRIVILEGED: (Severity.INFO, "Runs with another user's rights."),
    Code.REMOTE: (Severity.INFO, "Runs on another machine or in a container."),
    Code.DRY_RUN: (Severity.INFO, "Is a dry run."),
}


def finding(code: Code, text: str = "", suggestion: str = "") -> Finding:
    """Return a finding with the code's own severity; `text` replaces the code's own sentence."""
    severity, about = _ABOUT[code]
    return Finding(severity, code.value, text or about, suggestion)
