"""The receipt says what the real clients resolve: they connect to a listener on loopback, or print what they read.

Each test says so where its client is not installed. No client reaches anything but loopback.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.models import Target
from tests.support.receipts import receipt, write

Environ = dict[str, str]


@pytest.fixture
def environ(clean_machine: Path) -> Environ:
    return {"PATH": os.environ["PATH"], "HOME": str(clean_machine), "LC_ALL": "C.UTF-8"}


class Listener:
    """Takes connections on a free port of one loopback address, notes them and what is said first, and hangs up."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self._socket = socket.create_server((address, 0))
        self.host, self.port = self._socket.getsockname()[:2]
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    self.heard.append(connection.recv(4096))
                except OSError:
                    self.heard.append(b"")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def listeners() -> Iterator[tuple[Listener, Listener]]:
    """Two servers: the one that is meant, and one that is named where it does not count."""
    pair = (Listener(), Listener("127.0.0.2"))
    yield pair
    for each in pair:
        each.close()


def ask(command: str, environ: Environ, *, cwd: Path | None = None, ok: bool = True) -> str:
    """Return what the real client prints, by the command line that the receipt reads too."""
    program = next(word for word in command.split() if "=" not in word)
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: its receipt was NOT compared")
    done = subprocess.run(
        ["bash", "-c", command], env=environ, cwd=cwd, capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert not ok or done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def told(command: str, environ: Environ, cwd: Path | None = None) -> Target:
    return receipt(command, environ, cwd)


# --- clients that connect ---------------------------------------------------------------------------------------

POSTGRES = [
    ("psql -h {h} -p {p} shop -c 'select 1'", {}),
    ("psql -p {p} -h{h} -Atc 'select 1' shop", {}),
    ("psql postgresql://me@{h}:{p}/shop -c 'select 1'", {"PGHOST": "{other}"}),
    ("psql 'host={h} port={p} dbname=shop' -h {other} -c 'select 1'", {}),
    ("psql -c 'select 1'", {"PGHOST": "{h}", "PGPORT": "{p}", "PGDATABASE": "shop"}),
    ("psql -p {p} -d shop -c 'select 1'", {"PGHOST": "{h}", "PGPORT": "1"}),
    ("psql -c 'select 1'", {"PGSERVICE": "orders", "PGHOST": "{other}"}),
    ("psql service=orders -c 'select 1'", {}),
    ("psql -h {other} service=orders -p 1 -c 'select 1'", {}),
    ("PGHOST={h} psql -p {p} shop -c 'select 1'", {"PGHOST": "{other}"}),
    ("psql -c 'select 1' shop", {"PGHOST": "nowhere.invalid", "PGHOSTADDR": "{h}", "PGPORT": "{p}"}),
    ("pg_dump -h {h} -p {p} shop", {}),
    ("pg_dump -d postgresql://{h}:{p}/shop", {}),
    ("dropdb -h {h} -p {p} --if-exists shop", {}),
    ("pg_isready -h {h} -p {p} -d shop", {}),
]


@pytest.mark.parametrize(("command", "extra"), POSTGRES)
def test_postgres(
    environ: Environ, listeners: tuple[Listener, Listener], command: str, extra: Environ, clean_machine: Path
) -> None:
    meant, other = listeners
    names = {"h": meant.host, "p": meant.port, "other": other.host}
    write(clean_machine / ".pg_service.conf", "[orders]\nhost={h}\nport={p}\ndbname=shop\nuser=app\n".format(**names))
    environ |= {"PGSSLMODE": "disable", "PGUSER": "app", "PGCONNECT_TIMEOUT": "3", "PGGSSENCMODE": "disable"}
    environ |= {name: value.format(**names) for name, value in extra.items()}
    command = command.format(**names)
    ask(command, environ, ok=False)
    found = told(command, environ)
    if not meant.heard:  # somewhere else: then the receipt says so, too
        assert found.value("postgres", "host") != meant.host or found.value("postgres", "port") != str(meant.port)
        return
    host = found.value("postgres", "address") or found.value("postgres", "host")
    assert (host, found.value("postgres", "port")) == (meant.host, str(meant.port))
    if command.startswith("dropdb"):
        return  # it connects to another database than the one that it drops
    assert f"database\0{found.value('postgres', 'database')}\0".encode() in b"".join(meant.heard)
    assert f"user\0{found.value('postgres', 'user')}\0".encode() in b"".join(meant.heard)


REDIS = [
    "redis-cli -h {h} -p {p} PING",
    "redis-cli -p {p} PING",
    "redis-cli -p {p} -n 3 PING",
    "redis-cli -u redis://{h}:{p}/2 PING",
    "redis-cli -h {other} -u redis://{h}:{p} PING",
    "redis-cli -u redis://{h}:{p} -p 1 PING",
    "redis-cli -p {p} PING -h {other}",
]


@pytest.mark.parametrize("command", REDIS)
def test_redis(environ: Environ, listeners: tuple[Listener, Listener], command: str) -> None:
    meant, other = listeners
    command = command.format(h=meant.host, p=meant.port, other=other.host)
    ask(command, environ, ok=False)
    found = told(command, environ)
    reached = (found.value("redis", "host"), found.value("redis", "port")) == (meant.host, str(meant.port))
    assert reached == bool(meant.heard)


MONGO = [
    "mongosh --host {h} --port {p} shop --eval 1",
    "mongosh 'mongodb://{h}:{p}/shop?serverSelectionTimeoutMS=500' --eval 1",
    "mongosh {h}:{p}/shop --eval 1",
]


@pytest.mark.parametrize("command", MONGO)
def test_mongo(environ: Environ, listeners: tuple[Listener, Listener], command: str) -> None:
    meant, _ = listeners
    command = command.format(h=meant.host, p=meant.port)
    ask(command, environ | {"MONGOSH_FORCE_DISABLE_TELEMETRY_FOR_TESTING": "1"}, ok=False)
    found = told(command, environ)
    assert meant.heard
    assert (found.value("mongodb", "host"), found.value("mongodb", "port")) == (meant.host, str(meant.port))
    assert found.value("mongodb", "database") == "shop"


HTTP = ["curl -s http://{h}:{p}/x", "curl -sd @/dev/null {h}:{p}", "wget -qO- -t1 -T2 http://{h}:{p}/x"]


@pytest.mark.parametrize("command", HTTP)
def test_http(environ: Environ, listeners: tuple[Listener, Listener], command: str) -> None:
    meant, _ = listeners
    command = command.format(h=meant.host, p=meant.port)
    ask(command, environ, ok=False)
    assert meant.heard
    assert told(command, environ).value("http", "host") == f"{meant.host}:{meant.port}"


@pytest.mark.parametrize("command", ["etcdctl --endpoints={h}:{p} get x", "hcloud server list"])
def test_what_has_no_reader_says_that_it_is_not_known(environ: Environ, command: str) -> None:
    assert told(command.format(h="127.0.0.1", p=1), environ).unknown


# --- clients that print what they read --------------------------------------------------------------------------

MYSQL = [
    ("mysql", "[client]\nhost=db1.example.com\nport=3307\n"),
    ("mysql", "[client]\nhost=db1.example.com\n[mysql]\nhost = db2.example.com\nuser=me\n"),
    ("mysql", "[mysqldump]\nhost=db3.example.com\n"),
    ("mysqldump", "[client]\nhost=db1.example.com\n[mysqldump]\nhost='db3.example.com'\n"),
    ("mysql -h db9.example.com", "[client]\nhost=db1.example.com\n"),
    ("mysql --no-defaults", "[client]\nhost=db1.example.com\n"),
    ("mysql --defaults-file=~/other.cnf", "[client]\nhost=db1.example.com\n"),
    ("mysql --defaults-extra-file=~/other.cnf", "[client]\nhost=db1.example.com\n"),
]


@pytest.mark.parametrize(("command", "file"), MYSQL)
def test_mysql(environ: Environ, clean_machine: Path, command: str, file: str) -> None:
    write(clean_machine / ".my.cnf", file)
    write(clean_machine / "other.cnf", "[client]\nhost=db4.example.com\nport=3308\n")
    command = command.replace("~", str(clean_machine))
    program, *options = command.split()
    first = [option for option in options if "defaults" in option]
    rest = [option for option in options if option not in first]
    listed = ask(" ".join([program, *first, "--print-defaults", *rest]), environ).splitlines()[-1].split()
    words = [*(word for word in listed if word.startswith("--")), *rest]
    real = {word[2:].partition("=")[0]: word.partition("=")[2] for word in words if "=" in word}
    if "-h" in rest:
        real["host"] = rest[rest.index("-h") + 1]
    found = told(command, environ)
    assert found.value("mysql", "host") == real.get("host", "localhost")
    assert found.value("mysql", "port") == real.get("port")
    assert found.value("mysql", "user") == real.get("user")


GIT = [
    ("push", "origin"),
    ("fetch", "origin"),
    ("push", "backup"),
    ("fetch", "backup"),
    ("push", "short"),
    ("fetch", "short"),
]
GIT_CONFIG = """
[remote "origin"]
    url = git@github.com:acme/infra.git ; a comment
[remote "backup"]
    url = https://git.example.com/acme/infra
    pushurl = ssh://git.example.com/acme/infra
[remote "short"]
    url = gh:acme/tools
[url "https://github.com/"]
    insteadOf = gh:
[url "ssh://github.com/"]
    pushInsteadOf = gh:
"""


@pytest.mark.parametrize(("verb", "remote"), GIT)
def test_git_address(environ: Environ, tmp_path: Path, verb: str, remote: str) -> None:
    ask("git init -q .", environ, cwd=tmp_path)
    with (tmp_path / ".git/config").open("a") as file:
        file.write(GIT_CONFIG)
    push = " --push" if verb == "push" else ""
    real = ask(f"git remote get-url{push} {remote}", environ, cwd=tmp_path).strip()
    assert told(f"git {verb} {remote}", environ, tmp_path).value("git", "repository") == real


@pytest.mark.parametrize(
    "setup",
    [
        "git remote add only /nowhere/a",
        "git remote add origin /nowhere/a; git remote add other /nowhere/b",
        "git remote add origin /nowhere/a; git remote add other /nowhere/b; git config remote.pushDefault other",
        "git remote add a /nowhere/a; git remote add b /nowhere/b; git config branch.main.remote b",
        "git remote add a /nowhere/a; git remote add b /nowhere/b; git config branch.main.remote b;"
        " git config branch.main.pushRemote a",
    ],
)
def test_git_default_remote(environ: Environ, tmp_path: Path, setup: str) -> None:
    ask(f"git init -q -b main . && git config push.default current && {setup}", environ, cwd=tmp_path)
    ask("git -c user.name=x -c user.email=x@y commit -q --allow-empty -m x", environ, cwd=tmp_path)
    for verb in ("push", "fetch"):
        said = ask(f"git {verb}", environ, cwd=tmp_path, ok=False)
        found = told(f"git {verb}", environ, tmp_path).value("git", "repository")
        assert found is not None
        assert found in said, verb


def test_gh_repository(environ: Environ, tmp_path: Path) -> None:
    ask("git init -q . && git remote add origin git@github.com:acme/infra.git", environ, cwd=tmp_path)
    environ |= {"GH_TOKEN": "x", "HTTPS_PROXY": "http://127.0.0.1:9", "GH_DEBUG": "api", "NO_COLOR": "1"}
    for command in ("gh release list", "gh release list -R acme/other", "GH_REPO=acme/third gh release list"):
        said = ask(command, environ, cwd=tmp_path, ok=False)
        found = told(command, environ, tmp_path)
        owner, name = str(found.value("gh", "repository")).split("/")
        variables = json.loads(said.split("GraphQL variables: ")[1].splitlines()[0])
        assert (variables["owner"], variables["name"]) == (owner, name)


ANSIBLE = [
    ("", {}),
    ("-i other.ini", {}),
    ("", {"ANSIBLE_INVENTORY": "other.ini"}),
    ("-i other.ini", {"ANSIBLE_INVENTORY": "prod.ini"}),
    ("", {"ANSIBLE_CONFIG": "elsewhere.cfg"}),
    ("-i 'h1.example.com,h2.example.com,'", {}),
]


@pytest.mark.parametrize(("options", "extra"), ANSIBLE)
def test_ansible_inventory(environ: Environ, tmp_path: Path, options: str, extra: Environ) -> None:
    write(tmp_path / "ansible.cfg", "[defaults]\ninventory = prod.ini\n")
    write(tmp_path / "elsewhere.cfg", "[defaults]\ninventory = other.ini\n")
    for name in ("prod", "other"):
        write(tmp_path / f"{name}.ini", f"{name}.example.com\n")
    environ |= extra
    listed = json.loads(ask(f"ansible-inventory --list {options}", environ, cwd=tmp_path))
    hosts = {host for group in listed.values() for host in group.get("hosts", [])}
    found = told(f"ansible all {options} -m ping", environ, tmp_path)
    named = {entry.value for entry in found.entries if entry.name in {"inventory", "host"}}
    assert {Path(name).stem + ".example.com" if name.endswith(".ini") else name for name in named} == hosts


PODMAN = [
    "podman info",
    "podman --url tcp://127.0.0.1:9 info",
    "CONTAINER_HOST=tcp://127.0.0.1:9 podman --remote info",
]


@pytest.mark.parametrize("command", PODMAN)
def test_podman_host(environ: Environ, command: str) -> None:
    said = ask(command, environ, ok=False)
    found = told(command, environ).value("podman", "host")
    assert (found == "tcp://127.0.0.1:9") == ("127.0.0.1:9" in said)


SSH_CONFIG = "Host web\n  HostName 203.0.113.7\n  User deploy\nHost *.internal\n  User ops\n"
SSH = ["ssh web", "ssh me@web", "ssh -l you web", "ssh other.internal", "ssh -p 2222 web uptime"]


@pytest.mark.parametrize("command", SSH)
def test_ssh_host(environ: Environ, clean_machine: Path, command: str) -> None:
    config = write(
        clean_machine / ".ssh/config", "Host web\n  HostName 203.0.113.7\n  User deploy\nHost *.internal\n  User ops\n"
    )
    words = command.split()
    listed = ask(" ".join(["ssh", "-G", "-F", str(config), *words[1:]]), environ).splitlines()
    real = dict(line.split(" ", 1) for line in listed if " " in line)
    found = told(command, environ)
    assert (found.value("ssh", "address") or found.value("ssh", "host")) == real["hostname"]
    assert found.value("ssh", "user") == real["user"]


@pytest.mark.parametrize(
    "command",
    ["rsync -e {shell} -a {here}/ web1.example.com:/srv/", "scp -S {shell} {shell} me@web1.example.com:/srv/"],
)
def test_a_copy_reaches_what_its_remote_shell_is_told(environ: Environ, tmp_path: Path, command: str) -> None:
    shell = write(tmp_path / "shell", f'#!/bin/sh\necho "$@" > {tmp_path}/asked\nexit 1\n')
    shell.chmod(0o755)
    command = command.format(shell=shell, here=tmp_path)
    ask(command, environ, ok=False)
    host = told(command, environ).value("ssh", "host")
    assert host == "web1.example.com"
    assert host in (tmp_path / "asked").read_text()
