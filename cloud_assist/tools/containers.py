"""Containers: the engines, and the tools that read, build and push images."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Adapter,
    Asked,
    Question,
    Read,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_DOCKER = Read("docker_target:docker_entries", "a container engine")
_CONTAINERD = Read("docker_target:containerd_entries", "a container engine")
_ENGINE = Unread("a container engine")
_REGISTRY = Unread("a container registry")
_RUNS = ("exec", "run")
_BUILDS = Stop(
    Signal.INTERRUPT,
    60,
    ("build", "buildx", "push", "pull", "load", "save", "import", "commit", "builder"),
    holds=True,
    leaves="A layer may be incomplete: run it again.",
    goes_on="The engine may go on with a build for a moment.",
)
_COMPOSES = Stop(
    Signal.INTERRUPT,
    60,
    ("compose", "stack", "up", "down", "start", "stop", "restart", "create", "rm", "kill", "pull", "push", "build"),
    holds=True,
    leaves="Some services may be started and others not: `docker compose ps` shows them.",
)
_STARTED = Stop(Signal.INTERRUPT, 15, ("run", "exec"), goes_on="A container that was started may go on.")
_CONTAINERS = (_BUILDS, _COMPOSES._replace(verbs=("compose", "stack")), _STARTED)
_SLOW = Time(3600, ("build", "pull", "push", "run", "compose up", "compose build", "compose pull", "save", "load"))
_ASKS_ENGINE = (
    Question(
        Asked.YES,
        ("system prune", "container prune", "image prune", "volume prune", "network prune", "builder prune"),
        ("--force", "-f"),
        sure=Sure.ALWAYS,
    ),
    Question(Asked.YES, ("compose rm",), ("--force", "-f")),
    Question(
        Asked.SECRET,
        ("login",),
        ("--password-stdin", "--password", "-p", "--get-login"),
        "pipe the password into login --username NAME --password-stdin",
        by_hand=True,
    ),
)

TOOLS = (
    Tool(
        ("docker",),
        "cloud.docker",
        _DOCKER,
        switches=("docker_target:docker_switches",),
        preview="cluster:docker",
        adapter=Adapter("cobra_adapter:DOCKER"),
        version=("--version",),
        variables=("DOCKER", "COMPOSE"),
        takes_names=True,
        runs_elsewhere=_RUNS,
        stops=_CONTAINERS,
        time=_SLOW,
        asks=_ASKS_ENGINE,
    ),
    Tool(
        ("podman",),
        "cloud.docker",
        _DOCKER,
        preview="cluster:docker",
        variables=("CONTAINERS",),
        takes_names=True,
        runs_elsewhere=_RUNS,
        stops=_CONTAINERS,
        time=_SLOW,
        asks=_ASKS_ENGINE,
    ),
    Tool(
        ("nerdctl",),
        "cloud.docker",
        _CONTAINERD,
        takes_names=True,
        runs_elsewhere=_RUNS,
        stops=_CONTAINERS,
        time=_SLOW,
        asks=_ASKS_ENGINE,
    ),
    Tool(
        ("docker-compose",),
        "cloud.docker",
        _DOCKER,
        runs_elsewhere=_RUNS,
        stops=(_COMPOSES, _STARTED),
        time=Time(3600, ("up", "build", "pull", "push", "run")),
    ),
    Tool(("podman-compose",), "cloud.docker", _DOCKER, runs_elsewhere=_RUNS, stops=(_COMPOSES, _STARTED)),
    Tool(
        ("docker-cli",), "cloud.docker", _DOCKER, runs_elsewhere=_RUNS, stops=_CONTAINERS, time=_SLOW, asks=_ASKS_ENGINE
    ),
    Tool(
        ("finch",), "cloud.docker", _CONTAINERD, runs_elsewhere=_RUNS, stops=_CONTAINERS, time=_SLOW, asks=_ASKS_ENGINE
    ),
    Tool(("lima-nerdctl",), "cloud.docker", _CONTAINERD, runs_elsewhere=_RUNS, stops=_CONTAINERS, asks=_ASKS_ENGINE),
    Tool(("skopeo",), "cloud.image_tools", _REGISTRY, variables=("SKOPEO", "REGISTRY"), time=Time(3600)),
    Tool(("crane",), "cloud.image_tools", _REGISTRY),
    Tool(("gcrane",), "cloud.image_tools", _REGISTRY),
    Tool(
        ("cosign",),
        "cloud.image_tools",
        Unread("a container registry and a transparency log"),
        variables=("COSIGN", "SIGSTORE"),
        asks=(Question(Asked.YES, ("sign", "attest", "sign-blob"), ("--yes", "-y", "--key")),),
    ),
    Tool(("oras",), "cloud.image_tools", _REGISTRY),
    Tool(("regctl",), "cloud.image_tools", _REGISTRY),
    Tool(
        ("buildah",),
        "cloud.image_tools",
        Unread("a container registry", ("pull", "push", "login", "logout", "from", "bud", "build", "manifest")),
        variables=("BUILDAH",),
        time=Time(3600),
    ),
    Tool(("pack",), "cloud.image_tools", Unread("a container engine and a registry"), time=Time(3600)),
    Tool(("ko",), "cloud.image_tools", Unread("a container registry, and a cluster where it applies"), time=Time(3600)),
    Tool(("kompose",), "cloud.image_tools", HERE),
    Tool(("img",), "cloud.image_tools", Unread("a container registry", ("pull", "push", "login", "logout", "build"))),
    Tool(
        ("trivy",),
        "cloud.image_tools",
        Unread(
            "a container registry or a cluster",
            ("image", "i", "kubernetes", "k8s", "repository", "repo", "aws", "vm", "registry"),
        ),
        variables=("TRIVY",),
        time=Time(1800),
    ),
    Tool(("grype",), "cloud.image_tools", _REGISTRY),
    Tool(("syft",), "cloud.image_tools", _REGISTRY),
    Tool(("dockle",), "cloud.image_tools", _REGISTRY),
    Tool(("dive",), "cloud.image_tools", Unread("a container engine and a registry")),
    Tool(("clair-scanner",), "cloud.image_tools", Unread("a Clair server")),
    Tool(("hadolint",), "cloud.code_hosts", HERE),
    Tool(("lazydocker",), "plain.inspect_tools", _ENGINE),
)
