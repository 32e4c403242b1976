"""The words of an answer that is still being written, out of the beginning of its JSON object.

Only answers: a command is read when it is whole. Whether it is an answer is known once the field `kind` has come, so
a reply that begins otherwise shows nothing until its end.
"""

from __future__ import annotations

import json
import re
from typing import Final

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.llm.parse import MAX_TEXT_BYTES

_ANSWER: Final = re.compile(r'\s*\{\s*"kind"\s*:\s*"answer"\s*,')
_OTHER_FIELD: Final = re.compile(r'\s*"(?!explanation")\w{1,20}"\s*:\s*"[^"\\]*"\s*,')
_EXPLANATION: Final = re.compile(r'\s*"explanation"\s*:\s*"')
_WRITTEN: Final = re.compile(r'(?:[^"\\]|\\[^u]|\\u[0-9a-fA-F]{4})*', re.DOTALL)
"""A JSON string up to its end, or up to an escape that has not come whole."""


def answer_so_far(text: str) -> str:
    """Return the words of the answer that begins in `text`, safe to show; "" where none can be told yet."""
    head = _ANSWER.match(text)
    position = head.end() if head else -1
    while head and (field := _OTHER_FIELD.match(text, position)):
        position = field.end()
    begun = _EXPLANATION.match(text, position) if head else None
    if begun is None:
        return ""
    written = _WRITTEN.match(text, begun.end())
    try:
        words: object = json.loads(f'"{written[0] if written else ""}"', strict=False)
    except ValueError:
        return ""
    # Half of a UTF-16 pair may stand at the end.
    shown = strip_terminal_controls(str(words).encode("utf-8", "ignore").decode()).strip()
    return shown.encode()[:MAX_TEXT_BYTES].decode("utf-8", "ignore")
