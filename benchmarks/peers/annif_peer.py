"""Annif with its tfidf and svc backends and an ensemble of the two, a project for each language.

Annif's own tokenizer wants data that NLTK downloads at run time; NLTK's wordpunct_tokenize, which needs none, stands in
for it.
"""

import logging
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import annif.analyzer
import nltk.stem.snowball
import nltk.tokenize
import numpy as np
from annif.analyzer.snowball import SnowballAnalyzer
from annif.corpus import Document, SubjectSet
from annif.corpus.types import DocumentCorpus
from annif.project import AnnifProject
from annif.registry import AnnifRegistry
from annif.vocab import VocabFileTSV
from exchange import Rows, Scores, answer

STEMMERS = {"en": "english", "es": "spanish"}
BACKENDS = ("tfidf", "svc", "ensemble")
NONE = "none"
BATCH = 64
PROJECT = """
[{backend}-{language}]
name={backend} {language}
language={language}
backend={backend}
analyzer=offline({stemmer})
vocab=labels
limit=10
"""


class OfflineAnalyzer(SnowballAnalyzer):
    """Annif's snowball analyzer with a tokenizer that needs no download."""

    name = "offline"

    def __init__(self, param: str) -> None:
        self.param = param
        self.stemmer = nltk.stem.snowball.SnowballStemmer(param)

    def tokenize_words(self, text: str, filter: bool = True) -> list[str]:
        """Stems of the words."""
        words = nltk.tokenize.wordpunct_tokenize(text)
        return [self._normalize_word(word) for word in words if not filter or self.is_valid_token(word)]


class Corpus(DocumentCorpus):
    """Rows as Annif reads documents; texts without a label have a subject of their own, or svc would not see them."""

    def __init__(self, rows: Rows, subjects: Any) -> None:
        self._rows = rows
        self._subjects = subjects

    @property
    def documents(self) -> Iterator[Document]:
        """Yield a document a row."""
        for row in self._rows:
            numbers = [self._subjects.by_uri(uri(label)) for label in row["labels"] or [NONE]]
            yield Document(text=row["text"], subject_set=SubjectSet(numbers))


def score(train: Rows, test: Rows, labels: list[str]) -> Scores:
    """Scores of the three systems."""
    np.random.seed(0)  # LinearSVC and the choice of one label of several draw from it
    random.seed(0)
    scores = {backend: [[0.0] * len(labels) for _ in test] for backend in BACKENDS}
    with tempfile.TemporaryDirectory() as folder:
        registry = build(Path(folder), labels)
        for language in STEMMERS:
            seen = [row for row in train if row["language"] == language]
            positions = [i for i, row in enumerate(test) if row["language"] == language]
            for backend in BACKENDS:
                project = registry.get_project(f"{backend}-{language}")
                if backend != "ensemble":
                    project.train(Corpus(seen, project.subjects))
                project.initialize()
                for i, given in zip(positions, suggest(project, [test[i]["text"] for i in positions]), strict=True):
                    scores[backend][i] = [given.get(label, 0.0) for label in labels]
    return {f"Annif {backend}": rows for backend, rows in scores.items()}


def build(folder: Path, labels: list[str]) -> AnnifRegistry:
    """A registry with the vocabulary of the labels and the projects of both languages."""
    vocabulary, config = folder / "labels.tsv", folder / "projects.cfg"
    vocabulary.write_text("".join(f"<{uri(label)}>\t{label}\n" for label in [*labels, NONE]), encoding="utf-8")
    projects = [
        PROJECT.format(backend=backend, language=language, stemmer=stemmer)
        + (f"sources=tfidf-{language},svc-{language}\n" if backend == "ensemble" else "")
        for language, stemmer in STEMMERS.items()
        for backend in BACKENDS
    ]
    config.write_text("".join(projects), encoding="utf-8")
    registry = AnnifRegistry(str(config), str(folder / "data"), init_projects=False)
    registry.get_vocab("labels").load_vocabulary(VocabFileTSV(str(vocabulary), "en"))
    return registry


def suggest(project: AnnifProject, texts: list[str]) -> list[dict[str, float]]:
    """Label → score for every text."""
    found = []
    for start in range(0, len(texts), BATCH):
        batch = project.suggest([Document(text=text) for text in texts[start : start + BATCH]])
        for result in batch:
            subjects = ((project.subjects[item.subject_id].uri, item.score) for item in result)
            found.append({name.rsplit(":", 1)[1]: float(value) for name, value in subjects})
    return found


def uri(label: str) -> str:
    """An identifier of a label, as Annif wants it."""
    return f"urn:label:{label}"


if __name__ == "__main__":
    logging.getLogger("annif").setLevel(logging.ERROR)
    annif.analyzer.register_analyzer(OfflineAnalyzer)
    answer(score)
