"""The log file: private, redacted in every part, and never in the way."""

from __future__ import annotations

import io
import json
import logging
import stat
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cloud_assist.log import configure_logging, log_file
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import LogFormat, Settings

SECRET = "gsk_" + "aB3d" * 13


@pytest.fixture(autouse=True)
def clean_loggers() -> Iterator[None]:
    before = {name: (logger.handlers[:], logger.level, logger.propagate) for name, logger in loggers()}
    yield
    for name, logger in loggers():
        for handler in set(logger.handlers) - set(before.get(name, ([],))[0]):
            logger.removeHandler(handler)
            handler.close()
        _, logger.level, logger.propagate = before.get(name, ([], logging.NOTSET, True))


def loggers() -> list[tuple[str, logging.Logger]]:
    return [(n, x) for n, x in logging.root.manager.loggerDict.items() if isinstance(x, logging.Logger)]


def test_message_arguments_and_exception_are_redacted(settings: Settings) -> None:
    assert configure_logging(settings, redact) == ""
    log = logging.getLogger("cloud_assist.llm")
    try:
        raise ValueError(f"bad key {SECRET}")
    except ValueError:
        log.exception("failed with %s and key %s", {"key": SECRET}, SECRET, stack_info=True)
    text = log_file(settings).read_text()
    assert SECRET not in text
    assert "[REDACTED:groq_api_key#1]" in text
    assert "Traceback" in text
    assert "ERROR" in text


def test_json_lines(settings: Settings) -> None:
    configure_logging(replace(settings, log_format=LogFormat.JSON), redact)
    log = logging.getLogger("cloud_assist.agent")
    log.warning("first\nsecond %s", "é")
    try:
        raise ValueError(SECRET)
    except ValueError:
        log.exception("no")
    first, second = map(json.loads, log_file(settings).read_text().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("WARNING", "cloud_assist.agent", "first\nsecond é")
    assert first["time"].endswith("Z")
    assert "Traceback" in second["exception"]
    assert SECRET not in str(second)


def test_levels(settings: Settings) -> None:
    configure_logging(settings, redact)
    log = logging.getLogger("cloud_assist.x")
    log.debug("not to be seen")
    logging.getLogger("httpx").info("library chatter")
    logging.getLogger("httpx").warning("library warning")
    configure_logging(replace(settings, debug=True), redact)
    log.debug("to be seen once")
    text = log_file(settings).read_text()
    assert "not to be seen" not in text
    assert "library chatter" not in text
    assert "library warning" in text
    assert text.count("to be seen once") == 1


def test_file_and_folder_are_private(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True)
    settings.state_dir.chmod(0o755)
    log_file(settings).write_text("")
    log_file(settings).chmod(0o644)
    configure_logging(settings, redact)
    assert stat.S_IMODE(log_file(settings).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.state_dir.stat().st_mode) == 0o700


def test_it_rotates_and_stays_private(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cloud_assist.log._MAX_BYTES", 2000)
    configure_logging(settings, redact)
    for number in range(200):
        logging.getLogger("cloud_assist").warning("line %d of many", number)
    files = sorted(settings.state_dir.glob("cloud-assist.log*"))
    assert len(files) == 4
    assert sum(path.stat().st_size for path in files) < 10_000
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


@pytest.mark.parametrize("obstacle", ["file in the way", "link"])
def test_where_no_log_can_be_kept_a_note_says_so(
    settings: Settings, obstacle: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if obstacle == "link":
        settings.state_dir.mkdir(parents=True)
        log_file(settings).symlink_to("/dev/null")
    else:
        settings.state_dir.parent.mkdir(parents=True)
        settings.state_dir.write_text("")
    note = configure_logging(settings, redact)
    assert note.startswith("Logging is off: ")
    logging.getLogger("cloud_assist").error("goes nowhere")
    assert capfd.readouterr() == ("", "")


class FullDisk(io.StringIO):
    """A file on a disk without space."""

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_no_matter(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    configure_logging(settings, redact)
    (handler,) = logging.getLogger("cloud_assist").handlers
    assert isinstance(handler, logging.StreamHandler)
    old = handler.setStream(FullDisk())
    assert old is not None
    old.close()
    logging.getLogger("cloud_assist").error("goes nowhere")
    logging.getLogger("cloud_assist").error("%d is no number", "x")
    assert capfd.readouterr() == ("", "")
