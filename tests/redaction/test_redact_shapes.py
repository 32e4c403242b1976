"""Secrets in the shapes in which tools print them: coloured, in logs, in tables, on command lines, in documents."""

from __future__ import annotations

import base64
import random

import pytest

from cloud_assist.redaction import redactor as module
from cloud_assist.redaction.redactor import Redactor, redact
from tests.support.secrets.tools import hidden, tool_samples

KEY = "\n".join(
    ["-----BEGIN PRIVATE KEY-----", *["MIIEowIBAAKCAQEA" + "x9" * 24] * 9, "aGVsbG8=", "-----END PRIVATE KEY-----"]
)


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[34;1mpassword\x1b[0m: \x1b[0;32mhunt3r2x\x1b[0m",
        "\x1b[01;31m\x1b[KDB_PASSWORD\x1b[m\x1b[K=hunt3r2x",
        "web-1  | env:\nweb-1  | - name: DB_PASSWORD\nweb-1  |   value: hunt3r2x\n",
        "[pod/web/app] password: |\n[pod/web/app]   hunt3r2x\n",
        "2026-11-26T10:00:00.1Z stdout F secret: |\n2026-11-26T10:00:00.1Z stdout F   hunt3r2x\n",
        '{"log": "user\\tbob\\nDB_PASSWORD\\thunt3r2x\\n"}',
        "b'ENV DB_PASSWORD hunt3r2x\\nRUN ls'",
        "+        - name: DB_PASSWORD\n+          value: hunt3r2x\n",
    ],
)
def test_a_secret_is_seen_as_a_person_would_see_it(text: str) -> None:
    assert "hunt3r2x" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "SMTP_PASS=hunt3r2x",
        "ansible_become_pass: hunt3r2x",
        "set -gx DB_PASSWORD hunt3r2x",
        'setx API_TOKEN "hunt3r2x"',
        '{"value": "hunt3r2x", "name": "DB_PASSWORD"}',
        '<add key="DbPassword" value="hunt3r2x" />',
        "<key>Password</key>\n<string>hunt3r2x</string>",
        "<name>db.password</name><value>hunt3r2x</value>",
        "│ password │ hunt3r2x │",
        "user\tbob\npassword\thunt3r2x\n",
        "name,value\ndb_password,hunt3r2x\n",
        "Your new password is: hunt3r2x",
        "Secret access key: hunt3r2x",
        "Secret ID    = hunt3r2x",
        "please log in with the password hunt3r2x",
        "Password for 'https://bob@example.com': hunt3r2x",
        "NAME      PASSWORD    ROLE\nbob       hunt3r2x    admin\n",
        "| name | token    |\n|------|----------|\n| bob  | hunt3r2x |\n",
        "==== Data ====\nKey     Value\n---     -----\nconn    hunt3r2x\n",
        'os.environ.setdefault("DB_PASSWORD", "hunt3r2x")',
    ],
)
def test_a_field_in_each_shape(text: str) -> None:
    assert "hunt3r2x" not in redact(text)


@pytest.mark.parametrize(
    "line",
    [
        "docker login -u bob -p hunt3r2x registry.example.com",
        "redis-cli -h cache -a hunt3r2x ping",
        "mongosh --host db -u root -p hunt3r2x",
        "sqlcmd -S db -U sa -P 'hunt3r2x' -Q 'select 1'",
        "ldapsearch -x -D cn=admin -w hunt3r2x",
        "openssl rsa -in k.pem -passin pass:hunt3r2x",
        "keytool -list -keystore k.jks -storepass hunt3r2x",
        'echo "root:hunt3r2x" | chpasswd',
        "echo hunt3r2x | docker login --password-stdin",
        "aws ssm put-parameter --name /a --type SecureString --value 'hunt3r2x'",
        "az keyvault secret set --vault-name v --name db --value hunt3r2x",
        'gcloud secrets create db --data-file=- <<< "hunt3r2x"',
        "ALTER USER root IDENTIFIED BY 'hunt3r2x';",
        "curl -b 'session=hunt3r2x' https://example.com",
        "mysqldump -uroot -phunt3r2x db",
    ],
)
def test_a_command_line_that_carries_a_secret(line: str) -> None:
    redacted = redact(line)
    assert "hunt3r2x" not in redacted
    assert redacted.split()[0] == line.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    "before", ["", "> ", "app-1  | ", "    ", "+", "   12\t", "key.pem:7:", "2026-11-01T10:00:00Z "]
)
def test_a_key_file_whatever_stands_before_its_lines(before: str) -> None:
    text = "".join(f"{before}{line}\n" for line in KEY.splitlines())
    redacted = redact(f"first\n{text}last\n")
    assert "MIIEow" not in redacted
    assert "aGVsbG8" not in redacted
    assert redacted.startswith("first\n")
    assert redacted.endswith("\nlast\n")


def test_a_key_file_in_other_clothes() -> None:
    source = "k = (\n" + "".join(f'    "{line}\\n"\n' for line in KEY.splitlines()) + ")\n"
    encoded = base64.b64encode(KEY.encode()).decode()
    for text in (source, encoded, f"key: {encoded}", KEY.replace("\n", " ")):
        assert "x9x9x9x9" not in redact(text)
        assert encoded[40:80] not in redact(text)


def test_prose_between_two_marks_stays() -> None:
    text = "It begins with -----BEGIN PRIVATE KEY----- and\n" + "a line of prose\n" * 9 + "-----END PRIVATE KEY-----\n"
    assert redact(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "PASS: TestLogin",
        "a bypass of 12 ohm; compass: north",
        "password sha256 and password md5",
        "echo hello | grep login",
        "docker login --help",
        "secret: the name of the secret to use",
        "TOKEN     TTL    EXPIRES\nnone      23h    never\n",
        '"integrity": "sha512-' + "aB3" * 28 + 'ab=="',
        "module.functions12.a1b2c3d4e5f6a7b8()",
        'setdefault("password", "username")',
        "key is value; the token is valid",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert redact(text) == text


def test_a_stream_cut_again_and_again_is_redacted_like_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WINDOW", 3000)
    monkeypatch.setattr(module, "_OVERLAP", 1500)
    dice = random.Random(3)
    samples = [sample for sample in tool_samples(dice, noisy=True) if len(sample[3]) < 1400]
    for kind, shape, values, sample in dice.sample(samples, 150):
        lines = [f"an ordinary line of output number {n}\n" for n in range(100)]
        before = dice.randint(3000 - len(sample), 3900) // len(lines[0])  # so that a window often ends in the sample
        text = "".join(lines[:before]) + sample.rstrip("\n") + "\n" + "".join(lines)
        redactor, shown, at = Redactor(), "", 0
        while at < len(text):
            step = dice.randint(1, 900)
            shown += redactor.feed(text[at : at + step])
            at += step
        shown += redactor.flush()
        assert shown == redact(text)
        assert values
        assert all(hidden(text, shown, values)), (kind, shape)
