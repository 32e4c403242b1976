"""Turns the nouns into plain values for checkpoints and interrupts, and back.

A checkpoint may hold str, int, float, bool, None, list and dict only: whoever can write the database must not be able
to choose which classes are built when it is read.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from cloud_assist.errors import StoreError
from cloud_assist.models import Answer, Approve, ApprovePlan, Cancel, Decision, Edit, OneByOne, Reject, Retry

T = TypeVar("T")

_DECISIONS: dict[str, type[Decision]] = {
    "approve": Approve,
    "approve_plan": ApprovePlan,
    "one_by_one": OneByOne,
    "edit": Edit,
    "reject": Reject,
    "cancel": Cancel,
    "retry": Retry,
    "answer": Answer,
}
_NAMES = {kind: name for name, kind in _DECISIONS.items()}


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Return the adapter of a class; making one takes a millisecond, so it is kept."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def to_plain(value: object) -> dict[str, Any]:
    """Return a frozen dataclass as JSON-like values."""
    plain: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return plain


def from_plain(kind: type[T], plain: object) -> T:
    """Return `plain` as a `kind`.

    Raises:
        StoreError: the values are not of that shape (an older version, or a doctored store).
    """
    try:
        value: T = _adapter(kind).validate_python(plain)
    except ValidationError as error:
        raise StoreError(
            "This session cannot be read.",
            why=f"A stored {kind.__name__} has an unexpected form.",
            todo="Start a new session. The audit trail still shows what ran.",
        ) from error
    return value


def decision_to_plain(decision: Decision, *, after_s: float = 0.0) -> dict[str, Any]:
    """Return a decision as plain values with its kind under "decision"; it was made `after_s` after the question."""
    return {"decision": _NAMES[type(decision)], "decided_after_s": round(after_s, 3), **to_plain(decision)}


def decision_from_plain(plain: object) -> Decision:
    """Return the decision that `decision_to_plain` made plain.

    Raises:
        StoreError: it is not one.
    """
    if isinstance(plain, dict):
        values = dict(plain)
        values.pop("decided_after_s", None)
        kind = _DECISIONS.get(str(values.pop("decision", "")))
        if kind is not None:
            return from_plain(kind, values)
    raise StoreError("The answer could not be read.", why=f"It is a {type(plain).__name__} in an unknown form.")
