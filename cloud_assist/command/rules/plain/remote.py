"""ssh, scp and the keys they use: a command for another machine is shell text, and some options run programs here.

Sources: ssh(1), ssh_config(5), scp(1), ssh-keygen(1), ssh-add(1).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.base import Args, Call, Flags, Inner, Program, Rule, Ruling, ruled
from cloud_assist.command.rules.engine.wrapper import Wrapper
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

# --- ssh and its like ---

_SSH_FLAGS = Flags(
    values="-b -B -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -P",
    switches="-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y",
    posix=True,
)
SSH_RUNS = re.compile(
    r"(?:proxycommand|localcommand|permitlocalcommand|knownhostscommand|match|include|pkcs11provider"
    r"|securitykeyprovider|xauthlocation|sendenv|setenv)",
    re.IGNORECASE,
)


def _ssh(call: Call) -> Ruling:
    """ssh HOST COMMAND…: the command is shell text on the other machine; options may follow the host, too."""
    first = _SSH_FLAGS.parse(call.args)
    if first.operands:
        rest = _SSH_FLAGS.parse(first.operands[1:])
        options, operands = (*first.options, *rest.options), rest.operands
    else:
        rest, options, operands = first, first.options, ()
    if first.unclear or rest.unclear or first.unknown or rest.unknown or first.expanding or rest.expanding:
        return ruled(call, Risk.UNKNOWN, "remote.ssh.option")
    names_given = {option.name for option in options}
    if names_given & {"-V", "-Q", "-G"}:
        return ruled(call, Risk.READ_ONLY, "remote.ssh.ask")
    if (
        (first.operands and first.operands[0].text[:1] == "-")
        or any(o.name == "-o" and SSH_RUNS.match(o.text.replace(" ", "")) for o in options)
        or names_given & {"-F", "-I", "-S", "-E", "-O"}
    ):
        return ruled(
            call, Risk.UNKNOWN, "remote.ssh.option", "An option of `ssh` can run a program here.", Code.FOREIGN_CODE
        )
    if names_given & {"-L", "-R", "-D", "-W", "-w", "-N", "-f"}:
        return ruled(call, Risk.MUTATING, "remote.ssh.tunnel", "It opens a tunnel.", Code.REMOTE, Code.FOLLOWS)
    if not operands:
        return ruled(
            call,
            Risk.UNKNOWN,
            "remote.ssh.shell",
            "It opens a shell on another machine.",
            Code.INTERACTIVE,
            Code.REMOTE,
        )
    source = " ".join(word.text for word in operands)
    return Ruling(
        Risk.SENSITIVE,
        "remote.ssh",
        "It logs in to another machine with your keys and runs shell code there.",
        (finding(Code.REMOTE),),
        (Inner(source=source, remote=True),),
    )


def _transfer(call: Call, args: Args, verb: str) -> Ruling | None:
    if (
        args.unknown
        or any(o.name == "-o" and SSH_RUNS.match(o.text) for o in args.options)
        or args.has("-S", "-F", "-b")
    ):
        return ruled(
            call, Risk.UNKNOWN, "remote.copy.option", "One of its options can run a program or commands of a file."
        )
    target = args.operands[-1].text if args.operands else ""
    code = Code.SENDS_DATA_OUT if ":" in target else Code.REMOTE
    path = target.partition(":")[2] if ":" in target else target
    if paths.is_system(path) and path.startswith("/"):
        return ruled(
            call, Risk.DESTRUCTIVE, "remote.copy.system", "It writes into a folder of the operating system.", code
        )
    return ruled(
        call, Risk.MUTATING, "remote.copy", "It copies files between machines, over those of the same name.", code
    )


_SCP = Program(
    "remote.copy",
    Risk.MUTATING,
    Flags(values="-c -D -F -i -J -l -o -P -S -X -b -B -R -s", switches="-3 -4 -6 -A -C -O -p -q -r -T -v -a -f -N"),
    custom=_transfer,
    examples={
        Risk.MUTATING: ("scp f host:/tmp/", "scp -r -P 22 host:d .", "sftp host"),
        Risk.UNKNOWN: ("scp -S ./x a b:", "sftp -b f host", "scp -o ProxyCommand=x a b:"),
        Risk.DESTRUCTIVE: ("scp f host:/etc/passwd", "scp x root@h:/"),
    },
)


def _keygen(call: Call) -> Ruling:
    args = Flags(
        values="-b -C -f -t -N -P -m -R -F -E -I -s -z -V -n -O -a -Y -w -Z -D -r -M",
        switches="-l -v -y -e -i -p -q -A -B -c -H -h -k -K -L -o -Q -u -g -U",
    ).parse(call.args)
    if args.has("-D", "-w"):
        text = "`ssh-keygen` loads the given library."
        return ruled(call, Risk.UNKNOWN, "remote.keygen.library", text, Code.FOREIGN_CODE)
    if args.has("-R"):
        return ruled(
            call, Risk.DESTRUCTIVE, "remote.keygen.forget", "It removes a host's key.", Code.CHANGES_CREDENTIALS
        )
    if args.unknown or args.unclear:
        return ruled(call, Risk.UNKNOWN, "remote.keygen.option")
    if args.has("-y"):
        return ruled(call, Risk.SENSITIVE, "remote.keygen.private", "It opens a private key.", Code.REVEALS_SECRET)
    if args.has("-e") or (args.has("-l", "-F", "-L", "-Q") and not args.has("-H")):
        return ruled(call, Risk.READ_ONLY, "remote.keygen.show", "`ssh-keygen` only prints.")
    return ruled(call, Risk.MUTATING, "remote.keygen.make", "It creates or changes a key.", Code.CHANGES_CREDENTIALS)


def _ssh_add(call: Call) -> Ruling:
    words = set(call.words)
    if words & {"-l", "-L"} and all(re.fullmatch(r"-[lLqv]+|-E|md5|sha256", word) for word in words):
        return ruled(call, Risk.READ_ONLY, "remote.ssh-add.list")
    if words & {"-D", "-d"}:
        return ruled(
            call, Risk.DESTRUCTIVE, "remote.ssh-add.remove", "It removes keys from the agent.", Code.CHANGES_CREDENTIALS
        )
    return ruled(call, Risk.MUTATING, "remote.ssh-add", "It changes the keys of the agent.", Code.CHANGES_CREDENTIALS)


RULES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "ssh",
            "autossh",
            "slogin",
        ),
        _ssh,
    ),
    **dict.fromkeys(
        (
            "scp",
            "sftp",
            "pscp",
        ),
        _SCP,
    ),
    "ssh-keygen": _keygen,
    "ssh-add": _ssh_add,
    "ssh-copy-id": Program("remote.ssh-copy-id", Risk.MUTATING, codes={"": Code.CHANGES_CREDENTIALS}),
    "ssh-agent": Program("remote.ssh-agent", Risk.MUTATING),
    "sshpass": Wrapper(Flags(values="-p -f -d -P", switches="-e -v", posix=True), alone=Risk.UNKNOWN),
}
EXAMPLES = {
    Risk.SENSITIVE: (
        "ssh-keygen -y -f k",
        "ssh host ls -l",
        "ssh -i key -p 22 u@h 'df -h | head'",
        "ssh -o StrictHostKeyChecking=no h uptime",
        "ssh h -p 22 ls",
    ),
    Risk.READ_ONLY: (
        "ssh -V",
        "ssh-keygen -lf k.pub",
        "ssh-add -l",
    ),
    Risk.MUTATING: (
        "ssh h touch f",
        "ssh -L 1:h:2 h",
        "ssh-keygen -t ed25519 -f k",
        "ssh-add k",
    ),
    Risk.DESTRUCTIVE: (
        "ssh h rm x",
        "ssh h 'ls; rm x'",
        "ssh -t h sudo rm x",
        "ssh-keygen -R h",
        "ssh-add -D",
    ),
    Risk.UNKNOWN: (
        "ssh-keygen -lf k -D ./x.so",
        "ssh-keygen -lf k --novel",
        "ssh h",
        "ssh -o ProxyCommand=./x h ls",
        "ssh -F f h ls",
        'ssh h "$CMD"',
        "ssh $H ls",
        "ssh h bash x.sh",
    ),
    Risk.FORBIDDEN: ("ssh h 'rm -rf /'",),
}
