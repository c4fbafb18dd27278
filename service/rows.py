"""Rows of tag records → a file: JSON Lines, CSV or Parquet, or a folder of Parquet by year, written as they come."""

import csv
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from corpora.errors import CorpusError
from models.whole_files import draft_of
from service.parts import to_table
from service.tagged import Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TEXT_SUFFIXES = (".jsonl", ".csv")
SUFFIXES = (*TEXT_SUFFIXES, ".parquet")
ERRORS = "backslashreplace"
ROW_GROUP_ROWS = 1_000
ROW_GROUP_CHARACTERS = 2**23  # of text: whoever reads a row group holds it whole
YEAR_CHARACTERS = 4
UNKNOWN_YEAR = "none"

Write = Callable[[Row], None]


@contextmanager
def open_rows(out: Path | None, schema: pa.Schema | None = None) -> Iterator[Write]:
    """A function that writes one row to a file, or to standard output as JSON Lines, in UTF-8.

    The suffix tells the format; a name without one becomes a folder of Parquet files, `year=2014/part.parquet`. A
    file appears under its name only when all is written. A lone surrogate, in the id of a row or the name of a file,
    is written as its escape.

    schema : of the rows; needed for Parquet.

    Raises:
        CorpusError: as `check_target` does, or it would be Parquet without a schema.
    """
    if out is None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors=ERRORS)
        yield lambda row: _write_json(sys.stdout, row)
        return
    check_target(out)
    if schema is None and out.suffix not in TEXT_SUFFIXES:
        raise CorpusError(f"{out}: these rows are written as {' or '.join(TEXT_SUFFIXES)}")
    with draft_of(out) as draft:
        with _open(draft, out.suffix, schema) as write:
            yield write
        if out.is_dir():
            shutil.rmtree(out)


def check_target(out: Path) -> None:
    """Make sure that rows can be written there.

    Raises:
        CorpusError: the suffix is not one that can be written, its folder is not there, or it holds something else.
    """
    if out.suffix not in (*SUFFIXES, ""):
        allowed = ", ".join(SUFFIXES)
        raise CorpusError(f"{out}: cannot write {out.suffix}; allowed: {allowed}, or no suffix for a folder by year")
    if not out.parent.is_dir() or (out.suffix and out.is_dir()):
        raise CorpusError(f"{out}: a file in a folder that is there is needed")
    if not out.suffix and (out.is_file() or (out.is_dir() and not _is_ours(out))):
        raise CorpusError(f"{out}: something else is there; name a new folder, or a file with a suffix")


def _is_ours(folder: Path) -> bool:
    return all(path.name.startswith("year=") for path in folder.iterdir())


@contextmanager
def _open(path: Path, suffix: str, schema: pa.Schema | None) -> Iterator[Write]:
    if schema is None or suffix in TEXT_SUFFIXES:
        with path.open("w", encoding="utf-8", errors=ERRORS, newline="") as file:
            yield _csv_writer(file) if suffix == ".csv" else lambda row: _write_json(file, row)
    elif suffix:
        with _parquet_writer(path, schema) as write:
            yield write
    else:
        with _folder_writer(path, schema) as write:
            yield write


@contextmanager
def _parquet_writer(path: Path, schema: pa.Schema) -> Iterator[Write]:
    rows: list[Row] = []
    n_characters = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:

        def write(row: Row) -> None:
            nonlocal n_characters
            rows.append(row)
            n_characters += len(row.get("text") or "")
            if len(rows) == ROW_GROUP_ROWS or n_characters >= ROW_GROUP_CHARACTERS:
                writer.write_table(to_table(rows, schema))
                rows.clear()
                n_characters = 0

        yield write
        if rows:
            writer.write_table(to_table(rows, schema))


@contextmanager
def _folder_writer(folder: Path, schema: pa.Schema) -> Iterator[Write]:
    """One Parquet file a year, all open at once: years are few."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with ExitStack() as stack:
        by_year: dict[str, Write] = {}

        def write(row: Row) -> None:
            year = (row["date"] or UNKNOWN_YEAR)[:YEAR_CHARACTERS]
            if year not in by_year:
                part = folder / f"year={year}"
                part.mkdir()
                by_year[year] = stack.enter_context(_parquet_writer(part / "part.parquet", schema))
            by_year[year](row)

        yield write


def _write_json(file: TextIO, row: Row) -> None:
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _csv_writer(file: TextIO) -> Write:
    writer = csv.writer(file)
    header: list[str] = []

    def write(row: Row) -> None:
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
    """A cell that a spreadsheet would run as a formula gets an apostrophe in front, one more where it has some."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell


def as_written(cell: str) -> str:
    """A cell of CSV as it was before it was made harmless.

    >>> as_written("'=1+1"), as_written("'tis")
    ('=1+1', "'tis")
    """
    return cell.removeprefix("'") if cell.lstrip("'").startswith(FORMULA_STARTS) else cell
