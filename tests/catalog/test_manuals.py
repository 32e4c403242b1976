"""Manual pages read as data, in the forms in which they are written; plain tools explained from them."""

from __future__ import annotations

import gzip
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.explain_cli_command import explain_words
from cloud_assist.catalog.explanation import Explanation
from cloud_assist.catalog.manuals import Manuals
from cloud_assist.catalog.roff import read_manual
from tests.support.command_words import words_of

MAN = r"""
.TH LS 1
.SH NAME
ls \- list directory contents
.SH SYNOPSIS
.B ls
[\fI\,OPTION\/\fR]...
.SH DESCRIPTION
.TP
\fB\-a\fR, \fB\-\-all\fR
do not ignore entries starting with .
.TP
.BR \-k ", " \-\-key = \fIKEYDEF\fR
sort via a key; KEYDEF gives location. Another sentence.
.TP
\fB\-l\fR
use a long listing format
.TP
\fB\-n\fR, \fB\-\-lines\fR=\fI\,NUM\/\fR
print the first NUM lines
.TP
\fB\-\-color\fR[=\fI\,WHEN\/\fR]
color the output WHEN
"""
OLDER_GNU = r"""
.SH NAME
sed \- stream editor
.SH OPTIONS
.HP
\fB\-n\fR, \fB\-\-quiet\fR
.IP
suppress automatic printing of pattern space
"""
DOCBOOK = r"""
.SH "NAME"
git-log \- Show commit logs
.SH "OPTIONS"
.PP
\-n <number>, \-\-max\-count=<number>
.RS 4
Limit the number of commits to output\&. More of it\&.
.RE
.PP
\-\-[no\-]mailmap
.RS 4
Use mailmap file\&.
.RE
"""
MDOC = r"""
.Sh NAME
.Nm ssh
.Nd OpenSSH remote login client
.Sh DESCRIPTION
.Bl -tag -width Ds
.It Fl p Ar port
Port to connect to on the remote host.
.Pp
More about it.
.It Fl v
Verbose mode.
.El
"""
BULLETS = r"""
.SH NAME
jq \- JSON processor
.SH OPTIONS
.IP "\[ci]" 4
\fB\-\-raw\-output\fR / \fB\-r\fR:
.IP
Strings are written directly\.
"""
COMMANDS = r"""
.SH NAME
systemctl \- control services
.SH SYNOPSIS
.HP \w'x'u
\fBsystemctl\fR [OPTIONS...] COMMAND [UNIT...]
.SH COMMANDS
.PP
\fBrestart \fR\fIPATTERN\fR
.RS 4
Stop and then start units\&.
.RE
"""


@pytest.mark.parametrize(
    ("page", "name", "line"),
    [
        (MAN, "-a", "Do not ignore entries starting with ."),
        (MAN, "--all", "Do not ignore entries starting with ."),
        (MAN, "--key", "Sort via a key"),
        (MAN, "--color", "Color the output WHEN"),
        (OLDER_GNU, "--quiet", "Suppress automatic printing of pattern space"),
        (DOCBOOK, "--max-count", "Limit the number of commits to output."),
        (DOCBOOK, "--no-mailmap", "Use mailmap file."),
        (DOCBOOK, "--mailmap", "Use mailmap file."),
        (MDOC, "-p", "Port to connect to on the remote host."),
        (BULLETS, "-r", "Strings are written directly."),
    ],
)
def test_options_of_a_page(page: str, name: str, line: str) -> None:
    assert read_manual(page).options[name].line == line


def test_values_names_and_commands_of_a_page() -> None:
    options = read_manual(MAN).options
    assert [options[name].value for name in ("-a", "-k", "-n", "--color")] == ["", "KEYDEF", "NUM", ""]
    assert read_manual(MDOC).options["-p"].value == "port"
    assert read_manual(MDOC).line == "OpenSSH remote login client"
    assert read_manual(MAN).line == "List directory contents"
    assert read_manual(COMMANDS).commands == {"restart": "Stop and then start units."}
    assert read_manual(MAN).commands == {}


_PIECES = [*string.ascii_letters, *"\\.'\"-[]() \n,=<>", "\n.TP\n", "\n.IP ", "\n.RS\n", "\n.SH ", "\n.It Fl ", "\\fB"]


@given(st.lists(st.sampled_from(_PIECES), max_size=200))
def test_any_text_is_read_without_an_error(pieces: list[str]) -> None:
    read_manual("".join(pieces))


@pytest.fixture
def manuals(tmp_path: Path) -> Manuals:
    """A folder of pages: one packed, one that leads to another."""
    folder = tmp_path / "man" / "man1"
    folder.mkdir(parents=True)
    (folder / "ls.1.gz").write_bytes(gzip.compress(MAN.encode()))
    (folder / "dir.1").write_text(".so man1/ls.1\n")
    (folder / "git.1").write_text(".SH NAME\ngit \\- the stupid content tracker\n")
    (folder / "git-log.1").write_text(DOCBOOK)
    (folder / "bad.1.gz").write_bytes(b"no gzip")
    (folder / "loop.1").write_text(".so man1/loop.1\n")
    return Manuals({"MANPATH": str(tmp_path / "man")})


def explained(command: str, manuals: Manuals) -> dict[str, Explanation]:
    return {each.word: each for each in explain_words(words_of(command).words, Tables(), manuals)}


def test_words_of_plain_tools(manuals: Manuals) -> None:
    found = explained("ls -la --lines 5 -n7 --col=always /tmp --colour", manuals)
    assert found["-la"].text == "Use a long listing format. · Do not ignore entries starting with ."
    assert found["5"].text == "The value of `--lines`, <NUM>."
    assert found["-n7"].text == "Print the first NUM lines."
    assert found["--col=always"].text == "Color the output WHEN."
    assert not found["/tmp"].known
    assert not found["--colour"].known
    assert "does not describe" in found["--colour"].text


def test_a_command_with_a_page_of_its_own(manuals: Manuals) -> None:
    found = explained("git log -n 5 HEAD", manuals)
    assert found["log"].text == "Show commit logs."
    assert found["5"].text == "The value of `-n`, <number>."
    assert found["HEAD"].text == "An argument of `git log`."


def test_pages_that_lead_on_and_pages_that_cannot_be_read(manuals: Manuals) -> None:
    assert explained("dir -a", manuals)["-a"].known
    assert manuals.of("bad") is None
    assert manuals.of("loop") is None
    assert manuals.of("../../etc/passwd") is None


@pytest.mark.parametrize("line", ["tar -czf a.tgz dir", "tar -c -z -f a.tgz dir", "tar czf a.tgz dir"])
def test_only_the_first_word_of_tar_is_a_bundle_of_letters(line: str) -> None:
    here = Manuals({"PATH": "/usr/bin"})
    if here.of("tar") is None:
        pytest.skip("tar has no manual page here")
    found = explained(line, here)
    assert found["dir"].text == "An argument of `tar`."
    assert found["a.tgz"].text.startswith("The value of `-f`")
