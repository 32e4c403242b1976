"""Check the licences of everything that an installation brings along.

Usage: python scripts/licences.py [--list]

Reads the metadata of the installed packages, from `cloud-assist` down through its dependencies and extras. What the
base install needs must be free of the GPL and the LGPL. The extras may bring LGPL packages that are named below with
the reason; a package under the GPL or the AGPL is refused everywhere. Exits 1 where a licence is refused or unknown,
or where a package of the tree is not installed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PRODUCT = "cloud-assist"
EXTRAS = ("demo", "openai", "anthropic", "ollama", "postgres", "dev")
_GPL = re.compile(r"\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
_LGPL = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)

LGPL_ACCEPTED = {
    "psycopg": "the PostgreSQL driver of the extra `postgres`: imported unchanged, and replaceable by its user",
    "psycopg-binary": "the compiled part of psycopg",
    "psycopg-pool": "the connection pool of psycopg",
    "pyte": "the terminal that the tests drive; never part of an installation for use",
}
"""Packages under the LGPL that an extra may bring, and why; the base install may bring none."""
GPL_MENTIONED = {
    "docutils": "only its mode for Emacs is under the GPL, and that file is not in the package (extra `demo`)",
}
"""Packages whose metadata name the GPL although nothing under it is installed, and why."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What the metadata of one package say."""

    package: str
    text: str
    """The SPDX expression; without one, the licence classifiers; without those, the first line of the free text."""


def licence_of(found: Distribution) -> Licence:
    """Return the licence that a package declares; its text is empty where it declares none."""
    metadata = found.metadata
    classifiers = [
        each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or () if each.startswith("License ::")
    ]
    free = (metadata.get("License") or "").strip().split("\n")[0]
    text = metadata.get("License-Expression") or "; ".join(classifiers) or ("" if free == "UNKNOWN" else free)
    return Licence(canonicalize_name(found.name), text)


def objection(licence: Licence, *, base: bool) -> str:
    """Return why a package with this licence is refused; "" where it is not.

    Args:
        licence: what the package declares.
        base: whether the base install brings it.
    """
    if not licence.text:
        return "declares no licence"
    if _LGPL.search(licence.text):
        if base:
            return "is under the LGPL, and the base install must be free of it"
        return "" if licence.package in LGPL_ACCEPTED else "is under the LGPL, and is not in LGPL_ACCEPTED"
    if _GPL.search(licence.text) and (base or licence.package not in GPL_MENTIONED):
        return "is under the GPL"
    return ""


def closure(extras: tuple[str, ...]) -> Iterator[Distribution]:
    """Yield the installed distributions that the product needs with these extras, each once, itself left out.

    Raises:
        PackageNotFoundError: one of them is not installed.
    """
    waiting: list[tuple[str, frozenset[str]]] = [(PRODUCT, frozenset(extras))]
    seen: dict[str, frozenset[str]] = {}
    while waiting:
        name, wanted = waiting.pop()
        if name in seen and wanted <= seen[name]:
            continue
        found = distribution(name)
        if name not in seen and name != PRODUCT:
            yield found
        seen[name] = seen.get(name, frozenset()) | wanted
        waiting += _needs(found, seen[name])


def _needs(found: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what a distribution with these extras needs on this machine, each with the extras wanted of it."""
    for each in map(Requirement, found.requires or ()):
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield canonicalize_name(each.name), frozenset(each.extras)


def main(arguments: list[str]) -> int:
    """Check the base install and every extra; return the exit status."""
    try:
        base = {each.package: each for each in map(licence_of, closure(()))}
        everything = {each.package: each for each in map(licence_of, closure(EXTRAS))}
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed. Run: pip install -e '.[dev]'", file=sys.stderr)
        return 1
    refused = 0
    for package, licence in sorted(everything.items()):
        why = objection(licence, base=package in base)
        refused += bool(why)
        if why or "--list" in arguments:
            print(f"{package:32} {licence.text[:60]:60} {why}".rstrip())
    print(f"{len(base)} packages in the base install, {len(everything)} with every extra: {refused} refused")
    return int(refused > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
