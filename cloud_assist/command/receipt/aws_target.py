"""What an `aws` command would hit: profile, account, region, endpoint, as the AWS CLI itself resolves them.

Precedence from botocore's configuration chain (`botocore/configprovider.py`): option, environment, profile in the
credentials file, profile in the config file. Version 1 of the CLI reads AWS_DEFAULT_REGION only; version 2 also reads
AWS_REGION, and that first.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cloud_assist.command.binding import find_program
from cloud_assist.command.receipt.aws_own_hosts import own_host
from cloud_assist.command.receipt.aws_services import service_id
from cloud_assist.command.receipt.files import expand, ini_fault, read_ini, read_json, shown
from cloud_assist.command.receipt.invocation import Invocation, Place, Receipt, Switch, spelled_out
from cloud_assist.command.receipt.playground import playground_of
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, TargetEntry

_ARN_ACCOUNT = re.compile(r"arn:[a-z0-9-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")
_ACCOUNT = re.compile(r"[0-9]{12}\Z")
_CREDENTIALS = frozenset({"aws_access_key_id", "aws_secret_access_key", "aws_session_token"})
_KEY_ID = re.compile(r"A(?:KIA|SIA)([Q-Z2-7][A-Z2-7]{15})\Z")


@dataclass(frozen=True, slots=True)
class _Configuration:
    """The two files, with the profile that counts."""

    profile: str
    config: Mapping[str, Mapping[str, str]]
    credentials: Mapping[str, Mapping[str, str]]
    config_path: str
    credentials_path: str
    switched: Mapping[Place, tuple[str, str]]

    def section(self, profile: str) -> Mapping[str, str]:
        """Return what the config file says about a profile."""
        wanted = [["profile", profile], *([["default"]] if profile == "default" else [])]
        merged: dict[str, str] = {}
        for name, values in self.config.items():
            if _split(name) in wanted:
                merged |= values
        return merged

    def get(self, key: str, profile: str = "") -> tuple[str, str]:
        """Return (value, file) of a key of a profile; the credentials file wins, as in botocore."""
        name = profile or self.profile
        switched = self.switched.get(("aws", self.config_path, f"{name}/{key}"))
        value = self.credentials.get(name, {}).get(key, "").strip()
        if value and not (switched and key in _CREDENTIALS):  # `configure set` writes all else to the config file
            return value, self.credentials_path
        return switched or (self.section(name).get(key, "").strip(), self.config_path)

    def knows(self, profile: str) -> bool:
        """Whether either file has the profile."""
        return profile in self.credentials or bool(
            any(_split(name) in (["profile", profile], [profile][: profile == "default"]) for name in self.config)
        )


def _split(section: str) -> list[str]:
    try:
        return shlex.split(section)
    except ValueError:
        return []


def aws_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of an AWS command, or of the surroundings where `call` names no program."""
    receipt = Receipt("aws")
    call = _spelled_out(call)
    given = call.option("--profile") or (call.option("-p") if call.program == "eksctl" else None)
    named = given or call.variable("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
    setup = _configuration(call, named[1] if named else "default")
    in_use = bool(setup.config or setup.credentials)
    keys = call.variable("AWS_ACCESS_KEY_ID") if given is None else None
    if named:
        receipt.add("profile", named[1], named[0] if given else call.source(named[0]))
    elif in_use and not keys and setup.knows("default"):
        receipt.add("profile", "default", setup.config_path if setup.section("default") else setup.credentials_path)
    if keys:
        receipt.add("credentials", f"access key …{keys[1][-4:]}", call.source(keys[0]))
    receipt.add("account", *_account(call, setup, keys[1] if keys else ""))
    region = _region(call, setup)
    receipt.add("region", *region)
    receipt.add("endpoint", *_endpoint(call, setup, region[0]))
    return receipt.entries


_GLOBAL = (
    "--debug", "--endpoint-url", "--no-verify-ssl", "--no-paginate", "--output", "--query", "--profile", "--region",
    "--version", "--color", "--no-sign-request", "--ca-bundle", "--cli-read-timeout", "--cli-connect-timeout",
)  # fmt: skip
"""The options that every `aws` command takes, and takes abbreviated: `--prof x`."""


def _spelled_out(call: Invocation) -> Invocation:
    return spelled_out(call, _GLOBAL) if call.program == "aws" else call


def aws_switches(call: Invocation) -> Iterator[Switch]:
    """Yield what `aws configure set` writes for the commands after it."""
    call = _spelled_out(call)
    match call.operands(WITH_VALUE):
        case ("configure", "set", name, value):
            named = call.option("--profile") or call.variable("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
            parts = name.split(".")
            if parts[0] == "default" and len(parts) > 1:
                profile, key = "default", parts[1:]
            elif parts[0] == "profile" and len(parts) > 2:
                profile, key = parts[1], parts[2:]
            else:
                profile, key = named[1] if named else "default", parts
            where = _configuration(call, profile).config_path
            yield ("aws", where, f"{profile}/{'.'.join(key)}"), (value, call.itself)


def unknown_profile(call: Invocation) -> Finding | None:
    """Return a finding where the command names a profile that no file has, or where aws can read no profile at all."""
    refused = refused_configuration(call)
    if refused:
        return finding(Code.UNREADABLE_CONFIGURATION, refused)
    profile = _unknown_profile(call)
    if not profile:
        return None
    text = f"The AWS configuration has no profile {visible(profile)}."
    return finding(Code.UNKNOWN_PROFILE, text, "aws configure list-profiles")


def _unknown_profile(call: Invocation) -> str | None:
    call = _spelled_out(call)
    named = call.option("--profile") or call.variable("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
    if named is None or "$" in named[1] or "`" in named[1]:
        return None
    setup = _configuration(call, named[1])
    readable = setup.config or setup.credentials or call.environ.get("HOME")
    return None if not readable or setup.knows(named[1]) else named[1]


def refused_configuration(call: Invocation) -> str:
    """Return, in a sentence, why aws refuses the files that it is configured by; "" where it takes them."""
    for path in _files(call):
        fault = ini_fault(path)
        if path is not None and fault:
            return f"aws cannot read {visible(shown(path, call.environ))}: {fault}."
    named = _spelled_out(call).option("--profile") or call.variable("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
    process, where = _configuration(call, named[1] if named else "default").get("credential_process")
    try:
        shlex.split(process)
    except ValueError as error:
        return f"aws cannot read the credential_process in {visible(where)}: {str(error).lower()}."
    return ""


def _files(call: Invocation) -> tuple[Path | None, Path | None]:
    """Return the paths of the configuration and of the credentials."""
    environ = call.environ
    config = environ.get("AWS_CONFIG_FILE") or "~/.aws/config"
    credentials = environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials"
    return expand(config, environ, call.cwd), expand(credentials, environ, call.cwd)


def _configuration(call: Invocation, profile: str) -> _Configuration:
    config, credentials = _files(call)
    return _Configuration(
        profile,
        read_ini(config),
        read_ini(credentials),
        shown(config, call.environ) if config else "",
        shown(credentials, call.environ) if credentials else "",
        call.switched,
    )


def _region(call: Invocation, setup: _Configuration) -> tuple[str, str]:
    given = call.option("--region") or (call.option("-r") if call.program == "eksctl" else None)
    if given:
        return given[1], given[0]
    names = ("AWS_DEFAULT_REGION",) if _is_version_1(call) else ("AWS_REGION", "AWS_DEFAULT_REGION")
    variable = call.setting(*names)  # set to nothing, it still hides the profile's
    if variable:
        return variable[1], call.source(variable[0])
    return setup.get("region")


def _is_version_1(call: Invocation) -> bool:
    """Whether the `aws` on the PATH is version 1: a Python script, where version 2 comes as a binary.

    Packagers that ship version 2 as a script (Homebrew, Nix) say so in its path. eksctl, sam and cdk read AWS_REGION.
    """
    if call.program not in {"", "aws"} or call.cwd is None:
        return False
    path = find_program("aws", environ=call.environ, cwd=str(call.cwd))
    return path is not None and _is_plain_script(path)


@lru_cache(maxsize=8)
def _is_plain_script(path: str) -> bool:
    try:
        real = str(Path(path).resolve())
        with Path(real).open("rb") as file:
            script = file.read(2) == b"#!"
    except (OSError, RuntimeError):
        return False
    return script and not re.search(r"awscli2|awscli/2|aws-cli/v2|awscli-v2|awscli@2", real)


def _endpoint(call: Invocation, setup: _Configuration, region: str) -> tuple[str, str]:
    """Return where the requests go and what says so, where that is not AWS's own host for the service."""
    given, playground = call.option("--endpoint-url"), playground_of(call)
    if given:
        return given[1], f"{given[0]}; answered or refused by the sandbox" if playground else given[0]
    if playground:
        return playground, "--demo"
    configured = _configured_endpoint(call, setup)
    host = _own_host(call, region) if configured[0] else ""
    return (f"https://{host}", f"chosen by aws itself, over {configured[1]}") if host else configured


def _own_host(call: Invocation, region: str) -> str:
    """Return the host that the installed CLI takes for the command's service whatever is configured; or ""."""
    operands = call.operands(WITH_VALUE) if call.program == "aws" and call.cwd is not None else ()
    path = find_program("aws", environ=call.environ, cwd=str(call.cwd)) if operands else None
    return own_host(Path(path), operands[0], region) if path is not None and _is_plain_script(path) else ""


def _configured_endpoint(call: Invocation, setup: _Configuration) -> tuple[str, str]:
    ignored = call.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or setup.get("ignore_configured_endpoint_urls")[0]
    if ignored.lower() == "true":
        return "", ""
    service = _service(call)
    names = ([f"AWS_ENDPOINT_URL_{service.upper()}"] if service else []) + ["AWS_ENDPOINT_URL"]
    if not service and not call.program:
        names += sorted(name for name in call.environ if name.startswith("AWS_ENDPOINT_URL_"))
    variable = call.variable(*names)
    if variable:
        return variable[1], call.source(variable[0])
    return _service_endpoint(setup, service) or setup.get("endpoint_url")


def _service_endpoint(setup: _Configuration, service: str) -> tuple[str, str] | None:
    """Return the endpoint in the profile's `services` section; nested keys are indented lines below the service."""
    section_name = setup.get("services")[0]
    if not section_name or not service:
        return None
    for name, values in setup.config.items():
        if _split(name) == ["services", section_name]:
            match = re.search(r"^\s*endpoint_url\s*=\s*(\S+)\s*$", values.get(service.lower(), ""), re.MULTILINE)
            return (match[1], setup.config_path) if match else None
    return None


WITH_VALUE = frozenset(
    {"--profile", "--region", "--output", "--endpoint-url", "--query", "--color", "--ca-bundle", "--cli-read-timeout",
     "--cli-connect-timeout", "--cli-binary-format"}
)  # fmt: skip
"""Global options that take a value."""


def _service(call: Invocation) -> str:
    """Return the id of the service that an `aws` command calls, as endpoint variables spell it; or an empty text."""
    if call.program != "aws":
        return ""
    skip = False
    for argument in call.arguments:
        if skip:
            skip = False
        elif argument in WITH_VALUE:
            skip = True
        elif not argument.startswith("-"):
            return service_id(argument)
    return ""


def _account(call: Invocation, setup: _Configuration, key_id: str) -> tuple[str, str]:
    """Return the account's twelve digits and where they were found; never by asking AWS."""
    if key_id:
        variable = call.variable("AWS_ACCOUNT_ID")
        return (variable[1], call.source(variable[0])) if variable else _from_key(key_id, "AWS_ACCESS_KEY_ID")
    for key in ("role_arn", "login_session"):
        text, where = setup.get(key)
        match = _ARN_ACCOUNT.match(text)
        if match:
            return match[1], f"{key} in {where}"
    for key in ("sso_account_id", "aws_account_id"):
        text, where = setup.get(key)
        if _ACCOUNT.match(text):
            return text, f"{key} in {where}"
    variable = call.variable("AWS_ROLE_ARN")
    match = _ARN_ACCOUNT.match(variable[1]) if variable else None
    if variable and match:
        return match[1], call.source(variable[0])
    text, where = setup.get("aws_access_key_id")
    return _from_key(text, where) if text else _from_cache(call, setup)


def _from_key(key_id: str, where: str) -> tuple[str, str]:
    """Return the account that an access key id carries in its own bits.

    Keys issued since 2019 (fifth character Q or later) hold it in bits 1 to 40 after the four-letter prefix; older ones
    hold none that can be told.
    """
    match = _KEY_ID.match(key_id)
    if match is None:
        return "", ""
    try:
        number = int.from_bytes(base64.b32decode(match[1])[:6], "big")
    except binascii.Error:
        return "", ""
    return f"{(number & 0x7FFFFFFFFF80) >> 7:012d}", f"access key id in {where}"


def _from_cache(call: Invocation, setup: _Configuration) -> tuple[str, str]:
    """Return the account of cached credentials, where all of the CLI's cached credentials agree on one."""
    if not setup.get("credential_process")[0] and not setup.get("web_identity_token_file")[0]:
        return "", ""
    folder = expand("~/.aws/cli/cache", call.environ, call.cwd)
    try:
        files = sorted(folder.glob("*.json"))[:50] if folder else []
    except OSError:
        return "", ""
    accounts = {account for file in files if (account := _cached_account(read_json(file)))}
    return (accounts.pop(), "~/.aws/cli/cache") if len(accounts) == 1 else ("", "")


def _cached_account(data: Mapping[str, object]) -> str:
    credentials, user = data.get("Credentials"), data.get("AssumedRoleUser")
    account = credentials.get("AccountId") if isinstance(credentials, Mapping) else None
    if isinstance(account, str) and _ACCOUNT.match(account):
        return account
    arn = user.get("Arn") if isinstance(user, Mapping) else None
    match = _ARN_ACCOUNT.match(arn) if isinstance(arn, str) else None
    return match[1] if match else ""
