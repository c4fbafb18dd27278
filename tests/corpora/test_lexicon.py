from pathlib import Path

import pytest

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from corpora.lexicon import Concept, read_lexicon

LINE = "truce|act|3,-1,2|Truce; cease-fire;truce|Tregua;alto el fuego"


def write(folder: Path, *lines: str, name: str = "a.txt", encoding: str = "utf-8") -> Path:
    (folder / name).write_text("\n".join(lines), encoding=encoding)
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_line_is_a_concept_in_both_languages(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, "# weights: peace, war, field", "", LINE, encoding=encoding)
    terms = {"en": ("truce", "cease-fire"), "es": ("tregua", "alto el fuego")}
    assert read_lexicon(tmp_path, 2) == (Concept("truce", "act", (3, -1), 2, terms),)


def test_files_are_read_in_name_order(tmp_path: Path) -> None:
    write(tmp_path, LINE.replace("truce|", "second|"), name="b.txt")
    write(tmp_path, LINE.replace("truce|", "first|"), name="a.txt")
    assert [concept.id for concept in read_lexicon(tmp_path, 2)] == ["first", "second"]


def test_no_folder_is_an_empty_lexicon(tmp_path: Path) -> None:
    assert read_lexicon(tmp_path / "none", 2) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("truce|act|1,1,1|truce", "5 fields divided by | are needed, found 4"),
        ("truce|act|1,x,1|truce|tregua", "weights must be whole numbers, found '1,x,1'"),
        ("truce|act|1,1|truce|tregua", "3 weights from -3 to 3 are needed, found '1,1'"),
        ("truce|act|1,1,4|truce|tregua", "3 weights from -3 to 3 are needed, found '1,1,4'"),
        (LINE, "concept 'truce' stands twice"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    write(tmp_path, "# comment", LINE, line)
    with pytest.raises(CorpusError) as error:
        read_lexicon(tmp_path, 2)
    assert str(error.value) == f"{tmp_path / 'a.txt'}:3: {message}"


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    write(tmp_path, "policía|actor|1,1,1|police|policía", encoding="cp1252")
    with pytest.raises(CorpusError, match=r"a\.txt: not UTF-8"):
        read_lexicon(tmp_path, 2)


def test_every_shipped_concept_has_terms_in_both_languages() -> None:
    concepts = read_lexicon(SHIPPED / "lexicon", 4)
    assert len(concepts) > 500
    assert [concept.id for concept in concepts if not all(concept.terms.values())] == []
