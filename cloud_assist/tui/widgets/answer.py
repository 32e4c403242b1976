"""An answer in words, as the Markdown that models write."""

from __future__ import annotations

from textual.widgets import Markdown

from cloud_assist.tui.untrusted import plain


class Answer(Markdown):
    """Untrusted text: it steers no terminal, and its links open nothing."""

    DEFAULT_CSS = """
    Answer { height: auto; padding: 0 1; margin: 1 0 0 0; background: transparent; }
    Answer MarkdownH1, Answer MarkdownH2, Answer MarkdownH3 { margin: 0; content-align: left middle; }
    Answer > *:last-child { margin-bottom: 0; }
    """

    def __init__(self, text: str) -> None:
        super().__init__(plain(text), open_links=False)
