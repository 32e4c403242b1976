"""Shows what a command would do by the tool's own dry run, before anybody decides."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cloud_assist.command.open_places import stand_ins
from cloud_assist.command.preview.propose import NoPreview, preview_command
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.knowledge.judged import read_as
from cloud_assist.models import Assessment
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.running.environment import child_environment
from cloud_assist.running.runner import run
from cloud_assist.settings import Settings

TIME_LIMIT_S = 20.0
"""A preview that takes longer is given up; its output until then is shown."""


async def preview(assessment: Assessment, settings: Settings, *, environ: Mapping[str, str] | None = None) -> str:
    """Return what the command's own dry run says, or why there is none.

    The dry run is itself judged, and runs only where it reads or is a recognised dry run. It is no operation of the
    session: nothing is journalled, and the output is thrown away afterwards.

    Raises:
        ExecutionError: it could not be started.
    """
    environment = environ if environ is not None else child_environment(settings.environ)
    standing_in = stand_ins(assessment.command, read_as(assessment))
    found = preview_command(
        standing_in.text if standing_in is not None else assessment.command,
        environ=environment,
        cwd=settings.cwd,
        protected_globs=settings.protected_targets,
    )
    if isinstance(found, NoPreview):
        reason = found.reason if standing_in is None else standing_in.told(found.reason)
        return f"No preview available: {reason}"
    if standing_in is not None:
        return f"Fill in the blanks first. The preview then runs:\n$ {standing_in.told(found.assessment.display)}"
    with tempfile.TemporaryDirectory(prefix="cloud-assist-preview-") as folder:
        result = await run(
            found.command,
            cwd=settings.cwd,
            environ=environment,
            limits=Limits(TIME_LIMIT_S),
            spool_path=Path(folder) / "preview.out",
            on_output=lambda _: None,
            control=RunControl(),
            on_started=lambda _: None,
        )
    how = f"timed out after {TIME_LIMIT_S:.0f} s" if result.timed_out else f"exit {result.exit_status}"
    said = without_blank_ends(strip_terminal_controls(result.text)) or "(no output)"
    return f"$ {found.assessment.display}   ({found.kind.value}, {how})\n{said}"


def without_blank_ends(text: str) -> str:
    """Return `text` without blank lines before and behind it; the first line keeps its indent, as in a table."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip()
