"""Files of every format, changed at random: a reader gives documents or its own error, and nothing else."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora.document import Reason
from corpora.files import FileReader
from corpora.readers.sandbox import Limits
from tests.formats.seeds import read_as, seeds

pytestmark = [pytest.mark.long, pytest.mark.case(14)]

EXAMPLES_A_ROUND = 40
FILES_A_ROUND = 60
MOST_SECONDS = 8
NAMES = ("a", "a.pdf", "a.docx", "a.odt", "a.rtf", "a.html", "a.md", "a.xml", "a.csv", "a.jsonl", "a.zip", "a.tar.gz")
PARSED_IN_C = "pdf"  # pdfium may end its process, for which the sandbox is there


def mutants(names: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Valid files with bytes replaced, inserted, doubled, cut out or cut off, or spliced with one of another format."""
    files = st.sampled_from([seed for name in names for seed in seeds()[name]])
    every = st.sampled_from([seed for several in seeds().values() for seed in several])
    at = st.floats(0, 1)
    pieces = st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [b"\0", b"\xff" * 4, b"\x7f\xff\xff\xff", b"<", b"&#0;", b"{\\", b"PK\3\4", b"\xed\xa0\x80", b"-1"]
        ),
    )
    changes = st.lists(st.tuples(at, st.integers(0, 40), pieces), max_size=6)

    def apply(content: bytes, other: bytes, splice: float, edits: list[tuple[float, int, bytes]], end: float) -> bytes:
        changed = bytearray(content)
        for place, n_lost, piece in edits:
            start = int(place * len(changed))
            changed[start : start + n_lost] = piece
        if splice > 0.8:
            changed[int(end * len(changed)) :] = other[int(splice * len(other)) :]
        return bytes(changed[: max(1, int(len(changed) * (end if splice < 0.2 else 1)))])

    return st.builds(apply, files, every, at, changes, at)


@pytest.mark.parametrize("name", [name for name in seeds() if name != PARSED_IN_C])
def test_a_reader_gives_documents_or_its_own_error(name: str, pytestconfig: pytest.Config, measured: Callable) -> None:
    slowest, n_read = 0.0, sum(read_as(name, seed) for seed in seeds()[name])

    @settings(max_examples=EXAMPLES_A_ROUND * pytestconfig.getoption("rounds"), suppress_health_check=list(HealthCheck))
    @given(mutants((name,)))
    def check(content: bytes) -> None:
        nonlocal slowest, n_read
        started = time.process_time()
        n_read += read_as(name, content)
        slowest = max(slowest, time.process_time() - started)

    check()
    assert n_read, "not one document was read"
    measured("slowest, s", slowest, most=MOST_SECONDS)


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(limits=Limits(seconds=MOST_SECONDS)) as reader:
        yield reader


def test_any_file_becomes_documents_whatever_it_is_called(
    reader: FileReader, pytestconfig: pytest.Config, measured: Callable
) -> None:
    slowest, reasons = 0.0, set[Reason | None]()

    @settings(max_examples=FILES_A_ROUND * pytestconfig.getoption("rounds"), suppress_health_check=list(HealthCheck))
    @given(mutants(tuple(seeds())), st.sampled_from(NAMES))
    def check(content: bytes, name: str) -> None:
        nonlocal slowest
        started = time.monotonic()
        with opened(content) as stream:
            documents = list(reader.read(stream, name))
        assert documents
        for document in documents:
            assert isinstance(document.problem, Reason | None)
            if document.problem is None:
                document.text.encode()
            assert not any(note.detail.isidentifier() for note in document.notes), "an error that no reader foresaw"
            reasons.add(document.problem)
        slowest = max(slowest, time.monotonic() - started)

    check()
    assert None in reasons
    measured("slowest, s", slowest, most=MOST_SECONDS)


@contextmanager
def opened(content: bytes) -> Iterator[BinaryIO]:
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file
