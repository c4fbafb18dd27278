"""spaCy's textcat_multilabel with its bag-of-words architecture, over a blank pipeline for each language."""

import random

import spacy
from exchange import Rows, Scores, answer
from spacy.training import Example
from spacy.util import compounding, fix_random_seed, minibatch

EPOCHS = 10
LEARN_RATE = 0.01
CONFIG = {
    "model": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 2,
        "no_output_layer": False,
        "length": 262144,
    }
}


def score(train: Rows, test: Rows, labels: list[str]) -> Scores:
    """Probabilities by a model of each language."""
    scores: list[list[float]] = [[] for _ in test]
    for language in sorted({row["language"] for row in test}):
        nlp = fit([row for row in train if row["language"] == language], labels, language)
        positions = [i for i, row in enumerate(test) if row["language"] == language]
        for i, doc in zip(positions, nlp.pipe(test[i]["text"] for i in positions), strict=True):
            scores[i] = [doc.cats[label] for label in labels]
    return {"spaCy textcat_multilabel (bag of words)": scores}


def fit(rows: Rows, labels: list[str], language: str) -> spacy.Language:
    """Train a pipeline on rows of one language."""
    fix_random_seed(0)
    nlp = spacy.blank(language)
    nlp.add_pipe("textcat_multilabel", config=CONFIG)
    examples = [
        Example.from_dict(nlp.make_doc(row["text"]), {"cats": {label: label in row["labels"] for label in labels}})
        for row in rows
    ]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = LEARN_RATE
    for _ in range(EPOCHS):
        random.shuffle(examples)
        for batch in minibatch(examples, compounding(8, 64, 1.01)):
            nlp.update(batch, sgd=optimizer, drop=0.2)
    return nlp


if __name__ == "__main__":
    answer(score)
