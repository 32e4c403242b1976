"""The tree that the judge reads, against what bash itself makes of the same text."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.command.syntax.parser import OPAQUE, Block, Function, Pipeline, Script, Simple, Word, parse, walk


def words(command: str) -> list[str]:
    script = parse(command)
    assert not script.problems, script.problems
    return [word.text for simple in walk(script.parts) for word in simple.words]


def bash_words(line: str) -> bytes:
    """What bash hands to a program for the words of `line`, each followed by a newline and a mark."""
    done = subprocess.run(
        ["bash", "--norc", "-f", "-c", f"printf '%s\\n--\\n' {line}"],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PLAIN = st.text(alphabet="abcXYZ019_./:=,@%+-^ \t", min_size=1, max_size=6)
LETTERS = st.text(alphabet="abcXYZ019_./:@%+-", min_size=1, max_size=6)
QUOTED = st.one_of(
    LETTERS,
    PLAIN.map(lambda text: f"'{text}'"),
    st.text(alphabet='abc $#;|&<>(){}*?[]~"\\!', max_size=6).map(lambda text: f"'{text}'"),
    PLAIN.map(lambda text: f'"{text}"'),
    st.text(alphabet="abc #;|&<>(){}*?[]~'", max_size=6).map(lambda text: f'"{text}"'),
    st.sampled_from(["\\$", "\\\\", "\\'", '\\"', "a\\ b", "\\;", "\\|", "\\a", "\\#", "\\~", "\\*"]),
    st.sampled_from(
        [
            '"\\$"',
            '"\\\\"',
            '"\\a"',
            '"\\`"',
            "$'\\n'",
            "$'\\x41\\101'",
            "$'\\u00e9'",
            "$'a\\'b'",
            "$'\\e\\cA'",
            '$"abc"',
        ]
    ),
)


WORD = st.lists(QUOTED, min_size=1, max_size=4).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=4))
def test_words_are_dequoted_as_bash_does(pieces: list[str]) -> None:
    line = " ".join(pieces)
    script = parse("printf " + line)
    assert not script.problems
    found = [word for simple in walk(script.parts) for word in simple.words][1:]
    mine = "".join(f"{word.text}\n--\n" for word in found).encode("utf-8", "surrogateescape")
    assert mine == bash_words(line)


@pytest.mark.parametrize(
    "line", ["a'b'\"c\"\\d", "$'\\x41'\"x y\"", "'a b' c\\ d", '"$"', "a$", "{}", "x{a}", "a\\ ", "''", '""a', "a=b"]
)
def test_ordinary_words_are_read_and_not_refused(line: str) -> None:
    found = parse("printf " + line)
    assert not found.problems
    mine = "".join(f"{word.text}\n--\n" for simple in walk(found.parts) for word in simple.words[1:])
    assert mine.encode() == bash_words(line)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("'r'm x", ["rm", "x"]),
        ('r"m" x', ["rm", "x"]),
        ("\\rm x", ["rm", "x"]),
        ("r\\\nm x", ["rm", "x"]),
        ("e''cho a", ["echo", "a"]),
        ("$'r\\x6d' x", ["rm", "x"]),
        ("ls # rm x", ["ls"]),
        ("ls a#b", ["ls", "a#b"]),
        ("cmd >out -la", ["cmd", "-la"]),
        ("a 2>&1 b", ["a", "b"]),
        ("<&-rm x", ["rm", "x"]),
        ("ls 2>&- x", ["ls", "x"]),
        ("ls $X", ["ls", OPAQUE]),
        ('ls "a$X"', ["ls", f"a{OPAQUE}"]),
        ("echo $(rm x)", ["echo", OPAQUE, "rm", "x"]),
        ('echo "${a:-$(rm x)}"', ["echo", OPAQUE, "rm", "x"]),
        ("cat <<EOF\n$(rm x)\nEOF", ["cat", "rm", "x"]),
        ("cat <<'EOF'\n$(rm x)\nEOF", ["cat"]),
        ("ls > $(rm x)", ["ls", "rm", "x"]),
        ("a=(1 $(rm x))", ["rm", "x"]),
        ("[[ -f $(rm x) ]]", ["rm", "x"]),
        ("echo $(( $(rm x) ))", ["echo", OPAQUE, "rm", "x"]),
        ("case $(rm x) in a) ls;; esac", ["ls", "rm", "x"]),
        ("ls <(rm x) >(rm y)", ["ls", OPAQUE, OPAQUE, "rm", "x", "rm", "y"]),
        ("cat <<EOF | sort -u\nb\nEOF", ["cat", "sort", "-u"]),
    ],
)
def test_every_command_is_found(command: str, expected: list[str]) -> None:
    assert words(command) == expected


@pytest.mark.parametrize(
    "command",
    [
        "ls 'x",
        'ls "x',
        "ls $(",
        "ls )",
        "if true; then",
        "if true; then fi",
        "{ }",
        "{ls; }",
        "a ;; b",
        "case x in& a) ls;; esac",
        "ls | ! ls",
        "ls <\nf",
        "echo ${x@P}",
        "cat <<EOF\n`rm x`\nEOF",
        "cat <<EOF\nEO F",
        "cat <<EOF\nx\n EOF",
        "ls \\ # ; rm x",
        "ls \\ a",
        "ls 'a'\\ b",
        "ls # a \\\nrm $(x)",
        "ls \0",
        "for x in\nrm y; do ls; done",
        "ls " + "$(ls " * 80 + ")" * 80,
        "ls " + "x" * 200_000,
        "<& -reboot",
        "<& blkid-",
        "f()\\ { ls; }; f",
        "f(\n) { ls; }",
        "case x \\  in a) ls;; esac",
        "for\n x in a; do ls; done",
        "if ls; then ls; else fi",
        "[[ a == b*$'{x} ]]",
        "ls >& -x",
        "[[ a == b*]] && ls",
        "a=(1)b=(2)",
        "a=(1)# )",
        'echo "$ ${ ns"',
        "cat <<E |\n sort\nx\nE",
        "case x in a(b)) ls;; esac",
        "f()[ -d x ]",
        "ls (x)",
        "echo `echo \\`rm x\\``",
    ],
)
def test_what_is_not_understood_whole_comes_back_with_a_problem(command: str) -> None:
    assert parse(command).problems


def test_a_comment_that_ends_in_a_backslash_does_not_hide_the_next_line() -> None:
    assert words("ls # note \\\nrm x") == ["ls", "rm", "x"]


def test_the_tree_keeps_structure() -> None:
    script = parse("f() { ls; }; f | sort && (cd x; ls) > out")
    assert isinstance(script, Script)
    assert isinstance(script.parts[0], Function)
    assert script.parts[0].name == "f"
    rest = script.parts[1]
    assert isinstance(rest, Block)
    assert isinstance(rest.parts[0], Pipeline)
    group = rest.parts[1]
    assert isinstance(group, Block)
    assert group.kind == "subshell"
    assert group.redirects[0].target == Word("out", "out")


def test_assignments_and_redirections_belong_to_their_command() -> None:
    (simple,) = parse("A=1 B=$X cmd 2>>log <in").parts
    assert isinstance(simple, Simple)
    assert [(a.name, a.value.text) for a in simple.assignments] == [("A", "1"), ("B", OPAQUE)]
    assert [(r.operator, r.target.text, r.descriptor) for r in simple.redirects] == [
        (">>", "log", "2"),
        ("<", "in", ""),
    ]


@pytest.mark.parametrize(
    ("word", "splits", "glob", "tilde"),
    [
        ("$X", True, False, False),
        ('"$X"', False, False, False),
        ("*.py", False, True, False),
        ("'*'", False, False, False),
        ("~/x", False, False, True),
        ("{a,b}", True, False, False),
        ("a~", False, False, False),
    ],
)
def test_words_know_what_the_shell_may_do_to_them(word: str, splits: bool, glob: bool, tilde: bool) -> None:
    (simple,) = parse(f"ls {word}").parts
    assert isinstance(simple, Simple)
    found = simple.words[1]
    assert (found.splits, found.glob, found.tilde) == (splits, glob, tilde)


@pytest.mark.parametrize("text", ["a@", "a[", "$((", "{a,", "<<x\n", "`a", "a='"])
def test_no_text_holds_the_reader_up(text: str) -> None:
    began = time.thread_time()
    parse(text * 20_000)
    assert time.thread_time() - began < 2.0  # seconds; without a limit the first takes a minute


def test_no_character_can_crash_the_parser() -> None:
    """Its scanner looks characters up in a table that ends at 255; a crash there takes the process with it."""
    code = (
        "from cloud_assist.command.syntax.parser import parse\n"
        "for at in range(0x80, 0x110000, 0x1f3):\n"
        "    if not 0xd800 <= at < 0xe000: parse('{%c..3} $%c ${%c} <<%c' % ((chr(at),) * 4))\n"
        "parse('{\\U0010ffff'); parse('{\\udc80')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("echo 'é ü' 日本 x%é", ["echo", "é ü", "日本", "x%é"]),
        ("é=1 ls", ["é=1", "ls"]),
        ("cat <<E | wc\n日本\nE", ["cat", "wc"]),
    ],
)
def test_characters_beyond_ascii_are_parts_of_words(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('"$a $b"', "\0 \0"), ('"$(id) $(pwd)"', "\0 \0"), ('" $a"', " \0"), ('"$a\t$b"', "\0\t\0"),
        ('"${a} ${b:-c} $c"', "\0 \0 \0"), ('"$((1+1)) $(pwd)"', "\0 \0"), ('"x $a  $(pwd)"', "x \0  \0"),
        ('"$a `pwd`"', "\0 \0"), ('$"$a $b"', "\0 \0"),
    ],
)  # fmt: skip
def test_blanks_before_an_expansion_inside_quotes_are_text(line: str, text: str) -> None:
    """The parser counts them as part of the expansion, and every `"$a $b"` was refused."""
    found = parse("printf " + line)
    assert not found.problems
    assert next(walk(found.parts)).words[1].text == text


@pytest.mark.parametrize("line", ['"$a $(rm x)"', '"$a ${b:-$(rm x)}"', '"$(id) $((1+$(rm x)))"', '"$a `rm x`"'])
def test_what_stands_behind_a_blank_inside_quotes_is_seen(line: str) -> None:
    for script in (parse("echo " + line), parse(f"cat <<E\n{line}\nE")):
        found = [[word.text for word in simple.words] for simple in walk(script.parts)]
        assert script.problems or ["rm", "x"] in found


@pytest.mark.parametrize("joint", ["; ", "\n", " & "])
def test_a_clause_follows_a_clause_on_one_line(joint: str) -> None:
    pieces = ["if ls", "then ls", "elif pwd", "then pwd", "elif [ -f x ]", "then ls", "else date", "fi"]
    assert not parse(joint.join(pieces)).problems
