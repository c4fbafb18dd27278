"""What a model has to beat: the most frequent label, a keyword match, and the bare lexicon."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.taxonomy import Taxonomy
from models.analysis import Analysis, fold
from models.features import lexicon_scores
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


def keyword_match(analyses: Sequence[Analysis], taxonomy: Taxonomy, language: Sequence[str]) -> Booleans:
    """Give a label where at least two words of its description stand in the text."""
    keywords = [{code: _words(text) for code, text in label.description.items()} for label in taxonomy.labels]
    return np.array(
        [
            [len(words[code] & set(analysis.whole.words)) >= LEAST_KEYWORDS for words in keywords]
            for analysis, code in zip(analyses, language, strict=True)
        ]
    )


def bare_lexicon(analyses: Sequence[Analysis], concept_weights: Floats) -> Floats:
    """Scores of the lexicon alone, nothing trained: shape (n_documents, n_labels); a text off the field scores low."""
    scores = lexicon_scores([analysis.whole for analysis in analyses], concept_weights)
    return np.asarray(scores[:, :-1] + np.minimum(scores[:, -1:], 0))


def _words(text: str) -> set[str]:
    return {word for word in fold(text).replace(",", " ").replace(":", " ").split() if len(word) >= LEAST_LETTERS}
