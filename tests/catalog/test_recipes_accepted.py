"""Every recipe is handed to the tool it names, as far as that tool is on this machine and without touching anything.

Where a tool is missing its recipes cannot be checked, and the test says so by skipping.
"""

from __future__ import annotations

import json
import os
import runpy
import shlex
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.catalog.port import Entry
from cloud_assist.catalog.recipes import operation, recipes
from tests.catalog.samples import filled, simple_commands

BOOK = list(recipes())
pytestmark = pytest.mark.timeout(400)  # hundreds of processes, beside whatever else the machine does
DOCKER_PLUGINS = {"buildx", "compose", "init", "scout"}
"""Commands of docker that come in packages of their own."""
GIT_EXTRAS = {"gui", "instaweb", "lfs", "p4", "send-email", "subtree", "svn"}
"""Commands of git that come in packages of their own."""
GIT_SERVERS = {"daemon", "instaweb"}
"""Commands of git that would go on running."""
AZ_EXTENSIONS = {"artifacts", "boards", "devops", "pipelines", "repos"}
"""Groups of az that are downloaded when they are first used."""
GCLOUD_TREE = "data/cli/gcloud_completions.py"


def commands_of(program: str) -> list[tuple[Entry, list[str]]]:
    """The argument lists with which the recipes call a program."""
    return [(e, words[1:]) for e in BOOK for words in simple_commands(filled(e)) if words[0] == program]


def need(program: str) -> str:
    """The path of a program, or skip."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not on this machine: its recipes were NOT checked")
    return path


def ends(arguments: list[str], cwd: Path, **environ: str) -> tuple[int, str]:
    """Run a command to its end; its exit status and everything it said."""
    env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **environ}
    done = subprocess.run(
        arguments, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def test_the_aws_cli_accepts_every_aws_recipe(tmp_path: Path) -> None:
    script = Path(need("aws")).resolve()
    first = script.read_bytes().splitlines()[0]
    if not first.startswith(b"#!") or b"python" not in first:
        pytest.skip("this aws is no Python script: its recipes were NOT checked")
    (tmp_path / "folder").mkdir()
    (tmp_path / "sample.json").write_text("{}")
    change = {"Action": "UPSERT", "ResourceRecordSet": {"Name": "a.example.org", "Type": "A"}}
    (tmp_path / "changes.json").write_text(json.dumps({"Changes": [change]}))
    zipfile.ZipFile(tmp_path / "code.zip", "w").close()
    _, version = ends(["aws", "--version"], tmp_path)
    recipes_here = [(e, w) for e, w in commands_of("aws") if e.known_to(version.removeprefix("aws-cli/"))]
    keys = {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    done = subprocess.run(
        [*first[2:].decode().split(), str(Path(__file__).with_name("aws_accepts.py"))],
        input=json.dumps([words for _, words in recipes_here]),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true", **keys},
        check=True,
    )
    complaints = dict(zip((e.command for e, _ in recipes_here), json.loads(done.stdout), strict=True))
    assert {command: text for command, text in complaints.items() if text} == {}


@pytest.mark.parametrize("program", ["kubectl", "docker", "helm"])
def test_a_cobra_program_knows_the_commands_and_flags(program: str, tmp_path: Path) -> None:
    path = need(program)
    plugins = {w[0] for w in map(itemgetter(1), commands_of(program)) if program == "docker" and w[0] in DOCKER_PLUGINS}
    absent = {name for name in plugins if ends([path, name, "--help"], tmp_path)[1].find(f"docker {name}") < 0}

    def complaint(called: tuple[str, ...], flags: list[str]) -> str:
        # Everything before --help is parsed first, and nothing is run. docker hands on what follows a container's name.
        asked = [*called, "--help", *flags] if program == "docker" else [*called, *flags, "--help"]
        status, said = ends([path, *asked], tmp_path, KUBECONFIG=str(tmp_path / "none"))
        return "" if status == 0 and f"{program} {called[0]}" in said else said[:300]

    def complaints(called: tuple[str, ...]) -> dict[str, str]:
        # Recipes of one operation are asked about together, and alone where one of them is turned down. One that ends
        # with a flag comes last: the flag could take the next recipe's first word for its value.
        ends_open = [flags for flags in checked[called] if flags and flags[-1].startswith("-")]
        together = [*(flags for flags in checked[called] if flags not in ends_open), *ends_open[:1]]
        batches = [together, *([flags] for flags in ends_open[1:])]
        turned_down = [batch for batch in batches if complaint(called, list(chain.from_iterable(batch)))]
        return {" ".join((*called, *flags)): complaint(called, flags) for batch in turned_down for flags in batch}

    checked: dict[tuple[str, ...], list[list[str]]] = {}
    for words in (words for _, words in commands_of(program) if words[0] not in absent):
        called = operation(program, shlex.join([program, *words]))
        parsed = words[: words.index("--")] if "--" in words and program != "docker" else words
        checked.setdefault(called, []).append(parsed[len(called) :])
    with ThreadPoolExecutor(2) as pool:
        wrong = {command: text for found in pool.map(complaints, checked) for command, text in found.items() if text}
    assert wrong == {}


def test_terraform_knows_the_commands_and_flags(tmp_path: Path) -> None:
    path = need("terraform")
    wrong = {}
    for _, words in commands_of("terraform"):
        if words[0].startswith("-chdir"):
            continue  # needs the folder before anything is parsed
        status, said = ends([path, *words], tmp_path, CHECKPOINT_DISABLE="1")
        if status and ("flag provided but not defined" in said or "no command named" in said or "Usage:" in said):
            wrong[" ".join(words)] = said[:300]
    assert wrong == {}


def test_git_accepts_every_git_recipe(tmp_path: Path) -> None:
    path = need("git")
    settings = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings |= {"GIT_TERMINAL_PROMPT": "0", "FILTER_BRANCH_SQUELCH_WARNING": "1", "HOME": str(tmp_path)}
    made = tmp_path / "made"
    made.mkdir()
    ends([path, "init", "-q"], made)
    (made / "sample.json").write_text("{}")
    for step in (["add", "."], ["commit", "-qm", "a"], ["commit", "-qm", "b", "--allow-empty"]):
        ends([path, *step], made, **settings)
    _, listed = ends([path, "--list-cmds=main,others"], made)
    absent = (GIT_EXTRAS - set(listed.split())) | GIT_SERVERS
    wrong = {}
    for number, words in enumerate(words for _, words in commands_of("git") if words[0] not in absent):
        folder = tmp_path / str(number)
        shutil.copytree(made, folder)
        local = [w.replace("https://example.org/sample.git", str(folder / ".git")) for w in words]
        status, said = ends([path, *local], folder, **settings)
        if status == 129 or "is not a git command" in said or "unknown option" in said:
            wrong[" ".join(words)] = said[:300]
    assert wrong == {}


def test_gcloud_knows_the_commands_and_flags() -> None:
    root = Path(need("gcloud")).resolve().parent.parent
    if not (root / GCLOUD_TREE).is_file():
        pytest.skip("this gcloud has no completion tree: its recipes were NOT checked")
    tree: dict[str, Any] = runpy.run_path(str(root / GCLOUD_TREE))["STATIC_COMPLETION_CLI_TREE"]
    wrong = {" ".join(w): reason for _, w in commands_of("gcloud") if (reason := gcloud_complaint(tree, w))}
    assert wrong == {}


def gcloud_complaint(tree: dict[str, Any], words: list[str]) -> str:
    node, flags = tree, set(tree["flags"])
    rest = list(words)
    while rest and rest[0] in node["commands"]:
        node = node["commands"][rest.pop(0)]
        flags |= set(node["flags"])
    if node["commands"]:
        return f"no command {rest[0] if rest else ''}"
    unknown = [w for w in rest if w.startswith("--") and w.partition("=")[0] not in flags]
    return f"unknown {unknown}" if unknown else ""


def test_az_knows_the_commands_and_flags(tmp_path: Path) -> None:
    path = need("az")

    def complaint(words: list[str]) -> str:
        status, said = ends([path, *words, "--help"], tmp_path, AZURE_CORE_COLLECT_TELEMETRY="false")
        unknown = [w for w in words if w.startswith("--") and w not in said]
        return said[:300] if status else " ".join(unknown)

    checked = [words for _, words in commands_of("az") if words[0] not in AZ_EXTENSIONS]
    with ThreadPoolExecutor(2) as pool:
        complaints = dict(zip((" ".join(w) for w in checked), pool.map(complaint, checked), strict=True))
    assert {command: text for command, text in complaints.items() if text} == {}
