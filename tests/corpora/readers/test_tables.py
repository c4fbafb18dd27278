import csv
import io
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import MAX_CHARACTERS, Document, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers.tables import MOST_ROW_CHARACTERS, Columns, read_csv, read_jsonl

TEXTS = {"en": "The naïve café owner’s “plan” — £5.", "es": "¿Qué pasó en Ñuñoa? La policía detuvo a 3… «sí»."}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
CORRUPT = {
    "{": "no JSON: Expecting property name",
    "[1]": "no JSON object",
    "12": "no JSON object",
    "null": "no JSON object",
    '{"id": "a"}': "no text in 'text'",
    '{"id": "a", "text": null}': "no text in 'text'",
    '{"id": "a", "text": 1}': "no text in 'text'",
    '{"text": ["a"]}': "no text in 'text'",
    "[" * 100_000: "no JSON: nested too deeply",
    '{"text": ' + "9" * 5_000 + "}": "no JSON: Exceeds the limit",
}
HEADERS = [
    ("id,text,title", "a,b,T"),
    ("id;text;title", "a;b;T"),
    ("id\ttext\ttitle", "a\tb\tT"),
    ('"id";"text, in full";"text";"title"', 'a;"x;y";b;T'),
    ("ID, Text ,TITLE", "a,b,T"),
    ("title,more,id,text", "T,,a,b"),
]

Read = Callable[..., Iterator[Document]]


def rows(read: Read, *lines: str, encoding: str = "utf-8", columns: Columns | None = None) -> list[Document]:
    return list(read(io.BytesIO("\n".join(lines).encode(encoding)), "t", columns or Columns()))


def to_csv(*table: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(table)
    return buffer.getvalue()


def detail_of(document: Document) -> str:
    (note,) = document.notes
    assert note.code is NoteCode.UNREADABLE
    return note.detail


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_lines_are_read_from_their_encoding(encoding: str) -> None:
    lines = [json.dumps({"id": code, "text": text}, ensure_ascii=False) for code, text in TEXTS.items()]
    assert rows(read_jsonl, *lines, encoding=encoding) == [Document(code, text) for code, text in TEXTS.items()]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_csv_is_read_from_its_encoding(encoding: str) -> None:
    table = to_csv(["id", "text"], *([code, text] for code, text in TEXTS.items()))
    assert rows(read_csv, table, encoding=encoding) == [Document(code, text) for code, text in TEXTS.items()]


@pytest.mark.parametrize("read", [read_jsonl, read_csv])
def test_a_line_in_an_old_encoding_is_read_among_others(read: Read) -> None:
    lines = ['{"text": "niñez"}'] * 2 if read is read_jsonl else ["text", "niñez", "niñez"]
    content = b"\n".join([*(line.encode() for line in lines[:-1]), lines[-1].encode("cp1252")])
    assert [row.text for row in read(io.BytesIO(content), "t", Columns())] == ["niñez", "niñez"]


def test_every_column_is_read() -> None:
    row = {"id": 7, "text": "b", "title": "T", "language": "es-MX", "date": "2014-03-27", "source": "s", "more": 1}
    expected = Document("7", "b", title="T", language="es", date="2014-03-27", source="s")
    assert rows(read_jsonl, json.dumps(row)) == [expected]
    assert rows(read_csv, to_csv(list(row), [str(value) for value in row.values()])) == [expected]


def test_columns_can_be_chosen() -> None:
    columns = Columns(id="clave", text="Cuerpo", date="año")
    expected = [Document("k", "b", date="2014")]
    assert rows(read_jsonl, '{"clave": "k", "Cuerpo": "b", "año": 2014, "text": "c"}', columns=columns) == expected
    assert rows(read_csv, "clave,cuerpo,Año,text", "k,b,2014,c", columns=columns) == expected


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2014", "2014"),
        ("2014.0", "2014"),
        ("2014-03", "2014-03"),
        ("2014-03-27T10:00Z", "2014-03-27"),
        ("2014-03-27 10:00", "2014-03-27"),
    ]
    + [(stated, None) for stated in ("27/03/2014", "20140327", "2014-13", "2014-03-32", "March", "")],
)
def test_a_date_is_as_exact_as_stated(stated: str, date: str | None) -> None:
    (document,) = rows(read_csv, "text,date", f"a,{stated}")
    assert document.date == date


@pytest.mark.parametrize(
    ("stated", "language"),
    [("es", "es"), ("spa", "es"), ("EN-us", "en"), ("es_419", "es"), ("fr", "fr"), ("español", None), ("", None)],
)
def test_a_language_is_two_letters(stated: str, language: str | None) -> None:
    (document,) = rows(read_csv, "text,language", f"a,{stated}")
    assert document.language == language


@pytest.mark.parametrize("text", ["Plan nacional\nSe aprueba.", "National plan\nIt is approved."])
def test_a_title_that_begins_the_text_is_not_said_twice(text: str) -> None:
    (document,) = rows(read_jsonl, json.dumps({"text": text, "title": text.partition("\n")[0].upper()}))
    assert document.full_text == text


def test_a_value_within_a_mapping_is_read_and_no_collection_is_a_name() -> None:
    row = {"id": {"$oid": "5f"}, "title": {"rendered": "Ley de drogas"}, "text": "Se aprueba.", "date": 2014.0}
    (document,) = rows(read_jsonl, json.dumps(row | {"source": ["a", "b"]}))
    assert (document.id, document.title, document.date, document.source) == ("5f", "Ley de drogas", "2014", None)


@pytest.mark.parametrize("before", ["sep=;", "SEP=;", '"sep=;"', "\n", "\n\nsep=;\n"])
def test_what_stands_before_the_header_is_passed_over(before: str) -> None:
    n = before.count("\n") + 1
    found = rows(read_csv, before, "id;text", ";La policía, ayer", "b;x")
    assert [(row.id, row.text) for row in found] == [(f"t:{n + 2}", "La policía, ayer"), ("b", "x")]


@pytest.mark.parametrize("id", ["", ', "id": ""', ', "id": null'])
def test_a_row_without_id_is_named_by_its_line(id: str) -> None:
    assert [row.id for row in rows(read_jsonl, f'{{"text": "a"{id}}}', "", '{"text": "b"}')] == ["t:1", "t:3"]


def test_a_row_of_csv_without_id_is_named_by_its_first_line() -> None:
    table = 'text,id\n"a\n\nb",\n\nc,\r\n,d\n'
    assert [(row.id, row.text) for row in rows(read_csv, table)] == [("t:2", "a\n\nb"), ("t:6", "c"), ("d", "")]


@pytest.mark.parametrize("line", CORRUPT, ids=range(len(CORRUPT)))
def test_a_bad_line_is_named_and_spoils_no_other(line: str) -> None:
    first, bad, last = rows(read_jsonl, '{"id": "a", "text": "x"}', line, '{"id": "b", "text": "y"}')
    assert (first, last) == (Document("a", "x"), Document("b", "y"))
    assert (bad.id, bad.problem) == ("t:2", Reason.CORRUPT)
    assert detail_of(bad).startswith(CORRUPT[line])


@pytest.mark.parametrize(
    ("record", "detail"),
    [
        ("a,b,c,d", "4 fields under a header of 2"),
        ("a", "no text in 'text'"),
    ],
)
def test_a_bad_row_of_csv_is_named_and_spoils_no_other(record: str, detail: str) -> None:
    first, bad, last = rows(read_csv, "id,text", "a,x", record, "b,y")
    assert (first, last) == (Document("a", "x"), Document("b", "y"))
    assert bad == Document.unread("t:3", Reason.CORRUPT, detail)


def test_a_quotation_mark_that_is_not_closed_is_named() -> None:
    first, bad = rows(read_csv, "id,text", "a,x", 'b,"y', "c,z")
    assert first == Document("a", "x")
    assert bad.id == "t:3"
    assert detail_of(bad) == "a quotation mark opens a field and none closes it"


@pytest.mark.parametrize("text", ['5" pipe', 'dijo "sí" y salió', 'a "b, c" d'.replace(",", "")])
def test_quotation_marks_within_a_field_are_text(text: str) -> None:
    assert rows(read_csv, "id,text", f"1,{text}", "2,b") == [Document("1", text), Document("2", "b")]


@pytest.mark.parametrize(("header", "record"), HEADERS)
def test_the_header_tells_what_divides(header: str, record: str) -> None:
    assert rows(read_csv, header, record) == [Document("a", "b", title="T")]


@pytest.mark.parametrize("text", ["Sí, la policía; y más.", "Yes, the police; and more."])
def test_in_a_lone_column_commas_are_text(text: str) -> None:
    assert [row.text for row in rows(read_csv, "text", text)] == [text]


def test_empty_fields_beyond_the_header_are_nothing() -> None:
    assert rows(read_csv, "id,text", "a,b,,") == [Document("a", "b")]


@pytest.mark.parametrize("header", ["", "a,b", "texto;id"])
def test_csv_without_a_column_of_texts_is_unsupported(header: str) -> None:
    with pytest.raises(UnreadableError, match="no column 'text'; name the one of the texts") as error:
        rows(read_csv, header, "1,2")
    assert error.value.reason == Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("read", [read_jsonl, read_csv])
def test_a_nul_or_half_a_character_is_replaced(read: Read) -> None:
    lines = ['{"text": "a\\u0000\\ud800"}'] if read is read_jsonl else ["text", "a\0"]
    (document,) = rows(read, *lines)
    assert set(document.text) == {"a", "\ufffd"}


@pytest.mark.parametrize("character", ["a", "ñ", "—"])
@pytest.mark.parametrize("read", [read_jsonl, read_csv])
def test_the_longest_text_is_read_and_a_longer_one_is_too_large(read: Read, character: str) -> None:
    texts = [character * MAX_CHARACTERS, character * (MAX_CHARACTERS + 1), "b"]
    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    longest, longer, last = rows(read, *(lines if read is read_jsonl else ["text", *texts]))
    assert (longest.text, last.text) == (texts[0], "b")
    assert longer.problem is Reason.TOO_LARGE


class _Endless(io.RawIOBase):
    """Pieces as they are asked for, so that nothing but the reader can hold them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        piece = next(self._pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.long
@pytest.mark.parametrize(
    ("read", "head", "piece", "tail"),
    [
        (read_jsonl, b'{"text": "', b"a" * 8000, b'"}\n{"text": "b"}\n'),
        (read_csv, b"text\n", b"a" * 8000, b"\nb\n"),
        (read_csv, b'text\n"', b"a, " * 2666 + b"\n", b'"\nb\n'),
        (read_csv, b'text,id\n"', b'""' * 4000, b'",1\nb,2\n'),
    ],
    ids=["JSON", "field", "quoted lines", "quotation marks"],
)
def test_a_row_of_any_length_is_never_held_whole(read: Read, head: bytes, piece: bytes, tail: bytes) -> None:
    pieces = chain([head], repeat(piece, 12 * MOST_ROW_CHARACTERS // len(piece)), [tail])
    tracemalloc.start()
    longer, last = read(io.BufferedReader(_Endless(pieces)), "t", Columns())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert longer.problem is Reason.TOO_LARGE
    assert last.text == "b"
    assert peak < 6 * MOST_ROW_CHARACTERS


@pytest.mark.parametrize("read", [read_jsonl, read_csv])
def test_a_pipe_is_read_as_its_rows_come(read: Read) -> None:
    reading, writing = os.pipe()
    lines = [b'{"text": "a"}\n', b'{"text": "b"}\n'] if read is read_jsonl else [b"text\na\n", b"b\n"]
    with open(reading, "rb") as stream, open(writing, "wb", buffering=0) as pipe:
        documents = read(stream, "-", Columns())
        for line, text in zip(lines, "ab", strict=True):
            pipe.write(line)
            assert next(documents).text == text


@pytest.mark.parametrize("read", [read_jsonl, read_csv])
@pytest.mark.parametrize("n_read", [0, 1, 2])
def test_the_stream_is_left_open(read: Read, n_read: int) -> None:
    lines = ['{"text": "a"}'] * 2 if read is read_jsonl else ["text", "a", "a"]
    stream = io.BytesIO("\n".join(lines).encode())
    documents = read(stream, "t", Columns())
    for _ in range(n_read):
        next(documents)
    documents.close()  # type: ignore[attr-defined]
    assert not stream.closed


@pytest.mark.parametrize("read", [read_jsonl, read_csv])
def test_a_table_without_rows_has_no_documents(read: Read) -> None:
    assert rows(read, "" if read is read_jsonl else "id,text\n\n") == []


@given(st.lists(st.lists(st.text(st.sampled_from('a",; \n\r\tñ'), max_size=6), min_size=2, max_size=2), max_size=6))
def test_csv_as_python_writes_it_comes_back(table: list[list[str]]) -> None:
    written = [fields for fields in table if "".join(fields).strip()]
    assert [document.text for document in rows(read_csv, to_csv(["text", "id"], *written))] == [
        text for text, _ in written
    ]


@given(st.lists(st.text(st.sampled_from('",a'), max_size=7), max_size=6))
def test_rows_end_where_the_csv_module_ends_them(lines: list[str]) -> None:
    table = "".join(f"{line}\n" for line in lines)
    expected = [fields[0] for fields in csv.reader(io.StringIO(table)) if fields]
    found = rows(read_csv, ",".join(["text", *"bcdefghijklmnopqrstuvwxyz"]), table)
    assert len(found) == len(expected)
    assert all(row.text == text for row, text in zip(found, expected, strict=True) if row.problem is None)
    assert all(row.problem is None for row in found[:-1])


@given(st.binary(max_size=300), st.sampled_from([read_jsonl, read_csv]))
def test_any_bytes_are_read_as_a_table(content: bytes, read: Read) -> None:
    with suppress(UnreadableError):
        for document in read(io.BytesIO(b"text,\n" + content), "t", Columns()):
            document.text.encode()


FOUND_BY_FUZZING = bytes.fromhex(
    "69643b746578743b6cff00ff00ffff1fffffffffffff0aff0a0000ff0aff0a08ff2d0078743b7469746c650a613b22694e200000000000"
    "ff00000a0a0a0a000008ff0a0a0000000a0affff000a0a65667422220affff22ff"
)


def test_a_row_that_the_csv_module_refuses_is_named() -> None:
    documents = list(read_csv(io.BytesIO(FOUND_BY_FUZZING), "a.csv", Columns()))
    assert any("no CSV" in note.detail for document in documents for note in document.notes)
