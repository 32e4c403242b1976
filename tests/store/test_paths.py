"""State is private, whatever was there before."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.errors import ConfigurationError, StoreError
from cloud_assist.settings import Settings
from cloud_assist.store import paths


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_are_made_for_us_alone(settings: Settings) -> None:
    folder = paths.state_dir(settings)
    assert folder == settings.state_dir
    assert mode(folder) == 0o700


def test_an_open_folder_is_closed(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True, mode=0o755)
    settings.state_dir.chmod(0o777)
    assert mode(paths.state_dir(settings)) == 0o700


def test_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        assert mode(paths.private_file(tmp_path / "new")) == 0o600
    finally:
        os.umask(old)
    loose = tmp_path / "loose"
    loose.write_text("kept")
    loose.chmod(0o644)
    assert mode(paths.private_file(loose)) == 0o600
    assert loose.read_text() == "kept"


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(StoreError, match="not safe") as caught:
        paths.private_file(tmp_path / "link")
    assert caught.value.todo


def test_a_file_in_the_way_of_a_folder(settings: Settings) -> None:
    settings.state_dir.parent.mkdir(parents=True)
    settings.state_dir.write_text("")
    with pytest.raises(StoreError) as caught:
        paths.state_dir(settings)
    assert "XDG_STATE_HOME" in caught.value.todo


def test_what_belongs_to_another_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theirs").write_text("")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(StoreError, match="not safe"):
        paths.private_file(tmp_path / "theirs")
    with pytest.raises(StoreError, match="not safe"):
        paths.private_dir(tmp_path)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a folder that nobody can write to")
def test_a_folder_that_cannot_be_made() -> None:
    with pytest.raises(StoreError) as caught:
        paths.private_dir(Path("/proc/cloud-assist-test"))
    assert caught.value.what.startswith("/proc/cloud-assist-test cannot be made")
    assert caught.value.why
    assert caught.value.todo


@pytest.mark.parametrize("op_id", ["abc-1", "../../etc/passwd", "a/b", ""])
def test_a_spool_path_stays_in_its_folder(settings: Settings, op_id: str) -> None:
    path = paths.spool_path(settings, op_id)
    assert path.parent == settings.state_dir / "spool"
    assert path.name.endswith(".out")
    assert mode(path.parent) == 0o700


def aged(path: Path, size: int, hours: float) -> Path:
    path.write_bytes(b"x" * size)
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_spool_files_are_pruned_by_age_then_by_size(settings: Settings) -> None:
    assert paths.prune_spool(settings) == 0
    folder = paths.spool_path(settings, "x").parent
    old = aged(folder / "old.out", 10, 1000)
    big = aged(folder / "big.out", 600, 20)
    newer = aged(folder / "newer.out", 600, 10)
    current = aged(folder / "current.out", 5000, 0.1)
    other = aged(folder / "notes.txt", 10, 1000)
    assert paths.prune_spool(settings, max_age_s=100 * 3600, max_bytes=6000) == 2
    assert [p.exists() for p in (old, big, newer, current, other)] == [False, False, True, True, True]


def test_what_was_noted_of_a_kept_run_stays_too(settings: Settings) -> None:
    folder = paths.spool_path(settings, "x").parent
    kept = [aged(folder / f"job{suffix}", 10, 1000) for suffix in (".out", ".end", ".asked")]
    other = aged(folder / "other.end", 10, 1000)
    assert paths.prune_spool(settings, keep={str(kept[0])}) == 1
    assert [path.exists() for path in (*kept, other)] == [True, True, True, False]


def test_databases_stand_in_the_state_folder_or_where_the_url_says(settings: Settings, tmp_path: Path) -> None:
    assert paths.database_file(settings, "sessions") == settings.state_dir / "sessions.db"
    chosen = replace(settings, database_url=f"sqlite://{tmp_path}/work.db")
    assert paths.database_file(chosen, "sessions") == tmp_path / "work.db"
    assert paths.database_file(chosen, "checkpoints") == tmp_path / "work.checkpoints.db"


def test_a_chosen_folder_keeps_its_mode(settings: Settings, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    paths.database_file(replace(settings, database_url=f"sqlite://{shared}/work.db"), "sessions")
    assert mode(shared) == 0o755
    with pytest.raises(StoreError):
        paths.database_file(replace(settings, database_url="sqlite:///dev/null/x/work.db"), "sessions")


@pytest.mark.parametrize(
    "url",
    ["postgresql://host/db", "sqlite://", "sqlite:///", "sqlite://host/path", "sqlite:///~/a.db", "sqlite:///~x/a.db"],
)
def test_a_url_that_names_no_file(settings: Settings, url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        paths.database_file(replace(settings, database_url=url), "sessions")
    assert caught.value.todo
