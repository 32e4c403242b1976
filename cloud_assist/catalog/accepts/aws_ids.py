"""Values that cannot be the id or the URL an AWS service wants: a name behind `--instance-ids`.

The CLI sends such a value; the service refuses it. Only forms that never differ are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.findings import warning
from cloud_assist.catalog.accepts.words import Word, is_known
from cloud_assist.catalog.clis.port import Option
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_PREFIXES = {
    "--instance-id": "i-",
    "--volume-id": "vol-",
    "--subnet-id": "subnet-",
    "--vpc-id": "vpc-",
    "--image-id": "ami-",
    "--snapshot-id": "snap-",
    "--security-group-id": "sg-",
    "--group-id": "sg-",
    "--network-interface-id": "eni-",
    "--internet-gateway-id": "igw-",
    "--nat-gateway-id": "nat-",
    "--route-table-id": "rtb-",
    "--allocation-id": "eipalloc-",
}
"""What the ids of EC2 begin with, by the option that takes one; its plural takes several."""
_OTHERWISE = frozenset({("describe-placement-groups", "--group-ids"), ("modify-instance-placement", "--group-id")})
"""Options of such a name that take something else."""
_QUEUE_NAME = re.compile(r"[\w-]+(?:\.fifo)?", re.ASCII)
_PARAMETER = "resolve:ssm:"
"""Before the name of a parameter that holds an image's id."""


def check_ids(path: tuple[str, ...], option: Option, values: Sequence[Word]) -> Iterator[Finding]:
    """Yield a warning for each value that has not the form of what the option takes.

    Args:
        path: of the command, without `aws`.
        option: the option.
        values: its values.
    """
    name = option.names[0]
    known = [word.text for word in values if is_known(word)]
    if path[:1] == ("sqs",) and name == "--queue-url":
        yield from (_no_url(name, text) for text in known if "://" not in text)
        return
    prefix = _PREFIXES.get(name.removesuffix("s"), "")
    if path[:1] != ("ec2",) or not prefix or (path[-1], name) in _OTHERWISE:
        return
    for text in known:
        if _cannot_be(text, prefix):
            yield warning(Code.BAD_VALUE, f"`{name}` takes ids such as `{prefix}0123456789abcdef0`, not `{text}`.")


def _no_url(option: str, text: str) -> Finding:
    by_name = f"aws sqs get-queue-url --queue-name {text} --query QueueUrl --output text"
    how = f' Find it by name: `"$({by_name})"`.' if _QUEUE_NAME.fullmatch(text) else ""
    return warning(Code.BAD_VALUE, f"`{option}` takes the URL of a queue, not `{text}`.{how}")


def _cannot_be(text: str, prefix: str) -> bool:
    """Whether a value is no id that begins so; a list in JSON and the value of a file are not judged."""
    return bool(text) and not text.startswith((prefix, "[", "file://", _PARAMETER))
