from math import nan

import pytest

from corpora.numbers import Numbers


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["12,346", "1,234", "999", "-0.25", "+0.250", "1,234.50", "0.2", "5000", "12.3%", "12%"]),
        ("es", ["12 346", "1 234", "999", "-0,25", "+0,250", "1 234,50", "0,2", "5000", "12,3 %", "12 %"]),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language: str, written: list[str]) -> None:
    numbers = Numbers(language)
    assert [
        *map(numbers.count, (12_345.6, 1234, 999)),
        numbers.decimal(-0.25),
        numbers.decimal(0.25, 3, signed=True),
        numbers.decimal(1234.5),
        *map(numbers.short, (0.2, 5000.0)),
        numbers.share(0.1234),
        numbers.share(0.1234, 0),
    ] == [text.replace(" ", "\N{NO-BREAK SPACE}") for text in written]


@pytest.mark.parametrize(("language", "interval"), [("en", "[-0.050, +0.125]"), ("es", "[-0,050; +0,125]")])
def test_the_ends_of_an_interval_stay_apart(language: str, interval: str) -> None:
    assert Numbers(language).interval(-0.05, 0.125, signed=True) == interval


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_cannot_be_told_is_a_dash(language: str) -> None:
    assert Numbers(language).decimal(nan, signed=True) == "–"
