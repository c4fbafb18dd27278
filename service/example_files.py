"""Files of labelled texts, JSON Lines or CSV → rows as the API takes them, each with where it stands."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.errors import CorpusError
from corpora.jsonl import parse_object
from corpora.readers.tables import DELIMITERS, MOST_ROW_CHARACTERS
from service.rows import TEXT_SUFFIXES as SUFFIXES
from service.rows import as_written

NEEDED = ("text", "labels")

Row = dict[str, Any]
Read = tuple[str, Row | CorpusError]


def read_rows(path: Path) -> Iterator[Read]:
    """Yield (file:line, row) for each row that is not blank, or what is wrong with it, as they come.

    In CSV, labels are divided by semicolons, the prediction is JSON, and an empty cell says nothing.

    Raises:
        CorpusError: the file is missing or of another kind, or its header lacks a column.
    """
    check_suffix(path)
    if not path.is_file():
        raise CorpusError(f"{path}: no such file")
    return _read_csv(path) if path.suffix == ".csv" else _read_jsonl(path)


def check_suffix(path: Path) -> None:
    """Make sure that a file of this name can hold examples.

    Raises:
        CorpusError: it cannot.
    """
    if path.suffix not in SUFFIXES:
        raise CorpusError(f"{path}: no file of examples, by its suffix; allowed: {', '.join(SUFFIXES)}")


def _read_jsonl(path: Path) -> Iterator[Read]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{path}:{number}"
            if line.strip():
                try:
                    yield where, parse_object(line, where)
                except CorpusError as error:
                    yield where, error


def _read_csv(path: Path) -> Iterator[Read]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        first = lines.readline(MOST_ROW_CHARACTERS)
        if not first:
            return
        header, delimiter = _parse_header(first, path)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 2
        while True:
            where = f"{path}:{number}"
            try:
                cells = next(rows, None)
                if cells is None:
                    return
                if cells:
                    yield where, _to_row(header, cells, where)
            except (csv.Error, CorpusError) as error:
                yield where, error if isinstance(error, CorpusError) else CorpusError(f"{where}: not CSV: {error}")
            number = rows.line_num + 2


def _parse_header(line: str, path: Path) -> tuple[list[str], str]:
    delimiter = max(DELIMITERS, key=line.count)
    header = [name.strip().casefold() for name in next(csv.reader([line], delimiter=delimiter), [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise CorpusError(f"{path}: the header has no column {', '.join(missing)}")
    return header, delimiter


def _to_row(header: list[str], cells: list[str], where: str) -> Row:
    if len(cells) != len(header):
        raise CorpusError(f"{where}: {len(cells)} cells under a header of {len(header)}")
    if any(not _is_utf8(cell) for cell in cells):
        raise CorpusError(f"{where}: not UTF-8; save the file as CSV in UTF-8")
    row: Row = {name: as_written(cell) for name, cell in zip(header, cells, strict=True) if cell}
    row["labels"] = [label.strip() for label in row.get("labels", "").split(";") if label.strip()]
    if "prediction" in row:
        row["prediction"] = _parse_prediction(row["prediction"], where)
    return row


def _parse_prediction(cell: str, where: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{where}: the prediction is not JSON: {error}") from error


def _is_utf8(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True
