"""Tells a model's thoughts from its reply, where a server passed both on.

Thoughts weigh commands that are not meant. They are never read, and where they have no end there is no reply yet:
what stands in them, or beside them, is not what the model decided on.
"""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = r"think|thinking|thought|thoughts|reasoning|reason|analysis|reflection|scratchpad|inner_monologue"
_BRACKETED: Final = rf"(?:seed:)?(?:{_NAMES})"
OPENING: Final = re.compile(
    rf"<{_BRACKETED}(?:\s[^<>\n]{{0,200}})?>|\[(?:THINK|THINKING|REASONING)\]|◁think▷|<unused94>"
    r"|<\|(?:begin_of_thought|START_THINKING|start_of_thought|begin_of_thinking)\|>",
    re.IGNORECASE,
)
"""Where thoughts begin, in the templates in use: DeepSeek and Qwen, Magistral, Kimi, Gemma, Cohere and others."""
_CLOSING: Final = re.compile(
    rf"</{_BRACKETED}\s*>|\[/(?:THINK|THINKING|REASONING)\]|◁/think▷|<unused95>"
    r"|<\|(?:end_of_thought|END_THINKING|end_of_thinking)\|>",
    re.IGNORECASE,
)
_HEADER: Final = re.compile(
    r"<\|channel\|>\s*(?P<channel>\w{1,40})(?P<rest>[^<]{0,200}(?:<\|constrain\|>[^<]{0,40})?)<\|message\|>"
)
"""The head of a message in gpt-oss's own chat template ("harmony")."""
_MESSAGE_END: Final = re.compile(r"<\|(?:end|return|call|start)\|>")
_BARE_ANALYSIS: Final = re.compile(r"analysis(?=[A-Z{\[])")
_BARE_FINAL: Final = "assistantfinal"
"""What is left of harmony's marks where a server removed the special tokens and no more."""
_MARKER_CHARS: Final = 34
_SPACE: Final = " \t\r\n"


def reply_proper(text: str) -> str | None:
    """Return what follows the thoughts of `text`; None where they have no end, or only thoughts came.

    A text that neither begins with thoughts nor holds an end of them comes back whole: the same characters inside a
    command are no thoughts (`OPENING` tells the reader what to look for outside commands).
    """
    if "<|channel|>" in text:
        text = _last_message(text)
    elif _BARE_ANALYSIS.match(text):
        _, mark, text = text.rpartition(_BARE_FINAL)
        if not mark:
            return None
    elif "<|message|>" in text:
        return None  # the head that would name its channel is lost
    # The last end counts, as thoughts may quote one; the beginning may have been swallowed by a template.
    ends = [closing.end() for closing in _CLOSING.finditer(text)]
    text = _without_markers(text[ends[-1] if ends else 0 :].strip(_SPACE))
    return None if OPENING.match(text) else text


def _last_message(text: str) -> str:
    """Return the body of the last message of a harmony reply; "" where that is not one for the person or a tool."""
    heads = list(_HEADER.finditer(text))
    if not heads or heads[-1].start() != text.rfind("<|channel|>"):
        return ""
    last = heads[-1]
    if last["channel"] != "final" and not (last["channel"] == "commentary" and "to=" in last["rest"]):
        return ""
    end = _MESSAGE_END.search(text, last.end())
    return text[last.end() : end.start() if end else len(text)]


def _without_markers(text: str) -> str:
    """Return `text` without the marks that a chat template sets at its end."""
    while text.endswith("|>") and "<|" in text[-_MARKER_CHARS:]:
        text = text[: text.rfind("<|")].rstrip(_SPACE)
    return text
