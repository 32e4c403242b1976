"""make: it runs whatever the Makefile says, so only its own questions read."""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Effect, Flags, Program
from cloud_assist.models import Risk

_MAKE = Program(
    "make",
    Risk.MUTATING,
    Flags(
        values="-C --directory -f --file --makefile -I --include-dir -o --old-file --assume-old -W --what-if "
        "--new-file --assume-new --eval -E",
        optional="-j --jobs -l --load-average --max-load --debug -d -O --output-sync",
        switches="-B --always-make -e --environment-overrides -i --ignore-errors -k --keep-going -L -n --just-print "
        "--dry-run --recon -p --print-data-base -q --question -r -R -s --silent --quiet -S -t --touch --trace -v "
        "--version -w --print-directory --no-print-directory --warn-undefined-variables -b -m -h --help",
    ),
    help="--help -h --version -v",
    examples={
        Risk.READ_ONLY: ("make --version", "make -v"),
        Risk.MUTATING: ("make", "make -j4 all", "make -n install"),
    },
    effects=(Effect("-E --eval", Risk.UNKNOWN, "`make --eval` runs a recipe from the command line."),),
)

RULES = {"make": _MAKE, "gmake": _MAKE}
