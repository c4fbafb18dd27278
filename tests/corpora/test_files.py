import errno
import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpora.document import MOST_DETAIL_CHARACTERS, MOST_NAME_CHARACTERS, MOST_NAMES, Document, NoteCode, Reason
from corpora.errors import CorpusError
from corpora.files import Blob, FileReader
from corpora.readers import archives
from corpora.readers.kinds import Kind
from corpora.readers.tables import Columns
from tests.formats.office import to_docx, to_rtf
from tests.formats.pdf import to_encrypted_pdf, to_image_pdf, to_pdf
from tests.formats.web import to_html, to_wxr

TEXTS = {
    "en": "The naïve café owner opened a youth centre with sports and tutoring for every child of the barrio.",
    "es": "¿Qué pasó en Ñuñoa? La alcaldía abrió un centro juvenil con deporte y tutorías para toda la niñez.",
}
WRITERS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda text: text.encode("cp1252"),
    "md": lambda text: f"*{text}*\n".encode(),
    "html": lambda text: to_html(text, "", "es").encode(),
    "docx": to_docx,
    "pdf": to_pdf,
    "rtf": to_rtf,
    "xml": lambda text: to_wxr([{"id": 7, "title": "", "content": f"<p>{text}</p>"}]),
    "jsonl": lambda text: json.dumps({"id": "row", "text": text}).encode(),
    "csv": lambda text: f'id,text\nrow,"{text}"\n'.encode(),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader() as reader:
        yield reader


def read_paths(reader: FileReader, paths: list[str]) -> Iterator[Document]:
    return map(reader.parse, reader.unpack(paths))


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def write(folder: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("suffix", WRITERS)
def test_every_kind_of_file_is_read(reader: FileReader, tmp_path: Path, language: str, suffix: str) -> None:
    write(tmp_path, {f"a.{suffix}": WRITERS[suffix](TEXTS[language])})
    (document,) = read_paths(reader, [str(tmp_path / f"a.{suffix}")])
    assert (document.problem, document.notes) == (None, ())
    assert TEXTS[language] in document.text
    assert document.id == {"xml": "a.xml#7", "jsonl": "row", "csv": "row"}.get(suffix, f"a.{suffix}")


def test_a_folder_is_read_in_name_order_without_what_is_hidden(reader: FileReader, tmp_path: Path) -> None:
    names = ["b.txt", "a.txt", "sub/c.TXT", "sub/no suffix", ".hidden.txt", ".git/x.txt", "__MACOSX/a.txt", "Thumbs.db"]
    folder = write(tmp_path, dict.fromkeys(names, b"text"))
    ids = [document.id for document in read_paths(reader, [folder])]
    assert ids == ["a.txt", "b.txt", "sub/c.TXT", "sub/no suffix"]


def test_an_archive_is_read_with_what_it_holds_at_any_depth(reader: FileReader, tmp_path: Path) -> None:
    inner = zipped({"d/plan.pdf": to_pdf(TEXTS["es"]), "t.jsonl": WRITERS["jsonl"](TEXTS["en"])})
    path = tmp_path / "all.zip"
    path.write_bytes(
        zipped({"a.docx": to_docx(TEXTS["en"]), "inner.zip": inner, "../evil.txt": b"x", "z.txt": b"last"})
    )
    found = {document.id: document for document in read_paths(reader, [str(path)])}
    assert list(found)[:3] == ["all.zip/a.docx", "all.zip/inner.zip/d/plan.pdf", "row"]
    (refused,) = [document for document in found.values() if document.problem]
    assert "evil" in refused.id
    assert found["all.zip/z.txt"].text == "last"
    assert not (tmp_path.parent / "evil.txt").exists()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7\ncut off", Reason.CORRUPT),
        ("a.docx", to_docx(TEXTS["es"])[:900], Reason.CORRUPT),
        ("a.zip", zipped({"a.txt": b"x" * 9_000})[:20], Reason.CORRUPT),
        ("a.pdf", to_encrypted_pdf(TEXTS["es"]), Reason.ENCRYPTED),
        ("a.pdf", to_image_pdf(), Reason.IMAGE_ONLY),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(range(32)), Reason.UNSUPPORTED_FORMAT),
        ("a.csv", b"name,age\nx,3\n", Reason.UNSUPPORTED_FORMAT),
        ("a.jsonl", b'{"id": 1}\n', Reason.CORRUPT),
        ("a.csv", b"id,text\n", Reason.NO_TEXT),
        ("a.jsonl", b"\n \n", Reason.NO_TEXT),
    ],
)
def test_what_cannot_be_read_is_a_document_that_says_why(
    reader: FileReader, tmp_path: Path, name: str, content: bytes, reason: Reason
) -> None:
    folder = write(tmp_path, {name: content, "z.txt": b"The rest is read."})
    bad, good = read_paths(reader, [folder])
    assert (bad.problem, bad.text) == (reason, "")
    assert good.text == "The rest is read."


def test_an_empty_file_is_an_empty_document(reader: FileReader, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.txt": b"", "b.pdf": b""})
    first, second = read_paths(reader, [folder])
    assert (first.text, first.problem) == ("", None)
    assert [note.code for note in second.notes] == [NoteCode.NAME_MISMATCH]


def test_a_wrong_name_is_noted_and_the_content_decides(reader: FileReader, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": to_pdf(TEXTS["es"])})
    (document,) = read_paths(reader, [str(tmp_path / "a.txt")])
    assert document.text == TEXTS["es"]
    assert [note.detail for note in document.notes] == ["the name says plain text, the content is PDF"]


def test_a_text_of_300_megabytes_is_refused_at_once(reader: FileReader, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.write(b"policia " * 1_000)
        file.truncate(300 * 2**20)
        file.seek(0)
        file.write(b"seguridad ")
    started = time.monotonic()
    (document,) = read_paths(reader, [str(path)])
    assert document.problem == Reason.TOO_LARGE
    assert "314,572,800 bytes" in document.notes[0].detail
    assert time.monotonic() - started < 1


def test_unpacking_leaves_files_of_one_document_to_be_parsed_later(reader: FileReader, tmp_path: Path) -> None:
    folder = write(
        tmp_path, {"a.pdf": to_pdf(TEXTS["es"]), "b.jsonl": WRITERS["jsonl"](TEXTS["en"]), "c.zip": b"PK\3\4"}
    )
    blob, row, bad = reader.unpack([folder])
    assert isinstance(blob, Blob)
    assert (blob.name, blob.kind) == ("a.pdf", Kind.PDF)
    assert reader.parse(blob).text == TEXTS["es"]
    assert isinstance(row, Document)
    assert reader.parse(row) is row
    assert isinstance(bad, Document)


def test_the_share_that_was_read_grows_to_one(reader: FileReader, tmp_path: Path) -> None:
    rows = b"".join(json.dumps({"id": str(number), "text": "x" * 500}).encode() + b"\n" for number in range(500))
    write(tmp_path, {"a.txt": b"x" * 100_000, "b.jsonl": rows})
    with FileReader() as fresh:
        assert fresh.share_read is None
        shares = [fresh.share_read for _ in fresh.unpack([str(tmp_path)])]
        assert shares == sorted(shares)
        assert shares[0] < 0.5
        assert fresh.share_read == 1


def test_columns_of_tables_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, {"a.csv": "código,cuerpo,año\nx,Texto del decreto,2014\n".encode()})
    with FileReader(Columns(id="código", text="cuerpo", date="año")) as reader:
        (document,) = read_paths(reader, [str(tmp_path)])
    assert (document.id, document.text, document.date) == ("x", "Texto del decreto", "2014")


@pytest.mark.parametrize("suffix", WRITERS)
def test_standard_input_may_be_of_any_kind(reader: FileReader, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(WRITERS[suffix](TEXTS["es"]))
    with path.open("rb") as stream:
        (document,) = reader.read_stdin(stream)
    if suffix != "csv":  # without a name it is a text
        assert document.id in ("-", "-#7", "row")
    assert TEXTS["es"] in document.text


def test_a_path_that_is_not_there_is_named_before_anything_is_read(reader: FileReader, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"missing: no such file or folder"):
        read_paths(reader, [write(tmp_path, {"a.txt": b"x"}), str(tmp_path / "missing")])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(reader: FileReader, tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": b"x"})
    (tmp_path / "a.txt").chmod(0)
    (document,) = read_paths(reader, [str(tmp_path)])
    assert (document.problem, document.notes[0].detail) == (Reason.CORRUPT, "Permission denied")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_what_the_machine_lacks_is_said_of_no_file(
    reader: FileReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    paths, copy = [write(tmp_path, {"a.zip": zipped({f"{n}.txt": b"x" for n in range(5)})})], archives._copy

    def copy_twice(entry: archives.Entry, file: io.BufferedRandom) -> None:
        if entry.path == "2.txt":
            raise OSError(number, os.strerror(number))
        copy(entry, file)

    monkeypatch.setattr(archives, "_copy", copy_twice)
    found = reader.unpack(paths)
    assert [next(found).name for _ in range(2)] == ["a.zip/0.txt", "a.zip/1.txt"]
    with pytest.raises(OSError, match=os.strerror(number)):
        next(found)


def test_a_file_that_fails_is_a_row_and_the_next_one_is_read(
    reader: FileReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(archives, "_copy", fail)
    paths = [write(tmp_path, {"a.zip": zipped({"1.txt": b"x"}), "b.txt": b"x"})]
    first, second = ((item, reader.share_read) for item in reader.unpack(paths))
    assert (first[0].problem, first[0].notes[0].detail) == (Reason.CORRUPT, os.strerror(errno.EIO))
    assert isinstance(second[0], Blob)
    assert 0 <= first[1] < second[1] <= 1


@pytest.mark.parametrize("language", TEXTS)
def test_names_as_long_as_no_name_is_are_cut(reader: FileReader, tmp_path: Path, language: str) -> None:
    long = "ñ" * (MOST_NAME_CHARACTERS + 1)
    row = {"id": long, "title": long, "source": long, "text": TEXTS[language]}
    (document,) = read_paths(reader, [write(tmp_path, {"a.jsonl": json.dumps(row).encode()})])
    assert (document.id, document.source) == (long[:-1], long[:-1])
    assert (document.title, document.text) == ("", f"{long}\n\n{TEXTS[language]}")


def test_what_is_known_of_a_document_is_bounded() -> None:
    names, long = tuple(map(str, range(MOST_NAMES + 1))), "x" * MOST_NAME_CHARACTERS
    known = Document("a", "text", long + "!", page_starts=(0, 2), authors=(long + "!",), subjects=names)
    found = known.within_bounds()
    assert (found.authors, found.subjects, found.full_text) == ((long,), names[:-1], known.full_text)
    offset = known.full_text.index("xt")
    assert found.page_at(offset) == known.page_at(offset) == 2
    (note,) = Document.unread("a", Reason.CORRUPT, long).within_bounds().notes
    assert len(note.detail) == MOST_DETAIL_CHARACTERS
