"""fastText, supervised, one against all.

Texts without a label get one of their own, since fastText passes over those that have none.
"""

import re
import tempfile
from pathlib import Path
from typing import Any

import fasttext
from exchange import Rows, Scores, answer

PREFIX = "__label__"
NONE = "none"
PATTERN = re.compile(r"[^\W\d_]+")


def score(train: Rows, test: Rows, labels: list[str]) -> Scores:
    """Probabilities; one model for the two languages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.txt")
        path.write_text("".join(f"{marks(row)} {plain(row['text'])}\n" for row in train), encoding="utf-8")
        model = fasttext.train_supervised(
            str(path), loss="ova", lr=0.5, epoch=40, wordNgrams=1, dim=100, minCount=2, bucket=0, thread=1,
            verbose=0, seed=0,
        )  # fmt: skip
    given = ({name: value for value, name in predict(model, plain(row["text"]))} for row in test)
    return {"fastText": [[row.get(f"{PREFIX}{label}", 0.0) for label in labels] for row in given]}


def predict(model: Any, text: str) -> list[tuple[float, str]]:
    """Every label's probability and name; past the wrapper, whose predict() fails with NumPy 2."""
    return model.f.predict(f"{text}\n", -1, 0.0, "strict")


def marks(row: dict) -> str:
    """A row's labels as fastText writes them."""
    return " ".join(f"{PREFIX}{label}" for label in row["labels"] or [NONE])


def plain(text: str) -> str:
    """Lower-case words on one line."""
    return " ".join(PATTERN.findall(text.lower()))


if __name__ == "__main__":
    answer(score)
