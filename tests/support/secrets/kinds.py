"""Kinds of secret by vendor: how a value is made and under which names it is kept.

A second set, written without a look at the rules. `secret_shapes` prints these values as tools print fields, and
`secret_outputs` holds whole outputs of named commands.
"""

from __future__ import annotations

import base64
import json
import string
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

UPPER, LOWER, DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
ALNUM = UPPER + LOWER + DIGITS
HEX = "0123456789abcdef"
URLSAFE = ALNUM + "-_"
BASE64 = ALNUM + "+/"
WORDS = [
    "correct",
    "horse",
    "battery",
    "staple",
    "winter",
    "summer",
    "dragon",
    "monkey",
    "admin",
    "secure",
    "lakers",
    "orange",
    "purple",
    "coffee",
    "rocket",
    "tiger",
    "banana",
    "hello",
    "welcome",
    "company",
    "product",
    "server",
    "master",
    "letmein",
    "falcon",
]

Make = Callable[[Random], str]
Output = tuple[str, str, list[str], str]
"""Of one text: its kind of secret, its shape, the values that are secret, the text itself."""


def some(r: Random, alphabet: str, count: int) -> str:
    return "".join(r.choices(alphabet, k=count))


def of(prefix: str, alphabet: str, low: int, high: int = 0) -> Make:
    """Return a maker of `prefix` and `low` to `high` characters of `alphabet`."""
    return lambda r: prefix + some(r, alphabet, r.randint(low, max(low, high)))


def encoded(r: Random, count: int) -> str:
    """Return `count` random bytes as base64 with its padding."""
    return base64.b64encode(r.randbytes(count)).decode()


def text_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def uuid(r: Random) -> str:
    return "-".join(some(r, HEX, size) for size in (8, 4, 4, 4, 12))


def jwt(r: Random) -> str:
    """Return a signed token with the claims of an identity provider."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")

    head = part({"alg": r.choice(["RS256", "HS256", "ES256"]), "typ": "JWT", "kid": some(r, HEX, 8)})
    claims = {
        "iss": "https://sts.windows.net/" + uuid(r),
        "sub": some(r, ALNUM, 12),
        "exp": r.randint(10**9, 2 * 10**9),
    }
    return f"{head}.{part(claims)}.{some(r, URLSAFE, r.choice([43, 86, 342]))}"


def service_account_jwt(r: Random) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"RS256","kid":"' + some(r, URLSAFE, 43).encode() + b'"}').decode()
    body = base64.urlsafe_b64encode(
        b'{"aud":["https://kubernetes.default.svc"],"sub":"system:serviceaccount:default:'
        + some(r, LOWER, 8).encode()
        + b'"}'
    ).decode()
    return f"{head.rstrip('=')}.{body.rstrip('=')}.{some(r, URLSAFE, 342)}"


def password(r: Random) -> str:
    """Return what a person or a generator would choose; free of quotes, blanks and what a URL would escape."""
    word = r.choice(WORDS)
    return r.choice(
        [
            f"{word.capitalize()}{r.randint(10, 9999)}!",
            f"{word}{r.randint(100, 9999)}",
            f"{word}-{r.choice(WORDS)}-{r.choice(WORDS)}-{r.randint(1, 99)}",
            f"{word[0].upper()}{word[1:].replace('a', '4').replace('e', '3')}_{some(r, ALNUM, 4)}",
            some(r, ALNUM, r.randint(12, 32)),
            some(r, ALNUM + "!^*_-.~+", r.randint(14, 28)) + "aA1",
            some(r, LOWER + DIGITS, 16) + "q7",
        ]
    )


def pem_lines(r: Random, label: str, size: int) -> list[str]:
    return [
        f"-----BEGIN {label}-----",
        *textwrap.wrap(encoded(r, size), 64),
        f"-----END {label}-----",
    ]


def account_sas(r: Random) -> str:
    return encoded(r, 32).replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def discord(r: Random) -> str:
    account = base64.b64encode(str(r.randint(10**17, 10**18)).encode()).decode().rstrip("=")
    return f"{account}.{some(r, URLSAFE, 6)}.{some(r, URLSAFE, 38)}"


def openai_project(r: Random) -> str:
    return f"sk-proj-{some(r, URLSAFE, 74)}T3BlbkFJ{some(r, URLSAFE, 74)}"


@dataclass(frozen=True)
class Kind:
    """One kind of secret: how a value is made, the names of its fields, and whether it tells what it is by itself."""

    make: Make
    names: tuple[str, ...]
    bare: bool = False


def _kind(make: Make, names: str, bare: bool = False) -> Kind:
    return Kind(make, tuple(names.split()), bare)


PERFECT = ("aws", "gcp", "kubernetes", "jwt", "pem", "github", "groq")
"""Kinds that begin so are promised to be hidden in full."""

KINDS: dict[str, Kind] = {
    "aws access key id": _kind(
        lambda r: r.choice(["AKIA", "ASIA"]) + some(r, UPPER + "234567", 16), "aws_access_key_id AccessKeyId", True
    ),
    "aws secret key": _kind(of("", BASE64, 40), "aws_secret_access_key SecretAccessKey aws_secret_key"),
    "aws session token": _kind(
        lambda r: r.choice(["IQoJb3JpZ2luX2Vj", "FwoGZXIvYXdzE"]) + encoded(r, r.randint(180, 500)),
        "aws_session_token SessionToken aws_security_token",
        True,
    ),
    "aws bedrock key": _kind(lambda r: "ABSK" + encoded(r, 96), "AWS_BEARER_TOKEN_BEDROCK", True),
    "gcp api key": _kind(of("AIza", URLSAFE, 35), "GOOGLE_API_KEY google_maps_api_key apiKey GEMINI_API_KEY", True),
    "gcp access token": _kind(of("ya29.", URLSAFE, 110, 210), "access_token GOOGLE_OAUTH_ACCESS_TOKEN", True),
    "gcp refresh token": _kind(of("1//0", URLSAFE, 60, 100), "refresh_token", True),
    "gcp client secret": _kind(of("GOCSPX-", URLSAFE, 28), "client_secret GOOGLE_CLIENT_SECRET", True),
    "gcp hmac secret": _kind(of("", BASE64, 40), "secret GCS_HMAC_SECRET hmac_secret_key"),
    "azure storage key": _kind(lambda r: encoded(r, 64), "AZURE_STORAGE_KEY AccountKey storageAccountKey"),
    "azure client secret": _kind(
        lambda r: f"{some(r, ALNUM, 3)}8Q~{some(r, ALNUM + '_.~-', 33)}a", "AZURE_CLIENT_SECRET clientSecret", True
    ),
    "azure old client secret": _kind(uuid, "ARM_CLIENT_SECRET client_secret"),
    "azure service bus key": _kind(lambda r: encoded(r, 32), "SharedAccessKey primaryKey secondary_key"),
    "azure devops token": _kind(of("", LOWER + "234567", 52), "AZURE_DEVOPS_EXT_PAT SYSTEM_ACCESSTOKEN"),
    "kubernetes service account": _kind(service_account_jwt, "token KUBE_TOKEN K8S_AUTH_API_KEY", True),
    "kubernetes bootstrap": _kind(lambda r: f"{some(r, LOWER + DIGITS, 6)}.{some(r, LOWER + DIGITS, 16)}", "token"),
    "jwt": _kind(jwt, "id_token accessToken AUTH_TOKEN jwt", True),
    "github classic": _kind(of("ghp_", ALNUM, 36), "GITHUB_TOKEN GH_TOKEN github_token", True),
    "github oauth": _kind(of("gho_", ALNUM, 36), "oauth_token GH_TOKEN", True),
    "github app": _kind(lambda r: r.choice(["ghs_", "ghu_"]) + some(r, ALNUM, 36), "GITHUB_TOKEN token", True),
    "github refresh": _kind(of("ghr_", ALNUM, 76), "refresh_token", True),
    "github fine-grained": _kind(
        lambda r: f"github_pat_{some(r, ALNUM, 22)}_{some(r, ALNUM, 59)}", "GITHUB_PAT githubToken", True
    ),
    "groq": _kind(of("gsk_", ALNUM, 52), "GROQ_API_KEY groq_api_key", True),
    "gitlab": _kind(of("glpat-", URLSAFE, 20), "GITLAB_TOKEN CI_JOB_TOKEN private_token", True),
    "gitlab routable": _kind(
        lambda r: f"glpat-{some(r, URLSAFE, 27)}.{some(r, DIGITS + LOWER, 2)}.{some(r, DIGITS + LOWER, 9)}",
        "GITLAB_TOKEN",
        True,
    ),
    "gitlab runner": _kind(
        lambda r: r.choice(["glrt-", "gldt-", "glcbt-", "glptt-"]) + some(r, ALNUM, 24), "token", True
    ),
    "slack bot": _kind(
        lambda r: f"xoxb-{some(r, DIGITS, 12)}-{some(r, DIGITS, 13)}-{some(r, ALNUM, 24)}", "SLACK_BOT_TOKEN", True
    ),
    "slack user": _kind(
        lambda r: "xoxp-" + "-".join(some(r, DIGITS, 12) for _ in range(3)) + "-" + some(r, HEX, 32),
        "SLACK_TOKEN",
        True,
    ),
    "slack app": _kind(
        lambda r: f"xapp-1-A{some(r, UPPER + DIGITS, 10)}-{some(r, DIGITS, 13)}-{some(r, HEX, 64)}",
        "SLACK_APP_TOKEN",
        True,
    ),
    "slack signing secret": _kind(of("", HEX, 32), "SLACK_SIGNING_SECRET signing_secret"),
    "stripe": _kind(
        lambda r: r.choice(["sk_live_", "rk_live_", "sk_test_"]) + some(r, ALNUM, r.choice([24, 99])),
        "STRIPE_SECRET_KEY STRIPE_API_KEY",
        True,
    ),
    "stripe webhook": _kind(of("whsec_", ALNUM, 32), "STRIPE_WEBHOOK_SECRET", True),
    "twilio": _kind(of("", HEX, 32), "TWILIO_AUTH_TOKEN auth_token"),
    "twilio api key": _kind(of("SK", HEX, 32), "TWILIO_API_KEY", True),
    "sendgrid": _kind(lambda r: f"SG.{some(r, URLSAFE, 22)}.{some(r, URLSAFE, 43)}", "SENDGRID_API_KEY", True),
    "mailgun": _kind(of("key-", HEX, 32), "MAILGUN_API_KEY"),
    "mailchimp": _kind(lambda r: f"{some(r, HEX, 32)}-us{r.randint(1, 21)}", "MAILCHIMP_API_KEY", True),
    "npm": _kind(of("npm_", ALNUM, 36), "NPM_TOKEN _authToken NODE_AUTH_TOKEN", True),
    "pypi": _kind(of("pypi-AgEIcHlwaS5vcmc", URLSAFE, 140, 180), "TWINE_PASSWORD password PYPI_TOKEN", True),
    "rubygems": _kind(of("rubygems_", HEX, 48), "GEM_HOST_API_KEY rubygems_api_key", True),
    "docker hub": _kind(of("dckr_pat_", URLSAFE, 27), "DOCKERHUB_TOKEN DOCKER_PASSWORD", True),
    "openai": _kind(of("sk-", ALNUM, 48), "OPENAI_API_KEY openai_api_key", True),
    "openai project": _kind(openai_project, "OPENAI_API_KEY apiKey", True),
    "anthropic": _kind(lambda r: f"sk-ant-api03-{some(r, URLSAFE, 93)}AA", "ANTHROPIC_API_KEY x-api-key", True),
    "hugging face": _kind(of("hf_", UPPER + LOWER, 34), "HF_TOKEN HUGGING_FACE_HUB_TOKEN", True),
    "openrouter": _kind(of("sk-or-v1-", HEX, 64), "OPENROUTER_API_KEY", True),
    "replicate": _kind(of("r8_", ALNUM, 37), "REPLICATE_API_TOKEN", True),
    "xai": _kind(of("xai-", ALNUM, 80), "XAI_API_KEY", True),
    "langsmith": _kind(lambda r: f"lsv2_pt_{some(r, HEX, 32)}_{some(r, HEX, 10)}", "LANGSMITH_API_KEY", True),
    "datadog api": _kind(of("", HEX, 32), "DD_API_KEY DATADOG_API_KEY dd-api-key"),
    "datadog app": _kind(of("", HEX, 40), "DD_APP_KEY DD_APPLICATION_KEY dd-application-key"),
    "new relic": _kind(of("NRAK-", UPPER + DIGITS, 27), "NEW_RELIC_API_KEY", True),
    "new relic licence": _kind(lambda r: some(r, HEX, 36) + "NRAL", "NEW_RELIC_LICENSE_KEY license_key"),
    "heroku": _kind(uuid, "HEROKU_API_KEY"),
    "heroku new": _kind(of("HRKU-AA", URLSAFE, 58), "HEROKU_API_KEY", True),
    "digitalocean": _kind(
        lambda r: r.choice(["dop_v1_", "doo_v1_", "dor_v1_"]) + some(r, HEX, 64), "DIGITALOCEAN_ACCESS_TOKEN", True
    ),
    "cloudflare": _kind(of("", URLSAFE, 39, 40), "CLOUDFLARE_API_TOKEN CF_API_TOKEN"),
    "cloudflare global": _kind(of("", HEX, 37), "CLOUDFLARE_API_KEY X-Auth-Key"),
    "discord": _kind(discord, "DISCORD_TOKEN DISCORD_BOT_TOKEN", True),
    "telegram": _kind(lambda r: f"{some(r, '123456789', 10)}:AA{some(r, URLSAFE, 33)}", "TELEGRAM_BOT_TOKEN", True),
    "vault": _kind(of("hvs.CAESI", URLSAFE, 87), "VAULT_TOKEN X-Vault-Token", True),
    "vault old": _kind(of("s.", ALNUM, 24), "VAULT_TOKEN client_token", True),
    "consul": _kind(uuid, "CONSUL_HTTP_TOKEN X-Consul-Token SecretID"),
    "terraform cloud": _kind(lambda r: f"{some(r, ALNUM, 14)}.atlasv1.{some(r, ALNUM, 67)}", "TFE_TOKEN token", True),
    "pulumi": _kind(of("pul-", HEX, 40), "PULUMI_ACCESS_TOKEN", True),
    "grafana": _kind(lambda r: f"glsa_{some(r, ALNUM, 32)}_{some(r, HEX, 8)}", "GRAFANA_TOKEN", True),
    "sentry": _kind(of("sntryu_", HEX, 64), "SENTRY_AUTH_TOKEN", True),
    "sonar": _kind(lambda r: r.choice(["squ_", "sqp_"]) + some(r, HEX, 40), "SONAR_TOKEN", True),
    "jfrog": _kind(of("AKCp8", ALNUM, 68), "ARTIFACTORY_API_KEY JFROG_PASSWORD", True),
    "databricks": _kind(of("dapi", HEX, 32), "DATABRICKS_TOKEN", True),
    "doppler": _kind(of("dp.pt.", ALNUM, 43), "DOPPLER_TOKEN", True),
    "shopify": _kind(of("shpat_", HEX, 32), "SHOPIFY_ACCESS_TOKEN", True),
    "square": _kind(of("sq0csp-", URLSAFE, 43), "SQUARE_SECRET", True),
    "linear": _kind(of("lin_api_", ALNUM, 40), "LINEAR_API_KEY", True),
    "notion": _kind(of("ntn_", ALNUM, 46), "NOTION_TOKEN NOTION_API_KEY", True),
    "airtable": _kind(lambda r: f"pat{some(r, ALNUM, 14)}.{some(r, HEX, 64)}", "AIRTABLE_TOKEN", True),
    "postman": _kind(lambda r: f"PMAK-{some(r, HEX, 24)}-{some(r, HEX, 34)}", "POSTMAN_API_KEY", True),
    "tailscale": _kind(lambda r: f"tskey-auth-{some(r, ALNUM, 12)}-{some(r, ALNUM, 32)}", "TS_AUTHKEY", True),
    "dynatrace": _kind(
        lambda r: f"dt0c01.{some(r, UPPER + DIGITS, 24)}.{some(r, UPPER + DIGITS, 64)}", "DT_API_TOKEN", True
    ),
    "atlassian": _kind(lambda r: f"ATATT3xFfGF0{some(r, URLSAFE, 170)}={some(r, HEX, 8).upper()}", "JIRA_TOKEN", True),
    "okta": _kind(of("00", URLSAFE, 40), "OKTA_API_TOKEN"),
    "supabase": _kind(of("sbp_", HEX, 40), "SUPABASE_ACCESS_TOKEN", True),
    "planetscale": _kind(of("pscale_tkn_", URLSAFE, 43), "PLANETSCALE_TOKEN", True),
    "alibaba": _kind(of("", ALNUM, 30), "ALIBABA_CLOUD_ACCESS_KEY_SECRET AccessKeySecret"),
    "scaleway": _kind(uuid, "SCW_SECRET_KEY"),
    "hetzner": _kind(of("", ALNUM, 64), "HCLOUD_TOKEN"),
    "age key": _kind(of("AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58), "SOPS_AGE_KEY", True),
    "wireguard": _kind(lambda r: encoded(r, 32), "PrivateKey PresharedKey"),
    "database password": _kind(password, "DB_PASSWORD POSTGRES_PASSWORD PGPASSWORD MYSQL_PWD MYSQL_ROOT_PASSWORD"),
    "service password": _kind(
        password, "REDIS_PASSWORD smtp_password adminPassword ELASTIC_PASSWORD masterUserPassword"
    ),
    "plain password": _kind(password, "password passwd pwd passphrase"),
    "framework secret": _kind(
        of("", ALNUM, 50), "SECRET_KEY SECRET_KEY_BASE JWT_SECRET SESSION_SECRET ENCRYPTION_KEY APP_SECRET"
    ),
    "webhook secret": _kind(of("", HEX, 40), "WEBHOOK_SECRET webhookSecret"),
    "api key": _kind(of("", ALNUM, 32, 40), "API_KEY apiKey x-api-key api-key apikey"),
}
