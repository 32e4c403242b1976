"""Secrets leave a text, everything else stays; whole or in chunks, the result is the same."""

from __future__ import annotations

import base64
import json
import random
import re
import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.models import RunResult
from cloud_assist.redaction.names import field_kind
from cloud_assist.redaction.redactor import Redactor, redact
from cloud_assist.redaction.result import redact_result

AWS_SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ALNUM = string.ascii_letters + string.digits


def word(alphabet: str, low: int, high: int | None = None) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=low, max_size=high or low)


@pytest.mark.parametrize(
    "line",
    [
        f"aws_secret_access_key = {AWS_SECRET}",
        f"export AWS_SECRET_ACCESS_KEY={AWS_SECRET}",
        f'  "SecretAccessKey": "{AWS_SECRET}",',
        f"SecretAccessKey: {AWS_SECRET}",
        f"|  SecretAccessKey  |  {AWS_SECRET}  |",
        f"{AWS_SECRET}",
        f'\\"secretAccessKey\\":\\"{AWS_SECRET}\\"',
        f"ACCESSKEY\tAKIAIOSFODNN7EXAMPLE\t2026-01-01T00:00:00Z\t{AWS_SECRET}\tActive",
        f"--aws-secret-key {AWS_SECRET}",
        f"- name: AWS_SECRET_ACCESS_KEY\n  value: {AWS_SECRET}",
        f'~ secret_key = "{AWS_SECRET[::-1]}" -> "{AWS_SECRET}"',
    ],
)
def test_an_aws_secret_in_each_shape(line: str) -> None:
    assert AWS_SECRET not in redact(line)
    assert "[REDACTED:" in redact(line)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DB_PASSWORD=hunter2", "DB_PASSWORD=[REDACTED:password#1]"),
        ("password: s3cr3t!", "password: [REDACTED:password#1]"),
        ('{"password":"a b c 1","x":1}', '{"password":"[REDACTED:password#1]","x":1}'),
        ("postgres://app:p4ss@db:5432/x", "postgres://app:[REDACTED:url_password#1]@db:5432/x"),
        ("Authorization: Bearer abcdefghijkl", "Authorization: Bearer [REDACTED:authorization#1]"),
        ("X-Api-Key: 0123456789abcdef", "X-Api-Key: [REDACTED:api_key#1]"),
        ("https://x/cb?code=abc12345&state=1", "https://x/cb?code=[REDACTED:url_secret#1]&state=1"),
        ("login --password hunter2 --region x", "login --password [REDACTED:password#1] --region x"),
        ("curl -u bob:hunter2 https://x", "curl -u bob:[REDACTED:url_password#1] https://x"),
        ("machine h login bob password hunter2", "machine h login bob password [REDACTED:password#1]"),
        ("password: |\n  line1\n  line2\nuser: bob", "password: |\n  [REDACTED:password#1]\nuser: bob"),
        ("<password>hunter2</password>", "<password>[REDACTED:password#1]</password>"),
        ('  "Env": ["DB_PASSWORD=correcthorse",', '  "Env": ["DB_PASSWORD=[REDACTED:password#1]",'),
        ("docker run -e DB_PASSWORD=correcthorse x", "docker run -e DB_PASSWORD=[REDACTED:password#1] x"),
        ('{"name":"DB_PASSWORD","value":"abc"}', '{"name":"DB_PASSWORD","value":"[REDACTED:password#1]"}'),
        ("ParameterKey=DbPassword,ParameterValue=h4x", "ParameterKey=DbPassword,ParameterValue=[REDACTED:password#1]"),
        (
            '"db_password": {"type": "string", "value": "x1y"}',
            '"db_password": {"type": "string", "value": "[REDACTED:password#1]"}',
        ),
        (
            '"x": {\n  "sensitive": true,\n  "value": "abc"\n}',
            '"x": {\n  "sensitive": true,\n  "value": "[REDACTED:sensitive_value#1]"\n}',
        ),
        ("Key         Value\npassword    s3cr3t\n", "Key         Value\npassword    [REDACTED:password#1]\n"),
        ('{"kty":"oct","k":"GawgguFyGrWKav7AX4VKUg"}', '{"kty":"oct","k":"[REDACTED:private_key#1]"}'),
    ],
)  # fmt: skip
def test_only_the_value_goes(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:iam::123456789012:role/Admin",
        "Account: 123456789012, UserId: AIDAIOSFODNN7EXAMPLE, role AROAIOSFODNN7EXAMPLE",
        "commit 7f89a6e1c0d34bb7a1f3e2b4c5d6e7f8a9b0c1d2",
        "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "550e8400-e29b-41d4-a716-446655440000",
        'ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
        '"NextToken": "eyJvZmZzZXQiOjEwfQ=="',
        '"PasswordLastUsed": "2026-11-01T10:00:00Z"',
        "def login(password: str, token: str | None = None) -> None:",
        "client = Client(token=token, password=self.password, api_key=os.environ['KEY'])",
        "password: the password to use for the login",
        "usage: tool --password PASSWORD --token <token>",
        "DB_PASSWORD=${DB_PASSWORD}",
        "password = var.db_password",
        "password = (sensitive value)",
        "secretKeyRef:\n  name: db\n  key: password",
        "PWD=/home/bob OLDPWD=/tmp",
        "private_key_path = /home/bob/.ssh/id_ed25519",
        "max_tokens: 4000",
        "token_type: Bearer",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbcdefghijklmnopqrstuvwxyz0123456789ABCDE bob@host",
        "apiVersion: v1\ndata:\n  key: value\nkind: ConfigMap",
        "kind: Secret\nmetadata:\n  name: db\n  namespace: default\ntype: Opaque",
        "i-0abcd1234ef567890 subnet-0bb1c79de3EXAMPLE vpc-0a1b2c3d",
        "2026-11-01T10:00:00.000Z INFO token refreshed in 3 ms",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html#rotating",
        "the tokenizer splits; a secretary keeps the path; it is on the design table",
        "key: value",
        "NAME          TYPE     DATA   AGE\ndb-password   Opaque   1      5d\nmy-token      10m\n",
        "<token>str</token>",
        "AmazonEC2ContainerServiceforEC2RolePolicy",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("AWS_SECRET_ACCESS_KEY", "aws_secret"),
        ("MasterUserPassword", "password"),
        ("spring.datasource.password", "password"),
        ("dbpassword", "password"),
        ("PGPASSWORD", "password"),
        ("clientSecret", "client_secret"),
        ("SecretString", "secret"),
        ("SECRET_KEY_BASE", "secret"),
        ("x-auth-token", "token"),
        ("GITHUB_PAT", "token"),
        ("next_token", None),
        ("NextToken", None),
        ("max_tokens", None),
        ("password_file", None),
        ("PasswordPolicy", None),
        ("SecretArn", None),
        ("secretName", None),
        ("tokenizer", None),
        ("secretary", None),
        ("path", None),
        ("AccessKeyId", None),
        ("admintoken", "token"),
    ],
)
def test_what_a_field_of_a_name_holds(name: str, kind: str | None) -> None:
    assert field_kind(name) == kind


def test_same_value_same_number() -> None:
    redactor = Redactor()
    first = redactor.redact("password=hunter2x password=other3y")
    assert first == "password=[REDACTED:password#1] password=[REDACTED:password#2]"
    assert redactor.redact("password=other3y") == "password=[REDACTED:password#2]"


def test_a_key_file_over_several_lines() -> None:
    body = "\n".join(["MIIEowIBAAKCAQEA" + "x9" * 24] * 20)
    text = f"before\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\nafter\n"
    assert redact(text) == (
        "before\n-----BEGIN RSA PRIVATE KEY-----[REDACTED:private_key#1]-----END RSA PRIVATE KEY-----\nafter\n"
    )


def test_a_key_file_cut_short() -> None:
    assert "MIIEow" not in redact("-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAabcdefgh\nabcd")


SECRET_YAML = """\
apiVersion: v1
items:
- apiVersion: v1
  data:
    password: cGFzc3dvcmQ=
    user: YWRtaW4=
  kind: Secret
  metadata:
    name: db
- apiVersion: v1
  data:
    colour: blue
  kind: ConfigMap
kind: List
"""


def test_kubernetes_secret_data_goes_and_a_config_map_stays() -> None:
    redacted = redact(SECRET_YAML)
    assert "cGFzc3dvcmQ=" not in redacted
    assert "YWRtaW4=" not in redacted
    assert "colour: blue" in redacted
    assert "name: db" in redacted


@pytest.mark.parametrize("indent", [None, 2, 4])
def test_kubernetes_secret_as_json(indent: int | None) -> None:
    secret = {"apiVersion": "v1", "data": {"user": "YWRtaW4="}, "kind": "Secret", "metadata": {"name": "db"}}
    other = {"apiVersion": "v1", "data": {"colour": "blue"}, "kind": "ConfigMap"}
    assert "YWRtaW4=" not in redact(json.dumps(secret, indent=indent))
    assert "blue" in redact(json.dumps(other, indent=indent))


def test_a_stream_longer_than_its_window() -> None:
    lines = [f"line {n} of an ordinary log, nothing to see\n" for n in range(20_000)]
    for n in range(0, 20_000, 500):
        lines[n] = f"DB_PASSWORD=hunter{n}x\n"
    text = "".join(lines)
    redactor = Redactor()
    parts = [redactor.feed(text[at : at + 10_007]) for at in range(0, len(text), 10_007)]
    assert any(parts[:-1])
    assert "".join(parts) + redactor.flush() == redact(text)


def test_a_stream_with_a_key_across_the_cut() -> None:
    body = base64.b64encode(bytes(range(256)) * 40).decode()
    key = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
    for before in range(94_000, 99_000, 700):
        text = "x" * 79 + "\n"
        text = text * (before // 80) + key + text * 1000
        redactor = Redactor()
        assert redactor.feed(text) + redactor.flush() == redact(text)


def test_a_secret_without_end_is_swallowed_in_bounded_memory() -> None:
    redactor = Redactor()
    shown = redactor.feed("token=")
    for _ in range(40):
        shown += redactor.feed("aB3x" * 16_384)
    shown += redactor.feed("aB3\nnext line\n") + redactor.flush()
    assert "aB3xaB3x" not in shown
    assert shown.endswith("\nnext line\n")


@given(st.text(max_size=400))
def test_any_text_is_taken_and_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                ["password", "token: ", "=", '"', "secret_key", "\n", "://", "@", "kind: Secret\n", "data:\n", "  "]
            ),
            st.sampled_from(
                ["-----BEGIN PRIVATE KEY-----\n", "AKIAIOSFODNN7EXAMPLE", AWS_SECRET, "eyJ", ".", "Bearer "]
            ),
        ),
        max_size=12,
    ).map("".join),
    st.integers(0, 400),
    st.integers(0, 400),
)
@settings(max_examples=300)
def test_a_text_in_chunks_is_redacted_like_the_whole(text: str, first: int, second: int) -> None:
    a, b = sorted((min(first, len(text)), min(second, len(text))))
    redactor = Redactor()
    streamed = redactor.feed(text[:a]) + redactor.feed(text[a:b]) + redactor.feed(text[b:]) + redactor.flush()
    assert streamed == redact(text)


PREFIXED = st.one_of(
    st.builds("AKIA{}".format, word(string.ascii_uppercase + "234567", 16)),
    st.builds("ghp_{}".format, word(ALNUM, 36)),
    st.builds("gsk_{}".format, word(ALNUM, 52)),
    st.builds("AIza{}".format, word(ALNUM + "-_", 35)),
    st.builds("ya29.{}".format, word(ALNUM + "-_", 60)),
    st.builds("GOCSPX-{}".format, word(ALNUM + "-_", 28)),
    st.builds("glpat-{}".format, word(ALNUM + "-_", 20)),
    st.builds("eyJ{}.eyJ{}.{}".format, word(ALNUM, 20), word(ALNUM, 40), word(ALNUM + "-_", 43)),
    st.builds("hvs.{}".format, word(ALNUM, 24)),
    st.builds("dop_v1_{}".format, word("0123456789abcdef", 64)),
)
AROUND = st.sampled_from(
    [
        "{}",
        "x {} y",
        "'{}'",
        '"{}"',
        "\x1b[32m{}\x1b[0m",
        "a\\n{}\\nb",
        "k={};",
        "k: {},",
        "<{}>",
        "({})",
        "[{}]",
        "%3D{}&",
        "\t{}\t",
    ]
)


@given(PREFIXED, AROUND)
def test_a_token_goes_wherever_it_stands(token: str, around: str) -> None:
    redacted = redact(around.format(token))
    assert token not in redacted
    assert re.search(r"\[REDACTED:[a-z_]+#1\]", redacted)


@given(word(ALNUM, 8, 30).filter(lambda w: any(c.isdigit() for c in w) and not w.isdigit()))
def test_a_password_goes_in_every_shape(value: str) -> None:
    for line in (
        f"DB_PASSWORD={value}",
        f"password: {value}",
        f'"password": "{value}"',
        f"'password': '{value}'",
        f"Password={value};Server=x",
        f'password   = "{value}"',
        f"--password={value}",
        f"https://bob:{value}@host/",
        f'{{"name": "DB_PASSWORD", "value": "{value}"}}',
    ):
        assert value not in redact(line).replace("password", "")


@given(st.binary(min_size=20, max_size=20), st.uuids(), st.integers(10**11, 10**12 - 1))
def test_identifiers_stay(digest: bytes, uuid: object, account: int) -> None:
    text = f"commit {digest.hex()} id {uuid} account {account} arn:aws:s3:::bucket-{account} sha1:{digest.hex()}"
    assert redact(text) == text


def result_of(tmp_path: Path, output: str, errors: str = "") -> RunResult:
    """Return what the runner would return for a command that printed this."""
    spool = tmp_path / "spool.out"
    data = (output + errors).encode()
    spool.write_bytes(data)
    tail = data[4096:][-4096:].decode("utf-8", "replace")
    return RunResult(
        1, 1.0, data[:4096].decode("utf-8", "replace"), tail, len(data), str(spool), errors.encode()[-4096:].decode()
    )


def key_file(size: int) -> str:
    body = base64.b64encode(random.Random(1).randbytes(size)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return f"-----BEGIN RSA PRIVATE KEY-----\n{lines}\n-----END RSA PRIVATE KEY-----\n"


@pytest.mark.parametrize("before", [0, 1000, 3000, 4000, 60_000])
@pytest.mark.parametrize("after", [0, 1000, 3000, 60_000])
def test_a_key_cut_in_two_by_what_is_kept(tmp_path: Path, before: int, after: int) -> None:
    key = key_file(2400)
    filler = "an ordinary line of output\n"
    output = filler * (before // len(filler)) + key + filler * (after // len(filler))
    result = result_of(tmp_path, output, key)
    redacted = redact_result(result)
    for line in key.splitlines()[1:-1]:
        assert line not in redacted.head + redacted.tail + redacted.error_tail
        assert line[10:40] not in redacted.head + redacted.tail + redacted.error_tail
    assert len(redacted.head) <= 4096
    assert len(redacted.tail) <= 4096
    assert (redacted.exit_status, redacted.output_bytes) == (1, result.output_bytes)


def test_a_kubernetes_secret_that_is_longer_than_what_is_kept(tmp_path: Path) -> None:
    values = [base64.b64encode(random.Random(n).randbytes(30)).decode() for n in range(400)]
    items = "".join(f"  key{n}: {value}\n" for n, value in enumerate(values))
    redacted = redact_result(result_of(tmp_path, f"apiVersion: v1\ndata:\n{items}kind: Secret\nmetadata: {{}}\n"))
    assert redacted.tail
    assert not [value for value in values if value in redacted.head + redacted.tail]


def test_a_word_cut_at_the_beginning_of_the_errors(tmp_path: Path) -> None:
    token = "gsk_" + "aB3d" * 13
    errors = f"{token} " + "x" * (4096 - 30 - 1)
    redacted = redact_result(result_of(tmp_path, "", errors))
    assert token[-20:] not in redacted.error_tail


def test_short_results_are_redacted_as_they_stand(tmp_path: Path) -> None:
    redacted = redact_result(result_of(tmp_path, "DB_PASSWORD=hunter2\n", "password: hunter2 \n"))
    assert redacted.head == "DB_PASSWORD=[REDACTED:password#1]\npassword: [REDACTED:password#1] \n"
    assert redacted.error_tail == "password: [REDACTED:password#1] \n"
    gone = replace(result_of(tmp_path, "DB_PASSWORD=hunter2\n"), spool_path="/nowhere")
    assert redact_result(gone).head == "DB_PASSWORD=[REDACTED:password#1]\n"
