"""Configuration: one frozen `Settings`, read once, passed in. The only reader of the environment and of .env files.

Order, the first that has a value wins: command line, environment, `$XDG_CONFIG_HOME/cloud-assist/.env`,
`.env` in the working directory (harmless keys only, unless the person trusted that folder), defaults.

A `.env` in a working directory is somebody else's text until its folder is trusted: one that set GROQ_API_BASE would
send the key to whoever wrote it. It is therefore read for `FOLDER_KEYS` only, and never written into `os.environ`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from cloud_assist.errors import ConfigurationError
from cloud_assist.trusted import is_trusted

DEFAULT_MODEL = "groq:openai/gpt-oss-120b"
PROVIDERS = ("groq", "openai", "anthropic", "ollama")
PLAYGROUND = "CLOUD_ASSIST_PLAYGROUND"
"""Set for commands that run in the playground (`--demo`): the URL of its AWS API. Never taken from outside."""
PROXY_VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")
"""How programs are told of a proxy; in the playground all of them name its own."""
SESSION = "session"
"""Where a value comes from that the person chose in the app."""
_NO_KEY = "no GROQ_API_KEY"


class AutoApprove(StrEnum):
    """What may run in the app without a question."""

    NONE = "none"
    READ_ONLY = "read_only"


class Notify(StrEnum):
    """How the terminal tells what a person waits for who does not look at it."""

    NONE = "none"
    BELL = "bell"
    OSC = "osc"
    """A desktop notification, by an escape sequence that the terminal understands."""


class LogFormat(StrEnum):
    """Shape of a line in the log file."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never be printed: its repr and str hide it."""

    value: str

    def __repr__(self) -> str:
        return "Secret(set)" if self.value else "Secret(unset)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be configured. Names in the environment stand in `KEYS`."""

    model: str = DEFAULT_MODEL
    """"provider:model", or "offline"."""
    fallback_models: tuple[str, ...] = ()
    """Models as above, asked in this order where `model` cannot answer."""
    max_tokens_session: int = 0
    """Tokens that the models of one session may read and write; 0 for no limit."""
    groq_api_key: Secret = field(default_factory=lambda: Secret(""))
    groq_api_base: str = ""
    """Base URL of a Groq-compatible server; empty for Groq's own."""
    max_retries: int = 3
    """Retries after a failed command, 0 to 10."""
    max_steps: int = 8
    """Commands that one request may run, 1 to 20."""
    command_timeout_s: float = 30.0
    """Seconds a command may run, 1 to 86,400; where nobody gave them, not for one that takes long by nature."""
    model_timeout_s: float = 60.0
    """Seconds to wait for the model, 1 to 600."""
    log_level: str = "INFO"
    log_format: LogFormat = LogFormat.TEXT
    debug: bool = False
    auto_approve: AutoApprove = AutoApprove.NONE
    background_build: bool = True
    """Whether what the installed CLIs accept is read in the background, where it is not known yet."""
    grounding: bool = False
    """Whether a model is told of the nearest operations in the local catalog."""
    database_url: str = ""
    """sqlite:///PATH, or postgresql://… where several machines share a store; empty for SQLite in the state folder."""
    require_second_approver: bool = False
    """Whether what is destructive must be approved by somebody else than who asked for it."""
    session_retention_days: int = 90
    """Days after which a session that nobody used and that waits for nobody is deleted; 0 keeps all."""
    session_max_mb: int = 1024
    """MiB that the sessions stored on this machine may take; beyond, the longest unused are deleted; 0 for no limit."""
    protected_targets: tuple[str, ...] = ("*prod*",)
    """Globs over account, profile, context, project and workspace."""
    read_only: bool = False
    """Whether only what reads may be approved."""
    read_only_targets: tuple[str, ...] = ()
    """Globs as above; where one matches, only what reads may be approved."""
    notify: Notify = Notify.BELL
    lazy_imports: bool = True
    """Whether packages that the framework imports and nothing here uses wait until they are used."""
    state_dir: Path = Path()
    """$XDG_STATE_HOME/cloud-assist"""
    cache_dir: Path = Path()
    """$XDG_CACHE_HOME/cloud-assist"""
    config_dir: Path = Path()
    """$XDG_CONFIG_HOME/cloud-assist"""
    provider_values: Mapping[str, Secret] = field(default_factory=dict, repr=False)
    """Keys and addresses of the other providers, by their own names (`PROVIDER_KEYS`)."""
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The process environment as it was read; what commands inherit is made from it."""
    cwd: Path = Path()
    notes: tuple[str, ...] = ()
    """What the person should be told once: ignored keys of a .env, and why."""
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    """For each key: where its value came from."""

    @property
    def offline(self) -> bool:
        """Whether proposals come from the local catalog: chosen, or for want of a key where no model was chosen."""
        return self.model == "offline" or bool(self.why_offline)

    @property
    def why_offline(self) -> str:
        """Why nobody chose to be offline and proposals come from the catalog all the same; "" otherwise."""
        return _NO_KEY if self._lacks_key and not self._model_is_chosen else ""

    @property
    def timeout_is_given(self) -> bool:
        """Whether somebody chose the time limit of commands, so that it holds for those that take long, too."""
        return "COMMAND_TIMEOUT" in self.sources

    @property
    def playground(self) -> str:
        """URL of the playground's AWS API where commands run in it (`--demo`); else empty."""
        return self.environ.get(PLAYGROUND, "")

    @property
    def model_label(self) -> str:
        """What the status line shows."""
        return "offline" if self.offline else self.model

    @property
    def model_in_use(self) -> str:
        """Who really proposes: "offline (no GROQ_API_KEY)"; "none (…)" where a request would end in an error."""
        if self._lacks_key and self._model_is_chosen:
            return f"none ({_NO_KEY})"
        return f"{self.model_label} ({self.why_offline})" if self.why_offline else self.model_label

    @property
    def _lacks_key(self) -> bool:
        return self.model.startswith("groq:") and not self.groq_api_key

    @property
    def _model_is_chosen(self) -> bool:
        return "CLOUD_ASSIST_MODEL" in self.sources

    def with_model(self, label: str) -> Settings:
        """Return the same settings with another model, chosen in the session.

        Raises:
            ConfigurationError: `label` is no model.
        """
        key = _BY_NAME["CLOUD_ASSIST_MODEL"]
        return replace(self, model=str(_parse(key, label, SESSION)), sources={**self.sources, key.name: SESSION})

    def with_read_only(self, on: bool) -> Settings:
        """Return the same settings with read-only mode switched on or off in the session."""
        return replace(self, read_only=on, sources={**self.sources, "READ_ONLY": SESSION})

    @property
    def read_only_by(self) -> str:
        """What switched read-only mode on: "--read-only", "READ_ONLY in the environment"; "" where it is off."""
        if not self.read_only:
            return ""
        where = self.sources.get("READ_ONLY", "settings")
        named = {SESSION: "/read-only", "command line": "--read-only", "environment": "READ_ONLY in the environment"}
        return named.get(where, f"READ_ONLY in {where}")

    @property
    def leave_read_only(self) -> str:
        """How a person leaves read-only mode, as a sentence; "" where it is off."""
        where = self.sources.get("READ_ONLY", "")
        if not self.read_only:
            return ""
        if where == SESSION:
            return "To leave it, type /read-only."
        if where == "command line":
            return "To leave it, start cloud-assist without --read-only."
        return f"To leave it, remove {self.read_only_by} and start cloud-assist again."

    @property
    def can_leave_read_only(self) -> bool:
        """Whether /read-only may switch read-only mode off: only where it switched it on."""
        return self.sources.get("READ_ONLY") == SESSION

    def require_model(self) -> None:
        """Refuse a model that was asked for and cannot be asked, rather than take the catalog in its place.

        Raises:
            ConfigurationError: the model was chosen, and its key is not set.
        """
        if not (self._lacks_key and self._model_is_chosen):
            return
        where = self.sources["CLOUD_ASSIST_MODEL"]
        raise ConfigurationError(
            f"GROQ_API_KEY is not set, and {self.model} needs it.",
            why=f"The model is set {_place(_BY_NAME['CLOUD_ASSIST_MODEL'], where)}.",
            todo=f"Add GROQ_API_KEY=… (from console.groq.com) to {self.config_dir / '.env'}, "
            "or choose offline (--model offline).",
        )


def _integer(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return parse


def _seconds(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return parse


def _boolean(text: str) -> bool:
    lowered = text.lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError


def _level(text: str) -> str:
    upper = text.upper()
    if upper not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError
    return upper


def _model(text: str) -> str:
    if text == "offline":
        return text
    provider, colon, name = text.partition(":")
    if provider not in PROVIDERS or not colon or not name.strip() or any(c.isspace() for c in text):
        raise ValueError
    return text


def _models(text: str) -> tuple[str, ...]:
    return tuple(_model(part.strip()) for part in text.split(",") if part.strip())


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:  # a port that is none raises
        raise ValueError
    if any(c.isspace() or not c.isprintable() for c in text):
        raise ValueError
    return text.rstrip("/")


def _database_url(text: str) -> str:
    if urlsplit(text).scheme not in {"postgresql", "postgres", "sqlite"}:
        raise ValueError
    return text


def _globs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


@dataclass(frozen=True, slots=True)
class Key:
    """One configuration key: its name outside, its field inside, its reader, and the values it takes in words."""

    name: str
    attribute: str
    parse: Callable[[str], object]
    allowed: str
    folder: bool = False
    """Whether an untrusted folder's .env may set it: true only where no value of it can do harm."""
    secret: bool = False
    flag: str = ""
    """The option of the command line that sets it, where there is one."""


def value_text(value: object) -> str:
    """Return a setting's value as it is written in a .env file."""
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


KEYS: tuple[Key, ...] = (
    Key("GROQ_API_KEY", "groq_api_key", Secret, "an API key from console.groq.com", secret=True),
    Key("GROQ_API_BASE", "groq_api_base", _url, "an http or https URL"),
    Key(
        "CLOUD_ASSIST_MODEL",
        "model",
        _model,
        "offline, or groq:NAME, openai:NAME, anthropic:NAME, ollama:NAME",
        flag="--model",
    ),
    Key(
        "CLOUD_ASSIST_FALLBACK_MODELS",
        "fallback_models",
        _models,
        "comma-separated, each offline or groq:NAME, openai:NAME, anthropic:NAME, ollama:NAME",
    ),
    Key("MAX_TOKENS_SESSION", "max_tokens_session", _integer(0, 1_000_000_000), "a whole number from 0 to 1000000000"),
    Key(
        "MAX_RETRIES", "max_retries", _integer(0, 10), "a whole number from 0 to 10", folder=True, flag="--max-retries"
    ),
    Key("MAX_STEPS", "max_steps", _integer(1, 20), "a whole number from 1 to 20", folder=True, flag="--max-steps"),
    Key(
        "COMMAND_TIMEOUT",
        "command_timeout_s",
        _seconds(1, 86_400),
        "seconds from 1 to 86400",
        folder=True,
        flag="--timeout",
    ),
    Key("MODEL_TIMEOUT", "model_timeout_s", _seconds(1, 600), "seconds from 1 to 600", folder=True),
    Key("LOG_LEVEL", "log_level", _level, "DEBUG, INFO, WARNING or ERROR", folder=True),
    Key("LOG_FORMAT", "log_format", LogFormat, "text or json", folder=True),
    Key("AGENT_DEBUG", "debug", _boolean, "true or false"),
    Key("AUTO_APPROVE", "auto_approve", AutoApprove, "none or read_only"),
    Key("BACKGROUND_BUILD", "background_build", _boolean, "true or false"),
    Key("CLOUD_ASSIST_GROUNDING", "grounding", _boolean, "true or false"),
    Key("CLOUD_ASSIST_DATABASE_URL", "database_url", _database_url, "sqlite:///PATH or postgresql://…", secret=True),
    Key("REQUIRE_SECOND_APPROVER", "require_second_approver", _boolean, "true or false"),
    Key("SESSION_RETENTION_DAYS", "session_retention_days", _integer(0, 36_500), "a whole number from 0 to 36500"),
    Key("SESSION_MAX_MB", "session_max_mb", _integer(0, 1_000_000), "a whole number from 0 to 1000000"),
    Key("PROTECTED_TARGETS", "protected_targets", _globs, "comma-separated globs"),
    Key("NOTIFY", "notify", Notify, "none, bell or osc"),
    Key("READ_ONLY", "read_only", _boolean, "true or false", folder=True, flag="--read-only"),
    Key("READ_ONLY_TARGETS", "read_only_targets", _globs, "comma-separated globs", folder=True),
    Key("LAZY_IMPORTS", "lazy_imports", _boolean, "true or false"),
)
PROVIDER_KEYS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "OLLAMA_HOST")
"""Names that the other providers' packages give to their keys and addresses; passed on as they are."""
FOLDER_KEYS = frozenset(key.name for key in KEYS if key.folder)
_BY_NAME = {key.name: key for key in KEYS}
_FIELDS = {f.name for f in fields(Settings)}


def xdg_dir(environ: Mapping[str, str], variable: str, fallback: str) -> Path:
    """Return this program's folder below an XDG base directory.

    Relative values are ignored, as the XDG Base Directory Specification asks.

    Raises:
        ConfigurationError: neither the variable nor HOME names a folder.
    """
    base = environ.get(variable, "")
    if base and Path(base).is_absolute():
        return Path(base) / "cloud-assist"
    home = environ.get("HOME", "")
    if not home:
        raise ConfigurationError(
            f"Neither {variable} nor HOME is set.",
            why="There is nowhere to store sessions and settings.",
            todo=f"Set HOME, or set {variable} to an absolute path.",
        )
    return Path(home) / fallback / "cloud-assist"


def _read_env_file(path: Path) -> dict[str, str]:
    """Return the keys of a .env file, {} where there is none.

    Raises:
        ConfigurationError: the file is there but cannot be read, or is not text.
    """
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except IsADirectoryError:
        return {}
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"{path} is not UTF-8 text.", why=f"Byte {error.start} is invalid UTF-8.", todo="Save it as UTF-8 text."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read.",
            why=f"{error.strerror}.",
            todo=f"Make it readable (chmod u+r {path}) or move it away.",
        ) from error
    from dotenv import dotenv_values  # most starts have no such file, and are spared its 7 ms

    return {k: v for k, v in dotenv_values(stream=StringIO(text), interpolate=False).items() if v is not None}


def _folder_values(cwd: Path, config_dir: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what the working directory's .env may set, and what the person is told about the rest."""
    path = cwd / ".env"
    if is_trusted(config_dir, cwd):
        return _read_env_file(path), ()
    try:
        values = _read_env_file(path)
    except ConfigurationError as error:
        # Somebody else's broken file must not stop the person; theirs (user config) does.
        return {}, (f"{error.what} The file is ignored.",)
    ignored = sorted(set(values) & {*_BY_NAME, *PROVIDER_KEYS} - FOLDER_KEYS)
    kept, notes = _valid({k: v for k, v in values.items() if k in FOLDER_KEYS}, path)
    if ignored:
        told = f"Ignored {', '.join(ignored)} in {path}: this folder is not trusted. To trust it: cloud-assist trust"
        notes = (told, *notes)
    return kept, notes


def _valid(values: Mapping[str, str], path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the values that their keys take, and what is told of the others: LOG_LEVEL=trace is another program's."""
    kept: dict[str, str] = {}
    notes: list[str] = []
    for name, text in values.items():
        try:
            if text.strip():
                _parse(_BY_NAME[name], text.strip(), str(path))
            kept[name] = text
        except ConfigurationError as error:
            notes.append(f"{error.what} {error.why} The value is ignored.")
    return kept, tuple(notes)


def load_settings(
    overrides: Mapping[str, str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """Read the settings.

    Args:
        overrides: values from the command line, by key name (`{"MAX_RETRIES": "1"}`).
        environ: the environment to read; the process's own by default.
        cwd: the working directory; the process's own by default.

    Raises:
        ConfigurationError: a value is invalid (the message names the key, where it stands and what it takes), or a
            file cannot be read.
    """
    env = dict(os.environ if environ is None else environ)
    env.pop(PLAYGROUND, None)  # of a playground that this process was started in, and that may be gone
    folder = _working_directory() if cwd is None else cwd
    config_dir = xdg_dir(env, "XDG_CONFIG_HOME", ".config")
    folder_values, notes = _folder_values(folder, config_dir)
    layers: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("command line", overrides or {}),
        ("environment", env),
        (str(config_dir / ".env"), _read_env_file(config_dir / ".env")),
        (str(folder / ".env"), folder_values),
    )
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for key in KEYS:
        for where, layer in layers:
            text = layer.get(key.name, "").strip()
            if text:
                values[key.attribute] = _parse(key, text, where)
                sources[key.name] = where
                break
    provider_values: dict[str, Secret] = {}
    for name in PROVIDER_KEYS:
        for where, layer in layers:
            if text := layer.get(name, "").strip():
                provider_values[name] = Secret(text)
                sources[name] = where
                break
    unknown = set(values) - _FIELDS
    if unknown:  # a typing slip in KEYS, found by the first test that loads settings
        raise AssertionError(unknown)
    return Settings(
        **values,  # type: ignore[arg-type] # parsed per key; the field names are checked above
        state_dir=xdg_dir(env, "XDG_STATE_HOME", ".local/state"),
        cache_dir=xdg_dir(env, "XDG_CACHE_HOME", ".cache"),
        config_dir=config_dir,
        provider_values=provider_values,
        environ=env,
        cwd=folder,
        notes=notes,
        sources=sources,
    )


def _working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise ConfigurationError(
            "The working directory no longer exists.", why="It was deleted or moved.", todo="cd to an existing folder."
        ) from error


def _place(key: Key, where: str) -> str:
    """Return where a value stands, as a sentence has it: "on the command line (--model)"."""
    if "/" in where:
        return f"in {where}"
    if where == "command line":
        return f"on the {where} ({key.flag})" if key.flag else f"on the {where}"
    return f"in the {where}"


def _parse(key: Key, text: str, where: str) -> object:
    try:
        return key.parse(text)
    except ValueError as error:
        shown = "the value" if key.secret else repr(text)
        raise ConfigurationError(
            f"{key.name}: {shown} is not valid.",
            why=f"It is set {_place(key, where)}.",
            todo=f"Allowed: {key.allowed}.",
        ) from error
