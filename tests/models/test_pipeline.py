import re
import sys
import unicodedata

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokenizer import Tokenizer

from corpora.corpus import SHIPPED
from corpora.lexicon import read_lexicon
from corpora.taxonomy import LANGUAGES
from models.pipeline import MOST_MARKS, MOST_WORD_CHARACTERS, build_pipeline, fold, with_gaps

LETTERS = [chr(code) for code in range(sys.maxunicode) if unicodedata.category(chr(code))[0] == "L"][::7]
TEXTS = {
    "en": "The U.S. Coast Guard's cutter seized 4,000kg (worth $60m) on 3/5/2021: see www.uscg.mil/x, p. 14.",
    "es": "El artículo 5 de la Ley 27.693 —«lavado de activos»— rige desde el 1.º de mayo; véase p. 14 y https://a.pe/b.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_letters_alone_are_passed_over_without_another_result(language: str) -> None:
    terms = [term for concept in read_lexicon(SHIPPED / "lexicon", 4) for term in concept.terms[language]]
    stock, ours = spacy.blank(language).tokenizer, build_pipeline(language).tokenizer
    asked = [TEXTS[language], *terms[::10], " ".join(f"{letter} a{letter} {letter}b a{letter}b" for letter in LETTERS)]
    for one, other in zip(stock.pipe(asked), ours.pipe(asked), strict=True):
        assert [token.text for token in one] == [token.text for token in other]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_norm_of_a_word_is_the_word_folded(language: str) -> None:
    assert [token.norm_ for token in build_pipeline(language).tokenizer("Año POLICÍA can't")][:2] == [
        fold("Año"),
        fold("POLICÍA"),
    ]


PIECES = [
    "km/h",
    "km²",
    "US$",
    "$",
    "€",
    "%",
    "°C",
    "5",
    "A",
    "a",
    "'s",
    "’s",
    "''",
    '"',
    "»",
    ")",
    "(",
    "…",
    ".",
    "..",
    "-",
]


@pytest.fixture(scope="module", params=LANGUAGES)
def searched(request: pytest.FixtureRequest) -> tuple[Tokenizer, Tokenizer]:
    """Our tokenizer, and the same with spaCy's own search for suffixes."""
    ours, everywhere = (build_pipeline(request.param).tokenizer for _ in range(2))
    everywhere.suffix_search = spacy.blank(request.param).tokenizer.suffix_search
    return ours, everywhere


@given(st.lists(st.sampled_from([*PIECES, "." * 30, "a" * 20]), max_size=12).map("".join))
def test_suffixes_are_found_though_ends_alone_are_looked_at(searched: tuple[Tokenizer, Tokenizer], word: str) -> None:
    at_ends, everywhere = searched
    assert [token.text for token in at_ends(word)] == [token.text for token in everywhere(word)]


@given(st.text("ab \n(", max_size=50), st.integers(0, 5 * MOST_WORD_CHARACTERS), st.text("a(.", min_size=1, max_size=3))
def test_a_word_without_end_gets_gaps_and_all_else_stays(around: str, n: int, unit: str) -> None:
    text = f"{around} {unit * n} {around}"
    gapped = with_gaps(text)
    assert len(gapped) == len(text)
    assert max(map(len, gapped.split()), default=0) < max(MOST_WORD_CHARACTERS, 52)
    assert "a" * 50 in gapped or "a" * 50 not in text
    assert all(new in (old, " ") for old, new in zip(text, gapped, strict=True))
    if len(unit) * n < MOST_WORD_CHARACTERS and not runs_of_marks(text):
        assert gapped == text


@given(st.text("a(.'… \n", max_size=100))
def test_of_many_marks_the_first_few_stay(text: str) -> None:
    gapped = with_gaps(text)
    assert all(len(run) == MOST_MARKS for run in runs_of_marks(gapped))
    for run in runs_of_marks(text):
        text = text.replace(run, run[:MOST_MARKS].ljust(len(run)), 1)
    assert gapped == text


def runs_of_marks(text: str) -> list[str]:
    """Runs of as many marks as are kept, or more."""
    return re.findall(rf"[^\w\s]{{{MOST_MARKS},}}", text)
