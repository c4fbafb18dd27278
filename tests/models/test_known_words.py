from types import SimpleNamespace

import numpy as np
import pytest

from corpora.document import Document
from models.bag import NOTHING, Bag
from models.known_words import count_unknown_words
from models.profile import WordTable
from models.tagger import Tagger

KNOWN = {"en": "The police of the port arrested three men", "es": "La policía del puerto detuvo a tres hombres"}
ADDED = {"en": "in Zorblatt and the Quuxley", "es": "en Zorblatt y la Quuxley"}


def count(tagger: Tagger, text: str, language: str) -> int:
    (analysis,) = tagger.analyser.analyse([text], language)
    return count_unknown_words(tagger.model.classifier, analysis.wholes)


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_that_were_never_met_are_counted_each_time(tagger: Tagger, language: str) -> None:
    before = count(tagger, KNOWN[language], language)
    assert count(tagger, f"{KNOWN[language]} {ADDED[language]}", language) == before + 2
    assert count(tagger, f"{KNOWN[language]} {ADDED[language]} {ADDED[language]}", language) == before + 4


@pytest.mark.parametrize(("text", "language"), [("the of and with", "en"), ("el de y con también", "es")])
def test_function_words_are_never_unknown(tagger: Tagger, text: str, language: str) -> None:
    assert count(tagger, text, language) == 0


def test_no_bags_have_no_unknown_words(tagger: Tagger) -> None:
    assert count_unknown_words(tagger.model.classifier, []) == 0


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_record_tells_its_words(tagger: Tagger, language: str) -> None:
    (record,) = tagger.tag([Document("a", f"{KNOWN[language]} {ADDED[language]}", language=language)])
    assert record.n_words == 8 + 5
    assert 2 <= record.n_unknown_words < record.n_words
    assert 0.5 <= record.confidence <= 1
    assert not {"n_words", "n_unknown_words", "confidence"} & record.to_row().keys()


def test_what_is_not_judged_has_no_words_and_no_confidence(tagger: Tagger) -> None:
    (record,) = tagger.tag([Document("a", "")])
    assert (record.n_words, record.n_unknown_words, record.confidence) == (0, 0, None)


@pytest.mark.parametrize(
    ("language", "word_rows", "table_rows", "expected"),
    [
        ("en", {"court": 0}, {"guards": 0}, 3),
        ("en", {"court": 0, "guards": 7}, None, 3),
        ("en", {}, {"court": 3, "guards": 0}, 3),
        ("en", {"zebra": 1}, {"court": 1}, 2),
        ("en", {"court": 0, "guards": 1, "zebra": 2}, {}, 0),
        ("es", {"court": 0, "guards": 1, "zebra": 2}, None, 2),
    ],
)
def test_a_word_is_known_by_the_vocabulary_or_by_the_table_of_its_language(
    language: str, word_rows: dict[str, int], table_rows: dict[str, int] | None, expected: int
) -> None:
    tables = {} if table_rows is None else {"en": WordTable(table_rows, np.zeros((9, 5)))}
    classifier = SimpleNamespace(features=SimpleNamespace(word_rows=word_rows), word_tables=tables)
    words = ["the", "court", "guards", "the", "zebra", "zebra", "guards", "zebra"]
    assert count_unknown_words(classifier, [Bag(language, words, NOTHING, NOTHING)]) == expected
