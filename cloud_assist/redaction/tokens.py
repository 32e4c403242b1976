"""Secrets that say themselves what they are: tokens with a vendor's prefix, signature or shape.

Prefixes and lengths follow the vendors' own documentation of their token formats. Each rule names literals; only where
one of them stands in the text is its expression tried, anchored there, so that a rule that does not apply costs one
substring search. Quantifiers are bounded or possessive: no expression here can backtrack over its own match.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

# What may stand before a token: nothing that could belong to it, an escaped line break inside a JSON string, or a
# percent-encoded character.
_BOUNDARY = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"


@dataclass(frozen=True, slots=True)
class Span:
    """One secret found in a text; offsets are in characters."""

    start: int
    end: int
    """Replaced is `text[start:end]`."""
    kind: str
    low: int
    high: int
    """The text that had to be seen to find it, context included: a stream must not be cut inside `low:high`."""


@dataclass(frozen=True, slots=True)
class TokenRule:
    """How one kind of token is found."""

    kind: str
    literals: tuple[str, ...]
    """Lower case; at least one stands in every such token."""
    expression: str
    """Anchored; the group `v`, or else the whole match, is the secret."""
    leads: tuple[int, ...] = (0,)
    """How many characters of the token stand before the literal: the possible counts, so that few starts are tried."""
    check: Callable[[str], bool] | None = None
    """A last look at the value, where the shape alone would also fit ordinary text."""

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first tried: few of a hundred ever are."""
        return _compiled(self.expression)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _rule(
    kind: str,
    literals: str,
    pattern: str,
    *leads: int,
    check: Callable[[str], bool] | None = None,
) -> TokenRule:
    return TokenRule(kind, tuple(literals.split()), _BOUNDARY + pattern, leads or (0,), check)


def changes_often(value: str) -> bool:
    """Return whether upper case, lower case and digits change places as often as in random text, not as in names."""
    if value.islower() or value.isupper():  # most values: one case alone
        return False
    classes = ["u" if c.isupper() else "l" if c.islower() else "d" if c.isdigit() else "o" for c in value]
    return {"u", "l"} <= set(classes) and sum(a != b for a, b in pairwise(classes)) * 3 >= len(value)


def looks_random(value: str) -> bool:
    """Return whether a word can be random text: it changes often between cases, and digits are in it."""
    return has_digit(value) and changes_often(value)


_ASCII_DIGIT = re.compile(r"[0-9]")


def has_digit(value: str) -> bool:
    """Return whether a digit of any script is in a value."""
    return _ASCII_DIGIT.search(value) is not None or (not value.isascii() and any(c.isdigit() for c in value))


_KEY_INSIDE = re.compile(rb"PRIVATE KEY-----|\"(?:private_key|auths|client_secret|client-key-data)\"")


def _holds_a_key(value: str) -> bool:
    """Return whether base64 hides a private key or a file of credentials: a look at its first 24 kB is enough."""
    piece = value.rstrip("=")[:32_768]
    return _KEY_INSIDE.search(base64.b64decode(piece[: len(piece) // 4 * 4])) is not None


TOKEN_RULES: tuple[TokenRule, ...] = (
    _rule("aws_access_key_id", "akia asia abia acca", r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    _rule(
        "aws_session_token",
        "fwogzxivyxdz iqojb3jpz2lu fqogzxivyxdz",
        r"(?:F[Qw]oGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9/+=_%\-]{50,8192}+",
    ),
    _rule(
        "aws_bedrock_api_key",
        "absk bedrock-api-key-",
        r"(?:ABSK[A-Za-z0-9+/]{40,269}+={0,2}|bedrock-api-key-[A-Za-z0-9+/=]{20,4096}+)",
    ),
    _rule("aws_mws_key", "amzn.mws.", r"amzn\.mws\.[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    _rule("registry_password", "eyjwyxlsb2fk", r"eyJwYXlsb2Fk[A-Za-z0-9+/]{100,8192}+={0,2}"),
    _rule("gcp_api_key", "aiza", r"AIza[A-Za-z0-9_\-]{35}(?![A-Za-z0-9_\-])"),
    _rule("gcp_access_token", "ya29.", r"ya29\.[A-Za-z0-9_\-.]{20,4096}+"),
    _rule("gcp_oauth_client_secret", "gocspx-", r"GOCSPX-[A-Za-z0-9_\-]{20,60}+"),
    _rule("gcp_refresh_token", "1//", r"1//0[A-Za-z0-9_\-]{30,256}+"),
    _rule("gcp_hmac_access_id", "goog", r"GOOG[A-Z0-9]{20,58}(?![A-Za-z0-9])", check=has_digit),
    _rule("azure_client_secret", "8q~ 7q~", r"[A-Za-z0-9_\-.~]{3}[78]Q~[A-Za-z0-9_\-.~]{31,34}(?![A-Za-z0-9_\-~])", 3),
    _rule("azure_devops_pat", "azdo", r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])", 76),
    _rule("azure_key", "+ast +abb acdb", r"[A-Za-z0-9+/]{76}(?:\+A[SB][tb]|ACDb)[A-Za-z0-9+/]{6}={2}", 76),
    _rule("azure_key", "+asb +aeh +arm +ami", r"[A-Za-z0-9+/]{33}\+A(?:Sb|Eh|Rm|MI)[A-Za-z0-9+/]{6}=", 33),
    _rule(
        "azure_key",
        "azse azca +acr azfu",
        r"[A-Za-z0-9+/_\-]{42,44}(?:AzSe|AzCa|\+ACR|AzFu)[A-Za-z0-9+/_\-]{6}={0,2}",
        42,
        44,
    ),
    _rule(
        "jwt",
        "eyj",
        r"(?<![_\-])eyJ[A-Za-z0-9_\-]{8,8192}+\.[A-Za-z0-9_\-]{4,16384}+(?:\.[A-Za-z0-9_\-]{0,16384}+){1,3}",
    ),
    _rule("github_token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36,255}+"),
    _rule("github_token", "github_pat_", r"github_pat_[A-Za-z0-9_]{50,255}+"),
    _rule(
        "gitlab_token",
        "glpat- gldt- glrt- glcbt- glptt- glft- glsoat- glimt- glagent- gloas- glffct-",
        r"gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct)-[A-Za-z0-9_\-.]{20,300}+",
    ),
    _rule("groq_api_key", "gsk_", r"gsk_[A-Za-z0-9]{20,200}+"),
    _rule("anthropic_api_key", "sk-ant-", r"sk-ant-[A-Za-z0-9_\-]{20,200}+"),
    _rule("openai_api_key", "sk-proj- sk-svcacct- sk-admin-", r"sk-(?:proj|svcacct|admin)-[A-Za-z0-9_\-]{20,300}+"),
    _rule("openai_api_key", "t3blbkfj", r"sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}", 23),
    _rule("api_key", "sk-", r"sk-(?:or-v1-)?[A-Za-z0-9]{32,128}+(?![A-Za-z0-9_\-])", check=has_digit),
    _rule("xai_api_key", "xai-", r"xai-[A-Za-z0-9]{60,100}+(?![A-Za-z0-9_\-])"),
    _rule("replicate_token", "r8_", r"r8_[A-Za-z0-9]{37}(?![A-Za-z0-9])"),
    _rule("perplexity_key", "pplx-", r"pplx-[A-Za-z0-9]{40,64}+"),
    _rule("nvidia_api_key", "nvapi-", r"nvapi-[A-Za-z0-9_\-]{50,80}+"),
    _rule("tavily_api_key", "tvly-", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{20,64}+"),
    _rule("langsmith_key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    _rule("sonar_token", "squ_ sqp_ sqa_", r"sq[upa]_[0-9a-f]{40}"),
    _rule("circleci_token", "ccipat_ ccipprj_", r"CCIP(?:AT|PRJ)_[A-Za-z0-9_]{30,100}+"),
    _rule("buildkite_token", "bkua_", r"bkua_[0-9a-f]{40}"),
    _rule("sourcegraph_token", "sgp_", r"sgp_(?:[0-9a-f]{16}_|local_)?[0-9a-f]{40}"),
    _rule("posthog_key", "phx_", r"phx_[A-Za-z0-9_]{40,64}+"),
    _rule("brevo_key", "xkeysib-", r"xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    _rule("contentful_token", "cfpat-", r"CFPAT-[A-Za-z0-9_\-]{43}"),
    _rule("hubspot_token", "pat-", r"pat-(?:na|eu|ap)\d-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    _rule("render_key", "rnd_", r"rnd_[A-Za-z0-9]{28,40}(?![A-Za-z0-9])", check=looks_random),
    _rule("nuget_key", "oy2", r"oy2[a-z0-9]{43}(?![A-Za-z0-9])"),
    _rule("crates_token", "cio", r"cio[A-Za-z0-9]{32}(?![A-Za-z0-9])", check=looks_random),
    _rule("swarm_token", "swmtkn-1-", r"SWMTKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30}"),
    _rule("yandex_token", "aqvn", r"AQVN[A-Za-z0-9_\-]{35,40}(?![A-Za-z0-9_\-])", check=looks_random),
    _rule("fernet_token", "gaaaaab", r"gAAAAAB[A-Za-z0-9_\-]{60,4096}+={0,2}"),
    _rule(
        "encoded_key",
        "ls0tls1crudjti eyj ewog ewoj ewot",
        r"(?:LS0tLS1CRUdJTi|eyJ|ewog|ewoJ|ewot)[A-Za-z0-9+/]{40,262144}+={0,2}",
        check=_holds_a_key,
    ),
    _rule("huggingface_token", "hf_", r"hf_[A-Za-z0-9]{30,60}+(?![A-Za-z0-9_])"),
    _rule("slack_token", "xox", r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9\-]{10,300}+", check=has_digit),
    _rule("slack_token", "xapp-", r"xapp-\d-[A-Za-z0-9\-]{20,300}+"),
    _rule(
        "webhook_url",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?P<v>(?:services|workflows|triggers)/[A-Za-z0-9/_\-]{20,120}+)",
    ),
    _rule(
        "webhook_url",
        "discord.com/api/webhooks/ discordapp.com/api/webhooks/",
        r"discord(?:app)?\.com/api/webhooks/(?P<v>\d{10,20}/[A-Za-z0-9_\-]{40,100}+)",
    ),
    _rule("webhook_url", "webhook.office.com/", r"webhook\.office\.com/(?P<v>[A-Za-z0-9/_@\-]{30,400}+)"),
    TokenRule(
        "telegram_bot_token",
        (":aa",),
        r"(?<!\d)\d{8,10}:AA[A-Za-z0-9_\-]{33}(?![A-Za-z0-9_\-])",  # in a URL `bot` stands before it
        (8, 9, 10),
    ),
    _rule("stripe_key", "sk_live_ sk_test_ rk_live_ rk_test_", r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,250}+"),
    _rule("webhook_secret", "whsec_", r"whsec_[A-Za-z0-9+/=]{24,120}+"),
    _rule("twilio_key", "sk", r"SK[0-9a-f]{32}(?![A-Za-z0-9])"),
    _rule("sendgrid_key", "sg.", r"SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{32,64}(?![A-Za-z0-9_\-])"),
    _rule("mailgun_key", "key-", r"key-[0-9a-f]{32}(?![A-Za-z0-9])"),
    _rule("mailchimp_key", "-us", r"[0-9a-f]{32}-us\d{1,2}(?!\d)", 32),
    _rule("npm_token", "npm_", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    _rule("pypi_token", "pypi-ag", r"pypi-Ag[A-Za-z0-9_\-]{40,1000}+"),
    _rule("gem_host_key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    _rule("docker_token", "dckr_pat_ dckr_oat_", r"dckr_[po]at_[A-Za-z0-9_\-]{20,80}+"),
    _rule("terraform_token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_\-]{50,80}+", 14),
    _rule("vault_token", "hvs. hvb. hvr.", r"hv[sbr]\.[A-Za-z0-9_\-]{20,300}+"),
    _rule("vault_token", "s.", r"s\.[A-Za-z0-9]{24}(?![A-Za-z0-9]|\.\w)", check=lambda v: looks_random(v[2:])),
    _rule("databricks_token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?(?![0-9a-f])"),
    _rule("newrelic_key", "nrak- nrii- nrjs-", r"NR(?:AK|II|JS)-[A-Za-z0-9_\-]{19,32}+"),
    _rule("newrelic_key", "nral", r"[0-9a-f]{36}NRAL", 36),
    _rule("grafana_token", "glsa_ glc_", r"gl(?:sa|c)_[A-Za-z0-9+/=_]{30,400}+"),
    _rule("sentry_token", "sntrys_ sntryu_", r"sntry[su]_[A-Za-z0-9+/=_]{40,400}+"),
    _rule("linear_key", "lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    _rule("doppler_token", "dp.", r"dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_\-]{2,35}\.)?[A-Za-z0-9]{40,44}"),
    _rule("digitalocean_token", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    _rule("heroku_key", "hrku-", r"HRKU-[A-Za-z0-9_\-]{30,100}+"),
    _rule("fly_token", "fm1_ fm1r_ fm2_ fo1_", r"f(?:m1r?|m2|o1)_[A-Za-z0-9+/=_\-]{40,2000}+"),
    _rule("netlify_token", "nfp_", r"nfp_[A-Za-z0-9]{36,64}+"),
    _rule("supabase_key", "sbp_ sb_secret_", r"sb(?:p|_secret)_[A-Za-z0-9_\-]{20,80}+"),
    _rule("planetscale_key", "pscale_", r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.\-=]{32,64}+"),
    _rule("shopify_key", "shpat_ shpss_ shpca_ shppa_", r"shp(?:at|ss|ca|pa)_[0-9a-fA-F]{32}"),
    _rule("square_key", "sq0", r"sq0(?:atp|csp|idp)-[A-Za-z0-9_\-]{22,50}+"),
    _rule("artifactory_key", "akcp cmvmdgtu", r"(?:AKCp[A-Za-z0-9]{60,80}+|cmVmdGtu[A-Za-z0-9]{50,60}+)"),
    _rule(
        "atlassian_token", "atatt3x atctt3x atbb", r"(?:AT[AC]TT3x[A-Za-z0-9_\-=]{100,300}+|ATBB[A-Za-z0-9]{24,60}+)"
    ),
    _rule("postman_key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    _rule("tailscale_key", "tskey-", r"tskey-[a-z]{3,10}-[A-Za-z0-9\-]{20,100}+"),
    _rule("pulumi_token", "pul-", r"pul-[0-9a-f]{40}"),
    _rule("onepassword_token", "ops_eyj", r"ops_eyJ[A-Za-z0-9+/=_\-]{100,4096}+"),
    _rule(
        "onepassword_key",
        "a3-",
        r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}",
    ),
    _rule("notion_token", "ntn_ secret_", r"(?:ntn_[A-Za-z0-9]{40,60}+|secret_[A-Za-z0-9]{43}(?![A-Za-z0-9]))"),
    _rule("figma_token", "figd_", r"figd_[A-Za-z0-9_\-]{30,60}+"),
    _rule("airtable_token", "pat", r"pat[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    _rule("dynatrace_token", "dt0", r"dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _rule("alibaba_access_key", "ltai", r"LTAI[A-Za-z0-9]{12,24}(?![A-Za-z0-9])", check=has_digit),
    _rule("tencent_secret_id", "akid", r"AKID[A-Za-z0-9]{32}(?![A-Za-z0-9])", check=has_digit),
    _rule("cloudflare_token", "v1.0-", r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    _rule("confluent_key", "cflt", r"cflt[A-Za-z0-9+/]{40,80}+"),
    _rule("age_secret_key", "age-secret-key-1", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _rule("password_hash", "$apr1$", r"\$apr1\$[A-Za-z0-9./]{1,8}\$[A-Za-z0-9./]{22}"),
    _rule("password_hash", "$2a$ $2b$ $2y$", r"\$2[aby]\$\d\d\$[A-Za-z0-9./]{53}"),
    _rule("password_hash", "$1$ $5$ $6$ $y$ $7$", r"\$(?:1|5|6|y|7)\$[A-Za-z0-9./=,$]{20,200}+"),
    _rule(
        "password_hash",
        "$argon2 {ssha {sha} {crypt} {smd5",
        r"(?:\$argon2(?:id|i|d)\$[A-Za-z0-9+/=,$]{20,300}+|\{(?:SSHA(?:256|512)?|SHA|SMD5)\}[A-Za-z0-9+/=]{20,200}+)",
    ),
    _rule("password_hash", "pbkdf2", r"pbkdf2[_:\-]?sha(?:1|256|512)[$:][A-Za-z0-9+/=.$:]{20,300}+"),
)

_LETTERS_TO_DIGITS = re.compile(r"[a-z](?=\d)|\d(?=[a-z])")
# Tokens that no literal gives away, only their shape: looked for in the long words first, which are few.
_SHAPED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    # An AWS secret access key printed alone: 40 characters and nothing else to know it by.
    ("aws_secret", re.compile(r"(?<![A-Za-z0-9/+=_.\-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_\-])"), looks_random),
    # The key of an Azure account: 64 bytes. The digest of a package (`sha512-…`) has that shape too.
    ("azure_key", re.compile(r"(?<![A-Za-z0-9+/=_.:\-])[A-Za-z0-9+/]{86}==(?![A-Za-z0-9=])"), looks_random),
    (
        "discord_token",
        re.compile(
            r"(?<![A-Za-z0-9_.\-])[MNO][A-Za-z0-9_\-]{23,27}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,38}(?![\w\-]|\.\w)"
        ),
        looks_random,
    ),
    (
        "kubernetes_bootstrap_token",
        re.compile(r"(?<![A-Za-z0-9_.@/\-])[a-z0-9]{6}\.[a-z0-9]{16}(?![A-Za-z0-9_.(/\-])"),
        lambda value: len(_LETTERS_TO_DIGITS.findall(value)) >= 3,
    ),
)
_LONG_WORD = re.compile(r"\S{20,}+")
_CHANGING = re.compile(r"\d|[A-Z]{16}|[a-z][A-Z][^a-z]?[a-z]+[A-Z]")
"""What stands in nearly every token of 20 characters and more, and in few other words: digits or changes of case."""
_SURE = tuple(literal for rule in TOKEN_RULES for literal in rule.literals if len(literal) > 3 and literal[-1] in "_-.")
"""Beginnings that tell a token even where neither stands in it (`glpat-` and twenty letters of one case)."""


def _may_be_token(word: str) -> bool:
    if _CHANGING.search(word):
        return True
    lowered = word.lower()
    return any(literal in lowered for literal in _SURE)


def _by_mark() -> tuple[tuple[str, tuple[tuple[TokenRule, str], ...]], ...]:
    """Return the rules' literals by a character that a text must hold for them; most texts lack some of these."""
    groups: dict[str, list[tuple[TokenRule, str]]] = {mark: [] for mark in ("_", "-", ".", "$", "")}
    for rule in TOKEN_RULES:
        for literal in rule.literals:
            groups[next(mark for mark in groups if mark in literal)].append((rule, literal))
    return tuple((mark, tuple(pairs)) for mark, pairs in groups.items())


_LITERALS = _by_mark()


def token_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield what the token rules find; `lowered` is `text` in lower case, of the same length."""
    long_words = "\n".join(filter(_may_be_token, dict.fromkeys(_LONG_WORD.findall(text))))
    if not long_words:
        return
    long_lowered = long_words.lower()
    for mark, pairs in _LITERALS:
        if mark in long_lowered:
            for rule, literal in pairs:
                if literal in long_lowered:
                    yield from _at_literal(rule, literal, text, lowered)
    for kind, pattern, check in _SHAPED:
        for value in {match[0] for match in pattern.finditer(long_words) if check(match[0])}:
            yield from _places(text, value, kind, pattern)


def _places(text: str, value: str, kind: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Yield each place of a value that was found by its shape."""
    at = text.find(value)
    while at >= 0:
        if pattern.match(text, at):
            yield Span(at, at + len(value), kind, at, at + len(value))
        at = text.find(value, at + len(value))


def _at_literal(rule: TokenRule, literal: str, text: str, lowered: str) -> Iterator[Span]:
    done = 0
    hit = lowered.find(literal)
    while hit >= 0:
        match = _match_near(rule, text, hit, done)
        if match is not None:
            start, end = match.span("v" if "v" in rule.pattern.groupindex else 0)
            done = match.end()
            if rule.check is None or rule.check(text[start:end]):
                yield Span(start, end, rule.kind, match.start(), match.end())
        hit = lowered.find(literal, max(hit + 1, done))


def _match_near(rule: TokenRule, text: str, hit: int, done: int) -> re.Match[str] | None:
    for lead in rule.leads:
        start = hit - lead
        match = rule.pattern.match(text, start) if start >= done else None
        if match is not None:
            return match
    return None
