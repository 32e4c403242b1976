"""Package managers and build tools of languages. Installing runs scripts of strangers; publishing cannot be undone.

Sources: pip, uv, npm, yarn, pnpm, gem, bundler, composer, cargo, go, gradle, maven, poetry, conda.
"""

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
    verbs,
)
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_PIP = Program(
    "packages.pip",
    Risk.UNKNOWN,
    Flags(
        values="--python --log --proxy --retries --timeout --cert --client-cert --cache-dir --index-url -i "
        "--extra-index-url -r --requirement -c --constraint -t --target -f --find-links --path --format "
        "--exclude -e --editable -d --dest -w --wheel-dir --prefix --root --report --algorithm "
        "--output-format",
        switches="-q -v -o -u -y -U -l -V --outdated --user --dry-run --upgrade --yes --files --local "
        "--not-required --include-editable --exclude-editable --verbose --quiet --all -a --pre --uptodate "
        "--no-index --no-cache-dir --disable-pip-version-check --no-color --short --json "
        "--include-injected --skip-maintenance --only-installed --only-downloads --show-paths "
        "--show-version-specifiers",
    ),
    verbs=verbs(
        read_only="list, show, freeze, check, help, inspect, config list, "
        "config get, config debug, cache list, cache dir, cache info, debug, hash, python list, python find, "
        "pip list, pip show, pip freeze, pip check, pip tree, tool list, version",
        sensitive="search, index versions",
        mutating="install, download, wheel, config set, config edit, inject, upgrade, pip install, "
        "pip sync, pip compile, venv, sync, lock, add, tool install, tool upgrade, python install, "
        "ensurepath, completion, install-all, reinstall, init, build, export, tree",
        destructive="uninstall, cache purge, cache remove, config unset, uninject, uninstall-all, "
        "pip uninstall, remove, tool uninstall, cache clean, cache prune, python uninstall, publish, "
        "self uninstall",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--dry-run", Risk.MUTATING, "Even a dry run of pip can build packages.", lowers=True, only="install"),
        Effect("--frozen --locked", Risk.READ_ONLY, "", lowers=True, only="tree"),
        Effect("--outdated -o --uptodate -u", Risk.SENSITIVE, "It contacts the package index.", only="list, pip list"),
        Effect("--log --report", Risk.MUTATING, "It writes a file.", value="(?!-$|/dev/).*"),
        Effect("--python", Risk.UNKNOWN, "It starts the given interpreter.", value=".*/.*"),
    ),
    help="--help -h --version -V",
    examples={
        Risk.READ_ONLY: (
            "pip list",
            "pip3 show x",
            "pip freeze",
            "pip --version",
            "uv pip list",
        ),
        Risk.MUTATING: ("pip install x", "pip install -r r.txt", "uv add x", "pip list --log f"),
        Risk.DESTRUCTIVE: ("pip uninstall -y x", "pip cache purge"),
        Risk.UNKNOWN: (
            "uv version 1.2.3",
            "uv version --bump minor",
            "uv run x",
            "pipx run x",
            "pip --python ./x list",
        ),
    },
)
_NPM = Program(
    "packages.npm",
    Risk.UNKNOWN,
    Flags(
        values="--prefix -C --registry --userconfig --loglevel -w --workspace --cwd --depth --tag --otp --scope "
        "--filter -F --dir",
        switches="-g -D -S -s -d -l -p --json --global --long --all --dry-run -y --yes -v",
    ),
    verbs=verbs(
        read_only="ls, list, ll, la, config list, config get, "
        "config ls, get, root, prefix, bin, explain, why, help, fund, pkg get, "
        "query, sbom, licenses list, workspaces list, cache dir, cache ls, store path, "
        "help-search, licenses, workspaces info",
        sensitive="view, info, v, show, outdated, search, find, ping, whoami, dist-tag ls, owner ls, team ls, diff, "
        "doctor, audit $, audit, token list, access list, profile get, versions, access get, stars",
        mutating="install, i, in, add, ci, clean-install, update, up, upgrade, link, ln, init, create, pkg set, "
        "pkg fix, config set, set, version, pack, dedupe, ddp, rebuild, rb, shrinkwrap, audit fix, dist-tag add, "
        "owner add, team add, team create, fetch, import, patch, setup, adduser, login, logout, token create, "
        "access grant, access set, hook, star, edit, deploy, install-test, cit, it, completion, approve-builds, "
        "config edit, cache add, cache verify, policies, plugin, unlink, config fix",
        destructive="uninstall, un, remove, rm, r, unpublish, publish, deprecate, prune, cache clean, cache rm, "
        "config delete, config rm, pkg delete, dist-tag rm, owner rm, team rm, team destroy, token revoke, "
        "token delete, access revoke, unstar, undeprecate, store prune, org rm",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--dry-run", Risk.READ_ONLY, "", lowers=True, only="unpublish, prune", code=Code.DRY_RUN),
        Effect(
            "--dry-run",
            Risk.MUTATING,
            "Even a dry run starts the package's own scripts.",
            lowers=True,
            only="publish, pack",
            code=Code.DRY_RUN,
        ),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "packages.npm.install", "`yarn` alone installs.")
        if call.program == "yarn" and not args.operands
        else ruled(call, Risk.MUTATING, "packages.npm.audit-fix", "It changes packages.")
        if verb == "audit" and (args.has("--fix") or "fix" in args.verbs)
        else ruled(call, Risk.MUTATING, "packages.npm.fund")
        if verb == "version" and call.program == "npm" and args.operands[1:]
        else ruled(call, Risk.READ_ONLY, "packages.npm.version")
        if verb == "version" and call.program == "npm"
        else None
    ),
    help="--help -h --version -v",
    examples={
        Risk.READ_ONLY: (
            "npm ls",
            "npm config get registry",
            "yarn list",
            "pnpm why x",
            "npm -v",
        ),
        Risk.SENSITIVE: ("npm view react version", "npm outdated", "npm audit", "npm search x"),
        Risk.MUTATING: (
            "yarn",
            "yarn --frozen-lockfile",
            "npm install",
            "npm i -g x",
            "yarn add x",
            "npm audit fix",
            "npm version patch",
        ),
        Risk.DESTRUCTIVE: ("npm uninstall x", "npm publish", "npm unpublish x", "npm cache clean --force"),
        Risk.UNKNOWN: ("npm run build", "npm test", "npx x", "yarn build", "npm exec x", "npm start"),
    },
)
_GEM_ASKS = {
    "gem": ("-r", "--remote", "-b", "--both", "-u", "--update-sources", "--source", "-s"),
    "composer": ("-a", "--available", "--all", "-l", "--latest", "-o", "--outdated"),
    "bundle": ("--outdated",),
    "bundler": ("--outdated",),
}
"""Options with which a list of what is installed becomes a question to the registry."""
_GEM: Program = Program(
    "packages.gem",
    Risk.UNKNOWN,
    Flags(
        values="-v -i -n -s --source --format --version",
        switches="-l -r -a -d -q -V -N --local --remote --both --all --details --versions --no-versions --exact "
        "--prerelease -P --platform --tree --direct --installed --available --latest --outdated --no-dev "
        "--name-only --locked --paths --only-explicit --groups --licenses",
    ),
    verbs=verbs(
        read_only="list, info, specification, spec, environment, env, dependency, which, "
        "contents, stale, help, query, check, config $, config list, config get, show, platform, "
        "list-gems, licenses, why, doctor, "
        "status, depends, suggests, prohibits, show-platform, about",
        sensitive="search, outdated, diagnose",
        mutating="config, install, update, fetch, build, pristine, sources, lock, add, init, clean, package, cache, "
        "require, dump-autoload, create-project, self-update, open, binstubs, i, u, upgrade",
        destructive="uninstall, cleanup, yank, push, remove, clear-cache, owner",
    ),
    bare=Risk.READ_ONLY,
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "packages.gem.install", "`bundle` alone installs.")
        if call.program in {"bundle", "bundler"} and not args.operands and not args.has("--version", "-v", "--help")
        else ruled(call, Risk.SENSITIVE, "packages.gem.remote", "It asks the registry of packages.")
        if _GEM.base_risk(args, verb) is Risk.READ_ONLY and args.has(*_GEM_ASKS[call.program])
        else None
    ),
    examples={
        Risk.READ_ONLY: ("gem list", "bundle list", "composer show", "gem list --local"),
        Risk.SENSITIVE: ("gem list -r", "gem specification x --remote", "composer show --latest"),
        Risk.MUTATING: ("gem install x", "bundle", "bundle install", "bundle config set a b", "bundle config a b"),
        Risk.DESTRUCTIVE: ("gem uninstall x",),
        Risk.UNKNOWN: ("bundle exec rake", "composer run x"),
    },
)
_CARGO = Program(
    "packages.cargo",
    Risk.UNKNOWN,
    Flags(
        values="--manifest-path -p --package --target --features -F -Z --config --color -j --message-format "
        "--format --profile --depth -e --edges -i --invert --format-version --prefix --charset "
        "--filter-platform --limit --registry --prune",
        switches="-v -q --release --all --workspace -d --duplicates --offline --no-dedupe --no-deps --all-features "
        "--no-default-features --locked --frozen --all-targets --installed --verbose --quiet",
    ),
    verbs=verbs(
        read_only="tree, metadata, version, help, locate-project, pkgid, verify-project, --list, "
        "read-manifest, show, toolchain list, target list, component list, which, "
        "check --version, show active-toolchain, default $",
        sensitive="search, info, outdated, audit",
        mutating="clean, build, b, check, c, test, t, doc, fmt, clippy, fix, update, add, install, init, new, "
        "fetch, vendor, bench, generate-lockfile, package, login, logout, owner, upgrade, "
        "toolchain install, target add, component add, default, override set, self update, nextest",
        destructive="uninstall, remove, rm, yank, publish, toolchain uninstall, target remove, "
        "component remove, self uninstall",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("--config -Z", Risk.UNKNOWN, "A setting of cargo can name a program to run."),),
    help="--help -h --version -V --list",
    examples={
        Risk.READ_ONLY: ("cargo tree", "cargo --version", "rustup show", "rustup toolchain list"),
        Risk.MUTATING: ("cargo clean", "cargo build --release", "cargo add x", "cargo test"),
        Risk.DESTRUCTIVE: ("cargo yank x", "cargo yank --version 1 x", "cargo publish"),
        Risk.UNKNOWN: ("cargo run", "cargo xyz"),
    },
)


def _go(call: Call, args: Args, verb: str) -> Ruling | None:
    if verb == "env" and args.has("-w", "-u"):
        return ruled(call, Risk.MUTATING, "packages.go.env", "It changes go's settings.")
    if args.has("-toolexec", "-exec", "-overlay", "-vettool", "-modfile"):
        return ruled(call, Risk.UNKNOWN, "packages.go.option", "It would run another program.")
    if "mod" in args.values("-mod"):
        return ruled(call, Risk.MUTATING, "packages.go.mod", "`-mod=mod` writes go.mod.")
    if verb == "list" and (args.has("-u", "-versions", "-retracted") or any("@" in word for word in args.verbs[1:])):
        return ruled(call, Risk.SENSITIVE, "packages.go.versions", "It asks the module proxy for versions.")
    if verb == "fmt" or (verb == "list" and args.has("-export", "-test", "-compiled")):
        return ruled(call, Risk.MUTATING, "packages.go.build")
    return None


_GO = Program(
    "packages.go",
    Risk.UNKNOWN,
    Flags(
        values="-C -o -run -toolexec -exec -overlay -f -mod -modfile -tags",
        switches="-m -u -json -e -deps -test -v -x -compiled -export -find -versions -retracted -all -short "
        "-cmd -src -c",
        single_dash=True,
    ),
    verbs=verbs(
        read_only="version, env, list, help, doc, mod graph, mod why, mod verify, tool $",
        mutating="build, test, vet, get, install, generate, mod tidy, mod download, mod init, mod vendor, mod edit, "
        "work, fmt, fix, telemetry",
        destructive="clean",
    ),
    bare=Risk.READ_ONLY,
    custom=_go,
    examples={
        Risk.SENSITIVE: ("go list -m -u all", "go list -m -versions x", "go list -m x@latest"),
        Risk.READ_ONLY: ("go version", "go env GOPATH", "go list -m all", "go mod graph"),
        Risk.MUTATING: ("go build ./...", "go test ./...", "go env -w A=b", "go mod tidy"),
        Risk.UNKNOWN: ("go run x.go", "go vet -vettool=./x"),
        Risk.DESTRUCTIVE: ("go clean -cache",),
    },
)
_BUILD = Program(
    "packages.build",
    Risk.UNKNOWN,
    Flags(
        values="-f -p -D -P --with --without --only --configuration --format",
        switches="-q -s -o -v -X -e --tree -t --outdated --latest --all --top-level --no-dev --why --quiet "
        "--console --offline -i",
    ),
    verbs=verbs(
        read_only="dependencies, tasks, projects, properties, dependency:tree, help, dependency:list, "
        "help:effective-pom, list, version, show, env list, env info, about, config list, config --list, "
        "source show, dependencyInsight, model",
        sensitive="search",
        mutating="clean, build, assemble, compile, package, verify, test, check, install, update, lock, add, init, "
        "new, restore, env use, config, source add, publishToMavenLocal, jar, format",
        destructive="publish, deploy, remove, env remove, cache clear, nuget push, release:perform, "
        "uninstall, uploadArchives, source remove, self uninstall, nuget delete",
    ),
    effects=(Effect("--outdated --latest", Risk.SENSITIVE, "It asks the package index.", only="show, list"),),
    help="--help -h --version -V -version",
    examples={
        Risk.READ_ONLY: ("mvn dependency:tree", "poetry show", "mvn -v", "gradle -v"),
        Risk.MUTATING: (
            "poetry version patch",
            "gradle clean build",
            "mvn clean",
            "gradle tasks",
            "mvn package",
            "poetry install",
        ),
        Risk.DESTRUCTIVE: ("mvn deploy", "poetry publish", "mvn clean deploy"),
        Risk.UNKNOWN: ("poetry run x", "gradle xyz", "mvn help:effective-pom -Doutput=x", "mvn dependency:tree -s x"),
    },
)


_QUIET_OPTION = re.compile(r"-[qoveXBU]|--(?:quiet|offline|info|debug|stacktrace|console|batch-mode|no-daemon)")


def _build(call: Call) -> Ruling:
    """Build tools take several goals at once; the worst of them counts."""
    args = _BUILD.flags.parse(call.args)
    if call.program not in {"gradle", "mvn"}:
        if args.verbs[:1] == ("version",) and args.operands[1:]:
            return ruled(call, Risk.MUTATING, "packages.build.version", "It changes the project's version.")
        return _BUILD(call)
    if not args.operands:
        asks = bool(args.options) and all(o.name in {"-v", "--version", "-h", "--help"} for o in args.options)
        return ruled(call, Risk.READ_ONLY if asks else Risk.MUTATING, "packages.build.default")
    ruling = max((_BUILD(Call(call.program, (word,))) for word in args.operands), key=lambda found: found.risk.rank)
    if ruling.risk is not Risk.READ_ONLY:
        return ruling
    if any(not _QUIET_OPTION.fullmatch(option.name) for option in args.options):
        return ruled(call, Risk.UNKNOWN, "packages.build.option", "An option can write a file or load code.")
    if call.program == "gradle":
        return ruled(call, Risk.MUTATING, "packages.build.script", "Even to list, gradle runs the project's script.")
    return ruling


_VERSION_LISTS = names(
    "--bare --no-alias --no-colors --lts --json --current --installed --help -h --version -v -q -c -i -J"
)


def _version_manager(call: Call) -> Ruling:
    """nvm, pyenv, asdf, mise, …"""
    verb = next((word for word in call.words if word[:1] != "-"), "")
    if (
        verb
        in {
            "ls",
            "list",
            "version",
            "versions",
            "current",
            "which",
            "where",
            "whence",
            "ls-remote",
            "info",
            "root",
            "help",
            "latest",
            "doctor",
        }
        or not verb
    ):
        odd = next((word for word in call.words if word[:1] == "-" and word not in _VERSION_LISTS), None)
        if odd is None or not call.words[1:]:
            return ruled(call, Risk.READ_ONLY, "packages.versions.list")
        return ruled(call, Risk.UNKNOWN, "packages.versions.option", f"`{odd}` is not a known read-only option.")
    if verb in {"uninstall", "remove", "prune", "implode"}:
        return ruled(call, Risk.DESTRUCTIVE, "packages.versions.remove")
    if verb in {"exec", "run", "x"}:
        rest = call.args[[w.text for w in call.args].index(verb) + 1 :]
        return Ruling(
            Risk.READ_ONLY,
            "packages.versions.exec",
            "It runs the command after it.",
            inner=(Inner(tuple(w for w in rest if w.text != "--")),),
        )
    return ruled(call, Risk.MUTATING, "packages.versions.change")


_CONDA = Program(
    "packages.conda",
    Risk.UNKNOWN,
    Flags(values="-n --name -p --prefix -c --channel -f --file", switches="-y -q -v --json --all"),
    verbs=verbs(
        read_only="list, info, env list, env export, config --show, compare, doctor, help, config --get",
        sensitive="search, repoquery",
        mutating="install, create, update, upgrade, env create, env update, activate, deactivate, "
        "init, config, export, build, pack",
        destructive="remove, uninstall, env remove, clean",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("--show --get --show-sources --describe --validate", Risk.READ_ONLY, "", lowers=True, only="config"),
        Effect(
            "--set --add --append --prepend --remove --remove-key --write-default", Risk.MUTATING, "", only="config"
        ),
        Effect("-f --file", Risk.MUTATING, "It writes a file.", only="env export"),
        Effect("-d --dry-run", Risk.READ_ONLY, "", lowers=True, only="install, create, update, remove, clean"),
    ),
    examples={
        Risk.READ_ONLY: ("conda list", "conda env list", "conda info"),
        Risk.MUTATING: ("conda install -y x", "conda create -n x"),
        Risk.DESTRUCTIVE: ("conda remove x", "conda clean --all"),
        Risk.UNKNOWN: ("conda run x",),
    },
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "pip",
            "pip3",
            "pipx",
            "uv",
        ),
        _PIP,
    ),
    **dict.fromkeys(
        (
            "npm",
            "yarn",
            "pnpm",
        ),
        _NPM,
    ),
    **dict.fromkeys(
        (
            "gem",
            "bundle",
            "composer",
            "bundler",
        ),
        _GEM,
    ),
    **dict.fromkeys(
        (
            "cargo",
            "rustup",
        ),
        _CARGO,
    ),
    "go": _GO,
    **dict.fromkeys(names("gradle mvn poetry pdm pipenv dotnet hatch"), _build),
    **dict.fromkeys(names("nvm pyenv rbenv asdf mise nodenv goenv tfenv sdk volta fnm jenv"), _version_manager),
    **dict.fromkeys(
        (
            "conda",
            "mamba",
            "micromamba",
        ),
        _CONDA,
    ),
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "pyenv versions",
        "asdf list",
        "mise exec -- ls",
    ),
    Risk.MUTATING: ("pyenv install 3.12",),
    Risk.DESTRUCTIVE: (
        "pyenv uninstall x",
        "mvn clean deploy",
    ),
}
