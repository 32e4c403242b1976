"""docker, podman and nerdctl, with compose: what reads, what runs a container, what deletes data."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    Args,
    Call,
    Effect,
    Flags,
    Inner,
    Program,
    Rule,
    Ruling,
    names,
    ruled,
    split_paths,
    verbs,
)
from cloud_assist.command.rules.engine.nouns import in_container
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="--config -c --context -H --host -l --log-level --tlscacert --tlscert --tlskey -f --file --filter "
    "--format -n --last --tail --since --until --platform -p --project-name --project-directory --profile "
    "--env-file --ansi --parallel --progress --builder --index --limit --connection --identity --url --root "
    "--runroot --namespace --address --type",
    switches="-D --debug --tls --tlsverify -q --quiet --no-trunc -a --all --size -s --follow --timestamps "
    "--details --force --no-stream --latest --digests --tree --human --verbose --services --images --orphans "
    "--compatibility --dry-run --all-resources -v --volumes --rmi --remove-orphans --version --help -r --remote "
    "--no-color --no-log-prefix -d -i -t --stream",
    optional="-o --output",
    abbreviated=False,
)
_RUN_FLAGS = Flags(
    values="-e --env --env-file -v --volume -p --publish -w --workdir -u --user --network --net --mount --name "
    "--platform --entrypoint -h --hostname -m --memory --cpus --label -l --restart --cap-add --cap-drop --device "
    "--security-opt --pid --ipc --userns --uts --add-host --dns --ip --link --log-driver --log-opt --runtime "
    "--shm-size --stop-signal --ulimit --volumes-from --detach-keys --pull --gpus --tmpfs --cgroupns "
    "--cgroup-parent --cidfile --cpuset-cpus --cpu-shares -c --expose --group-add --health-cmd --index --ip6 "
    "--label-file --memory-swap --network-alias --pids-limit --sysctl --storage-opt --annotation -a --attach --pod",
    switches="-d --detach -i --interactive -t --tty -T --no-TTY --rm --privileged --init --read-only -P "
    "--publish-all -q --quiet --no-deps --service-ports --build --use-aliases --remove-orphans --sig-proxy "
    "--no-healthcheck --oom-kill-disable --help",
    posix=True,
    abbreviated=False,
)

_READS = """
ps, images, logs, inspect, top, stats, port, diff, history, events, version, info, help, wait,
container ls, container list, container ps, container inspect, container logs, container top,
container stats, container port, container diff, container wait, image ls, image list, image inspect,
image history, network ls, network list, network inspect, volume ls, volume list, volume inspect, system df,
system events, system info, node ls, node list, node inspect, node ps, service ls, service list,
service inspect, service logs, service ps, stack ls, stack list, stack ps, stack services, stack config,
secret ls, secret list, secret inspect, config ls, config list, config inspect, context ls, context list,
context show, context inspect, plugin ls, plugin list, plugin inspect,
buildx ls, buildx inspect, buildx du, buildx version,
buildx history ls, buildx history inspect, buildx history logs, builder ls, builder du, builder inspect,
scout version, checkpoint ls,
compose ps, compose logs, compose config, compose convert, compose images, compose ls, compose top,
compose port, compose events, compose version, compose stats, compose volumes, compose wait, app ls,
model list, model status, desktop status, swarm ca, system connection list, pod ps, pod ls, pod list,
pod inspect, pod logs, pod stats, pod top, pod exists, container exists, image exists, network exists,
volume exists, machine list, machine ls, machine info, machine inspect, namespace ls,
namespace inspect, image tree
"""
_ASKS_OUTSIDE = """
search, image search, manifest inspect, trust inspect, trust view, buildx imagetools inspect,
scout quickview, scout cves, scout compare, scout recommendations, sbom
"""
_CHANGES = """
run, exec, create, start, restart, stop, pause, unpause, rename, update, attach, commit, cp, build, pull,
push, tag, load, import, save, export, login, logout, container run, container exec, container create,
container start, container restart, container stop, container pause, container unpause, container rename,
container update, container attach, container commit, container cp, container export, image build,
image pull, image push, image tag, image load, image import, image save, network create, network connect,
network disconnect, volume create, volume update, swarm init, swarm join, swarm update, swarm unlock,
swarm join-token, node promote, node demote, node update, service create, service update, service scale,
service rollback, stack deploy, stack up, secret create, config create, context create, context update,
context use, context export, context import, plugin install, plugin enable, plugin disable, plugin create,
plugin push, plugin set, plugin upgrade, manifest create, manifest annotate, manifest push, trust sign,
trust signer add, trust key generate, trust key load, buildx build, buildx b, buildx bake, buildx f,
buildx create, buildx use, buildx install, buildx imagetools create, buildx stop, builder build,
builder create, builder use, checkpoint create, compose up, compose down, generate systemd, generate kube,
kube generate, compose start, compose restart, compose stop, compose pause, compose unpause, compose run,
compose exec, compose create, compose build, compose pull, compose push, compose cp, compose attach,
compose scale, compose watch, compose publish, compose commit, compose export, init, debug, desktop start,
desktop stop, desktop restart, model pull, model run, pod create, pod start, pod stop, pod restart,
pod pause, pod unpause, machine init, machine start, machine stop, machine set, machine ssh, play kube,
kube play, kube apply, mount, unmount, umount, untag, container mount, container unmount, container restore,
container checkpoint, container init, image mount, image unmount, image scp, image sign, system migrate,
system renumber, auto-update, healthcheck run, namespace create, unshare, system service, system connection add,
system connection default, network reload
"""
_DELETES = """
rm, rmi, kill, remove, container rm, container remove, container prune, container kill, container cleanup,
image rm, image remove, image prune, image untag, network rm, network remove, network prune, volume rm,
volume remove, volume prune, system prune, system reset, swarm leave, node rm, node remove, service rm,
service remove, stack rm, stack down, stack remove, secret rm, secret remove, config rm, config remove,
context rm, context remove, plugin rm, plugin remove, manifest rm, trust revoke, trust signer remove,
buildx rm, buildx prune, buildx history rm, builder prune, builder rm, checkpoint rm, compose rm, pod rm,
pod kill, pod prune, machine rm, machine reset, kube down, play kube down, namespace remove, namespace rm,
system connection remove, model rm, compose kill
"""

_VERBS = verbs(
    read_only=_READS, mutating=_CHANGES, destructive=_DELETES, sensitive=f"swarm unlock-key, {_ASKS_OUTSIDE}"
)
_READING = frozenset(verb for verb, risk in _VERBS.items() if risk.rank < Risk.MUTATING.rank)

_CODES = {
    **dict.fromkeys(("login", "logout"), Code.CHANGES_CREDENTIALS),
    **dict.fromkeys(("push", "image push", "compose push", "plugin push", "manifest push"), Code.SENDS_DATA_OUT),
    **dict.fromkeys(("attach", "container attach", "compose attach", "machine ssh"), Code.INTERACTIVE),
    **dict.fromkeys(names("stats events wait"), Code.FOLLOWS),
    **dict.fromkeys(("container stats", "system events", "compose events", "compose wait"), Code.FOLLOWS),
    "context use": Code.CHANGES_CONTEXT,
}  # fmt: skip

_CARRIERS = re.compile(r"(.*[-_/])?(traefik|haproxy|nginx|envoy|kong|caddy|ingress|gateway|istio\w*)([-_.]?\d*)?")
"""Containers that carry everybody's traffic: stopping one is an outage for all behind it."""
_LOOPBACK = re.compile(r"unix://.*|(tcp|http)://(localhost|127(\.\d+){3})(:\d+)?|ssh://(?!-).*")
_ROOT_MOUNTS = names("/ /etc /root /home /var /usr /boot /proc /sys /dev /var/run/docker.sock /run/docker.sock")


_RUNS = names("run create exec")
_LOGS = "logs, container logs, service logs, compose logs"
_DRY = "`--dry-run` changes nothing (a dry run)."


def _looks(call: Call, args: Args, verb: str) -> Ruling | None:
    host = args.value("-H", "--host", "--url", "--connection")
    if host is not None and verb in _READING and not _LOOPBACK.fullmatch(host):
        text = "`-H` contacts the daemon of another machine."
        return ruled(call, Risk.MUTATING, "docker.host", text, Code.FOREIGN_CODE)
    if args.get("--config") is not None and verb in _READING:
        text = "Another configuration folder can name programs to run."
        return ruled(call, Risk.MUTATING, "docker.config", text, Code.FOREIGN_CODE)
    last = verb.rpartition(" ")[2]
    if last in _RUNS and verb.partition(" ")[0] in {"run", "create", "exec", "container", "compose"}:
        return _container(call, args, verb)
    if not verb and args.has("--version", "-v"):
        return ruled(call, Risk.READ_ONLY, "docker.version")
    if args.has("--help"):
        return ruled(call, Risk.READ_ONLY, "docker.help", f"`{call.program}` prints its help.")
    if verb.rpartition(" ")[2] == "stats" and args.has("--no-stream"):
        return ruled(call, Risk.READ_ONLY, "docker.stats")
    if verb.rpartition(" ")[2] == "events" and (args.get("--until") is not None or args.value("--stream") == "false"):
        return ruled(call, Risk.READ_ONLY, "docker.events")
    special = _SPECIAL.get(verb.removeprefix("container "))
    return special(call, args) if special else None


def _container(call: Call, args: Args, verb: str) -> Ruling:
    """`run` and `exec`: the options end at the image or the container, and what follows is the program's own."""
    at = next(i for i, word in enumerate(call.args) if word is args.operands[verb.count(" ")])
    own = _RUN_FLAGS.parse(call.args[at + 1 :])
    if own.unclear:
        return ruled(call, Risk.UNKNOWN, "docker.option", "An option is only known at run time.")
    if own.has("--help"):
        return ruled(call, Risk.READ_ONLY, "docker.help", f"`{call.program}` prints its help.")
    if verb.endswith("exec"):
        return in_container(call, "docker.exec", own.operands[1:], terminal=own.has("-t", "--tty"))
    codes = [Code.INTERACTIVE] if own.has("-t", "--tty") and not own.has("-d", "--detach") else []
    if _reaches_host(own):
        text = "The container can reach the host itself: its root, its devices or its daemon."
        ruling = ruled(call, Risk.DESTRUCTIVE, "docker.run-host", text, Code.PRIVILEGED, *codes)
        return ruling._replace(inner=_on_host(own))
    ruling = ruled(call, Risk.MUTATING, "docker.run", f"`{call.program} {verb}` creates a container.", *codes)
    return ruling._replace(inner=_on_host(own))


def _mounts(own: Args) -> list[tuple[Word, str]]:
    """Return (folder of this machine, folder in the container) for what a container shares with it."""
    found = []
    for option in own.options:
        if option.value is None or option.name not in {"-v", "--volume", "--mount"}:
            continue
        text, raw = option.value.text, option.value.raw.strip("\"'")
        if option.name == "--mount":
            fields = {key: value for key, _, value in (part.partition("=") for part in text.split(","))}
            host = fields.get("src") or fields.get("source") or ""
            found.append(
                (Word(host, host), fields.get("dst") or fields.get("target") or fields.get("destination") or "")
            )
        else:
            host, _, rest = text.partition(":")
            found.append((Word(host, raw.partition(":")[0]), rest.partition(":")[0]))
    return found


def _on_host(own: Args) -> tuple[Inner, ...]:
    """Return what a container does to shared folders, as this machine names them: `-v /:/host … rm -rf /host`."""
    shared = [(host, inside.rstrip("/")) for host, inside in _mounts(own) if host.text[:1] in {"/", OPAQUE} and inside]
    words = tuple(_on_this_machine(word, shared) for word in own.operands[1:])
    return (Inner(words=words, remote=True),) if words != own.operands[1:] else ()


def _on_this_machine(word: Word, shared: list[tuple[Word, str]]) -> Word:
    for host, inside in shared:
        text, raw = _moved(word.text, inside, host.text), _moved(word.raw, inside, host.raw)
        word = word._replace(text=text, raw=raw)
    return word


def _moved(text: str, inside: str, host: str) -> str:
    """Return `text` with the folder `inside` of a container, and what lies below it, named as this machine does."""
    place = re.compile(rf"(?<![\w.~/-]){re.escape(inside)}(?![\w.-])(/?)")
    return place.sub(lambda found: f"{host.rstrip('/')}{found[1]}" or "/", text)


def _reaches_host(own: Args) -> bool:
    places = [host.text for host, _ in _mounts(own)]
    shared = any(value == "host" for value in own.values("--pid", "--ipc", "--userns", "--uts", "--cgroupns"))
    rooted = any((place.rstrip("/") or "/") in _ROOT_MOUNTS for place in places)
    return shared or rooted or own.has("--privileged") or own.get("--cap-add", "--device") is not None


def _stop(call: Call, args: Args) -> Ruling | None:
    if any(_CARRIERS.fullmatch(word) for word in args.verbs[1:]):
        text = "Everything behind this proxy or gateway loses its traffic."
        return ruled(call, Risk.DESTRUCTIVE, "docker.stop-traffic", text)
    return None


def _join_token(call: Call, args: Args) -> Ruling | None:
    risk = Risk.MUTATING if "--rotate" in call.words else Risk.SENSITIVE
    return ruled(call, risk, "docker.join-token", "", Code.REVEALS_SECRET)


def _swarm_ca(call: Call, args: Args) -> Ruling | None:
    return ruled(call, Risk.MUTATING, "docker.swarm-ca") if "--rotate" in call.words else None


def _unshare(call: Call, args: Args) -> Ruling | None:
    """`podman unshare cmd` runs a command of this machine in a user namespace."""
    inner = (Inner(words=args.operands[1:]),) if len(args.operands) > 1 else ()
    return Ruling(Risk.MUTATING, "docker.unshare", "It runs a command in a user namespace.", inner=inner)


_SPECIAL = {"unshare": _unshare, "stop": _stop, "swarm join-token": _join_token, "swarm ca": _swarm_ca}

_DOCKER = Program(
    "docker",
    flags=_FLAGS,
    verbs=_VERBS,
    bare=Risk.READ_ONLY,
    effects=(
        Effect("-v --volumes", Risk.DESTRUCTIVE, "It also deletes the volumes and their data.", only="compose down"),
        Effect("-o --output", Risk.MUTATING, "It writes a file.", only="compose config, compose convert, sbom, scout"),
        Effect("--showsecret", Risk.SENSITIVE, "", only="secret inspect", code=Code.REVEALS_SECRET),
        Effect("--prune", Risk.DESTRUCTIVE, "Services that the file lacks are removed.", only="stack deploy"),
        Effect("-f --follow", Risk.READ_ONLY, "", only=_LOGS, code=Code.FOLLOWS),
        Effect("--dry-run", Risk.READ_ONLY, _DRY, only="compose", lowers=True, code=Code.DRY_RUN),
    ),
    help="",
    codes=_CODES,
    texts=dict.fromkeys(split_paths(_ASKS_OUTSIDE), "It contacts an external registry or service."),
    custom=_looks,
    examples={
        Risk.READ_ONLY: (
            "docker ps -a --format '{{.Names}}'",
            "docker inspect web",
            "docker image ls -f dangling=true",
            "docker compose -f a.yml ps",
            "docker stats --no-stream",
            "docker system df",
            "docker run --help",
            "docker --version",
            "docker context ls",
            "docker compose --dry-run up",
        ),
        Risk.SENSITIVE: ("docker swarm join-token worker", "docker swarm unlock-key"),
        Risk.MUTATING: (
            "docker run -it --rm ubuntu bash",
            "docker run --rm tool deploy --help",
            "docker run -v ./src:/src -d nginx",
            "docker exec web ls",
            "docker exec -it web sh",
            "docker stop web",
            "docker start web",
            "docker pull nginx",
            "docker build -t app .",
            "docker compose up -d",
            "docker compose down",
            "docker cp web:/etc/hosts .",
            "docker save nginx",
            "docker login",
            "docker context use prod",
            "docker -H tcp://10.0.0.1:2375 ps",
        ),
        Risk.DESTRUCTIVE: (
            "docker rm -f web",
            "docker rmi -f image",
            "docker kill web",
            "docker system prune -af",
            "docker volume rm data",
            "docker compose down -v",
            "docker compose -p app down --volumes",
            "docker run -v /:/host alpine ls /host",
            "docker run --privileged alpine",
            "docker run -v /var/run/docker.sock:/var/run/docker.sock alpine",
            "docker exec web rm -rf /data",
            "docker stop traefik",
            "docker swarm leave",
        ),
        Risk.FORBIDDEN: (
            "docker run -v /:/host alpine rm -rf /host",
            "docker run --rm --mount type=bind,src=/,dst=/mnt alpine rm -rf /mnt/",
            "podman run -v /:/h:rw busybox rm -fr /h/*",
            "docker run -v $HOME:/w alpine rm -rf /w",
            "docker run -v /:/x alpine sh -c 'rm -rf /x'",
        ),
        Risk.UNKNOWN: (
            "docker run -v /:/host alpine chroot /host",
            "docker frobnicate",
            "docker container frobnicate",
            "docker $X ps",
        ),
    },
)


def _compose(call: Call) -> Ruling:
    """`docker-compose …` is `docker compose …`."""
    if call.words[:1] in {("--version",), ("-v",)}:
        return ruled(call, Risk.READ_ONLY, "docker.version")
    words = (Word("compose", "compose"), *call.args)
    return _DOCKER(call._replace(program="docker", args=words))


RULES: dict[str, Rule] = {
    **dict.fromkeys(("docker", "podman", "nerdctl", "docker-cli", "finch", "lima-nerdctl"), _DOCKER),
    **dict.fromkeys(("docker-compose", "podman-compose"), _compose),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: ("docker-compose ps", "docker-compose --version", "podman images", "nerdctl -n k8s.io ps"),
    Risk.MUTATING: (
        "docker-compose up -d",
        "podman run -d nginx",
        "podman healthcheck run web",
        "docker scout cves web --output f",
    ),
    Risk.DESTRUCTIVE: ("docker-compose down -v", "podman pod rm web", "podman system reset"),
}
