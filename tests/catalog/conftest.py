"""One built catalog for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.settings import Settings
from tests.support.known_clis import MAY_READ_S, known_catalog


@pytest.fixture(scope="session")
def built_settings() -> Settings:
    """Settings of a home in which the catalog is built."""
    return known_catalog()


@pytest.fixture(scope="session")
def built(built_settings: Settings) -> Iterator[Catalog]:
    """The whole catalog of this machine."""
    catalog = open_catalog(built_settings)
    yield catalog
    catalog.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever reads a slow CLI is slow."""
    for item in items:
        if item.path.parent == Path(__file__).parent and any(cli in item.nodeid for cli in ("gcloud", "aws")):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(MAY_READ_S))
