"""Run by the interpreter of the installed AWS CLI: which commands does it accept? No request ever leaves it.

Reads a JSON list of argument lists on stdin, prints a JSON list of complaints ("" where the command was accepted).
"""

import contextlib
import io
import json
import sys
from typing import Any, NoReturn

from awscli.clidriver import create_clidriver

TURNED_DOWN = ("usage:", "Parameter validation failed", "Unknown options", "Invalid choice", "Error parsing parameter")


class ReachedError(Exception):
    """The command was accepted and was about to send a request."""


def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    """Stand in for sending."""
    raise ReachedError


for name in [name for name in sys.modules if name.endswith("botocore.endpoint")]:
    sys.modules[name].Endpoint.make_request = refuse


DRIVER = create_clidriver()
"""One for all commands: each driver of its own would read the models anew."""


def complaint(arguments: list[str]) -> str:
    """Return why the CLI turned a command down, or ""."""
    out, err = io.StringIO(), io.StringIO()
    ended = contextlib.suppress(SystemExit, ReachedError)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), ended:
        DRIVER.main(arguments)
    text = err.getvalue().strip()
    return text[-300:] if any(words in text for words in TURNED_DOWN) else ""


json.dump([complaint(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
