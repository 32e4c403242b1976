"""How much of what is secret is hidden, how much of what is not, and how fast (in CPU seconds of this process).

Secrets are made by generators that follow each vendor's token format and are printed in the shapes in which clouds and
tools print them; the benign text is the documentation of the packages installed here. The times are judged by a floor
of the same run, so that a slow machine misses no goal: finding the words of that text with one regular expression.

    python -m benchmarks.redact [--rounds N] [--seed S] [--verbose]
"""

from __future__ import annotations

import argparse
import importlib.metadata
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from cloud_assist.redaction.redactor import Redactor, redact
from tests.support.secrets.kinds import PERFECT as PERFECT_OF_TOOLS
from tests.support.secrets.samples import PERFECT, samples
from tests.support.secrets.tools import hidden, tool_samples

_WORD = re.compile(r"\w+")
_SPEED_GOAL = 12.0
"""Redacting the benign text, in times of finding its words."""
_SLOWEST_GOAL = 90.0
"""Redacting 1 MB made to be slow, in times of finding the words of 1 MB of the benign text."""


def streamed(text: str, cut: int) -> str:
    redactor = Redactor()
    return redactor.feed(text[:cut]) + redactor.feed(text[cut:]) + redactor.flush()


def measure_hiding(r: random.Random, rounds: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    total: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    for _ in range(rounds):
        for kind, shape, values, text in samples(r):
            for ok in hidden(text, redact(text), values):
                total[kind] += 1
                kept[kind] += not ok
                shapes[f"{kind} / {shape}"] += not ok
    return total, kept, shapes


def measure_tools(r: random.Random, rounds: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return values and values kept by kind, and values kept by kind and shape, of the second set."""
    total: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    shapes: Counter[str] = Counter()
    for _ in range(rounds):
        for kind, shape, values, text in tool_samples(r, noisy=True):
            for ok in hidden(text, redact(text), values):
                total[kind] += 1
                kept[kind] += not ok
                shapes[f"{kind} / {shape}"] += not ok
    return total, kept, shapes


def measure_splits(r: random.Random, most: int) -> tuple[int, int]:
    """Split every kind's text at every offset (or `most` of them); return (splits, splits that changed the result)."""
    splits = wrong = 0
    of_tools = list(tool_samples(r, noisy=True))
    for _, _, _, text in [*samples(r), *r.sample(of_tools, len(of_tools) // 100)]:
        whole = redact(text)
        step = max(len(text) // most, 1)
        for cut in range(0, len(text), step):
            splits += 1
            wrong += streamed(text, cut) != whole
    return splits, wrong


def documentation(limit: int = 40_000_000) -> list[str]:
    """Return the documentation text of the installed packages: prose files and the docstrings' own files."""
    texts: list[str] = []
    size = 0
    suffixes = {".rst", ".md", ".txt"}
    roots = {Path(str(d.locate_file(""))) for d in importlib.metadata.distributions()}
    for root in sorted(roots):
        for path in sorted(root.rglob("*")):
            if path.suffix in suffixes and path.is_file() and size < limit:
                text = path.read_text("utf-8", "replace")
                texts.append(text)
                size += len(text)
    return texts


def measure_benign(texts: list[str]) -> tuple[int, int, list[str]]:
    lines = changed = 0
    examples: list[str] = []
    for text in texts:
        before, after = text.splitlines(), redact(text)
        lines += len(before)
        if after == text:
            continue
        missing = Counter(before) - Counter(after.splitlines())
        changed += sum(missing.values())
        examples += [f"{line.strip()[:150]}" for line in missing]
    return lines, changed, examples


def measure_speed(texts: list[str]) -> tuple[float, float]:
    """Return (seconds that finding the words takes, seconds that redacting takes), each for 1 MB of `texts`."""
    seconds = [0.0, 0.0]
    works: tuple[Callable[[str], object], ...] = (_WORD.findall, redact)
    for text in texts:  # in turn, so that a busy machine slows both alike
        for at, work in enumerate(works):
            began = time.process_time()
            work(text)
            seconds[at] += time.process_time() - began
    size = sum(map(len, texts)) / 1e6
    return seconds[0] / size, seconds[1] / size


ATTACKS = (
    "a", "A", "password=", "password", "eyJ", "-eyJ", "eyJa.", "sk-", "://", "://a:", "://a:b@", "AKIA", "key-",
    "_auth", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "kind: Secret\n", "data:\n",
    "data:\n  a: b\nkind: Secret\n", '"name": "password",\n"value": ', "token: |\n  a\n", "--password ", "?key=",
    "&token=", "Authorization: Bearer ", "cookie: a=", "x-", "x-token", "mysql ", "mysql -p", "SecureString,",
    "password\\\\\\", 'password": "\\', "secret_secret", "password -> ", "ghp_", "{\"data\":{", "token=${", "s.",
    ".G", "1//0", "ya29.", " ", "\n", "=", "'", '"', "\\", "password: '", "machine a login b password ", "sig=",
    "AZDO", "+AStA", "T3BlbkFJ", ".atlasv1.", "a.", "Private-Lines: 1\n", "\x1b[0m",
    "key ", "password ", "password\t", "password | ", "password is ", "password for a:", "age-secret-key-1\n",
    "secret  token\n", "| token |\n", "echo ", "7z ", "mysql a -p", " login ", "<<<", "random_password result",
    "value: a1b2c3 ", "-pat ", "\"auth ", "vault.azure.net/secrets/a\n", "\\n", "> ", "web-1  | ", "+",
    "-----END PRIVATE KEY-----\n", "A1b/A1b/A1b/ ", "&password=a1b2c3", ":_password ",
)  # fmt: skip

ATTACKS_AFTER = (
    ("kind: Secret\n", "\\"), ('"kind":"Secret"', '"data":{"a":"b"},'), ("kind: Secret\ndata:\n  a: b", " "),
    ("kind: Secret\n", "data: "), ("password", " "), ("password: |\n", " "), ('password="', "\\"), ("mysql", " "),
    ("machine a", " "), ("Authorization: Bearer ", "a"), ("token=", "aB3"), ("SecureString", " "), (":*:", "a:"),
    ("data:\n", "  a: b\n"), ("kind: Secret\nstringData:\n", "  a: |\n    b\n"), ("cookie: ", "a="),
)  # fmt: skip


def attacks() -> Iterator[tuple[str, str]]:
    """Texts of 1 MB made to be slow."""
    size = 1_000_000
    for seed in ATTACKS:
        yield seed, (seed * (size // len(seed) + 1))[:size]
    for start, seed in ATTACKS_AFTER:
        yield start + seed, start + (seed * (size // len(seed) + 1))[:size]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20261101)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument(
        "--quick", action="store_true", help="a fifth of the rounds and of the splits, an eighth of the documentation"
    )
    options = parser.parse_args()
    if options.quick:
        options.rounds = max(options.rounds // 5, 1)
    r = random.Random(options.seed)
    total, kept, shapes = measure_hiding(r, options.rounds)
    tools, tools_kept, tools_shapes = measure_tools(r, max(options.rounds // 10, 1))
    splits, wrong = measure_splits(r, 60 if options.quick else 300)
    texts = documentation()[:: 8 if options.quick else 1]
    lines, changed, examples = measure_benign(texts)
    floor, ours = measure_speed(texts)
    slowest, seed = 0.0, ""
    for name, text in attacks():
        began = time.process_time()
        redact(text)
        if (seconds := time.process_time() - began) > slowest:
            slowest, seed = seconds, name
    if options.verbose:
        for name, count in (shapes + tools_shapes).most_common(40):
            if count:
                print(f"  kept {count:5} {name}")
        for line in random.Random(1).sample(examples, min(60, len(examples))):
            print("  changed:", line)
    share = 1 - sum(kept.values()) / sum(total.values())
    perfect = {kind for kind in PERFECT if kept[kind]}
    print(f"kinds                        {len(total)}")
    print(f"values hidden                {share:.4%} of {sum(total.values()):,}")
    print(f"kinds promised in full       {'all hidden' if not perfect else 'LEAK: ' + ', '.join(sorted(perfect))}")
    tools_share = 1 - sum(tools_kept.values()) / sum(tools.values())
    leaks = {kind for kind, count in tools_kept.items() if count and kind.split()[0] in PERFECT_OF_TOOLS}
    print(f"as tools print them          {tools_share:.4%} of {sum(tools.values()):,} in {len(tools)} kinds")
    print(f"  promised in full           {'all hidden' if not leaks else 'LEAK: ' + ', '.join(sorted(leaks))}")
    print(f"splits that change a result  {wrong} of {splits:,}")
    print(f"benign lines changed         {changed / max(lines, 1):.4%} of {lines:,}")
    print(f"slowest 1 MB made to be slow {slowest:.2f} s, {slowest / floor:.0f} times the floor ({seed!r})")
    print(f"speed                        {1 / ours:.1f} MB/s, {ours / floor:.1f} times as long as the floor")
    print(f"floor: finding the words     {1 / floor:.1f} MB/s (goals: {_SLOWEST_GOAL:.0f} and {_SPEED_GOAL:.0f} times)")
    hides = min(share, tools_share) >= 0.99 and not perfect and not leaks
    quick = ours <= _SPEED_GOAL * floor and slowest <= _SLOWEST_GOAL * floor
    return 0 if hides and quick and not wrong and changed <= 0.003 * lines else 1


if __name__ == "__main__":
    sys.exit(main())
