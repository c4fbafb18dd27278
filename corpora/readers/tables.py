"""Tables of texts, JSON Lines or CSV → a Document for every row, as the rows come."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from io import BufferedReader, TextIOWrapper
from typing import Any, BinaryIO

from corpora.document import MAX_CHARACTERS, Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import plain
from corpora.readers.languages import language_of
from corpora.readers.titles import title_for
from corpora.strict_json import parse_json

MOST_ROW_CHARACTERS = 4 * MAX_CHARACTERS
DELIMITERS = "\t,;"  # a header that none divides is a lone column; with the first, commas in it are text

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=$|[T ]|\.0+$)", re.ASCII)

_SEPARATOR = re.compile(r'"?sep=.?"?\s*$', re.I)

csv.field_size_limit(MOST_ROW_CHARACTERS)  # of the whole process; as delivered, csv refuses longer texts than 128 KiB


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table's columns; only that of the texts has to be there."""

    id: str = "id"
    text: str = "text"
    title: str = "title"
    language: str = "language"
    date: str = "date"
    source: str = "source"


def read_jsonl(stream: BinaryIO | BufferedReader, name: str, columns: Columns) -> Iterator[Document]:
    """Yield a Document for every line that is not blank; a bad one has a problem and is named by its line, "x:7"."""
    with _open_text(stream, newline="\n") as lines:
        for number, line, _ in _records(lines):
            where = f"{name}:{number}"
            if line is None:
                yield _too_long(where)
            elif line.strip():
                yield _read_object(line, columns, where)


def read_csv(stream: BinaryIO | BufferedReader, name: str, columns: Columns) -> Iterator[Document]:
    """Yield a Document for every row that is not blank; the header tells whether tab, comma or semicolon divides.

    Names of columns are compared without regard to case. A bad row has a problem and is named by its first line.

    Raises:
        UnreadableError: the header names no column of texts.
    """
    columns = Columns(*map(_fold, astuple(columns)))
    with _open_text(stream, newline="") as lines:
        header, delimiter, first = _read_header(lines, columns)
        for number, record, is_open in _records(lines, _ending_open(delimiter), first):
            where = f"{name}:{number}"
            if record is None:
                yield _too_long(where)
            elif is_open:
                yield Document.unread(where, Reason.CORRUPT, "a quotation mark opens a field and none closes it")
            elif record.strip():
                yield _read_fields(record, delimiter, header, columns, where)


def read_row(row: Mapping[str, Any], columns: Columns, where: str) -> Document:
    """The Document of a row, named by its id, else by where it stands."""
    text = row.get(columns.text)
    if not isinstance(text, str):
        return Document.unread(where, Reason.CORRUPT, f"no text in {columns.text!r}")
    title = _cell(row, columns.title)
    if len(title) + len(text) > MAX_CHARACTERS:
        return _too_long(where)
    text = plain.replace_unstorable(text)
    return Document(
        _cell(row, columns.id) or where,
        text,
        title=title_for(title, text),
        language=language_of(_cell(row, columns.language)),
        date=_first_match(_DATE, _cell(row, columns.date)),
        source=_cell(row, columns.source) or None,
    )


def missing_text(columns: Columns, there: list[str]) -> UnreadableError:
    """What to say of a table that has other columns only."""
    return UnreadableError(
        Reason.UNSUPPORTED_FORMAT, f"no column {columns.text!r}; name the one of the texts: {', '.join(there)[:500]}"
    )


@contextmanager
def _open_text(stream: BinaryIO | BufferedReader, newline: str) -> Iterator[TextIOWrapper]:
    """The stream as text, left open afterwards; bytes that are no UTF-8 come as lone surrogates."""
    if isinstance(stream, BufferedReader):
        head = stream.peek(1)  # which works for pipes too
    else:
        head = stream.read(plain.LOOK_AT_BYTES)
        stream.seek(0)
    encoding = plain.tell_encoding(head[: plain.LOOK_AT_BYTES])
    lines = TextIOWrapper(stream, encoding, "replace" if encoding[:6] == "utf-16" else "surrogateescape", newline)
    try:
        yield lines
    finally:
        if not stream.closed:
            lines.detach()


def _records(
    lines: TextIOWrapper, ends_open: Callable[[str, bool], bool] | None = None, first: int = 1
) -> Iterator[tuple[int, str | None, bool]]:
    """Runs of lines of which each but the last ends open; the number of the first, and if the table ends in it, open.

    One over the limit is None; it is passed over in pieces and never held whole.
    """
    start = number = first
    held: list[str] = []
    size, is_open = 0, False
    while piece := lines.readline(MOST_ROW_CHARACTERS):
        size += len(piece)
        if size <= MOST_ROW_CHARACTERS:
            held.append(piece)
        else:
            held.clear()
        is_open = ends_open is not None and ends_open(piece, is_open)
        is_line = piece[-1] in "\r\n"
        number += is_line
        if is_line and not is_open:
            yield start, "".join(held) or None, False
            start, size, held = number, 0, []
    if size:
        yield start, "".join(held) or None, is_open


def _ending_open(delimiter: str) -> Callable[[str, bool], bool]:
    """Tells whether a line ends within quotation marks, given whether it begins within, just as `csv` reads it."""
    field = rf'(?:"(?:[^"]++|"")*+"|(?!"))[^{delimiter}]*+'
    open_line = re.compile(rf'(?:{field}{delimiter})*+"(?:[^"]++|"")*+\Z')
    return lambda line, was_open: bool(open_line.match(f'"{line}' if was_open else line))


def _read_header(lines: TextIOWrapper, columns: Columns) -> tuple[list[str], str, int]:
    """The names of columns, what divides them, and the number of the line that follows.

    Blank lines before it are passed over, and Excel's `sep=;`.
    """
    number = 1
    while (line := _mend(lines.readline(MOST_ROW_CHARACTERS))) and (not line.strip() or _SEPARATOR.match(line)):
        number += 1
    delimiter = max(DELIMITERS, key=lambda candidate: len(_split(line, candidate)))
    header = [_fold(column) for column in _split(line, delimiter)]
    if columns.text not in header:
        raise missing_text(columns, header)
    return header, delimiter, number + 1


def _read_fields(record: str, delimiter: str, header: list[str], columns: Columns, where: str) -> Document:
    try:
        fields = _split(_mend(record), delimiter)
    except UnreadableError as error:
        return Document.unread(where, error.reason, error.detail)
    if any(fields[len(header) :]):
        return Document.unread(where, Reason.CORRUPT, f"{len(fields)} fields under a header of {len(header)}")
    return read_row(dict(zip(header, fields, strict=False)), columns, where)


def _read_object(line: str, columns: Columns, where: str) -> Document:
    try:
        row = parse_json(_mend(line), is_row=True)
    except ValueError as error:
        return Document.unread(where, Reason.CORRUPT, f"no JSON: {error}")
    if not isinstance(row, dict):
        return Document.unread(where, Reason.CORRUPT, "no JSON object")
    return read_row(row, columns, where)


def _split(record: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([record], delimiter=delimiter), [])
    except csv.Error as error:
        raise UnreadableError(Reason.CORRUPT, f"no CSV: {error}") from error


def _mend(line: str) -> str:
    """Bytes that are no UTF-8 are read as Windows-1252."""
    try:
        line.encode()
    except UnicodeEncodeError:
        return plain.decode(line.encode("utf-8", "surrogateescape"))
    return line


def _fold(column: str) -> str:
    return column.strip().casefold()


def _cell(row: Mapping[str, Any], column: str) -> str:
    """What a row says of its text; of a mapping of one value that value, as `{"rendered": "…"}`, else no collection."""
    value = row.get(column)
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value.values()
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a year or number in a column that has gaps
    return "" if value is None or isinstance(value, dict | list) else plain.replace_unstorable(str(value)).strip()


def _first_match(pattern: re.Pattern[str], stated: str) -> str | None:
    match = pattern.match(stated)
    return match[0] if match else None


def _too_long(where: str) -> Document:
    return Document.unread(where, Reason.TOO_LARGE, f"more than {MAX_CHARACTERS:,} characters; split it")
