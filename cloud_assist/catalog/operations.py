"""Operations as known commands of the CLIs that have thousands of them: gcloud documents its own, az is known by name.

The recipe book tells the everyday ones; these fill in the rest, so that whatever a CLI can do may at least be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.clis.port import Program, Progress, UnreadableCliError
from cloud_assist.catalog.port import Entry, Source

_TRACKS = frozenset({"alpha", "beta", "preview"})
"""Groups of gcloud that repeat its commands in an unfinished state."""
_WITHOUT_NAME = frozenset({"list", "search", "import", "export"})
"""What gcloud's commands do to a group of resources rather than to the one that is named behind them."""


def gcloud_operations(program: Program, progress: Progress) -> Iterator[Entry]:
    """Yield every finished command of the installed SDK; none where it cannot be read."""
    progress(f"Reading gcloud {program.version}")
    try:
        for path, line in GcloudAdapter().lines(program, without=_TRACKS):
            yield _gcloud_entry(path, line)
    except UnreadableCliError as error:
        progress(f"{error.what} {error.why}".strip())


def _gcloud_entry(path: tuple[str, ...], documentation: str) -> Entry:
    words = ["gcloud", *path]
    asks = {}
    group = path[-2] if len(path) > 1 else ""
    if group.endswith("s") and path[-1].split("-", maxsplit=1)[0] not in _WITHOUT_NAME:
        thing = group.removesuffix("s")
        asks[thing] = f"name of the {thing.replace('-', ' ')}"
        words.append(f"<{thing}>")
    return Entry(
        source=Source.OPERATION,
        cli="gcloud",
        path=path,
        title=documentation.rstrip(".") or " ".join((path[-1], *path[:-1])).replace("-", " "),
        command=" ".join(words),
        placeholders=asks,
    )


def az_text() -> str:
    """Return the table of az's operations as it lies in the package."""
    return (resources.files("cloud_assist.catalog") / "data" / "operations" / "az.txt").read_text("utf-8")


def az_operations() -> Iterator[Entry]:
    """Yield every operation of az that the package's table has."""
    for line in az_text().splitlines():
        if line.startswith("#"):
            continue
        group, _, commands = line.partition(":")
        for each in commands.split(","):
            name, *required = each.split()
            yield _az_entry((*group.split(), name), required)


def _az_entry(path: tuple[str, ...], required: list[str]) -> Entry:
    done, *where = (part.replace("-", " ") for part in reversed(path))
    thing = f" {where[0]}" if where else ""
    within = f" of {' '.join(reversed(where[1:]))}" if where[1:] else ""
    return Entry(
        source=Source.OPERATION,
        cli="az",
        path=path,
        title=f"{done.capitalize()}{thing}{within}",
        command=" ".join(["az", *path, *(f"--{option} <{option}>" for option in required)]),
        placeholders={option: option.replace("-", " ") for option in required},
    )
