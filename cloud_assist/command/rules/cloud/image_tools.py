"""Container images and scanners: skopeo, crane, buildah, cosign, trivy, syft, and their like."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    names,
    reads,
    ruled,
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="--authfile --creds --tls-verify --cert-dir --override-arch --override-os --platform --registry-config "
    "-f --format --key --certificate-identity --certificate-oidc-issuer -s --severity --scanners --config "
    "--cache-dir -t --template --from -p --path -q --src-creds --dest-creds --storage-driver --root "
    "--builder -n --name --env --label --author --cmd --entrypoint --port --user --workingdir --policy "
    "--ignorefile --timeout -c --exit-code --type",
    switches="--raw --insecure -v --verbose -d --debug -h --help --list-all --no-progress --ignore-unfixed --quiet "
    "--json --all -a --remote --full-ref --omit-digest-tags --no-tags --no-creds",
    abbreviated=False,
)


def _image_tool(call: Call, args: Args, verb: str) -> Ruling | None:
    """`buildah config` changes a container, while `crane config` prints an image's."""
    if call.program == "buildah" and verb.startswith("config"):
        return ruled(call, Risk.MUTATING, "image-tool.config")
    if _REGISTRY.base_risk(args, verb) is Risk.READ_ONLY and _asks_registry(call, args, verb):
        return ruled(call, Risk.SENSITIVE, "image-tool.registry", f"`{call.program}` contacts an external registry.")
    return None


_ELSEWHERE = names("crane gcrane cosign oras regctl")
"""What these show lies in a registry."""
_LOCAL_IMAGE = re.compile(r"(?:dir|oci|oci-archive|docker-archive|docker-daemon|containers-storage|tarball|sif):")
_NOT_ASKED = names("version help images containers info ps mounts manifest-digest public-key completion triangulate")


def _asks_registry(call: Call, args: Args, verb: str) -> bool:
    """Whether what is read lies in a registry: a machine outside."""
    if not verb or verb.split(maxsplit=1)[0] in _NOT_ASKED or len(args.operands) <= len(verb.replace(" *", "").split()):
        return False
    if call.program == "skopeo":
        return not all(_LOCAL_IMAGE.match(word) for word in args.verbs[1:])
    if call.program == "pack":
        return args.has("--remote") or verb in {"inspect-image", "inspect", "builder inspect", "inspect-builder"}
    return call.program in _ELSEWHERE and not args.has("--oci-layout", "--tarball", "--local-image")


_REGISTRY: Program = Program(
    "image-tool",
    flags=_FLAGS,
    verbs=verbs(
        read_only="inspect, list-tags, manifest-digest, digest, manifest, ls, catalog, config, validate, "
        "version, tags, tag ls, repo ls, discover, images, containers, info, ps, mounts, verify, "
        "verify-blob, tree, triangulate, manifest fetch, repo tags, manifest inspect, image inspect, image "
        "manifest, image digest, builder inspect, builder suggest, inspect-image, stack suggest, config "
        "trusted-builders list, config registries list, verify-attestation, public-key, download sbom, "
        "layer list, manifest get, image config, config *, manifest *, standalone-verify, buildpack inspect, "
        "inspect-builder",
        mutating="copy, sync, login, logout, push, pull, export, append, mutate, tag, rebase, flatten, "
        "index, edit, optimize, from, run, add, commit, bud, build, build-using-dockerfile, mount, umount, "
        "unshare, rename, sign, sign-blob, attest, attach, generate-key-pair, import-key-pair, initialize, "
        "save, load, blob, attach sbom, download, upload, standalone-sign, generate-sigstore-key, auth, "
        "manifest create, manifest push, cp, image copy, image export, image import, image mod, registry "
        "set, convert, apply, resolve, create, config default-builder, manifest add, publish, deploy, up",
        destructive="delete, rm, rmi, prune, clean, tag rm, image delete, manifest rm, tag delete, repo "
        "rm, manifest delete, blob delete, gc",
    ),
    bare=Risk.READ_ONLY,
    custom=_image_tool,
    codes={"copy": Code.SENDS_DATA_OUT, "push": Code.SENDS_DATA_OUT, "login": Code.CHANGES_CREDENTIALS},
    help="--help -h --version",
    examples={
        Risk.READ_ONLY: ("skopeo inspect dir:/srv/img", "crane version", "buildah images", "buildah inspect web"),
        Risk.SENSITIVE: (
            "skopeo inspect docker://nginx",
            "skopeo list-tags docker://nginx",
            "crane digest nginx",
            "cosign verify --key k.pub img",
            "oras discover r/x:1",
        ),
        Risk.MUTATING: (
            "skopeo copy docker://a docker://b",
            "buildah bud -t app .",
            "cosign sign img",
            "buildah config --env a=b c",
            "pack build app",
        ),
        Risk.DESTRUCTIVE: ("skopeo delete docker://r/x:1", "buildah rm -a", "crane delete r/x:1"),
    },
)

_COMMANDS = names(
    "plugin p module m clean server registry db login logout attest convert patch operator "
    "submit fix install update delete import export config"
)
_LOOKS = names(
    "image i fs filesystem repo repository rootfs sbom vm k8s kubernetes aws config conf "
    "version help scan list status explain dir packages"
)
_LOCAL = names("fs filesystem rootfs config conf sbom vm version help list status explain dir packages")
_LOCAL_SOURCE = re.compile(r"[./~]|(?:dir|file|sbom|docker-archive|oci-archive|oci-dir|docker|podman):|-\Z")
"""What is looked at where it lies: a folder, a file, an image that is here."""


def _scanner(call: Call, args: Args, verb: str) -> Ruling | None:
    """What the first word asks for: a look at an image or a folder, or a change of the scanner itself."""
    first = args.verbs[0] if args.operands else ""
    if first in _COMMANDS and not (call.program in {"trivy", "kubescape"} and first in _LOOKS):
        known = args.verbs[1:2] in {("status",), ("list",), ("ls",), ("check",)}
        return ruled(call, Risk.READ_ONLY if known else Risk.MUTATING, "scanner.command")
    if call.program in {"trivy", "kubescape"} and first and first not in _LOOKS:
        return ruled(call, Risk.UNKNOWN, "scanner.unknown")
    asked = args.verbs[1:] if first in _LOOKS else args.verbs
    if first in _LOCAL or not asked or all(_LOCAL_SOURCE.match(word) for word in asked):
        return None
    return ruled(
        call, Risk.SENSITIVE, "scanner.pulls", f"`{call.program}` pulls what it scans from an external server."
    )


_SCANNERS = reads(
    "scanner",
    _FLAGS,
    custom=_scanner,
    effects=(
        Effect("-o --output --file --report", Risk.MUTATING, "It writes a report."),
        Effect(
            "--reset --clear-cache --fix --submit --download-db-only --download-java-db-only",
            Risk.MUTATING,
            "It changes files or its own cache.",
        ),
        Effect(
            "--module-dir --enable-modules --config-check --config-policy --policy --template -t --server --config",
            Risk.MUTATING,
            "It contacts another server, or loads rules or modules, which are programs.",
            code=Code.FOREIGN_CODE,
        ),
    ),
    examples={
        Risk.READ_ONLY: (
            "trivy fs .",
            "grype db status",
            "syft dir:.",
        ),
        Risk.SENSITIVE: ("trivy image nginx", "grype nginx", "syft nginx", "trivy repo https://example.com/x"),
        Risk.MUTATING: (
            "trivy image -o r.json nginx",
            "trivy plugin install x",
            "trivy image --download-db-only",
            "trivy image --server http://x.example nginx",
            "grype db update",
            "trivy clean --all",
        ),
        Risk.UNKNOWN: ("trivy frobnicate", "trivy fs --frobnicate ."),
    },
    operands=MANY,
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(
        ("skopeo", "crane", "gcrane", "cosign", "oras", "regctl", "buildah", "pack", "ko", "kompose", "img"), _REGISTRY
    ),
    **dict.fromkeys(
        ("trivy", "grype", "syft", "dockle", "dive", "clair-scanner", "kubescape", "kube-bench"), _SCANNERS
    ),
}
