"""Reading is a closed world: a read needs every option, operand and verb to be known to read.

A newcomer adds a command to one of the lists; nothing else.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.rules.engine import registry
from cloud_assist.command.rules.engine.base import (
    MANY,
    Call,
    Effect,
    Flags,
    Program,
    Ruling,
    Word,
    examples_of,
    names,
    reading_with,
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

NEVER_UNASKED = (
    # an option or a value that writes, serves, switches or loads code
    "uv version 1.2.3", "uv version --bump minor", "hatch version minor", "poetry version patch", "tidy -output F file",
    "tidy --write-back yes f", "nmon -f", "glances --server", "ibmcloud target -c ID", "pmap -N rc 1", "lsof -D b",
    "nm --plugin ./x a",
    "jaq -i . f", "nginx -t --frob", "fd --frob x", "getent --frob x", "ansible all -m ping --frob",
    "ldconfig -p -C x", "atop -w f", "tcpdump -ew f", "bundle", "docker ps --frob",
    # a longer path than the table knows
    "fastly service version activate", "kubectl version x", "terraform version foo", "gh config get-all x",
    # what asks a machine outside
    "nmap 10.0.0.0/28", "nc -z example.com 22", "ncat -zv 8.8.8.8 53", "mtr -r example.com", "traceroute 8.8.8.8",
    "fping 8.8.8.8", "ping -c 1 example.com", "ssh-keyscan github.com", "openssl s_client -connect example.com:443",
    "openssl s_time -connect example.com:443", "speedtest-cli", "gron https://example.com/a.json", "lspci -Q",
    "yq . https://example.com/a.yml", "xmllint --html https://example.com", "trivy image nginx", "syft nginx",
    "grype registry:nginx", "dive nginx",
    "ping -c 3 10.0.0.1", "arping -c 3 10.0.0.1", "traceroute -n 10.0.0.1", "dig +short x.com", "host -t txt x.com",
    "whois x.com", "nslookup x.com", "tcpdump -i eth0 -c 10", "tshark -i eth0 -c 10", "ngrep GET", "nc -zv db 22",
    "kcat -b b:9092 -L", "etcdctl endpoint health", "skopeo inspect docker://nginx", "crane digest nginx",
    "docker search nginx", "docker scout cves x", "docker manifest inspect x", "npm view x", "pip index versions x",
    "cargo search x", "gem search x", "pg_isready -h db", "rclone ls remote:", "rclone sync -n /srv remote:b",
    "conntrack -E", "poetry search x", "poetry show --outdated", "apt changelog x", "gpg --search-keys x",
    "gh issue list -w", "showmount -e nfs", "xmllint --schema http://x.com/a.xsd f", "aws s3 ls --debug", "aptitude",
    # what attaches to other programs, starts one, or mints or shows a secret
    "strace -p 1", "ltrace ls", "nsenter -t 1 -n ip a", "jc ls -l", "fd -e c --exec-batch wc -l", "ssh-keygen -y -f k",
    "openssl rand -hex 8", "gcloud compute instances list --log-http", "bc", "bat --paging=always f",
    # a further operand or option of a program for disks
    "parted -s /dev/sda mklabel gpt", "parted -f -l", "parted --fix -l", "parted -s /dev/sda rm 2",
    "sfdisk --part-type /dev/sda 1 83",
    "e2label /dev/sda1 new", "wipefs --novel /dev/sda", "ifconfig --novel", "route --novel", "pacman -Q --novel",
    "ssh-add -l --novel", "ethtool -k eth0 rx off",
    # what starts a program for a person, an agent or a shell
    "mc", "mc -b", "copilot", "copilot -p 'tidy up' --allow-all-tools", "fakeroot", "rlwrap", "setarch", "k9s",
    "htop", "btop", "iftop -i eth0", "gopass", "jless f.json", "top",
    # with another user's rights
    "sudo ls", "doas -u x id", "su -c ls", "runuser -c ls me", "watch sudo ls", "find . -exec sudo ls {} ;",
    "sudo -s ls", "sudo arping -U IP",
    # an option that another verb of the program reads with, beside a verb that reads only alone
    "zfs upgrade -a", "zpool upgrade -a", "resolvectl dns --flush", "hostnamectl hostname --force",
    # a letter in a cluster, where programs of one table differ; a file of options; a value that runs a program
    "htmlq -to out.txt", "tomlq -ti .a=1 f", "nm @options", "readelf @options", "objdump @options",
    "gpg --list-options show-photos -k", "mawk -W exec x.awk", "env -S 'find .' -delete", "xargs env -S 'find .'",
    # what follows a read: a file, a second task, a second command
    "psql -l -o out.txt", "psql -L log.txt -l", "gitlab-rake gitlab:check db:drop", "kubectx -c -d x",
    "dpkg-divert --add --rename /bin/x", "minikube logs --file=x", "fsck -V /dev/sda1", "aws-nuke -c c.yml version",
    # a list that asks a registry or another machine
    "gem list -r", "gem specification x --remote", "composer show --latest", "go list -m -u all", "go list -m x@latest",
    "rpcinfo -p db", "composer diagnose", "ansible-galaxy collection verify x.y", "git request-pull a http://x.com/r b",
    "supervisorctl -s http://db:9001 status",
    # a fact that a table had wrong; a check that runs what is to be checked; what waits for a person
    "timedatectl ntp-servers eth0 10.0.0.1", "dpkg-divert /bin/x", "man -u ls", "vagrant global-status --prune",
    "python3 -m sysconfig --generate-posix-vars", "node -c -r ./x.js y.js", "php -c . x.php", "ruby -l x.rb",
    "luac -l x.lua", "rabbitmq-diagnostics observer", "rabbitmqctl authenticate_user a b",
    "rpm -qip https://x.com/x.rpm", "dnf info https://x.com/x.rpm", "vagrant box outdated", "chronyc -h other tracking",
)  # fmt: skip
FOLLOWERS = (
    "tail -f f", "journalctl -f", "docker stats", "docker logs -f web", "kubectl logs -f web", "watch ls",
    "ip monitor", "aws logs tail g --follow", "redis-cli monitor", "ping localhost", "mongostat", "vmstat 5", "sar 2",
    "pidstat 5", "free -s 5", "netstat -c", "lsof -r 2", "ss -E", "findmnt --poll", "top -b", "iotop -b",
    "redis-cli --stat", "mysqladmin -i 5 status", "iw event", "udevadm monitor", "inotifywait -m /srv", "vnstat -l",
)  # fmt: skip
STILL_READS = (
    "uv version", "tidy -q -e f", "ibmcloud target", "ls -lah --color=auto /tmp", "top -b -n 1", "fastly service list",
    "nc -zv localhost 22", "ping -c 3 127.0.0.1", "traceroute localhost", "trivy fs .", "syft dir:.", "sudo -l",
    "git log --oneline --graph --all", "git status --porcelain=v2 --branch", "lsblk -fp", "ps -ef --forest",
    "openssl x509 -in c.pem -noout -text", "mc ls m/b", "copilot svc ls", "free -h", "df -hT", "dig @localhost x.com",
    "fakeroot ls", "docker run --help", "grep -rn --include='*.py' x src", "rg --files --hidden",
    "journalctl -u x -o json", "timeout 5 tail -f x", "vmstat 1 5", "docker stats --no-stream", "kubectl wait "
    "--for=delete pod/x",
    "parted /dev/sda unit MiB print", "sfdisk -F /dev/sda", "sfdisk --part-type /dev/sda 1", "e2label /dev/sda1",
)  # fmt: skip
ASKS_FOR_HELP = frozenset(("--help", "-help", "-h", "--version", "-version", "-V", "-v", "help", "version"))
SHELL = frozenset("|;&<>$`(){}#\n")
SELECTING = frozenset(("aws", "az", "gcloud", "exiftool"))
"""Their options are too many to list: they select what is shown, and the others are known."""


@pytest.mark.parametrize("command", NEVER_UNASKED)
def test_what_is_not_known_to_read_is_asked_about(command: str) -> None:
    assert judged(command) is not Risk.READ_ONLY


@pytest.mark.parametrize("command", FOLLOWERS)
def test_a_read_that_goes_on_until_it_is_stopped_says_so(command: str) -> None:
    judgement = judge(command, environ={}, cwd=Path("/"))
    assert judgement.risk is Risk.READ_ONLY
    assert Code.FOLLOWS in {found.code for found in judgement.findings}


@pytest.mark.parametrize("command", STILL_READS)
def test_what_is_known_to_read_still_reads(command: str) -> None:
    assert judged(command) is Risk.READ_ONLY


@pytest.mark.parametrize(
    "command",
    [
        "docker run -v /:/host alpine rm -rf /host",
        "docker run --mount type=bind,source=/,target=/mnt alpine rm -rf /mnt",
        "podman run -v $HOME:/w alpine rm -rf /w",
        "docker run -v /:/x alpine sh -c 'cd /tmp; rm -rf /x'",
    ],
)
def test_what_a_container_does_to_a_shared_folder_is_judged_as_if_done_here(command: str) -> None:
    assert judged(command) is Risk.FORBIDDEN


@pytest.mark.parametrize("family", registry.families())
def test_an_option_that_nobody_knows_makes_no_read(family: str) -> None:
    """The options of az and gcloud are too many to list: they select what is shown, and the others are effects."""
    for program in registry.programs_of(family):
        rule = registry.rule_of(program)
        if not isinstance(rule, Program) or rule.any_option:
            continue
        reading = [path for path, risk in rule.verbs.items() if risk is Risk.READ_ONLY and path[0] != "-"]
        for verb in reading or [""]:
            line = (*verb.replace("*", "x").replace("$", "").split(), "--frobnicate-all")
            assert rule(Call(program, words(*line))).risk is not Risk.READ_ONLY, (program, line)


MORE_IS_DATA = names(
    "alias aliyun bash builtin cc compgen complete dd declare echo env exit export gcc git hash jc kill let mlr "
    "parallel printenv printf read redis-cli ruby set sh sudo test trap type unset wait"
)
"""Programs whose further words go to a script, a command inside or an API, are names, or end them with an error."""


@pytest.mark.parametrize("family", registry.families())
def test_an_option_that_nobody_knows_makes_no_read_of_a_rule_that_is_a_function(family: str) -> None:
    module = import_module(f"cloud_assist.command.rules.{family}")
    for command, risk in examples_of(module.RULES, getattr(module, "EXAMPLES", {})):
        program = command.split()[0]
        rule = module.RULES.get(program)
        if risk is not Risk.READ_ONLY or isinstance(rule, Program | None) or program in MORE_IS_DATA | SELECTING:
            continue
        if ASKS_FOR_HELP.isdisjoint(command.split()) and SHELL.isdisjoint(command):
            assert judged(f"{command} --frobnicate-all") is not Risk.READ_ONLY, command


def test_a_table_that_says_nothing_takes_no_operands_and_no_options() -> None:
    assert verdict(Program("x", Risk.READ_ONLY)) is Risk.READ_ONLY
    assert verdict(Program("x", Risk.READ_ONLY), "file") is Risk.UNKNOWN
    assert verdict(Program("x", Risk.READ_ONLY, operands=MANY), "file", "file") is Risk.READ_ONLY
    assert verdict(Program("x", Risk.READ_ONLY, operands=1), "file", "file") is Risk.UNKNOWN
    assert verdict(Program("x", Risk.READ_ONLY), "-v") is Risk.UNKNOWN
    assert verdict(Program("x", Risk.READ_ONLY, Flags(switches="-v")), "-v") is Risk.READ_ONLY
    assert verdict(Program("x", Risk.READ_ONLY), "--verbose") is Risk.READ_ONLY


def test_a_verb_that_leads_on_reads_alone_or_with_a_word_that_the_table_knows() -> None:
    table = Program("x", verbs=verbs(read_only="config, config get, list, show *", mutating="config set, show all now"))
    assert verdict(table, "config") is Risk.READ_ONLY
    assert verdict(table, "config", "activate") is Risk.UNKNOWN
    assert verdict(table, "config", "get", "name") is Risk.READ_ONLY
    assert verdict(table, "list", "name") is Risk.READ_ONLY
    assert verdict(table, "show", "name") is Risk.READ_ONLY
    assert verdict(table, "show", "name", "value") is Risk.UNKNOWN


def test_a_verb_that_reads_only_alone_reads_with_no_option_of_another_verb() -> None:
    table = Program("x", flags=Flags(switches="-a -v"), verbs=verbs(read_only="list, upgrade $", mutating="upgrade"))
    assert verdict(table, "list", "-a") is Risk.READ_ONLY
    assert verdict(table, "upgrade") is Risk.READ_ONLY
    assert verdict(table, "upgrade", "-v") is Risk.READ_ONLY
    assert verdict(table, "upgrade", "-a") is Risk.UNKNOWN
    assert verdict(table, "-a", "upgrade") is Risk.READ_ONLY


def test_an_operand_that_may_be_a_file_of_options_is_no_read() -> None:
    assert verdict(Program("x", Risk.READ_ONLY, operands=MANY), "@file") is Risk.UNKNOWN
    assert verdict(Program("x", Risk.READ_ONLY, operands=MANY, at_names=True), "@server") is Risk.READ_ONLY


def test_a_letter_joined_to_an_option_counts_as_the_option_that_it_would_be_elsewhere() -> None:
    effect = Effect("-i", Risk.MUTATING, "It changes the file.")
    table = Program("x", Risk.READ_ONLY, Flags(values="-t"), effects=(effect,))
    assert verdict(table, "-ti") is Risk.MUTATING
    assert verdict(table, "-tc") is Risk.READ_ONLY
    assert verdict(table, "-tin") is Risk.MUTATING


def test_an_option_that_an_effect_names_is_no_beginning_of_another() -> None:
    effect = Effect("--import", Risk.MUTATING, "It imports.")
    table = Program("x", Risk.READ_ONLY, Flags(values="--import-options"), effects=(effect,))
    assert verdict(table, "--import", "f") is Risk.MUTATING


def test_a_rule_that_is_a_function_reads_only_with_options_that_it_names() -> None:
    @reading_with(Flags(values="-f", switches="-c"))
    def rule(call: Call) -> Ruling:
        return Ruling(Risk.READ_ONLY, "x", "It only reads.")

    assert rule(Call("x", words("-c", "-f", "file"))).risk is Risk.READ_ONLY
    assert rule(Call("x", words("-c", "--help"))).risk is Risk.READ_ONLY
    assert rule(Call("x", words("-c", "--write"))).risk is Risk.UNKNOWN


def test_an_option_in_the_place_of_a_value_is_no_read() -> None:
    assert verdict(Program("x", Risk.READ_ONLY, Flags(values="-a")), "-a", "--write") is Risk.UNKNOWN
    assert verdict(Program("x", Risk.READ_ONLY, Flags(values="-a", switches="--all")), "-a", "--all") is Risk.READ_ONLY


def verdict(table: Program, *given: str) -> Risk:
    return table(Call("x", words(*given))).risk


def words(*given: str) -> tuple[Word, ...]:
    return tuple(Word(word, word) for word in given)


def judged(command: str) -> Risk:
    return judge(command, environ={"PATH": "/usr/bin:/bin"}, cwd=Path("/")).risk
