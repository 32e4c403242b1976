"""Which machine an `ssh`, `scp`, `sftp` or `rsync` command would reach, with the aliases of ~/.ssh/config followed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from cloud_assist.command.receipt.files import expand, read_text, shown
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry
from cloud_assist.tools.tool import HERE, ThisMachine

COPIERS = frozenset({"scp", "rsync"})

# Options of OpenSSH's ssh(1) and scp(1) that take a value, and the ones of rsync(1) that may stand alone.
_WITH_VALUE = frozenset(f"-{letter}" for letter in "BbcDEeFIiJLlmOoPpQRSWwX")
_REMOTE_PATH = re.compile(r"((?:[^/:@\s]+@)?(?:[^/:@\s\[\]]+|\[[0-9A-Fa-f:.%\w]+\])):")
_URL = re.compile(r"(?:ssh|scp|sftp|rsync)://([^/:]+)")


def ssh_entries(call: Invocation) -> tuple[TargetEntry, ...] | ThisMachine:
    """Return the receipt of a command that reaches another machine; nothing for the surroundings."""
    receipt = Receipt("ssh")
    for operand in dict.fromkeys(_destinations(call)):
        user, _, name = operand.rpartition("@")
        path = expand("~/.ssh/config", call.environ, call.cwd)
        settings = _settings(read_text(path) or "", name)
        real = settings.get("hostname", "").replace("%h", name)
        file = shown(path, call.environ) if path else ""
        receipt.add("host", name, "the command")
        if real and real != name:
            receipt.add("address", real, file)
        login = call.option("-l") if call.program == "ssh" else None
        if user or login:
            receipt.add("user", user or (login[1] if login else ""), "the command")
        else:
            receipt.add("user", settings.get("user", ""), file)
    return receipt.entries or (HERE if call.program in COPIERS else ())


def _destinations(call: Invocation) -> list[str]:
    operands = _operands(call)
    if call.program in COPIERS:
        return [host for operand in operands if (host := _host_of_path(operand))]
    return [_URL.sub(r"\1", operand).split(":")[0] if "[" not in operand else operand for operand in operands[:1]]


def _host_of_path(operand: str) -> str:
    match = _URL.match(operand) or _REMOTE_PATH.match(operand)
    return match[1] if match else ""


def _operands(call: Invocation) -> list[str]:
    operands, skip, ended = [], False, False
    for argument in call.arguments:
        if skip:
            skip = False
        elif ended or not argument.startswith("-"):
            operands.append(argument)
        elif argument == "--":
            ended = True
        elif argument in _WITH_VALUE:
            skip = True
    return operands


@lru_cache(maxsize=64)
def _settings(config: str, host: str) -> Mapping[str, str]:
    """Return HostName and User of `host`; the first value found counts, as ssh_config(5) has it."""
    found: dict[str, str] = {}
    applies = True
    for line in config.splitlines():
        key, _, value = line.strip().partition("=" if "=" in line and " " not in line.strip().split("=")[0] else " ")
        key, value = key.lower(), value.strip().strip('"')
        if key == "host":
            applies = _matches(value.split(), host)
        elif key == "match":
            applies = value.lower() == "all"
        elif applies and key in {"hostname", "user"} and value:
            found.setdefault(key, value)
    return found


def _matches(patterns: list[str], host: str) -> bool:
    if any(pattern.startswith("!") and fnmatchcase(host, pattern[1:]) for pattern in patterns):
        return False
    return any(fnmatchcase(host, pattern) for pattern in patterns)
