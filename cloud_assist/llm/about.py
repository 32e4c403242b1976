"""The answer about the program itself, for who says hello to it while no model is there to talk."""

from __future__ import annotations

import re

_ASKED = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening)|thanks|thank you|help|help me|who are you|what are you"
    r"|what is this|how does (?:this|it) work|what (?:can|do) (?:you|i|this) do(?: here| for me)?"
    r"|how (?:can|do) i use (?:this|it|you)|what can i (?:ask|say|type)(?: here)?)(?: there| cloud[- ]assist)?"
)
ANSWER = """\
cloud-assist finds a command for what you describe, and shows what it would do and touch. Nothing runs until you \
approve it. No model is in use, so it knows commands but cannot talk.

Try `list my s3 buckets`, `which pods restarted today?` or `show disk usage`. A command that you type, such as \
`git status`, is checked the same way. To get answers and several steps, set GROQ_API_KEY."""


def about(prompt: str) -> str:
    """Return the answer to a greeting or to a question about the program; "" for any other request."""
    plain = re.sub(r"[\s,!.?]+", " ", prompt.lower()).strip()
    return ANSWER if _ASKED.fullmatch(plain) else ""
