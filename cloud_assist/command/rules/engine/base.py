"""What a rule is made of: a call, its parsed arguments, a ruling, and tables that turn one into the other.

A family module holds `RULES: Mapping[str, Rule]`, program name to rule. Most rules are a `Program`, which is data:
which flags take a value, what its verbs do, which flags raise or lower that. A program too odd for a table gets a
function of the same type. Every `Program` (and every function, through the module's `EXAMPLES`) carries commands with
the risk they must come out with; one test checks them for all families.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import NamedTuple

from cloud_assist.command.rules.engine.arguments import Args, Flags, Option, names, repeated
from cloud_assist.command.syntax.parser import OPAQUE, Assignment, Part, Redirect, Word
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Risk

__all__ = [
    "MANY",
    "OPAQUE",
    "Args",
    "Call",
    "Effect",
    "Examples",
    "Flags",
    "Inner",
    "Option",
    "Program",
    "Rule",
    "Ruling",
    "Word",
    "examples_of",
    "names",
    "reading_with",
    "ruled",
    "sentence",
    "split_paths",
    "verbs",
]

Examples = Mapping[Risk, tuple[str, ...]]
"""Commands by the risk they must come out with."""
MANY = 1_000_000
"""Operands, where a program takes any number."""


class Ruling(NamedTuple):
    """What one rule says about one simple command."""

    risk: Risk
    rule: str
    """Stable identifier, family first: "kubectl.delete"."""
    text: str
    """One sentence for the person."""
    findings: tuple[Finding, ...] = ()
    inner: tuple[Inner, ...] = ()
    """What the command starts in its turn (a wrapper's command, `bash -c` text); judged as well, the worst wins."""


class Inner(NamedTuple):
    """A command inside a command: words that are run as they stand, or shell source."""

    words: tuple[Word, ...] = ()
    source: str | None = None
    """Shell text, parsed anew; None where `words` are meant. Text that holds OPAQUE cannot be vouched for."""
    assignments: tuple[Assignment, ...] = ()
    more_args: bool = False
    """Whether further operands, unknown here, are appended (`xargs`)."""
    piped: bool = False
    """Whether they are the words that the pipe brings, as `xargs` splits them."""
    dialect: str = "sh"
    """Who reads `source`: "bash", "sh" for any other shell, "same" for the shell that reads the command itself."""
    remote: bool = False
    """Whether it runs on another machine or in a container, where our PATH and files do not count."""


class Call(NamedTuple):
    """One simple command as a rule sees it."""

    program: str
    """Base name of argv[0]."""
    args: tuple[Word, ...]
    """argv[1:]."""
    redirects: tuple[Redirect, ...] = ()
    upstream: tuple[Part, ...] = ()
    """The commands whose output it reads through a pipe; empty where it is the first."""
    more_args: bool = False
    """Whether further operands, unknown here, are appended when it runs (`xargs`, `find -exec`)."""
    names_only: bool = False
    """Whether those cannot be options: ids and object names. The first of them stands opaque among the arguments."""
    cwd: str = "/"
    """Absolute working directory, as far as it is known."""

    @property
    def words(self) -> tuple[str, ...]:
        """The arguments' values."""
        return tuple(word.text for word in self.args)


Rule = Callable[[Call], Ruling]


@dataclass(frozen=True)
class Effect:
    """What a flag does to the risk of the verbs it stands with.

    Effects apply in the order of the table: one that `lowers` sets the risk whatever came before it (`--force` then
    `--dry-run`), one after it raises it again (`--dry-run` then `--post-renderer`).
    """

    flags: str
    """Names, split at blanks."""
    risk: Risk
    text: str
    """One sentence; empty for the class's own."""
    only: str = ""
    """Verb paths (comma-separated) that it applies to; empty for all."""
    value: str = ""
    """Regular expression that the whole value must match; empty for any."""
    lowers: bool = False
    """Whether it replaces the verb's risk (`--dry-run`, `--list`) instead of raising it."""
    code: Code | None = None

    def __post_init__(self) -> None:
        """Check the table: what no flag can fire is a mistake.

        Raises:
            ValueError: no flag, a flag twice, or an empty verb path.
        """
        if not self.names:
            raise ValueError("An effect names the flags that have it.")
        if len(set(self.paths)) != len(self.paths):
            raise ValueError(f"Twice in one effect: {', '.join(repeated(self.paths))}.")

    @cached_property
    def names(self) -> frozenset[str]:
        """The flags."""
        return names(self.flags)

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The verb paths."""
        return split_paths(self.only)

    @cached_property
    def _value(self) -> re.Pattern[str] | None:
        return re.compile(self.value) if self.value else None

    def covers(self, verb: str) -> bool:
        """Whether this applies to the verb path `verb`."""
        return not self.paths or any(verb == path or verb.startswith(path + " ") for path in self.paths)

    def fires(self, verb: str, args: Args) -> bool:
        """Whether one of the flags is given with a fitting value. An opaque value raises, and never lowers."""
        named = [o for o in args.options if o.name in self.names or (args.unknown and self._abbreviated(o.name, args))]
        if not (named or args.swallowed) or not self.covers(verb):
            return False
        for option in named:
            if OPAQUE in option.text:
                if not self.lowers:
                    return True
            elif self._value is None:
                if option.text not in {"false", "False"}:
                    return True
            elif self._value.fullmatch(option.text):
                return True
        return not self.lowers and any(name in self.names for name in args.swallowed)

    def _abbreviated(self, name: str, args: Args) -> bool:
        """Whether `name` may be the beginning of one of the long flags: such a beginning raises, and never lowers."""
        if self.lowers or name[:2] != "--" or len(name) < _SHORTEST or name not in args.unknown:
            return False
        return any(flag.startswith(name) for flag in self.names)


_VERSION = names("--version -version -V -v")
_HELPS = _VERSION | names("--help -help -h")
_ALONE = names("version whoami current doctor")
"""Verbs that are known to read with nothing behind them: `uv version 2` sets it, `fastly service version` leads on."""
_SHOWING = names("-v --verbose -q --quiet -j --json --no-pager --no-color --color --no-legend --plain --format")
"""Options with which a verb that reads only where nothing stands behind it ("upgrade $") goes on reading."""
_COMMON = names("--verbose --quiet --no-color")
"""Options that say how much is printed, wherever they exist; where they do not, the program refuses them."""
_SHORTEST = 4
"""Characters of a long flag's beginning, dashes counted, from which it is taken for the flag."""


def verbs(**by_risk: str) -> dict[str, Risk]:
    """Build a verb table: `verbs(read_only="get, config view", destructive="delete")`; paths are comma-separated.

    Raises:
        ValueError: a path stands there twice, or an entry is empty.
    """
    table: dict[str, Risk] = {}
    for name, text in by_risk.items():
        risk = Risk(name)
        for path in split_paths(text):
            if path in table:
                raise ValueError(f"`{path}` is {table[path]} and {risk} in one table of verbs.")
            table[path] = risk
    return table


def split_paths(text: str) -> tuple[str, ...]:
    """Split comma-separated verb paths.

    Raises:
        ValueError: an entry is empty.
    """
    if not text:
        return ()
    paths = tuple(path.strip() for path in text.split(","))
    if "" in paths:
        raise ValueError(f"An empty entry among the verbs: {text!r}.")
    return paths


@dataclass(frozen=True)
class Program:
    """A program as data.

    With `verbs`, the leading operands are looked up, the longest path first; `*` in a path stands for any one word, and
    `$` at its end for the end of the operands ("con $" is `nmcli con` alone, not `nmcli con up`).

    Reading is a closed world: a call reads only where every option and the number of its operands are known to read,
    and a verb that leads on to others ("config" beside "config set") reads only with a word behind it that the table
    knows, or with none; "config *" says that any one word there is a name, and none after it.
    """

    name: str
    """Family name in rule identifiers."""
    default: Risk = Risk.UNKNOWN
    """Risk of a call that no verb covers (and of every call where there are no verbs)."""
    flags: Flags = field(default_factory=Flags)
    verbs: Mapping[str, Risk] = field(default_factory=dict)
    bare: Risk | None = None
    """Risk of a call without any verb (`kubectl` alone prints help); None for `default`."""
    effects: tuple[Effect, ...] = ()
    help: str = "--help --version"
    """Options that make any call print and stop."""
    operands: int = 0
    """How many operands a call may have and still read, where the program has no verbs."""
    any_option: bool = False
    """Whether its options are too many to list, select what is shown, and those that do more are all among `effects`.

    Otherwise an option that is not in `flags` makes what would be a read unknown.
    """
    at_names: bool = False
    """Without verbs: whether an operand may begin with `@` (`dig @server`), which elsewhere names a file of options."""
    at_files: bool = False
    """With verbs: whether a word that begins with `@` names a file of options, also as an option's value."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Sentences by verb path, where the class's own does not do."""
    codes: Mapping[str, Code] = field(default_factory=dict)
    """Findings by verb path."""
    custom: Callable[[Call, Args, str], Ruling | None] | None = None
    """Looks at (call, arguments, verb path) first; None leaves it to the table."""
    examples: Examples = field(default_factory=dict)

    def __call__(self, call: Call) -> Ruling:
        """Judge one call."""
        args = self._options.parse(call.args)
        if args.unclear:
            return Ruling(
                Risk.UNKNOWN, f"{self.name}.option", f"An option of `{call.program}` is only known at run time."
            )
        verb = self.verb(args)
        if self._helps(args, verb):
            return Ruling(Risk.READ_ONLY, f"{self.name}.help", f"`{call.program}` prints its help or version.")
        if verb and args.sure <= verb.count(" "):
            text = f"`{call.program}` has no known option `{args.unknown[0]}`, so its verb is uncertain."
            return Ruling(Risk.UNKNOWN, f"{self.name}.option", text)
        if call.more_args and self.verbs and self._goes_on(verb):
            text = f"Appended arguments decide what `{call.program}` does."
            return Ruling(Risk.UNKNOWN, f"{self.name}.appended", text)
        if self.custom is not None:
            ruling = self.custom(call, args, verb)
            if ruling is not None:
                return self._raised(call, args, verb, ruling)
        return self.rule(call, args, verb)

    def _unlisted(self, call: Call, args: Args, verb: str) -> Ruling | None:
        """Return why a call that seems to read is not one of those that are known to."""
        stranger = None
        if args.unknown or args.swallowed:
            swallowed = (name for name in args.swallowed if name[:2] == "--" and name not in self.flags)
            stranger = next((name for name in (*args.unknown, *swallowed) if not self._mentioned(name, verb)), None)
        if stranger is not None and not self.any_option:
            text = f"`{stranger}` is not a known read-only option of `{call.program}`."
            return Ruling(Risk.UNKNOWN, f"{self.name}.option", text)
        if not self.has_verbs and len(args.operands) > self.operands:
            text = f"`{call.program}` with {len(args.operands)} operands is not known to be read-only."
            return Ruling(Risk.UNKNOWN, f"{self.name}.operands", text)
        if listing := next((word for word in self._may_list(call, args) if word.text[:1] == "@"), None):
            text = f"`{listing.text}` may be a file of further options of `{call.program}`."
            return Ruling(Risk.UNKNOWN, f"{self.name}.listing", text)
        if verb[-2:] == " $" and args.leading < len(args.operands) + 1:
            odd = next((option.name for option in args.options if option.name not in _SHOWING), None)
            if odd is not None:
                text = f"`{call.program} {verb[:-2]}` is only known to read alone, without `{odd}`."
                return Ruling(Risk.UNKNOWN, f"{self.name}.option", text)
        further = args.operands[len(verb.split()) :]
        if further and (verb[-1:] == "*" or self.leads_on(verb)) and self.base_risk(args, verb) is Risk.READ_ONLY:
            text = f"`{further[0].text.replace(OPAQUE, '…')}` is not a known command of `{call.program} {verb}`."
            return Ruling(Risk.UNKNOWN, f"{self.name}.verb", text)
        return None

    def _may_list(self, call: Call, args: Args) -> Sequence[Word]:
        """Return the words that name a file of further options where they begin with `@`."""
        if self.has_verbs:
            return call.args if self.at_files else ()
        return () if self.at_names else args.operands

    def _mentioned(self, name: str, verb: str) -> bool:
        """Whether the table says what an option does to `verb`, be it known to the parser or not."""
        return (
            name in _COMMON or name in names(self.help) or any(name in e.names and e.covers(verb) for e in self.effects)
        )

    @property
    def has_verbs(self) -> bool:
        """Whether its first operands say what it does."""
        return bool(self.verbs)

    def leads_on(self, verb: str) -> bool:
        """Whether the word behind `verb` may be a command or a new value, so that it has to be known."""
        return verb in self._groups or verb.rpartition(" ")[2] in _ALONE

    def _helps(self, args: Args, verb: str) -> bool:
        """Whether it prints help; a verb that is not covered may hand `--help` on (`go run x --help` runs x)."""
        if args.operands and self.base_risk(args, verb) is Risk.UNKNOWN:
            return False
        wanted = names(self.help)
        if args.operands and self.base_risk(args, verb) is not Risk.READ_ONLY:
            wanted -= _VERSION  # `cargo yank x --version 1` takes away version 1
        return any(option.name in wanted and option.value is None for option in args.options)

    def _goes_on(self, verb: str) -> bool:
        """Whether a further word could make another verb of this one (`git stash` and `drop`)."""
        return not verb or verb.endswith("$") or any(path.startswith(verb + " ") for path in self.verbs)

    def verb(self, args: Args) -> str:
        """Return the longest verb path of the table that the operands begin with; empty where there is none."""
        if not self.verbs:
            return ""
        texts = [word.text for word in args.operands[: self._depth]]
        if len(args.operands) < self._depth and (path := " ".join((*texts, "$"))) in self.verbs:
            return path
        for length in range(len(texts), 0, -1):
            path = self._find(texts[:length])
            if path:
                return path
        return ""

    def _find(self, texts: list[str]) -> str:
        path = " ".join(texts)
        if path in self.verbs:
            return path
        for pattern in self._wild:
            if len(pattern) == len(texts) and all(
                a in {"*", b} and OPAQUE not in b for a, b in zip(pattern, texts, strict=True)
            ):
                return " ".join(pattern)
        return ""

    @cached_property
    def _options(self) -> Flags:
        """The options as they are parsed: `--import` is itself, and no beginning of `--import-options`."""
        return self.flags.beside(frozenset().union(*(effect.names for effect in self.effects)))

    @cached_property
    def _depth(self) -> int:
        return max((path.count(" ") + 1 for path in self.verbs), default=0)

    @cached_property
    def _wild(self) -> list[tuple[str, ...]]:
        return [tuple(path.split()) for path in self.verbs if "*" in path]

    def rule(self, call: Call, args: Args, verb: str) -> Ruling:
        """Judge by the table alone: verb, then flags."""
        risk = self.base_risk(args, verb)
        shown = f"{call.program} {verb}".strip()
        name = f"{self.name}.{verb.replace(' ', '-') or 'call'}"
        text = self.texts.get(verb) or sentence(shown, risk)
        findings = [finding(self.codes[verb])] if verb in self.codes else []
        for effect in self.effects if args.options else ():
            if not effect.fires(verb, args):
                continue
            if effect.code is not None:
                findings.append(finding(effect.code))
            if effect.lowers or effect.risk.rank > risk.rank:
                risk, text = effect.risk, effect.text or sentence(shown, effect.risk)
        if risk is Risk.READ_ONLY and (unlisted := self._unlisted(call, args, verb)) is not None:
            return unlisted
        if risk.rank <= Risk.SENSITIVE.rank:
            doubt = self._doubt(call, args, verb)
            if doubt is not None:
                return doubt
        return Ruling(risk, name, text, tuple(findings))

    def _raised(self, call: Call, args: Args, verb: str, ruling: Ruling) -> Ruling:
        """Return a custom ruling, or what a raising flag makes of it: a special case does not hide `-o`."""
        for effect in self.effects:
            if not effect.lowers and effect.risk.rank > ruling.risk.rank and effect.fires(verb, args):
                text = effect.text or sentence(f"{call.program} {verb}".strip(), effect.risk)
                ruling = ruling._replace(risk=effect.risk, text=text)
        if ruling.risk is Risk.READ_ONLY and not ruling.inner:
            return self._unlisted(call, args, verb) or ruling
        return ruling

    def base_risk(self, args: Args, verb: str) -> Risk:
        """Return the risk of the verb before its flags."""
        if not self.verbs:
            return self.default
        if verb:
            return self.verbs[verb]
        if self.bare is not None and (not args.operands or " ".join(args.verbs) in self._groups):
            return self.bare
        return self.default

    @cached_property
    def _groups(self) -> frozenset[str]:
        """Paths that only lead to verbs (`docker image`): alone they print their help."""
        paths = [path.split() for path in self.verbs if "*" not in path]
        return frozenset(" ".join(path[:length]) for path in paths for length in range(1, len(path)))

    def _doubt(self, call: Call, args: Args, verb: str) -> Ruling | None:
        """Return why a call that seems to read cannot be vouched for."""
        may_be_options = call.more_args and not call.names_only and not _ends_options(call.args)
        if not args.expanding and not may_be_options:
            return None
        if any(e.risk.rank >= Risk.MUTATING.rank and not e.lowers and e.covers(verb) for e in self.effects):
            text = f"Arguments of `{call.program}` are only known at run time; they could be options that write."
            return Ruling(Risk.UNKNOWN, f"{self.name}.expansion", text)
        return None


def _ends_options(words: tuple[Word, ...]) -> bool:
    return any(word.text == "--" for word in words)


_SENTENCES = {
    Risk.READ_ONLY: "`{}` is read-only.",
    Risk.SENSITIVE: "`{}` reveals a secret or creates a credential.",
    Risk.MUTATING: "`{}` creates or changes something.",
    Risk.DESTRUCTIVE: "`{}` deletes or overwrites data, or cannot be undone.",
    Risk.UNKNOWN: "There is no rule for this use of `{}`.",
    Risk.FORBIDDEN: "`{}` would ruin the machine.",
}


def sentence(shown: str, risk: Risk) -> str:
    """Return the class's own sentence about `shown`."""
    return _SENTENCES[risk].format(shown)


def reads(name: str, flags: Flags | None = None, **more: object) -> Program:
    """Return a program that only reads, whatever its arguments, save for `effects`."""
    return Program(name, Risk.READ_ONLY, flags or Flags(), **more)  # type: ignore[arg-type]


def reading_with(flags: Flags) -> Callable[[Rule], Rule]:
    """Have a rule that is a function read only where every option of the call is among `flags`."""

    def closed(rule: Rule) -> Rule:
        @wraps(rule)
        def judged(call: Call) -> Ruling:
            ruling = rule(call)
            if ruling.risk is not Risk.READ_ONLY:
                return ruling
            args = flags.parse(call.args)
            strange = [name for name in args.unknown if name not in _HELPS]
            if not strange and not args.unclear:
                return ruling
            text = f"`{(*strange, '…')[0]}` is not a known read-only option of `{call.program}`."
            return Ruling(Risk.UNKNOWN, f"{ruling.rule}.option", text)

        return judged

    return closed


def ruled(call: Call, risk: Risk, rule: str, text: str = "", *codes: Code) -> Ruling:
    """Return a ruling with the class's own sentence where `text` is empty."""
    return Ruling(risk, rule, text or sentence(call.program, risk), tuple(finding(code) for code in codes))


def examples_of(rules: Mapping[str, Rule], extra: Examples) -> Iterator[tuple[str, Risk]]:
    """Yield every example of a family with its expected risk."""
    seen: set[int] = set()
    for rule in rules.values():
        if isinstance(rule, Program) and id(rule) not in seen:
            seen.add(id(rule))
            yield from ((command, risk) for risk, commands in rule.examples.items() for command in commands)
    yield from ((command, risk) for risk, commands in extra.items() for command in commands)
