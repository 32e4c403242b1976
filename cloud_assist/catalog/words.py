"""Words of a request and of a command's description, brought to one form so that they can meet.

Both sides go through `terms`: plural and singular, "folder" and "directory", "removing" and "delete" end in the same
term. A verb gives two terms, itself and its class ("terminate" → "terminat", "xdelete"), so that the very same verb
still counts for more than one of the same kind.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text with blanks between them: a table of words that reads like prose."""
    return frozenset(text.split())


STOP_WORDS = word_set(
    """a about all am an and any are as at be been by can could do does each every for from give given has have how i
    if in into is it its me my no not of on one onto or our out please should so some specified specific that the
    their them then there these this those to up us using use via want was we were what when where which who why
    will with within would you your following certain example existing particular"""
)
"""Words that say nothing about the task. Verbs and the names of things are never among them."""

VERB_CLASSES: dict[str, frozenset[str]] = {
    "xread": word_set(
        """list show display get describe view see print read fetch retrieve return ls check inspect what which
        details detail info information status state lookup look dump enumerate report output tell whats"""
    ),
    "xdelete": word_set(
        "delete remove terminate destroy drop erase rm purge wipe uninstall clean prune clear empty discard"
    ),
    "xcreate": word_set("create make new add generate launch provision allocate register init initialize"),
    "xchange": word_set(
        "update change modify set edit put alter adjust configure replace rename apply patch upgrade resize"
    ),
    "xstart": word_set("start boot begin run execute invoke trigger launch call"),
    "xstop": word_set("stop halt shutdown end cancel abort kill suspend pause terminate quit"),
    "xrestart": word_set("restart reboot bounce reload recreate redeploy"),
    "xsearch": word_set("find search grep locate query filter lookup scan"),
    "xcopy": word_set("copy cp duplicate clone sync mirror synchronise synchronize rsync"),
    "xupload": word_set("upload push publish send put deploy"),
    "xdownload": word_set("download pull fetch get save"),
    "xattach": word_set("attach associate connect bind join mount link"),
    "xdetach": word_set("detach disassociate disconnect unbind unlink unmount"),
    "xenable": word_set("enable activate allow grant permit authorize turn"),
    "xdisable": word_set("disable deactivate deny revoke block forbid deregister"),
    "xwatch": word_set("follow tail watch stream monitor live"),
    "xbackup": word_set("backup snapshot export save"),
    "xrestore": word_set("restore import recover rollback undo revert"),
    "xtest": word_set("test validate verify check lint"),
}

_SAME: dict[str, str] = {
    alias: word
    for word, aliases in {
        "folder": "directory dir directories subdirectory subfolder",
        "kubernetes": "k8s kube k8",
        "repository": "repo",
        "database": "db databases",
        "environment": "env",
        "configuration": "config configs conf",
        "configmap": "configmaps",
        "service": "svc",
        "namespace": "ns",
        "deployment": "deploy deployments",
        "instance": "vm server machine virtualmachine",
        "authentication": "auth login signin",
        "permission": "rights privilege",
        "statefulset": "sts",
        "daemonset": "ds",
        "persistentvolumeclaim": "pvc",
        "persistentvolume": "pv",
        "autoscaler": "hpa",
        "function": "lambda lambdas",
        "image": "ami amis",
        "group": "groups",
        "memory": "ram mem",
        "processor": "cpu cpus cores",
        "address": "ip ips addresses",
        "certificate": "cert certs ssl tls",
        "message": "msg",
        "password": "passwd",
        "organization": "organisation org",
        "color": "colour",
        "synchronize": "synchronise",
        "authorize": "authorise",
        "initialize": "initialise",
        "analyze": "analyse",
        "javascript": "js",
        "yaml": "yml",
        "email": "mail",
        "identifier": "id ids",
        "parameter": "param params",
        "administrator": "admin",
        "application": "app apps",
        "availability": "az",
        "storage": "disk drive",
        "temporary": "temp tmp",
        "size": "big large largest biggest bigger",
    }.items()
    for alias in aliases.split()
}

_KEPT_WHOLE = word_set(
    """aws s3 ecs eks rds sns sqs dns kms acm ses sts ssm ls ps dns https status access address process class this
    kubernetes analysis alias always bus canvas radius basis does was has is its us pods vpcs redis axis express
    previous various series news less unless across cross pass loss gas gcs is as bias atlas lens"""
)


def split(text: str) -> list[str]:
    """Return the bare words of `text`, lower case, camel case taken apart."""
    return _WORD.findall(_CAMEL.sub(" ", text).lower())


def stem(word: str) -> str:
    """Return a word without its plural and its common endings; short words and abbreviations stay as they are."""
    if word.endswith("s") and len(word) > 3 and word not in _KEPT_WHOLE and not word.endswith(("ss", "us")):
        word = _singular(word)
    elif word in {"pods", "vpcs"}:
        word = word[:-1]
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            word = word.removesuffix(ending)
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


_CLASS_OF: dict[str, tuple[str, ...]] = {}
for _name, _verbs in VERB_CLASSES.items():
    for _verb in _verbs:
        _CLASS_OF[stem(_verb)] = (*_CLASS_OF.get(stem(_verb), ()), _name)
_SAME_STEM = {stem(alias): stem(word) for alias, word in _SAME.items()}


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order: stems, synonyms brought together, verb classes added, no stop words."""
    found: list[str] = []
    for word in split(text):
        if word in STOP_WORDS:
            if word in {"what", "which"}:
                found.append("xread")
            continue
        base = _SAME.get(word) or word
        stemmed = stem(base)
        stemmed = _SAME_STEM.get(stemmed, stemmed)
        found.append(stemmed)
        found.extend(_CLASS_OF.get(stemmed, ()))
    return found


def is_class(term: str) -> bool:
    """Return whether `term` is a class of verbs rather than a word."""
    return term in VERB_CLASSES


def is_verb(term: str) -> bool:
    """Return whether `term` is the stem of a verb that belongs to a class."""
    return term in _CLASS_OF


def classes(words: list[str]) -> frozenset[str]:
    """Return the verb classes among some terms."""
    return frozenset(word for word in words if word in VERB_CLASSES)
