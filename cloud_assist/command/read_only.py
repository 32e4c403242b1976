"""Read-only mode: where a person may approve only what reads, and what is found about every other command there."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.command.guarded_targets import guarded_values
from cloud_assist.command.receipt import CommandTarget, surrounding_target
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Gap, Risk

READS = frozenset({Risk.READ_ONLY, Risk.SENSITIVE})
"""What may be approved in read-only mode: it changes nothing, whether or not it reveals a secret."""
_SETTING = "READ_ONLY_TARGETS"
_SAID_AT_RUN_TIME = frozenset({Gap.RUN_TIME, Gap.UNREADABLE})
"""Why a target is not known that the command itself names: it may be any, whatever is set up around it."""


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Where only what reads may be approved; nowhere by default."""

    by: str = ""
    """What wants that wherever a command acts: "--read-only"; empty where nothing does."""
    leave: str = ""
    """How a person leaves it, as a sentence; empty where nothing wants it."""
    targets: tuple[str, ...] = ()
    """READ_ONLY_TARGETS: globs over the same coordinates as those of PROTECTED_TARGETS."""


def read_only_findings(mode: ReadOnly, risk: Risk, hit: CommandTarget) -> list[Finding]:
    """Return what keeps a command of class `risk` from being approved where it would act; [] where nothing does."""
    if risk in READS:
        return []
    if mode.by:
        text = f"Read-only mode ({mode.by}): {_named(risk)} command cannot be approved. {mode.leave}"
        return [finding(Code.READ_ONLY, text)]
    if not mode.targets:
        return []
    where = _where(mode.targets, hit)
    if not where:
        return []
    return [finding(Code.READ_ONLY, f"{where}: {_named(risk)} command cannot be approved there.")]


def _where(globs: tuple[str, ...], hit: CommandTarget) -> str:
    """Return the read-only target that a command would hit, or may hit, in words; "" for neither."""
    values = guarded_values(hit.target, globs)
    around = () if values or not hit.around else guarded_values(surrounding_target(hit.around), globs)
    if values:
        return f"{_listed(values)} read-only ({_SETTING})"
    if around:
        return f"The target is unknown, and {_listed(around)} read-only ({_SETTING})"
    if any(each.gap in _SAID_AT_RUN_TIME for each in hit.target.unknown):
        return f"The target is unknown, and some are read-only ({_SETTING})"
    return ""


def _listed(values: tuple[str, ...]) -> str:
    return f"{', '.join(map(visible, values))} {'is' if len(values) == 1 else 'are'}"


def _named(risk: Risk) -> str:
    return f"an {risk.value}" if risk is Risk.UNKNOWN else f"a {risk.value}"
