"""The records are whole: what they name exists, what exists is named, and each kind of CLI has what its kind needs."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import cloud_assist.catalog.clis as adapters_room
import cloud_assist.command.preview as previews_room
import cloud_assist.command.receipt as receipts_room
import cloud_assist.command.rules as rules_room
from cloud_assist.command.preview.line import Line
from cloud_assist.command.rules.engine.registry import rule_of
from cloud_assist.command.syntax.parser import Simple, parse
from cloud_assist.doctor.tools import as_dict, parts
from cloud_assist.tools.registry import registry, resolve, tool_of
from cloud_assist.tools.tool import Read, Signal, ThisMachine, Unread

TOOLS = tuple(registry())
WITHOUT_RULE = {"k", "azd", "vcluster", "okteto", "snyk"}
"""Programs of which something is known, and that no rule covers: they are judged unknown."""


def modules_of(room: Any, pattern: str) -> list[Any]:
    folder = Path(room.__path__[0])
    return [import_module(f"{room.__name__}.{file.stem}") for file in sorted(folder.glob(pattern))]


def functions_of(room: Any, pattern: str, name: str) -> set[str]:
    """The functions of a room, as references, whose names match `name`."""
    return {
        f"{module.__name__.rpartition('.')[2]}:{attribute}"
        for module in modules_of(room, pattern)
        for attribute, value in vars(module).items()
        if re.fullmatch(name, attribute) and callable(value) and getattr(value, "__module__", "") == module.__name__
    }


def test_every_program_has_a_rule_but_those_named_here() -> None:
    assert {program for tool in TOOLS if not tool.rule for program in tool.programs} == WITHOUT_RULE
    assert [p for tool in TOOLS if tool.rule for p in tool.programs if rule_of(p) is None] == []


@pytest.mark.parametrize("side", ["plain", "cloud"])
def test_every_rule_in_the_code_has_a_record(side: str) -> None:
    named = {program: tool.rule for tool in TOOLS for program in tool.programs}
    for module in modules_of(import_module(f"{rules_room.__name__}.{side}"), "[a-z]*.py"):
        family = f"{side}.{module.__name__.rpartition('.')[2]}"
        missing = [program for program in getattr(module, "RULES", {}) if named.get(program) != family]
        assert missing == [], family


def test_every_reader_and_every_switch_in_the_code_is_named_and_exists() -> None:
    readers = {tool.acts.reader for tool in TOOLS if isinstance(tool.acts, Read)}
    switches = {reference for tool in TOOLS for reference in tool.switches}
    checks = {tool.unknown_name for tool in TOOLS if tool.unknown_name}
    for reference in readers | switches | checks:
        assert callable(resolve(reference, receipts_room.__name__))
    assert functions_of(receipts_room, "*_target.py", r"[a-z]+_entries") == readers
    assert functions_of(receipts_room, "*.py", r"[a-z]+_switches") == switches
    assert functions_of(receipts_room, "*.py", r"unknown_[a-z]+") == checks


def test_every_preview_in_the_code_is_named_and_makes_something() -> None:
    named = {tool.preview for tool in TOOLS if tool.preview}
    for reference in named:
        (simple,) = parse("tool verb --option x").parts
        assert isinstance(simple, Simple)
        resolve(reference, previews_room.__name__)(Line(simple.words))  # a maker: takes a line, and never raises
    found: set[str] = set()
    for module in modules_of(previews_room, "[a-z]*.py"):
        room = module.__name__.rpartition(".")[2]
        if room in {"local", "cluster", "clouds"}:
            makers = {
                name for name, value in vars(module).items() if not name.startswith("_") and _is_maker(value, module)
            }
            found |= {f"{room}:{name}" for name in makers}
    assert found == named


def _is_maker(value: object, module: Any) -> bool:
    return callable(value) and getattr(value, "__module__", "") == module.__name__ and not isinstance(value, type)


def test_every_adapter_is_named_by_the_cli_that_it_reads() -> None:
    for tool in TOOLS:
        if tool.adapter is not None:
            assert resolve(tool.adapter.code, adapters_room.__name__).cli == tool.name
    classes = {
        (module.__name__, name)
        for module in modules_of(adapters_room, "*_adapter.py")
        for name, value in vars(module).items()
        if hasattr(value, "read") and hasattr(value, "cli") and not isinstance(value, type)
        and type(value).__module__ == module.__name__
        and not getattr(value, "lacks", "")  # a first part of what another one reads
    }  # fmt: skip
    named = {
        (f"{adapters_room.__name__}.{tool.adapter.code.partition(':')[0]}", tool.adapter.code.partition(":")[2])
        for tool in TOOLS
        if tool.adapter is not None
    }
    assert classes == named


def test_the_beginnings_of_variables_are_patterns_of_one_tool_each() -> None:
    beginnings = [beginning for tool in TOOLS for beginning in tool.variables]
    assert len(beginnings) == len(set(beginnings))
    assert all(re.fullmatch(r"[A-Z0-9]+(\\w\*)?", beginning) for beginning in beginnings)


def test_nothing_that_keeps_a_tool_from_asking_says_yes() -> None:
    assert not [name for tool in TOOLS for name, _ in tool.unattended if "YES" in name or "APPROVE" in name]


# --- by kind ----------------------------------------------------------------------------------------------------

CHANGES_INFRASTRUCTURE = (
    "terraform tofu terragrunt pulumi helm kubectl eksctl cdk ansible-playbook git apt-get apt dnf pip npm docker rsync"
)


@pytest.mark.parametrize("program", CHANGES_INFRASTRUCTURE.split())
def test_what_takes_long_or_holds_a_lock_says_how_it_is_ended_and_how_long_it_may_take(program: str) -> None:
    tool = tool_of(program)
    assert tool is not None
    assert tool.time is not None
    holding = [stop for stop in tool.stops if stop.holds]
    assert holding
    for stop in holding:
        assert stop.signal is Signal.INTERRUPT
        assert stop.grace_s >= 5
        assert stop.leaves


def test_a_cli_with_tables_says_its_version_and_acts_elsewhere() -> None:
    for tool in TOOLS:
        if tool.adapter is not None:
            assert parts(tool)["version"], tool.name
            assert not isinstance(tool.acts, ThisMachine), tool.name


def test_what_is_unread_says_what_it_is() -> None:
    for tool in TOOLS:
        if isinstance(tool.acts, Unread):
            assert re.match(r"(an? |another |the |this |what |[A-Z])", tool.acts.what), tool.name
            assert not tool.acts.what.endswith("."), tool.name


def test_each_sentence_and_each_number_of_the_policies_can_be_shown() -> None:
    for tool in TOOLS:
        for stop in tool.stops:
            assert all(text == "" or text.endswith((".", "`.")) for text in (stop.leaves, stop.goes_on)), tool.name
            assert 0 < stop.grace_s <= 600
        assert tool.time is None or 60 <= tool.time.longest_s <= 24 * 3600
        for question in tool.asks:
            assert all(option.startswith("-") for option in question.unless), tool.name


ELSEWHERE = (
    "psql mysql mongosh redis-cli pg_dump mysqldump gh glab vault consul nomad doctl fly flyctl heroku argocd flux "
    "helm pulumi ibmcloud oci ansible ansible-playbook curl wget ssh scp rsync docker kubectl rclone restic "
    "kafka-topics skopeo openstack hcloud wrangler databricks stripe nc dig etcdctl talosctl"
)


@pytest.mark.parametrize("program", ELSEWHERE.split())
def test_what_acts_beyond_this_machine_is_not_called_local(program: str) -> None:
    tool = tool_of(program)
    assert tool is not None
    assert isinstance(tool.acts, (Read, Unread))


@pytest.mark.parametrize("program", ["ls", "rm", "sqlite3", "pg_ctl", "hadolint", "kubeconform", "tar", "systemctl"])
def test_what_acts_here_is_called_local(program: str) -> None:
    tool = tool_of(program)
    assert tool is not None
    assert isinstance(tool.acts, ThisMachine)


LOCAL_CLOUD_PROGRAMS = """
    actionlint ansible-config ansible-doc ansible-lint ansible-vault apache2 apache2ctl apachectl
    cfn-lint checkov grafana hadolint haproxy httpd kafka-dump-log kafka-dump-log.sh kafka-server-start
    kafka-server-start.sh kafka-server-stop kafka-server-stop.sh kompose kube-linter kube-score
    kubeconform kubelinter kubeval nginx openresty terrascan tflint tfsec traefik
"""


def test_no_cloud_cli_is_local_unless_it_only_reads_files_or_serves_here() -> None:
    local = {tool.name for tool in TOOLS if tool.rule.startswith("cloud.") and isinstance(tool.acts, ThisMachine)}
    assert local == set(LOCAL_CLOUD_PROGRAMS.split())


def test_one_object_for_each_tool_names_what_it_has_and_lacks() -> None:
    hcloud = as_dict(next(tool for tool in TOOLS if tool.name == "hcloud"))
    assert hcloud["target"] == "unread"
    assert hcloud["acts_on"] == "a Hetzner Cloud project"
    assert set(hcloud["has"]) | set(hcloud["lacks"]) == set(parts(TOOLS[0]))
    assert {"target", "preview", "tables"} <= set(hcloud["lacks"])
