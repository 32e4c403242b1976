"""A clean machine for every test: empty HOME and XDG folders, no keys, no network beyond loopback."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"  # before anything imports langgraph
os.environ["LANGSMITH_TRACING"] = "false"

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from cloud_assist.lazy_imports import defer_unused_packages

if os.environ.get("LAZY_IMPORTS") != "false":  # before anything imports langgraph, as the program does it
    defer_unused_packages(os.environ)

from cloud_assist.settings import Settings, load_settings
from tests.support.known_clis import MAY_READ_S, choose_folder, ready_cache, tables_of
from tests.support.postgres_server import binaries, postgres_server

KEPT = {"PATH", "LANG", "LC_ALL", "TERM", "TMPDIR", "CI", "SYSTEMROOT"}
KEPT |= {"LANGGRAPH_STRICT_MSGPACK", "LANGSMITH_TRACING", "LAZY_IMPORTS"}
KEPT_PREFIXES = ("PYTEST_", "COVERAGE_", "PYENV_", "COV_")


hypothesis_settings.register_profile("suite", suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("suite")  # how slow the machine is says nothing of what is tested


def pytest_configure() -> None:
    """Settle what the processes of this run share, before they are started."""
    choose_folder()


def pytest_collection_finish() -> None:
    """Leave what was imported out of garbage collections, and collect seldom: a tenth of the processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give time to whatever may come first and read the CLIs for all."""
    for item in items:
        if isinstance(item, pytest.Function) and {"shared_cache", "aws_cache", "built"} & set(item.fixturenames):
            item.add_marker(pytest.mark.timeout(MAY_READ_S))


@pytest.fixture(autouse=True)
def clean_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test an empty HOME and a working directory of its own; yield the HOME."""
    home = tmp_path / "home"
    home.mkdir()
    for name in list(os.environ):
        if name not in KEPT and not name.startswith(KEPT_PREFIXES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("BACKGROUND_BUILD", "false")  # a builder would outlive its test
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    _refuse_outside_connections(monkeypatch)
    yield home


def _refuse_outside_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    real_connect = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to reach {host}")
        real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def shared_cache() -> Path:
    """One folder for XDG_CACHE_HOME in which a start of the program finds what most CLIs accept, but not gcloud."""
    return ready_cache()


@pytest.fixture(scope="session")
def aws_cache() -> Path:
    """Our cache folder once the AWS CLI has been read."""
    tables_of("aws")  # skips where it is not installed
    return ready_cache() / "cloud-assist"


@pytest.fixture
def settings(clean_machine: Path) -> Settings:
    """Default settings on the clean machine (offline: there is no key)."""
    return load_settings()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a server for as long as the tests run; yield its URL."""
    if binaries() is None:
        pytest.skip("PostgreSQL (initdb, postgres) is not installed: NOTHING of the shared store is tested")
    with postgres_server() as url:
        yield url


@pytest.fixture
def postgres_settings(postgres: str, clean_machine: object, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A database of its own on the server, also for the programs that a test starts."""
    name = f"test_{uuid.uuid4().hex}"
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    monkeypatch.setenv("CLOUD_ASSIST_DATABASE_URL", f"{postgres.rpartition('/')[0]}/{name}")
    return load_settings()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Settings:
    """Settings for a store that is empty, of either kind."""
    settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    assert isinstance(settings, Settings)
    return settings
