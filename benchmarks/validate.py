"""What the CLIs accept is known: nothing right is refused, hardly anything wrong is let through, and it costs no time.

Every documented command of each CLI, and mutants of it, are put to the CLI's own parser (nothing is sent, nothing runs)
and to ours. Usage: python -m benchmarks.validate [--quick] [--only CLI] [--aws-v2 PATH_OF_AWS]

AWS CLI 2 is measured where one made of Python files is given: Debian's package, unpacked beside its dependencies.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.cli_examples import aws_examples, gcloud_examples, help_examples, option_examples, plain_words
from benchmarks.few_services import FewServices
from benchmarks.mutants import Words, mutants
from benchmarks.real_clis import (
    aws_verdicts,
    az_process,
    docker_verdicts,
    gcloud_verdicts,
    gh_verdicts,
    helm_verdicts,
    kubectl_verdicts,
    stream,
    terraform_verdicts,
)
from benchmarks.timing import paired_medians
from cloud_assist.catalog.accepts.words import Place, Word
from cloud_assist.catalog.aws_commands import find_aws_cli
from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.az_adapter import az_interpreter
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.catalog.clis.tables import CliTables, Tables
from cloud_assist.catalog.validate import validate_words
from cloud_assist.models import Severity
from cloud_assist.settings import Settings, load_settings
from tests.support.plain_word import PlainWord

FALSE_REJECTIONS = 0.001
CAUGHT = 0.99
"""Where the tables know what is required. kubectl's and terraform's do not wholly: theirs is measured over the other
kinds of mistakes."""
DROPPED = "dropped option"
WARM_MS = 1.0
COLD_MS = 150.0
COLD_STARTS = 15.0
"""The same in starts of bare Python, which decides where that takes more than 10 ms: a slow or loaded machine."""
MEMORY_MB = 60.0
BUILD_S = 90.0
Verdicts = Callable[[Sequence[Words]], list[bool]]


@dataclass(slots=True)
class Figures:
    """What came out for one CLI."""

    cli: str
    right: int = 0
    """Commands that the CLI takes."""
    refused: list[str] = field(default_factory=list)
    """Those that we refuse."""
    wrong: Counter[str] = field(default_factory=Counter)
    """Mutants that the CLI refuses, by kind."""
    let_through: dict[str, list[str]] = field(default_factory=dict)
    """Those that we take."""
    times_ms: list[float] = field(default_factory=list)
    """Of each right command, asked a second time: its tables are in memory then, as they are between two proposals."""

    @property
    def false_rejections(self) -> float:
        """Share of right commands that we refuse."""
        return len(self.refused) / max(self.right, 1)

    @property
    def caught(self) -> float:
        """Share of wrong commands that we refuse."""
        counted = [kind for kind in self.wrong if kind != DROPPED or self.knows_required]
        missed = sum(len(self.let_through.get(kind, ())) for kind in counted)
        return 1 - missed / max(sum(self.wrong[kind] for kind in counted), 1)

    @property
    def knows_required(self) -> bool:
        """Whether a missing option counts."""
        return self.cli.startswith(("aws", "gcloud"))

    def lines(self) -> Iterator[str]:
        """Yield what to print."""
        yield (
            f"{self.cli}: {len(self.refused)} of {self.right:,} right ones refused ({self.false_rejections:.3%}), "
            f"{self.caught:.2%} of {self.wrong.total():,} wrong ones caught, "
            f"median {statistics.median(self.times_ms):.3f} ms"
        )
        for kind, total in self.wrong.items():
            missed = self.let_through.get(kind, [])
            yield f"    {kind}: {total - len(missed)} of {total}" + (f"; missed `{missed[0][:110]}`" if missed else "")
        yield from (f"    wrongly refused: {command[:160]}" for command in self.refused[:10])


def measure(
    cli: str,
    examples: Sequence[Words],
    tables: Tables,
    verdicts: Verdicts,
    *,
    operation: Callable[[Words], int],
    each: int,
) -> Figures:
    """Put examples and their mutants to the CLI and to us."""
    figures = Figures(cli)
    place = Place(Path(tempfile.gettempdir()), {"HOME": tempfile.gettempdir()}, files_may_change=True)

    def refuses(words: Words) -> bool:
        found = validate_words([PlainWord(cli), *map(PlainWord, words)], tables, place)
        least = {Severity.ERROR} if _complete(tables, cli) else {Severity.ERROR, Severity.WARNING}
        return any(f.severity in least and "documented values" not in f.text for f in found)

    right = [words for words, taken in zip(examples, verdicts(examples), strict=True) if taken]
    figures.right = len(right)
    figures.refused = [" ".join((cli, *words)) for words in right if refuses(words)]
    figures.times_ms = [_again_ms([PlainWord(cli), *map(PlainWord, words)], tables, place) for words in right]
    wrong = mutants(right, operation, each=each)
    for (kind, words), taken in zip(wrong, verdicts([words for _, words in wrong]), strict=True):
        if taken:
            continue
        figures.wrong[kind] += 1
        if not refuses(words):
            figures.let_through.setdefault(kind, []).append(" ".join((cli, *words)))
    return figures


def _again_ms(words: Sequence[Word], tables: Tables, place: Place) -> float:
    validate_words(words, tables, place)
    began = time.perf_counter()
    validate_words(words, tables, place)
    return (time.perf_counter() - began) * 1e3


def _complete(tables: Tables, cli: str) -> bool:
    found = tables.of(cli)
    return found is not None and found.complete


def parsed(commands: Sequence[str], program: str, step: int) -> list[Words]:
    """Return the words behind the program's name of every `step`th command that is plain."""
    found = [words for command in sorted(set(commands)) if (words := plain_words(command, program))]
    return sorted([word.text for word in words[1:]] for words in found[::step])


def depth_of(tables: CliTables) -> Callable[[Words], int]:
    """Return a function that says where the last word of the command's name stands."""

    def operation(words: Words) -> int:
        path: tuple[str, ...] = ()
        at = 0
        for index, word in enumerate(words):
            if tables.command((*path, word)) is not None:
                path, at = (*path, word), index
        return at

    return operation


def leaves(tables: CliTables, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the commands that run, aliases left out."""
    for name in tables.children(path):
        command = tables.command((*path, name))
        if command is not None and command.path == (*path, name):
            if command.runs:
                yield command.path
            yield from leaves(tables, command.path)


# --- each CLI -------------------------------------------------------------------------------------------------------


def measure_aws(tables: Tables, environ: dict[str, str], *, quick: bool) -> Figures | None:
    """Measure the AWS CLI whose tables these are."""
    cli, installed = tables.of("aws"), find_aws_cli(environ)
    if cli is None or installed is None or installed.examples is None:
        return None
    examples = parsed(list(aws_examples(installed.examples)), "aws", 1)
    if quick:
        examples = [words for words in examples if words and cli.command(words[:1]) is not None][::3]
    figures = measure("aws", examples, tables, aws_verdicts(cli.program.path), operation=depth_of(cli), each=2)
    figures.cli = f"aws {cli.version}"
    return figures


def measure_gcloud(tables: Tables, *, quick: bool) -> Figures | None:
    """Measure gcloud over the examples in its sources."""
    cli = tables.of("gcloud")
    if cli is None or cli.program.folder is None:
        return None
    paths = [path for path in leaves(cli) if path[0] not in {"alpha", "beta"}]
    commands = list(gcloud_examples(cli.program.folder / "lib" / "surface", paths))
    examples = parsed(commands, "gcloud", 40 if quick else 1)
    return measure("gcloud", examples, tables, gcloud_verdicts(cli.program.folder), operation=depth_of(cli), each=1)


def measure_kubectl(tables: Tables, *, quick: bool) -> Figures | None:
    """Measure kubectl over the examples in its help texts."""
    cli = tables.of("kubectl")
    if cli is None:
        return None

    def help_of(path: tuple[str, ...]) -> str:
        return subprocess.run(["kubectl", *path, "--help"], capture_output=True, text=True, check=False).stdout

    with ThreadPoolExecutor(2) as pool:
        commands = [c for text in pool.map(help_of, leaves(cli)) for c in help_examples(text, "kubectl")]
    examples = parsed(commands, "kubectl", 10 if quick else 1)
    return measure("kubectl", examples, tables, kubectl_verdicts, operation=depth_of(cli), each=3)


def measure_az(tables: Tables, *, quick: bool) -> Figures | None:
    """Measure the Azure CLI over the examples in its help texts."""
    cli = tables.of("az")
    interpreter = az_interpreter(cli.program.path) if cli is not None else None
    if cli is None or interpreter is None:
        return None
    with tempfile.TemporaryDirectory() as home:
        judge, environ = az_process(interpreter, Path(home))
        shown = subprocess.run([*judge, "examples"], env=environ, capture_output=True, text=True, check=True).stdout
    commands = [command for line in shown.splitlines() if (command := json.loads(line)).startswith("az ")]
    examples = parsed(commands, "az", 20 if quick else 1)
    return measure("az", examples, tables, lambda asked: stream(judge, environ, asked), operation=depth_of(cli), each=1)


def measure_by_options(tables: Tables, name: str, verdicts: Verdicts, *, quick: bool) -> Figures | None:
    """Measure a CLI whose help shows no commands: each command with each of its options, as the help writes them."""
    cli = tables.of(name)
    if cli is None:
        return None
    examples = option_examples(cli)[:: 16 if quick else 1]
    return measure(name, examples, tables, verdicts, operation=depth_of(cli), each=1)


# --- time and memory ------------------------------------------------------------------------------------------------

COLD = """
from pathlib import Path
from cloud_assist.command.assessment import examine
from cloud_assist.knowledge.validation import validate
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.settings import load_settings
tables = open_tables(load_settings())
for line in ("aws ec2 run-instances --image-id ami-1 --instance-type t3.micro", "kubectl get pods -A -o wide"):
    validate(examine(line, environ={}, cwd=Path("/tmp")), tables, environ={}, cwd=Path("/tmp"))
"""
COLD_ROUNDS = 15
MEMORY = """
import json, sys
import psutil
from pathlib import Path
from cloud_assist.settings import load_settings
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.command.assessment import examine
from cloud_assist.knowledge.validation import validate
from tests.support.plain_word import PlainWord
tables = open_tables(load_settings())
for line in sys.stdin:
    validate(examine(json.loads(line), environ={}, cwd=Path("/tmp")), tables, environ={}, cwd=Path("/tmp"))
print(psutil.Process().memory_info().rss / 1e6)
"""


def cold_ms(settings: Settings) -> tuple[float, float]:
    """Return (bare Python's start, what a fresh process that checks two commands takes beyond it), medians in ms.

    In processor time, which other programs do not use up, and in pairs: what these still cost is then in both sides.
    """
    for code in ("pass", COLD):  # from here on the files are in the page cache
        processor_s(code, settings)
    bare, cold, _ = paired_medians(
        lambda: processor_s("pass", settings), lambda: processor_s(COLD, settings), COLD_ROUNDS
    )
    return 1e3 * bare, 1e3 * (cold - bare)


def processor_s(code: str, settings: Settings) -> float:
    """Return the seconds of processor time that a fresh interpreter takes for `code`, its own start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], env=dict(settings.environ), capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def printed(code: str, settings: Settings, lines: Sequence[str] = ()) -> float:
    """Return the number a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=dict(settings.environ),
        input="\n".join(map(json.dumps, lines)),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main() -> int:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a sample, without az")
    parser.add_argument("--only", default="", metavar="CLI", help="this CLI alone, and neither time nor memory")
    parser.add_argument("--aws-v2", default="", help="the `aws` of an AWS CLI 2 made of Python files")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        return _run(Path(home), quick=arguments.quick, only=arguments.only, aws_v2=arguments.aws_v2)


def _settings(home: Path, first_on_path: str = "") -> Settings:
    path = f"{first_on_path}{os.pathsep}{os.environ['PATH']}" if first_on_path else os.environ["PATH"]
    return load_settings(environ={"HOME": str(home), "PATH": path, "PWD": str(home)}, cwd=home)


def _run(home: Path, *, quick: bool, only: str, aws_v2: str) -> int:
    settings = _settings(home)
    began = time.perf_counter()
    tables = build_tables(settings, lambda line: print(f"  {line}"), _adapters(only, quick=quick))
    build_s = time.perf_counter() - began
    print(f"  read in {build_s:.0f} s, {_cpu_s():.0f} s of processor time")
    all_figures = [
        measure_kubectl(tables, quick=quick),
        measure_by_options(tables, "docker", docker_verdicts, quick=quick),
        measure_by_options(tables, "terraform", terraform_verdicts, quick=quick),
        measure_by_options(tables, "helm", helm_verdicts, quick=quick),
        measure_by_options(tables, "gh", gh_verdicts, quick=quick),
        measure_az(tables, quick=quick),
        measure_gcloud(tables, quick=quick),
        measure_aws(tables, dict(settings.environ), quick=quick),
        _measure_v2(home / "v2", aws_v2, quick=quick),
    ]
    found = [figures for figures in all_figures if figures is not None]
    for figures in found:
        print("\n".join(figures.lines()))
    failed = [f.cli for f in found if f.false_rejections > FALSE_REJECTIONS or f.caught < CAUGHT]
    if not only:
        if not aws_v2:
            print("aws 2: not measured; give one with --aws-v2")
        failed += _too_much(settings, tables, found, build_s)
    print("goals met" if not failed else f"goals missed: {', '.join(failed)}")
    return 1 if failed else 0


def _adapters(only: str, *, quick: bool) -> list[Adapter]:
    found = [each for each in adapters() if only in {"", each.cli}]
    return [FewServices() if each.cli == "aws" else each for each in found if each.cli != "az"] if quick else found


def _too_much(settings: Settings, tables: Tables, found: Sequence[Figures], build_s: float) -> list[str]:
    """Measure time and memory, and return what is over its goal."""
    warm = max(statistics.median(figures.times_ms) for figures in found)
    slow = max(statistics.quantiles(figures.times_ms, n=20)[-1] for figures in found)
    bare, cold = cold_ms(settings)
    memory = printed(MEMORY, settings, [" ".join(("aws", *words)) for words in _some_aws(tables)])
    print(f"build {build_s:.0f} s, cold {cold:.0f} ms beyond bare Python's {bare:.0f} ms, memory {memory:.0f} MB")
    print(f"warm {warm:.2f} ms, 95% within {slow:.2f} ms")
    goals = (
        ("build", build_s, BUILD_S),
        ("warm", warm, WARM_MS),
        ("warm, the slowest of 20", slow, WARM_MS),
        ("cold", cold, max(COLD_MS, COLD_STARTS * bare)),
        ("memory", memory, MEMORY_MB),
    )
    return [name for name, value, goal in goals if value > goal]


def _cpu_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _measure_v2(home: Path, aws: str, *, quick: bool) -> Figures | None:
    if not aws:
        return None
    settings = _settings(home, str(Path(aws).parent))
    tables = build_tables(settings, lambda line: print(f"  {line}"), [a for a in adapters() if a.cli == "aws"])
    return measure_aws(tables, dict(settings.environ), quick=quick)


def _some_aws(tables: Tables) -> list[Words]:
    cli = tables.of("aws")
    return [] if cli is None else option_examples(cli, services=("ec2", "s3api", "iam", "lambda", "rds"))[:2000]


if __name__ == "__main__":
    sys.exit(main())
