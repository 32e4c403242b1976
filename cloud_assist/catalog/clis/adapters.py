"""The adapters of this program, from the records of the tools."""

from __future__ import annotations

from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.tools.registry import registry, resolve


def adapters() -> tuple[Adapter, ...]:
    """Return every adapter in the order in which they are read: the quickest first."""
    named = [tool.adapter for tool in registry().own if tool.adapter is not None]
    return tuple(resolve(each.code, "cloud_assist.catalog.clis") for each in sorted(named, key=lambda each: each.slow))
