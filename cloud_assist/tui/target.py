"""What the next command would hit, where the caller brings no reader of its own."""

from __future__ import annotations

from cloud_assist.models import Target
from cloud_assist.settings import Settings


def read_ambient(settings: Settings) -> Target:
    """Read it from environment and files. Slow enough for a thread; imported late, since the first paint is not."""
    from cloud_assist.command.receipt import ambient_target

    return ambient_target(settings.environ, settings.cwd)
