"""Reading a spool file: its ends, its lines, and what is new in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.spool_file import NewText, first_bytes, last_bytes, line_ends


@pytest.mark.parametrize("data", [b"", b"abc", b"abcdefgh", b"0123456789"])
def test_the_two_ends_never_overlap(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "out"
    path.write_bytes(data)
    head = first_bytes(path, 4)
    tail = last_bytes(path, 4, behind=len(head))
    assert (head, tail) == (data[:4], data[4:][-4:])
    assert last_bytes(path, 4) == data[-4:]


def test_new_text_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "out"
    new = NewText(path)
    with path.open("wb", buffering=0) as file:
        file.write("é".encode()[:1])
        assert new.read() == ""
        file.write("é".encode()[1:] + b"x")
        assert new.read() == "éx"
        file.write("é".encode()[:1])
        assert new.read() == ""
    assert new.finish() == "\ufffd"


def test_what_is_too_much_is_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"1\n2\n3\n4\n")
    new = NewText(path)
    assert line_ends(path) == 4
    assert new.skip_to_last(3) == (5, 2)
    assert new.skip_to_last(3) == (0, 0)
    assert new.read(1) == "\n"
    assert new.read() == "4\n"


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        NewText(tmp_path / "gone").read()
