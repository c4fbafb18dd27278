"""The training corpus as its own folds judge it → the figures that what is served later is compared with."""

from collections.abc import Sequence

import numpy as np

from models.bag import Bag
from models.classifier import expit
from models.decision import Floats
from models.figures import Counts, Figures
from models.known_words import count_unknown_words
from models.tagger import Model


def reference_figures(model: Model, bags: Sequence[Bag], log_odds: Floats) -> Figures:
    """The figures of documents by their bags and their calibrated log-odds, shape (n_documents, n_labels).

    The log-odds are to come from folds that had not seen the documents: of what it learnt, a model is too sure.
    """
    labels, counts = model.taxonomy.ids, Counts()
    for bag, probabilities in zip(bags, expit(log_odds), strict=True):
        decision = model.rule.decide(probabilities)
        counts.outcomes[decision.outcome.value] += 1
        counts.languages[bag.language] += 1
        counts.labels.update(labels[i] for i in decision.labels)
        counts.confidence += float(np.maximum(probabilities, 1 - probabilities).min())
        counts.n_words += len(bag.words)
        counts.n_unknown_words += count_unknown_words(model.classifier, [bag])
    return counts.figures(labels)
