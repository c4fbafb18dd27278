"""Examples with gold labels → how well a model tags them, beside baselines: an Evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.corpus import Corpus
from corpora.errors import CorpusError
from corpora.example import Example
from models.analysis import Analyser
from models.tagger import Model
from training.arrays import Analyses, gold_array
from training.baselines import LEAST_KEYWORDS, bare_lexicon, keyword_counts, most_frequent
from training.curves import (
    CoveragePoint,
    PrecisionRecall,
    Reliability,
    coverage_curve,
    operating_point,
    precision_recall,
    reliability_of,
)
from training.intervals import Figure, Groups, groups_of_twins, with_interval, with_intervals
from training.metrics import (
    brier_score,
    expected_calibration_error,
    f1_per_label,
    margins,
    mean_f1,
    precision_per_label,
    quiet_share,
    recall_per_label,
)
from training.mistakes import WorstError, confusion, worst_errors
from training.scaling import Scaled
from training.slices import languages_of, masks_of
from training.standing import Standing, stand, stand_scaled

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

MODEL = "model"


@dataclass(frozen=True, slots=True)
class SliceFigures:
    """Figures of one part of the test documents, for a forced decision; kind is all, language, genre or length."""

    kind: str
    value: str
    n_documents: int
    macro_f1: Figure
    quiet_on_none: Figure


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Figures of one label, for a forced decision."""

    label: str
    n_gold: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model tags examples.

    n_known : test documents whose very text stands in the training corpus, which flatters every figure.
    standings : the model first, then the baselines.
    expected_calibration_error, brier_score : for "all" and every language.
    operating_point : the share of the documents that the model's band of doubt does not leave uncertain.
    confusion : documents by gold primary (rows) and tagged primary (columns) in the order of the labels, none last.
    """

    labels: tuple[str, ...]
    n_documents: int
    n_known: int
    slices: tuple[SliceFigures, ...]
    label_figures: tuple[LabelFigures, ...]
    standings: tuple[Standing, ...]
    expected_calibration_error: dict[str, float]
    brier_score: dict[str, float]
    coverage: tuple[CoveragePoint, ...]
    operating_point: CoveragePoint
    precision_recall: tuple[PrecisionRecall, ...]
    reliability: tuple[Reliability, ...]
    confusion: tuple[tuple[int, ...], ...]
    worst_errors: tuple[WorstError, ...]


def evaluate(model: Model, examples: Sequence[Example], corpus: Corpus, analyses: Analyses | None = None) -> Evaluation:
    """Evaluate a model on examples; the baselines learn what they learn from the corpus.

    analyses : by the model's lexicon, where there are some already.

    Raises:
        CorpusError: there is no example, or the corpus has other labels than the model.
    """
    labels = model.taxonomy.ids
    _check(examples, corpus, labels)
    analyses = analyses or Analyses(Analyser(model.lexicon))
    gold = gold_array(examples, labels)
    probabilities = model.predict_proba(analyses.of(examples))
    given = model.rule.force(probabilities)
    masks = masks_of(examples)
    parts = languages_of(masks)
    groups = groups_of_twins(examples)
    distances = margins(probabilities, np.array(model.rule.thresholds))
    known = {example.text for example in corpus.examples}
    return Evaluation(
        labels=labels,
        n_documents=len(examples),
        n_known=sum(example.text in known for example in examples),
        slices=tuple(_slice_figures(masks, gold, given, groups)),
        label_figures=tuple(_label_figures(labels, gold, given, groups)),
        standings=(
            stand(MODEL, gold, given, probabilities, distances, parts, groups),
            *_baselines(model, examples, gold, corpus, analyses, parts, groups),
        ),
        expected_calibration_error={
            name: expected_calibration_error(gold[part], probabilities[part]) for name, part in parts.items()
        },
        brier_score={name: brier_score(gold[part], probabilities[part]) for name, part in parts.items()},
        coverage=coverage_curve(gold, probabilities, model.rule, groups),
        operating_point=operating_point(gold, probabilities, model.rule, groups),
        precision_recall=precision_recall(gold, probabilities, labels),
        reliability=tuple(reliability_of(name, gold[part], probabilities[part]) for name, part in parts.items()),
        confusion=tuple(map(tuple, confusion(examples, probabilities, given, labels).tolist())),
        worst_errors=worst_errors(examples, gold, probabilities, model.rule, labels),
    )


def _check(examples: Sequence[Example], corpus: Corpus, labels: Sequence[str]) -> None:
    if not examples:
        raise CorpusError("nothing to evaluate on: the file holds no example")
    if corpus.taxonomy.ids != tuple(labels):
        raise CorpusError(
            f"the corpus has the labels {', '.join(corpus.taxonomy.ids)}, the model {', '.join(labels)}; "
            "name the corpus that the model was trained on"
        )


def _slice_figures(
    masks: Mapping[tuple[str, str], Booleans], gold: Booleans, given: Booleans, groups: Groups
) -> list[SliceFigures]:
    return [
        SliceFigures(
            kind,
            value,
            int(mask.sum()),
            with_interval(mean_f1, gold[mask], given[mask], groups[mask]),
            with_interval(quiet_share, gold[mask], given[mask], groups[mask]),
        )
        for (kind, value), mask in masks.items()
    ]


def _label_figures(labels: Sequence[str], gold: Booleans, given: Booleans, groups: Groups) -> list[LabelFigures]:
    measures = (precision_per_label, recall_per_label, f1_per_label)
    columns = [with_intervals(measure, gold, given, groups) for measure in measures]
    counts = gold.sum(axis=0).tolist()
    return [
        LabelFigures(label, n_gold, *figures) for label, n_gold, *figures in zip(labels, counts, *columns, strict=True)
    ]


def _baselines(
    model: Model,
    examples: Sequence[Example],
    gold: Booleans,
    corpus: Corpus,
    analyses: Analyses,
    parts: Mapping[str, Booleans],
    groups: Groups,
) -> list[Standing]:
    labels = model.taxonomy.ids
    frequent = most_frequent(corpus.examples, len(examples), labels)
    counts = keyword_counts(analyses.of(examples), model.taxonomy, [example.language for example in examples])
    weights = model.classifier.concept_weights
    learnt_on = [analysis.whole for analysis in analyses.of(corpus.examples)]
    scaled = Scaled.fit(bare_lexicon(learnt_on, weights), gold_array(corpus.examples, labels))
    lexicon = bare_lexicon([analysis.whole for analysis in analyses.of(examples)], weights)
    return [
        stand("most frequent", gold, frequent, frequent.astype(float), frequent.astype(float), parts, groups),
        stand("keyword match", gold, counts >= LEAST_KEYWORDS, counts, counts, parts, groups),
        stand_scaled("bare lexicon", gold, lexicon, scaled, parts, groups),
    ]
