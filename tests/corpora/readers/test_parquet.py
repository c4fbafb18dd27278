import base64
import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq
from pyarrow.parquet import encryption

from corpora.document import MAX_CHARACTERS, Document, Reason
from corpora.errors import UnreadableError
from corpora.readers import parquet
from corpora.readers.kinds import Kind
from corpora.readers.sandbox import Limits, Sandbox
from corpora.readers.tables import Columns

TEXTS = {"en": "The naïve café owner’s “plan” — £5.", "es": "¿Qué pasó en Ñuñoa? La policía detuvo a 3… «sí»."}


class _Keys(encryption.KmsClient):
    """Wraps a key in nothing."""

    def __init__(self, config: object) -> None:
        super().__init__()

    def wrap_key(self, key: bytes, name: str) -> bytes:
        return base64.b64encode(key)


def to_parquet(columns: dict[str, Any], **options: Any) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def to_encrypted_parquet(columns: dict[str, Any], plaintext_footer: bool) -> bytes:
    table, buffer = pa.table(columns), io.BytesIO()
    configuration = encryption.EncryptionConfiguration(
        footer_key="f", column_keys={"c": list(columns)}, plaintext_footer=plaintext_footer
    )
    factory = encryption.CryptoFactory(_Keys)
    properties = factory.file_encryption_properties(encryption.KmsConnectionConfig(), configuration)
    with pq.ParquetWriter(buffer, table.schema, encryption_properties=properties) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def read(content: bytes, **columns: str) -> list[Document]:
    return list(parquet.read(io.BytesIO(content), "p", columns))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def small_sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(memory_bytes=300 * 2**20)) as sandbox:
        yield sandbox


def test_every_column_is_read() -> None:
    content = to_parquet(
        {
            "id": [7],
            "text": ["b"],
            "title": ["T"],
            "language": ["es-MX"],
            "date": ["2014-03"],
            "source": pa.array(["s"]).dictionary_encode(),
            "more": [[1]],
        }
    )
    assert read(content) == [Document("7", "b", title="T", language="es", date="2014-03", source="s")]


def test_columns_can_be_chosen() -> None:
    content = to_parquet({"clave": ["k"], "cuerpo": ["b"], "text": ["c"]})
    assert read(content, id="clave", text="cuerpo") == [Document("k", "b")]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary()], ids=str)
def test_a_text_may_be_of_any_kind_of_string(kind: pa.DataType, text: str) -> None:
    assert read(to_parquet({"text": pa.array([text.encode()], pa.binary()).cast(kind)})) == [Document("p#1", text)]


@pytest.mark.parametrize(
    "value",
    [
        date(2014, 3, 27),
        datetime(2014, 3, 27, 10, 5, 1, 123456),
        pa.scalar(1395914701123456789, pa.timestamp("ns")),
        pa.scalar(datetime(2014, 3, 27, 10, 5, tzinfo=UTC), pa.timestamp("us", tz="America/Bogota")),
        "2014-03-27T10:05",
    ],
)
def test_a_date_may_be_of_any_kind(value: object) -> None:
    (document,) = read(to_parquet({"text": ["a"], "date": pa.array([value])}))
    assert document.date == "2014-03-27"


@pytest.mark.parametrize(
    "dates",
    [
        pa.array([0, 6_666_666, 1], pa.date32()),
        pa.array([0, 2**62, 1], pa.timestamp("us")),
        pa.array([b"2014", b"\xff", b"2015"], pa.binary()),
    ],
    ids=["day", "moment", "bytes"],
)
def test_a_date_that_is_none_spoils_no_row(dates: pa.Array) -> None:
    documents = read(to_parquet({"text": ["a", "b", "c"], "date": dates}))
    assert [(row.text, row.problem) for row in documents] == [("a", None), ("b", None), ("c", None)]
    assert [row.date is None for row in documents] == [False, True, False]


def test_a_bad_row_is_named_and_spoils_no_other() -> None:
    documents = read(to_parquet({"text": ["a", None, "b" * (MAX_CHARACTERS + 1), "c"]}))
    assert [(row.id, row.text, row.problem) for row in documents] == [
        ("p#1", "a", None),
        ("p#2", "", Reason.CORRUPT),
        ("p#3", "", Reason.TOO_LARGE),
        ("p#4", "c", None),
    ]


def test_rows_keep_their_order_over_batches_and_row_groups() -> None:
    texts = [str(number) for number in range(3 * parquet.BATCH_ROWS + 1)]
    assert [row.text for row in read(to_parquet({"text": texts}, row_group_size=50))] == texts


@pytest.mark.parametrize("column", ["body", "cuerpo"])
def test_a_table_without_a_column_of_texts_is_unsupported(column: str) -> None:
    with pytest.raises(UnreadableError, match=f"no column 'text'; name the one of the texts: {column}") as error:
        read(to_parquet({column: ["a"]}))
    assert error.value.reason is Reason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("plaintext_footer", [True, False])
def test_an_encrypted_file_is_named_so(plaintext_footer: bool) -> None:
    with pytest.raises(UnreadableError) as error:
        read(to_encrypted_parquet({"text": ["a"]}, plaintext_footer))
    assert error.value.reason is Reason.ENCRYPTED


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + bytes(100) + b"PAR1", to_parquet({"text": ["a"]})[:-9]])
def test_a_damaged_file_is_corrupt(content: bytes) -> None:
    with pytest.raises(UnreadableError) as error:
        read(content)
    assert error.value.reason is Reason.CORRUPT


def test_rows_before_the_damage_are_read() -> None:
    texts = [f"{number} " * 1000 for number in range(200)]
    content = bytearray(to_parquet({"text": texts}, row_group_size=100, use_dictionary=False))
    content[len(content) // 2 + 500 : len(content) // 2 + 600] = bytes(100)
    documents = parquet.read(io.BytesIO(content), "p")
    assert [next(documents).text for _ in range(64)] == texts[:64]
    with pytest.raises(UnreadableError):
        list(documents)


@given(st.integers(0), st.binary(min_size=1, max_size=8))
def test_any_damage_is_corrupt_at_most(at: int, damage: bytes) -> None:
    content = bytearray(to_parquet({"id": [1, 2], "text": list(TEXTS.values())}))
    at %= len(content)
    content[at : at + len(damage)] = damage
    with suppress(UnreadableError):
        read(bytes(content))


def test_it_is_read_in_the_sandbox(sandbox: Sandbox) -> None:
    with TemporaryFile() as stream:
        stream.write(to_parquet({"id": list(TEXTS), "cuerpo": list(TEXTS.values())}))
        options = {"columns": asdict(Columns(text="cuerpo"))}
        documents = list(sandbox.read(stream, Kind.PARQUET, "p", options))
    assert documents == [Document(id, text) for id, text in TEXTS.items()]


@pytest.mark.long
def test_a_group_of_rows_larger_than_memory_is_read(small_sandbox: Sandbox) -> None:
    text = "policía " * 12_500
    with TemporaryFile() as stream:
        stream.write(to_parquet({"text": [text] * 2_500}, use_dictionary=False, write_batch_size=10))
        texts = [document.text == text for document in small_sandbox.read(stream, Kind.PARQUET, "p")]
    assert len(texts) == 2_500
    assert all(texts)


@pytest.mark.long
def test_a_value_larger_than_memory_is_too_costly(small_sandbox: Sandbox) -> None:
    with TemporaryFile() as stream:
        stream.write(to_parquet({"text": pa.array(["a" * 2**28], pa.large_string())}, compression="zstd"))
        (document,) = small_sandbox.read(stream, Kind.PARQUET, "p")
    assert document.problem is Reason.TOO_COSTLY


@pytest.mark.long
@pytest.mark.parametrize(("size", "times"), [(2**22, 100_000), (2**15, 1_000_000)])
def test_reading_ends_where_little_unpacks_to_much(sandbox: Sandbox, size: int, times: int) -> None:
    texts = pa.DictionaryArray.from_arrays(np.zeros(times, np.int32), pa.array(["a" * size]))
    with TemporaryFile() as stream:
        stream.write(to_parquet({"text": texts}))
        *read, last = sandbox.read(stream, Kind.PARQUET, "p")
    assert 0 < len(read) < times / 10
    assert last.problem is Reason.TOO_COSTLY
