"""Word vectors that ship with a corpus: vectors/<language>.npz → WordVectors."""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from corpora.errors import CorpusError


@dataclass(frozen=True, slots=True, eq=False)
class WordVectors:
    """What words of one language mean and how rare they are.

    words : lower case without accents (ñ stays), shape (n_words,).
    vectors : float32 of unit length, shape (n_words, n_dimensions).
    rarity : inverse document frequency, log(paragraphs / paragraphs with the word), shape (n_words,).
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float32]
    rarity: NDArray[np.float32]


def read_vectors(folder: Path, language: str) -> WordVectors | None:
    """Read <language>.npz of a folder; None where there is none: a corpus can do without.

    Raises:
        CorpusError: the file is no such table.
    """
    path = folder / f"{language}.npz"
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            words = arrays["words"].tobytes().decode("utf-8").split("\n")
            vectors = arrays["vectors"].astype(np.float32)
            rarity = arrays["rarity"].astype(np.float32)
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise CorpusError(f"{path}: not a table of word vectors: {error}") from error
    if not len(words) == len(vectors) == len(rarity):
        raise CorpusError(f"{path}: {len(words)} words, {len(vectors)} vectors and {len(rarity)} rarities")
    return WordVectors(tuple(words), vectors, rarity)


def write_vectors(folder: Path, language: str, table: WordVectors) -> Path:
    """Write <language>.npz in half precision and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{language}.npz"
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(table.words).encode("utf-8"), dtype=np.uint8),
        vectors=table.vectors.astype(np.float16),
        rarity=table.rarity.astype(np.float16),
    )
    return path
