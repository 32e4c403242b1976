"""Package managers: they change this machine, and some put packages where others get them."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Alike,
    Asked,
    Outside,
    Question,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_CHANGES_PACKAGES = (
    *("install", "upgrade", "update", "full-upgrade", "dist-upgrade", "remove", "purge", "autoremove", "reinstall"),
    *("build-dep", "clean", "autoclean", "erase", "downgrade", "distro-sync", "dup", "patch", "in", "up", "rm", "swap"),
    *(
        "makecache",
        "refresh",
        "groupinstall",
        "group install",
        "localinstall",
        "add",
        "upgrade-minimal",
        "safe-upgrade",
    ),
)
_SYSTEM = Time(3600, ("install", "upgrade", "update", "full-upgrade", "dist-upgrade", "remove", "purge", "autoremove"))
_APT = Stop(
    Signal.INTERRUPT,
    120,
    _CHANGES_PACKAGES,
    holds=True,
    leaves="Packages may be half installed: `dpkg --configure -a` finishes them.",
)
_DPKG = _APT._replace(
    verbs=("-i", "--install", "--unpack", "--configure", "-r", "--remove", "-P", "--purge", "--triggers-only")
)
_DNF = Stop(
    Signal.INTERRUPT,
    120,
    _CHANGES_PACKAGES,
    holds=True,
    leaves="A transaction may be half done: `dnf history` shows it.",
)
_RPM = _DNF._replace(verbs=("-i", "-U", "-F", "-e", "--install", "--upgrade", "--erase", "--rebuilddb", "--import"))
_INSTALLING = Stop(
    Signal.INTERRUPT,
    30,
    (
        *(
            "install",
            "i",
            "ci",
            "add",
            "update",
            "up",
            "upgrade",
            "uninstall",
            "remove",
            "rm",
            "sync",
            "build",
            "wheel",
        ),
        *("download", "link", "rebuild", "dedupe", "prune", "publish", "create", "env create", "env update", "lock"),
        *("reinstall", "tap", "cleanup", "-S", "-R", "-U", "push", "restore", "clean-install"),
    ),
    holds=True,
    leaves="Packages may be half installed: run it again.",
)
_ASKS_APT = (
    Question(
        Asked.YES,
        ("install", "remove", "purge", "upgrade", "full-upgrade", "dist-upgrade", "autoremove", "reinstall"),
        ("-y", "--yes", "--assume-yes", "-s", "--simulate", "--dry-run", "-qq"),
    ),
)
_ASKS_DNF = (
    Question(
        Asked.YES,
        ("install", "remove", "erase", "upgrade", "update", "downgrade", "autoremove", "reinstall", "distro-sync"),
        ("-y", "--assumeyes", "--assumeno"),
    ),
)
_INSTALLS = Time(3600, ("install", "ci", "add", "update", "upgrade", "sync", "build"))


def _shelf(what: str, *verbs: str) -> Unread:
    """Return what a manager acts on with the verbs that put packages, or their rights, where others get them."""
    return Unread(what, verbs)


_NPM = _shelf("an npm registry", "publish", "unpublish", "deprecate", "dist-tag", "owner", "access", "team", "token",
              "login", "logout", "adduser", "star", "unstar", "hook", "org", "profile")  # fmt: skip

_ASKS_CONDA = (
    Question(
        Asked.YES,
        ("install", "create", "update", "upgrade", "remove", "uninstall", "env remove", "clean"),
        ("-y", "--yes", "--dry-run", "-d"),
        unless_set=("CONDA_ALWAYS_YES", "MAMBA_ALWAYS_YES"),
    ),
)

TOOLS: tuple[Tool | Alike, ...] = (
    *(
        Tool((name,), "plain.language_packages", HERE, stops=(_INSTALLING,), time=_INSTALLS, asks=_ASKS_CONDA)
        for name in ("conda", "mamba", "micromamba")
    ),
    Tool(
        ("flatpak",),
        "plain.packages",
        HERE,
        time=_INSTALLS,
        asks=(
            Question(
                Asked.YES,
                ("install", "uninstall", "remove", "update", "upgrade"),
                ("-y", "--assumeyes", "--noninteractive"),
            ),
        ),
    ),
    Tool(
        ("apt-get",),
        "plain.packages",
        HERE,
        preview="local:apt",
        unattended=(("DEBIAN_FRONTEND", "noninteractive"),),
        stops=(_APT,),
        time=_SYSTEM,
        asks=_ASKS_APT,
    ),
    Tool(
        ("apt",),
        "plain.packages",
        HERE,
        preview="local:apt",
        outside=Outside.ASKS,
        stops=(_APT,),
        time=_SYSTEM,
        asks=_ASKS_APT,
    ),
    Tool(("aptitude",), "plain.packages", HERE, stops=(_APT,), time=_SYSTEM, asks=_ASKS_APT),
    Tool(("dpkg",), "plain.packages", HERE, stops=(_DPKG,), time=Time(3600)),
    Tool(("dnf", "dnf5"), "plain.packages", HERE, stops=(_DNF,), time=_SYSTEM, asks=_ASKS_DNF),
    Tool(("yum",), "plain.packages", HERE, stops=(_DNF,), time=_SYSTEM, asks=_ASKS_DNF),
    Tool(("microdnf", "tdnf"), "plain.packages", HERE, stops=(_DNF,), time=_SYSTEM, asks=_ASKS_DNF),
    Tool(
        ("zypper",),
        "plain.packages",
        HERE,
        stops=(_DNF,),
        time=_SYSTEM,
        asks=(
            Question(
                Asked.YES,
                ("install", "in", "remove", "rm", "update", "up", "dup", "patch"),
                ("-y", "--no-confirm", "-n", "--non-interactive"),
            ),
        ),
    ),
    Tool(("rpm",), "plain.packages", HERE, stops=(_RPM,), time=Time(3600)),
    Tool(
        ("pacman",),
        "plain.packages",
        HERE,
        stops=(_INSTALLING,),
        time=Time(3600),
        asks=(
            Question(
                Asked.YES,
                ("-S", "-R", "-U"),
                ("--noconfirm", "-s", "-i", "-l", "-g", "-p", "--search", "--info", "--print"),
            ),
        ),
    ),
    Tool(
        ("brew",),
        "plain.packages",
        HERE,
        preview="local:brew",
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
    ),
    Alike("apt-cache", "plain.packages", outside=Outside.ASKS),
    Alike("apt-config apt-mark dpkg-query dpkg-deb", "plain.packages"),
    Alike("yay paru apk snap", "plain.packages", stops=(_INSTALLING,), time=Time(3600, _CHANGES_PACKAGES)),
    Tool(
        ("pip", "pip3"),
        "plain.language_packages",
        HERE,
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
        asks=(Question(Asked.YES, ("uninstall",), ("-y", "--yes")),),
    ),
    Tool(
        ("npm",),
        "plain.language_packages",
        _NPM,
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
        asks=(
            Question(Asked.VALUES, ("init $",), ("-y", "--yes"), sure=Sure.ALWAYS),
            Question(Asked.SIGN_IN, ("login", "adduser"), instead="npm config set //REGISTRY/:_authToken TOKEN"),
        ),
    ),
    Tool(("pnpm",), "plain.language_packages", _NPM, outside=Outside.ASKS, stops=(_INSTALLING,), time=_INSTALLS),
    Tool(
        ("yarn",),
        "plain.language_packages",
        _NPM,
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
        asks=(Question(Asked.VALUES, ("init",), ("-y", "--yes")),),
    ),
    Tool(
        ("cargo",),
        "plain.language_packages",
        _shelf("a crate registry", "publish", "yank", "owner", "login", "logout"),
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
    ),
    Tool(
        ("gem",),
        "plain.language_packages",
        _shelf("a gem registry", "push", "yank", "owner", "signin", "signout"),
        outside=Outside.ASKS,
        stops=(_INSTALLING,),
        time=_INSTALLS,
    ),
    Tool(
        ("uv",),
        "plain.language_packages",
        _shelf("a package index", "publish"),
        stops=(_INSTALLING,),
        time=_INSTALLS,
    ),
    Tool(
        ("poetry",),
        "plain.language_packages",
        _shelf("a package index", "publish"),
        stops=(_INSTALLING,),
        time=_INSTALLS,
        asks=(Question(Asked.VALUES, ("init",), ("--no-interaction", "-n")),),
    ),
    Tool(
        ("pdm",), "plain.language_packages", _shelf("a package index", "publish"), stops=(_INSTALLING,), time=_INSTALLS
    ),
    Tool(
        ("hatch",),
        "plain.language_packages",
        _shelf("a package index", "publish"),
        stops=(_INSTALLING,),
        time=_INSTALLS,
    ),
    Tool(
        ("dotnet",),
        "plain.language_packages",
        _shelf("a package feed", "nuget push", "nuget delete"),
        time=Time(3600, ("restore", "build", "publish", "test")),
    ),
    Tool(
        ("mvn",),
        "plain.language_packages",
        _shelf("a package repository", "deploy", "release:perform", "site-deploy"),
        time=Time(3600),
    ),
    Tool(
        ("gradle",),
        "plain.language_packages",
        _shelf("a package repository", "publish", "uploadArchives"),
        time=Time(3600),
    ),
    Alike("go", "plain.language_packages", outside=Outside.ASKS),
    Alike(
        "pipx bundle composer bundler rustup pipenv pyenv nvm fnm asdf rbenv tfenv jenv mise sdk volta nodenv goenv",
        "plain.language_packages",
    ),
)
