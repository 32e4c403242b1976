"""Every block that can run is run, in order, page by page, on a clean machine; a how-to works on a copy of the project.

A block says `no-run` behind its language where it cannot: it needs the network, a key, a service or a terminal. A block
with `file=PATH` is written to that file of the copy.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, REPOSITORY, Block, blocks

COPIED = ("cloud_assist", "scripts", "tests", "Makefile", "pyproject.toml")
TOOLS = (
    "bash",
    "cat",
    "cp",
    "echo",
    "env",
    "grep",
    "head",
    "ls",
    "make",
    "mkdir",
    "mv",
    "rm",
    "sed",
    "sh",
    "tar",
    "uname",
)
"""Programs that a block finds besides our own; none of the cloud CLIs, whose tables would take long to read."""
OWN = ("cloud-assist", "pytest")
TIME_LIMIT_S = 100


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let the pages share the catalog, as those who read them do."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("page", [page for page in PAGES if any(block.runs for block in blocks(page))])
def test_every_block_that_can_run_works(page: str, tmp_path: Path, clean_machine: Path, cache: Path) -> None:
    folder = tmp_path / "copy"
    if page.startswith("docs/how-to/"):
        copy_project(folder)
    folder.mkdir(exist_ok=True)
    environ = {
        "HOME": str(clean_machine),
        "LANG": "C.UTF-8",
        "PATH": str(programs(tmp_path / "bin")),
        "PYTHONPATH": str(folder),
        "XDG_CACHE_HOME": str(cache),
        "TERM": "dumb",
    }
    for block in blocks(page):
        if not block.runs:
            continue
        if block.file:
            file = folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
        else:
            run(page, block, folder, environ)


def run(page: str, block: Block, folder: Path, environ: dict[str, str]) -> None:
    if block.language == "bash":
        command = ["bash", "--noprofile", "--norc", "-euo", "pipefail", "-c", block.text]
    else:
        command = [sys.executable, "-c", block.text]
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False
    )
    assert done.returncode == 0, f"{page}:{block.line}\n{block.text}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def copy_project(folder: Path) -> None:
    folder.mkdir()
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__snapshots__"))
        else:
            shutil.copy(source, folder)


def programs(folder: Path) -> Path:
    """Make a folder of the programs that the blocks may use."""
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        if found is not None:
            (folder / name).symlink_to(found)
    for name in OWN:
        (folder / name).symlink_to(Path(sys.executable).parent / name)
    python = folder / "python"  # not a link: a virtual environment is known by where its python stands
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return folder
