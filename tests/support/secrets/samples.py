"""Made-up secrets of many kinds, printed in the shapes in which clouds and tools print them.

Each generator follows the vendor's own token format; nothing here is taken from the rules that are to find them.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator

UPPER, LOWER, DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
ALNUM = UPPER + LOWER + DIGITS
URLSAFE = ALNUM + "-_"
HEX = "0123456789abcdef"
PASSWORD = ALNUM + "!#%*+,-.:=?@^_~"

Random = random.Random
Maker = Callable[[Random], str]


def some(r: Random, alphabet: str, count: int) -> str:
    return "".join(r.choices(alphabet, k=count))


def b64(r: Random, count: int) -> str:
    return base64.b64encode(r.randbytes(count)).decode()


def b64url(r: Random, count: int) -> str:
    return base64.urlsafe_b64encode(r.randbytes(count)).decode().rstrip("=")


def jwt(r: Random) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    header = part({"alg": r.choice(["RS256", "ES256"]), "kid": some(r, URLSAFE, 20), "typ": "JWT"})
    body = part({"iss": "kubernetes/serviceaccount", "sub": f"system:serviceaccount:{some(r, LOWER, 8)}:default"})
    return f"{header}.{body}.{b64url(r, 256)}"


def pem(r: Random, label: str) -> str:
    body = b64(r, r.choice([121, 609, 1192]))
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def password(r: Random) -> str:
    return some(r, ALNUM, 1) + some(r, PASSWORD, r.randint(8, 22)) + some(r, DIGITS, 1) + some(r, ALNUM, 1)


# Kinds known by themselves: any shape will do.
TOKENS: dict[str, Maker] = {
    "aws access key id": lambda r: r.choice(["AKIA", "ASIA"]) + some(r, UPPER + "234567", 16),
    "aws session token": lambda r: "IQoJb3JpZ2luX2VjE" + b64(r, 300),
    "gcp api key": lambda r: "AIza" + some(r, URLSAFE, 35),
    "gcp access token": lambda r: "ya29." + some(r, URLSAFE, 160),
    "gcp client secret": lambda r: "GOCSPX-" + some(r, URLSAFE, 28),
    "gcp refresh token": lambda r: "1//0" + some(r, URLSAFE, 96),
    "jwt": jwt,
    "github classic": lambda r: r.choice(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"]) + some(r, ALNUM, 36),
    "github fine-grained": lambda r: "github_pat_" + some(r, ALNUM, 22) + "_" + some(r, ALNUM, 59),
    "gitlab": lambda r: "glpat-" + some(r, URLSAFE, 20),
    "groq": lambda r: "gsk_" + some(r, ALNUM, 52),
    "openai": lambda r: "sk-proj-" + some(r, URLSAFE, 74) + "T3BlbkFJ" + some(r, URLSAFE, 74),
    "anthropic": lambda r: "sk-ant-api03-" + some(r, URLSAFE, 93) + "AA",
    "huggingface": lambda r: "hf_" + some(r, ALNUM, 34),
    "slack": lambda r: f"xoxb-{some(r, DIGITS, 12)}-{some(r, DIGITS, 13)}-{some(r, ALNUM, 24)}",
    "stripe": lambda r: "sk_live_" + some(r, ALNUM, 99),
    "twilio": lambda r: "SK" + some(r, HEX, 32),
    "sendgrid": lambda r: f"SG.{some(r, URLSAFE, 22)}.{some(r, URLSAFE, 43)}",
    "npm": lambda r: "npm_" + some(r, ALNUM, 36),
    "pypi": lambda r: "pypi-AgEIcHlwaS5vcmc" + some(r, URLSAFE, 150),
    "docker hub": lambda r: "dckr_pat_" + some(r, URLSAFE, 27),
    "terraform cloud": lambda r: some(r, ALNUM, 14) + ".atlasv1." + some(r, ALNUM, 67),
    "vault": lambda r: "hvs." + some(r, URLSAFE, 95),
    "databricks": lambda r: "dapi" + some(r, HEX, 32),
    "new relic": lambda r: "NRAK-" + some(r, UPPER + DIGITS, 27),
    "grafana": lambda r: "glsa_" + some(r, ALNUM, 32) + "_" + some(r, HEX, 8),
    "digitalocean": lambda r: "dop_v1_" + some(r, HEX, 64),
    "shopify": lambda r: "shpat_" + some(r, HEX, 32),
    "atlassian": lambda r: "ATATT3xFfGF0" + some(r, URLSAFE, 170) + "=" + some(r, UPPER + DIGITS, 8),
    "azure client secret": lambda r: some(r, ALNUM, 3) + "8Q~" + some(r, URLSAFE + "~.", 34),
    "telegram bot": lambda r: some(r, "123456789", 10) + ":AA" + some(r, URLSAFE, 33),
    "age": lambda r: "AGE-SECRET-KEY-1" + some(r, UPPER + DIGITS, 58),
    "pulumi": lambda r: "pul-" + some(r, HEX, 40),
    "tailscale": lambda r: f"tskey-auth-{some(r, ALNUM, 17)}-{some(r, ALNUM, 32)}",
    "linear": lambda r: "lin_api_" + some(r, ALNUM, 40),
    "postman": lambda r: f"PMAK-{some(r, HEX, 24)}-{some(r, HEX, 34)}",
    "alibaba": lambda r: "LTAI5t" + some(r, ALNUM, 17) + some(r, DIGITS, 1),
}  # fmt: skip

# Kinds known by the name they stand under: (names, maker).
FIELDS: dict[str, tuple[tuple[str, ...], Maker]] = {
    "aws secret": (
        ("aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey"),
        lambda r: b64(r, 30),
    ),
    "azure storage key": (("AccountKey", "AZURE_STORAGE_KEY", "storage_account_key"), lambda r: b64(r, 64)),
    "azure shared access key": (("SharedAccessKey", "primaryKey"), lambda r: b64(r, 32)),
    "client secret": (("client_secret", "ARM_CLIENT_SECRET", "clientSecret"), lambda r: some(r, URLSAFE, 40)),
    "database password": (("DB_PASSWORD", "password", "PGPASSWORD", "MasterUserPassword", "db.password"), password),
    "api key": (("api_key", "DD_API_KEY", "apiKey", "X-Api-Key"), lambda r: some(r, HEX, 32)),
    "token": (("token", "ACCESS_TOKEN", "authToken", "CF_API_TOKEN", "refresh_token"), lambda r: some(r, ALNUM, 40)),
    "django secret": (("SECRET_KEY", "secret_key_base", "JWT_SECRET"), lambda r: some(r, ALNUM + "+-_", 50)),
    "signing key": (("signing_key", "ENCRYPTION_KEY", "master_key"), lambda r: some(r, HEX, 64)),
}
PERFECT = {
    "aws access key id", "aws session token", "aws secret", "gcp api key", "gcp access token", "gcp client secret",
    "gcp refresh token", "jwt", "pem", "gcp service account", "kubernetes secret", "kubernetes client key",
    "github classic", "github fine-grained", "groq", "aws create-access-key text",
}  # fmt: skip
SHAPES: dict[str, Callable[[str, str], str]] = {
    "json": lambda k, v: f'{{\n    "{k}": {json.dumps(v)},\n    "Name": "web-1"\n}}\n',
    "json compact": lambda k, v: json.dumps({"id": "i-0abc", k: v, "n": 1}, separators=(",", ":")) + "\n",
    "json in json": lambda k, v: json.dumps({"body": json.dumps({k: v, "user": "bob"})}) + "\n",
    "env": lambda k, v: f"HOST=db.internal\n{k.replace('-', '_').replace('.', '_').upper()}={v}\nPORT=5432\n",
    "export": lambda k, v: f"export {k.replace('-', '_').replace('.', '_')}='{v}'\n",
    "ini": lambda k, v: f"[default]\n{k} = {v}\nregion = eu-west-1\n",
    "yaml": lambda k, v: f"spec:\n  {k}: {v}\n  replicas: 2\n",
    "yaml quoted": lambda k, v: f'spec:\n  {k}: "{v}"\n',
    "kubernetes env": lambda k, v: f"    env:\n    - name: {k}\n      value: {json.dumps(v)}\n",
    "ecs environment": lambda k, v: json.dumps({"environment": [{"name": k, "value": v}]}, indent=4) + "\n",
    "hcl": lambda k, v: f'resource "x" "y" {{\n  {k}      = "{v}"\n}}\n',
    "terraform plan": lambda k, v: f'      ~ {k} = "{v[::-1]}" -> "{v}"\n',
    "header": lambda k, v: f"> GET / HTTP/1.1\n> Authorization: Bearer {v}\n> Accept: */*\n",
    "option": lambda k, v: f"+ tool login --{k.replace('_', '-').replace('.', '-').lower()} {v} --region x\n",
    "query": lambda k, v: f"GET https://x.example/cb?state=1&{k}={v.replace('&', '')}&x=2\n",
    "aws table": lambda k, v: f"|  {k:<20}|  {v}  |\n|  Status              |  Active  |\n",
}
# Shapes in which a value of any alphabet cannot stand unquoted.
NEEDS_PLAIN = {"env", "ini", "yaml", "option", "query", "header", "aws table"}


def token_shapes(value: str) -> Iterator[tuple[str, str]]:
    """Print a token that needs no name: alone, in prose, in a URL, in a colour, in a log line, in an escaped string."""
    yield "alone", f"{value}\n"
    yield "prose", f"Your new token is {value}, keep it safe.\n"
    yield "colour", f"\x1b[32m{value}\x1b[0m\n"
    yield "log", f"2026-11-01T10:00:00Z DEBUG client: using <{value}> for request\n"
    yield "escaped", json.dumps({"log": f"line\n{value}\nline"}) + "\n"
    yield "tsv", f"x\t{value}\ty\n"
    yield "python", f"{{'t': '{value}'}}\n"


def blocks(r: Random) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield (kind, shape, values, text) for secrets that are more than a word."""
    label = r.choice(
        ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
    )
    key = pem(r, label)
    lines = key.split("\n")[1:-1]
    yield "pem", "file", lines, f"cert\n{key}\nend\n"
    yield "pem", "yaml", lines, "tls:\n  key: |\n" + "".join(f"    {line}\n" for line in key.split("\n")) + "  x: 1\n"
    yield "pem", "json", lines, json.dumps({"KeyMaterial": key, "KeyName": "dev"}, indent=4)
    yield "pem", "env", lines, 'KEY="' + key.replace("\n", "\\n") + '"\n'
    yield "pem", "windows", lines, key.replace("\n", "\r\n")
    account = {"type": "service_account", "project_id": "p-1", "private_key": key + "\n", "client_id": "1"}
    yield "gcp service account", "json", lines, json.dumps(account, indent=2)
    data = {some(r, LOWER, 8): b64(r, r.randint(6, 60)) for _ in range(3)}
    values = list(data.values())
    secret = {"apiVersion": "v1", "data": data, "kind": "Secret", "metadata": {"name": "db"}, "type": "Opaque"}
    items = "".join(f"  {k}: {v}\n" for k, v in data.items())
    yield "kubernetes secret", "yaml", values, f"apiVersion: v1\ndata:\n{items}kind: Secret\nmetadata:\n  name: db\n"
    nested = "".join(f"    {k}: {v}\n" for k, v in data.items())
    item = f"- apiVersion: v1\n  data:\n{nested}  kind: Secret\n  metadata:\n    name: db\n"
    listed = f"apiVersion: v1\nitems:\n{item}kind: List\n"
    yield "kubernetes secret", "yaml list", values, listed
    yield (
        "kubernetes secret",
        "manifest",
        values,
        f"kind: Secret\nmetadata:\n  name: db\nstringData:\n{items}---\nkind: Pod\n",
    )
    yield "kubernetes secret", "json", values, json.dumps(secret, indent=4)
    yield "kubernetes secret", "json compact", values, json.dumps(secret)
    yield "kubernetes secret", "json list", values, json.dumps({"items": [secret], "kind": "List"}, indent=4)
    applied = {"metadata": {"annotations": {"last-applied-configuration": json.dumps(secret)}}}
    yield "kubernetes secret", "last applied", values, json.dumps(applied, indent=4)
    client = b64(r, 900)
    yield (
        "kubernetes client key",
        "kubeconfig",
        [client],
        f"users:\n- name: a\n  user:\n    client-key-data: {client}\n",
    )
    word = some(r, ALNUM, 16)
    yield "url password", "url", [word], f"postgres://app:{word}@db.internal:5432/app\n"
    yield "url password", "git remote", [word], f"origin\thttps://oauth2:{word}@git.example/x.git (fetch)\n"
    yield "basic auth", "header", [basic := b64(r, 24)], f"Authorization: Basic {basic}\r\nHost: x\r\n"
    yield "registry auth", "docker config", [basic], json.dumps({"auths": {"ghcr.io": {"auth": basic}}}, indent=8)
    cookie = some(r, HEX, 40)
    yield "cookie", "header", [cookie], f"Set-Cookie: session={cookie}; Path=/; HttpOnly\n"
    sas = b64(r, 32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    yield (
        "azure sas",
        "url",
        [sas],
        f"https://a.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&se=2026-01-01&sp=r&sig={sas}\n",
    )
    presigned = some(r, HEX, 64)
    yield (
        "presigned url",
        "url",
        [presigned],
        f"https://b.s3.amazonaws.com/k?X-Amz-Expires=300&X-Amz-Signature={presigned}\n",
    )
    conn = b64(r, 64)
    text = f"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={conn};EndpointSuffix=core.windows.net\n"
    yield "azure connection string", "line", [conn], text
    secret_key, key_id = b64(r, 30), "AKIA" + some(r, UPPER + "234567", 16)
    text = f"ACCESSKEY\t{key_id}\t2026-11-01T10:00:00+00:00\t{secret_key}\tActive\tbob\n"
    yield "aws create-access-key text", "text", [key_id, secret_key], text
    netrc = password(r)
    yield "netrc", "file", [netrc], f"machine api.example login bob password {netrc}\n"
    npm = some(r, HEX, 36)
    yield "npmrc", "file", [npm], f"//registry.npmjs.org/:_authToken={npm}\n"
    parameter = {"Parameter": {"Name": "/db/pw", "Type": "SecureString", "Value": (pw := password(r)), "Version": 3}}
    yield "ssm parameter", "json", [pw], json.dumps(parameter, indent=4)
    held = {"ARN": "arn:aws:x", "SecretString": json.dumps({"user": "a", "pw": (sv := some(r, ALNUM, 20))})}
    yield "secrets manager", "json", [sv], json.dumps(held, indent=4)
    wire = b64(r, 32)
    yield "wireguard", "ini", [wire], f"[Interface]\nPrivateKey = {wire}\nAddress = 10.0.0.2/32\n"
    hashed = "$6$" + some(r, ALNUM, 16) + "$" + some(r, ALNUM + "./", 86)
    yield "password hash", "shadow", [hashed], f"root:{hashed}:19700:0:99999:7:::\n"
    hook = f"T{some(r, UPPER, 8)}/B{some(r, UPPER, 10)}/{some(r, ALNUM, 24)}"
    yield "slack webhook", "url", [hook], f"curl https://hooks.slack.com/services/{hook} -d @x\n"


def samples(r: Random) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield one secret of each kind in each shape it can stand in."""
    for kind, make in TOKENS.items():
        for shape, text in token_shapes(value := make(r)):
            yield kind, shape, [value], text
        for shape, form in SHAPES.items():
            yield kind, shape, [value := make(r)], form("token", value)
    for kind, (names, make) in FIELDS.items():
        for shape, form in SHAPES.items():
            value = make(r)
            if shape in NEEDS_PLAIN and any(c in value for c in "!#%,:=?@^~*"):
                value = "".join(c for c in value if c not in "!#%,:=?@^~*") + "9z"
            yield kind, shape, [value], form(r.choice(names), value)
    yield from blocks(r)
