"""What is read in the background: at the lowest priority, one builder for all, at hand first, going on where it was."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cloud_assist.catalog import builder
from cloud_assist.catalog.build_queue import CATALOG, BuildQueue
from cloud_assist.catalog.builder import Builder, Clock, yield_to_others
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.doctor.finding import Health
from cloud_assist.doctor.system import check_catalog
from cloud_assist.settings import Settings, load_settings
from tests.agent.test_renewing import STAND_IN


@pytest.fixture
def stood_in(clean_machine: Path, tmp_path: Path) -> Settings:
    """Settings of a machine with one CLI that is quickly read."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "terraform").write_text(STAND_IN)
    (folder / "terraform").chmod(0o755)
    environ = {"HOME": str(clean_machine), "PATH": f"{folder}:/usr/bin:/bin"}
    return load_settings(environ=environ, cwd=tmp_path)


@pytest.fixture
def queue(stood_in: Settings) -> BuildQueue:
    """Its queue; a wish starts a builder only where the test lets it."""
    return BuildQueue(stood_in)


def test_what_somebody_waits_for_comes_first_and_the_longest_last(queue: BuildQueue) -> None:
    with queue.held():  # so that no builder is started
        queue.ask(["gcloud requirements", "aws", CATALOG, "kubectl"], ahead=True)
        assert queue.wanted() == ["kubectl", "aws", CATALOG, "gcloud requirements"]
        queue.ask([CATALOG])
        assert queue.wanted() == [CATALOG, "kubectl", "aws", "gcloud requirements"]
        queue.ask([CATALOG], ahead=True)  # does not weaken the wish
        assert queue.wanted()[0] == CATALOG


def test_what_was_asked_for_ahead_is_dropped_once_its_asker_is_gone(queue: BuildQueue) -> None:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            with queue.held():
                queue.ask(["aws"], ahead=True)
                queue.ask(["kubectl"])
            os.write(writer, b"1")
        finally:
            os._exit(0)
    assert os.read(reader, 1) == b"1"
    os.waitpid(child, 0)
    assert queue.wanted() == ["kubectl"]


def test_nothing_is_asked_for_where_it_is_off(stood_in: Settings) -> None:
    queue = BuildQueue(replace(stood_in, background_build=False))
    queue.ask(["terraform"])
    assert queue.wanted() == []
    assert queue.under_way() is None


def test_a_builder_reads_what_is_wanted_and_ends(stood_in: Settings, queue: BuildQueue) -> None:
    queue.ask(["terraform"])
    assert queue.is_coming("terraform")
    deadline = time.monotonic() + 60
    while queue.wanted() and time.monotonic() < deadline:
        if (building := queue.under_way()) is not None and psutil.pid_exists(building.pid):
            assert os.getpriority(os.PRIO_PROCESS, building.pid) == 19
        time.sleep(0.02)
    with_tables = open_tables(stood_in)
    assert with_tables.of("terraform") is not None
    with_tables.close()
    while queue.under_way() is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert queue.under_way() is None


def test_never_two_build_at_once(stood_in: Settings, queue: BuildQueue) -> None:
    with queue.held() as ours, queue.held() as also_ours:
        assert (ours, also_ours) == (True, False)
        queue.ask(["terraform"])
        Builder(stood_in).work()
    assert queue.wanted() == ["terraform"]
    assert not (stood_in.cache_dir / "clis").exists()


def test_what_nobody_can_read_is_not_tried_for_ever(stood_in: Settings, queue: BuildQueue) -> None:
    (Path(stood_in.environ["PATH"].partition(":")[0]) / "terraform").write_text("#!/bin/sh\nexit 1\n")
    with queue.held():
        queue.ask(["terraform", "nosuch"])
    Builder(stood_in).work()
    assert queue.wanted() == []


def test_what_cannot_be_handed_on_is_not_first_again(queue: BuildQueue) -> None:
    with queue.held():
        queue.ask(["terraform", "kubectl"])
        queue.hand_on("terraform", "a name too long for a file" * 20)
        assert queue.wanted() == ["kubectl"]


def test_what_fails_without_a_known_reason_does_not_bar_the_next_builder(
    stood_in: Settings, queue: BuildQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queue.held():
        queue.ask(["terraform"])
        queue.ask(["kubectl"])

    def broken(*_: object) -> str:
        raise OSError("the disk is gone")

    monkeypatch.setattr(builder, "build_tables", broken)
    with pytest.raises(OSError, match="the disk is gone"):
        Builder(stood_in).work()
    assert queue.wanted() == ["kubectl"]


def test_a_state_that_a_killed_builder_left_says_nothing(stood_in: Settings, queue: BuildQueue) -> None:
    with queue.held():
        queue.tell("aws", {"aws": 20.0})
        assert queue.left("aws") == "about 20 s left"
    state = stood_in.cache_dir / "building" / "state.json"
    state.write_text(state.read_text().replace(f'"pid": {os.getpid()}', '"pid": 999999999'))
    assert queue.under_way() is None
    state.write_text("{")
    assert queue.under_way() is None


def test_the_doctor_tells_who_builds_and_for_how_long(stood_in: Settings, queue: BuildQueue) -> None:
    with queue.held():
        queue.tell("terraform", {"terraform": 3.0, CATALOG: 300.0})
    (found,) = check_catalog(stood_in)
    assert found.health is Health.OK
    assert f"Process {os.getpid()} reads what is missing, now terraform, about 5 min left." in found.text


def test_the_time_left_grows_with_what_stands_before() -> None:
    left = Clock().left_s(["terraform", "aws", CATALOG])
    assert 0 < left["terraform"] < left["aws"] < left[CATALOG]


def test_a_builder_takes_the_lowest_priority() -> None:
    child = os.fork()
    if not child:
        yield_to_others()
        idle = psutil.Process().ionice().ioclass == psutil.IOPRIO_CLASS_IDLE if psutil.LINUX else True
        os._exit(0 if os.getpriority(os.PRIO_PROCESS, 0) == 19 and idle else 1)
    assert os.waitpid(child, 0)[1] == 0
