"""Folders of plain text → word vectors of a language, by gensim's Word2Vec (Mikolov et al. 2013).

The tables that ship were made with this module; gensim is needed to make tables, never to tag or to train.
"""

import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from corpora.errors import CorpusError
from corpora.vectors import WordVectors
from models.pipeline import fold

DIMENSIONS = 100
CONTEXT_WORDS = 8
NEGATIVE_SAMPLES = 8
EPOCHS = 4
LEAST_COUNT = 8
DOWNSAMPLING = 1e-4
LEAST_WORDS = 3

_WORD = re.compile(r"[^\W\d_]+")


class Paragraphs:
    """The paragraphs (one a line) of a language's files, <language>*.txt or <language>*.txt.xz, as lists of words.

    Can be read more than once, which the training does.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self.paths = sorted([*folder.glob(f"{language}*.txt"), *folder.glob(f"{language}*.txt.xz")])
        if not self.paths:
            raise CorpusError(f"{folder}: no {language}*.txt or {language}*.txt.xz, one paragraph a line")

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the words of each paragraph, lower case without accents."""
        for path in self.paths:
            with _open(path) as lines:
                for line in lines:
                    words = _WORD.findall(fold(line))
                    if len(words) >= LEAST_WORDS:
                        yield words


def train_vectors(paragraphs: Iterable[list[str]], workers: int = 2) -> WordVectors:
    """Train skip-gram vectors, centre them and scale them to unit length.

    With more than one worker, two runs give tables that differ a little.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise CorpusError("word vectors need gensim: pip install 'policy-tagger[vectors]'") from error
    model = Word2Vec(
        paragraphs,
        vector_size=DIMENSIONS,
        window=CONTEXT_WORDS,
        min_count=LEAST_COUNT,
        sg=1,
        negative=NEGATIVE_SAMPLES,
        sample=DOWNSAMPLING,
        epochs=EPOCHS,
        workers=workers,
        seed=1,
    )
    words = tuple(model.wv.index_to_key)
    found: Counter[str] = Counter()
    n_paragraphs = 0
    for paragraph in paragraphs:
        found.update(set(paragraph))
        n_paragraphs += 1
    centred = model.wv.vectors - model.wv.vectors.mean(axis=0)
    vectors = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    rarity = np.log(n_paragraphs / np.array([found[word] for word in words]))
    return WordVectors(words, vectors.astype(np.float32), rarity.astype(np.float32))


def _open(path: Path) -> TextIO:
    return lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
