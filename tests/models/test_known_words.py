import pytest

from corpora.document import Document
from models.known_words import count_unknown_words
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
