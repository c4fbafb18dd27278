"""JSON → values, by RFC 8259 to the letter: what Python's parser lets pass besides is an error."""

from collections import Counter
from collections.abc import Sequence
from json import JSONDecoder
from math import isfinite
from typing import Any

MOST_NAME_CHARACTERS = 40


def parse_json(text: str, *, is_row: bool = False) -> Any:
    """Parse one value.

    is_row : of a table that a program wrote: numbers that are none, which Python writes for what is missing, are None.

    Raises:
        ValueError: it is not JSON, holds a number that is none or too large, names a member twice, or is nested too
            deeply; the message says what.
    """
    try:
        return (_ROWS if is_row else _STRICT).decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text} is no number in JSON")


def _to_float(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("a number that is too large")
    return value


def _to_float_or_none(text: str) -> float | None:
    value = float(text)
    return value if isfinite(value) else None


def _to_object(members: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        ((name, _),) = Counter(name for name, _ in members).most_common(1)
        raise ValueError(f"{name[:MOST_NAME_CHARACTERS]!r} is named twice in an object")
    return found


_STRICT = JSONDecoder(parse_float=_to_float, parse_constant=_refuse_number, object_pairs_hook=_to_object)
_ROWS = JSONDecoder(parse_float=_to_float_or_none, parse_constant=lambda text: None, object_pairs_hook=_to_object)
