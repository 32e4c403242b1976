"""What regular expressions in this package leave alone."""

from __future__ import annotations

import re
from pathlib import Path

import cloud_assist

_GROUP_POSSESSIVE = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")


def test_no_group_is_repeated_possessively() -> None:
    """Python before 3.11.5 matches `(?:…)*+` wrongly (https://github.com/python/cpython/issues/106052)."""
    root = Path(cloud_assist.__file__).parent
    sources = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    assert len(sources) > 200
    found = {path.name: match[0] for path, text in sources.items() if (match := _GROUP_POSSESSIVE.search(text))}
    assert not found, "write (?>(?:…)*) in its place"
