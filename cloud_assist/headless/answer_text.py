"""An answer in words on a stream: as it was written, or laid out where a person reads it at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from cloud_assist.headless.style import Style


def print_answer(text: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Print Markdown, free of terminal controls; a pipe gets it as it is."""
    style = Style(stream, environ)
    if not style.live:
        stream.write(f"{text}\n")
    else:
        from rich.console import Console  # a Markdown parser is not needed before that
        from rich.markdown import Markdown

        console = Console(file=stream, no_color=not style.colour, highlight=False)
        console.print(Markdown(text, hyperlinks=False))
    stream.flush()
