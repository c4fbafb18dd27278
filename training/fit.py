"""A corpus → a model: folds for calibration, thresholds and the band of doubt; then the fit on everything."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from corpora.carryover import CarryOver
from corpora.corpus import Corpus
from corpora.errors import CorpusError
from corpora.example import Example
from models.analysis import Analyser, Bag
from models.classifier import PolicyClassifier, expit
from models.decision import DecisionRule
from models.tagger import Model
from training.arrays import analyse_examples, gold_array, weight_array
from training.estimator import PolicyEstimator
from training.folds import grouped_folds
from training.induction import induce_table
from training.metrics import expected_calibration_error, macro_f1, mean_average_precision, quiet_on_none

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Everything a training depends on besides the corpus.

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
    corpus: Corpus, config: TrainingConfig, progress: Progress = lambda stage: None
) -> tuple[Model, dict[str, Any]]:
    """Train a model and say how it did on its own folds, which flatters it: the same hands wrote both sides.

    Raises:
        CorpusError: a label has too few examples to be learnt.
    """
    progress("reading the texts")
    labels = corpus.taxonomy.ids
    analyses = analyse_examples(Analyser(corpus.lexicon), corpus.examples)
    bags = [analysis.whole for analysis in analyses]
    gold = gold_array(corpus.examples, labels)
    weights = np.array([example.weight for example in corpus.examples])
    _check_labels(corpus.examples, gold, labels)
    progress("what words mean")
    estimator = new_estimator(corpus, config)
    progress("cross-validation")
    scores = cross_scores(estimator, bags, gold, weights, corpus.examples)
    progress("fit")
    classifier = estimator.fit(bags, gold, weights).classifier_
    classifier.calibration = fit_calibration(scores, gold)
    probabilities = expit(classifier.calibrate(scores))
    rule = choose_rule(probabilities, gold, config.band)
    metrics = {
        "out_of_fold": {
            "macro_f1": round(macro_f1(gold, rule.force(probabilities)), 4),
            "average_precision": round(mean_average_precision(gold, probabilities), 4),
            "quiet_on_none": round(quiet_on_none(gold, rule.force(probabilities)), 4),
            "expected_calibration_error": round(expected_calibration_error(gold, probabilities), 4),
        }
    }
    if corpus.carryover:
        rule = carry_over(classifier, corpus.carryover)
    facts = {
        "corpus_digest": corpus.digest,
        "labels": list(labels),
        "n_examples": len(corpus.examples),
        "config": asdict(config),
        "metrics": metrics,
    }
    return Model(corpus.taxonomy, corpus.lexicon, classifier, rule), facts


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


def fit_calibration(scores: Floats, gold: Booleans) -> Floats:
    """Slope and intercept of every label by Platt scaling, shape (n_labels, 2)."""
    rows = []
    for column, truth in zip(scores.T, gold.T, strict=True):
        platt = LogisticRegression(C=1e6).fit(column[:, np.newaxis], truth)
        rows.append([platt.coef_[0, 0], platt.intercept_[0]])
    return np.array(rows)


def choose_rule(probabilities: Floats, gold: Booleans, band: float) -> DecisionRule:
    """Thresholds of best F1 for every label, with a band of doubt around each, in log-odds."""
    thresholds = [best_threshold(column, truth) for column, truth in zip(probabilities.T, gold.T, strict=True)]
    return _rule_around(np.array(thresholds), band)


def carry_over(classifier: PolicyClassifier, carryover: CarryOver) -> DecisionRule:
    """Apply to a classifier's calibration what was measured on real documents, and return the rule set with it."""
    classifier.calibration = classifier.calibration * carryover.slope
    classifier.calibration[:, 1] += carryover.shifts
    return _rule_around(np.array(carryover.thresholds), carryover.band)


def best_threshold(probabilities: Floats, truth: Booleans) -> float:
    """The middle of the thresholds, a hundredth apart, whose F1 is within a hundredth of the best."""
    grid = np.arange(0.05, 0.96, 0.01)
    given = probabilities[:, np.newaxis] >= grid
    f1 = 2 * (given & truth[:, np.newaxis]).sum(axis=0) / np.maximum(given.sum(axis=0) + truth.sum(), 1)
    return float(round(np.median(grid[f1 >= f1.max() - 0.01]), 3))


def _check_labels(examples: Sequence[Example], gold: Booleans, labels: Sequence[str]) -> None:
    for train, _ in grouped_folds(examples):
        share = gold[train].mean(axis=0)
        lacking = [label for label, part in zip(labels, share, strict=True) if part in (0, 1)]
        if lacking:
            raise CorpusError(
                f"too few examples to learn {', '.join(lacking)}: each label needs documents with it and without it, "
                "by two writers at least"
            )


def _rule_around(thresholds: Floats, band: float) -> DecisionRule:
    lower = np.minimum(expit(logit(thresholds) - band), thresholds)  # rounding must not put a bound on the wrong side
    upper = np.maximum(expit(logit(thresholds) + band), thresholds)
    return DecisionRule(tuple(thresholds.tolist()), tuple(lower.tolist()), tuple(upper.tolist()))


def new_estimator(corpus: Corpus, config: TrainingConfig) -> PolicyEstimator:
    """An estimator that knows the corpus's lexicon and what words mean, and has not been fitted."""
    concept_weights = weight_array(corpus.lexicon, len(corpus.taxonomy.ids))
    word_tables = {
        language: induce_table(corpus.lexicon, concept_weights, language, vectors)
        for language, vectors in corpus.vectors.items()
    }
    return PolicyEstimator(
        concept_weights,
        word_tables,
        linear_share=config.linear_share,
        C=config.C,
        min_df=config.min_df,
        hidden=config.hidden,
        alpha=config.alpha,
        n_networks=config.n_networks,
        epochs=config.epochs,
        random_state=config.random_state,
    )
