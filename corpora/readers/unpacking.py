"""What the readers of archives share: an entry before it is unpacked, and the budget for unpacking."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from corpora.document import Reason
from corpora.errors import UnreadableError

PIECE_BYTES = 2**16
BUDGET_PER_BYTE = 100
BUDGET_BYTES = 256 * 2**20
MOST_RATIO = 200
FREE_BYTES = 2**20  # of a file, for which no ratio is asked
MOST_ENTRIES = 1_000_000
MOST_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive.

    path : as it is written there.
    size : in bytes, as the archive claims.
    pieces : its content; raises UnreadableError where it is damaged.
    packed_bytes : how much of the archive its content took so far.
    problem, detail : why it is refused.
    """

    path: str
    size: int = 0
    pieces: Iterable[bytes] = ()
    packed_bytes: Callable[[], int] = int
    problem: Reason | None = None
    detail: str = ""


class Budget:
    """What unpacking an archive may take, with all the archives in it; its readers share one.

    Parameters
    ----------
    packed_bytes : int
        Size of the archive.
    """

    def __init__(self, packed_bytes: int) -> None:
        self.bytes_left = BUDGET_PER_BYTE * packed_bytes + BUDGET_BYTES
        self.entries_left = MOST_ENTRIES
        self.depth = 0

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is to be unpacked."""
        return self.bytes_left < 0 or self.entries_left < 0

    def spend(self, n_bytes: int = 0, n_entries: int = 0) -> None:
        """Take note of what was unpacked.

        Raises:
            UnreadableError: it was too much.
        """
        self.bytes_left -= n_bytes
        self.entries_left -= n_entries
        if self.is_spent:
            what = "unpacks to too many bytes" if self.bytes_left < 0 else f"holds over {MOST_ENTRIES:,} files"
            raise UnreadableError(Reason.TOO_COSTLY, f"{what}; the rest is left out; hand it in as several")

    @contextmanager
    def one_deeper(self) -> Iterator[None]:
        """Be within one archive more.

        Raises:
            UnreadableError: it is one too many.
        """
        if self.depth >= MOST_DEPTH:
            raise UnreadableError(Reason.TOO_COSTLY, f"archives in archives, more than {MOST_DEPTH} deep")
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1


def check_ratio(size: int, packed_bytes: int) -> None:
    """Tell a bomb from a file that packs well.

    Raises:
        UnreadableError: it unpacks to far more than text does.
    """
    if size > FREE_BYTES + MOST_RATIO * packed_bytes:
        raise UnreadableError(Reason.TOO_COSTLY, f"unpacks to over {MOST_RATIO} times its size, as bombs do")


def size_of(stream: BinaryIO) -> int:
    """Bytes of a seekable stream, which is left at its beginning."""
    size = stream.seek(0, 2)
    stream.seek(0)
    return size
