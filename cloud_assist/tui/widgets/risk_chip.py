"""A command's risk class as a coloured word, and where its colour comes from."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.models import Caution, ProposalSource, Risk

_STYLES = {
    Caution.NONE: "$text-success on $success-muted",
    Caution.SOME: "$text-warning on $warning-muted",
    Caution.GREAT: "bold $text-error on $error-muted",
    Caution.NO_WAY: "bold reverse $text-error",
}
_CLASSES = {
    Caution.NONE: "-calm",
    Caution.SOME: "-careful",
    Caution.GREAT: "-danger",
    Caution.NO_WAY: "-danger",
}
_WORDS = {
    Risk.READ_ONLY: "read-only",
    Risk.SENSITIVE: "reveals secrets",
    Risk.MUTATING: "makes changes",
    Risk.DESTRUCTIVE: "destructive",
    Risk.UNKNOWN: "unknown effect",
    Risk.FORBIDDEN: "forbidden",
}
_SOURCES = {
    ProposalSource.MODEL: "proposed by the model",
    ProposalSource.CATALOG: "proposed without a model",
    ProposalSource.USER: "your own command",
}


def risk_chip(risk: Risk) -> Content:
    """Return the chip; the word alone carries the meaning, so that it reads without colour too."""
    return Content.styled(f" {_WORDS[risk]} ", _STYLES[risk.caution])


def risk_words(risk: Risk) -> str:
    """Return the class in plain words."""
    return _WORDS[risk]


def risk_class(risk: Risk) -> str:
    """Return the CSS class that colours a frame by risk: `-calm`, `-careful` or `-danger`."""
    return _CLASSES[risk.caution]


def source_words(source: ProposalSource) -> str:
    """Return who proposed a command, in plain words."""
    return _SOURCES[source]
