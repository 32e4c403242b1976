"""The way to a model's server: what bars it is told with the name of its variable, by `run` and the doctor alike."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from cloud_assist.doctor.model import check_model
from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.failures import Provider, explain
from cloud_assist.llm.providers import make_proposer
from cloud_assist.llm.way import proxy_for
from cloud_assist.settings import Secret, load_settings

KEY = "gsk_" + "a" * 40

BARRED = {
    "a zero width space in the key": ({"GROQ_API_KEY": f"{KEY}\u200b"}, "GROQ_API_KEY", "U+200B (zero width space)"),
    "a no-break space in the key": ({"GROQ_API_KEY": f"gsk\u00a0{KEY}"}, "GROQ_API_KEY", "U+00A0"),
    "a long dash in the key": ({"GROQ_API_KEY": f"gsk\u2013{KEY}"}, "GROQ_API_KEY", "U+2013"),
    "a letter of another alphabet in the key": ({"GROQ_API_KEY": f"gsk_\u0430{KEY}"}, "GROQ_API_KEY", "U+0430"),
    "two lines in the key": ({"GROQ_API_KEY": f"{KEY}\n{KEY}"}, "GROQ_API_KEY", "U+000A"),
    "a space in the key": ({"GROQ_API_KEY": f"Bearer {KEY}"}, "GROQ_API_KEY", "U+0020"),
    "quotation marks around the key": ({"GROQ_API_KEY": f"\u201c{KEY}\u201d"}, "GROQ_API_KEY", "U+201C"),
    "a proxy with a port that is no number": ({"HTTPS_PROXY": "http://proxy:port"}, "HTTPS_PROXY", "a number"),
    "a proxy with a port too high": ({"https_proxy": "http://proxy:99999"}, "https_proxy", "a number"),
    "a proxy without a host": ({"HTTPS_PROXY": "http://"}, "HTTPS_PROXY", "a host"),
    "a proxy of another kind": ({"ALL_PROXY": "ftp://proxy:21"}, "ALL_PROXY", "a scheme"),
    "a proxy with half an IPv6 address": ({"HTTPS_PROXY": "http://[::1:80"}, "HTTPS_PROXY", "a host"),
    "a SOCKS proxy": ({"ALL_PROXY": "socks5://proxy:1080"}, "ALL_PROXY", "socksio"),
    "certificates that are gone": ({"SSL_CERT_FILE": "/nowhere.pem"}, "SSL_CERT_FILE", "/nowhere.pem does not exist."),
    "a folder of certificates that is gone": ({"SSL_CERT_DIR": "/nowhere"}, "SSL_CERT_DIR", "/nowhere does not exist."),
    "a folder as the file of certificates": ({"SSL_CERT_FILE": "/"}, "SSL_CERT_FILE", "/ is a folder."),
    "a device as the file of certificates": ({"SSL_CERT_FILE": "/dev/null"}, "SSL_CERT_FILE", "not a regular file"),
    "files as folders of certificates": ({"SSL_CERT_DIR": f"/no:{__file__}"}, "SSL_CERT_DIR", ".py is not a folder."),
    "certificates with a name too long": ({"SSL_CERT_FILE": f"/{'n' * 300}"}, "SSL_CERT_FILE", "File name too long."),
}


@pytest.mark.parametrize("name", BARRED)
def test_what_bars_the_way_is_named_and_the_doctor_finds_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    set_up, variable, told = BARRED[name]
    for each, value in {"GROQ_API_KEY": KEY, **set_up}.items():
        monkeypatch.setenv(each, value)
    settings = load_settings()
    with pytest.raises(ConfigurationError) as caught:
        make_proposer(settings)
    said = " ".join((caught.value.what, caught.value.why, caught.value.todo))
    assert variable in said
    assert told in said
    assert KEY not in said
    (found,) = check_model(settings)
    assert found.health.value == "bad"
    assert variable in found.text
    assert KEY not in found.text


def test_certificates_that_the_person_may_not_read_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "company.pem"
    file.write_text("")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != file)  # root may read everything
    monkeypatch.setenv("GROQ_API_KEY", KEY)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(ConfigurationError, match="SSL_CERT_FILE") as caught:
        make_proposer(load_settings())
    assert caught.value.why == f"{file}: Permission denied."


@pytest.mark.parametrize(
    "base", ["http://host:port", "https://host:99999", "https://[::1", "https:///v1", "host:80", "https://a b/v1"]
)
def test_an_address_that_is_none_is_refused_with_its_setting(base: str) -> None:
    with pytest.raises(ConfigurationError, match="GROQ_API_BASE"):
        load_settings(environ={"HOME": str(Path.home()), "GROQ_API_BASE": base})


PROXY = {"HTTPS_PROXY": "http://me:secret@proxy:3128"}


@pytest.mark.parametrize(
    ("no_proxy", "address", "straight"),
    [
        ("", "https://api.groq.com", False),
        ("*", "https://api.groq.com", True),
        ("groq.com", "https://api.groq.com", True),
        (".groq.com, x", "https://api.groq.com", True),
        ("*.groq.com", "https://api.groq.com", True),
        ("roq.com", "https://api.groq.com", False),
        ("api.groq.com:443", "https://api.groq.com", False),
        ("api.groq.com:8443", "https://api.groq.com:8443", True),
        ("10.0.0.0/8", "https://10.1.2.3:8000/v1", True),
        ("10.0.0.0/8", "https://11.1.2.3", False),
        ("10.0.0.0/99,10.1.2.3", "https://10.1.2.3", True),
        ("::1", "https://[::1]:8000", True),
        ("[::1]", "https://[::1]:8000", True),
        ("fd00::/8", "https://[fd12::1]", True),
        ("[fd00::]/8", "https://[fe80::1]", False),
    ],
)
def test_no_proxy_is_read_as_it_is_meant(
    monkeypatch: pytest.MonkeyPatch, no_proxy: str, address: str, straight: bool
) -> None:
    assert (proxy_for(address, {**PROXY, "NO_PROXY": no_proxy}) is None) is straight
    for name, value in {**PROXY, "NO_PROXY": no_proxy, "GROQ_API_KEY": KEY, "GROQ_API_BASE": address}.items():
        monkeypatch.setenv(name, value)
    settings = load_settings()
    make_proposer(settings)
    with httpx.Client() as client:  # as the other providers' packages make theirs
        assert ("HTTPProxy" in type(client._transport_for_url(httpx.URL(address))._pool).__name__) is not straight  # type: ignore[attr-defined]
    make_proposer(settings)
    assert os.environ["HTTPS_PROXY"] == PROXY["HTTPS_PROXY"]
    assert settings.environ["NO_PROXY"] == no_proxy, "commands get what the person has set"


def test_a_dead_proxy_is_named_and_not_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY["HTTPS_PROXY"])
    provider = Provider(
        "Groq", "groq:m", "https://api.groq.com", "GROQ_API_BASE", False, Secret(""), "GROQ_API_KEY", "environment", "",
        "", 5,
    )  # fmt: skip
    error = explain(httpx.ConnectError("All connection attempts failed"), provider).error
    assert (error.what, error.why) == ("The proxy proxy:3128 could not be reached.", "It is set in HTTPS_PROXY.")
    assert "secret" not in str(error)
