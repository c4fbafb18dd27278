import pytest

from service.proportions import Estimate
from service.voice import Voice

TEXTS = {"en": {"page": "p. {page}"}, "es": {"page": "pág. {page}"}}


@pytest.mark.parametrize(
    ("language", "count", "share", "shares", "counts"),
    [
        ("en", "1,234,567", "12.3%", "0.5–98.8%", "1,000–2,500"),
        ("es", "1 234 567", "12,3 %", "0,5–98,8 %", "1 000–2 500"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, count: str, share: str, shares: str, counts: str
) -> None:
    voice = Voice(language, TEXTS)
    written = [
        voice.count(1_234_567),
        voice.share(0.1234),
        voice.shares(Estimate(0.5, 0.005, 0.9876)),
        voice.counts(Estimate(1500, 1000, 2500.4)),
    ]
    assert written == [text.replace(" ", "\N{NO-BREAK SPACE}") for text in (count, share, shares, counts)]


@pytest.mark.parametrize(("language", "page"), [("en", "p. 3"), ("es", "pág. 3")])
def test_texts_have_their_blanks_filled_and_names_stand_in_for_ids(language: str, page: str) -> None:
    voice = Voice(language, TEXTS, {"MX": "México"})
    assert voice("page", page="3") == page
    assert voice("MX") == "México"
    assert voice("unknown {key}") == "unknown {key}"
