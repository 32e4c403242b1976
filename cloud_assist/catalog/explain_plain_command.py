"""The words of a plain tool's command (`ls -la`, `git log --oneline`), explained from its manual page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cloud_assist.catalog.accepts.words import Word
from cloud_assist.catalog.explanation import NOT_IN_CATALOG, Explanation, sentence, shown
from cloud_assist.catalog.manuals import Manuals
from cloud_assist.catalog.roff import UNNAMED, Manual, ManualOption
from cloud_assist.catalog.shell_tools import SHELL_TOOLS

_STARTS_COMMANDS = "A program that is not in the catalog."
_BUNDLES_FIRST = frozenset({"tar", "ar"})
"""Programs whose first word may be option letters without a dash (`tar xzf`)."""
_NUMBER = re.compile(r"-\d+\Z")


def explain_tool(words: Sequence[Word], manuals: Manuals) -> Iterator[Explanation]:
    """Yield one explanation for each word of a command whose program is no CLI of the catalog."""
    program = words[0].text.rpartition("/")[2]
    manual = manuals.of(program)
    line = SHELL_TOOLS.get(program, "") or (manual.line if manual is not None else "")
    yield Explanation(shown(words[0]), sentence(line) or _STARTS_COMMANDS, known=bool(line))
    yield from _Reading(program, manual, manuals).words(words[1:])


@dataclass(slots=True)
class _Reading:
    """Goes through the words of one command from left to right."""

    program: str
    manual: Manual | None
    manuals: Manuals
    pending: tuple[str, ManualOption] | None = None
    """The option whose value comes next, with the name it was written by."""
    named: bool = False
    """Whether the first word that is no option has been seen."""
    begun: bool = False
    """Whether any word has been seen."""
    ended: bool = False
    """Whether `--` has ended the options."""

    def words(self, words: Sequence[Word]) -> Iterator[Explanation]:
        """Yield one explanation for each word."""
        for word in words:
            yield self._explained(word)
            self.begun = True

    def _explained(self, word: Word) -> Explanation:
        text = shown(word)
        if self.manual is None:
            return Explanation(text, NOT_IN_CATALOG, known=False)
        if self.pending is not None:
            (name, option), self.pending = self.pending, None
            called = f", <{option.value}>" if option.value not in {"", UNNAMED} else ""
            return Explanation(text, f"The value of `{name}`{called}.")
        if word.text == "--":
            self.ended = True
            return Explanation(text, "Ends the options.")
        if len(word.text) > 1 and word.text[0] in "-+" and not self.ended:
            return self._option(text)
        if not self.named:
            self.named = True
            return self._first_argument(text)
        return self._argument(text)

    def _argument(self, text: str) -> Explanation:
        return Explanation(text, f"An argument of `{self.program}`.", known=False)

    def _first_argument(self, text: str) -> Explanation:
        """Explain the word that may name a command: of a page of its own, or listed in the program's."""
        assert self.manual is not None  # noqa: S101 - asked before
        own = self.manuals.of(f"{self.program}-{text}")
        line = own.line if own is not None else self.manual.commands.get(text, "")
        if own is not None:
            self.program, self.manual = f"{self.program} {text}", own
        if line:
            return Explanation(text, sentence(line))
        if not self.begun and self.program in _BUNDLES_FIRST and (bundle := self._letters(f"-{text}")):
            return Explanation(text, bundle)
        return self._argument(text)

    def _option(self, text: str) -> Explanation:
        name, equals, _ = text.partition("=")
        found = self._spelt(name)
        if found is not None:
            if found.value and not equals:
                self.pending = (name, found)
            return Explanation(text, sentence(found.line))
        if not text.startswith("--"):
            if letters := self._letters(text):
                return Explanation(text, letters)
            if _NUMBER.match(text):
                return Explanation(text, f"A number, as an option of `{self.program}`.", known=False)
        return Explanation(text, f"The manual page of `{self.program}` does not describe this option.", known=False)

    def _spelt(self, name: str) -> ManualOption | None:
        """Return the option of a name, also of one shortened to a prefix that one option alone has."""
        assert self.manual is not None  # noqa: S101 - asked before
        options = self.manual.options
        if name in options:
            return options[name]
        if name.startswith("--"):
            lines = {option.line: option for known, option in options.items() if known.startswith(name)}
            return next(iter(lines.values())) if len(lines) == 1 else None
        return None

    def _letters(self, text: str) -> str:
        """Return the lines of a cluster of letters (`-la`), or of one with its value attached (`-n5`), or ""."""
        assert self.manual is not None  # noqa: S101 - asked before
        lines = []
        for index, letter in enumerate(text[1:], start=1):
            option = self.manual.options.get(f"-{letter}")
            if option is None:
                return ""
            lines.append(sentence(option.line))
            if option.value:
                if index == len(text) - 1:
                    self.pending = (f"-{letter}", option)
                break
        return " · ".join(dict.fromkeys(lines))
