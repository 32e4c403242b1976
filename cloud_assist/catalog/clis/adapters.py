"""The adapters of this program, from the records of the tools."""

from __future__ import annotations

from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.tools.registry import registry, resolve


def adapters() -> tuple[Adapter, ...]:
    """Return every adapter in the order in which they are read: the quickest first."""
    named = [tool.adapter for tool in registry().own if tool.adapter is not None]
    return tuple(resolve(each.code, "cloud_assist.catalog.clis") for each in sorted(named, key=lambda each: each.slow))


def first_readings() -> tuple[Adapter, ...]:
    """Return the adapters as `adapters` does, those that take long as ones that leave out what takes long."""
    from cloud_assist.catalog.clis.gcloud_adapter import GCLOUD, GCLOUD_FIRST

    return tuple(GCLOUD_FIRST if each is GCLOUD else each for each in adapters())
