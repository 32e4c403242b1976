"""Who uses this program, as the system and the database know them; no environment variable has a say in it."""

from __future__ import annotations

import os
import pwd


def login_name() -> str:
    """Return the name of the account that runs this program; its number where it has none.

    Read from the system, not from the environment, which anybody may set for himself.
    """
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:  # a container's user id without an entry in /etc/passwd
        return str(os.geteuid())


def user_name(role: str) -> str:
    """Return the account, and the database's `role` where there is one: "kim", "kim ops"."""
    return " ".join(part for part in (login_name(), role) if part)
