"""ansible and its tools: the module decides; an inventory, a lookup or an option of ssh can name a program to run."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    names,
    reading_with,
    ruled,
    verbs,
)
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-i --inventory --inventory-file -l --limit -m --module-name -a --args -e --extra-vars -u "
    "--user --become-user --become-method -f --forks -t --tags --skip-tags --vault-id "
    "--vault-password-file --private-key --key-file -c --connection -T --timeout -M --module-path -P "
    "--poll -B --background --output --start-at-task --playbook-dir --host --export -p --roles-path "
    "--type --token --server -s --url -r --role-file -d --directory --checkout --ssh-common-args "
    "--ssh-extra-args --scp-extra-args --sftp-extra-args --become-password-file --connection-password-file --tree",
    switches="-b --become -K --ask-become-pass -k --ask-pass -v -vv -vvv -vvvv --verbose -C --check -D "
    "--diff --list-hosts --list-tasks --list-tags --syntax-check --step --flush-cache --force-handlers "
    "--graph --list --yaml --vars --toml -o --one-line -h --help --version --force --ask-vault-pass -J -N",
)
_HELPS = names("--help -h --version")
_ASKS = names("--list-hosts --list-tasks --list-tags --syntax-check")
_FACTS = names(
    "ping setup gather_facts debug stat service_facts package_facts assert ansible.builtin.ping "
    "ansible.builtin.setup ansible.builtin.debug ansible.builtin.stat win_ping"
)
_COMMANDS = names(
    "command shell raw script win_command win_shell ansible.builtin.command ansible.builtin.shell ansible.builtin.raw"
)
_LOOKUP = re.compile(r"\b(lookup|query|q)\s*\(")
"""What a template can run."""
_STEERING = re.compile(r"\bansible_\w+|\b(lookup|query|q)\s*\(")
"""What a variable can run: another interpreter, a proxy command, a lookup."""
_DATA_FILE = re.compile(
    r"[^\0]*\.(ini|ya?ml|json|toml|cfg|txt|inventory)|[^\0]*,[^\0]*|[\w./-]*(hosts|inventory)[\w./-]*"
)
_SCRIPT = re.compile(r"[^\0]*\.(py|sh|bash|rb|pl|js|exe)")
_TEMPORARY = re.compile(r"/(tmp|dev|var/tmp|proc)/[^\0]*")


def _foreign(call: Call, args: Args) -> Ruling | None:
    """Return why even a look would run what others may have written."""
    inventories = args.values("-i", "--inventory", "--inventory-file")
    programs = args.values("--vault-password-file", "--become-password-file", "--connection-password-file")
    if any(OPAQUE in i or _SCRIPT.fullmatch(i) or _TEMPORARY.fullmatch(i) or not _is_data(i) for i in inventories):
        text = "The inventory can be a program, which is run."
    elif programs or any("@" in value for value in args.values("--vault-id")):
        text = "The file with the password can be a program, which is run."
    elif args.get("--ssh-common-args", "--ssh-extra-args", "--scp-extra-args", "--sftp-extra-args") is not None:
        text = "Options of ssh can name a program to connect through."
    elif args.get("-M", "--module-path", "--playbook-dir") is not None:
        text = "Modules and plugins from another folder are programs."
    elif any(_STEERING.search(v) or v.startswith("@") for v in args.values("-e", "--extra-vars")):
        text = "The variables can name a program to run."
    else:
        return None
    return ruled(call, Risk.MUTATING, "ansible.foreign", text, Code.FOREIGN_CODE)


def _is_data(inventory: str) -> bool:
    """Whether the name is that of a list of hosts; a folder counts, for it is where a project keeps them."""
    return _DATA_FILE.fullmatch(inventory) is not None or inventory.endswith("/")


@reading_with(_FLAGS)
def _ansible(call: Call) -> Ruling:
    """`ansible HOSTS -m MODULE -a ARGS`: the module decides; a command is judged as what it is."""
    args = _FLAGS.parse(call.args)
    if any(args.has(flag) for flag in _HELPS):
        return ruled(call, Risk.READ_ONLY, "ansible.lists")
    foreign = _foreign(call, args)
    if any(args.has(flag) for flag in _ASKS):
        return foreign or ruled(call, Risk.READ_ONLY, "ansible.lists")
    module = args.value("-m", "--module-name") or "command"
    given = args.value("-a", "--args") or ""
    if module in _FACTS:
        if _LOOKUP.search(given):
            text = "The arguments are a template that can run a program here."
            return ruled(call, Risk.MUTATING, "ansible.template", text, Code.FOREIGN_CODE)
        if args.get("-t", "--tree") is not None:
            return ruled(call, Risk.MUTATING, "ansible.tree", "It writes what it finds into a folder.", Code.REMOTE)
        text = f"The module `{module}` is read-only."
        return foreign or ruled(call, Risk.READ_ONLY, "ansible.facts", text, Code.REMOTE)
    if module in _COMMANDS and given:
        text = "It runs a command on every host named."
        inner = (Inner(source=given, remote=True),)
        return ruled(call, Risk.MUTATING, "ansible.command", text, Code.REMOTE)._replace(inner=inner)
    if re.search(r"\bstate=(absent|stopped)\b", given) or module.endswith(("reboot", "script")):
        return ruled(call, Risk.DESTRUCTIVE, "ansible.module", f"The module `{module}` removes or stops.", Code.REMOTE)
    return ruled(call, Risk.MUTATING, "ansible.module", f"The module `{module}` changes the hosts.", Code.REMOTE)


_PULL_FLAGS = _FLAGS.extended(values="-C --checkout")
"""`ansible-pull -C` names a branch; elsewhere `-C` is `--check`."""


@reading_with(_FLAGS)
def _playbook(call: Call) -> Ruling:
    flags = _PULL_FLAGS if call.program == "ansible-pull" else _FLAGS
    args = flags.parse(call.args)
    if any(args.has(flag) for flag in _HELPS):
        return ruled(call, Risk.READ_ONLY, "ansible.lists")
    if any(args.has(flag) for flag in _ASKS) and call.program != "ansible-pull":
        return _foreign(call, args) or ruled(call, Risk.READ_ONLY, "ansible.lists")
    codes = (Code.REMOTE, Code.DRY_RUN) if args.has("-C", "--check") else (Code.REMOTE,)
    return ruled(call, Risk.MUTATING, "ansible.playbook", "A playbook changes what it describes.", *codes)


_GALAXY = Program(
    "ansible-tool",
    flags=_FLAGS,
    verbs=verbs(
        read_only="list, search, info, collection list, role list, role info, role search, dump",
        sensitive="view, collection verify",
        mutating="install, init, build, publish, download, import, setup, login, collection install, "
        "collection init, collection build, collection publish, collection download, role install, role "
        "init, role import, encrypt, encrypt_string, decrypt, create, edit, rekey, converge, verify, test, "
        "lint, syntax, check, dependency, prepare, idempence, side-effect",
        destructive="delete, remove, role remove, role delete, destroy, cleanup, reset",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("-s --server", Risk.MUTATING, "It sends a token to another server.", only="search, info, role, list"),
    ),
    codes={"view": Code.REVEALS_SECRET, "edit": Code.INTERACTIVE},
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("ansible-galaxy collection list", "ansible-galaxy role info x"),
        Risk.SENSITIVE: ("ansible-vault view secrets.yml",),
        Risk.MUTATING: ("ansible-galaxy install x", "ansible-vault decrypt secrets.yml", "molecule test"),
        Risk.DESTRUCTIVE: ("ansible-galaxy role remove x", "molecule destroy"),
    },
)


def _reading(call: Call, args: Args, verb: str) -> Ruling | None:
    if any(args.has(flag) for flag in _HELPS):
        return None
    if call.program == "ansible-lint" and any(word.startswith(("-r", "-R", "--rules")) for word in call.words):
        return ruled(call, Risk.MUTATING, "ansible.rules", "Rules are programs.", Code.FOREIGN_CODE)
    return _foreign(call, args)


_READS = Program(
    "ansible-reads",
    Risk.READ_ONLY,
    _FLAGS.extended(
        values="--profile --tags --skip-list --warn-list --enable-list --exclude -x -w",
        switches="--only-changed --changed-only -s --snippet -l --metadata-dump --no-fail-on-errors -p --parseable "
        "--nocolor --offline --strict -L -T --list-rules --list-profiles",
    ),
    effects=(Effect("--output --fix --write --generate-ignore", Risk.MUTATING, "It writes files."),),
    custom=_reading,
    help="--help -h --version",
    examples={
        Risk.READ_ONLY: (
            "ansible-inventory -i hosts --graph",
            "ansible-doc copy",
            "ansible-config dump",
            "ansible-lint site.yml",
        ),
        Risk.MUTATING: (
            "ansible-lint --fix",
            "ansible-lint -r /tmp/rules",
            "ansible-inventory --list --output inv.json",
            "ansible-inventory -i list.py --list",
            "ansible-doc -M /tmp/modules x",
        ),
    },
    operands=MANY,
)

RULES: dict[str, Rule] = {
    "ansible": _ansible,
    "ansible-playbook": _playbook,
    "ansible-pull": _playbook,
    **dict.fromkeys(("ansible-galaxy", "ansible-vault", "molecule"), _GALAXY),
    **dict.fromkeys(("ansible-inventory", "ansible-doc", "ansible-config", "ansible-lint"), _READS),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "ansible all -m ping",
        "ansible all -i web1,web2 -m setup",
        "ansible all -m setup -a 'filter=ansible_os_family'",
        "ansible-playbook site.yml --list-tasks",
        "ansible web -i hosts --list-hosts",
        "ansible all -m debug -a 'msg={{ inventory_hostname }}'",
    ),
    Risk.MUTATING: (
        "ansible all -m shell -a uptime",
        "ansible-playbook site.yml --check",
        "ansible all -m apt -a name=x",
        "ansible-playbook site.yml",
        "ansible all -m ping -i hosts.py",
        "ansible all -m ping -i /tmp/hosts",
        """ansible all -m debug -a "msg={{ lookup('pipe', 'id') }}" """.strip(),
        "ansible all -m ping --ssh-common-args='-o ProxyCommand=./x'",
        "ansible all -m ping -e ansible_python_interpreter=./x",
        "ansible all -m setup --tree /tmp/facts",
        "ansible-playbook site.yml --list-hosts -i hosts.sh",
        "ansible-pull -U https://example.com/x.git --list-hosts",
    ),
    Risk.DESTRUCTIVE: (
        "ansible all -m shell -a 'rm -rf /data'",
        "ansible all -m file -a 'path=/x state=absent'",
    ),
}
