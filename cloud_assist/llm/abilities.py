"""What a model behind an address can do: the forms of a reply it knows, and whether it streams them.

Found out by asking, once, and remembered in the cache folder for each address and model. What is remembered is
forgotten as soon as it leads to nothing, since servers are updated.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cloud_assist.settings import Settings

FILE: Final = "model-abilities.json"
_KEPT: Final = 200
"""Models that the file keeps; the one noted longest ago goes first."""


class Form(StrEnum):
    """How a structured reply is asked for, best first."""

    SCHEMA = "schema"
    """Decoding is constrained to a JSON schema."""
    FUNCTION = "function"
    """The reply is the arguments of a function that must be called."""
    JSON = "json"
    """Decoding is constrained to some JSON object; the system message says which."""
    TEXT = "text"
    """The system message asks for it; nothing enforces it."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What has been found out of one model so far."""

    lacking: frozenset[Form] = frozenset()
    """Forms that it refuses, or takes and does not keep to."""
    unstreamed: frozenset[Form] = frozenset()
    """Forms whose reply it does not send as a stream."""

    def forms(self, offered: tuple[Form, ...]) -> tuple[Form, ...]:
        """Return those of `offered` that it knows, at least the last."""
        return tuple(form for form in offered if form not in self.lacking) or offered[-1:]

    def without(self, form: Form) -> Abilities:
        """Return the same without `form`."""
        return replace(self, lacking=self.lacking | {form})

    def without_stream(self, form: Form) -> Abilities:
        """Return the same where `form` does not stream."""
        return replace(self, unstreamed=self.unstreamed | {form})


def remembered(settings: Settings, address: str, model: str) -> RememberedAbilities:
    """Return what is remembered of `model` at `address`, a base URL; user and password in it are left out."""
    scheme, _, rest = address.partition("://")
    return RememberedAbilities(settings.cache_dir, f"{scheme}://{rest.rpartition('@')[2]}", model)


class RememberedAbilities:
    """The abilities of one model, in a file that all of them share.

    A file that cannot be read or written is as good as none: then they are found out again.
    """

    def __init__(self, cache_dir: Path, address: str, model: str) -> None:
        """Read what is remembered of `model` at `address`, a URL without user and password."""
        self._path = cache_dir / FILE
        self._key = f"{model} {address}"
        self.now = _from_plain(self._stored().get(self._key))
        """What is known at present."""

    def learn(self, found: Abilities) -> None:
        """Take over what was found out, and remember it."""
        if found == self.now:
            return
        self.now = found
        stored = self._stored()
        stored.pop(self._key, None)
        stored[self._key] = {"lacking": sorted(found.lacking), "unstreamed": sorted(found.unstreamed)}
        self._store(dict(list(stored.items())[-_KEPT:]))

    def forget(self) -> None:
        """Begin anew: what was found out has led to nothing."""
        if self.now == Abilities():
            return
        self.now = Abilities()
        stored = self._stored()
        if stored.pop(self._key, None) is not None:
            self._store(stored)

    def _stored(self) -> dict[str, Any]:
        try:
            stored: object = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _store(self, stored: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{FILE}.")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(stored, file, indent=1)
            Path(name).replace(self._path)


def _from_plain(plain: object) -> Abilities:
    """Read one entry; whatever is not understood in it counts as not known."""
    if not isinstance(plain, dict):
        return Abilities()
    known = {form.value: form for form in Form}
    lacking, unstreamed = (
        frozenset(known[name] for name in names if name in known) if isinstance(names, list) else frozenset()
        for names in (plain.get("lacking"), plain.get("unstreamed"))
    )
    return Abilities(lacking, unstreamed)
