"""What a model has to beat: the most frequent label, a keyword match, and the lexicon alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.taxonomy import Taxonomy
from models.analysis import Analysis
from models.bag import Bag
from models.features import lexicon_scores
from models.pipeline import fold
from training.arrays import gold_array

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

LEAST_KEYWORDS = 2
LEAST_LETTERS = 5


def most_frequent(train: Sequence[Example], n_documents: int, labels: Sequence[str]) -> Booleans:
    """Give every document the label that is most frequent in training."""
    given = np.zeros((n_documents, len(labels)), dtype=bool)
    given[:, gold_array(train, labels).sum(axis=0).argmax()] = True
    return given


def keyword_counts(analyses: Sequence[Analysis], taxonomy: Taxonomy, languages: Sequence[str]) -> Floats:
    """How many words of each label's description stand in each text, shape (n_documents, n_labels)."""
    keywords = [{code: _words(text) for code, text in label.description.items()} for label in taxonomy.labels]
    return np.array(
        [
            [float(len(words[code] & set(analysis.whole.words))) for words in keywords]
            for analysis, code in zip(analyses, languages, strict=True)
        ]
    )


def bare_lexicon(bags: Sequence[Bag], concept_weights: Floats) -> Floats:
    """Scores of the lexicon alone, shape (n_documents, n_labels); a text off the field scores low."""
    scores = lexicon_scores(bags, concept_weights)
    return np.asarray(scores[:, :-1] + np.minimum(scores[:, -1:], 0))


def _words(text: str) -> set[str]:
    return {word for word in fold(text).replace(",", " ").replace(":", " ").split() if len(word) >= LEAST_LETTERS}
