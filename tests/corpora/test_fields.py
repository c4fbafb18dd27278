from pathlib import Path

import pytest

from corpora.errors import CorpusError
from corpora.fields import read_fields, split_field


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_line_is_a_row_named_by_its_place(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("# comment\n\n peace | paz \n|\n", encoding=encoding)
    assert list(read_fields(path, 2)) == [(f"{path}:3", ["peace", "paz"]), (f"{path}:4", ["", ""])]


def test_a_line_with_another_number_of_fields_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a|b\na|b|c\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"a\.txt:2: 2 fields divided by \| are needed, found 3"):
        list(read_fields(path, 2))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none\.txt: no such file"):
        list(read_fields(tmp_path / "none.txt", 2))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("policía|police", encoding="cp1252")
    with pytest.raises(CorpusError, match=r"a\.txt: not UTF-8"):
        list(read_fields(path, 2))


def test_items_of_a_field_are_trimmed_and_never_empty() -> None:
    assert split_field(" paz ;; tregua;") == ("paz", "tregua")
    assert split_field("") == ()
