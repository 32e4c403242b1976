"""Package managers of systems. Installing runs scripts of strangers, and can mostly be undone.

Sources: apt(8), dpkg(1), dnf(8), yum(8), rpm(8), pacman(8), apk(8), brew(1), snap(8), flatpak(1).
"""

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
    ruled,
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_DRY = "-s --simulate --just-print --dry-run --recon --no-act"
_APT: Program = Program(
    "packages.apt",
    Risk.UNKNOWN,
    Flags(
        values="-o --option -c --config-file -t --target-release --host-architecture",
        switches="-y --yes --assume-yes -q -qq -s --simulate --dry-run -d --download-only -f -m -u -V --installed "
        "--upgradable --all-versions -a --no-install-recommends --purge --reinstall --allow-downgrades --just-print "
        "--recon --no-act --names-only -n --full -i --recurse",
    ),
    verbs=verbs(
        read_only="list, search, show, policy, depends, rdepends, madison, pkgnames, showpkg, showsrc, stats, "
        "dotty, help, moo, config get, config dump, dump, showhold, showauto, showmanual, "
        "indextargets, why, why-not, versions",
        sensitive="changelog",
        mutating="update, install, upgrade, dist-upgrade, full-upgrade, safe-upgrade, reinstall, download, source, "
        "build-dep, clean, autoclean, auto, manual, hold, unhold, markauto, unmarkauto, edit-sources, distclean, "
        "satisfy, add, gencaches, check, dselect-upgrade",
        destructive="remove, purge, autoremove, autopurge",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--purge", Risk.DESTRUCTIVE, "It removes configuration as well.", only="remove, autoremove"),
        Effect(
            _DRY + " --print-uris --no-download",
            Risk.READ_ONLY,
            "This is a dry run.",
            only="install, remove, purge, upgrade, dist-upgrade, full-upgrade, autoremove, update",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect("-o --option -c --config-file", Risk.UNKNOWN, "An option of apt's configuration can run a program."),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.UNKNOWN, "packages.aptitude.screen", "It waits for a person.", Code.INTERACTIVE)
        if call.program == "aptitude" and not args.operands and not args.has("--help", "-h", "--version")
        else ruled(call, Risk.MUTATING, "packages.aptitude.simulate", "It writes its own state, or asks.", Code.DRY_RUN)
        if call.program == "aptitude" and args.has(*_DRY.split()) and _APT.base_risk(args, verb) is not Risk.READ_ONLY
        else None
    ),
    help="--help -h --version -v",
    examples={
        Risk.READ_ONLY: (
            "apt list --installed",
            "apt-cache policy curl",
            "apt-get -s upgrade",
            "apt show curl",
            "apt search x",
            "apt-mark showhold",
            "apt-cache depends x",
        ),
        Risk.MUTATING: (
            "aptitude -s upgrade",
            "apt-get update",
            "apt install -y curl",
            "sudo apt upgrade",
            "apt-get -y install x",
        ),
        Risk.DESTRUCTIVE: ("apt remove curl", "apt-get purge -y x", "apt autoremove"),
        Risk.SENSITIVE: ("apt changelog x",),
        Risk.UNKNOWN: ("aptitude", "apt-get -o APT::Update::Pre-Invoke::=id update", "apt $X"),
    },
)
_DPKG = Program(
    "packages.dpkg",
    Risk.UNKNOWN,
    Flags(
        values="-D --root --admindir --instdir --log --status-fd -f --showformat",
        switches="-l -L -s -S -p -I -c -i -r -P -V -C -W --list --listfiles --status --search --audit --verify",
    ),
    effects=(
        Effect(
            "-l --list -L --listfiles -s --status -S --search -p --print-avail -I --info -c --contents -C "
            "--audit -V --verify --get-selections --print-architecture --print-foreign-architectures "
            "--compare-versions -W --show --control-list",
            Risk.READ_ONLY,
            "",
            lowers=True,
        ),
        Effect(
            "-i --install --unpack --configure --set-selections --add-architecture --clear-selections "
            "--update-avail --triggers-only -x --extract -e --control -b --build",
            Risk.MUTATING,
            "",
            lowers=True,
        ),
        Effect(
            "-r --remove -P --purge --force-all --remove-architecture",
            Risk.DESTRUCTIVE,
            "It removes packages.",
            lowers=True,
        ),
    ),
    examples={
        Risk.READ_ONLY: ("dpkg -l", "dpkg -L curl", "dpkg -S /bin/ls", "dpkg-query -W", "dpkg --print-architecture"),
        Risk.DESTRUCTIVE: ("dpkg -r x", "dpkg --purge x"),
    },
    operands=MANY,
)


def _fetched(call: Call, args: Args) -> Ruling | None:
    """A package that is named by its address is fetched to be read."""
    if not any(re.match(r"(?:https?|ftp)://", word.text) for word in args.operands):
        return None
    return ruled(call, Risk.SENSITIVE, "packages.fetched", f"`{call.program}` fetches the package to read it.")


_DNF: Program = Program(
    "packages.dnf",
    Risk.UNKNOWN,
    Flags(
        values="-c --config -x --exclude --enablerepo --disablerepo --repo --repoid --installroot --releasever "
        "--setopt -d -e -R --forcearch --destdir --downloaddir --advisory --qf --queryformat -f",
        switches="-y -q -v -C -b -4 -6 --assumeno --assumeyes --installed --available --all --whatprovides "
        "--requires -l --list -i -a --info --showduplicates",
    ),
    verbs=verbs(
        read_only="list, info, search, provides, whatprovides, repolist, repoquery, check-update, check-upgrade, "
        "check, deplist, history list, history info, history $, history, group list, group info, grouplist, "
        "groupinfo, updateinfo, help, alias list, module list, module info, lr, ls, se, if, wp, pa, pt, repos, "
        "packages, patterns, products, list-updates, lu, services, version, needs-restarting, leaves, "
        "changelog, repo list, repo info, advisory list, advisory info, list-patches, lp, versionlock list",
        mutating="install, update, upgrade, upgrade-minimal, downgrade, reinstall, localinstall, makecache, "
        "distro-sync, group install, groupinstall, swap, mark, module enable, module install, module disable, "
        "module reset, config-manager, copr, builddep, download, clean, refresh, ref, in, up, dup, dist-upgrade, "
        "patch, addrepo, ar, modifyrepo, mr, history undo, history redo, history rollback, versionlock, addlock, "
        "al, offline-upgrade, system-upgrade",
        destructive="remove, erase, autoremove, group remove, groupremove, module remove, rm, removerepo, rr, "
        "removelock, rl, purge-kernels",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "--assumeno --dry-run",
            Risk.READ_ONLY,
            "This is a dry run.",
            only="install, update, upgrade, remove, in, up, rm, dup",
            lowers=True,
            code=Code.DRY_RUN,
        ),
        Effect("--setopt -c --config --installroot", Risk.UNKNOWN, "Its settings can load code (`pluginpath`)."),
    ),
    help="--help -h --version",
    custom=lambda call, args, verb: _fetched(call, args) if _DNF.base_risk(args, verb) is Risk.READ_ONLY else None,
    examples={
        Risk.SENSITIVE: ("dnf info https://x.com/x.rpm",),
        Risk.READ_ONLY: ("dnf list installed", "yum repolist", "yum check-update", "zypper search x", "dnf history"),
        Risk.MUTATING: ("yum install -y x", "dnf upgrade", "zypper in x"),
        Risk.DESTRUCTIVE: ("yum remove x", "dnf autoremove", "zypper rm x"),
        Risk.UNKNOWN: ("dnf foo", "yum shell f", "yum list --setopt=pluginpath=./x"),
    },
)
_RPM = Program(
    "packages.rpm",
    Risk.UNKNOWN,
    Flags(
        values="--qf --queryformat --root --dbpath -D --define -E --eval --rcfile --macros --prefix --relocate",
        switches="-q -a -i -l -f -p -V -K -U -F -e -h -v -c -d -s -R --query --verify --checksig --install "
        "--upgrade --erase --import --last",
    ),
    effects=(
        Effect(
            "-i -U -F --install --upgrade --freshen --import --rebuilddb --initdb --setperms --setugids "
            "--restore --reinstall",
            Risk.MUTATING,
            "It installs packages.",
            lowers=True,
        ),
        Effect("-q --query -V --verify -K --checksig --showrc --querytags", Risk.READ_ONLY, "", lowers=True),
        Effect("-e --erase", Risk.DESTRUCTIVE, "It removes packages.", lowers=True),
        Effect(
            "-D --define -E --eval --rcfile --macros --load --pipe --import --initdb --rebuilddb",
            Risk.UNKNOWN,
            "A macro can run a program.",
        ),
    ),
    custom=lambda call, args, verb: _fetched(call, args) if args.has("-q", "--query", "-K", "--checksig") else None,
    examples={
        Risk.SENSITIVE: ("rpm -qip https://x.com/x.rpm",),
        Risk.READ_ONLY: ("rpm -qa", "rpm -qi bash", "rpm -ql x", "rpm -V x"),
        Risk.MUTATING: ("rpm -ivh x.rpm", "rpm -Uvh x"),
        Risk.DESTRUCTIVE: ("rpm -e x",),
        Risk.UNKNOWN: ("rpm -E '%(id)'",),
    },
    operands=MANY,
)


_PACMAN_QUERIES = re.compile(
    r"-[QT][cdegiklmnopqstu]*|-[cdegiklmnopqstuv]+|--(?:query|deptest|changelog|deps|explicit|groups|info|check|list|"
    r"foreign|native|owns|file|quiet|search|unrequired|upgrades|color(?:=.*)?|verbose|noconfirm)"
)
_PACMAN_SEARCHES = re.compile(r"-[SFsilgpkq]+|--(?:search|info|list|groups|print|quiet|color(?:=.*)?|noconfirm|regex)")


def _pacman(call: Call) -> Ruling:
    words = [word for word in call.words if word[:1] == "-"]
    operation = next(
        (
            w
            for w in words
            if re.match(r"-[QSRUDFTV]|--(?:query|sync|remove|upgrade|database|files|deptest|version|help)", w)
        ),
        "",
    )
    if operation in {"-V", "--version", "--help", "-h"} or (
        all(_PACMAN_QUERIES.fullmatch(word) for word in words)
        and operation.startswith(("-Q", "--query", "-T", "--dep"))
    ):
        return ruled(call, Risk.READ_ONLY, "packages.pacman.query")
    if operation.startswith(("-R", "--remove")):
        return ruled(call, Risk.DESTRUCTIVE, "packages.pacman.remove", "It removes packages.")
    if (
        re.match(r"-[SF][silgpkq]*[silgp][silgpkq]*$", operation)
        and "y" not in operation
        and "c" not in operation
        and "u" not in operation
        and all(_PACMAN_SEARCHES.fullmatch(word) for word in words)
    ):
        return ruled(call, Risk.READ_ONLY, "packages.pacman.search")
    if operation:
        return ruled(call, Risk.MUTATING, "packages.pacman.install", "It installs packages.")
    return ruled(call, Risk.UNKNOWN, "packages.pacman")


_APK = Program(
    "packages.apk",
    Risk.UNKNOWN,
    Flags(
        values="-p --root -X --repository -t --virtual",
        switches="-U -q -f -i -s --no-cache -I -e --installed -a --all -d -v -L -P -R -r --description --depends "
        "--provides --rdepends --contents --orphaned --upgradable -u",
    ),
    verbs=verbs(
        read_only="info, list, search, policy, version, stats, audit, dot, manifest, verify",
        mutating="add, update, upgrade, fix, cache, fetch, index",
        destructive="del",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-s --simulate", Risk.READ_ONLY, "", lowers=True, only="add, del, upgrade"),),
    examples={
        Risk.READ_ONLY: ("apk info", "apk search x"),
        Risk.MUTATING: ("apk add --no-cache curl",),
        Risk.DESTRUCTIVE: ("apk del x",),
    },
)
_BREW = Program(
    "packages.brew",
    Risk.UNKNOWN,
    Flags(
        switches="-f -d -n --dry-run --prefix --cellar --cache --repository --env --json --tree --versions "
        "--installed --formula --cask --greedy -1 -l -t -v --verbose --all --topological --include-build "
        "--full-name --pinned -q --quiet --analytics --eval-all --markdown --github",
    ),
    verbs=verbs(
        read_only="list, ls, info, abv, search, deps, uses, outdated, leaves, config, doctor, dr, desc, home, log, "
        "cat, commands, missing, help, services list, services info, services $, tap-info, tap $, options, "
        "formulae, casks, shellenv, livecheck, analytics state, bundle check, bundle list, --prefix, --cellar, "
        "--repository, --cache, --env, --version, docs",
        mutating="install, reinstall, upgrade, update, tap, pin, unpin, link, unlink, ln, services start, "
        "services restart, services run, cleanup, fetch, bundle, bundle install, migrate, switch, edit, analytics, "
        "developer, install-bundler-gems, update-reset, completions, bundle dump",
        destructive="uninstall, remove, rm, autoremove, untap, services stop, services kill, services cleanup, "
        "bundle cleanup",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "-n --dry-run", Risk.READ_ONLY, "", lowers=True, only="install, upgrade, uninstall, autoremove, cleanup"
        ),
    ),
    examples={
        Risk.READ_ONLY: ("brew list", "brew info x", "brew services list", "brew outdated", "brew --prefix"),
        Risk.MUTATING: ("brew install x", "brew tap a/b", "brew cleanup"),
        Risk.DESTRUCTIVE: ("brew uninstall x",),
    },
)
_SNAP = Program(
    "packages.snap",
    Risk.UNKNOWN,
    Flags(),
    verbs=verbs(
        read_only="list, find, info, version, services, connections, interfaces, changes, tasks, known, whoami, "
        "get, search, remotes, history, ps, config $, remote-list, remote-info, show, logs, saved, components",
        mutating="install, refresh, connect, disconnect, enable, start, restart, set, update, hold, alias, revert, "
        "switch, override, repair, remote-add, mask, config, download, save, login, ack",
        destructive="remove, uninstall, stop, disable, forget, unset, remote-delete, restore",
    ),
    bare=Risk.READ_ONLY,
    examples={
        Risk.READ_ONLY: ("snap list", "flatpak list", "snap info x"),
        Risk.MUTATING: ("snap install x", "flatpak install x"),
        Risk.DESTRUCTIVE: ("snap remove x", "flatpak uninstall x"),
        Risk.UNKNOWN: ("flatpak run x",),
    },
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(names("apt apt-get apt-cache apt-mark aptitude apt-config"), _APT),
    **dict.fromkeys(
        (
            "dpkg",
            "dpkg-query",
            "dpkg-deb",
        ),
        _DPKG,
    ),
    **dict.fromkeys(names("dnf yum microdnf zypper dnf5 tdnf"), _DNF),
    "rpm": _RPM,
    **dict.fromkeys(
        (
            "pacman",
            "yay",
            "paru",
        ),
        _pacman,
    ),
    "apk": _APK,
    "brew": _BREW,
    **dict.fromkeys(
        (
            "snap",
            "flatpak",
        ),
        _SNAP,
    ),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "pacman -Q",
        "pacman -Ss x",
        "pacman -Si x",
    ),
    Risk.MUTATING: (
        "pacman -S x",
        "pacman -Syu",
    ),
    Risk.DESTRUCTIVE: ("pacman -Rns x",),
}
