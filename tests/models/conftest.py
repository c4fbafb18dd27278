"""A tiny corpus read, an analyser of its lexicon, and a tagger of the version trained on it."""

from pathlib import Path

import pytest

from corpora.corpus import Corpus, read_corpus
from models.analysis import Analyser
from models.registry import Registry
from models.tagger import Tagger


@pytest.fixture(scope="session")
def tiny(tiny_corpus: Path) -> Corpus:
    return read_corpus(tiny_corpus)


@pytest.fixture(scope="session")
def analyser(tiny: Corpus) -> Analyser:
    return Analyser(tiny.lexicon)


@pytest.fixture(scope="session")
def tagger(home: Path) -> Tagger:
    return Tagger.load(Registry(home / "models"))
