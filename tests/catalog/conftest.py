"""One built catalog for all tests of this folder: it takes some seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.catalog.catalog import Catalog, build_catalog
from cloud_assist.settings import Settings, load_settings


@pytest.fixture(scope="session")
def built_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home in which the catalog is built."""
    home: Path = tmp_path_factory.mktemp("catalog-home")
    return load_settings(environ={"HOME": str(home), "PATH": os.environ["PATH"]}, cwd=home)


@pytest.fixture(scope="session")
def built(built_settings: Settings) -> Iterator[Catalog]:
    """The whole catalog of this machine."""
    catalog = build_catalog(built_settings, lambda _line: None)
    yield catalog
    catalog.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what reads the same slow CLI in the same process, which then reads it once."""
    for item in items:
        for cli in ("gcloud", "aws"):
            if item.path.parent.name == "catalog" and cli in item.nodeid:
                item.add_marker(pytest.mark.xdist_group(cli))
                item.add_marker(pytest.mark.slow)
                item.add_marker(
                    pytest.mark.timeout(900)
                )  # whichever comes first reads the CLI: minutes on a busy machine
                break
