"""Which hosts of which inventory an `ansible` or `ansible-playbook` command would reach.

Source: "Ansible Configuration Settings" and ansible(1): -i, ANSIBLE_INVENTORY, `inventory` in the first of
ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg and /etc/ansible/ansible.cfg, else /etc/ansible/hosts.
"""

from __future__ import annotations

import stat
from itertools import pairwise
from pathlib import Path

from cloud_assist.command.receipt.files import expand, is_file, read_ini, shown
from cloud_assist.command.receipt.invocation import Invocation, Receipt, unbundled
from cloud_assist.models import TargetEntry

_LETTERS = "aBcDefiIlMmPtTuU"
_WITH_VALUE_WORDS = """
    --args --inventory --inventory-file --limit --module-name --module-path --user --extra-vars --forks --tags
    --skip-tags --connection --private-key --key-file --become-user --become-method --vault-id
    --vault-password-file --playbook-dir --timeout --start-at-task
"""
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split()) | {f"-{letter}" for letter in _LETTERS}
_DEFAULT = "/etc/ansible/hosts"


def ansible_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of an Ansible command, or of the surroundings where ANSIBLE_INVENTORY names hosts."""
    receipt = Receipt("ansible")
    if not call.program and not call.variable("ANSIBLE_INVENTORY"):
        return ()
    call = unbundled(call, _LETTERS)
    for text, source in _inventories(call):
        hosts = [host.strip() for host in text.split(",") if host.strip()]
        for host in hosts if "," in text else ():
            receipt.add("host", host, source)
        if "," not in text:
            receipt.add("inventory", text, source)
    operands = call.operands(_WITH_VALUE)
    if call.program == "ansible" and operands:
        receipt.add("group", operands[0], "the command")
    if limit := call.option("--limit", "-l") if call.program else None:
        receipt.add("limit", limit[1], limit[0])
    return receipt.entries


def _inventories(call: Invocation) -> list[tuple[str, str]]:
    names = ("-i", "--inventory", "--inventory-file")
    pairs = pairwise(call.arguments) if call.program else ()
    given = [(following, argument) for argument, following in pairs if argument in names]
    given += [(text.partition("=")[2], "--inventory") for text in call.arguments if text.startswith("--inventory=")]
    if given:
        return given
    if variable := call.variable("ANSIBLE_INVENTORY"):
        return [(variable[1], call.source(variable[0]))]
    path = _configuration(call)
    text = read_ini(path).get("defaults", {}).get("inventory", "")
    if path is not None and text:
        inventory = expand(text, call.environ, path.parent)
        return [(shown(inventory, call.environ) if inventory and "," not in text else text, shown(path, call.environ))]
    return [(_DEFAULT, "no other is set")]


def _configuration(call: Invocation) -> Path | None:
    own = None if _open_to_all(call.cwd) else "ansible.cfg"
    names = (call.environ.get("ANSIBLE_CONFIG"), own, "~/.ansible.cfg", "/etc/ansible/ansible.cfg")
    paths = (expand(name, call.environ, call.cwd) for name in names if name)
    return next((path for path in paths if path is not None and is_file(path)), None)


def _open_to_all(folder: Path | None) -> bool:
    """Whether anybody may write in the folder: then Ansible does not read its ansible.cfg."""
    try:
        return folder is None or bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return True
