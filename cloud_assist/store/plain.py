"""How a checkpoint's values become bytes and back: sealed, plain, and nothing else.

LangGraph's own serializer constructs what a stored value names, if the name is on its list of some fifty safe types.
Our state needs one of them, the pending question; anything else, and anything that was not sealed by us, is refused.
Imported late: this imports LangGraph.
"""

from __future__ import annotations

from typing import Any, cast

import ormsgpack
from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_KW_ARGS, JsonPlusSerializer
from langgraph.types import Interrupt

from cloud_assist.errors import StoreError
from cloud_assist.store.sealing import Sealer

_QUESTION = ("langgraph.types", "Interrupt")
_KINDS = frozenset({"null", "bytes", "bytearray", "msgpack"})
"""Forms of a stored value that name nothing to construct, or only through `_extension`."""


class SealedSerializer:
    """What the checkpointers store values with (LangGraph's `SerializerProtocol`)."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._plain = JsonPlusSerializer(
            allowed_msgpack_modules=None,
            allowed_json_modules=None,
            pickle_fallback=False,
            __unpack_ext_hook__=_extension,
        )

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """Return a value's form ("msgpack+aesgcm") and its sealed bytes."""
        kind, data = self._plain.dumps_typed(obj)
        cipher, sealed = self._sealer.encrypt(data)
        return f"{kind}+{cipher}", sealed

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """Return the value again.

        Raises:
            StoreError: it was not sealed by us, was changed, or holds something else than plain values.
        """
        kind, _, cipher = data[0].partition("+")
        if not cipher or kind not in _KINDS:
            raise _refused(f"a value stored as {kind!r}, which cloud-assist never writes")
        try:
            return self._plain.loads_typed((kind, self._sealer.decrypt(cipher, data[1])))
        except ValueError as error:  # what `_extension` raises arrives as this one
            raise _refused("an object where only plain values belong, or a value that cannot be read") from error


def _extension(code: int, data: bytes) -> Any:
    """Return the question that an extension value stands for.

    Raises:
        ValueError: it stands for something else.
    """
    parts: Any = ormsgpack.unpackb(data, ext_hook=_extension, option=ormsgpack.OPT_NON_STR_KEYS)
    if code != EXT_CONSTRUCTOR_KW_ARGS or not isinstance(parts, list) or tuple(parts[:2]) != _QUESTION:
        raise ValueError(parts)
    fields = cast("dict[str, Any]", parts[2])
    return Interrupt(value=fields["value"], id=str(fields["id"]))


def _refused(what: str) -> StoreError:
    return StoreError(
        "This session cannot be read.",
        why=f"Its checkpoints contain {what}: another program changed them.",
        todo="Start a new session. The audit trail still shows what ran.",
    )
