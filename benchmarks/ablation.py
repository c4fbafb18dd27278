"""What each part of the classifier earns on real documents: variants trained on the shipped corpus, side by side.

Usage: python benchmarks/ablation.py LABELLED.jsonl
Only the open half of the documents is read (those whose id has an even SHA-256), so that the other half stays unseen by
whoever chooses among variants. Prints a Markdown table; thresholds play no part in its figures.
"""

import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from corpora.corpus import Corpus, read_corpus
from corpora.example import Example, read_examples
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser
from training.arrays import analyse_examples, gold_array
from training.fit import TrainingConfig, new_estimator
from training.metrics import auroc_of_none, mean_average_precision

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def open_half(identity: str) -> bool:
    """Whether a document belongs to the half that may be looked at while choosing."""
    return int(_digest(identity), 16) % 2 == 0


def variants(corpus: Corpus) -> dict[str, tuple[Corpus, TrainingConfig]]:
    """Name → corpus and configuration; one thing differs from the first."""
    base = TrainingConfig()
    small = tuple(example for example in corpus.examples if int(_digest(example.group), 16) % 4 == 0)
    return {
        "as shipped": (corpus, base),
        "networks over the profile alone": (corpus, replace(base, linear_share=0.0)),
        "linear model over words and concepts alone": (corpus, replace(base, linear_share=1.0)),
        "linear model over words alone (no lexicon)": (replace(corpus, lexicon=()), replace(base, linear_share=1.0)),
        "no word vectors": (replace(corpus, vectors={}), base),
        "linear share 0.2": (corpus, replace(base, linear_share=0.2)),
        "linear share 0.8": (corpus, replace(base, linear_share=0.8)),
        "weaker penalty of the networks (1)": (corpus, replace(base, alpha=1.0)),
        "stronger penalty of the networks (20)": (corpus, replace(base, alpha=20.0)),
        "stronger penalty of the linear model (C = 1)": (corpus, replace(base, C=1.0)),
        "a quarter of the documents": (replace(corpus, examples=small), base),
    }


def measure(corpus: Corpus, config: TrainingConfig, test: list[Example]) -> list[float]:
    """Average precision over all, English and Spanish, and AUROC of having a label."""
    analyser = Analyser(corpus.lexicon)
    bags, test_bags = (
        [analysis.whole for analysis in analyse_examples(analyser, part)] for part in (corpus.examples, test)
    )
    labels = corpus.taxonomy.ids
    classifier = new_estimator(corpus, config).fit(bags, gold_array(corpus.examples, labels))
    gold, scores = gold_array(test, labels), classifier.decision_function(test_bags)
    parts = [np.array([example.language == language for example in test]) for language in LANGUAGES]
    precisions = [mean_average_precision(gold[part], scores[part]) for part in (np.ones(len(test), bool), *parts)]
    return [*precisions, auroc_of_none(gold, scores)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> None:
    """Print the table."""
    corpus = read_corpus()
    found = list(read_examples(Path(sys.argv[1]), corpus.taxonomy.ids))
    test = [example for example in found if open_half(example.id)]
    rows = {name: measure(*variant, test) for name, variant in track(variants(corpus).items(), transient=True)}
    print("| variant | AP | AP en | AP es | AUROC labelled/none |\n|---|---|---|---|---|")
    for name, figures in rows.items():
        print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |")


if __name__ == "__main__":
    main()
