"""Configuration: order, ranges, files that are not ours, and what is never shown."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from cloud_assist.errors import ConfigurationError, ExitCode
from cloud_assist.settings import (
    FOLDER_KEYS,
    KEYS,
    PROVIDER_KEYS,
    AutoApprove,
    Settings,
    load_settings,
)
from cloud_assist.trusted import is_trusted, trust

REPOSITORY = Path(__file__).parents[1]


def write_user_env(home: Path, text: str) -> Path:
    path = home / ".config" / "cloud-assist" / ".env"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_defaults_need_nothing(clean_machine: Path) -> None:
    settings = load_settings()
    assert settings.offline
    assert settings.model_label == "offline"
    assert settings.max_retries == 3
    assert settings.command_timeout_s == 30
    assert settings.state_dir == clean_machine / ".local/state/cloud-assist"


def test_order_of_layers(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MAX_RETRIES=1\n")
    assert load_settings().max_retries == 1
    write_user_env(clean_machine, "MAX_RETRIES=2\n")
    assert load_settings().max_retries == 2
    monkeypatch.setenv("MAX_RETRIES", "4")
    assert load_settings().max_retries == 4
    assert load_settings({"MAX_RETRIES": "5"}).max_retries == 5
    assert load_settings({"MAX_RETRIES": "5"}).sources["MAX_RETRIES"] == "command line"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_RETRIES", "11"),
        ("MAX_RETRIES", "-1"),
        ("MAX_RETRIES", "three"),
        ("COMMAND_TIMEOUT", "0"),
        ("COMMAND_TIMEOUT", "nan"),
        ("COMMAND_TIMEOUT", "1e9"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("AGENT_DEBUG", "perhaps"),
        ("AUTO_APPROVE", "all"),
        ("CLOUD_ASSIST_MODEL", "gpt-oss-120b"),
        ("CLOUD_ASSIST_MODEL", "skynet:1"),
        ("CLOUD_ASSIST_MODEL", "groq:"),
        ("GROQ_API_BASE", "ftp://example.org"),
        ("CLOUD_ASSIST_DATABASE_URL", "mysql://x"),
    ],
)
def test_invalid_value_is_named_with_what_is_allowed(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert name in caught.value.what
    assert caught.value.todo.startswith("Allowed: ")
    assert caught.value.exit_code == ExitCode.CONFIGURATION


def test_a_hostile_folder_cannot_redirect_the_key(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_real")
    Path(".env").write_text(
        "GROQ_API_BASE=http://evil.example\nAUTO_APPROVE=read_only\nGROQ_API_KEY=gsk_theirs\nMAX_RETRIES=0\nPATH=/evil\n"
    )
    settings = load_settings()
    assert settings.groq_api_base == ""
    assert settings.auto_approve is AutoApprove.NONE
    assert settings.groq_api_key.value == "gsk_real"
    assert settings.max_retries == 0, "a harmless key is taken"
    assert settings.environ["PATH"] != "/evil"
    assert len(settings.notes) == 1
    assert "AUTO_APPROVE, GROQ_API_BASE, GROQ_API_KEY" in settings.notes[0]


def test_a_trusted_folder_may_set_everything(clean_machine: Path) -> None:
    Path(".env").write_text("AUTO_APPROVE=read_only\n")
    config = load_settings().config_dir
    assert not is_trusted(config, Path.cwd())
    assert trust(config, Path.cwd())
    assert not trust(config, Path.cwd()), "the second time nothing is added"
    settings = load_settings()
    assert settings.auto_approve is AutoApprove.READ_ONLY
    assert settings.notes == ()


@pytest.mark.parametrize(
    ("name", "why"), [("gone", ""), ("n" * 300, "File name too long."), ("loop", "Symlink loop from '{folder}/loop'.")]
)
def test_a_folder_that_cannot_be_trusted_says_why(clean_machine: Path, tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(ConfigurationError) as caught:
        trust(load_settings().config_dir, tmp_path / name)
    assert caught.value.why == why.format(folder=tmp_path)


def test_trust_covers_that_folder_only(clean_machine: Path, tmp_path: Path) -> None:
    config = load_settings().config_dir
    trust(config, tmp_path)
    assert not is_trusted(config, tmp_path / "work")


def test_env_file_that_is_not_text_names_file_and_byte(clean_machine: Path) -> None:
    path = write_user_env(clean_machine, "")
    path.write_bytes(b"MAX_RETRIES=\xff\xfe\n")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(path) in caught.value.what


def test_somebody_elses_broken_env_file_does_not_stop_the_person() -> None:
    Path(".env").write_bytes(b"\xff\xfe")
    settings = load_settings()
    assert len(settings.notes) == 1


def test_an_untrusted_folder_may_only_tighten_read_only_mode(clean_machine: Path) -> None:
    Path(".env").write_text("READ_ONLY=true\nREAD_ONLY_TARGETS=*prod*\n")
    settings = load_settings(environ={"HOME": str(clean_machine)})
    assert settings.read_only
    assert settings.read_only_targets == ("*prod*",)
    assert settings.read_only_by == f"READ_ONLY in {Path.cwd() / '.env'}"
    Path(".env").write_text("READ_ONLY=false\nREAD_ONLY_TARGETS=nothing\n")
    own = {"HOME": str(clean_machine), "READ_ONLY": "true", "READ_ONLY_TARGETS": "*prod*"}
    settings = load_settings(environ=own)
    assert settings.read_only
    assert settings.read_only_targets == ("*prod*",)


def test_another_programs_value_in_a_folder_does_not_stop_the_person(clean_machine: Path) -> None:
    Path(".env").write_text("LOG_LEVEL=trace\nMAX_RETRIES=1\n")
    settings = load_settings()
    assert (settings.log_level, settings.max_retries) == (load_settings(cwd=clean_machine).log_level, 1)
    (note,) = settings.notes
    assert "LOG_LEVEL: 'trace' is not valid." in note
    assert "ignored" in note


def test_a_flag_that_cannot_be_taken_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings({"COMMAND_TIMEOUT": "0"})
    assert caught.value.why == "It is set on the command line (--timeout)."


def test_no_home_is_explained() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environ={"PATH": "/bin"})
    assert "HOME" in caught.value.what


def test_relative_xdg_folders_are_ignored(clean_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "relative/path")
    assert load_settings().state_dir == clean_machine / ".local/state/cloud-assist"


def test_other_providers_keys_come_from_the_persons_own_file_but_not_from_a_folder(clean_machine: Path) -> None:
    Path(".env").write_text("OPENAI_BASE_URL=http://evil.example\n")
    write_user_env(clean_machine, "OPENAI_API_KEY=sk-mine\n")
    settings = load_settings()
    assert {name: secret.value for name, secret in settings.provider_values.items()} == {"OPENAI_API_KEY": "sk-mine"}
    assert "OPENAI_BASE_URL" in settings.notes[0]


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "gsk_verysecret")
    settings = load_settings()
    assert not settings.offline
    for text in (repr(settings), str(settings), f"{settings.groq_api_key}"):
        assert "gsk_verysecret" not in text


def test_invalid_secret_is_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_ASSIST_DATABASE_URL", "mysql://user:hunter2@host/db")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_env_example_lists_every_key_and_no_other() -> None:
    text = (REPOSITORY / ".env.example").read_text()
    listed = re.findall(r"^#([A-Z_]+)=(.*)$", text, re.MULTILINE)
    assert [name for name, _ in listed] == [*(key.name for key in KEYS), *PROVIDER_KEYS]
    paragraphs = dict(re.findall(r"((?:^# .*\n)+)#([A-Z_]+)=", text, re.MULTILINE))
    marked = {name for comment, name in paragraphs.items() if "[folder]" in comment}
    assert marked == FOLDER_KEYS


def test_env_example_shows_the_defaults() -> None:
    text = (REPOSITORY / ".env.example").read_text()
    defaults = Settings()
    by_name = {key.name: key for key in KEYS}
    shown = re.findall(r"^#([A-Z_]+)=(.+)$", text, re.MULTILINE)
    assert len(shown) > 5
    for name, value in shown:
        key = by_name[name]
        assert key.parse(value) == getattr(defaults, key.attribute), name


def test_every_key_sets_a_field() -> None:
    names = {field.name for field in fields(Settings)}
    assert {key.attribute for key in KEYS} <= names
