"""What some commands of the AWS CLI ask of their arguments in code of their own, which no table tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.findings import error
from cloud_assist.catalog.accepts.words import Word, is_known
from cloud_assist.catalog.clis.port import Option
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_REMOTE = "s3://"
_BETWEEN = frozenset({"cp", "mv", "sync"})
_ON_ONE = frozenset({"mb", "rb", "rm"})
_ZIP_FILES = frozenset({("create-function", "--zip-file"), ("update-function-code", "--zip-file")})


def check_paths(path: tuple[str, ...], given: Sequence[Word]) -> Iterator[Finding]:
    """Yield what `aws s3` says to the kinds of its paths (check_path_type in awscli/customizations/s3/subcommands.py).

    Args:
        path: of the command.
        given: its positional arguments.
    """
    if path[0] != "s3" or len(path) != 2 or not all(map(is_known, given)):
        return
    remote = [word.text.startswith(_REMOTE) for word in given]
    if path[1] in _BETWEEN and len(remote) == 2 and not any(remote):
        meant = _REMOTE + given[1].text.lstrip("./")
        text = f"`aws s3 {path[1]}` copies between this machine and S3, or within S3: at least one path must start with `s3://`."
        yield error(Code.BAD_VALUE, text, meant)
    elif path[1] in _ON_ONE and remote == [False]:
        meant = _REMOTE + given[0].text
        yield error(Code.BAD_VALUE, f"`aws s3 {path[1]}` takes `{meant}`, not `{given[0].text}`.", meant)


def check_zip_file(path: tuple[str, ...], option: Option, values: Sequence[Word]) -> Iterator[Finding]:
    """Yield what `aws lambda` says to a package that is named without `fileb://`.

    Source: awscli/customizations/awslambda.py.
    """
    name = option.names[0]
    if path[:1] != ("lambda",) or (path[-1], name) not in _ZIP_FILES or not values or not is_known(values[0]):
        return
    file = values[0].text
    if not file.startswith("fileb://"):
        meant = "fileb://" + file.removeprefix("file://")
        yield error(Code.BAD_VALUE, f"`{name}` takes a zip file as `{meant}`.", meant)
