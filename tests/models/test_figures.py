from collections import Counter
from dataclasses import replace

import pytest

from models.figures import Counts


def test_shares_are_of_all_documents_or_of_the_judged_ones() -> None:
    counts = Counts(
        outcomes=Counter(tagged=2, none=1, not_judged=1),
        languages=Counter(en=1, es=2),
        labels=Counter(b=2),
        confidence=2.4,
        n_words=200,
        n_unknown_words=5,
    )
    figures = counts.figures(["a", "b"])
    assert (figures.n_documents, figures.n_judged) == (4, 3)
    assert figures.outcomes == {"tagged": 0.5, "none": 0.25, "uncertain": 0, "not_judged": 0.25}
    assert figures.languages == {"en": pytest.approx(1 / 3, abs=1e-4), "es": pytest.approx(2 / 3, abs=1e-4)}
    assert figures.labels == {"a": 0, "b": pytest.approx(2 / 3, abs=1e-4)}
    assert figures.mean_confidence == pytest.approx(0.8)
    assert figures.unknown_word_rate == 0.025


def test_figures_have_four_digits() -> None:
    thirds = Counts(outcomes=Counter(none=3), languages=Counter(en=3), confidence=2.0, n_words=3, n_unknown_words=1)
    figures = replace(thirds, labels=Counter(a=1)).figures(["a"])
    assert (figures.labels, figures.mean_confidence, figures.unknown_word_rate) == ({"a": 0.3333}, 0.6667, 0.3333)


def test_nothing_has_no_figures() -> None:
    figures = Counts().figures(["a"])
    assert (figures.n_documents, figures.outcomes, figures.labels) == (0, {}, {})
    assert figures.mean_confidence is figures.unknown_word_rate is None
