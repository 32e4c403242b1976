"""Commands that print nothing but names: ids, object names, numbers, dates, absolute paths.

None of their words begins with a dash, so that none can become an option of the program that is handed them:
`docker inspect $(docker ps -q)`, `kubectl get pods -o name | xargs kubectl describe`. Names that a stranger may choose
freely (files, branches, tags, table rows) are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from cloud_assist.command.syntax.parser import EVALUATED, Block, Part, Pipeline, Simple, Word

NOTHING_KNOWN, ONE, MANY = 0, 1, 2
"""How many words a command prints that are all names: one, or any number; NOTHING_KNOWN where they may be others."""

_VALUE_OPTIONS = frozenset({"-n", "--namespace", "-l", "--selector", "--context", "--region", "--profile", "--cluster"})
_KINDS = (
    r"(?:po|pods?|deploy|deployments?|sts|statefulsets?|ds|daemonsets?|rs|replicasets?|jobs?|cj|cronjobs?|no|nodes?"
    r"|ns|namespaces?|svc|services?|ing|ingress(?:es)?|pvc|pv|persistentvolume(?:claim)?s?|cm|configmaps?|secrets?"
    r"|sa|serviceaccounts?|hpa|ep|endpoints)"
)
"""Kinds whose names the API server holds to be DNS names; a role may be called `--anything`."""
_GIVEN = r"(?:-n|-l|--namespace|--selector|--context|--field-selector)[ =][\w.,/=:@!-]+"
_OBJECTS = rf"(?:{_GIVEN} )*get(?: {_GIVEN}| -A| --all-namespaces| --no-headers| --ignore-not-found)*"
_OBJECT = rf"(?:{_GIVEN}|-A|--all-namespaces|--no-headers|--ignore-not-found|[a-z0-9][\w.,/-]*)"
_FIELD = (
    r"\{(?:\.items\[(?:\*|[0-9]+)\])?\.(?:metadata\.(?:name|namespace)|spec\.(?:nodeName|serviceAccountName)"
    r"|status\.(?:podIP|hostIP|phase))\}"
)
_JSONPATH = rf"(?:\{{range \.items\[\*\]\}}|\{{end\}}|\{{\"(?:\\n|\\t| )\"\}}|{_FIELD})+"
_LOCAL_OPTION = (
    r"(?:-[aq]+|-[aq]*f [\w.=:/^-]+|--all|--quiet|--filter[ =][\w.=:/^-]+|--format[ =]\{\{ ?\.(?:ID|Names) ?\}\})"
)
_NAMES_ONLY = r"(?=.* (?:-a?qa?f?(?: |\Z)|--quiet|--format))"
_PATH = r"[\[\]*\w]+(?:\.[\[\]*\w]+)*"
_AWS_FIELD = (
    rf"(?:(?:{_PATH}\.)?(?:\w*(?:Arn|ARN)s?|\w+Ids?|RegionName|ZoneName|StackName|DB\w+Identifier)(?:\[[0-9]*\*?\])?"
    r"|Buckets\[\*?\]\.Name)"
)
_AWS_PLACE = r"--(?:profile|region) [\w-]+"
_CONVERSION = r"%[-_0]?[0-9]?[YmdHMSsFTjuVNeIDy]"
"""Of `date`: none that begins a new word (`%n`, `%t`), none whose text is the locale's or the time zone's."""

_PRINTERS = (
    # program, how many words, and its arguments joined by blanks
    ("git", MANY, r"(?:rev-parse|merge-base)(?: (?:--short|--verify|-q|--quiet|[A-Za-z][\w./@{}~^]*))+"),
    ("git", MANY, r"rev-list(?: (?:-[0-9]+|-n [0-9]+|--max-(?:parents|count)=[0-9]+|--all|[A-Za-z][\w./@~^]*))+"),
    ("kubectl", MANY, rf"(?:{_GIVEN} )*get(?: {_OBJECT})* (?:-o ?|--output[ =])name(?: {_OBJECT})*"),
    ("kubectl", MANY, r"api-resources(?: --verbs[ =][a-z,]+| --namespaced(?:=\w+)?)* -o ?name"),
    ("kubectl", MANY, rf"{_OBJECTS} {_KINDS}(?: {_OBJECT})* (?:-o ?|--output[ =])jsonpath={_JSONPATH}"),
    ("kubectl", MANY, rf"{_OBJECTS} {_KINDS}(?: {_OBJECT})* -o ?custom-columns=(?:NAME)?:\.?metadata\.name"),
    ("docker", MANY, rf"(?:ps|images|(?:container|image|volume|network) ls){_NAMES_ONLY}(?: {_LOCAL_OPTION})+"),
    ("docker", MANY, r"compose ps (?:-q|--quiet)(?: [A-Za-z0-9][\w-]*)*"),
    ("crictl", MANY, r"(?:ps|pods|images)(?: -a)? -a?q(?: --name[ =][\w-]+)?"),
    (
        "aws",
        MANY,
        rf"(?:{_AWS_PLACE} )*[a-z0-9-]+ (?:describe|list)-[a-z0-9-]+(?: .*)? (?:--query {_AWS_FIELD} --output text"
        rf"|--output text --query {_AWS_FIELD})(?: {_AWS_PLACE})*",
    ),
    ("gcloud", MANY, r"config get(?:-value)? (?:project|core/project|compute/(?:zone|region))"),
    ("az", MANY, r"[a-z ]+ (?:list|show).* --query (?:\[\]\.)?id (?:-o|--output) tsv"),
    ("seq", MANY, r"[0-9]+(?: [0-9]+){0,2}"),
    (
        "date",
        ONE,
        r"(?:(?:-u|--utc) )?(?:(?:-d|--date)[ =]?[\w :.+-]+ |(?:-v-?[0-9]+[a-zA-Z] )+)?"
        rf"\+{_CONVERSION}(?:{_CONVERSION}|[-:./0-9TZ_])*",
    ),
    ("id", ONE, r"-u|-g|-un|-gn"),
    ("pwd", ONE, r"(?:-P|-L)?"),
    ("which", MANY, r"(?:-a )?\w[\w.+-]*(?: \w[\w.+-]*)*"),
    ("command", MANY, r"-v \w[\w.+-]*"),
    ("nproc", ONE, r""),
    ("whoami", ONE, r""),
    ("uname", ONE, r"-[rsm]"),
)  # fmt: skip
_TABLE = rf"{_OBJECTS} {_KINDS}(?: {_OBJECT}| (?:-o ?|--output[ =])wide)*"
_COLUMN = re.compile(
    r"(?:(?:NR ?[!=><]=? ?[0-9]+|\$[0-9]+ ?(?:[!=><]=?|!?~) ?(?:\"[\w/]*\"|[0-9]+|/\w+/))(?: ?&& ?)?)*"
    r" ?\{ ?print \$([12]);? ?\}"
)
# Filters that hand lines on whole: their arguments joined by blanks, no file among them.
_FILTERS = {
    "head": re.compile(r"(?:-n ?-?|-)[0-9]+|"),
    "tail": re.compile(r"(?:-n ?[-+]?|[-+])[0-9]+|"),
    "sort": re.compile(r"(?:-[urnVfh]+ ?)*"),
    "uniq": re.compile(r""),
    "tr": re.compile(r"(?:\\t|\\n| ) (?:\\n|\\t| )"),
}
_OF_KIND = rf"{_OBJECTS} {_KINDS}(?: |\Z)"
_SECOND = {"cut": re.compile(r"-d ?/ -f ?2"), "awk": re.compile(r"-F ?/ \{ ?print \$2 ?\}")}
"""What leaves the name of `kind/name`."""
_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w*)\}?")
_GREP = re.compile(r"-[viwEF]+")


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """Return a pattern that few commands need, so that none waits for all of them."""
    return re.compile(form)


def _matches(form: str, text: str) -> bool:
    return _compiled(form).fullmatch(text) is not None


def printed(part: Part, known: Collection[str] = ()) -> int:
    """Return how many words `part` prints: ONE or MANY where they are names alone, else NOTHING_KNOWN.

    `known` are variables that hold one plain word each.
    """
    if isinstance(part, Block):
        if part.kind == EVALUATED:
            return ONE
        return printed(part.parts[0], known) if len(part.parts) == 1 and not part.redirects else NOTHING_KNOWN
    if isinstance(part, Pipeline):
        return _piped(part, known)
    if not _is_settled(part, known):
        return NOTHING_KNOWN
    program, arguments = _line(part)
    return next((n for name, n, form in _PRINTERS if name == program and _matches(form, arguments)), NOTHING_KNOWN)


def _piped(pipeline: Pipeline, known: Collection[str]) -> int:
    """Follow names, or a table whose first column holds them, through the filters behind it."""
    first, *rest = pipeline.parts
    if not _is_settled(first, known):
        return NOTHING_KNOWN
    source, listed = _line(first)
    number = printed(first, known)
    is_table = source == "kubectl" and not number and _matches(_TABLE, listed)
    if not number and not is_table:
        return NOTHING_KNOWN
    for step in rest:
        if not _is_settled(step, known):
            return NOTHING_KNOWN
        program, arguments = _line(step)
        if is_table and program == "awk":
            if not _takes_names(arguments, listed):
                return NOTHING_KNOWN
            is_table, number = False, MANY
        elif (
            number
            and program in _SECOND
            and _SECOND[program].fullmatch(arguments)
            and _compiled(_OF_KIND).match(listed)
        ):
            continue
        elif not _hands_on(program, arguments, step):
            return NOTHING_KNOWN
    return NOTHING_KNOWN if is_table else number


def _takes_names(arguments: str, listed: str) -> bool:
    """Whether an awk program prints the column of names of the table that kubectl's arguments `listed` ask for."""
    column = _COLUMN.fullmatch(arguments)
    spread = re.search(r" (?:-A|--all-namespaces)(?: |\Z)", listed)
    return column is not None and (column[1] == "1" or spread is not None)


def _hands_on(program: str, arguments: str, step: Part) -> bool:
    """Whether a filter prints lines as they are."""
    if program == "grep" and isinstance(step, Simple):
        patterns = [word.text for word in step.words[1:] if not _GREP.fullmatch(word.text)]
        return len(patterns) == 1 and patterns[0][:1] != "-"
    form = _FILTERS.get(program)
    return form is not None and form.fullmatch(arguments) is not None


def _is_settled(part: Part, known: Collection[str]) -> bool:
    """Whether a command stands as written: no assignment, no redirection but of errors, no word that may be several."""
    if not isinstance(part, Simple) or not part.words or part.assignments:
        return False
    if any(redirect.descriptor != "2" or redirect.target.text != "/dev/null" for redirect in part.redirects):
        return False
    return not any(word.opaque and not _is_value(part.words, at, known) for at, word in enumerate(part.words))


def _is_value(words: tuple[Word, ...], at: int, known: Collection[str]) -> bool:
    """Whether the word is the value of an option whatever it holds: `-n "$ns"`."""
    one = not words[at].splits or ((found := _VARIABLE.fullmatch(words[at].raw)) and found[1] in known)
    return at > 0 and bool(one) and words[at - 1].text in _VALUE_OPTIONS


def _line(part: Part) -> tuple[str, str]:
    """Return a command's program and its arguments joined by blanks, a value known only at run time as `x`."""
    program, *arguments = part.words if isinstance(part, Simple) else ()
    return program.text, " ".join("x" if word.opaque else word.text for word in arguments)
