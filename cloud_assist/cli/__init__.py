"""The command line: parses, loads settings, imports the rest late so that --help and the first frame come at once."""

from __future__ import annotations

import contextlib
import os
import signal
import sys


def main() -> None:
    """Entry point: no traceback reaches a person, every way out has its exit status."""
    from cloud_assist import loading

    loading.begin()
    from cloud_assist.errors import ExitCode
    from cloud_assist.headless.streams import failure_of, open_streams

    open_streams()
    try:
        status = _ended()
        lost = failure_of(sys.stdout)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Python would complain once more while closing stdout.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    if lost:
        complain("The output could not be written in full.", f"stdout: {lost}.", "Write it to another place.")
        status = status or int(ExitCode.OUTPUT_LOST)
    sys.exit(status)


def _ended() -> str | int | None:
    """Do what the arguments ask for; return the exit status, as `sys.exit` takes it."""
    from cloud_assist import loading
    from cloud_assist.errors import CloudAssistError, ExitCode

    try:
        _dispatch()
    except SystemExit as end:
        return end.code
    except CloudAssistError as error:
        complain(error.what, error.why, error.todo)
        return int(error.exit_code)
    except KeyboardInterrupt:
        complain("Cancelled.")
        return int(ExitCode.CANCELLED)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 # the outermost boundary of the program
        return _internal(error)
    finally:
        loading.end()
    return int(ExitCode.OK)


def _dispatch() -> None:
    if len(sys.argv) == 1:
        # Nothing to parse: the app is on screen a third sooner without loading the parser.
        from cloud_assist.cli.start import start_app

        sys.exit(start_app())
    if sys.argv[1] == "check":
        from cloud_assist.cli.quick import quick_check

        status = quick_check(sys.argv[2:])
        if status is not None:
            sys.exit(status)
    from cloud_assist.cli.commands import app

    app(prog_name="cloud-assist")


def complain(what: str, why: str = "", todo: str = "") -> None:
    """Say what happened, why, and what to do next, on stderr."""
    sys.stderr.write(f"cloud-assist: {what}\n")
    for line in (why, todo):
        if line:
            sys.stderr.write(f"  {line}\n")


def _internal(error: Exception) -> int:
    import logging

    from cloud_assist.errors import ExitCode

    logger = logging.getLogger("cloud_assist")
    logger.addHandler(logging.NullHandler())  # or, before logging is set up, the traceback would go to stderr
    logger.exception("internal error")
    complain(
        "Internal error.",
        f"{type(error).__name__}: {error}",
        "Run it again with --debug and look at the log file (`cloud-assist config path` names it).",
    )
    return int(ExitCode.INTERNAL)
