"""The Parquet file of a job → the rows that a reader asks for: searched, filtered and sorted, in Arrow throughout."""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from service.parts import to_rows
from service.rows import YEAR_CHARACTERS
from service.tagged import Row

BATCH_ROWS = 1_000
BATCH_WHOLE_ROWS = 16  # that may hold texts
SCANNED = ("id", "title", "language", "outcome", "labels", "candidates", "countries", "date")
LISTED = (*SCANNED, "reason", "scores", "source")

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Order(StrEnum):
    """How rows are sorted; those that have nothing to be sorted by come last."""

    ARCHIVE = "archive"
    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    MOST_PROBABLE = "most"
    LEAST_PROBABLE = "least"


BY_SCORE = (Order.MOST_PROBABLE, Order.LEAST_PROBABLE)
DESCENDING = (Order.NEWEST, Order.MOST_PROBABLE)


@dataclass(frozen=True, slots=True)
class Wish:
    """Which rows are asked for, and in which order; an empty text asks for nothing.

    search : a part of the id or the title, whatever its case and accents.
    label : given or in question.
    country : that is named, by code.
    """

    search: str = ""
    label: str = ""
    outcome: str = ""
    language: str = ""
    country: str = ""
    year: str = ""
    order: Order = Order.ARCHIVE


@dataclass(slots=True)
class Found:
    """What was found.

    places : ndarray of shape (n_found,), the numbers of the rows in the file from 0, in the order asked for.
    languages, countries, years : how many rows of the whole file have each.
    """

    places: Places
    n_documents: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)


def find_rows(tags: Path, wish: Wish) -> Found:
    """Look through a whole file, a thousand rows at a time; of what fits, only the place and the key are kept."""
    found = Found(np.empty(0, np.int64))
    places: list[Places] = []
    keys: list[Any] = []
    columns = [*SCANNED, *(["scores"] if wish.order in BY_SCORE else [])]
    with pq.ParquetFile(tags) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=columns):
            fits = np.flatnonzero(_fits(batch, wish))
            places.append(fits + found.n_documents)
            if wish.order is not Order.ARCHIVE:
                keys.append(_keys(batch, wish).take(pa.array(fits)))
            _count(batch, found)
    found.places = np.concatenate(places) if places else found.places
    if keys:
        direction: Any = "descending" if wish.order in DESCENDING else "ascending"
        found.places = found.places[pc.array_sort_indices(pa.chunked_array(keys), order=direction).to_numpy()]
    return found


def read_at(tags: Path, places: Sequence[int], columns: Collection[str] | None = None) -> list[Row]:
    """The rows at these places, in their order, with these columns or all; a few of them are in memory at a time."""
    found: dict[int, Row] = {}
    with pq.ParquetFile(tags) as file:
        n_rows = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        ends = list(accumulate(n_rows))
        for group in sorted({bisect_right(ends, place) for place in places}):
            start = ends[group] - n_rows[group]
            n_batch = BATCH_ROWS if columns else BATCH_WHOLE_ROWS
            for batch in file.iter_batches(n_batch, row_groups=[group], columns=list(columns) if columns else None):
                here = [place for place in places if start <= place < start + batch.num_rows]
                if here:
                    taken = pa.Table.from_batches([batch]).take([place - start for place in here])
                    found |= zip(here, to_rows(taken), strict=True)
                start += batch.num_rows
    return [found[place] for place in places]


def count_rows(tags: Path) -> int:
    """How many rows a file holds."""
    return int(pq.read_metadata(tags).num_rows)


def fold(text: str) -> str:
    """A text without case and accents.

    >>> fold("POLÍTICA")
    'politica'
    """
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)).lower()


def _fits(batch: Any, wish: Wish) -> Mask:
    fits = np.ones(batch.num_rows, bool)
    if wish.search:
        names = (_folded(batch[name]) for name in ("id", "title"))
        fits &= np.logical_or.reduce([_mask(pc.match_substring(name, fold(wish.search))) for name in names])
    if wish.label:
        fits &= _holds(batch["labels"], wish.label) | _holds(batch["candidates"], wish.label)
    if wish.country:
        fits &= _holds(batch["countries"], wish.country, "code")
    for name in ("outcome", "language"):
        if wanted := getattr(wish, name):
            fits &= _mask(pc.equal(batch[name], wanted))
    if wish.year:
        fits &= _mask(pc.starts_with(batch["date"], wish.year))
    return fits


def _mask(answers: Any) -> Mask:
    """Truth by row; what is unknown is false."""
    return np.asarray(answers.fill_null(False).to_numpy(zero_copy_only=False), bool)


def _holds(lists: Any, wanted: str, of: str | None = None) -> Mask:
    """Whether the list of each row holds a value, or a struct with it."""
    values = lists.flatten()
    holds = np.zeros(len(lists), bool)
    is_wanted = pc.equal(values.field(of) if of else values, wanted)
    holds[pc.list_parent_indices(lists).filter(is_wanted).to_numpy()] = True
    return holds


def _folded(texts: Any) -> Any:
    plain = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKD"), r"\p{M}+", "")
    return pc.utf8_lower(plain)


def _keys(batch: Any, wish: Wish) -> Any:
    if wish.order is Order.TITLE:
        titles = batch["title"]
        return _folded(pc.if_else(pc.equal(titles, ""), batch["id"], titles))
    if wish.order not in BY_SCORE:
        return batch["date"]
    scores = batch["scores"]
    if wish.label:
        return pc.struct_field(scores, wish.label)
    return pc.max_element_wise(*(pc.struct_field(scores, item.name) for item in scores.type))


def _count(batch: Any, found: Found) -> None:
    found.n_documents += batch.num_rows
    years = pc.utf8_slice_codeunits(batch["date"], 0, YEAR_CHARACTERS)
    countries = batch["countries"].flatten().field("code")
    for counter, values in ((found.languages, batch["language"]), (found.countries, countries), (found.years, years)):
        for item in pc.value_counts(values.drop_null()).to_pylist():
            counter[item["values"]] += item["counts"]
