"""TF-IDF and logistic regression (scikit-learn): over words and pairs of words, and over runs of characters as well."""

import numpy as np
from exchange import Rows, Scores, answer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union


def score(train: Rows, test: Rows, labels: list[str]) -> Scores:
    """Log-odds of both systems; one model for the two languages."""
    truth = np.array([[label in row["labels"] for label in labels] for row in train], dtype=int)
    scores = {}
    for name, vectors in (
        ("TF-IDF words + logistic regression", make_union(words())),
        ("TF-IDF words and characters + logistic regression", make_union(words(), characters())),
    ):
        regression = LogisticRegression(C=10, class_weight="balanced", solver="liblinear", random_state=0)
        model = make_pipeline(vectors, OneVsRestClassifier(regression))
        model.fit([row["text"] for row in train], truth)
        scores[name] = model.decision_function([row["text"] for row in test])
    return scores


def words() -> TfidfVectorizer:
    """Words and pairs of words, without accents."""
    return TfidfVectorizer(strip_accents="unicode", ngram_range=(1, 2), min_df=2, sublinear_tf=True)


def characters() -> TfidfVectorizer:
    """Runs of three to five characters within words."""
    return TfidfVectorizer(analyzer="char_wb", strip_accents="unicode", ngram_range=(3, 5), min_df=5, sublinear_tf=True)


if __name__ == "__main__":
    answer(score)
