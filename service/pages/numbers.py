"""Numbers with decimals, and times → as a language writes them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

DECIMALS = "0.00;\N{MINUS SIGN}0.00"
PRECISE = "0.000;\N{MINUS SIGN}0.000"
DIFFERENCE = "+0.000;\N{MINUS SIGN}0.000"
MOMENT = "d MMM y, HH:mm 'UTC'"
DAY = "d MMM"

Write = Callable[[float], str]


def decimal(language: str) -> Write:
    """Writes a number with two decimals.

    >>> decimal("es")(-0.5)
    '−0,50'
    """
    return partial(format_decimal, format=DECIMALS, locale=language)


def precise(language: str) -> Write:
    """Writes a number with three decimals, as a gate needs them.

    >>> precise("en")(0.0625)
    '0.062'
    """
    return partial(format_decimal, format=PRECISE, locale=language)


def difference(language: str) -> Write:
    """Writes a difference with its sign and three decimals.

    >>> difference("es")(0.5), difference("en")(-0.04)
    ('+0,500', '−0.040')
    """
    return partial(format_decimal, format=DIFFERENCE, locale=language)


def moment(language: str) -> Callable[[float | str], str]:
    """Writes a time that is given in seconds since 1970, or in ISO 8601.

    >>> moment("es")(1767225600), moment("en")("2026-01-01T02:00:00+02:00")
    ('1 ene 2026, 00:00 UTC', '1 Jan 2026, 00:00 UTC')
    """
    return lambda time: format_datetime(_to_time(time), MOMENT, locale=language)


def day(language: str) -> Write:
    """Writes the day of a time in seconds since 1970.

    >>> day("en")(1767225600)
    '1 Jan'
    """
    return lambda time: format_date(_to_time(time), DAY, locale=language)


def _to_time(time: float | str) -> datetime:
    return datetime.fromisoformat(time).astimezone(UTC) if isinstance(time, str) else datetime.fromtimestamp(time, UTC)
