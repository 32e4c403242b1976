"""Which files hold secrets, which paths a machine cannot live without, and which are disks."""

from __future__ import annotations

import posixpath
import re

from cloud_assist.command.syntax.parser import OPAQUE, Word

_SECRET = re.compile(
    r"""(?:^|/)(?:
      \.aws/(?:credentials|cli/cache/.*|sso/cache/.*)
    | \.ssh/(?:id_[\w-]+|identity|[\w.-]*(?:key|\.pem|_rsa|_ed25519|_ecdsa))(?<!\.pub)
    | \.gnupg/.* | \.netrc | _netrc | \.pgpass | \.my\.cnf | \.git-credentials | \.npmrc | \.pypirc | \.vault-token
    | \.docker/config\.json | \.kube/config | \.azure/(?:accessTokens|msal_token_cache|service_principal).*
    | \.config/gcloud/(?:credentials|access_tokens|application_default_credentials|legacy_credentials).*
    | \.config/gh/hosts\.yml | \.terraform\.d/credentials.*\.json | \.s3cfg | \.boto | \.databrickscfg
    | etc/(?:shadow|gshadow|sudoers)-? | etc/kubernetes/(?:admin|super-admin)\.conf | etc/rancher/k3s/k3s\.yaml
    | etc/kubernetes/pki/.*\.key | run/secrets/.* | proc/[^/]+/environ
    | \.env(?:\.(?!example|sample|template|dist)[\w-]+)* | [\w.-]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc)
    | [\w.-]*(?:credential|secret|passwd|password)s?[\w-]*(?:\.(?:json|ya?ml|txt|ini|env|csv|xml|conf|cfg|toml))?
    | terraform\.tfstate(?:\.backup)? | master\.key | htpasswd | \.htpasswd | service-account[\w-]*\.json
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_STORE = re.compile(
    r"""(?:^|[/=@:])(?:
      \.aws(?:/(?!config$).*)?
    | \.ssh(?:/(?!(?:.*\.pub|known_hosts.*|config|authorized_keys)$).*)?
    | \.gnupg(?:/.*)? | \.azure(?:/.*)? | \.config/(?:gcloud|gh)(?:/.*)? | \.password-store(?:/.*)?
    | \.netrc | \.pgpass | \.my\.cnf | \.git-credentials | \.vault-token | \.docker/config\.json | \.kube/config
    | \.(?:bash|zsh|psql|mysql|python|node_repl|rediscli)_history
    | etc/g?shadow-? | etc/kubernetes/pki(?:/.*)? | proc/[^/]+/environ | run/secrets(?:/.*)?
    )/?$""",
    re.VERBOSE,
)
_NOT_SECRET = re.compile(
    r"(?:^|/)etc/passwd-?$|(?:^|/)(?:ca|ca-bundle|cacert|fullchain|chain|cert|tls\.crt)[\w.-]*\.pem$"
)
_ROOTS = frozenset(
    {
        "/",
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/home",
        "/lib",
        "/lib32",
        "/lib64",
        "/opt",
        "/proc",
        "/root",
        "/run",
        "/sbin",
        "/srv",
        "/sys",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local",
        "/usr/sbin",
        "/var",
        "/var/lib",
        "/var/log",
        "/Applications",
        "/Library",
        "/System",
        "/Users",
        "/private",
        "/Volumes",
        "/cores",
        "/mnt",
        "/media",
    }
)
_RUIN = frozenset(
    {
        "/",
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/home",
        "/lib",
        "/lib64",
        "/root",
        "/sbin",
        "/sys",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/sbin",
        "/var",
        "/proc",
        "/System",
        "/Users",
        "/Library",
    }
)
_DISK = re.compile(
    r"/dev/(?:[shvx]v?d[a-z]+[0-9]*|nvme[0-9]+(?:n[0-9]+)?(?:p[0-9]+)?|mmcblk[0-9]+(?:p[0-9]+)?|r?disk[0-9]+(?:s[0-9]+)?|md[0-9]+|dm-[0-9]+"
    r"|mapper/.+|disk/.+|loop[0-9]+|mem|kmem|port)$"
)
_HARMLESS_DEVICE = re.compile(r"/dev/(?:null|stdout|stderr|stdin|tty|zero|full|fd/[0-9]+)$")
_HOME = re.compile(r"^(?:~|~[\w.-]+|\0|\$HOME|\$\{HOME\})$")
_SYSTEM = re.compile(
    r"^/(?:bin|boot|dev|etc|lib\w*|proc|sbin|sys|usr(?!/local/share|/src)|var/lib|System|Library)(?:/|$)"
)


def holds_secret(word: Word) -> bool:
    """Whether a file of this name usually holds a secret value."""
    text = word.text
    return _SECRET.search(text) is not None and _NOT_SECRET.search(text) is None


def is_secret_store(word: Word) -> bool:
    """Whether `word` names a folder of secrets, or a file that never holds anything else, in whatever option."""
    return _STORE.search(word.text) is not None


def grants_access(word: Word) -> bool:
    """Whether who writes this file decides who may log in, or what runs when somebody does."""
    return re.search(r"(?:^|/)\.ssh/(?:authorized_keys2?|rc|config|environment)$", word.text) is not None


def is_history(word: Word) -> bool:
    """Whether this file records which commands were run."""
    return re.search(r"(?:^|/)\.(?:bash|zsh|ksh|sh|psql|mysql|python)_history$", word.text) is not None


def normal(text: str) -> str:
    """Return an absolute path without `.`, `..`, doubled or trailing slashes, as the kernel would walk it."""
    return "/" + posixpath.normpath(text).lstrip("/") if text.startswith("/") else text


def is_disk(text: str) -> bool:
    """Whether `text` names a disk, a partition or the machine's memory."""
    return _DISK.match(normal(text)) is not None


def is_harmless_device(text: str) -> bool:
    """Whether writing to `text` changes no file."""
    return _HARMLESS_DEVICE.match(normal(text)) is not None


def is_home(word: Word) -> bool:
    """Whether this is a whole home folder, its contents included."""
    raw = word.raw.replace('"', "")
    for ending in ("/*", "/.*", "/", "/.", "/*.*"):
        raw = raw.removesuffix(ending) if len(raw) > len(ending) else raw
    if raw in {"$HOME", "${HOME}"}:
        return True
    if not (word.tilde or word.text.startswith(("/home/", "/Users/", "/root"))):
        return False
    text = word.text.removesuffix("*").rstrip("/.") or "/"
    return _HOME.match(text) is not None or re.fullmatch(r"/(?:home|Users)/[^/]+|/root", normal(text)) is not None


def is_ruin(word: Word) -> bool:
    """Whether removing or recursively changing this path ruins the machine or a home folder."""
    text = word.text
    if is_home(word):
        return True
    for ending in ("*", ".*"):
        if word.glob and text.endswith("/" + ending):
            text = text.removesuffix(ending)
    return text.startswith("/") and OPAQUE not in text and normal(text) in _RUIN


def is_system(text: str) -> bool:
    """Whether this path belongs to the operating system."""
    return _SYSTEM.match(normal(text)) is not None or normal(text) in _ROOTS


OWN_KUBECONFIG = re.compile(
    r"(~|\0|\$HOME|/root|/home/[^/]+|/Users/[^/]+)/\.kube/[^\0:]+|/etc/(kubernetes|rancher)/[^\0:]+"
)
FOREIGN_KUBECONFIG = "A kubeconfig can name a program to run; this one is not among your own in ~/.kube."


def own_kubeconfig(path: str) -> bool:
    """Whether `path` is one of the person's or the machine's own kubeconfig files; another may name programs to run."""
    return OWN_KUBECONFIG.fullmatch(path) is not None and "/../" not in path
