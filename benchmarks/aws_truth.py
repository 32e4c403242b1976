"""Run by the interpreter of the installed AWS CLI: which commands does it take? No request ever leaves it.

Reads JSON lists of arguments, one a line, and prints for each a JSON list [accepted, complaint]. The CLI's own code
runs up to the moment of sending; programs, sockets and files of the machine are out of its reach.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from typing import Any, NoReturn

import awscli.argprocess
import awscli.clidriver
import awscli.paramfile

SURROUNDINGS = re.compile(
    r"fatal error:|does not exist|could not be found|Only Ubuntu Server|should be a path to the local SSH|"
    r"Unable to write to file|Invalid template path|is empty or does not exist"
)
"""Complaints about this machine: the command itself had been taken by then."""
WORN_OUT = "'Namespace' object has no attribute"
"""What a driver says once handlers of other operations have piled up in it."""
PER_DRIVER = 150
"""Commands a driver serves: it keeps event handlers of every operation it has seen."""


class ReachedError(BaseException):
    """The command was accepted and was about to do something. No `except Exception` may swallow it."""


_REACHED: list[bool] = []


def reach(*_args: Any, **_kwargs: Any) -> NoReturn:
    """Stand in for everything that leaves the process."""
    _REACHED.append(True)  # AWS CLI 2 catches even this exception
    raise ReachedError


def content_of(prefix: str, path: str, mode: str) -> Any:
    """Stand in for reading a file:// value: its content cannot be judged, so the command counts as accepted."""
    reach()


def unpack_scalar(model: Any, value: Any, cli_name: str = "") -> Any:
    """Stand in for the conversion of scalars: a file to send need not be there."""
    if model.type_name == "blob" and model.serialization.get("streaming"):
        return io.BytesIO(b"")
    return REAL_SCALAR(model, value, cli_name)


REAL_SCALAR = awscli.argprocess.unpack_scalar_cli_arg


def close_the_doors() -> None:
    """Replace what would reach the network, other programs and the person's files."""
    for name in [name for name in sys.modules if name.endswith("botocore.endpoint")]:
        sys.modules[name].Endpoint.make_request = reach
    for name in ("enable_crt_logging", "disable_crt_logging"):  # AWS CLI 2: can be set up once a process only
        if hasattr(awscli.clidriver, name):
            setattr(awscli.clidriver, name, lambda: None)
    awscli.argprocess.unpack_scalar_cli_arg = unpack_scalar
    awscli.paramfile.get_file = content_of
    awscli.paramfile.LOCAL_PREFIX_MAP.update({p: (content_of, {"mode": "r"}) for p in ("file://", "fileb://")})
    remote = getattr(awscli.paramfile, "REMOTE_PREFIX_MAP", {})  # AWS CLI 2 fetches nothing
    remote.update({prefix: (lambda prefix, uri: reach(), {}) for prefix in remote})
    for module, names in (
        (subprocess, ("Popen", "call", "check_call", "check_output", "run")),
        (os, ("system", "remove", "unlink", "rmdir", "mkdir", "makedirs", "rename", "replace", "chmod")),
        (shutil, ("rmtree", "copy", "move")),
        (socket, ("create_connection",)),
        (time, ("sleep",)),
    ):
        for name in names:
            setattr(module, name, reach)


def cache_clients() -> None:
    """Let operations of one service share a client; making one takes longer than everything else."""
    module = awscli.clidriver
    if not hasattr(module, "create_nested_client"):
        return
    real = module.create_nested_client

    @functools.lru_cache(maxsize=4)
    def made(service: str, region: str) -> Any:
        return real(driver_session(), service, region_name=region)

    module.create_nested_client = lambda _session, service, region_name=None, **_other: made(
        service, region_name or "eu-west-1"
    )


_DRIVER: list[Any] = []


def driver_session() -> Any:
    """The session of the driver at work."""
    return _DRIVER[0].session


def new_driver() -> Any:
    """Make a driver, and let go of the last."""
    _DRIVER[:] = [awscli.clidriver.create_clidriver()]
    return _DRIVER[0]


def forget_operation(driver: Any, arguments: list[str]) -> None:
    """Undo what a command changed in the tables: --cli-input-json makes options optional for good."""
    table = driver._get_command_table()
    for word in arguments:
        command = table.get(word)
        if command is not None and hasattr(command, "_command_table"):
            for inner in arguments:
                operation: Any = (command._command_table or {}).get(inner)
                if hasattr(operation, "_arg_table"):
                    operation._arg_table = None


def verdict(driver: Any, arguments: list[str]) -> tuple[bool, str]:
    """Return whether the CLI takes a command, and what it says where it does not."""
    out, err = io.StringIO(), io.StringIO()
    _REACHED.clear()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = driver.main(arguments)
    except ReachedError:
        return True, ""
    except SystemExit as ended:
        status = ended.code
    except Exception as error:  # noqa: BLE001 - whatever a customization trips over is its answer
        return False, repr(error)
    if _REACHED:
        return True, ""
    complaint = err.getvalue().strip()[-400:]
    silent = arguments[:2] == ["configure", "get"]  # nothing is said about a value that is not set
    return status in {0, None} or silent or SURROUNDINGS.search(complaint) is not None, complaint


def main() -> None:
    """Answer line by line."""
    new_driver()  # asks the system what it is, once
    close_the_doors()
    cache_clients()
    answers, questions = os.fdopen(os.dup(1), "w"), sys.stdin
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # some commands write to the first stdout they have seen
    sys.stdin = io.StringIO()  # some commands ask
    driver, used, previous = new_driver(), 0, list[str]()
    for line in questions:
        arguments = json.loads(line)
        if used >= PER_DRIVER or any(word.startswith("--prof") for word in previous):
            driver, used = new_driver(), 0  # a profile stays in the session
        previous = arguments
        used += 1
        answer = verdict(driver, arguments)
        if WORN_OUT in answer[1]:
            driver, used = new_driver(), 0
            answer = verdict(driver, arguments)
        forget_operation(driver, arguments)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
