"""What rules of cloud tools share: programs whose verbs stand behind options or nouns, and what runs in a container."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Inner, Program, Ruling, names, split_paths
from cloud_assist.command.rules.engine.paths import FOREIGN_KUBECONFIG, OWN_KUBECONFIG
from cloud_assist.command.syntax.parser import OPAQUE, Word
from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk

SHELLS = frozenset({"sh", "bash", "zsh", "ash", "dash", "ksh", "fish", "powershell", "pwsh", "cmd", "cmd.exe"})

OTHER_KUBECONFIG = Effect(
    "--kubeconfig",
    Risk.MUTATING,
    FOREIGN_KUBECONFIG,
    value=rf"(?!({OWN_KUBECONFIG.pattern})\Z)(?s:.*)|.*/\.\./.*",
    code=Code.FOREIGN_CODE,
)
OTHER_ENDPOINT = Effect(
    "--api-url --endpoint --endpoint-url --os-auth-url --auth-url --api --api-host --apiurl --server-url --base-url",
    Risk.MUTATING,
    "It sends credentials to the address given.",
    value=r"(?!(\w+://)?(localhost|127(\.\d+){3}|\[::1\])([:/]|\Z))(?s:.*)",
    code=Code.FOREIGN_CODE,
)

READING = names(
    "list ls get describe show info status inspect search find view version whoami current count history help lookup "
    "diff validate lint check doctor explain stat tree head tail logs log events ping"
)
CHANGING = names(
    "create add new update set edit patch modify put apply enable disable start stop restart reload resume pause "
    "suspend run deploy publish push pull upload download import export copy cp sync restore rollback rename scale "
    "resize attach detach assign unassign associate disassociate bind unbind link unlink register invite join "
    "connect disconnect login logout auth init install upgrade configure config use switch select open close "
    "trigger retry rerun cancel merge approve reject lock unlock move tag untag label rotate test build exec ssh "
    "fork clone mark transfer promote"
)
DELETING = names(
    "delete del remove rm destroy purge prune erase drop clear clean flush wipe revoke reset terminate uninstall "
    "deregister unregister kill nuke truncate forget expire empty undeploy unpublish teardown down rmi archive "
    "discard evict"
)
COMMON: Mapping[str, Risk] = {
    **dict.fromkeys(READING, Risk.READ_ONLY),
    **dict.fromkeys(CHANGING, Risk.MUTATING),
    **dict.fromkeys(DELETING, Risk.DESTRUCTIVE),
}
"""What a verb means wherever command-line tools agree on it."""


@dataclass(frozen=True)
class Nouns(Program):
    """A program of the form `tool NOUN… VERB`, where one table of verbs serves for all nouns.

    `verbs` holds whole paths and is looked up first. Otherwise known nouns are skipped and the next word is the verb.
    Words that are no known noun may be skipped in search of a deleting verb, never of a milder one.
    """

    nouns: str = ""
    """Words that lead to a verb, split at blanks."""
    passages: str = ""
    """Paths (comma-separated) of nouns whose last word is a verb elsewhere ("firebase test")."""
    closing: bool = False
    """Whether the program takes no operands, so that its verb is the last word before the options."""
    always_helps: bool = False
    """Whether its option for help wins wherever it stands, so that what is not known prints help as well."""
    actions: Mapping[str, Risk] = field(default_factory=lambda: COMMON)
    """Risk by verb, for every noun."""
    prefixes: Mapping[str, Risk] = field(default_factory=dict)
    """Risk by the beginning of a verb ("list-"), longest first, where `actions` has none."""

    def __post_init__(self) -> None:
        """Check the table.

        Raises:
            ValueError: a noun stands there twice, or a passage is empty.
        """
        _ = self._nouns, self._passages

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return names(self.nouns)

    @cached_property
    def _passages(self) -> frozenset[str]:
        return frozenset(split_paths(self.passages))

    def verb(self, args: Args) -> str:
        """Return the verb path: of the table, or the nouns up to and with the first known verb."""
        listed = super().verb(args)
        texts = args.verbs
        if self.closing:
            return self._closing(texts[: args.leading], listed) or self._closing(texts[: args.sure], listed)
        if listed and (len(listed.split()) > 1 or len(texts) < 2 or texts[0] not in self._nouns):
            return listed
        certain = True
        for at, text in enumerate(texts[:8]):
            if self._passages and " ".join(texts[: at + 1]) in self._passages:
                continue
            risk = self.action(text)
            if risk is not None and (at > 0 or text not in self._nouns) and (certain or risk is Risk.DESTRUCTIVE):
                return " ".join(texts[: at + 1])
            certain = certain and text in self._nouns
        return listed

    def _closing(self, texts: tuple[str, ...], listed: str) -> str:
        if not texts or listed == " ".join(texts):
            return listed
        risk = self.action(texts[-1])
        if risk is not None and (risk is Risk.DESTRUCTIVE or all(text in self._nouns for text in texts[:-1])):
            return " ".join(texts)
        return listed if (listed and self.verbs[listed].rank >= Risk.MUTATING.rank) or "*" in listed else ""

    def _helps(self, args: Args, verb: str) -> bool:
        asked = any(option.name in names(self.help) and option.value is None for option in args.options)
        return asked if self.always_helps else super()._helps(args, verb)

    @property
    def has_verbs(self) -> bool:
        """Whether its first operands say what it does: by `actions`, where `verbs` is empty."""
        return True

    def action(self, word: str) -> Risk | None:
        """Return what the verb `word` does, or None where it is no verb."""
        if OPAQUE in word:
            return None
        found = self.actions.get(word)
        if found is not None:
            return found
        return next((risk for prefix, risk in self.prefixes.items() if word.startswith(prefix)), None)

    def base_risk(self, args: Args, verb: str) -> Risk:
        """Return the risk of the verb before its flags."""
        if verb in self.verbs:
            return self.verbs[verb]
        if verb:
            return self.action(verb.rpartition(" ")[2]) or Risk.UNKNOWN
        return super().base_risk(args, verb)


def in_container(call: Call, rule: str, words: tuple[Word, ...], *, terminal: bool = False, text: str = "") -> Ruling:
    """Return the ruling of a call that runs `words` in a container or on another machine.

    Whatever it runs is judged as well; the call itself is never less than mutating, for the program there is not ours.
    A shell alone, no words at all, or `terminal` waits for a person.
    """
    shell = len(words) == 1 and words[0].text.rpartition("/")[2] in SHELLS
    codes = (Code.REMOTE, Code.INTERACTIVE) if terminal or shell or not words else (Code.REMOTE,)
    inner = () if shell or not words else (Inner(words=words, remote=True),)
    said = text or f"`{call.program}` runs a command in a container or on another machine."
    return Ruling(Risk.MUTATING, rule, said, tuple(finding(code) for code in codes), inner)
