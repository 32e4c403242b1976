"""Run by the Python of an installed Google Cloud SDK: which commands does gcloud take? Nothing is ever run.

Reads JSON lists of arguments, one a line, and prints for each a JSON list [accepted, complaint]. Parsing is gcloud's
own; the step behind it, running the command, is replaced. Usage: python gcloud_truth.py SDK_FOLDER
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
from typing import Any, NoReturn

ROOT = sys.argv[1]
sys.path[:0] = [f"{ROOT}/lib", f"{ROOT}/lib/third_party"]

gcloud_main: Any = importlib.import_module("googlecloudsdk.gcloud_main")
backend: Any = importlib.import_module("googlecloudsdk.calliope.backend")


class ReachedError(BaseException):
    """The command was parsed and was about to run. No `except Exception` may swallow it."""


def reach(*_args: Any, **_kwargs: Any) -> NoReturn:
    """Stand in for running a command."""
    raise ReachedError


def verdict(cli: Any, arguments: list[str]) -> tuple[bool, str]:
    """Return whether gcloud takes a command, and what it says where it does not."""
    out, err = io.StringIO(), io.StringIO()
    status: Any = 0
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.Execute(arguments, call_arg_complete=False)
    except ReachedError:
        return True, ""
    except SystemExit as ended:
        status = ended.code
    except Exception as error:  # noqa: BLE001 - whatever a flag's type trips over is its answer
        return False, repr(error)[-300:]
    return status in {0, None}, err.getvalue().strip()[:300]


def main() -> None:
    """Answer line by line."""
    backend.Command.Run = reach
    cli = gcloud_main.CreateCLI([])
    answers, questions = os.fdopen(os.dup(1), "w"), sys.stdin
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # gcloud keeps the first stdout it has seen
    sys.stdin = io.StringIO()
    for line in questions:
        answers.write(json.dumps(verdict(cli, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
