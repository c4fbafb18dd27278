"""Examples → the arrays that estimators and metrics take."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.lexicon import Concept
from models.analysis import Analyser, Analysis
from models.multilingual import analyse_segments, can_be_judged
from models.segments import Segment, find_segments


def gold_array(examples: Sequence[Example], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Gold labels, shape (n_examples, n_labels)."""
    return np.array([[label in example.labels for label in labels] for example in examples], dtype=bool)


def weight_array(lexicon: Sequence[Concept], n_labels: int) -> NDArray[np.float64]:
    """Weights of the concepts, shape (n_concepts, n_labels + 1); the last column is the field's."""
    rows = [[*concept.weights, concept.field_weight] for concept in lexicon]
    return np.array(rows, dtype=float).reshape(len(rows), n_labels + 1)


def analyse_examples(analyser: Analyser, examples: Sequence[Example]) -> list[Analysis]:
    """Analyses in the order of the examples, each cut where its language changes, as documents are that are tagged."""
    return analyse_segments(analyser, [example.text for example in examples], list(map(_segments_of, examples)))


def _segments_of(example: Example) -> tuple[Segment, ...]:
    """Of a text that would not be judged, the whole in the language that is stated."""
    segments = find_segments(example.text, example.language)
    if can_be_judged(example.text, segments):
        return segments
    return (Segment(0, len(example.text), example.language),)


class Analyses:
    """Analyses of examples, each text analysed once; they are kept, and what was computed of them."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._known: dict[tuple[str, str], Analysis] = {}

    def of(self, examples: Sequence[Example]) -> list[Analysis]:
        """Analyses in the order of the examples."""
        keys = [(example.language, example.text) for example in examples]
        new = {key: example for key, example in zip(keys, examples, strict=True) if key not in self._known}
        self._known.update(zip(new, analyse_examples(self._analyser, list(new.values())), strict=True))
        return [self._known[key] for key in keys]
