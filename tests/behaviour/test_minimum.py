"""What any version must do: clear short texts get their label, the words of other fields get none."""

import pytest

from models.decision import Outcome
from models.tagger import Tagger
from tests.behaviour.cases import Case, each_language, forced, read_cases, tag

pytestmark = pytest.mark.long


@each_language(read_cases("minimum"))
def test_a_clear_short_text_gets_its_label(shipped: Tagger, case: Case, language: str) -> None:
    (record,) = tag(shipped, case.text[language])
    assert record.language == language
    assert set(case.labels) <= forced(record), record.scores
    assert max(record.scores, key=lambda label: record.scores[label]) == case.labels[0]


@each_language([*read_cases("plain_words"), *read_cases("keyword_free")])
def test_a_response_told_without_its_keywords_is_still_seen(shipped: Tagger, case: Case, language: str) -> None:
    (record,) = tag(shipped, case.text[language])
    assert case.labels[0] in (record.labels or record.candidates), record.scores


@each_language(read_cases("traps"))
def test_words_of_the_field_in_another_field_earn_no_label(shipped: Tagger, case: Case, language: str) -> None:
    (record,) = tag(shipped, case.text[language])
    assert forced(record) == set(), record.scores
    assert record.outcome != Outcome.TAGGED


@each_language(read_cases("stance"))
def test_arguing_against_a_response_is_about_it_too(shipped: Tagger, case: Case, language: str) -> None:
    (record,) = tag(shipped, case.text[language])
    assert case.labels[0] in forced(record), record.scores


@each_language(read_cases("titles"))
def test_a_title_alone_gets_its_label_or_doubt_but_never_a_wrong_one(
    shipped: Tagger, case: Case, language: str
) -> None:
    (record,) = tag(shipped, case.text[language], language=language)
    assert set(record.labels) <= set(case.labels), record.scores
    if case.labels:
        assert record.outcome in (Outcome.TAGGED, Outcome.UNCERTAIN), record.scores
        assert case.labels[0] in (record.labels or record.candidates)
