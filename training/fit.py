"""A corpus → a model: folds for calibration, thresholds and the band of doubt; then the fit on everything."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.corpus import Corpus
from corpora.errors import CorpusError
from corpora.example import Example
from models.analysis import Analyser
from models.bag import Bag
from models.classifier import expit
from models.decision import DecisionRule
from models.tagger import Model
from training.arrays import Analyses, gold_array, weight_array
from training.calibration import carry_over, choose_rule, fit_calibration
from training.estimator import PolicyEstimator
from training.folds import grouped_folds
from training.induction import induce_table
from training.metrics import expected_calibration_error, macro_f1, mean_average_precision, quiet_on_none
from training.reference import reference_figures
from training.stages import ANALYSING, FITTING, INDUCING, VALIDATING, Progress

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """What of a training can be set, besides the corpus and people's labels; the rest stands in constants.

    band : half-width of the band of doubt around each threshold, in log-odds.
    """

    C: float = 10.0
    min_df: int = 2
    linear_share: float = 0.5
    hidden: int = 32
    alpha: float = 6.0
    n_networks: int = 3
    epochs: int = 100
    random_state: int = 0
    band: float = 0.5


def fit_model(
    corpus: Corpus,
    config: TrainingConfig,
    progress: Progress = lambda stage: None,
    people: Sequence[Example] = (),
    analyses: Analyses | None = None,
) -> tuple[Model, dict[str, Any]]:
    """Train a model and say how it did on its own folds, which flatters it: the same hands wrote both sides.

    people : examples that people labelled; they are learnt from beside the corpus. Calibration and
        thresholds are the corpus's own.
    analyses : by the corpus's lexicon, where they are needed again.

    Raises:
        CorpusError: a label has too few examples to be learnt.
    """
    progress(ANALYSING)
    labels = corpus.taxonomy.ids
    examples = (*corpus.examples, *people)
    own = slice(len(corpus.examples))
    analyses = analyses or Analyses(Analyser(corpus.lexicon))
    bags = [analysis.whole for analysis in analyses.of(examples)]
    gold = gold_array(examples, labels)
    weights = np.array([example.weight for example in examples])
    _check_labels(corpus.examples, gold[own], labels)
    progress(INDUCING)
    estimator = new_estimator(corpus, config)
    progress(VALIDATING)
    scores = cross_scores(estimator, bags, gold, weights, examples)
    progress(FITTING)
    classifier = estimator.fit(bags, gold, weights).classifier_
    classifier.calibration = fit_calibration(scores[own], gold[own])
    probabilities = expit(classifier.calibrate(scores[own]))
    rule = choose_rule(probabilities, gold[own], config.band)
    out_of_fold = _figures(probabilities, gold[own], rule)
    if corpus.carryover:
        rule = carry_over(classifier, corpus.carryover)
    model = Model(corpus.taxonomy, corpus.lexicon, classifier, rule)
    reference = reference_figures(model, bags[own], classifier.calibrate(scores[own]))
    facts = {
        "corpus_digest": corpus.digest,
        "labels": list(labels),
        "n_examples": len(corpus.examples),
        "config": asdict(config),
        "metrics": {"out_of_fold": out_of_fold, "reference": asdict(reference)},
    }
    return model, facts


def _figures(probabilities: Floats, gold: Booleans, rule: DecisionRule) -> dict[str, float]:
    figures = {
        "macro_f1": macro_f1(gold, rule.force(probabilities)),
        "average_precision": mean_average_precision(gold, probabilities),
        "quiet_on_none": quiet_on_none(gold, rule.force(probabilities)),
        "expected_calibration_error": expected_calibration_error(gold, probabilities),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def cross_scores(
    estimator: PolicyEstimator,
    bags: Sequence[Bag],
    gold: Booleans,
    weights: Floats,
    examples: Sequence[Example],
) -> Floats:
    """Log-odds of every example from a classifier that has not seen its writer; shape (n_examples, n_labels)."""
    scores = np.zeros(gold.shape)
    for train, test in grouped_folds(examples):
        estimator.fit([bags[i] for i in train], gold[train], weights[train])
        scores[test] = estimator.decision_function([bags[i] for i in test])
    return scores


def _check_labels(examples: Sequence[Example], gold: Booleans, labels: Sequence[str]) -> None:
    for train, _ in grouped_folds(examples):
        share = gold[train].mean(axis=0)
        lacking = [label for label, part in zip(labels, share, strict=True) if part in (0, 1)]
        if lacking:
            raise CorpusError(
                f"too few examples to learn {', '.join(lacking)}: each label needs documents with it and without it, "
                "by two writers at least"
            )


def new_estimator(corpus: Corpus, config: TrainingConfig) -> PolicyEstimator:
    """An estimator that knows the corpus's lexicon and what words mean, and has not been fitted."""
    concept_weights = weight_array(corpus.lexicon, len(corpus.taxonomy.ids))
    word_tables = {
        language: induce_table(corpus.lexicon, concept_weights, language, vectors)
        for language, vectors in corpus.vectors.items()
    }
    settings = {name: value for name, value in asdict(config).items() if name != "band"}  # which is the rule's
    return PolicyEstimator(concept_weights, word_tables, **settings)
