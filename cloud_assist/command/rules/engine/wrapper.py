"""The model of a program that runs the command after it: options, what stands before it, what it appends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cloud_assist.command.rules.engine.base import Args, Call, Flags, Inner, Ruling, Word, names, ruled
from cloud_assist.command.syntax.parser import OPAQUE, Assignment
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Risk

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)


@dataclass(frozen=True)
class Wrapper:
    """A program whose operands are a command.

    skip: operands before the command (`timeout 5 CMD`). assigns: `NAME=value` operands come first (`env`, `sudo`).
    alone: risk without a command. refused: options that are not covered. reads: options that only print.
    """

    flags: Flags
    skip: int = 0
    assigns: bool = False
    alone: Risk = Risk.READ_ONLY
    risk: Risk = Risk.READ_ONLY
    refused: str = ""
    reads: str = "--help --version"
    shell: str = ""
    """Option whose value is shell text (`flock -c`, `su -c`, `script -c`)."""
    joined: bool = False
    """Whether the operands are joined into one shell text (`watch`, `ssh`)."""
    appends: bool = False
    """Whether operands that are not known here are appended (`xargs`)."""
    code: Code | None = None

    def __call__(self, call: Call) -> Ruling:
        """Judge the wrapper and hand out what it runs."""
        rule = f"wrapper.{call.program}"
        args = self.flags.parse(call.args)
        findings: tuple[Finding, ...] = (finding(self.code),) if self.code else ()
        refused = names(self.refused)
        if args.unclear or any(option.name in refused for option in args.options):
            return ruled(call, Risk.UNKNOWN, f"{rule}.option")
        if any(option.name in names(self.reads) for option in args.options):
            return ruled(call, Risk.READ_ONLY, f"{rule}.help")
        if args.unknown:
            return ruled(
                call,
                Risk.UNKNOWN,
                f"{rule}.option",
                f"`{args.unknown[0]}` is not a known option of `{call.program}`.",
            )
        return self._open(call, args, rule, findings)

    def _open(self, call: Call, args: Args, rule: str, findings: tuple[Finding, ...]) -> Ruling:
        words, assignments = self._split(args)
        rights = " with another user's rights" if self.code is Code.PRIVILEGED else ""
        text = f"`{call.program}` runs the command after it{rights}."
        if self.shell and (source := args.value(*names(self.shell))) is not None:
            return Ruling(self.risk, rule, text, findings, (Inner(source=source),))
        if not words and call.more_args:
            return ruled(call, Risk.UNKNOWN, rule, f"Appended arguments decide what `{call.program}` runs.")
        if not words:
            return Ruling(self.alone, rule, f"`{call.program}` has no command to run.", findings)
        if self.joined:
            if call.more_args:
                return ruled(call, Risk.UNKNOWN, rule, f"Appended arguments are shell code that `{call.program}` runs.")
            source = " ".join(word.text for word in words)
            return Ruling(self.risk, rule, text, findings, (Inner(source=source),))
        if self.appends:
            words = self._appended(args, words)
        # With `-I` what is read stands where the mark stood, and nothing is appended.
        more = self.appends and args.get("-I", "-i", "--replace", "-J") is None
        piped = more and args.get("-a", "--arg-file", "-d", "--delimiter", "-E", "-e", "--eof") is None
        inner = Inner(words, assignments=assignments, more_args=more, piped=piped)
        return Ruling(self.risk, rule, text, findings, (inner,))

    def _split(self, args: Args) -> tuple[tuple[Word, ...], tuple[Assignment, ...]]:
        words = args.operands
        found: list[Assignment] = []
        while self.assigns and words and (match := _ASSIGNMENT.fullmatch(words[0].text)):
            found.append(Assignment(match[1], Word(match[2], words[0].raw)))
            words = words[1:]
        return words[self.skip :], tuple(found)

    def _appended(self, args: Args, words: tuple[Word, ...]) -> tuple[Word, ...]:
        option = args.get("-I", "-i", "--replace", "-J")
        if option is None:
            return words
        mark = option.text or "{}"
        return tuple(Word(w.text.replace(mark, OPAQUE), w.raw) if mark in w.text else w for w in words)
