"""No command imports more than its budget: `import_budget.toml` says what each may import.

One interpreter that has imported nothing forks for each command, so that each pays for its own imports only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.lazy_imports import PACKAGES, has_versions
from tests.support.fake_groq import KEY, FakeGroq
from tests.support.terminal import clean_environ

pytestmark = pytest.mark.xdist_group("import budget")  # one process imports for all
BUDGET: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("import_budget.toml").read_text("utf-8"))[
    "command"
]
IMPORTING = """
import json, os, sys

def modules_after(arguments):
    told, tell = os.pipe()
    if not os.fork():
        null = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(null, stream)
        sys.argv = ["cloud-assist", *arguments]
        status = None
        try:
            from cloud_assist.cli import main
            main()
        except SystemExit as end:
            status = end.code
        finally:
            with os.fdopen(tell, "w") as file:
                json.dump([status, sorted(sys.modules)], file)
            os._exit(0)
    os.close(tell)
    with os.fdopen(told) as file:
        answer = json.load(file)
    os.wait()
    return answer

print(json.dumps([modules_after(arguments) for arguments in json.load(sys.stdin)]))
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> list[tuple[int, set[str]]]:
    """For each command of the budget: its exit status, and the modules that it had imported by its end."""
    home = tmp_path_factory.mktemp("home")
    bash = shutil.which("bash")
    assert bash is not None
    (home / "bash").symlink_to(bash)  # the only program on PATH: no CLI is read or asked for its version
    with FakeGroq([{"command": "echo ok"}]) as server:
        environ = clean_environ(
            home, PATH=str(home), XDG_CACHE_HOME=str(shared_cache), GROQ_API_KEY=KEY, GROQ_API_BASE=server.url
        )
        done = subprocess.run(
            [sys.executable, "-c", IMPORTING],
            input=json.dumps([each["arguments"] for each in BUDGET]),
            env=environ,
            cwd=home,
            capture_output=True,
            text=True,
            check=True,
        )
    return [(status, set(modules)) for status, modules in json.loads(done.stdout)]


@pytest.mark.parametrize("number", range(len(BUDGET)), ids=[" ".join(each["arguments"]) for each in BUDGET])
def test_a_command_imports_no_more_than_its_budget(number: int, imported: list[tuple[int, set[str]]]) -> None:
    status, modules = imported[number]
    budget = BUDGET[number]
    assert status == 0
    if budget.get("defers") and not _deferred():
        pytest.skip(
            "the framework's packages are imported as ever: versions that were not tested, or LAZY_IMPORTS=false"
        )
    assert not {name for name in modules for never in budget["never"] if f"{name}.".startswith(f"{never}.")}
    foreign = sorted(name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names)
    assert len(foreign) <= budget["modules"], foreign


def _deferred() -> bool:
    tested = all(has_versions(package.tested) for package in PACKAGES.values())
    return tested and sys.version_info < (3, 15) and os.environ.get("LAZY_IMPORTS") != "false"
