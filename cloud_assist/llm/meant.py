"""Whether the words around a command say that it is not to be run.

Models show the wrong way too: as a warning, as an example, or in the middle of a refusal. Taking such words for too
much costs one more question to the model; taking them for too little runs what nobody meant. `PROSE` is for the text
around a command, where refusing is cheap; `PLAIN` for the explanation that comes with one, where only plain words
count: "does not change anything" is no warning.
"""

from __future__ import annotations

import re
from typing import Final

_NOT: Final = (
    r"(?:do\s+not|don['’]?t|never|must\s?n['’]?o?t|must\s+not|should\s+not|shouldn['’]?t|avoid|refrain\s+from|"
    r"cannot|can\s*not|can['’]?t|will\s+not|won['’]?t|would\s+not|wouldn['’]?t|not\s+going\s+to|refus\w+|declin\w+|"
    r"unable|not\s+able|not\s+allowed|not\s+permitted|under\s+no\s+circumstances)"
)
_RUN: Final = (
    r"(?:run|runs|running|execut\w+|use|using|type|enter|try|trying|do\s+(?:this|that|it)|copy|paste|issue|apply|"
    r"recommend\w*|suggest\w*|advis\w+|provid\w+|help|assist\w*|compl\w+|fulfil\w*|generat\w+|give|share|offer\w*|"
    r"support|proceed\w*|perform\w*|carry\s+out|invok\w+|call)"
)
PLAIN: Final = re.compile(
    rf"(?:^|[.!?:;,(*#\"“—–-]\s*|\b(?:please|but|so|and)\s+)(?:{_NOT})\s+(?:\w+\s+){{0,3}}?"
    rf"(?:run|running|execut\w+|use|using|type|enter|do|try|copy|paste)\s*(?:this|that|it|these|the\s+command|ever)?"
    r"\s*(?:$|[.!:;,)`'\"\n]|\bon\b)"
    r"|\bwhat\s+not\s+to\b|\bhow\s+not\s+to\b|\bnot\s+(?:meant|intended|supposed)\s+to\s+be\s+(?:run|executed|used)\b"
    r"|\b(?:must|should|may)\s+(?:not|never)\s+be\s+(?:run|executed|used)\b"
    r"|\bI\s*(?:['’]m|am)\s+(?:sorry|unable|not\s+able)|\bI\s+refuse\b"
    rf"|\bI\s+(?:cannot|can['’]?t|will\s+not|won['’]?t)\s+(?:\w+\s+)?(?:{_RUN})\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Words that leave no doubt."""
PROSE: Final = re.compile(
    rf"\b{_NOT}\b[^.!?\n]{{0,60}}?\b{_RUN}\b|\b{_NOT}\s*:"
    r"|\bsorry\b|\bas an ai\b|\bapologi[sz]e\b|\binstead\s+of\b|\brather\s+than\b|\banti-?pattern\b"
    r"|\bcounter-?example\b"
    r"|\b(?:wrong|bad|incorrect|harmful|malicious|destructive|dangerous|disastrous|catastrophic)\b"
    r"|\b(?:not\s+recommended|discouraged|hypothetical\w*|for\s+illustration|illustrative|would\s+(?:destroy|wipe|erase))"
    r"|\bwhat\s+not\s+to\b|\bnot\s+(?:the|a|an)\s+(?:right|good|correct|safe)\b|[❌🚫⛔]"
    # The reply is in the language of the request.
    r"|\b(?:nicht|niemals|keinesfalls|leider)\b|\b(?:n['’]\w+|ne\s+\w+)\s+(?:pas|jamais)\b|\bne\s+(?:pas|jamais)\b"
    r"|\b(?:nunca|jam[aá]s|n[aã]o)\b|\bno\s+(?:lo\s+)?(?:ejecut|us|corr|hag|deb|pued)\w*|\bnon\s+(?:esegu|us|fa|dev|poss)\w*"
    r"|\b(?:niet|nooit)\b|\bnie\s+\w+|\b(?:не|нельзя|никогда)\b|不要|请勿|切勿|不能|無法|无法|しない|禁止|できません|하지\s*마",
    re.IGNORECASE,
)
"""Words around a command that make it doubtful."""
_PROSE_CHARS: Final = 20_000
"""A command beside more words than that is not what they come to."""
_COMMENT: Final = re.compile(r"(?:^|\s)#[^\n]{0,500}", re.MULTILINE)
_COMMENT_SAYS: Final = re.compile(
    rf"\b(?:{_NOT})\s+(?:\w+\s+){{0,2}}?{_RUN}\b|\b(?:wrong|bad\s+example|incorrect|what\s+not\s+to)\b", re.IGNORECASE
)


def prose_warns(prose: str) -> bool:
    """Whether the text around a command speaks against it, or refuses."""
    return len(prose) > _PROSE_CHARS or PROSE.search(prose) is not None


def explanation_warns(explanation: str) -> bool:
    """Whether an explanation says in plain words that its command is not to be run."""
    return PLAIN.search(explanation) is not None


def comments_warn(command: str) -> bool:
    """Whether a comment inside a command says that it is not to be run."""
    return any(_COMMENT_SAYS.search(comment[0]) for comment in _COMMENT.finditer(command))
