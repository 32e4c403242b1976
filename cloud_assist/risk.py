"""The classes of risk, apart from the other nouns: `--help` names them, and must not wait for all of `models`."""

from __future__ import annotations

from enum import StrEnum


class Caution(StrEnum):
    """How much care a risk class asks of the person: what its colour says, in each front end."""

    NONE = "none"
    SOME = "some"
    GREAT = "great"
    NO_WAY = "no_way"
    """It cannot be approved at all."""


class Risk(StrEnum):
    """What a command does, from least to most; a compound command takes the worst of its parts."""

    READ_ONLY = "read_only"
    """Reads and prints; writes nothing, starts nothing, mints no credential, reveals no secret."""
    SENSITIVE = "sensitive"
    """Reads, but reveals a secret's value or mints a credential."""
    MUTATING = "mutating"
    """Creates or changes something that can be changed back."""
    DESTRUCTIVE = "destructive"
    """Deletes, terminates, overwrites, revokes, forces, or cannot be undone."""
    UNKNOWN = "unknown"
    """Does not parse, or holds a construct or a program that no rule covers."""
    FORBIDDEN = "forbidden"
    """Ruins the machine whatever was asked; cannot be approved."""

    @property
    def rank(self) -> int:
        """Position in the order of severity: 0 for read_only, 5 for forbidden."""
        return _RISK_ORDER[self]

    @property
    def caution(self) -> Caution:
        """How much care this class asks for."""
        return _CAUTION[self]

    @staticmethod
    def worst(*risks: Risk) -> Risk:
        """Return the most severe of `risks`; read_only where there is none."""
        return max(risks, key=_RISK_ORDER.__getitem__, default=Risk.READ_ONLY)


_RISK_ORDER = {risk: rank for rank, risk in enumerate(Risk)}
_CAUTION = {
    Risk.READ_ONLY: Caution.NONE,
    Risk.SENSITIVE: Caution.SOME,
    Risk.MUTATING: Caution.SOME,
    Risk.DESTRUCTIVE: Caution.GREAT,
    Risk.UNKNOWN: Caution.GREAT,
    Risk.FORBIDDEN: Caution.NO_WAY,
}
