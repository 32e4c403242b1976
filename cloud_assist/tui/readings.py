"""What the approval modal can tell on request, as the app is handed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_assist.tui.screens.approval import Reading


@dataclass(frozen=True, slots=True)
class Readings:
    """What the approval modal can tell on request; None where nobody provides it."""

    explain: Reading | None = None
    preview: Reading | None = None
