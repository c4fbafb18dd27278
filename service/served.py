"""Tag records → counts by hour in memory, added to the database every few seconds: what has been served."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import structlog
from sqlalchemy import Connection, Table
from sqlalchemy.exc import SQLAlchemyError

from corpora.database import Database, DatabaseError
from corpora.taxonomy import LANGUAGES
from models.record import TagRecord
from service.served_tables import served_label_table, served_table

FLUSH_EVERY_SECONDS = 5.0
MOST_HOURS_IN_MEMORY = 168
SECONDS_PER_HOUR = 3600
OTHER_LANGUAGE = "other"
log = structlog.get_logger()

Key = tuple[int, str, str, str]
Sums = Counter[str]


class Served:
    """Counts what was served. While the database is away, a week of counts is kept; no request ever waits for it.

    Parameters
    ----------
    database : Database
    now : callable
        The clock, in seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._lock = threading.Lock()
        self._is_away = False
        self._documents: defaultdict[Key, Sums] = defaultdict(Counter)
        self._labels: defaultdict[Key, Sums] = defaultdict(Counter)

    def count(self, records: Sequence[TagRecord]) -> None:
        """Add records to the counts of this hour."""
        hour = int(self._now() // SECONDS_PER_HOUR)
        with self._lock:
            for record in records:
                language = language_of(record)
                self._documents[hour, record.model_version, record.outcome.value, language].update(_sums(record))
                for label in record.labels:
                    self._labels[hour, record.model_version, language, label]["n_documents"] += 1

    def flush(self) -> None:
        """Add the counts to the database; where it is away they are kept for the next time."""
        documents, labels = self._take()
        if not documents:
            return
        try:
            with self._database.write() as connection:
                _add(connection, served_table, documents)
                _add(connection, served_label_table, labels)
            self._is_away = False
        except (DatabaseError, SQLAlchemyError, OSError) as error:
            self._put_back(documents, labels)
            if not self._is_away:
                log.warning("counts not written", reason=type(error).__name__)
            self._is_away = True

    @contextmanager
    def keep_flushing(self) -> Iterator[None]:
        """Flush in the background until the block is left, and then once more."""
        is_done = threading.Event()

        def run() -> None:
            while not is_done.wait(FLUSH_EVERY_SECONDS):
                self.flush()
            self.flush()

        thread = threading.Thread(target=run, name="counts", daemon=True)
        thread.start()
        try:
            yield
        finally:
            is_done.set()
            thread.join()

    def _take(self) -> tuple[dict[Key, Sums], dict[Key, Sums]]:
        with self._lock:
            taken = dict(self._documents), dict(self._labels)
            self._documents.clear()
            self._labels.clear()
        return taken

    def _put_back(self, documents: Mapping[Key, Sums], labels: Mapping[Key, Sums]) -> None:
        oldest = int(self._now() // SECONDS_PER_HOUR) - MOST_HOURS_IN_MEMORY
        with self._lock:
            for kept, taken in ((self._documents, documents), (self._labels, labels)):
                for key, sums in taken.items():
                    if key[0] >= oldest:
                        kept[key].update(sums)


def language_of(record: TagRecord) -> str:
    """The language that a record is counted under."""
    return record.language if record.language in LANGUAGES else OTHER_LANGUAGE


def _sums(record: TagRecord) -> dict[str, Any]:
    return {
        "n_documents": 1,
        "n_words": record.n_words,
        "n_unknown_words": record.n_unknown_words,
        "confidence": record.confidence or 0.0,
    }


def _add(connection: Connection, table: Table, counted: Mapping[Key, Sums]) -> None:
    """Add to the rows that are there and make the others, in the order of their keys lest two processes deadlock."""
    keys = [column.name for column in table.primary_key]
    sums = [column.name for column in table.columns if not column.primary_key]
    dialect = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")  # loaded already, with its driver
    insert = dialect.insert(table)
    added = {name: table.c[name] + insert.excluded[name] for name in sums}
    rows = [dict(zip(keys, key, strict=True)) | {name: found[name] for name in sums} for key, found in counted.items()]
    if rows:
        rows.sort(key=lambda row: [row[name] for name in keys])
        connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=added), rows)
