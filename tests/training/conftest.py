"""An evaluation of the tiny version on the examples it was trained on."""

from pathlib import Path

import pytest

from corpora.corpus import Corpus, read_corpus
from models.registry import Registry
from training.report import Report
from training.run import evaluate_version


@pytest.fixture(scope="session")
def corpus(tiny_corpus: Path) -> Corpus:
    """The tiny corpus, read."""
    return read_corpus(tiny_corpus)


@pytest.fixture(scope="session")
def report(home: Path, tiny_corpus: Path) -> Report:
    """What `policy-tagger evaluate` finds for it."""
    return evaluate_version(tiny_corpus / "documents" / "documents.jsonl", Registry(home / "models"), tiny_corpus)
