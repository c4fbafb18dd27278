import io
import struct
import time
from contextlib import suppress

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq

from corpora.document import Note, NoteCode, Reason
from corpora.errors import UnreadableError
from corpora.readers.kinds import SUFFIXES, Kind, kind_of_name, tell_kind
from tests.formats.archives import to_overlapping_zip, to_tar, to_zip

TEXTS = {"en": "Police officers arrested three men.", "es": "La policía detuvo a tres jóvenes."}
PAGE = "<!DOCTYPE html>\n<!-- página -->\n<html lang='es'><head><title>x</title></head><body><p>La policía</p></body>"
WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office:document-content/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RIFF = b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"


def to_parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": ["a"]}), buffer)
    return buffer.getvalue()


def to_ole(*names: str, at: int = 512) -> bytes:
    """An Office file of before 2007, with the names of its streams in its directory."""
    header = OLE + bytes(22) + struct.pack("<H", 9) + bytes(16) + struct.pack("<L", at // 512 - 1)
    return header.ljust(at, b"\0") + "\0".join(names).encode("utf-16-le")


CONTENTS: dict[Kind, list[bytes | str]] = {
    Kind.PDF: [b"%PDF-1.7\n", b"\n\xef\xbb\xbf junk %PDF-1.4"],
    Kind.DOCX: [to_zip(WORD), to_zip({"docProps/core.xml": b""} | WORD)],
    Kind.ODT: [to_zip(ODT)],
    Kind.RTF: [rb"{\rtf1\ansi La polic\'eda}"],
    Kind.HTML: [
        PAGE,
        "<p>La policía</p>",
        "\n<div class='x'>The police</div>",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><p>a</p></body></html>",
        f"<!-- {'x' * 3000} --><html><body>",
        "\r\n\ufeff\ufeff<!DOCTYPE html><html><body><p>La policía</p>",
    ],
    Kind.FEED: [
        "<?xml version='1.0'?>\n<rss version='2.0'>",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<!-- generator='WordPress' --><rdf:RDF xmlns:rdf='x'>",
        "\n<?xml version='1.0'?>\n<rss version='2.0'>",
        "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>",
    ],
    Kind.JSONL: ['{"text": "La policía"}\n{"text": "b"}', '\n {"id": 1}', "{'a': 1}"],
    Kind.CSV: ["id,text\n1,La policía", "id\ttext\n1\tThe police"],
    Kind.MARKDOWN: ["# La policía\n\n- uno", "<p align='center'>The police</p>\n\n# Plan", "plain"],
    Kind.TEXT: [
        *TEXTS.values(),
        "",
        "a",
        "1 < 2 y 3 > 2",
        "El % de la PDF-1",
        "BZ no es un archivo",
        "{ no JSON }",
        "Fecha: 3 de mayo\nAsunto: penas\n\nSeñor",
    ],
    Kind.PARQUET: [to_parquet(), b"PARE" + bytes(9)],
    Kind.ZIP: [to_zip({"a.txt": b"a"}), to_zip({}), to_zip({"copy/word/document.xml": b""})],
    Kind.TAR: [to_tar({"a.txt": b"a"}, packing) for packing in ("", "gz", "bz2", "xz")],
}
UNSUPPORTED = {
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x02",
    "JPEG": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xdb\0C\0\x08\6\6\7",
    "GIF": b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,",
    "sound": RIFF + bytes(100),
    "ELF": b"\x7fELF\2\1\1" + bytes(9) + b"\3\0\x3e\0\1\0\0\0" + bytes(1000),
    "EXE": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8" + bytes(100),
    "bytes": bytes(range(256)) * 16,
    "UTF-32": TEXTS["es"].encode("utf-32"),
    "zeros": bytes(5000),
    "old Word": to_ole("WordDocument"),
    "workbook": to_zip({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
    "slides": to_zip({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
    "XML": b"<?xml version='1.0'?><factura><total>1</total></factura>",
    "saved page": b"From: <Saved by Blink>\r\nSubject: Ley\r\n de drogas\r\nMIME-Version: 1.0\r\n\r\npolic=C3=ADa",
    "mail": b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx",
    "list": b'[\n {"text": "a"}]',
    "object": b'{\n  "text": "a"\n}',
}


def tell(content: bytes | str, name: str = "x") -> Kind:
    kind, _ = tell_kind(io.BytesIO(content.encode() if isinstance(content, str) else content), name)
    return kind


def reason_of(content: bytes, name: str = "x") -> Reason:
    with pytest.raises(UnreadableError) as error:
        tell(content, name)
    return error.value.reason


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_told_by_its_content(kind: Kind) -> None:
    for content in CONTENTS[kind]:
        assert tell(content, f"x{SUFFIXES[kind][0]}") is kind, content


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.MARKDOWN, Kind.CSV, Kind.TEXT}))
@pytest.mark.parametrize("name", ["x", "x.txt", "informe.final", "x.pdf.bak"])
def test_a_name_decides_nothing_where_contents_differ(kind: Kind, name: str) -> None:
    assert tell(CONTENTS[kind][0], name) is kind


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_name_decides_between_kinds_of_plain_text(text: str) -> None:
    names = {"a.md": Kind.MARKDOWN, "a.CSV": Kind.CSV, "a.tsv": Kind.CSV, "a.txt": Kind.TEXT, "a": Kind.TEXT}
    assert {name: tell(text, name) for name in names} == names


@pytest.mark.parametrize(
    ("content", "name", "detail"),
    [
        (PAGE, "a.docx", "the name says DOCX, the content is HTML"),
        (to_zip(WORD), "a.pdf", "the name says PDF, the content is DOCX"),
        (TEXTS["es"], "a.rtf", "the name says RTF, the content is plain text"),
        (to_tar({"a": b"a"}, "gz"), "a.zip", "the name says zip, the content is tar"),
    ],
)
def test_a_misleading_name_is_noted(content: bytes | str, name: str, detail: str) -> None:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    assert tell_kind(stream, name)[1] == (Note(NoteCode.NAME_MISMATCH, detail),)


@pytest.mark.parametrize("kind", Kind)
def test_a_true_name_is_not_noted_and_the_stream_is_at_its_beginning(kind: Kind) -> None:
    content = CONTENTS[kind][0]
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    for suffix in SUFFIXES[kind]:
        assert tell_kind(stream, f"X{suffix.upper()}") == (kind, ())
        assert stream.tell() == 0


@pytest.mark.parametrize(("name", "kind"), [("a.tar.gz", Kind.TAR), ("a.gz", None), (".pdf", Kind.PDF), ("", None)])
def test_the_kind_that_a_name_claims(name: str, kind: Kind | None) -> None:
    assert kind_of_name(name) is kind


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.HTML, Kind.FEED, Kind.JSONL, Kind.CSV, Kind.MARKDOWN])
def test_text_is_told_in_every_encoding(kind: Kind, encoding: str) -> None:
    content = CONTENTS[kind][0]
    assert isinstance(content, str)
    assert tell(content.encode(encoding), f"x{SUFFIXES[kind][0]}") is kind


@pytest.mark.parametrize("text", ["Señor ministro", "The owner’s café", "“¡Alto!” — «No»"])
def test_old_encodings_are_text(text: str) -> None:
    assert tell(text.encode("cp1252")) is Kind.TEXT


def test_a_character_cut_by_the_look_at_the_beginning_is_text() -> None:
    for shift in range(4):
        assert tell("a" * shift + "ñ😀" * 2000) is Kind.TEXT


@pytest.mark.parametrize("content", UNSUPPORTED.values(), ids=UNSUPPORTED.keys())
@pytest.mark.parametrize("name", ["x", "x.txt", "x.jsonl"])
def test_what_is_no_document_is_unsupported(content: bytes, name: str) -> None:
    assert reason_of(content, name) is Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("name", ["a.docx", "a.doc", "a"])
@pytest.mark.parametrize("at", [512, 8 * 2**20])
def test_an_office_file_with_a_password_is_encrypted(at: int, name: str) -> None:
    assert reason_of(to_ole("EncryptionInfo", "EncryptedPackage", at=at), name) is Reason.ENCRYPTED


@pytest.mark.parametrize("files", [WORD, ODT | {"x": b""}])
def test_an_office_file_that_is_cut_off_is_corrupt(files: dict[str, bytes]) -> None:
    assert reason_of(to_zip(files)[:-10]) is Reason.CORRUPT


def test_a_zip_that_is_cut_off_is_a_zip() -> None:
    assert tell(to_zip({"informe.txt": b"a"})[:-10]) is Kind.ZIP


def test_a_zip_of_too_many_files_is_too_large() -> None:
    assert reason_of(to_overlapping_zip("x" * 1000, b"x", 17_000)) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "piece", ["<!---->", "<??>", "<!doctype[]>", "<!--", "<?", "<!doctype [", "<p", "<div ", "</", " "]
)
def test_no_markup_takes_long(piece: str) -> None:
    started = time.monotonic()
    with suppress(UnreadableError):
        tell(piece * 2000)
    assert time.monotonic() - started < 1


@given(st.binary(max_size=600), st.sampled_from(["x", "x.csv", "x.docx", "x.md"]))
def test_any_bytes_are_of_a_kind_or_unreadable(content: bytes, name: str) -> None:
    with suppress(UnreadableError):
        assert tell(content, name) in Kind


@given(
    st.sampled_from([c for cs in CONTENTS.values() for c in cs if isinstance(c, bytes)]),
    st.integers(0),
    st.binary(max_size=8),
)
def test_any_damage_leaves_a_kind_or_makes_it_unreadable(content: bytes, at: int, damage: bytes) -> None:
    at %= len(content)
    with suppress(UnreadableError):
        assert tell(content[:at] + damage + content[at + len(damage) :]) in Kind
