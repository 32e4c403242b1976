"""Answers to the questions of `benchmarks.digest_questions`, by code, and what a reader of a digest can do.

The answer is computed from the whole output by a walker of its own. The step is written from what the digest's text
names, and run: jq for JSON, awk for tables, grep for the rest.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.digest_questions import Question
from cloud_assist.results.digest import Digest
from cloud_assist.results.reading import Form

_STEP = re.compile(r'\[\]|\[(\w+)=([^\]]*)\](?:\.(?:Value|value|status)\b)?|\["([^"]*)"\]|\.?([\w-]+)')
_VALUE_KEYS = {"Key": "Value", "key": "value", "name": "value", "Name": "Value", "type": "status"}
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
Step = tuple[str, str]
"""("every", ""), ("key", name) or ("pair", "Key=env")."""


def steps(way: str) -> tuple[Step, ...]:
    """Return the steps of a way such as `items[].metadata.name`."""
    found: list[Step] = []
    for match in _STEP.finditer(way.lstrip(".")):
        if match[0] == "[]":
            found.append(("every", ""))
        elif match[1]:
            found.append(("pair", f"{match[1]}={match[2]}"))
        else:
            found.append(("key", match[3] or match[4]))
    return tuple(found)


def walk(value: Any, way: tuple[Step, ...]) -> Iterator[Any]:
    """Yield what stands at the end of a way."""
    if not way:
        yield value
        return
    kind, name = way[0]
    if kind == "key":
        inner = [value[name]] if isinstance(value, dict) and name in value else []
    elif kind == "every":
        inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    else:
        key, wanted = name.split("=", 1)
        pairs = value if isinstance(value, list) else []
        inner = [one.get(_VALUE_KEYS[key]) for one in pairs if one.get(key) == wanted]
    for one in inner:
        yield from walk(one, way[1:])


def as_jq(way: tuple[Step, ...]) -> str:
    """Return a way as a jq program."""
    program = "."
    for kind, name in way:
        if kind == "every":
            program += " | .[]?"
        elif kind == "key":
            program += f" | .[{json.dumps(name)}]?"
        else:
            key, wanted = name.split("=", 1)
            program += f" | .[]? | select(.{key} == {json.dumps(wanted)}) | .{_VALUE_KEYS[key]}"
    return program


class Told:
    """What a digest says and names."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.text = digest.text
        place = re.search(r" items? in (\S+?)[;\n]|" + " items? in (\\S+)$", f"{self.text}\n", re.MULTILINE)
        self.place = steps((place[1] or place[2]) if place else "")
        columns = re.search(r"columns: ([^\n;]*)", self.text)
        self.columns = columns[1].split(", ") if columns else []

    def names(self, way: tuple[Step, ...]) -> bool:
        """Whether the text names a way from the document's root."""
        if self.digest.whole:
            return True
        if way == self.place:
            return True
        below = way[len(self.place) :]
        return way[: len(self.place)] == self.place and below in self._named()

    def _beside(self, key: str) -> str:
        """Return what the text says of a key beside the list."""
        match = re.search(rf'^Beside.*?"{re.escape(key)}":("[^"]*"|[\w.-]+)', self.text, re.MULTILINE)
        return match[1] if match else ""

    def _named(self) -> set[tuple[Step, ...]]:
        named = set()
        for line in self.text.splitlines():
            if match := re.match(r"(\.\S*?|\.\[.*?\]\S*?): ", line):
                named.add(steps(match[1]))
            for label in ("Same in all: ", "More keys: ", "Empty in all: "):
                if line.startswith(label):
                    for entry in line.removeprefix(label).split("; "):
                        named.update(steps(way) for way in _expanded(entry.split(" ")[0]))
            if line.startswith("Items ("):
                named.update(steps(way) for way in line[7:-2].split(" | "))
        return named

    def line_of(self, way: tuple[Step, ...]) -> str:
        """Return the line about a way, or the whole text where the digest is whole."""
        if self.digest.whole:
            return self.text
        for line in self.text.splitlines():
            match = re.match(r"(\.\S*?|\.\[.*?\]\S*?): ", line)
            if match and self.place + steps(match[1]) == way:
                return line
        if len(way) == 1 and (beside := self._beside(way[0][1])):
            return beside
        same = next((line for line in self.text.splitlines() if line.startswith("Same in all: ")), "")
        entries = same.removeprefix("Same in all: ").split("; ")
        return next((entry for entry in entries if self.place + steps(entry.split(" ")[0]) == way), "")


def _expanded(entry: str) -> list[str]:
    """Return the ways that `.Placement{Tenancy,GroupName}` stands for."""
    match = re.fullmatch(r"(.*)\{(.*)\}", entry)
    return (
        [f"{match[1]}.{name}" if name[0] != "[" else match[1] + name for name in match[2].split(",")]
        if match
        else [entry]
    )


@dataclass(frozen=True, slots=True)
class Result:
    """Whether a question can be answered."""

    ok: bool
    why: str = ""
    at_once: bool = field(default=False)
    """Whether the digest itself tells the answer."""


def is_answered(question: Question, path: Path, told: Told) -> Result:
    """Check one question."""
    if question.kind in {"grep", "lines", "span"}:
        return _in_lines(question, path, told)
    if told.digest.form in {Form.CSV, Form.COLUMNS}:
        return _in_table(question, path, told)
    return _in_structure(question, path, told)


def _in_structure(question: Question, path: Path, told: Told) -> Result:
    documents = _documents(path, told.digest.form)
    several = told.digest.form is Form.JSON_LINES
    way, other = _ways(question)
    if question.kind == "total":
        count = sum(1 for document in documents for _ in walk(document, way))
        return Result(
            told.digest.whole or (f"{count:,} items" in told.text and way == told.place), "the count is not told", True
        )
    if question.kind == "where":
        return _where(documents, way, other, path, told)
    values = [value for document in documents for value in walk(document, way) if value is not None]
    answer = _answer(question.kind, values)
    if _tells(question.kind, answer, told.line_of(way)):
        return Result(True, at_once=True)
    if not told.names(way):
        return Result(False, "the key is not named")
    if told.digest.form is Form.YAML:
        return Result(False, "jq does not read YAML")
    found = _jq(path, f"[{as_jq(way)} | select(. != null)]", told)
    flat = [value for one in found for value in one] if several else found[0] if found else []
    return Result(_answer(question.kind, flat) == answer, "the step gives another answer")


def _ways(question: Question) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Return (the way, for `where` the second way, both from the root)."""
    if question.kind != "where":
        return steps(question.about), ()
    first, second = question.about.split(" > ")
    way = steps(first)
    last = max(place for place, step in enumerate(way) if step[0] == "every") + 1
    return way, way[:last] + steps(second)


def _where(documents: list[Any], way: tuple[Step, ...], other: tuple[Step, ...], path: Path, told: Told) -> Result:
    last = max(place for place, step in enumerate(way) if step[0] == "every") + 1
    items = [item for document in documents for item in walk(document, way[:last])]
    item = items[len(items) // 2]
    (wanted,) = walk(item, way[last:])
    answer = list(walk(item, other[last:]))
    if told.digest.whole:
        return Result(True, at_once=True)
    if not (told.names(way) and told.names(other)):
        return Result(False, "a key is not named")
    has_it = f"select(([{as_jq(way[last:])}] | index({json.dumps(wanted)})) != null)"
    program = f"[{as_jq(way[:last])} | {has_it} | {as_jq(other[last:])}]"
    return Result(_jq(path, program, told)[:1] == [answer], "the step gives another answer")


def _jq(path: Path, program: str, told: Told) -> list[Any]:
    """Return what jq prints, after the other text and the colours that the digest tells of were taken out."""
    data = path.read_text()
    if "colours" in told.text:
        data = _COLOURS.sub("", data)
    if match := re.search(r"behind ([\d,]+) bytes", told.text):
        data = data.encode()[int(match[1].replace(",", "")) :].decode()
    done = subprocess.run(["jq", "-c", program], input=data, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _documents(path: Path, form: Form) -> list[Any]:
    text = _COLOURS.sub("", path.read_text())
    if form is Form.YAML:
        return list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    if form is Form.JSON_LINES:
        return [json.loads(line) for line in text.splitlines()]
    return [json.loads(text[text.index("\n") + 1 :] if text.startswith("WARNING") else text)]


def _answer(kind: str, values: list[Any]) -> Any:
    if kind == "tally":
        return Counter(json.dumps(value) for value in values)
    if kind == "distinct":
        return len({json.dumps(value) for value in values})
    return max(values, default=None) if kind == "max" else min(values, default=None)


def _tells(kind: str, answer: Any, line: str) -> bool:
    """Whether a line of the digest says the answer."""
    if kind == "tally":
        several = len(answer) > 1 or answer.total() > 1
        counted = [f"{_plain(value)} {count}" for value, count in answer.items()]
        alone = len(answer) == 1 and _plain(next(iter(answer))) in line
        return alone or (several and all(one in line for one in counted))
    if kind == "distinct":
        return f"{answer} values" in line
    plain = _plain(json.dumps(answer))
    return f"to {plain}" in line or (kind == "min" and f"{plain} to" in line)


def _plain(value: str) -> str:
    return value[1:-1] if value.startswith('"') else value


# Tables


def _in_table(question: Question, path: Path, told: Told) -> Result:
    rows = _rows(path, told.digest.form)
    if question.kind == "total":
        return Result(f"{len(rows):,} items" in told.text or told.digest.whole, "the count is not told", True)
    columns = question.about.split(" > ")
    if told.digest.whole:
        return Result(True, at_once=True)
    if not set(columns) <= set(told.columns):
        return Result(False, "the column is not named")
    cells = _awk(path, told, [told.columns.index(column) + 1 for column in columns])
    if question.kind == "where":
        row = rows[len(rows) // 2]
        wanted = [found[1] for found in cells if found[0] == row[columns[0]]]
        return Result(wanted == [row[columns[1]]], "the step gives another answer")
    answer = _answer(question.kind, [_number(row[columns[0]]) for row in rows])
    at_once = _tells(question.kind, answer, told.line_of((("key", columns[0]),)))
    return Result(
        at_once or _answer(question.kind, [_number(c[0]) for c in cells]) == answer, "the step gives another", at_once
    )


def _number(text: str) -> Any:
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


def _rows(path: Path, form: Form) -> list[dict[str, str]]:
    lines = path.read_text().splitlines()
    if form is Form.CSV:
        return list(csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ","))
    names = re.split(r" {2,}", lines[0].strip())
    starts = [lines[0].index(name) for name in names]
    body = lines[2:] if lines[1].startswith("--") else lines[1:]
    ends = [*starts[1:], 10_000]
    return [{n: line[a:b].strip() for n, a, b in zip(names, starts, ends, strict=True)} for line in body]


def _awk(path: Path, told: Told, places: list[int]) -> list[list[str]]:
    form = told.digest.form
    parted = "  +" if form is Form.COLUMNS else "\t" if "\t" in path.read_text()[:200] else ","
    program = "NR>1 && !/^--/ {print " + ' "\\x01" '.join(f"${place}" for place in places) + "}"
    done = subprocess.run(["awk", "-F", parted, program, str(path)], capture_output=True, text=True, check=True)
    return [line.strip().split("\x01") for line in done.stdout.splitlines()]


# Lines


def _in_lines(question: Question, path: Path, told: Told) -> Result:
    lines = path.read_text().splitlines()
    if question.kind == "lines":
        return Result(f"{len(lines):,} lines" in told.text, "the count is not told", True)
    if question.kind == "span":
        times = [re.search(r"\d{4}-\d\d-\d\dT\S+Z|[A-Z][a-z]{2} \d\d [\d:]+", line) for line in (lines[0], lines[-1])]
        return Result(all(time is not None and time[0] in told.text for time in times), "a time is not told", True)
    count = sum(1 for line in lines if question.about in line)
    if question.about not in told.text:
        return Result(False, "the words are not in the digest")
    done = subprocess.run(["grep", "-c", "-F", question.about, str(path)], capture_output=True, text=True, check=False)
    return Result(int(done.stdout) == count, "the step gives another answer", f"× {count:,}  " in told.text)
