"""One built catalog for all tests of this folder: it takes some seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.catalog.catalog import Catalog, build_catalog
from cloud_assist.settings import load_settings


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The whole catalog of this machine."""
    home: Path = tmp_path_factory.mktemp("catalog-home")
    environ = {"HOME": str(home), "PATH": os.environ["PATH"]}
    catalog = build_catalog(load_settings(environ=environ, cwd=home), lambda _line: None)
    yield catalog
    catalog.close()
