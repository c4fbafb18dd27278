"""A text and its counterpart in the other language get the same labels."""

import pytest

from corpora.corpus import read_corpus
from corpora.taxonomy import LANGUAGES
from models.tagger import Tagger
from tests.behaviour.cases import Case, each_language, forced, read_cases, tag

pytestmark = pytest.mark.long

FRESH = read_cases("twins")


def test_twins_of_the_corpus_mostly_get_the_same_labels(shipped: Tagger) -> None:
    """They were trained on, which flatters the figure."""
    examples = {example.id: example for example in read_corpus().examples}
    pairs = [(one, examples[one.twin]) for one in examples.values() if one.twin and one.language == LANGUAGES[0]]
    sides = zip(*((one.text, other.text) for one, other in pairs), strict=True)
    english, spanish = (tag(shipped, *texts, language=code) for code, texts in zip(LANGUAGES, sides, strict=True))
    same = [forced(one) == forced(other) for one, other in zip(english, spanish, strict=True)]
    assert len(same) >= 100
    assert sum(same) / len(same) >= 0.9


@pytest.mark.parametrize("case", FRESH, ids=lambda case: case.id)
def test_fresh_twins_get_the_same_labels(shipped: Tagger, case: Case) -> None:
    english, spanish = tag(shipped, *(case.text[code] for code in LANGUAGES))
    assert [english.language, spanish.language] == list(LANGUAGES)
    assert forced(english) == forced(spanish), (english.scores, spanish.scores)


@each_language(FRESH)
def test_fresh_twins_get_the_labels_a_person_gives(shipped: Tagger, case: Case, language: str) -> None:
    (record,) = tag(shipped, case.text[language])
    assert forced(record) == set(case.labels), record.scores
    if len(case.labels) == 1:
        assert max(record.scores, key=lambda label: record.scores[label]) == case.labels[0]
