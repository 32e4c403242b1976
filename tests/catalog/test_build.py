"""The database is whole or not there, private, made once, and never in the way."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cloud_assist.catalog.build import build, database_path, find_sources
from cloud_assist.catalog.build_queue import CATALOG, BuildQueue
from cloud_assist.catalog.catalog import build_catalog, open_catalog
from cloud_assist.catalog.port import State
from cloud_assist.settings import Settings, load_settings

NO_CLI = "/nonexistent"


@pytest.fixture
def bare(clean_machine: Path) -> Settings:
    """Settings on a machine without any CLI: only what comes with us goes into the catalog, which is quick."""
    return load_settings(environ={"HOME": str(clean_machine), "PATH": NO_CLI})


def ignore(_line: str) -> None:
    """Take no progress."""


def test_recipes_answer_before_anything_is_built(settings: Settings) -> None:
    catalog = open_catalog(settings)
    assert catalog.suggest("list my s3 buckets")[0].command == "aws s3 ls"
    status = catalog.status()
    assert (status.state, status.size_bytes, status.stale) == (State.RECIPES_ONLY, 0, False)
    assert status.counts["recipe"] >= 700
    assert status.note
    assert not settings.cache_dir.exists()
    catalog.close()
    catalog.close()


def test_what_is_built_is_private_and_reused(bare: Settings) -> None:
    lines: list[str] = []
    path = build(bare, lines.append)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    before = path.stat().st_mtime_ns
    assert build(bare, lines.append) == path
    assert path.stat().st_mtime_ns == before
    assert any("ready" in line for line in lines)
    catalog = open_catalog(bare)
    assert catalog.status().state is State.READY
    assert "AWS CLI" in catalog.status().note
    catalog.close()


def test_another_cli_version_asks_for_another_database(bare: Settings, tmp_path: Path) -> None:
    build(bare, ignore)
    folder = tmp_path / "cli" / "lib" / "python3.12" / "site-packages" / "awscli" / "examples"
    folder.mkdir(parents=True)
    (tmp_path / "cli" / "bin").mkdir()
    script = tmp_path / "cli" / "bin" / "aws"
    script.write_text("#!/usr/bin/python3\n")
    script.chmod(0o755)
    newer = load_settings(environ={**bare.environ, "PATH": f"{script.parent}:{NO_CLI}"})
    catalog = open_catalog(newer)
    assert (catalog.status().state, catalog.status().stale) == (State.RECIPES_ONLY, True)
    catalog.close()


def test_a_damaged_database_is_not_opened(bare: Settings) -> None:
    path = build(bare, ignore)
    path.write_bytes(b"not a database")
    catalog = open_catalog(bare)
    assert catalog.status().state is State.RECIPES_ONLY
    catalog.close()
    rebuilt = build_catalog(bare, ignore)
    assert rebuilt.status().state is State.READY
    rebuilt.close()


def test_a_folder_that_cannot_be_written_leaves_the_recipes_and_says_why(bare: Settings) -> None:
    bare.cache_dir.parent.mkdir(parents=True)
    bare.cache_dir.write_text("in the way")
    lines: list[str] = []
    catalog = build_catalog(bare, lines.append)
    assert catalog.suggest("show pods")
    assert str(bare.cache_dir) in catalog.status().note
    assert lines == ["The command catalog could not be built."]
    catalog.close()


def test_of_several_at_once_one_builds_it(bare: Settings) -> None:
    said: list[list[str]] = [[], [], []]
    threads = [threading.Thread(target=build, args=(bare, lines.append)) for lines in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("Command catalog ready" in line for lines in said for line in lines) == 1
    assert [f.suffix for f in bare.cache_dir.glob("catalog-*")] == [".sqlite3"]


def end_in_the_middle(settings: Settings, by: signal.Signals) -> None:
    """Have the catalog built in the background, and end the builder while it does."""
    queue = BuildQueue(replace(settings, background_build=True))
    queue.ask([CATALOG])
    deadline = time.monotonic() + 60
    while not (list(settings.cache_dir.glob("*.tmp")) and queue.under_way()) and time.monotonic() < deadline:
        time.sleep(0.01)
    building = queue.under_way()
    assert building is not None
    builder = psutil.Process(building.pid)
    builder.send_signal(by)
    builder.wait(20)
    assert queue.under_way() is None


def test_an_interrupted_build_leaves_nothing_half_built(settings: Settings) -> None:
    if find_sources(settings.environ).aws_cli is None:
        pytest.skip("without an AWS CLI a build is over before it can be interrupted")
    end_in_the_middle(settings, signal.SIGTERM)
    assert not list(settings.cache_dir.glob("catalog-*"))
    assert not list(settings.cache_dir.glob("*.tmp"))


def test_a_killed_build_does_no_harm(settings: Settings, bare: Settings) -> None:
    if find_sources(settings.environ).aws_cli is None:
        pytest.skip("without an AWS CLI a build is over before it can be killed")
    end_in_the_middle(settings, signal.SIGKILL)
    left = list(settings.cache_dir.glob("*.tmp"))
    assert left
    assert open_catalog(settings).status().state is State.RECIPES_ONLY
    os.utime(left[0], (0, 0))
    build(bare, ignore)
    assert not left[0].exists()


def test_only_the_newest_databases_stay(bare: Settings) -> None:
    bare.cache_dir.mkdir(parents=True)
    for age in range(5):
        old = bare.cache_dir / f"catalog-{age}.sqlite3"
        old.write_text("")
        os.utime(old, (age, age))
    current = build(bare, ignore)
    assert sorted(f.name for f in bare.cache_dir.glob("*.sqlite3")) == sorted(
        [current.name, "catalog-4.sqlite3", "catalog-3.sqlite3"]
    )
    assert current == database_path(bare.cache_dir, find_sources(bare.environ))
