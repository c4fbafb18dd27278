from pathlib import Path

import pytest

from corpora.errors import CorpusError
from corpora.jsonl import read_json, read_lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_lines_come_with_their_place_and_blank_ones_are_skipped(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": "ñ"}\r\n\n  \n{"a": 2}', encoding=encoding, newline="")
    assert list(read_lines(path)) == [(f"{path}:1", {"a": "ñ"}), (f"{path}:4", {"a": 2})]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "not JSON"),
        (b"[1]", "a JSON object is needed, found list"),
        (b'"x"', "a JSON object is needed, found str"),
        ('{"a": "policía"}'.encode("cp1252"), "not UTF-8"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"a": %s}' % (b"9" * 5_000), "not JSON"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: bytes, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\n\n' + line)
    with pytest.raises(CorpusError) as error:
        list(read_lines(path))
    assert str(error.value).startswith(f"{path}:3: {message}")


@pytest.mark.parametrize("read", [read_json, lambda path: list(read_lines(path))])
def test_missing_file_is_named(tmp_path: Path, read) -> None:
    with pytest.raises(CorpusError, match=r"none\.json: no such file"):
        read(tmp_path / "none.json")


def test_a_file_that_is_not_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(CorpusError, match=r"a\.json: not JSON"):
        read_json(tmp_path / "a.json")
