"""Which columns matter in what a known command prints: data, one file for each CLI, read when it is first needed."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cloud_assist.results.kinds import Kind

_FOLDER = Path(__file__).parent / "presets"
CLIS = ("aws", "az", "docker", "gcloud", "kubectl", "terraform")
_STEP = re.compile(r"[\w@-]+")
_BREAKS = frozenset({"|", "||", "&&", ";", "&", "|&"})


@dataclass(frozen=True, slots=True)
class PresetColumn:
    """One column that matters."""

    title: str
    path: str
    """Where its values stand in an item, as `cells.look_up` takes it."""
    kind: Kind | None
    """How its values are shown; None for what they turn out to be."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How the result of one operation becomes a table."""

    command: str
    """The operation: "aws ec2 describe-instances"."""
    rows: tuple[str, ...]
    """The keys of the lists whose elements are the rows, outermost first; empty where the result itself is the list."""
    columns: tuple[PresetColumn, ...]
    """Those that matter, in the order in which they stand."""


def preset_for(command: str) -> Preset | None:
    """Return the preset of the operation that a command line begins with, or None.

    What a `--query` or a pipe made of the result may have another shape: whoever uses a preset looks whether it fits.
    """
    words = _words(command)
    if not words or words[0] not in CLIS:
        return None
    presets = presets_of(words[0])
    longest: Preset | None = None
    depth = 0
    for operation, preset in presets.items():
        steps = operation.split()
        if len(steps) > depth and _in_order(steps, words):
            longest, depth = preset, len(steps)
    return longest


def _words(command: str) -> list[str]:
    """Return the words of the first program of a line, without its options and its path."""
    try:
        parts = shlex.split(command)
    except ValueError:
        parts = command.split()
    while parts and ("=" in parts[0] or parts[0] in {"sudo", "env", "time", "command"}):
        del parts[0]
    end = next((index for index, part in enumerate(parts) if part in _BREAKS), len(parts))
    words = [part for part in parts[:end] if not part.startswith("-")]
    return [words[0].rpartition("/")[2], *words[1:]] if words else []


def _in_order(steps: list[str], words: list[str]) -> bool:
    """Whether `steps` stand among `words` in this order; the values of options may stand between them."""
    rest = iter(words)
    return all(step in rest for step in steps)


def names_place(preset: Preset, place: str) -> bool:
    """Whether a place, as jq writes it (".Reservations[].Instances[]"), is where the preset says its rows are."""
    steps = [name for step in preset.rows for name in step.split("|")[0].split(".")]
    others = [name for step in preset.rows for name in step.split("|")[-1].split(".")]
    return bool(steps) and _STEP.findall(place) in (steps, others)


@cache
def presets_of(cli: str) -> Mapping[str, Preset]:
    """Return the presets of one CLI by operation, each other name of an operation beside it."""
    found: dict[str, Preset] = {}
    for operation, entry in tomllib.loads((_FOLDER / f"{cli}.toml").read_text("utf-8")).items():
        rows = tuple(entry.get("rows", "").split())
        preset = Preset(operation, rows, tuple(_column(told) for told in entry["columns"]))
        for name in (operation, *entry.get("also", ())):
            found[name] = preset
    return found


def _column(told: str) -> PresetColumn:
    """Return a column from how a table file writes it: "Title = path" or "Title = path : kind"."""
    title, _, rest = told.partition(" = ")
    path, _, kind = rest.partition(" : ")
    return PresetColumn(title.strip(), path.strip(), Kind(kind.strip()) if kind else None)
