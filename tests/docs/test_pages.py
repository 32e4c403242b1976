"""What the pages say exists: links, anchors, paths, commands, options, settings, make targets, statuses."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import typer

from cloud_assist.cli.commands import app
from cloud_assist.errors import ExitCode
from cloud_assist.models import Risk
from cloud_assist.settings import FOLDER_KEYS, KEYS, PROVIDER_KEYS
from tests.docs.pages import PAGES, REPOSITORY, anchors, blocks, code_words, links, prose, rows, text_of

CONFIGURATION = "docs/configuration.md"
USAGE = "docs/usage.md"
PROGRAM = typer.main.get_command(app)
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATH = re.compile(r"(?:cloud_assist|tests|scripts|docs|benchmarks|\.github)/[\w./-]*")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    broken = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        if "://" in path:
            continue
        file = (REPOSITORY / page).parent / path if path else REPOSITORY / page
        known = anchors(file.resolve().relative_to(REPOSITORY).as_posix()) if anchor and file.is_file() else {anchor}
        if not file.exists() or anchor not in known:
            broken.append(target)
    assert broken == []


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), ["README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in links(page):
            file = ((REPOSITORY / page).parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file.is_relative_to(REPOSITORY):
                waiting.append(file.relative_to(REPOSITORY).as_posix())
    assert {page for page in PAGES if not page.startswith(".github/")} <= reached


@pytest.mark.parametrize("page", PAGES)
def test_every_path_exists(page: str) -> None:
    written = {block.file for block in blocks(page)}
    paths = {word for word in code_words(page) if _PATH.fullmatch(word)} - written
    assert [path for path in sorted(paths) if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_exists(page: str) -> None:
    shell = [block.text for block in blocks(page) if block.language == "bash"]
    inline = [word for word in code_words(page) if word.startswith("cloud-assist ")]
    wrong = [complaint for text in (*shell, *inline) for line in calls(text) if (complaint := unknown(line))]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page: str) -> None:
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    shell = [block.text for block in blocks(page) if block.language == "bash"]
    inline = [word for word in code_words(page) if word.startswith("make ")]
    named = {name for text in (*shell, *inline) for name in re.findall(r"^make ([a-z-]+)", text, re.MULTILINE)}
    assert [name for name in sorted(named) if f"\n{name}:" not in makefile] == []


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE)
    documented = prose("CONTRIBUTING.md")
    assert [target for target in targets if target != "help" and f"`make {target}" not in documented] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_and_constant_exists(page: str) -> None:
    named = {name for word in code_words(page) for name in _SETTING.findall(word)} - foreign_variables()
    assert sorted(named - known_names()) == []


def test_the_configuration_page_has_every_setting_with_its_default() -> None:
    example = dict(re.findall(r"^#([A-Z_]+)=(.*)$", (REPOSITORY / ".env.example").read_text("utf-8"), re.MULTILINE))
    table = {name.strip("`"): default.strip("`") for name, default, _ in rows(CONFIGURATION, "Settings")}
    assert list(table) == [key.name for key in KEYS]
    assert {name: default for name, default in table.items() if example[name]} == {
        name: value for name, value in example.items() if value
    }
    for name in PROVIDER_KEYS:
        assert f"`{name}`" in text_of(CONFIGURATION)


def test_the_configuration_page_names_what_an_untrusted_folder_may_set() -> None:
    section = text_of(CONFIGURATION).split("## A `.env` in the working directory")[1].split("\n## ")[0]
    assert set(re.findall(r"`([A-Z_]+)`", section)) == FOLDER_KEYS


def test_the_usage_page_has_every_exit_status_and_class() -> None:
    statuses = {row[0] for row in rows(USAGE, "Exit status")} - {"the command's own"}
    assert statuses == {str(int(code)) for code in ExitCode if code is not ExitCode.OK}
    assert [row[0].strip("`") for row in rows(USAGE, "Risk classes")] == [risk.value for risk in Risk]


def test_the_architecture_page_draws_the_layers_that_are_enforced() -> None:
    contract = (REPOSITORY / "pyproject.toml").read_text("utf-8").split('containers = ["cloud_assist"]')[1]
    layers = re.findall(r'^  "(.+)",$', contract.split("]")[0], re.MULTILINE)
    drawn = [block.text.split("\n")[:-1] for block in blocks("docs/architecture.md")]
    assert layers in drawn


def test_the_architecture_page_draws_every_way_through_the_graph() -> None:
    from langgraph.checkpoint.memory import InMemorySaver

    from cloud_assist.agent.graph import build_graph

    graph = build_graph(InMemorySaver()).get_graph()
    end = {"__start__": "you", "__end__": "e"}
    edges = {(end.get(edge.source, edge.source), end.get(edge.target, edge.target)) for edge in graph.edges}
    (chart,) = (block.text for block in blocks("docs/architecture.md") if block.language == "mermaid")
    drawn = set()
    for line in chart.splitlines()[1:]:
        names = re.findall(r"\b(you|e(?=\d)|[a-z]+_[a-z]+)", re.sub(r'"[^"]*"|\(\(\w+\)\)', "", line))
        drawn |= set(pairwise(names))
    assert drawn - edges == set()
    assert {edge for edge in edges - drawn if edge[1] != "e" and edge[0] != edge[1]} == set()


def calls(text: str) -> Iterator[list[str]]:
    """Yield the words behind each `cloud-assist` of a shell text."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if word and set(word) <= set("|&;<>()"):
                if words[:1] == ["cloud-assist"]:
                    yield words[1:]
                words = []
            else:
                words.append(word)


def unknown(words: list[str]) -> str:
    """Return the first command or option in a call that cloud-assist does not know; "" where it knows them all."""
    command: Any = PROGRAM
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            return ""
        if word.startswith("-"):
            name = word.partition("=")[0]
            options = {each: option for option in command.params for each in (*option.opts, *option.secondary_opts)}
            if name not in options and name not in {"--help", "-h"}:
                return f"{command.name} {name}"
            if name in options and not options[name].is_flag and "=" not in word and waiting:
                waiting.pop(0)
        elif hasattr(command, "commands"):  # a group
            if word not in command.commands:
                return f"{command.name} {word}" if word != "…" else ""
            command = command.commands[word]
    return ""


def known_names() -> set[str]:
    """Return the settings, and every name of that shape in the package and the scripts."""
    sources = [*REPOSITORY.glob("cloud_assist/**/*.py"), *REPOSITORY.glob("scripts/*.py")]
    found = {name for path in sources for name in _SETTING.findall(path.read_text("utf-8"))}
    return found | {key.name for key in KEYS} | set(PROVIDER_KEYS)


def foreign_variables() -> set[str]:
    """Return variables that other programs own and a page may name."""
    return {"DB_PASSWORD"}
