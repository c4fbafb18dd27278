"""Files, folders and streams → Documents; what cannot be read becomes a Document with its problem."""

import json
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from itertools import chain
from pathlib import Path
from typing import Any

from corpora.document import Document, Reason
from corpora.errors import CorpusError

TEXT_SUFFIXES = (".txt", ".md", ".text")
TABLE_SUFFIXES = (".jsonl", ".ndjson")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
BEFORE_A_TABLE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def read_paths(paths: list[Path]) -> Iterator[Document]:
    """The documents of files and folders, lazily, folders in name order and with all they hold.

    Raises:
        CorpusError: before anything is read: a path is not there, or a file named outright has a suffix that is
            not read.
    """
    return chain.from_iterable([_read_folder(path) if path.is_dir() else _read_named(path) for path in paths])


def read_file(path: Path, name: str) -> Iterator[Document]:
    """Yield the documents of one file: one of a text, one a line of a JSONL table."""
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() in TABLE_SUFFIXES:
                yield from read_table(stream, name)
            else:
                yield decode_text(stream.read(), name)
    except OSError:
        yield Document(name, "", problem=Reason.CORRUPT)


def read_table(stream: BufferedReader, name: str) -> Iterator[Document]:
    """Yield a document for every JSONL row with `id` and `text`; `title` and `language` may be there too.

    A line that is no such row becomes a document with the problem "corrupt", named by its line.
    """
    encoding = _encoding_of(stream.peek(3))
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    lines = TextIOWrapper(stream, encoding, errors, newline="\n")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse_row(line, where=f"{name}:{number}")
    lines.detach()


def read_stream(stream: BufferedReader) -> Iterator[Document]:
    """Yield the documents of standard input: JSONL rows where it starts with `{`, else one text."""
    if stream.peek(1).lstrip(BEFORE_A_TABLE).startswith(b"{"):
        yield from read_table(stream, "-")
    else:
        yield decode_text(stream.read(), "-")


def decode_text(content: bytes, name: str) -> Document:
    """Decode a text by its byte-order mark, as UTF-8, else as Windows-1252, the old encoding of both languages."""
    for candidate in (_encoding_of(content), "cp1252"):
        try:
            return Document(name, content.decode(candidate))
        except UnicodeDecodeError:
            continue
    return Document(name, "", problem=Reason.CORRUPT)


def _read_folder(folder: Path) -> Iterator[Document]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and _is_readable(path)):
        yield from read_file(path, name=path.relative_to(folder).as_posix())


def _read_named(path: Path) -> Iterator[Document]:
    if not path.is_file():
        raise CorpusError(f"{path}: no such file or folder")
    if not _is_readable(path):
        allowed = ", ".join(TEXT_SUFFIXES + TABLE_SUFFIXES)
        raise CorpusError(f"{path}: cannot read {path.suffix or 'a file without suffix'}; allowed: {allowed}")
    return read_file(path, name=path.name)


def _encoding_of(content: bytes) -> str:
    return next((encoding for bom, encoding in BOMS.items() if content.startswith(bom)), "utf-8")


def _is_readable(path: Path) -> bool:
    return path.suffix.lower() in TEXT_SUFFIXES + TABLE_SUFFIXES


def _parse_row(line: str, where: str) -> Document:
    try:
        return _to_document(json.loads(_without_escapes(line)), where)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Document(where, "", problem=Reason.CORRUPT)


def _without_escapes(line: str) -> str:
    """A line whose bytes are not UTF-8 is read as Windows-1252."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252")
    return line


def _to_document(row: dict[str, Any], where: str) -> Document:
    if not isinstance(row["text"], str):
        raise TypeError(where)
    name = str(row["id"]) if row.get("id") not in (None, "") else where
    language = row.get("language")
    return Document(name, row["text"], str(row.get("title") or ""), str(language) if language else None)
