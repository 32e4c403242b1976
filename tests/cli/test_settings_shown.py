"""What `config show` and `doctor` say about the settings is true, and can be written into a .env as it stands."""

from __future__ import annotations

import pytest

from cloud_assist.cli.status import print_settings
from cloud_assist.doctor.finding import Health
from cloud_assist.doctor.model import check_key, check_model
from cloud_assist.doctor.system import check_settings
from cloud_assist.settings import DEFAULT_MODEL, KEYS, Settings, load_settings, value_text


def test_values_are_shown_as_a_env_file_has_them(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    print_settings(settings)
    shown = {line.split()[0]: line.split()[1] for line in capsys.readouterr().out.splitlines()}
    assert shown["AGENT_DEBUG"] == "false"
    assert shown["COMMAND_TIMEOUT"] == "30"
    assert shown["GROQ_API_BASE"] == "(unset)"


def test_each_shown_value_reads_back_as_itself(settings: Settings) -> None:
    for key in KEYS:
        value = getattr(settings, key.attribute)
        if not key.secret and value:
            assert key.parse(value_text(value)) == value, key.name


@pytest.mark.parametrize(
    ("environ", "in_use"),
    [
        ({}, "offline (no GROQ_API_KEY)"),
        ({"CLOUD_ASSIST_MODEL": "offline"}, "offline"),
        ({"CLOUD_ASSIST_MODEL": "groq:llama"}, "none (no GROQ_API_KEY)"),
        ({"CLOUD_ASSIST_MODEL": "groq:llama", "GROQ_API_KEY": "gsk_x"}, "groq:llama"),
        ({"GROQ_API_KEY": "gsk_x"}, DEFAULT_MODEL),
        ({"CLOUD_ASSIST_MODEL": "ollama:llama"}, "ollama:llama"),
    ],
)
def test_the_model_that_is_really_in_use_is_told(
    environ: dict[str, str], in_use: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_settings(load_settings(environ={"HOME": "/nonexistent", **environ}))
    assert capsys.readouterr().out.splitlines()[-1].split(maxsplit=3)[3] == in_use


def test_doctor_calls_a_chosen_model_without_its_key_bad() -> None:
    settings = load_settings({"CLOUD_ASSIST_MODEL": "groq:llama"}, environ={"HOME": "/nonexistent"})
    found = [*check_key(settings), *check_model(settings)]
    assert [each.health for each in found] == [Health.BAD, Health.BAD]
    assert "groq:llama (command line) needs it" in found[0].text


def test_doctor_does_not_claim_to_have_read_a_file_that_is_not_there() -> None:
    settings = load_settings()
    (found,) = check_settings(settings)
    assert found.text == f"Read from the environment; {settings.config_dir / '.env'} does not exist."
    (settings.config_dir / ".env").mkdir(parents=True)
    (found,) = check_settings(settings)
    assert found.text == f"Read from the environment; {settings.config_dir / '.env'} is not a file."
    (settings.config_dir / ".env").rmdir()
    (settings.config_dir / ".env").write_text("MAX_RETRIES=2\n")
    (found,) = check_settings(settings)
    assert found.text == f"Read from {settings.config_dir / '.env'} and the environment."
