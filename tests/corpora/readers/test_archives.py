import gzip
import lzma
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.document import Reason
from corpora.readers.archives import MOST_MEMBER_BYTES, Budget, Member, members
from corpora.readers.tars import MOST_HEADER_BYTES
from corpora.readers.unpacking import FREE_BYTES, MOST_DEPTH
from tests.formats.archives import (
    odd_entry,
    to_encrypted_zip,
    to_linked_zip,
    to_overlapping_zip,
    to_streamed_zip,
    to_tar,
    to_zip,
    to_zip_bomb,
    to_zip_with_old_path,
)

FILES = {
    "informe de niñez.txt": "La policía detuvo a dos jóvenes. ".encode() * 20,
    "folder/": b"",
    "folder/report.txt": b"The police arrested two young people. " * 20,
    "folder/empty.txt": b"",
}
LITTER = ["__MACOSX/folder/._report.txt", ".DS_Store", "folder/.DS_Store", "folder/Thumbs.db", ".git/config"]
READ = [(f"a/{path}", content) for path, content in FILES.items() if not path.endswith("/")]
PACKINGS = ["", "gz", "bz2", "xz"]
ARCHIVES = {"zip": to_zip(FILES), "streamed zip": to_streamed_zip(FILES)} | {
    f"tar {packing}": to_tar(FILES, packing) for packing in PACKINGS
}
OUTSIDE = ["../a.txt", "/etc/passwd", "C:\\Windows\\a.txt", "c:/a.txt", "b/../../a.txt", "..\\a.txt"]
MIB = 2**20

Outcome = tuple[str, bytes | Reason | None]

Write = Callable[..., bytes]

each_writer = pytest.mark.parametrize("write", [to_zip, to_tar])
each_archive = pytest.mark.parametrize("content", ARCHIVES.values(), ids=ARCHIVES.keys())


@contextmanager
def opened(content: bytes) -> Iterator[BinaryIO]:
    with TemporaryFile() as stream:
        stream.write(content)
        yield stream


def outcome(member: Member) -> Outcome:
    return member.name, member.stream.read() if member.stream else member.problem


def unpack(content: bytes, name: str = "a", budget: Budget | None = None) -> list[Outcome]:
    with opened(content) as stream:
        return [outcome(member) for member in members(stream, name, budget)]


def unpack_all(content: bytes) -> Iterator[Outcome]:
    """With the archives in it."""

    def walk(stream: BinaryIO, name: str, budget: Budget | None) -> Iterator[Outcome]:
        for member in members(stream, name, budget):
            if member.stream and member.name.endswith(".zip"):
                yield from walk(member.stream, member.name, member.budget)
            else:
                yield outcome(member)

    with opened(content) as stream:
        yield from walk(stream, "a", None)


@each_archive
def test_the_files_of_an_archive_come_in_order(content: bytes) -> None:
    assert unpack(content) == READ


@each_archive
def test_a_member_is_a_file_at_its_beginning_closed_when_the_next_comes(content: bytes) -> None:
    seen = []
    with opened(content) as stream:
        for member in members(stream, "a"):
            assert member.stream is not None
            assert member.stream.fileno() > 2
            assert (member.stream.tell(), member.stream.seekable()) == (0, True)
            assert all(earlier.closed for earlier in seen)
            seen.append(member.stream)


@each_writer
def test_litter_is_passed_over(write: Write) -> None:
    assert unpack(write(dict.fromkeys(LITTER, b"x") | FILES)) == READ


@pytest.mark.parametrize("content", [to_zip({}), to_zip({"a/": b"", "b\\": b""}), to_tar({}), to_tar({}, "gz")])
def test_an_empty_archive_has_no_text(content: bytes) -> None:
    assert unpack(content) == [("a", Reason.NO_TEXT)]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
@pytest.mark.parametrize(
    ("name", "inner"), [("b/niñez.txt.gz", "niñez.txt"), ("NOTES.TXT.XZ", "NOTES.TXT"), ("-", "-")]
)
def test_a_lone_packed_file_is_the_only_member(pack: Write, name: str, inner: str) -> None:
    content = FILES["informe de niñez.txt"]
    assert unpack(pack(content), name) == [(f"{name}/{inner}", content)]
    assert unpack(pack(b""), name) == [(f"{name}/{inner}", b"")]


def test_xz_streams_that_follow_each_other_are_one() -> None:
    content = to_tar(FILES)
    assert unpack(lzma.compress(content[:700]) + lzma.compress(content[700:])) == READ


@pytest.mark.parametrize("encoding", ["utf-8", "cp850", "cp437"])
@pytest.mark.parametrize("path", ["niñez y prevención.txt", "folder/naïve café.txt"])
def test_a_path_in_an_old_encoding_stays_readable(encoding: str, path: str) -> None:
    assert unpack(to_zip_with_old_path(path.encode(encoding), b"x")) == [(f"a/{path}", b"x")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("path", ["niñez y prevención.txt", "naïve café.txt"])
def test_a_path_of_a_tar_stays_readable(encoding: str, path: str) -> None:
    written = path.encode(encoding).decode("utf-8", "surrogateescape")
    assert unpack(to_tar({f"./{written}": b"x"})) == [(f"a/{path}", b"x")]


def test_a_path_that_comes_twice_gets_a_number() -> None:
    files = [("a.txt", b"1"), ("a.txt", b"2"), ("a (2).txt", b"3"), ("a.txt", b"4"), ("b/a.txt", b"5")]
    names = ["a/a.txt", "a/a (2).txt", "a/a (2) (2).txt", "a/a (3).txt", "a/b/a.txt"]
    for content in (to_zip(files), to_tar(files)):
        assert unpack(content) == [(name, b"%d" % number) for number, name in enumerate(names, start=1)]


@pytest.mark.parametrize("path", OUTSIDE)
@each_writer
def test_a_path_out_of_the_archive_is_refused_and_the_rest_is_read(write: Write, path: str) -> None:
    (_, refused), *rest = unpack(write({path: b"x"} | FILES))
    assert refused is Reason.CORRUPT
    assert rest == READ


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_a_link_or_device_is_refused_and_the_rest_is_read(kind: bytes) -> None:
    content = to_tar(FILES, odd=[odd_entry("odd", kind, linkname="/etc/passwd")])
    assert unpack(content) == [("a/odd", Reason.CORRUPT), *READ]


def test_a_link_in_a_zip_is_refused() -> None:
    assert unpack(to_linked_zip("odd", "/etc/passwd")) == [("a/odd", Reason.CORRUPT)]


def test_a_member_with_a_password_is_encrypted() -> None:
    assert unpack(to_encrypted_zip(FILES)) == [(name, Reason.ENCRYPTED) for name, _ in READ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_limit_is_unsupported(method: int) -> None:
    assert unpack(to_zip({"x": b"x"}, method)) == [("a/x", Reason.UNSUPPORTED_FORMAT)]


def test_a_size_that_is_too_small_is_corrupt() -> None:
    assert unpack(to_zip({"x": b"x" * 100}, file_size=5)) == [("a/x", Reason.CORRUPT)]


@pytest.mark.parametrize("claimed", [{"CRC": 1}, {"compress_size": 1}, {"header_offset": 2**31}, {"header_offset": 1}])
def test_what_the_directory_misstates_is_corrupt(claimed: dict[str, int]) -> None:
    assert unpack(to_zip({"x": b"x" * 100}, **claimed)) == [("a/x", Reason.CORRUPT)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_damage_to_one_file_of_a_zip_spoils_no_other(method: int) -> None:
    content = bytearray(to_zip(FILES, method))
    at = content.index(b"report.txt") + len(b"report.txt") + 2
    content[at : at + 5] = b"\xff" * 5
    assert unpack(bytes(content)) == [READ[0], ("a/folder/report.txt", Reason.CORRUPT), READ[2]]


@each_archive
@given(data=st.data())
def test_what_stands_before_a_cut_is_read(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(6, len(content) - 1))
    *before, (name, last) = unpack(content[:at])
    assert before == READ[: len(before)]
    # a tar that ends between two members cannot be told from a whole one
    assert last is Reason.CORRUPT or (name, last) == READ[len(before)]


@each_archive
@given(at=st.integers(0), damage=st.binary(min_size=1, max_size=8))
def test_any_damage_leaves_members_only(content: bytes, at: int, damage: bytes) -> None:
    at %= len(content)
    for name, result in unpack(content[:at] + damage + content[at + len(damage) :]):
        assert name.startswith("a")
        assert isinstance(result, bytes | Reason)


@given(st.binary(max_size=2000), st.sampled_from([b"PK\3\4", b"PK\5\6", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0", b""]))
def test_any_bytes_leave_members_only(content: bytes, magic: bytes) -> None:
    assert all(isinstance(result, bytes | Reason) for _, result in unpack(magic + content))


def test_damage_to_a_header_of_a_tar_does_not_pass_for_its_end() -> None:
    content = bytearray(to_tar(FILES))
    content[content.index(b"folder/report.txt")] ^= 1
    assert unpack(bytes(content)) == [READ[0], ("a", Reason.CORRUPT)]


def test_a_file_over_the_limit_is_too_large_and_the_rest_is_read() -> None:
    files = {"large": bytes(MOST_MEMBER_BYTES + 1)} | FILES
    expected = [("a/large", Reason.TOO_LARGE), *READ]
    assert unpack(to_zip(files, zipfile.ZIP_STORED)) == unpack(to_tar(files)) == expected


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_a_bomb_in_a_tar_is_too_costly_and_the_rest_is_read(packing: str) -> None:
    assert unpack(to_tar({"bomb": bytes(10 * MIB)} | FILES, packing)) == [("a/bomb", Reason.TOO_COSTLY), *READ]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_a_lone_bomb_is_too_costly(pack: Write) -> None:
    assert unpack(pack(b"a" * 10 * MIB), "b.gz") == [("b.gz/b", Reason.TOO_COSTLY)]


def test_what_packs_well_is_no_bomb_below_a_mebibyte() -> None:
    assert unpack(to_zip({"x": bytes(FREE_BYTES)})) == [("a/x", bytes(FREE_BYTES))]
    assert unpack(to_tar({"x": bytes(FREE_BYTES)}, "xz")) == [("a/x", bytes(FREE_BYTES))]


def test_bombs_in_a_zip_are_too_costly_at_once_and_the_rest_is_read() -> None:
    content = to_zip_bomb(100, 95 * MIB, FILES)
    assert 9 * MIB < len(content) < 10 * MIB
    started = time.monotonic()
    outcomes = unpack(content)
    assert time.monotonic() - started < 5
    assert outcomes == [(f"a/bomb {number}", Reason.TOO_COSTLY) for number in range(100)] + READ


@pytest.mark.long
def test_bombs_that_lie_end_the_reading_within_the_budget() -> None:
    content = to_zip_bomb(100, 95 * MIB, FILES, claimed_size=19 * MIB)
    started = time.monotonic()
    *_, last = unpack(content)
    assert time.monotonic() - started < 15
    assert last == ("a", Reason.TOO_COSTLY)


def test_entries_that_share_their_bytes_are_too_costly() -> None:
    names = ["a/x", "a/x (2)", "a/x (3)"]
    assert unpack(to_overlapping_zip("x", b"x" * 100, 3)) == [(name, Reason.TOO_COSTLY) for name in names]


@each_archive
@pytest.mark.parametrize("field", ["bytes_left", "entries_left"])
def test_reading_ends_when_the_budget_is_spent(content: bytes, field: str) -> None:
    budget = Budget(0)
    setattr(budget, field, 1)
    *before, last = unpack(content, budget=budget)
    assert before == (READ[:1] if field == "entries_left" else [])
    assert last == ("a", Reason.TOO_COSTLY)


def test_archives_in_archives_share_a_budget() -> None:
    inner = to_zip({"x": b"x" * 600, "y": b"y" * 600})
    with opened(to_zip({"b.zip": inner, "z": b"z"})) as stream:
        budget = Budget(0)
        budget.bytes_left = len(inner) + 700
        outer = members(stream, "a", budget)
        first = next(outer)
        assert first.stream is not None
        assert [outcome(member) for member in members(first.stream, first.name, first.budget)] == [
            ("a/b.zip/x", b"x" * 600),
            ("a/b.zip", Reason.TOO_COSTLY),
        ]
        assert [outcome(member) for member in outer] == [("a", Reason.TOO_COSTLY)]


def test_archives_nested_too_deep_are_too_costly_and_the_rest_is_read() -> None:
    content = to_zip({"x.txt": b"x"})
    for _ in range(MOST_DEPTH):
        content = to_zip({"b.zip": content, "x.txt": b"x"})
    deepest = "a" + "/b.zip" * MOST_DEPTH
    expected = [("a" + "/b.zip" * depth + "/x.txt", b"x") for depth in reversed(range(MOST_DEPTH))]
    assert list(unpack_all(content)) == [(deepest, Reason.TOO_COSTLY), *expected]


def test_a_directory_of_too_many_files_is_refused_unread() -> None:
    assert unpack(to_overlapping_zip("x" * 1000, b"x", 17_000)) == [("a", Reason.TOO_LARGE)]


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize(
    "header",
    [
        odd_entry("x" * MOST_HEADER_BYTES, tarfile.REGTYPE),
        odd_entry("x", tarfile.REGTYPE, pax_headers={"comment": "ñ" * MOST_HEADER_BYTES}),
    ],
    ids=["path", "comment"],
)
def test_a_long_header_is_too_costly(header: tarfile.TarInfo, packing: str) -> None:
    assert unpack(to_tar(FILES, packing, [header])) == [("a", Reason.TOO_COSTLY)]


def test_headers_without_end_are_too_costly() -> None:
    header = tarfile.TarInfo.create_pax_global_header({"comment": "x" * 10_000})
    assert unpack(gzip.compress(header * 1_000 + to_tar(FILES))) == [("a", Reason.TOO_COSTLY)]


def test_a_map_of_holes_without_end_is_too_costly() -> None:
    holes = b"100000000\n" + b"0\n" * MOST_HEADER_BYTES
    marks = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "x", "GNU.sparse.realsize": "9"}
    header = odd_entry("x", tarfile.REGTYPE, size=len(holes), pax_headers=marks).tobuf(tarfile.PAX_FORMAT)
    assert unpack(header + holes.ljust(3 * MOST_HEADER_BYTES, b"\0")) == [("a", Reason.TOO_COSTLY)]


def test_an_xz_that_asks_for_much_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**29}]
    with opened(lzma.compress(to_tar(FILES), filters=filters)) as stream:
        (member,) = members(stream, "a")
    assert member.problem is Reason.CORRUPT
    assert "Memory usage limit" in member.detail
