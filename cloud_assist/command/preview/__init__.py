"""What a command would do, shown by the tool's own dry run, its diff, or a look at what is there now."""

from __future__ import annotations

from cloud_assist.command.preview.propose import NoPreview, Preview, preview_command

__all__ = ["NoPreview", "Preview", "preview_command"]
