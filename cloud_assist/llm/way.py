"""The way to a model's server, as the surroundings have it: the key's characters, the address, a proxy, certificates.

Nothing is sent. What cannot work is told before a request, with the name of the variable to correct.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import re
import stat
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from cloud_assist.display.visible import hidden_characters
from cloud_assist.errors import ConfigurationError
from cloud_assist.settings import PROVIDER_KEYS, Settings

_ADDRESSES = {"openai": "OPENAI_BASE_URL", "anthropic": "ANTHROPIC_BASE_URL", "ollama": "OLLAMA_HOST"}
_KEYS = ("GROQ_API_KEY", *(name for name in PROVIDER_KEYS if name.endswith("_KEY")))
_NO_PROXY = ("no_proxy", "NO_PROXY")
_GIVEN = "CLOUD_ASSIST_GIVEN_NO_PROXY"
"""Holds what the person had set, once it is written anew for this process."""
_PROXY_SCHEMES = {"http", "https", "socks5", "socks5h"}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that the environment names."""

    variable: str
    """"HTTPS_PROXY"."""
    host: str
    """Host and port; a user and password are left out."""


def require_way(settings: Settings, address: str) -> None:
    """Refuse surroundings in which the server at `address`, a URL, cannot be asked; make NO_PROXY one that works.

    Raises:
        ConfigurationError: a key, the address, a proxy or the certificates cannot be used; it names the variable.
    """
    provider = settings.model.partition(":")[0]
    for name in _KEYS:
        if name.partition("_")[0].lower() == provider:
            value = settings.groq_api_key if provider == "groq" else settings.provider_values.get(name)
            if value is not None:
                _require_plain(name, value.value, settings)
    if _parts(address) is None:
        name = _ADDRESSES.get(provider, "GROQ_API_BASE")
        raise ConfigurationError(
            f"{name} is not a valid address.",
            why=_where(name, settings),
            todo="Set it to http(s)://HOST[:PORT], or unset it.",
        )
    _require_proxy(address, os.environ)
    _require_certificates(os.environ)
    _spell_out_exceptions(address, os.environ)


def _require_plain(name: str, key: str, settings: Settings) -> None:
    """Refuse a key with a character that cannot be in a header: it comes with copying, and nobody sees it."""
    odd = next((index for index, character in enumerate(key) if not "!" <= character <= "~"), None)
    if odd is None:
        return
    hidden = hidden_characters(key[odd])
    what = f"U+{ord(key[odd]):04X}{f' ({hidden[0].name})' if hidden else ''}"
    raise ConfigurationError(
        f"{name} contains a character that no key has: {what}.",
        why=f"It is character {odd + 1} of {len(key)}. {_where(name, settings)}",
        todo="Copy the key again, without anything around it.",
    )


def _where(name: str, settings: Settings) -> str:
    source = settings.sources.get(name, "environment")
    return f"It was read from {source if '/' in source else f'the {source}'}."


def _parts(address: str) -> SplitResult | None:
    """Return an address in its parts, None where it is none: no host, a port that is no number, a space in it."""
    try:
        parts = urlsplit(address)
        usable = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    return parts if usable and not re.search(r"[\s\x00-\x1f]", address) and not hidden_characters(address) else None


# --- Proxies ------------------------------------------------------------------------------------------------------


def proxy_for(address: str, environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy that requests to `address` go through; None where they go straight."""
    found = _named_for(address, environ)
    if found is None:
        return None
    variable, text = found
    parts = _parts(text)
    return Proxy(variable, parts.netloc.rpartition("@")[2] if parts is not None else "")


def _named_for(address: str, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the variable and the address that it holds; programs look for the name in small letters first."""
    parts = _parts(address)
    if parts is None or _is_excepted(parts.hostname or "", parts.port, environ):
        return None
    for name in (f"{parts.scheme}_proxy", "all_proxy"):
        for variable in (name, name.upper()):
            if text := environ.get(variable, "").strip():
                return variable, text if "://" in text else f"http://{text}"
    return None


def _require_proxy(address: str, environ: Mapping[str, str]) -> None:
    found = _named_for(address, environ)
    if found is None:
        return
    variable, text = found
    parts = _parts(text)
    if parts is None or parts.scheme not in _PROXY_SCHEMES:
        raise ConfigurationError(
            f"The proxy in {variable} is not a valid address.",
            why="It needs a scheme (http, https, socks5 or socks5h), a host, and a number as its port.",
            todo=f"Set {variable} to http://HOST:PORT, or unset it.",
        )
    if parts.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ConfigurationError(
            f"The SOCKS proxy in {variable} cannot be used.",
            why="The package socksio is not installed.",
            todo=f"Install it (pip install socksio), or set {variable} to an HTTP proxy.",
        )


def _is_excepted(host: str, port: int | None, environ: Mapping[str, str]) -> bool:
    """Whether NO_PROXY has a host: by its name or a domain above it, its address, or a network in CIDR notation."""
    text = next((environ[name] for name in (_GIVEN, *_NO_PROXY) if environ.get(name)), "")
    entries = [entry.lower() for entry in re.split(r"[\s,]+", text) if entry]
    return any(_excepts(entry, host.lower(), port) for entry in entries)


def _excepts(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    try:
        network = ipaddress.ip_network(entry.replace("[", "").replace("]", ""), strict=False)
        return ipaddress.ip_address(host) in network
    except ValueError:
        pass
    name, _, wanted = entry.partition(":")
    name = name.removeprefix("*").removeprefix(".")
    return bool(name) and (not wanted or wanted == str(port)) and (host == name or host.endswith(f".{name}"))


def _spell_out_exceptions(address: str, own: MutableMapping[str, str]) -> None:
    """Name the host of `address` in this process's NO_PROXY where the person's own NO_PROXY has it.

    The HTTP clients know no networks, and fail on an IPv6 address in brackets. Commands do not inherit this.
    """
    parts = _parts(address)
    given = next((own[name] for name in (_GIVEN, *_NO_PROXY) if own.get(name)), "")
    if parts is None or not given:
        return
    named = own[_NO_PROXY[0]].split(",") if _GIVEN in own else []
    if _is_excepted(parts.hostname or "", parts.port, own):
        named.append(parts.hostname or "")
    own.update({_GIVEN: given} | dict.fromkeys(_NO_PROXY, ",".join(filter(None, dict.fromkeys(named)))))


def _require_certificates(environ: Mapping[str, str]) -> None:
    for name, is_folder in (("SSL_CERT_FILE", False), ("SSL_CERT_DIR", True)):
        text = environ.get(name, "")
        paths = text.split(os.pathsep) if is_folder else [text]
        faults = [_fault(path, is_folder=is_folder) for path in paths if path]
        if text and all(faults):
            raise ConfigurationError(
                f"The TLS certificates that {name} names cannot be read.",
                why=" ".join(faults) or "It names no folder.",
                todo=f"Correct {name}, or unset it.",
            )


def _fault(path: str, *, is_folder: bool) -> str:
    """Return why the file, or the folder, cannot be read; "" where it can."""
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return f"{path} does not exist."
    except OSError as error:
        return f"{path}: {error.strerror}."
    if is_folder != stat.S_ISDIR(mode):
        return f"{path} is {'not a folder' if is_folder else 'a folder'}."
    if not is_folder and not stat.S_ISREG(mode):
        return f"{path} is not a regular file."
    needed = os.R_OK | os.X_OK if is_folder else os.R_OK
    return "" if os.access(path, needed) else f"{path}: {os.strerror(errno.EACCES)}."
