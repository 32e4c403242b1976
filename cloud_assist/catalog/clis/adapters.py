"""The adapters of this program, in the order in which they are read."""

from __future__ import annotations

from cloud_assist.catalog.clis.aws import AwsAdapter
from cloud_assist.catalog.clis.port import Adapter

ADAPTERS: tuple[Adapter, ...] = (AwsAdapter(),)
