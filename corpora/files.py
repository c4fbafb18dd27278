"""Files, folders and streams → Documents; what cannot be read becomes a Document with its problem."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from corpora.document import Document
from corpora.errors import CorpusError

TEXT_SUFFIXES = (".txt", ".md", ".text")
TABLE_SUFFIXES = (".jsonl", ".ndjson")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_paths(paths: list[Path]) -> Iterator[Document]:
    """Yield the documents of files and folders, folders in name order and with all they hold.

    Raises:
        CorpusError: a path is not there, or a file named outright has a suffix that is not read.
    """
    for path in paths:
        if path.is_dir():
            members = sorted(member for member in path.rglob("*") if member.is_file() and _is_readable(member))
            for member in members:
                yield from read_file(member, name=member.relative_to(path).as_posix())
        elif path.is_file():
            if not _is_readable(path):
                allowed = ", ".join(TEXT_SUFFIXES + TABLE_SUFFIXES)
                raise CorpusError(f"{path}: cannot read {path.suffix or 'a file without suffix'}; allowed: {allowed}")
            yield from read_file(path, name=path.name)
        else:
            raise CorpusError(f"{path}: no such file or folder")


def read_file(path: Path, name: str) -> Iterator[Document]:
    """Yield the documents of one file: one of a text, one a line of a JSONL table."""
    if path.suffix.lower() in TABLE_SUFFIXES:
        with path.open(encoding="utf-8", errors="surrogateescape") as lines:
            yield from read_table(lines, name)
    else:
        yield decode_text(path.read_bytes(), name)


def read_table(lines: TextIO, name: str) -> Iterator[Document]:
    """Yield a document for every JSONL row with `id` and `text`; `title` and `language` may be there too.

    A line that is no such row becomes a document with the problem "corrupt", named by its line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse_row(line, where=f"{name}:{number}")


def read_stream(stream: TextIO) -> Iterator[Document]:
    """Yield the documents of standard input: JSONL rows where it starts with `{`, else one text."""
    head = stream.readline()
    if head.lstrip().startswith("{"):
        yield from read_table(_chain(head, stream), "-")  # type: ignore[arg-type]
    else:
        yield decode_text((head + stream.read()).encode("utf-8", "surrogateescape"), "-")


def decode_text(content: bytes, name: str) -> Document:
    """Decode a text by its byte-order mark, as UTF-8, else as Windows-1252, the old encoding of both languages."""
    encoding = next((encoding for bom, encoding in BOMS.items() if content.startswith(bom)), "utf-8")
    for candidate in (encoding, "cp1252"):
        try:
            return Document(name, content.decode(candidate))
        except UnicodeDecodeError:
            continue
    return Document(name, "", problem="corrupt")


def _chain(head: str, rest: TextIO) -> Iterator[str]:
    yield head
    yield from rest


def _is_readable(path: Path) -> bool:
    return path.suffix.lower() in TEXT_SUFFIXES + TABLE_SUFFIXES


def _parse_row(line: str, where: str) -> Document:
    try:
        row = json.loads(line)
        return _to_document(row, where)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Document(where, "", problem="corrupt")


def _to_document(row: dict[str, Any], where: str) -> Document:
    if not isinstance(row["text"], str):
        raise TypeError(where)
    name = str(row["id"]) if row.get("id") not in (None, "") else where
    language = row.get("language")
    return Document(name, row["text"], str(row.get("title") or ""), str(language) if language else None)


def digest_text(text: str) -> str:
    """SHA-256 (hex) of a text's UTF-8 bytes; a lone surrogate counts as the bytes it stands for."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
