"""Long documents: whole text and passages → log-odds of the document.

A long document treats several matters in turn, and one that fills a section of its own can drown in the whole. So in
documents of many passages a label is also judged by the passages that it leads.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.analysis import Analysis, Bag
from models.classifier import PolicyClassifier

Floats = NDArray[np.float64]

LONG_PASSAGES = 10
LEAST_SHARE = 0.08
CLEAR_LEAD = 1.0


def document_log_odds(classifier: PolicyClassifier, analyses: Sequence[Analysis]) -> Floats:
    """Calibrated log-odds of documents, shape (n_documents, n_labels)."""
    scores = _log_odds(classifier, [analysis.whole for analysis in analyses])
    for row, analysis in zip(scores, analyses, strict=True):
        passages = [passage.bag for passage in analysis.passages if passage.is_content]
        if len(passages) >= LONG_PASSAGES:
            led = led_passages(_log_odds(classifier, passages), [len(bag.words) for bag in passages])
            np.maximum(row, led, out=row)
    return scores


def _log_odds(classifier: PolicyClassifier, bags: Sequence[Bag]) -> Floats:
    return classifier.calibrate(classifier.decision_function(bags))


def led_passages(scores: Floats, n_words: Sequence[int]) -> Floats:
    """For each label, the mean log-odds of the passages that it leads with more than even odds.

    A label leads a passage when it scores highest there, by `CLEAR_LEAD`. Minus infinity where such passages hold
    less than `LEAST_SHARE` of the words.
    """
    rivals = (np.delete(scores, label, axis=1) for label in range(scores.shape[1]))
    others = np.stack([rest.max(axis=1, initial=-np.inf) for rest in rivals], axis=1)
    leads = (scores >= others + CLEAR_LEAD) & (scores > 0)
    shares = leads.T @ np.array(n_words) / sum(n_words)
    sums = np.where(leads, scores, 0).sum(axis=0)
    means = np.divide(sums, leads.sum(axis=0), out=np.full(scores.shape[1], -np.inf), where=leads.any(axis=0))
    return np.asarray(np.where(shares >= LEAST_SHARE, means, -np.inf))
