import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import Document, digest_text
from corpora.errors import CorpusError
from corpora.files import decode_text, read_paths, read_stream, read_table

TEXTS = {"en": "The naïve café owner’s “plan” — £5.", "es": "¿Qué pasó en Ñuñoa? La policía detuvo a 3… «sí»."}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
CORRUPT = [
    "{",
    "[1]",
    "12",
    "null",
    '{"id": "a"}',
    '{"id": "a", "text": null}',
    '{"id": "a", "text": 1}',
    '{"text": ["a"]}',
    "[" * 100_000,
    '{"text": ' + "9" * 5_000 + "}",
]


def stream(content: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(content))  # type: ignore[arg-type]


def table(*lines: str, encoding: str = "utf-8") -> list[Document]:
    return list(read_table(stream("\n".join(lines).encode(encoding)), "t.jsonl"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16-le-bom", "utf-16-be-bom"])
def test_a_text_is_read_from_its_encoding(encoding: str, text: str) -> None:
    bom = encoding.endswith("-bom")
    content = (f"\ufeff{text}" if bom else text).encode(encoding.removesuffix("-bom"))
    assert decode_text(content, "a.txt") == Document("a.txt", text)


@pytest.mark.parametrize("content", [b"caf\x81", b"\x89PNG\r\n\x1a\n\x8f"])
def test_bytes_of_no_known_encoding_are_corrupt(content: bytes) -> None:
    assert decode_text(content, "a.txt") == Document("a.txt", "", problem="corrupt")


@given(st.binary(max_size=200))
def test_any_bytes_become_one_document(content: bytes) -> None:
    document = decode_text(content, "a.txt")
    assert document.id == "a.txt"
    assert document.problem in (None, "corrupt")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_in_utf_8_comes_back(text: str) -> None:
    assert decode_text(text.encode("utf-8-sig"), "a.txt").text == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_table_is_read_from_its_encoding(encoding: str) -> None:
    rows = [json.dumps({"id": code, "text": text}, ensure_ascii=False) for code, text in TEXTS.items()]
    assert table(*rows, encoding=encoding) == [Document(code, text) for code, text in TEXTS.items()]


def test_a_row_may_state_title_and_language() -> None:
    (document,) = table('{"id": 7, "text": "b", "title": "T", "language": "es", "more": 1}')
    assert document == Document("7", "b", "T", "es")
    assert document.full_text == "T\n\nb"


@pytest.mark.parametrize("id", ["", ', "id": ""', ', "id": null'])
def test_a_row_without_id_is_named_by_its_line(id: str) -> None:
    assert [row.id for row in table(f'{{"text": "a"{id}}}', "", '{"text": "b"}')] == ["t.jsonl:1", "t.jsonl:3"]


@pytest.mark.parametrize("line", CORRUPT)
def test_a_bad_row_is_named_and_spoils_no_other(line: str) -> None:
    assert table('{"id": "a", "text": "x"}', line, '{"id": "b", "text": "y"}') == [
        Document("a", "x"),
        Document("t.jsonl:2", "", problem="corrupt"),
        Document("b", "y"),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_as_a_table(content: bytes) -> None:
    for document in read_table(stream(content), "t.jsonl"):
        assert isinstance(document.text, str)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_stream_may_be_a_text(encoding: str, text: str) -> None:
    assert list(read_stream(stream(f"{text}\r\n{text}".encode(encoding)))) == [Document("-", f"{text}\r\n{text}")]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_stream_that_starts_with_a_brace_is_a_table(encoding: str) -> None:
    content = '\n {"id": "a", "text": "ñ"}\r\n{"text": "b"}\r\n'.encode(encoding)
    assert [(row.id, row.text) for row in read_stream(stream(content))] == [("a", "ñ"), ("-:3", "b")]


def test_an_empty_stream_is_an_empty_text() -> None:
    assert list(read_stream(stream(b""))) == [Document("-", "")]


def test_a_table_does_not_close_its_stream() -> None:
    content = stream(b'{"text": "a"}')
    list(read_stream(content))
    assert not content.closed


def test_folders_are_read_in_name_order_with_all_they_hold(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.MD", "sub/c.text", "sub/d.pdf"):
        (tmp_path / name).write_text(name)
    (tmp_path / "t.NDJSON").write_text('{"id": "x", "text": "y"}')
    assert [document.id for document in read_paths([tmp_path])] == ["a.MD", "b.txt", "sub/c.text", "x"]


def test_files_named_outright_keep_their_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    assert [document.id for document in read_paths([tmp_path / "b.txt", tmp_path / "a.txt"])] == ["b.txt", "a.txt"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.docx", "cannot read .docx; allowed: .txt, .md"),
        ("plain", "cannot read a file without suffix"),
        ("b.txt", "no such file"),
    ],
)
def test_a_path_that_cannot_be_read_is_refused_before_any_is_read(tmp_path: Path, name: str, message: str) -> None:
    for there in ("a.txt", "a.docx", "plain"):
        (tmp_path / there).touch()
    with pytest.raises(CorpusError, match=f"{name}: {message}"):
        read_paths([tmp_path / "a.txt", tmp_path / name])


def test_a_file_that_goes_away_is_corrupt(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("x")
    documents = read_paths([tmp_path / "a.txt", tmp_path / "b.txt"])
    os.unlink(tmp_path / "a.txt")
    assert list(documents) == [Document("a.txt", "", problem="corrupt"), Document("b.txt", "x")]


@pytest.mark.parametrize(("text", "start"), [("policía", "22c39a67"), ("\ud800", "91a681b9")])
def test_the_digest_of_any_text_is_its_sha_256(text: str, start: str) -> None:
    assert digest_text(text).startswith(start)
