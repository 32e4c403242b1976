"""One command judged in one place: what it is and would hit, what its CLI refuses, and what is still missing in it.

The agent, both front ends and `cloud-assist check` all ask here, so that they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from cloud_assist.command.assessment import Examination, assessed, examine
from cloud_assist.command.open_places import open_places
from cloud_assist.findings import Code, finding
from cloud_assist.knowledge.bash_syntax import truthful
from cloud_assist.models import Assessment, Finding, ProposalSource
from cloud_assist.settings import Settings
from cloud_assist.tools.registry import tool_of

Refusals = tuple[tuple[Finding, ...], list[str]]
"""What the installed CLIs would refuse in one command, and the CLIs that have not been read yet."""
LookUp = Callable[[Examination, Mapping[str, str]], Refusals]
"""Finds the refusals of a command that would run with an environment."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything known about one exact command, in one folder with one environment, before anybody is asked."""

    examination: Examination
    """What its bytes say; good for explaining it, too."""
    source: ProposalSource
    """Whose words it is: a person's own are taken as they stand, see `open_places`."""
    assessment: Assessment
    """What a person is shown, with the findings of every kind."""


class Judge:
    """Judges commands as they would run in one folder with one environment. Not for several threads at once."""

    def __init__(
        self,
        settings: Settings,
        *,
        environ: Mapping[str, str],
        refusals: LookUp,
    ) -> None:
        """Make a judge.

        Args:
            settings: hold the folder and PROTECTED_TARGETS.
            environ: what commands inherit.
            refusals: looks into the tables of the CLIs; called for a command that names one of them.
        """
        self._environ = environ
        self._cwd = settings.cwd
        self._globs = settings.protected_targets
        self._refusals = refusals
        self._last: Judged | None = None

    def judged(self, command: str, source: ProposalSource) -> Judged:
        """Return what `command` is; what its bytes say is read again only where the world around it has changed.

        Target, program files and what the CLIs refuse are looked up at every call: where the binding is still that of
        the last time, the same command with the same rules in the same folder says the same as it did then.
        """
        last = self._last
        if last is None or (last.assessment.command, last.source) != (command, source):
            return self.judged_anew(command, source)
        seen = self._seen(last.examination, source)
        if seen.assessment.binding.digest != last.assessment.binding.digest:
            return self.judged_anew(command, source)
        self._last = seen
        return seen

    def judged_anew(self, command: str, source: ProposalSource) -> Judged:
        """Return what `command` is, taking nothing over: for the moment before it runs."""
        self._last = self._seen(examine(command, environ=self._environ, cwd=self._cwd), source)
        return self._last

    def _seen(self, examination: Examination, source: ProposalSource) -> Judged:
        """Return an examined command with the world around it as it is now."""
        assessment = assessed(examination, environ=self._environ, cwd=self._cwd, protected_globs=self._globs)
        still_open = _open_places(examination.command, source)
        if not still_open:
            assessment = truthful(assessment, examination)
        # `rmi <image>` is a redirection without a file: to say so as well would lead away from what is to be done.
        plain = [each for each in assessment.findings if not (still_open and each.code == Code.SYNTAX)]
        refused, unread = self._by_its_cli(examination, assessment)
        return Judged(examination, source, replace(assessment, findings=(*still_open, *refused, *plain, *unread)))

    def _by_its_cli(
        self, examination: Examination, assessment: Assessment
    ) -> tuple[tuple[Finding, ...], list[Finding]]:
        """Return what the CLIs refuse, and those of them that nobody has asked yet what they accept."""
        named = _checked(assessment.programs)
        if not named:
            return (), []
        refused, missing = self._refusals(examination, self._environ)
        return refused, [_not_read(cli) for cli in missing if cli in named]


def _checked(programs: Iterable[str]) -> list[str]:
    """Return those of `programs` that are held against tables of their own; plain shell is spared loading any."""
    tools = ((program, tool_of(program)) for program in programs)
    return [program for program, tool in tools if tool is not None and tool.adapter is not None]


def _not_read(cli: str) -> Finding:
    text = f"The options of {cli} were not checked: its command tables are not built yet."
    return finding(Code.NOT_READ, text, "cloud-assist catalog build")


def _open_places(command: str, source: ProposalSource) -> tuple[Finding, ...]:
    names = open_places(command, source)
    if not names:
        return ()
    listed = ", ".join(f"<{name}>" for name in names)
    what_to_do = "Edit the command and put the value in its place."
    return (finding(Code.OPEN_PLACEHOLDER, f"{listed} still stands for a value.", what_to_do),)
