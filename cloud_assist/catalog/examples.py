"""Commands in the example pages of the AWS CLI (reStructuredText): what each does, and the command made general.

An example's own values ("i-1234567890abcdef0", "my-bucket") are nobody's: they become placeholders, so that a person
is asked for theirs instead of being handed somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.port import Entry, Source
from cloud_assist.command.open_places import open_places

_BOLD = re.compile(r"^\*\*(.+?)\*\*\s*$")
_NUMBERED = re.compile(r"^(?:example|step)\s*\d*\s*[:.-]\s*", re.IGNORECASE)
_ROLE = re.compile(r"``([^`]*)``|`([^`<]+?)\s*<[^>]*>`__?")
_OPTION = re.compile(r"^--[a-z0-9][a-z0-9-]*$")
_WORDS = re.compile(r"""(?:[^\s'"]|'[^']*'|"(?:\\.|[^"\\])*")+""")
_CONSTANT = re.compile(r"\d{1,7}(?:\.\d+)?|true|false|[A-Z][A-Z0-9]+(?:[_-][A-Z0-9]+)*")
_CHOICE = re.compile(
    r"(?:^|-)(?:type|types|engine|protocol|state|status|action|mode|class|format|scope|family|tier|attribute|domain"
    r"|statistics?|metrics?|granularity|order-by|platform|architecture|runtime|method|unit|owners?|kind|direction|select"
    r"|return-values)$"
)
"""Options whose value is one of a few words: the word is the point of the example, not somebody's name."""
_CHOSEN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]{0,30}")
_SAMPLE = re.compile(
    r"""(?ix)
    \b(?:arn:aws[a-z-]*:[^\s'",}\]]+)
    | \b(?P<id>(?:i|vol|snap|ami|sg|sgr|subnet|vpc|eni|eipalloc|eipassoc|igw|nat|rtb|rtbassoc|acl|aclassoc|vgw|cgw
        |vpn|tgw|lt|pcx|dopt|fs|vpce|pl|r|lb|key|fl|tgw-attach|tgw-rtb)-[0-9a-f]{6,17}(?:example)?)\b
    | \b\d{12}\b
    """
)
_FILE = re.compile(r"^(file|fileb)://(.+)$")
_S3_URI = re.compile(r"s3://[^\s/'\"]+(/[^\s'\"]*)?")
_ID_NAMES = {"i": "instance-id", "vol": "volume-id", "snap": "snapshot-id", "ami": "image-id", "sg": "group-id",
             "subnet": "subnet-id", "vpc": "vpc-id", "eni": "network-interface-id", "fs": "file-system-id"}  # fmt: skip


def example_entries(path: tuple[str, ...], text: str) -> Iterator[Entry]:
    """Yield the examples of one page.

    Args:
        path: the operation the page belongs to: ("ec2", "describe-instances").
        text: the page.
    """
    opening = f"aws {' '.join(path)}"
    fallback = " ".join(path[1:]).replace("-", " ")
    for title, prose, commands in _sections(text):
        for command in commands:
            if not (command == opening or command.startswith(opening + " ")):
                continue
            general = generalise(command, len(path) + 1)
            yield Entry(
                source=Source.EXAMPLE,
                cli="aws",
                path=path,
                title=title or fallback,
                command=general,
                detail=prose,
                placeholders={name: name.replace("-", " ") for name in open_places(general)},
            )


def _sections(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (title, prose, commands) for each bold heading of a page, and for what stands before the first."""
    title, prose, commands = "", list[str](), list[str]()
    lines = iter(text.splitlines())
    pending = ""
    for line in lines:
        stripped = line.strip()
        heading = _BOLD.match(stripped)
        if heading:
            if commands:
                yield title, " ".join(prose), commands
            title, prose, commands, pending = _clean_title(heading.group(1)), [], [], ""
        elif pending:
            pending = _joined(pending, stripped)
        elif line[:1].isspace() and stripped.startswith("aws "):
            pending = stripped
        elif stripped and not line[:1].isspace() and not commands:
            prose.append(_plain(stripped))
        if pending and not pending.endswith("\\"):
            commands.append(" ".join(pending.split()))
            pending = ""
    if commands:
        yield title, " ".join(prose), commands


def _joined(command: str, line: str) -> str:
    return f"{command[:-1].rstrip()} {line}"


def _plain(text: str) -> str:
    return _ROLE.sub(lambda m: m.group(1) or m.group(2), text).removesuffix("::").strip()


def _clean_title(text: str) -> str:
    title = _NUMBERED.sub("", _plain(text)).strip().rstrip(":.")
    return re.sub(r"^[Tt]o\s+", "", title)


def generalise(command: str, words_of_operation: int) -> str:
    """Return an example's command with its sample values turned into placeholders.

    Numbers, booleans and constants stay: they are the point of the example. Structures keep their form; the ids and
    ARNs in them are opened.
    """
    words = _WORDS.findall(command)
    general, option, many = words[:words_of_operation], "", False
    for word in words[words_of_operation:]:
        if _OPTION.match(word):
            general.append(word)
            option, many = word[2:], False
        elif word in {"|", ">", "\\"}:
            general.append(word)
            option = ""
        elif many and general[-1].startswith("<"):
            continue  # one placeholder stands for the whole list
        else:
            general.append(_open(word, option))
            many = True
    return " ".join(general)


def _open(word: str, option: str) -> str:
    bare = word.strip("'\"")
    file = _FILE.match(bare)
    if file:
        return f"{file.group(1)}://<file>"
    if bare.startswith("s3://"):
        return _S3_URI.sub(lambda m: "s3://<bucket>" + ("/<key>" if m.group(1) not in {None, "", "/"} else ""), word)
    if not option or option in {"query", "output", "filters", "filter"} or any(c in bare for c in "={[,"):
        return _SAMPLE.sub(lambda m: f"<{_name_of_id(m)}>", word)
    if _CONSTANT.fullmatch(bare) or (_CHOICE.search(option) and _CHOSEN.fullmatch(bare)):
        return word
    name = re.sub(r"[^a-z0-9-]", "", option)
    singular = name[:-1] if name.endswith("s") and not name.endswith("ss") else name
    return f"<{singular}>"


def _name_of_id(match: re.Match[str]) -> str:
    text = match.group()
    if text.lower().startswith("arn:"):
        return "arn"
    if match.group("id"):
        return _ID_NAMES.get(text.split("-", 1)[0].lower(), "id")
    return "account-id"
