"""What gcloud wants given: groups of arguments within groups, required or excluding each other.

The rules are those of gcloud's own `validate_specified_args`. Which of several positionals a word is cannot be told
from here, so that a positional counts as given by halves where there are any words for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from enum import IntEnum

from cloud_assist.catalog.accepts.findings import error, shown
from cloud_assist.catalog.clis.port import Need
from cloud_assist.findings import Code
from cloud_assist.models import Finding


class _Given(IntEnum):
    NO = 0
    MAYBE = 1
    YES = 2


class _UnmetError(Exception):
    """Carries the finding about the first rule that does not hold."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.text)
        self.finding = finding


def unmet(needs: Need, given: Set[str], where: str, *, any_words: bool) -> Iterator[Finding]:
    """Yield the first rule that a command does not keep.

    Args:
        needs: the group of all its arguments.
        given: the flags that stand in it.
        where: the command, for the text.
        any_words: whether it has words that may be positionals.
    """
    try:
        _Check(given, where, any_words=any_words).group(needs, asked=True, top=True)
    except _UnmetError as found:
        yield found.finding


class _Check:
    def __init__(self, given: Set[str], where: str, *, any_words: bool) -> None:
        self._given = given
        self._where = where
        self._any_words = any_words

    def group(self, needs: Need, *, asked: bool, top: bool = False) -> _Given:
        """Return whether anything of a group is given; `asked` where every group around it is required.

        Raises:
            _UnmetError: a rule in it does not hold.
        """
        found = [(member, self._member(member, asked=asked)) for member in needs.members]
        lacking = [member for member, is_given in found if member.required and not is_given]
        certain = {member.flags or (str(index),) for index, (member, is_given) in enumerate(found) if is_given > 1}
        most = max((is_given for _, is_given in found), default=_Given.NO)
        if lacking and (top or certain):
            raise self._lacking(lacking[0])
        if needs.exclusive and len(certain) > 1:
            raise _UnmetError(error(Code.UNEXPECTED_ARGUMENT, f"`{self._where}` takes only one of {_names(needs)}."))
        if needs.exclusive and asked and needs.required and not most:
            raise self._lacking(needs)
        return most

    def _member(self, member: Need, *, asked: bool) -> _Given:
        if member.members:
            return self.group(member, asked=asked and member.required)
        if member.flags:
            return _Given.NO if self._given.isdisjoint(member.flags) else _Given.YES
        return _Given.MAYBE if self._any_words else _Given.NO

    def _lacking(self, need: Need) -> _UnmetError:
        flags = [names[0] for names in _flags(need)]
        if not flags:
            return _UnmetError(error(Code.MISSING_OPTION, f"`{self._where}` needs another argument."))
        one_of = "one of " if len(flags) > 1 else ""
        suggestion = flags[0] if len(flags) == 1 else ""
        return _UnmetError(
            error(Code.MISSING_OPTION, f"`{self._where}` needs {one_of}{_names(need)}.", suggestion),
        )


def _flags(need: Need) -> Iterator[tuple[str, ...]]:
    if need.flags:
        yield need.flags
    for member in need.members:
        yield from _flags(member)


def _names(need: Need) -> str:
    return shown(dict.fromkeys(names[0] for names in _flags(need)))
