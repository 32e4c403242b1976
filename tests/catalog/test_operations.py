"""What the recipe book leaves out of gcloud and az is known all the same."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from cloud_assist.catalog.catalog import Catalog
from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.operations import az_operations, gcloud_operations
from cloud_assist.catalog.recipes import recipes
from cloud_assist.command.open_places import open_places

AZ = list(az_operations())


def test_each_operation_of_az_stands_once_and_explains_its_placeholders() -> None:
    assert len(AZ) > 4000
    assert [path for path, n in Counter(entry.path for entry in AZ).items() if n > 1] == []
    assert [e.command for e in AZ if set(open_places(e.command)) - set(e.placeholders)] == []


def test_the_recipes_of_az_call_operations_of_the_table() -> None:
    extensions = {"artifacts", "boards", "devops", "pipelines", "repos"}
    known = {entry.path for entry in AZ}
    called = {e.path for e in recipes() if e.cli == "az" and e.path[0] not in extensions}
    assert called - known == {("group", "wait")}  # waiting is left out of the table


def test_an_operation_of_az_is_titled_as_it_would_be_said() -> None:
    titles = {entry.path: entry.title for entry in AZ}
    assert titles["network", "vnet", "subnet", "list"] == "List subnet of network vnet"
    assert titles["logout",] == "Logout"


def test_gcloud_tells_its_finished_commands() -> None:
    environ = {"PATH": os.environ["PATH"]}
    program = GcloudAdapter().find(environ)
    if program is None:
        pytest.skip("gcloud is not on this machine")
    found = {entry.path: entry for entry in gcloud_operations(program, lambda _line: None)}
    assert found["compute", "instances", "describe"].command == "gcloud compute instances describe <instance>"
    assert found["compute", "instances", "list"].command == "gcloud compute instances list"
    assert not {path[0] for path in found} & {"alpha", "beta", "preview"}


def test_a_rare_operation_is_found_where_its_cli_is_asked_for(built: Catalog) -> None:
    found = built.suggest("list the flow logs of a network watcher", cli="az")
    assert ("network", "watcher", "flow-log", "list") in {s.path for s in found}
