"""Examples with gold labels → how well a model tags them, beside baselines: Evaluation, and its table as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.example import Example
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser
from models.decision import Outcome
from models.tagger import Model
from training.arrays import analyse_examples, gold_array
from training.baselines import bare_lexicon, keyword_match, most_frequent
from training.metrics import (
    Figure,
    auroc_of_none,
    brier_score,
    expected_calibration_error,
    f1_per_label,
    macro_f1,
    mean_average_precision,
    precision_recall_f1,
    quiet_on_none,
    with_interval,
)

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Slice:
    """Figures of one part of the test documents, for a forced decision."""

    name: str
    n_documents: int
    macro_f1: Figure
    quiet_on_none: float


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Figures of one label, for a forced decision."""

    label: str
    n_gold: int
    precision: float
    recall: float
    f1: Figure


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a model tags examples; baselines: (name, macro-F1, quiet on none) a row.

    coverage : share of the documents that were not left uncertain; selective_macro_f1 is that of those.
    """

    slices: tuple[Slice, ...]
    labels: tuple[LabelFigures, ...]
    baselines: tuple[tuple[str, Figure, float], ...]
    average_precision: float
    auroc_of_none: float
    expected_calibration_error: dict[str, float]
    brier_score: float
    coverage: float
    selective_macro_f1: float


def evaluate(model: Model, examples: Sequence[Example], train: Sequence[Example]) -> Evaluation:
    """Evaluate a model on examples; train is what the most-frequent baseline counts on."""
    labels = model.taxonomy.ids
    gold = gold_array(examples, labels)
    analyses = analyse_examples(Analyser(model.lexicon, model.lemmas), examples)
    probabilities = model.classifier.predict_proba([analysis.whole for analysis in analyses])
    given = model.rule.force(probabilities)
    languages = np.array([example.language for example in examples])
    keyword = keyword_match(analyses, model.taxonomy, languages.tolist())
    lexicon = bare_lexicon(analyses, model.classifier.concept_weights) > 0
    frequent = most_frequent(train, len(examples), labels)
    sure = np.array([model.rule.decide(row).outcome is not Outcome.UNCERTAIN for row in probabilities])
    return Evaluation(
        slices=tuple(_slices(examples, gold, given)),
        labels=tuple(_label_figures(labels, gold, given)),
        baselines=tuple(
            (name, with_interval(macro_f1, gold, guess), quiet_on_none(gold, guess))
            for name, guess in (
                ("most frequent", frequent),
                ("keyword match", keyword),
                ("bare lexicon > 0", lexicon),
            )
        ),
        average_precision=mean_average_precision(gold, probabilities),
        auroc_of_none=auroc_of_none(gold, probabilities - np.array(model.rule.thresholds)),
        expected_calibration_error={
            name: expected_calibration_error(gold[part], probabilities[part])
            for name, part in _language_parts(languages).items()
        },
        brier_score=brier_score(gold, probabilities),
        coverage=float(sure.mean()),
        selective_macro_f1=macro_f1(gold[sure], given[sure]),
    )


def _language_parts(languages: NDArray[np.str_]) -> dict[str, Booleans]:
    parts = {"all": np.ones(len(languages), dtype=bool)}
    parts.update({code: languages == code for code in LANGUAGES if (languages == code).any()})
    return parts


def _slices(examples: Sequence[Example], gold: Booleans, given: Booleans) -> list[Slice]:
    keys: dict[str, Callable[[Example], str]] = {
        "language": lambda example: example.language,
        "genre": lambda example: example.genre or "unknown",
        "length": lambda example: _length(example.text),
    }
    masks = {"all": np.ones(len(examples), dtype=bool)}
    for name, key in keys.items():
        values = [key(example) for example in examples]
        masks.update({f"{name} {value}": np.array([v == value for v in values]) for value in sorted(set(values))})
    return [
        Slice(
            name,
            int(mask.sum()),
            with_interval(macro_f1, gold[mask], given[mask]),
            quiet_on_none(gold[mask], given[mask]),
        )
        for name, mask in masks.items()
    ]


def _length(text: str) -> str:
    words = len(text.split())
    return next((f"under {limit} words" for limit in (150, 350) if words < limit), "350 words and over")


def _label_figures(labels: Sequence[str], gold: Booleans, given: Booleans) -> list[LabelFigures]:
    precision, recall, _ = precision_recall_f1(gold, given)
    return [
        LabelFigures(
            label,
            int(gold[:, k].sum()),
            float(precision[k]),
            float(recall[k]),
            with_interval(lambda truth, guess, k=k: float(f1_per_label(truth, guess)[k]), gold, given),  # type: ignore[misc]
        )
        for k, label in enumerate(labels)
    ]
