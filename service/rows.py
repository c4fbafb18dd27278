"""TagRecords → rows of a file: JSON Lines or CSV, written as they come."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from corpora.errors import CorpusError
from models.record import TagRecord

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SUFFIXES = (".jsonl", ".csv")
ERRORS = "backslashreplace"

Write = Callable[[TagRecord], None]


@contextmanager
def open_rows(out: Path | None, stdout: TextIO) -> Iterator[Write]:
    """A function that writes one record to a file, or to standard output as JSON Lines, in UTF-8.

    A file appears under its name only when all is written; until then it stands beside it as `.<name>.part`.
    A lone surrogate, in the id of a row or the name of a file, is written as its escape.

    Raises:
        CorpusError: the file's suffix is not one that can be written, or its folder is not there.
    """
    if out is None:
        if isinstance(stdout, TextIOWrapper):
            stdout.reconfigure(encoding="utf-8", errors=ERRORS)
        yield lambda record: _write_json(stdout, record)
        return
    _check_target(out)
    part = out.with_name(f".{out.name}.part")
    with part.open("w", encoding="utf-8", errors=ERRORS, newline="") as file:
        yield _csv_writer(file) if out.suffix == ".csv" else lambda record: _write_json(file, record)
    part.replace(out)


def _check_target(out: Path) -> None:
    if out.suffix not in SUFFIXES:
        raise CorpusError(
            f"{out}: cannot write {out.suffix or 'a file without suffix'}; allowed: {', '.join(SUFFIXES)}"
        )
    if out.is_dir() or not out.parent.is_dir():
        raise CorpusError(f"{out}: a file in a folder that is there is needed")


def _write_json(file: TextIO, record: TagRecord) -> None:
    file.write(json.dumps(record.to_row(), ensure_ascii=False) + "\n")


def _csv_writer(file: TextIO) -> Write:
    writer = csv.writer(file)
    header: list[str] = []

    def write(record: TagRecord) -> None:
        row = record.to_row()
        if not header:
            header.extend(row)
            writer.writerow(header)
        writer.writerow([_harmless(_cell(row[name])) for name in header])

    return write


def _cell(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
