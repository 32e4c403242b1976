"""One proposed command on a card: what it is, its output, how it ended."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cloud_assist.display.times import duration
from cloud_assist.models import Assessment, Proposal, RunResult
from cloud_assist.tui.untrusted import MUTED, diff_lines, first_line, plain, prose, shell
from cloud_assist.tui.widgets.output_view import OutputView
from cloud_assist.tui.widgets.result_view import ResultView
from cloud_assist.tui.widgets.risk_chip import risk_chip, source_words


class AttemptView(Vertical):
    """A command from its proposal to its exit status."""

    DEFAULT_CSS = """
    AttemptView {
        height: auto; margin: 1 0 0 0;
        & > .command { padding: 0 1; background: $boost; }
        & > .meta, & > .cause, & > .verdict, & > .diff { height: auto; padding: 0 1; }
        & > .cause { color: $text-muted; }
        & > .verdict { margin: 0; }
        &.-retry { margin: 1 0 0 2; }
        &.-shaped > OutputView { display: none; }
        &.-set-aside { & > .command { text-style: dim; } & > .diff, & > .cause { display: none; } }
    }
    """

    def __init__(self, proposal: Proposal, number: int, *, previous: str = "", cause: str = "", cost: str = "") -> None:
        """Show `proposal`, the command of attempt `number`.

        Args:
            proposal: who proposed what.
            number: 1 for the first attempt.
            previous: the command that failed before it.
            cause: why that one failed, in a line.
            cost: what the model took for it: tokens and time.
        """
        super().__init__(classes="-retry" if number > 1 else "")
        self.proposal = proposal
        self.number = number
        self.spool_path = ""
        """File with the whole output; empty before the command has started."""
        self.ran = False
        self.previous = previous
        """The command that failed before this one; empty on the first attempt."""
        self._cause = cause
        self._cost = cost
        self._assessment: Assessment | None = None
        self._output = OutputView()
        self.shaped = ResultView()
        """The output as a table or a tree, where it is one."""

    def compose(self) -> ComposeResult:
        """Why it is tried again, the command, what it is, its output, how it ended."""
        if self.number > 1:
            yield Static(self._heading(), classes="cause")
        yield Static(self._command(), classes="command")
        yield Static(self._meta(), classes="meta")
        yield self._output
        yield self.shaped
        yield Static("", classes="verdict", markup=False)

    def _heading(self) -> Content:
        cause = f" · after: {first_line(self._cause, 160)}" if self._cause else ""
        return Content(f"Attempt {self.number}{cause}")

    def _command(self) -> Content:
        if self.previous and self.previous != self.proposal.command:
            return diff_lines(self.previous, self.proposal.command)
        return Content.assemble(("$ ", MUTED), shell(self.proposal.command))

    def _meta(self) -> Content:
        parts: list[Content] = []
        if self._assessment is not None:
            parts.append(risk_chip(self._assessment.risk))
            parts.append(prose(self._assessment.reasons[0].text if self._assessment.reasons else "", MUTED))
        by = f"proposed by {plain(self._cost)}" if self._cost else source_words(self.proposal.source)
        parts.append(Content.styled(by, MUTED))
        return Content.styled("  ").join(part for part in parts if part)

    def assessed(self, assessment: Assessment) -> None:
        """Show what the command is."""
        self._assessment = assessment
        self.query_one(".meta", Static).update(self._meta())

    def started(self, spool_path: str) -> None:
        """The command has begun to run."""
        self.ran = True
        self.spool_path = spool_path

    def output(self, text: str, left_out_lines: int = 0) -> None:
        """Show a piece of output, which lacks so many lines."""
        self._output.feed(text, left_out_lines)

    def finished(self, result: RunResult) -> None:
        """Show how the command ended."""
        self.ran = True
        self.spool_path = result.spool_path
        self._output.finish()
        if result.output_bytes and result.spool_path:
            self._output.load(result.spool_path)
        if result.ok and result.spool_path:
            self.shaped.load(result.spool_path, self.proposal.command)
        self.query_one(".verdict", Static).update(self._verdict(result))

    def _verdict(self, result: RunResult) -> Content:
        took = duration(result.duration_s)
        if result.cancelled:
            verdict = Content.styled(f"■ stopped after {took}", "$text-warning")
        elif result.timed_out:
            verdict = Content.styled(f"✗ timed out after {took}", "$text-error")
        elif result.signal is not None:
            verdict = Content.styled(f"✗ ended by signal {result.signal} · {took}", "$text-error")
        elif result.ok:
            verdict = Content.styled(f"✓ exit {result.exit_status} · {took}", "$text-success")
        else:
            verdict = Content.styled(f"✗ exit {result.exit_status} · {took}", "$text-error")
        extra = []
        if result.output_bytes == 0:
            extra.append("no output")
        if self._output.cut:
            extra.append("/output shows everything")
        if result.truncated:
            extra.append("the stored output is cut off at its limit")
        told = verdict + Content.styled("".join(f" · {part}" for part in extra), MUTED)
        if result.note:  # such as a process that the command left running on purpose
            told += Content.styled(f"\n! {plain(result.note)}", "$text-warning")
        return told

    def set_aside(self, why: str) -> None:
        """This command was not run: another one took its place, or the request ended."""
        self.add_class("-set-aside")
        self.query_one(".verdict", Static).update(Content.styled(f"– not run: {why}", MUTED))
