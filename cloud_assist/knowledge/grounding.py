"""What a model is told of the installed CLIs, where grounding is on: the nearest operations and their options.

Found in the local catalog by the request's words, without a model and without running anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.models import Suggestion
from cloud_assist.settings import Settings

if TYPE_CHECKING:
    from cloud_assist.catalog.catalog import Catalog

CANDIDATES = 5
_LOOKED_AT = 25
"""Hits of the search, so that five different operations are among them."""
_TOO_FAR = 0.3
"""Closeness below which an operation has too little in common with the request to help."""
_LINE_BYTES = 220
"""Of one operation with its options."""


class Grounding:
    """Candidate operations for a request. Safe to use from several threads."""

    def __init__(self, settings: Settings, knowledge: CliKnowledge) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None

    def candidates(self, prompt: str) -> str:
        """Return up to five operations near to a request, the nearest first, a line each; "" where none is near."""
        with self._lock:
            hits = self._opened().search(prompt, limit=_LOOKED_AT)
        near = (hit.suggestion for hit in hits if hit.closeness >= _TOO_FAR)
        return "\n".join(self._lines(near))

    def _lines(self, suggestions: Iterator[Suggestion]) -> Iterator[str]:
        seen: set[str] = set()
        for suggestion in suggestions:
            name, required, others = self._knowledge.operation(suggestion.cli, suggestion.path)
            if not name or name in seen:
                continue
            seen.add(name)
            yield _within(name, required, others)
            if len(seen) == CANDIDATES:
                return

    def close(self) -> None:
        """Close the catalog. Safe to call twice."""
        with self._lock:
            if self._catalog is not None:
                self._catalog.close()
                self._catalog = None

    def _opened(self) -> Catalog:
        """Return the catalog; where it is not built yet that is asked for, and the recipe book answers until then."""
        from cloud_assist.catalog.build_queue import CATALOG, BuildQueue  # most sessions never ask
        from cloud_assist.catalog.catalog import open_catalog

        if self._catalog is not None and self._catalog.can_be_completed:
            self._catalog.close()
            self._catalog = None
        if self._catalog is None:
            self._catalog = open_catalog(self._settings)
            if not self._catalog.complete:
                BuildQueue(self._settings).ask([CATALOG])
        return self._catalog


def _within(name: str, required: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Return one operation with its options, the required ones first, as many as there is room for."""
    line = " ".join((name, *required))
    left = [*others]
    if left:
        line += " ["
        while left and len(line.encode()) + len(left[0]) < _LINE_BYTES:
            line += left.pop(0) + " "
        line = line.rstrip() + (" …]" if left else "]")
    return line
