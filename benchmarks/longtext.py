"""How to judge long documents: by the whole, by passages or by sections, put together in several ways.

    python benchmarks/longtext.py [FILE.jsonl] [--replicates N]

Long documents are made of labelled ones (see stitching.py). Every replicate draws the labelled ones anew and makes the
long ones of them; printed are, as Markdown, the mean of each figure and the middle 95 % of the replicates.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track
from scipy.special import expit, logit
from stitching import N_SECTIONS, Stitched, stitch_all

from corpora.example import read_examples
from corpora.taxonomy import LANGUAGES
from models.classifier import PolicyClassifier
from models.longtext import document_log_odds, prominent_log_odds, sections_of
from models.registry import Registry
from models.tagger import Tagger
from training.arrays import analyse_examples, gold_array
from training.calibration import best_threshold, fit_calibration
from training.metrics import auroc_of_none, best_macro_f1, macro_f1, mean_average_precision

ROOT = Path(__file__).parents[1]
TEST = ROOT.parent / "shared" / "dev" / "real_dev.jsonl"
HIGHEST_LOG_ODDS = 30.0
PAGES_WORDS = 45_000
BEFORE = "whole, or passages that a label leads (before)"
SHIPPED = "whole with what a tenth of sections reach (shipped)"

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """Calibrated log-odds of a document: (n_labels,) as a whole and as shipped, (n_parts, n_labels) of its parts."""

    whole: Floats
    shipped: Floats
    passages: Floats
    n_words: Integers
    sections: Floats


def top(scores: Floats, count: float) -> Floats:
    """Mean of the best few rows, or of the best share of them."""
    n_best = count if count >= 1 else max(1, round(count * len(scores)))
    return np.sort(scores, axis=0)[-int(n_best) :].mean(axis=0)


def noisy_or(scores: Floats) -> Floats:
    """Log-odds that one part at least is about the label, were the parts independent."""
    log_none = np.minimum(-np.logaddexp(0, scores).sum(axis=0), -1e-9)
    return np.log(-np.expm1(log_none)) - log_none


def led(parts: Parts, least_share: float = 0.08, lead: float = 1.0, long: int = 10) -> Floats:
    """The whole or, if better, the mean of the passages that a label leads: the rule before this one."""
    scores, n_words = parts.passages, parts.n_words
    others = np.stack([np.delete(scores, k, axis=1).max(axis=1) for k in range(scores.shape[1])], axis=1)
    leads = (scores >= others + lead) & (scores > 0)
    is_enough = (leads.T @ n_words >= least_share * n_words.sum()) & (len(scores) >= long) & leads.any(axis=0)
    means = np.where(leads, scores, 0).sum(axis=0) / np.maximum(leads.sum(axis=0), 1)
    return np.where(is_enough, np.maximum(parts.whole, means), parts.whole)


RULES: dict[str, Callable[[Parts], Floats]] = {
    "whole text": lambda parts: parts.whole,
    "passages: mean": lambda parts: parts.passages.mean(axis=0),
    "passages: mean by words": lambda parts: np.average(parts.passages, axis=0, weights=parts.n_words),
    "passages: best": lambda parts: top(parts.passages, 1),
    "passages: mean of best 2": lambda parts: top(parts.passages, 2),
    "passages: mean of best 3": lambda parts: top(parts.passages, 3),
    "passages: mean of best fifth": lambda parts: top(parts.passages, 0.2),
    "passages: noisy-or": lambda parts: noisy_or(parts.passages),
    BEFORE: led,
    "sections: mean": lambda parts: parts.sections.mean(axis=0),
    "sections: best": lambda parts: top(parts.sections, 1),
    "sections: mean of best fifth": lambda parts: top(parts.sections, 0.2),
    "sections: noisy-or": lambda parts: noisy_or(parts.sections),
    "sections: what a tenth reach": lambda parts: prominent_log_odds(parts.sections),
    "whole, or what a tenth of sections reach": lambda parts: np.maximum(
        parts.whole, prominent_log_odds(parts.sections)
    ),
    SHIPPED: lambda parts: parts.shipped,
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, nargs="?", default=TEST, help="labelled documents to make long ones of")
    parser.add_argument("--replicates", type=int, default=40)
    asked = parser.parse_args()
    tagger = Tagger.load(Registry(ROOT / "var" / "models"))
    classifier, labels = tagger.model.classifier, tagger.model.taxonomy.ids
    examples = list(read_examples(asked.file, labels))
    analyses = analyse_examples(tagger.analyser, examples)
    threshold = logit(np.array(tagger.model.rule.thresholds))
    figures: dict[str, list[dict[str, float]]] = {name: [] for name in RULES}
    for seed in track(range(asked.replicates), transient=True):
        documents = stitch_all(examples, analyses, gold_array(examples, labels), np.random.default_rng(seed))
        parts = [parts_of(classifier, document) for document in documents]
        for name, rule in RULES.items():
            scores = np.clip([rule(each) for each in parts], -HIGHEST_LOG_ODDS, HIGHEST_LOG_ODDS)
            figures[name].append(measure(scores, documents, threshold))
    print(as_markdown(figures))
    longest = max(documents, key=lambda document: len(document.analysis.whole.words))
    print(f"\n{PAGES_WORDS} words are scored in {seconds_of_pages(classifier, longest):.2f} s of one core.")


def parts_of(classifier: PolicyClassifier, document: Stitched) -> Parts:
    """Score a document in every way that a rule asks for; a short one is a section by itself."""
    passages = [passage.bag for passage in document.analysis.passages if passage.is_content]
    sections = sections_of(document.analysis) or list(document.analysis.wholes)
    whole, of_passages, of_sections = (
        classifier.calibrate(classifier.decision_function(bags))
        for bags in ([document.analysis.whole], passages, sections)
    )
    n_words = np.array([len(bag.words) for bag in passages])
    return Parts(whole[0], document_log_odds(classifier, [document.analysis])[0], of_passages, n_words, of_sections)


def measure(scores: Floats, documents: Sequence[Stitched], threshold: Floats) -> dict[str, float]:
    """Figures of one replicate; the rule's own calibration and thresholds come from the other half of the documents."""
    gold = np.array([document.gold for document in documents])
    n_members = np.array([document.n_members for document in documents])
    is_open = np.array([document.is_open for document in documents])
    margins = np.empty(scores.shape)
    for half in (True, False):
        margins[is_open == half] = recalibrate(scores, gold, is_open != half)[is_open == half]
    is_long, found = n_members > 1, {}
    for name, part in {"long": is_long, "short": ~is_long}.items():
        found[f"AP, {name}"] = mean_average_precision(gold[part], scores[part])
        found[f"best F1, {name}"] = best_macro_f1(gold[part], scores[part])
        found[f"F1, {name}"] = macro_f1(gold[part], margins[part] >= 0)
        found[f"F1 at shipped thresholds, {name}"] = macro_f1(gold[part], scores[part] >= threshold)
        found[f"AUROC of none, {name}"] = auroc_of_none(gold[part], margins[part])
    for language in LANGUAGES:
        part = is_long & np.array([document.language == language for document in documents])
        found[f"AP, {language}"] = mean_average_precision(gold[part], scores[part])
        found[f"F1, {language}"] = macro_f1(gold[part], margins[part] >= 0)
    for n in N_SECTIONS:
        found[f"F1, {n} documents"] = macro_f1(gold[n_members == n], margins[n_members == n] >= 0)
    return found


def recalibrate(scores: Floats, gold: Booleans, train: Booleans) -> Floats:
    """Log-odds above the thresholds, by calibration and thresholds of best F1 on the training documents."""
    slopes, intercepts = fit_calibration(scores[train], gold[train]).T
    rows = scores * slopes + intercepts
    probabilities = expit(rows[train])
    thresholds = [best_threshold(column, truth) for column, truth in zip(probabilities.T, gold[train].T, strict=True)]
    return rows - logit(np.array(thresholds))


def as_markdown(figures: dict[str, list[dict[str, float]]]) -> str:
    """Tables: of long documents; what the shipped rule gains; by language and length, and documents as they were."""
    columns = list(next(iter(figures.values()))[0])
    wide = [column for column in columns if column.endswith("long")]
    narrow = [column for column in columns if column not in wide and "best" not in column]
    gains = [
        {column: after[column] - before[column] for column in wide}
        for after, before in zip(figures[SHIPPED], figures[BEFORE], strict=True)
    ]
    tables = (_table(figures, wide, True), _table({"shipped less before": gains}, wide, True))
    return "\n\n".join((*tables, _table(figures, narrow, False)))


def _table(figures: dict[str, list[dict[str, float]]], columns: Sequence[str], with_interval: bool) -> str:
    rows = [["rule", *columns], ["---"] * (len(columns) + 1)]
    for name, replicates in figures.items():
        values = np.array([[found[column] for column in columns] for found in replicates])
        low, high = np.nanpercentile(values, (2.5, 97.5), axis=0)
        intervals = [f" [{a:.2f}, {b:.2f}]" if with_interval else "" for a, b in zip(low, high, strict=True)]
        rows.append([name, *(f"{v:.3f}{i}" for v, i in zip(np.nanmean(values, axis=0), intervals, strict=True))])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def seconds_of_pages(classifier: PolicyClassifier, document: Stitched) -> float:
    """Seconds of one core to score as many words as a hundred pages have, at the pace of a long document."""
    started = time.process_time()
    document_log_odds(classifier, [document.analysis])
    return (time.process_time() - started) * PAGES_WORDS / len(document.analysis.whole.words)


if __name__ == "__main__":
    main()
