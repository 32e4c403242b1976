"""One command judged in one place: what it is and would hit, what its CLI refuses, and what is still missing in it.

The agent, both front ends and `cloud-assist check` all ask here, so that they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cloud_assist.command.assessment import Examination, assessed, examined
from cloud_assist.command.open_places import StandIns, open_places
from cloud_assist.command.read_only import ReadOnly
from cloud_assist.findings import Code, finding
from cloud_assist.knowledge.bash_syntax import truthful
from cloud_assist.models import Assessment, Finding, ProposalSource, Reason
from cloud_assist.settings import Settings
from cloud_assist.tools.registry import tool_of

if TYPE_CHECKING:
    from cloud_assist.knowledge.unread import Unread

Refusals = tuple[tuple[Finding, ...], "list[Unread]"]
"""What the installed CLIs would refuse in one command, and what is not known yet of them."""
LookUp = Callable[[Examination, Mapping[str, str]], Refusals]
"""Finds the refusals of a command that would run with an environment."""
_OF_VALUES = frozenset(
    {
        Code.BAD_JSON,
        Code.BAD_QUERY,
        Code.BAD_SHORTHAND,
        Code.BAD_VALUE,
        Code.MISSING_FILE,
        Code.MISSING_PROGRAM,
        Code.UNKNOWN_CONTEXT,
        Code.UNKNOWN_OPERATION,
        Code.UNKNOWN_PROFILE,
        Code.UNKNOWN_SERVICE,
    }
)
"""What is found about a value: of one that nobody has given, it says nothing."""


class Judged(NamedTuple):
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
            settings: hold the folder, PROTECTED_TARGETS and where only what reads may be approved.
            environ: what commands inherit.
            refusals: looks into the tables of the CLIs; called for a command that names one of them.
        """
        self._environ = environ
        self._cwd = settings.cwd
        self._globs = settings.protected_targets
        self.obey(settings)
        self._refusals = refusals
        self._last: Judged | None = None

    def obey(self, settings: Settings) -> None:
        """Take from `settings` where only what reads may be approved: a person can change that in the session."""
        self._read_only = ReadOnly(settings.read_only_by, settings.leave_read_only, settings.read_only_targets)

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
        self._last = self._seen(examined(command, source, environ=self._environ, cwd=self._cwd), source)
        return self._last

    def _seen(self, examination: Examination, source: ProposalSource) -> Judged:
        """Return an examined command with the world around it as it is now."""
        assessment = assessed(
            examination,
            environ=self._environ,
            cwd=self._cwd,
            protected_globs=self._globs,
            read_only=self._read_only,
        )
        if examination.stand_ins is None:
            assessment = truthful(assessment, examination)
        refused, unread = self._by_its_cli(examination, assessment)
        found = (*refused, *assessment.findings, *unread)
        if examination.stand_ins is None:
            assessment = replace(assessment, findings=found)
        else:
            still_open = _still_open(open_places(examination.command, source))
            assessment = _of_places(assessment, (still_open, *found), examination.stand_ins)
        return Judged(examination, source, assessment)

    def _by_its_cli(
        self, examination: Examination, assessment: Assessment
    ) -> tuple[tuple[Finding, ...], list[Finding]]:
        """Return what the CLIs refuse, and those of them that nobody has asked yet what they accept."""
        named = _checked(assessment.programs)
        if not named:
            return (), []
        refused, missing = self._refusals(examination, self._environ)
        return refused, [finding(Code.NOT_READ, each.sentence, each.step) for each in missing if each.cli in named]


def _checked(programs: Iterable[str]) -> list[str]:
    """Return those of `programs` that are held against tables of their own; plain shell is spared loading any."""
    tools = ((program, tool_of(program)) for program in programs)
    return [program for program, tool in tools if tool is not None and tool.adapter is not None]


def read_as(assessment: Assessment) -> ProposalSource:
    """Return as whose words an assessed command was read: where something is open in it, as a proposal's."""
    still_open = any(found.code == Code.OPEN_PLACEHOLDER for found in assessment.findings)
    return ProposalSource.CATALOG if still_open else ProposalSource.USER


def _still_open(names: Iterable[str]) -> Finding:
    listed = ", ".join(f"<{name}>" for name in names)
    what_to_do = "Edit the command and fill in the blanks."
    return finding(Code.OPEN_PLACEHOLDER, f"Fill in {listed} first.", what_to_do)


def _of_places(assessment: Assessment, found: Iterable[Finding], standing_in: StandIns) -> Assessment:
    """Return an assessment, with these findings, that speaks of the places and not of the words that stand in."""
    told = standing_in.told
    entries = tuple(
        replace(entry, value=told(entry.value), source=told(entry.source)) for entry in assessment.target.entries
    )
    return replace(
        assessment,
        reasons=tuple(Reason(reason.rule, told(reason.text)) for reason in assessment.reasons),
        findings=tuple(
            replace(each, text=told(each.text), suggestion=told(each.suggestion))
            for each in found
            if not (each.code in _OF_VALUES and standing_in.hold(f"{each.text} {each.suggestion}"))
        ),
        programs=tuple(map(told, assessment.programs)),
        target=replace(assessment.target, entries=entries),
    )
