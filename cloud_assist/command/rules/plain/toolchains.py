"""Compilers, runners and checkers: their version and a checker's report are reads; the rest is not covered.

Sources: the manuals of gcc, clang, rustc, cmake, shellcheck, hadolint, BIND's checkers, systemd-cgls, nvidia-smi.
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import MANY, Effect, Flags, Program, Rule
from cloud_assist.models import Risk

_VERSION_ONLY = Program(
    "toolchains.version",
    Risk.UNKNOWN,
    Flags(single_dash=True),
    help="--version -version -V --help -dumpversion -dumpmachine --print-target-triple",
    examples={
        Risk.READ_ONLY: ("gcc --version", "rustc -V", "cmake --version", "pytest --version", "cc -dumpmachine"),
        Risk.UNKNOWN: ("gcc x.c", "gcc", "pytest", "tsc --build", "gcc --version x.c"),
    },
)
_CHECKER = Program(
    "toolchains.checker",
    Risk.READ_ONLY,
    Flags(
        values="-f --format -s --shell -e --exclude -S --severity -c --config --ignore -t -D -P --source-path -o "
        "--output --output-file -l",
        switches="-x -a -V -v -q -j -z -k -p",
    ),
    effects=(
        Effect("-o --output --output-file", Risk.MUTATING, "It writes a file."),
        Effect("--fix --write --in-place --diff-apply -i -w", Risk.MUTATING, "It changes the files."),
    ),
    examples={
        Risk.READ_ONLY: ("shellcheck f.sh", "shellcheck -f gcc a b", "named-checkconf"),
        Risk.MUTATING: ("shellcheck --output-file=x f",),
    },
    operands=MANY,
)
_GROUPS = Program(
    "toolchains.groups",
    Risk.READ_ONLY,
    Flags(
        values="-n --iterations -d --delay --depth -c -class -C -M --machine -u --unit -o --order --cpu",
        switches="-a --all -l --full -k --no-pager -x -p -t -m -i -b --batch -r --raw -P --recursive -1 -short "
        "-businfo -json -xml -html -quiet -sanitize -numeric -notime --user-unit",
        single_dash=True,
    ),
    operands=MANY,
    examples={Risk.READ_ONLY: ("systemd-cgls", "systemd-cgtop -n 1", "lshw -short")},
)
_GPU = Program(
    "toolchains.gpu",
    Risk.READ_ONLY,
    Flags(
        values="-i --id -f --filename -l --loop -d --display -lms --loop-ms -x --format --query-gpu "
        "--query-compute-apps --query-accounted-apps --query-retired-pages --query-remapped-rows "
        "--query-supported-clocks",
        switches="-q -L --query --list-gpus",
    ),
    effects=(
        Effect("-f --filename", Risk.MUTATING, "It writes a file."),
        Effect(
            "-pm -e -c -r -ac -rac -lgc -rgc -lmc -rmc -pl -am -caa -mig -dm -fdm -p -gom --persistence-mode "
            "--ecc-config --compute-mode --gpu-reset --applications-clocks --lock-gpu-clocks --power-limit "
            "--reset-gpu-clocks --reset-ecc-errors --multi-instance-gpu --gom --accounting-mode --driver-model",
            Risk.MUTATING,
            "It changes the graphics card.",
        ),
    ),
    examples={
        Risk.READ_ONLY: (
            "nvidia-smi",
            "nvidia-smi -L",
            "nvidia-smi -q -i 0",
            "nvidia-smi --query-gpu=name,memory.used --format=csv",
        ),
        Risk.MUTATING: (
            "nvidia-smi --gpu-reset",
            "nvidia-smi -q -f out",
            "nvidia-smi --query-gpu=name --format=csv -f out",
        ),
        Risk.UNKNOWN: ("nvidia-smi mig -dci",),
    },
    custom=lambda call, args, verb: Program("toolchains.gpu", Risk.UNKNOWN)(call) if args.operands else None,
)
_ASKED_FOR_VERSION = (
    "gcc g++ cc c++ clang clang++ ld as rustc javac kotlinc scalac ghc dmd zig nim tsc esbuild webpack "
    "vite cmake ctest ninja meson bazel pytest tox nox black ruff mypy flake8 pylint isort eslint jest "
    "mocha vitest telnet strip qemu-system-x86_64"
)
RULES: dict[str, Rule] = {
    **dict.fromkeys(_ASKED_FOR_VERSION.split(), _VERSION_ONLY),
    **dict.fromkeys(("shellcheck", "named-checkconf", "named-checkzone"), _CHECKER),
    **dict.fromkeys(("systemd-cgls", "systemd-cgtop", "lshw"), _GROUPS),
    "nvidia-smi": _GPU,
}
