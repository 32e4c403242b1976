"""Whether a --query is JMESPath, as the AWS CLI's own library reads it; az uses the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jmespath.exceptions import ParseError

_UNCLOSED = {"`": "a backquote", "'": "a quotation mark", '"': "a quotation mark"}


class QueryError(ValueError):
    """The text is no JMESPath expression; the message says why."""


def check_query(text: str) -> None:
    """Check one expression.

    Raises:
        QueryError: it does not parse.
    """
    import jmespath  # few commands have a --query; the others are spared its import
    from jmespath.exceptions import EmptyExpressionError, IncompleteExpressionError, LexerError, ParseError

    try:
        jmespath.compile(text)
    except EmptyExpressionError as error:
        raise QueryError("it is empty") from error
    except IncompleteExpressionError as error:
        raise QueryError("it is incomplete") from error
    except LexerError as error:
        raise QueryError(_unreadable(text, error.lexer_position, error.message)) from error
    except ParseError as error:
        raise QueryError(_misplaced(error)) from error
    except RecursionError as error:
        raise QueryError("it is nested too deeply") from error


def _unreadable(text: str, at: int, message: str) -> str:
    character = text[at : at + 1]
    if message.startswith("Unclosed"):
        return f"{_UNCLOSED[character]} at character {at + 1} is not closed"
    if character == "=":
        return f"`=` at character {at + 1} is not an operator; `==` compares"
    if character in _UNCLOSED:
        return f"the value at character {at + 1} is not JSON"
    return f"`{character}` at character {at + 1} has no meaning there"


def _misplaced(error: ParseError) -> str:
    if error.msg.startswith("Quoted identifier"):
        return "a function name must not be quoted"
    if error.msg.startswith("Invalid function name"):
        return "the text before `(` is not a function name"
    return f"`{error.token_value}` is not expected there"
