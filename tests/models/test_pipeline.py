import sys
import unicodedata

import pytest
import spacy

from corpora.corpus import SHIPPED
from corpora.lexicon import read_lexicon
from corpora.taxonomy import LANGUAGES
from models.pipeline import build_pipeline, fold

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
