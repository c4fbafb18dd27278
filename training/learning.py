"""A corpus → how a model learns: its figures on test documents by share of the examples and by share of the lexicon."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeVar

from corpora.corpus import Corpus
from corpora.example import Example
from corpora.lexicon import Concept
from models.analysis import Analyser
from training.arrays import analyse_examples, gold_array
from training.fit import TrainingConfig, fit_model
from training.intervals import Figure, groups_of_twins, with_interval
from training.metrics import mean_average_precision, mean_f1
from training.stages import Progress

SHARES_OF_EXAMPLES = (0.1, 0.25, 0.5, 1.0)
SHARES_OF_LEXICON = (0.25, 0.5, 0.75, 1.0)
LEAST_OF_A_LABEL = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """A model trained on a part of the corpus: what of (examples or concepts), how many, and its figures."""

    part: str
    share: float
    n: int
    macro_f1: Figure
    average_precision: float


def learning_curve(
    corpus: Corpus,
    examples: Sequence[Example],
    config: TrainingConfig,
    progress: Progress = lambda stage: None,
) -> tuple[LearningPoint, ...]:
    """Train on growing parts of the corpus, each holding the smaller ones, and measure every model on examples.

    Which documents and concepts come first is drawn by a hash seeded with the config's random_state; twins stay
    together. A share that leaves a label fewer than `LEAST_OF_A_LABEL` documents is passed over. Every model takes its
    thresholds from its own folds: a carry-over, which was set for the whole corpus, would not fit the parts.
    """
    points = []
    corpus = replace(corpus, carryover=None)
    for share in SHARES_OF_EXAMPLES:
        part = share_of(corpus.examples, lambda example: example.group, share, config.random_state)
        if gold_array(part, corpus.taxonomy.ids).sum(axis=0).min() >= LEAST_OF_A_LABEL:
            progress(f"learning curve: {len(part)} documents")
            figures = _measure(replace(corpus, examples=part), examples, config)
            points.append(LearningPoint("examples", share, len(part), *figures))
    whole = points[-1] if points else None
    for share in SHARES_OF_LEXICON:
        concepts = share_of(corpus.lexicon, _name, share, config.random_state)
        if whole and len(concepts) == len(corpus.lexicon):  # that model is trained already
            points.append(replace(whole, part="concepts", n=len(concepts)))
        elif concepts:
            progress(f"learning curve: {len(concepts)} concepts")
            figures = _measure(replace(corpus, lexicon=concepts), examples, config)
            points.append(LearningPoint("concepts", share, len(concepts), *figures))
    return tuple(points)


def share_of(items: Sequence[T], group: Callable[[T], str], share: float, random_state: int) -> tuple[T, ...]:
    """A share of the groups with all that is in them, in the order of the items; a larger share holds the smaller."""
    groups = sorted({group(item) for item in items}, key=lambda name: _draw(name, random_state))
    kept = set(groups[: ceil(share * len(groups))])
    return tuple(item for item in items if group(item) in kept)


def _name(concept: Concept) -> str:
    return concept.id


def _draw(name: str, random_state: int) -> bytes:
    return hashlib.sha256(f"{random_state} {name}".encode()).digest()


def _measure(corpus: Corpus, examples: Sequence[Example], config: TrainingConfig) -> tuple[Figure, float]:
    model, _ = fit_model(corpus, config)
    analyses = analyse_examples(Analyser(model.lexicon), examples)
    gold = gold_array(examples, model.taxonomy.ids)
    probabilities = model.predict_proba(analyses)
    figure = with_interval(mean_f1, gold, model.rule.force(probabilities), groups_of_twins(examples))
    return figure, mean_average_precision(gold, probabilities)
