"""A command's risk class as a coloured word, and where its colour comes from."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.models import ProposalSource, Risk

_STYLES = {
    Risk.READ_ONLY: "$text-success on $success-muted",
    Risk.SENSITIVE: "$text-warning on $warning-muted",
    Risk.MUTATING: "$text-warning on $warning-muted",
    Risk.DESTRUCTIVE: "bold $text-error on $error-muted",
    Risk.UNKNOWN: "bold $text-error on $error-muted",
    Risk.FORBIDDEN: "bold reverse $text-error",
}
_WORDS = {
    Risk.READ_ONLY: "reads only",
    Risk.SENSITIVE: "reveals secrets",
    Risk.MUTATING: "changes things",
    Risk.DESTRUCTIVE: "destructive",
    Risk.UNKNOWN: "unknown effect",
    Risk.FORBIDDEN: "forbidden",
}
_SOURCES = {
    ProposalSource.MODEL: "proposed by the model",
    ProposalSource.CATALOG: "closest known command from the local catalog, no model",
    ProposalSource.USER: "your own command",
}


def risk_chip(risk: Risk) -> Content:
    """Return the chip; the word alone carries the meaning, so that it reads without colour too."""
    return Content.styled(f" {_WORDS[risk]} ", _STYLES[risk])


def risk_words(risk: Risk) -> str:
    """Return the class in plain words."""
    return _WORDS[risk]


def risk_class(risk: Risk) -> str:
    """Return the CSS class that colours a frame by risk: `-calm`, `-careful` or `-danger`."""
    if risk is Risk.READ_ONLY:
        return "-calm"
    return "-careful" if risk.rank < Risk.DESTRUCTIVE.rank else "-danger"


def source_words(source: ProposalSource) -> str:
    """Return who proposed a command, in plain words."""
    return _SOURCES[source]
