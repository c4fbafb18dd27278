from pathlib import Path

import numpy as np
import pytest

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES
from corpora.vectors import WordVectors, read_vectors, write_vectors

WORDS = {"en": ("police", "naive"), "es": ("policia", "ñandu")}


def table(words: tuple[str, ...]) -> WordVectors:
    return WordVectors(words, np.eye(len(words), 3, dtype=np.float32), np.ones(len(words), dtype=np.float32))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_comes_back_as_it_was_written(tmp_path: Path, language: str) -> None:
    write_vectors(tmp_path / "new", language, table(WORDS[language]))
    found = read_vectors(tmp_path / "new", language)
    assert found is not None
    assert found.words == WORDS[language]
    assert found.vectors.dtype == found.rarity.dtype == np.float32
    np.testing.assert_array_equal(found.vectors, table(WORDS[language]).vectors)


def test_a_language_without_table_has_none(tmp_path: Path) -> None:
    write_vectors(tmp_path, "en", table(WORDS["en"]))
    assert read_vectors(tmp_path, "es") is None


@pytest.mark.parametrize("keep", [0, 2, 10, -30])
def test_a_damaged_table_is_named(tmp_path: Path, keep: int) -> None:
    path = write_vectors(tmp_path, "es", table(WORDS["es"]))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CorpusError, match=r"es\.npz: not a table of word vectors"):
        read_vectors(tmp_path, "es")


def test_a_table_is_never_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "en.npz", words=np.array([{}]), vectors=np.zeros((1, 1)), rarity=np.zeros(1))
    with pytest.raises(CorpusError, match="not a table of word vectors"):
        read_vectors(tmp_path, "en")


def test_lengths_must_agree(tmp_path: Path) -> None:
    write_vectors(tmp_path, "en", WordVectors(("a", "b"), np.zeros((1, 2), np.float32), np.zeros(2, np.float32)))
    with pytest.raises(CorpusError, match="2 words, 1 vectors and 2 rarities"):
        read_vectors(tmp_path, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_vectors_have_unit_length(language: str) -> None:
    found = read_vectors(SHIPPED / "vectors", language)
    assert found is not None
    np.testing.assert_allclose(np.linalg.norm(found.vectors, axis=1), 1, atol=0.01)
    assert len(set(found.words)) == len(found.words)
