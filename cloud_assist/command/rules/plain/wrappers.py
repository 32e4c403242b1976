"""Programs that run another program: opened, and what is inside is judged.

Sources: GNU coreutils (env, nohup, timeout, nice, stdbuf, chroot), util-linux (setsid, ionice, taskset, flock, script),
sudo(8), doas(1), su(1), findutils (xargs), procps (watch), moreutils, GNU time and parallel, ssh(1).
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Flags, Inner, Rule, Ruling, names, ruled
from cloud_assist.command.rules.engine.wrapper import Wrapper
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

_SUDO = Wrapper(
    Flags(
        values="-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -r --role -t "
        "--type -T --command-timeout -U --other-user",
        switches="-A -b -E -H -n -P -S -B -N --askpass --background --set-home --non-interactive --preserve-groups "
        "--stdin --bell -k --reset-timestamp -l --list -v --validate -V --version -K --remove-timestamp "
        "-e --edit -i --login -s --shell --help",
        optional="--preserve-env",
        posix=True,
    ),
    assigns=True,
    refused="-e --edit -R --chroot -K --remove-timestamp",
    reads="-l --list -V --version --help",
    code=Code.PRIVILEGED,
    alone=Risk.UNKNOWN,
    risk=Risk.SENSITIVE,
)
_ENV_FLAGS = Flags(
    values="-u --unset -C --chdir -P -S --split-string",
    switches="-i --ignore-environment -0 --null -v --debug --list-signal-handling -",
    optional="--block-signal --default-signal --ignore-signal",
    posix=True,
)


def _split_at(call: Call, text: str) -> int:
    """Return where the text of `env -S` stands: every word behind it, options too, goes to the command in it."""
    return next((at for at, word in enumerate(call.args) if word.text.endswith(text)), 0)


def _env(call: Call) -> Ruling:
    args = _ENV_FLAGS.parse(call.args)
    split = args.get("-S", "--split-string")
    if split is not None:
        if call.more_args or any(mark in split.text for mark in "#\\$"):
            text = "`env -S` splits this text in its own way."
            return ruled(call, Risk.UNKNOWN, "wrapper.env.split", text)
        rest = "".join(f" {word.text}" for word in call.args[_split_at(call, split.text) + 1 :])
        return Ruling(
            Risk.READ_ONLY, "wrapper.env.split", "`env -S` runs a command.", inner=(Inner(source=split.text + rest),)
        )
    ruling = _ENV(call)
    if (
        ruling.inner
        or ruling.risk is not Risk.READ_ONLY
        or any(o.name in {"--help", "--version"} for o in args.options)
    ):
        return ruling
    if call.more_args:
        return ruled(call, Risk.UNKNOWN, "wrapper.env", "Appended arguments decide what `env` runs.")
    return ruled(
        call,
        Risk.SENSITIVE,
        "wrapper.env.print",
        "`env` prints the whole environment, including keys.",
        Code.REVEALS_SECRET,
    )


_ENV = Wrapper(_ENV_FLAGS, assigns=True)
_SIMPLE = Flags(posix=True)
_XARGS = Wrapper(
    Flags(
        values="-a --arg-file -d --delimiter -E -I -L -n --max-args -P --max-procs -s --max-chars -J -R -S",
        switches="-0 --null -r --no-run-if-empty -t --verbose -x --exit -o --open-tty",
        optional="-e --eof -i --replace -l --max-lines -p --interactive --show-limits --process-slot-var",
        posix=True,
    ),
    appends=True,
)
_WATCH = Wrapper(
    Flags(
        values="-n --interval -q --equexit",
        switches="-b --beep -c --color -C --no-color -e --errexit -g --chgexit -p --precise -t --no-title -w "
        "--no-wrap -x --exec -r",
        optional="-d --differences",
        posix=True,
    ),
    joined=True,
    code=Code.FOLLOWS,
)
_RULED = {
    "doas": Wrapper(
        Flags(values="-u -C", switches="-n -L -s", posix=True),
        refused="-s -C",
        code=Code.PRIVILEGED,
        alone=Risk.UNKNOWN,
        risk=Risk.SENSITIVE,
    ),
    "nohup": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "setsid": Wrapper(Flags(switches="-c -f -w --ctty --fork --wait", posix=True)),
    "nice": Wrapper(Flags(values="-n --adjustment", switches="-<number>", posix=True)),
    "ionice": Wrapper(
        Flags(values="-c --class -n --classdata", switches="-t", posix=True), alone=Risk.READ_ONLY, refused="-p -P -u"
    ),
    "chrt": Wrapper(Flags(switches="-b -f -i -o -r -R -v", posix=True), skip=1, refused="-p"),
    "taskset": Wrapper(Flags(switches="-a -c", posix=True), skip=1, refused="-p"),
    "timeout": Wrapper(
        Flags(values="-k --kill-after -s --signal", switches="-v --verbose --foreground --preserve-status", posix=True),
        skip=1,
    ),
    "time": Wrapper(
        Flags(values="-f --format", switches="-p -v -l -h --portability --verbose -q --quiet", posix=True),
        refused="-o --output -a --append",
        alone=Risk.UNKNOWN,
    ),
    "stdbuf": Wrapper(Flags(values="-i -o -e --input --output --error", posix=True)),
    "unbuffer": Wrapper(Flags(switches="-p", posix=True)),
    "caffeinate": Wrapper(Flags(values="-t -w", switches="-d -i -m -s -u", posix=True), alone=Risk.UNKNOWN),
    "setarch": Wrapper(Flags(posix=True), alone=Risk.UNKNOWN),
    "xargs": _XARGS,
    "gxargs": _XARGS,
    "watch": _WATCH,
    "ts": Wrapper(Flags(switches="-r -i -s -m", posix=True)),
    "chronic": Wrapper(Flags(switches="-v -e", posix=True)),
    "builtin": Wrapper(_SIMPLE),
    "exec": Wrapper(Flags(values="-a", switches="-c -l", posix=True)),
    "aws-vault": Wrapper(Flags(posix=True), risk=Risk.UNKNOWN),
    "flock": Wrapper(
        Flags(
            values="-w --timeout -E -c --command",
            switches="-s -x -e -n -u -o --shared --exclusive --nonblock -F --no-fork",
            posix=True,
        ),
        skip=1,
        risk=Risk.MUTATING,
    ),
    "dbus-run-session": Wrapper(_SIMPLE),
    "systemd-run": Wrapper(Flags(posix=True), risk=Risk.MUTATING, alone=Risk.UNKNOWN),
    "systemd-inhibit": Wrapper(Flags(values="--what --who --why --mode", switches="--list --no-pager", posix=True)),
    "strace": Wrapper(
        Flags(values="-e -s -P -E -p -u", switches="-f -c -C -t -tt -T -y -yy -v -x -q -i -r -k -w", posix=True),
        refused="-o -O",
        risk=Risk.SENSITIVE,
        alone=Risk.SENSITIVE,
    ),
    "ltrace": Wrapper(
        Flags(values="-e -s -p -u -n -l -x", switches="-f -c -C -S -t -tt -T -r -i -L -b", posix=True),
        refused="-o -F",
        risk=Risk.SENSITIVE,
        alone=Risk.SENSITIVE,
    ),
    "busybox": Wrapper(_SIMPLE, reads="--help --list --list-full"),
    "toybox": Wrapper(_SIMPLE, reads="--help --long"),
    "noglob": Wrapper(_SIMPLE),
    "nocorrect": Wrapper(_SIMPLE),
    "rlwrap": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "catchsegv": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "linux64": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "fakeroot": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "eatmydata": Wrapper(_SIMPLE, alone=Risk.UNKNOWN),
    "proxychains": Wrapper(Flags(switches="-q", posix=True), risk=Risk.UNKNOWN),
    "unshare": Wrapper(Flags(posix=True), risk=Risk.UNKNOWN, alone=Risk.UNKNOWN),
    "nsenter": Wrapper(
        Flags(
            values="-t --target", switches="-a -m -u -i -n -p -C -U --all --mount --uts --ipc --net --pid", posix=True
        ),
        risk=Risk.SENSITIVE,
        alone=Risk.UNKNOWN,
        code=Code.REMOTE,
    ),
    "chroot": Wrapper(Flags(values="--userspec --groups", posix=True), skip=1, risk=Risk.UNKNOWN, alone=Risk.UNKNOWN),
}


_COMMAND = Wrapper(Flags(switches="-p", posix=True))


def _command(call: Call) -> Ruling:
    """`command -v NAME` only looks it up."""
    if call.args and call.args[0].text in {"-v", "-V", "-pv", "-pV"}:
        return ruled(call, Risk.READ_ONLY, "wrapper.command.look-up")
    return _COMMAND(call)


def _sudo(call: Call) -> Ruling:
    """`sudo -i` and `sudo -s` start a shell, or hand their operands to one."""
    args = _SUDO.flags.parse(call.args)
    if args.has("-i", "--login", "-s", "--shell"):
        if not args.operands:
            return ruled(
                call,
                Risk.UNKNOWN,
                "wrapper.sudo.shell",
                "`sudo` starts an interactive shell.",
                Code.INTERACTIVE,
                Code.PRIVILEGED,
            )
        source = " ".join(word.text for word in args.operands)
        found = (finding(Code.PRIVILEGED),)
        return Ruling(
            Risk.SENSITIVE, "wrapper.sudo.shell", "`sudo` runs it in a shell.", found, (Inner(source=source),)
        )
    if not args.operands and args.has("-v", "--validate", "-k", "--reset-timestamp"):
        return ruled(call, Risk.MUTATING, "wrapper.sudo.timestamp", "", Code.PRIVILEGED)
    return _SUDO(call)


def _su(call: Call) -> Ruling:
    args = Flags(values="-c --command -s --shell -g -G", switches="- -l --login -m -p").parse(call.args)
    source = args.value("-c", "--command")
    if source is None or args.has("-s", "--shell"):
        return ruled(
            call, Risk.UNKNOWN, "wrapper.su", "`su` starts another user's shell.", Code.INTERACTIVE, Code.PRIVILEGED
        )
    return Ruling(
        Risk.SENSITIVE,
        "wrapper.su",
        "`su -c` runs shell code as another user.",
        (finding(Code.PRIVILEGED),),
        (Inner(source=source),),
    )


_PLACE = re.compile(r"\{[^{}\s]*\}")
_is_plain = re.compile(r"[\w./:@%=,][\w./:@%+=,-]*\Z").match


def _parallel(call: Call) -> Ruling:
    """GNU parallel: its operands before `:::` are a command line that a shell reads anew for each input."""
    flags = Flags(
        values="-j --jobs -a --arg-file -d --delimiter -I -n -N -L --timeout --delay --retries --halt --colsep -C "
        "--memfree --load",
        switches="-0 --null -k --keep-order -v --verbose -q --quote --bar --eta --progress --dry-run --dryrun -r "
        "--no-run-if-empty -X -m -u --ungroup --line-buffer --lb --tag",
        posix=True,
    )
    args = flags.parse(call.args)
    if args.unclear or args.unknown:
        return ruled(call, Risk.UNKNOWN, "wrapper.parallel.option")
    if args.has("--dry-run", "--dryrun") and not any("{=" in word.text for word in args.operands):
        return ruled(call, Risk.READ_ONLY, "wrapper.parallel.dry-run", "It prints what it would run.", Code.DRY_RUN)
    words: list[str] = []
    for word in args.operands:
        if word.text[:3] in {":::", "::::"}:
            break
        words.append(word.text)
    if not words:
        return ruled(call, Risk.UNKNOWN, "wrapper.parallel.input", "`parallel` runs its input lines as commands.")
    inputs = [word.text for word in args.operands[len(words) :] if word.text[:3] != ":::"]
    source = " ".join(words)
    placed = _PLACE.search(source)
    if _PLACE.search(words[0]) or (placed and re.search(r"['\"`\\$]", source)) or not all(map(_is_plain, inputs)):
        return ruled(call, Risk.UNKNOWN, "wrapper.parallel.input", "What `parallel` runs is built from its input.")
    # Each input is one word, quoted; what comes through a pipe could be an option.
    given = '"$1"' if inputs else "$1"
    several = len(args.operands) - len(words) - len(inputs) > 1 or args.has("-X", "-m", "-n", "-N", "--colsep")
    source = _PLACE.sub(given, source) if placed else f"{source} {given}" + f" {given}" * several
    return Ruling(Risk.READ_ONLY, "wrapper.parallel", "`parallel` runs the command.", inner=(Inner(source=source),))


_TMUX_LISTS = names(
    "ls list-sessions lsw list-windows lsp list-panes lsc list-clients info server-info lsk list-keys lscm "
    "list-commands "
    "lsb list-buffers show show-options showw show-window-options show-environment has has-session show-messages -V"
)
_TMUX_PRINTS = {
    "capture-pane": Flags(values="-t -S -E", switches="-p -e -J -a -C -N -P -q"),
    "capturep": Flags(values="-t -S -E", switches="-p -e -J -a -C -N -P -q"),
    "display-message": Flags(values="-t -c -F", switches="-p -v -a"),
    "display": Flags(values="-t -c -F", switches="-p -v -a"),
}
"""What prints with `-p`, and otherwise shows a message or fills a buffer."""


_TMUX_LISTING = Flags(values="-t -F -f -T -N -P -O", switches="-a -s -g -q -v -A -H -p -w -1 -r -J -V")


def _tmux(call: Call) -> Ruling:
    """A format runs a program with `#(…)`, and `;` begins another command."""
    runs = any("\0" in w.text or "#(" in w.text or ";" in w.text or "%if" in w.text for w in call.args)
    verb = call.words[0] if call.words else ""
    if verb in _TMUX_LISTS and not runs and not _TMUX_LISTING.parse(call.args).unknown:
        return ruled(call, Risk.READ_ONLY, "wrapper.tmux.list")
    if verb in _TMUX_PRINTS and not runs and not call.more_args:
        args = _TMUX_PRINTS[verb].parse(call.args[1:])
        if args.has("-p") and not args.unknown and not args.unclear:
            return ruled(call, Risk.READ_ONLY, "wrapper.tmux.print")
    return ruled(call, Risk.UNKNOWN, "wrapper.script", "`tmux` needs a terminal of its own.", Code.INTERACTIVE)


_LISTS = {
    "screen": frozenset({"-ls", "-list", "--version", "-v"}),
}


def _script(call: Call) -> Ruling:
    lists = _LISTS.get(call.program, frozenset())
    if call.args and call.args[0].text in lists and not any(w.text[:1] in {"-", "\0"} for w in call.args[1:]):
        return ruled(call, Risk.READ_ONLY, f"wrapper.{call.program}.list")
    return ruled(
        call, Risk.UNKNOWN, "wrapper.script", f"`{call.program}` needs an interactive terminal.", Code.INTERACTIVE
    )


RULES: dict[str, Rule] = {
    **_RULED,
    "env": _env,
    "genv": _env,
    "sudo": _sudo,
    "su": _su,
    "runuser": _su,
    "command": _command,
    "parallel": _parallel,
    "tmux": _tmux,
    **dict.fromkeys(("script", "screen", "expect", "dialog", "whiptail", "byobu", "zellij", "mosh"), _script),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "watch 'ls | wc -l'",
        "watch -n 1 ls",
        "watch ls",
        "env A=1 ls",
        "env -i ls",
        "timeout 5 ls",
        "timeout -s KILL 5s ls",
        "nohup ls",
        "nice -n 5 ls",
        "time ls",
        "xargs ls",
        "ls | xargs -n1 -I{} echo {}",
        "xargs -0 grep -l x",
        "command -v ls",
        "command ls",
        "builtin cd x",
        "exec ls",
        "env -S 'ls -l'",
        "parallel wc -l ::: a b",
        "sudo -l",
        "nice -5 ls",
        "stdbuf -oL tail f",
        "find . | xargs wc -l",
        "xargs --help",
        "tmux ls",
        "tmux capture-pane -p -t a",
        "tmux display-message -p '#S'",
        "parallel --dry-run gzip ::: a b",
        "screen -ls",
    ),
    Risk.SENSITIVE: (
        "strace -f ls",
        "strace -p 1234",
        "ltrace ls",
        "nsenter -t 1 -n ip a",
        "env",
        "env -0",
        "sudo env",
        "sudo cat ~/.aws/credentials",
        "sudo ls",
        "sudo -u me -n ls -l",
        "sudo env A=1 timeout 5 ls",
        "sudo -s ls",
        "doas ls",
        "su - me -c 'ls'",
        "runuser -c ls me",
    ),
    Risk.MUTATING: ("sudo touch f", "xargs touch", "watch touch f", "flock /tmp/l ls"),
    Risk.DESTRUCTIVE: (
        "sudo rm x",
        "env rm x",
        "env -i A=1 rm x",
        "timeout 5 rm x",
        "timeout --kill-after=3 5 rm x",
        "nohup rm x",
        "nice rm x",
        "time rm x",
        "watch rm x",
        "watch 'ls; rm x'",
        "xargs rm",
        "ls | xargs -I{} rm {}",
        "command rm x",
        "exec rm x",
        "env -S 'rm x'",
        "env -S'rm x'",
        "env -S 'find .' -delete",
        "parallel rm ::: a",
        "su -c 'rm x'",
        "sudo -s rm x",
        "sudo bash -c 'rm x'",
        "busybox rm x",
        "sudo -u root -- rm x",
        "setsid -f rm x",
        "stdbuf -o0 rm x",
        "env --split-string='rm x'",
    ),
    Risk.UNKNOWN: (
        "sudo -i",
        "fakeroot",
        "sudo arping -U 10.0.0.9",
        "echo rm x | xargs nice",
        "cat f | xargs nice git",
        "cat f | xargs watch ls",
        "parallel git ::: push",
        "cat f | parallel kubectl",
        "ls | xargs timeout 5",
        "ls | xargs env",
        "env -S 'nice # ' rm x",
        "watch 'ls &>/dev/null rm x'",
        "sudo -e f",
        "xargs $CMD",
        "env LD_PRELOAD=./x ls",
        "sudo PATH=. ls",
        "script",
        "tmux ls \\; run-shell id",
        "tmux display-message -p '#(id)'",
        "tmux capture-pane -t a",
        "tmux list-panes -F '#(id)'",
        "tmux new -d 'rm x'",
        "xargs -I{} {}",
        "xargs sh -c",
        "xargs -I % sh -c 'rm %'",
        "env PAGER=./x man ls",
        "sudo --unheard ls",
        "ls | xargs find",
        "ls | xargs sort",
        "parallel",
        "cat f | parallel {}",
        "time -o f ls",
    ),
}
