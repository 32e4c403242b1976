"""Requests as people type them, one a line, written before the code that reads them; `#` begins a remark."""

from __future__ import annotations

from pathlib import Path


def requests(name: str) -> list[str]:
    """Return the requests of one file of this folder: "reads", "writes", "commands", "sentences", "filled"."""
    lines = Path(__file__).with_name(f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
