"""A word as `catalog.accepts` wants it, without a shell parser."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.catalog.accepts.words import OPAQUE


@dataclass(frozen=True, slots=True)
class PlainWord:
    """A word that is what it is, with nothing that the shell would put in its place."""

    text: str
    glob: bool = False
    splits: bool = False

    @property
    def opaque(self) -> bool:
        """Whether any of it is known only when the command runs."""
        return OPAQUE in self.text
