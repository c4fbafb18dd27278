"""The rule for passages on hand-made scores, and the judgement of documents by a fitted classifier."""

import numpy as np
import pytest

from models.longtext import LEAST_SHARE, document_log_odds, led_passages
from models.tagger import Tagger

SHORT = {"en": "The police seized cocaine at the port. ", "es": "La policía incautó cocaína en el puerto. "}


def test_a_led_passage_lends_its_label_its_log_odds() -> None:
    scores = np.array([[2.0, 0.0, -1.0], [-3.0, 4.0, -2.0], [-3.0, 2.0, -2.0]])
    assert led_passages(scores, [100, 100, 100]).tolist() == [2.0, 3.0, -np.inf]


@pytest.mark.parametrize("row", [[2.0, 1.5], [-0.5, -3.0]], ids=["no clear lead", "below even odds"])
def test_a_passage_without_a_clear_lead_counts_for_none(row: list[float]) -> None:
    assert led_passages(np.array([row]), [100]).tolist() == [-np.inf, -np.inf]


def test_a_label_needs_its_share_of_the_words() -> None:
    scores = np.array([[3.0, -3.0], [-3.0, 3.0]])
    few = round(1000 * LEAST_SHARE) - 1
    assert led_passages(scores, [few, 1000 - few]).tolist() == [-np.inf, 3.0]


def test_the_only_label_of_a_taxonomy_has_no_rival() -> None:
    assert led_passages(np.array([[2.0], [-1.0]]), [50, 50]).tolist() == [2.0]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_short_document_is_judged_as_a_whole(tagger: Tagger, language: str) -> None:
    classifier = tagger.model.classifier
    (analysis,) = tagger.analyser.analyse([SHORT[language] * 8], language)
    whole = classifier.calibrate(classifier.decision_function([analysis.whole]))
    assert document_log_odds(classifier, [analysis]).tolist() == whole.tolist()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_long_document_scores_at_least_as_its_whole(tagger: Tagger, language: str) -> None:
    classifier = tagger.model.classifier
    (analysis,) = tagger.analyser.analyse([SHORT[language] * 200], language)
    whole = classifier.calibrate(classifier.decision_function([analysis.whole]))
    assert (document_log_odds(classifier, [analysis]) >= whole).all()
