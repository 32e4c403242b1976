"""What stands there before the first request: what the program does, and requests to begin with."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from cloud_assist.tui.untrusted import MUTED, plain
from cloud_assist.tui.widgets.typing_elsewhere import TypingElsewhere

_OFFLINE = (
    "Offline: commands come from the CLIs installed here and a recipe book, not from a model. "
    "To use a model, set GROQ_API_KEY."
)
_OWN = ("!df -h", "your own command, checked the same way")
EXAMPLES = (("list my s3 buckets", ""), ("which pods restarted today?", ""), _OWN)
"""Requests to begin with, each with a remark."""
SANDBOX_EXAMPLES = (
    ("list my s3 buckets", ""),
    ("which instances are running?", ""),
    ("create a bucket called holiday-photos", ""),
    ("list the sqs queues", ""),
)
"""Those for the sandbox."""
_ATTACH = "Attach a file by its path: @errors.log what went wrong?"
_KEYS = "Tab, then Enter: run an example."


class Examples(OptionList, TypingElsewhere):
    """Requests that run as they stand: Enter runs one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Run this example", key_display="⏎")]

    class Chosen(Message):
        """The person wants this request."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, examples: tuple[tuple[str, str], ...]) -> None:
        width = max(len(words) for words, _ in examples) + 3
        lines = [Content.assemble(words.ljust(width if remark else 0), (remark, MUTED)) for words, remark in examples]
        super().__init__(*[Option(line) for line in lines], compact=True)
        self._examples = examples
        self.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Hand the request on."""
        event.stop()
        self.post_message(self.Chosen(self._examples[event.option_index][0]))


class Sandbox(NamedTuple):
    """The local AWS sandbox, as the welcome tells of it."""

    told: str
    """Which one it is, or that it is being started."""
    contents: str
    """What is in it at first, as the middle of a sentence."""


class Welcome(Vertical):
    """What stands there before the first request."""

    DEFAULT_CSS = """
    Welcome {
        height: auto; padding: 0 2;
        & > Static { height: auto; color: $text-muted; margin: 0 0 1 0; }
        & > .lead { color: $foreground; text-style: bold; margin: 0; }
        & > .offline, & > .mention { color: $text-warning; }
        & > Examples {
            height: auto; border: none; padding: 0; margin: 0 0 1 2; background: $background;
            & > .option-list--option-highlighted { background: $background; color: $foreground; text-style: none; }
            &:focus > .option-list--option-highlighted { background: $accent 30%; color: $text; }
        }
    }
    """

    def __init__(self, *, offline: bool, sandbox: Sandbox | None = None) -> None:
        """Greet.

        Args:
            offline: whether no model answers.
            sandbox: where commands run in it.
        """
        super().__init__()
        self._offline = offline
        self._sandbox = sandbox

    def compose(self) -> ComposeResult:
        """What it does, who proposes, where, examples."""
        yield Static("Describe what you want to do.", classes="lead", markup=False)
        yield Static(
            "You see what each command would do and what it would touch. Nothing runs until you approve it.",
            markup=False,
        )
        if self._offline:
            yield Static(_OFFLINE, classes="offline", markup=False)
        if self._sandbox:
            yield Static(f"{self._sandbox.told} At first, it has: {self._sandbox.contents}.", markup=False)
        yield Examples(SANDBOX_EXAMPLES if self._sandbox else EXAMPLES)
        yield Static(_KEYS if self._offline else f"{_KEYS} {_ATTACH}", markup=False)

    async def mention(self, text: str) -> None:
        """Say something more, above the examples."""
        await self.mount(Static(plain(text), classes="mention", markup=False), before="Examples")
