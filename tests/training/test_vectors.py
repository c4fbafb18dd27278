import lzma
from pathlib import Path

import numpy as np
import pytest

from corpora.errors import CorpusError
from corpora.taxonomy import LANGUAGES
from corpora.vectors import WordVectors, read_vectors, write_vectors
from training.vectors import DIMENSIONS, LEAST_COUNT, Paragraphs, train_vectors

LINES = {
    "en": ["The police arrested three men.", "The POLICE seized a boat and arrested its crew.", "Too short", "",
           "Teachers and the naïve pupils met."],
    "es": ["La policía detuvo a tres hombres.", "La POLICÍA incautó una lancha y detuvo a los niños.", "Muy corto", "",
           "Docentes y niños del barrio, reunidos."],
}  # fmt: skip
WORDS = {"en": {"police", "arrested", "naive"}, "es": {"policia", "detuvo", "niños"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, lines in LINES.items():
        (tmp_path / f"{language}.txt").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def train(folder: Path, language: str) -> WordVectors:
    return train_vectors([*Paragraphs(folder, language)] * LEAST_COUNT, workers=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tiny_text_becomes_a_table(folder: Path, language: str) -> None:
    table = train(folder, language)
    assert set(table.words) >= WORDS[language]
    assert len(set(table.words)) == len(table.words)
    assert table.vectors.shape == (len(table.words), DIMENSIONS)
    assert table.vectors.dtype == table.rarity.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(table.vectors, axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(("language", "word", "found_in"), [("en", "police", 2), ("es", "niños", 2), ("en", "men", 1)])
def test_rarity_is_the_log_of_paragraphs_over_those_with_the_word(
    folder: Path, language: str, word: str, found_in: int
) -> None:
    table = train(folder, language)
    assert table.rarity[table.words.index(word)] == pytest.approx(np.log(3 / found_in))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_worker_gives_the_same_table_twice(folder: Path, language: str) -> None:
    one, other = train(folder, language), train(folder, language)
    assert one.words == other.words
    np.testing.assert_array_equal(one.vectors, other.vectors)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trained_table_is_written_and_read_in_half_precision(folder: Path, language: str, tmp_path: Path) -> None:
    table = train(folder, language)
    write_vectors(tmp_path / "vectors", language, table)
    found = read_vectors(tmp_path / "vectors", language)
    assert found is not None
    assert found.words == table.words
    np.testing.assert_allclose(found.vectors, table.vectors, atol=1e-3)
    np.testing.assert_allclose(found.rarity, table.rarity, atol=1e-2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_can_be_read_twice_and_short_ones_are_passed_over(folder: Path, language: str) -> None:
    paragraphs = Paragraphs(folder, language)
    assert list(paragraphs) == list(paragraphs)
    assert [len(words) for words in paragraphs] == [len(LINES[language][i].split()) for i in (0, 1, 4)]


def test_compressed_files_are_read_with_the_plain_ones_of_the_language(folder: Path) -> None:
    with lzma.open(folder / "es-2.txt.xz", "wt", encoding="utf-8") as file:
        file.write("Tres jueces más.\n")
    found = list(Paragraphs(folder, "es"))
    assert len(found) == 4
    assert ["tres", "jueces", "mas"] in found


def test_a_folder_without_text_of_the_language_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no es\*\.txt or es\*\.txt\.xz"):
        Paragraphs(tmp_path, "es")
