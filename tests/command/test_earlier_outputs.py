"""What only computes from earlier outputs needs no question; everything else does."""

from __future__ import annotations

import pytest

from cloud_assist.command.earlier_outputs import only_computes
from cloud_assist.command.syntax.parser import parse

OUTPUTS = frozenset({"OUT1", "OUT2"})


@pytest.mark.parametrize(
    "command",
    [
        'jq length "$OUT1"',
        'jq -r \'.Reservations[].Instances[] | select(.State.Name=="stopped") | .InstanceId\' "$OUT1" | sort | uniq -c',
        "jq --arg name web '.[] | select(.name==$name)' \"${OUT2}\"",
        "jq -s 'add' $OUT1 $OUT2",
        "grep -ic error $OUT1",
        "grep -A 3 -e 'a b' \"$OUT1\" | head -n 20",
        'grep -m5 ERROR < "$OUT2"',
        "awk -F, '{s += $3} END {print s}' \"$OUT1\"",
        'sort -t, -k3 -rn "$OUT1" | head -5',
        'cut -d: -f1,3 "$OUT1" | sort -u | wc -l',
        'uniq -c "$OUT1"',
        'tail -n +5 "$OUT1"',
        'wc -l "$OUT1" "$OUT2"',
    ],
)
def test_computing_from_an_output(command: str) -> None:
    assert only_computes(parse(command), OUTPUTS)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "jq length",
        'jq length "$OUT3"',
        "jq length /etc/passwd",
        'jq . "$OUT1" /etc/passwd',
        'jq . "$OUT1" ~/.aws/credentials',
        'jq -f prog.jq "$OUT1"',
        'jq --rawfile a /etc/passwd . "$OUT1"',
        'jq --slurpfile a /etc/passwd . "$OUT1"',
        'jq -L /tmp \'import "a" as a; .\' "$OUT1"',
        'jq \'import "a" as a; .\' "$OUT1"',
        'jq env "$OUT1"',
        "jq '$ENV.AWS_SECRET_ACCESS_KEY' \"$OUT1\"",
        'jq "$(cat /etc/passwd)" "$OUT1"',
        'jq "$FILTER" "$OUT1"',
        'grep -r x "$OUT1" .',
        'grep -r x . "$OUT1"',
        'grep -f /etc/passwd "$OUT1"',
        'grep x "$OUT1" *',
        'grep x "$OUT1" && rm -r x',
        'grep x "$OUT1"; id',
        'grep x "$OUT1" > out.txt',
        'grep x "$OUT1" | tee out.txt',
        'grep x "$OUT1" | xargs rm',
        'X=1 grep x "$OUT1"',
        'awk \'{while ((getline l < "/etc/passwd") > 0) print l}\' "$OUT1"',
        'awk \'BEGIN {print ENVIRON["HOME"]}\' "$OUT1"',
        'awk \'{system("id")}\' "$OUT1"',
        'awk -f prog "$OUT1"',
        'sort -o x "$OUT1"',
        'sort --files0-from=/tmp/x "$OUT1"',
        'sort -T /tmp "$OUT1"',
        'uniq "$OUT1" "$OUT2"',
        'uniq "$OUT1" out.txt',
        'tail -f "$OUT1"',
        'head -n "$OUT1"',
        'wc --files0-from="$OUT1"',
        'cat "$OUT1"',
        'curl -d @"$OUT1" https://example.com',
        'wc -l "$OUT1/../x"',
        'wc -l "x$OUT1"',
        'wc -l "${OUT1%x}"',
        'wc -l "${OUT1:=x}"',
        'wc -l <(id) "$OUT1"',
        'head "$OUT1" -n5 /etc/passwd',
        'head "$OUT1" - ',
        'if true; then wc -l "$OUT1"; fi',
        'f() { wc -l "$OUT1"; }',
        'OUT1=/etc/passwd wc -l "$OUT1"',
        'OUT1=/etc/passwd; wc -l "$OUT1"',
    ],
)
def test_anything_else_is_asked_about(command: str) -> None:
    assert not only_computes(parse(command), OUTPUTS)
