import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, func, select, text

from corpora.database import Database, DatabaseError
from corpora.document import digest_text
from corpora.label_queries import Filter
from corpora.label_store import LabelStore
from corpora.label_tables import idempotency_table
from corpora.label_texts import ErasedTextError, get_text, put_text
from corpora.standing import TextState
from tests.annotations import add, example, learnt, request
from tests.conftest import TEXTS


def test_what_is_stated_last_of_language_and_source_holds(store: LabelStore) -> None:
    add(store, language="en", source="A")
    annotation = add(store)
    assert (annotation.language, annotation.source) == ("es", "A")
    annotation = add(store, source="B")
    assert {(one.language, one.source) for one in store.history(annotation.digest)} == {("es", "B")}


def test_who_only_keeps_a_text_restates_nothing(store: LabelStore, database: Database) -> None:
    digest = add(store).digest
    for source in ("A", "B"):
        with database.write() as connection:
            put_text(connection, digest, TEXTS["es"], language="en", source=source)
    stored = store.text(digest)
    assert stored is not None
    assert (stored.language, stored.source) == ("es", "A")


def test_a_text_can_be_kept_before_anyone_labels_it(store: LabelStore, database: Database) -> None:
    digest = digest_text(TEXTS["es"])
    with database.write() as connection:
        put_text(connection, digest, TEXTS["es"], language="es", source="A")
        stored = get_text(connection, digest)
    assert stored is not None
    assert store.state(stored) is TextState.UNLABELLED
    assert add(store).source == "A"


def quoting(database: Database) -> Table:
    """Another table that quotes texts."""
    table = Table("quote", MetaData(), Column("digest", String(64)))
    with database.write() as connection:
        table.create(connection)
    return table


def test_an_erased_text_is_gone_and_its_trace_remains(store: LabelStore, database: Database) -> None:
    quotes = quoting(database)
    first = store.add(example(comment="quotes it", source="its address"), request())[0]
    add(store, TEXTS["en"], language="en", comment="of another text")
    with database.write() as connection:
        connection.execute(quotes.insert(), [{"digest": first.digest}, {"digest": "other"}])
    assert store.erase(first.digest, also=[quotes])
    stored = store.text(first.digest)
    assert stored is not None
    assert (stored.text, stored.source) == (None, None)
    assert abs(float(stored.erased_at or 0) - time.time()) < 5
    assert store.state(stored) is TextState.ERASED
    assert store.history(first.digest) == [replace(first, comment=None, source=None)]
    assert [one.comment for one in store.find(Filter())] == ["of another text", None]
    assert list(learnt(store)) == [TEXTS["en"]]
    with database.read() as connection:
        assert connection.scalars(select(quotes.c.digest)).all() == ["other"]
        assert connection.scalar(select(func.count()).select_from(idempotency_table)) == 0
    assert store.erase(first.digest)
    assert store.text(first.digest) == stored


def test_an_erased_text_is_not_taken_again(store: LabelStore) -> None:
    digest = store.add(example(), request())[0].digest
    store.erase(digest)
    for attempt in (
        lambda: store.add(example(), request()),
        lambda: store.add(example(author="Eva")),
        lambda: store.add_missing(example(author="Eva")),
    ):
        with pytest.raises(ErasedTextError, match=digest[:16]):
            attempt()
    assert len(store.history(digest)) == 1


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("test.db*"))


@pytest.mark.parametrize("n_words", [1, 30, 2_000])
def test_erased_texts_are_in_no_file_of_sqlite(tmp_path: Path, n_words: int) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    store = LabelStore(database)
    texts = {f"secreto{number:04}": f"secreto{number:04} " + "palabra " * n_words for number in range(12)}
    for mark, content in texts.items():
        store.add(example(content, comment=f"dice {mark}", source=f"de {mark}"), request(mark))
    for mark, content in texts.items():
        assert mark.encode() in bytes_in(tmp_path)
        store.erase(digest_text(content))
        assert mark.encode() not in bytes_in(tmp_path)
    database.close()


def test_an_erasure_that_a_reader_holds_up_says_so_and_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpora.engines.WAIT_SECONDS", 0.1)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    store = LabelStore(database)
    digest = store.add(example("secreto " * 20))[0].digest
    with database.read() as connection:
        assert get_text(connection, digest)
        with pytest.raises(DatabaseError, match="delete it again"):
            store.erase(digest)
    assert store.erase(digest)
    assert b"secreto" not in bytes_in(tmp_path)
    database.close()


def test_sqlite_overwrites_what_is_deleted(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA secure_delete")) == 1
    database.close()
