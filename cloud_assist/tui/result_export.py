"""A table as text to copy or to save: which rows, in which format, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cloud_assist.results.result import Reading
from cloud_assist.results.table_text import Format, json_of, lines_of

CLIPBOARD_LIMIT = 1_000_000
"""Characters that are put on the clipboard: many terminals take no more, and say nothing."""


def text_of(reading: Reading, rows: Sequence[int], chosen: Format) -> Iterator[str]:
    """Yield rows in a format, in pieces. JSON holds the whole items, the other formats the columns that are shown.

    Raises:
        OSError: JSON is made of the output anew, and its file cannot be read.
    """
    if chosen is not Format.JSON:
        return lines_of(reading.table, rows, chosen)
    return json_of(reading.result.pick([0] if reading.record else rows))


def to_copy(reading: Reading, rows: Sequence[int], chosen: Format) -> str | None:
    """Return what goes to the clipboard; None where it is too long for one. Raises OSError as `text_of`."""
    pieces, size = [], 0
    for piece in text_of(reading, rows, chosen):
        size += len(piece)
        if size > CLIPBOARD_LIMIT:
            return None
        pieces.append(piece)
    return "".join(pieces)


def save(reading: Reading, rows: Sequence[int], chosen: Format, folder: Path, name: str) -> str:
    """Write rows into a new file below `folder`; return what became of it, in a sentence. Nothing is overwritten."""
    try:
        path = folder / Path(name).expanduser()
        with path.open("x", encoding="utf-8", newline="") as file:
            for piece in text_of(reading, rows, chosen):
                file.write(piece)
        return f"Saved {path.stat().st_size:,} bytes in {path}."
    except FileExistsError:
        return f"{name} already exists. Choose another name."
    except OSError as error:
        return f"{name} cannot be written: {error.strerror}."
    except (ValueError, RuntimeError) as error:  # a NUL in the name; the home of somebody unknown (~nobody)
        return f"{name} cannot be written: {error}."


def file_name(reading: Reading, chosen: Format) -> str:
    """Return what a file with this table may be called: "aws-ec2-describe-instances.csv"."""
    preset = reading.result.preset
    words = preset.command if preset is not None else "result"
    return words.replace(" ", "-") + chosen.suffix
