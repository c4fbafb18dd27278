"""Bombs of every format, sent to a running service: each is refused by name, and nothing dies, swells or waits."""

import bz2
import gzip
import io
import json
import lzma
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from tests.conftest import TEXTS, Serve, Server
from tests.corpora.readers.test_docx import LAUGHS, with_body
from tests.corpora.readers.test_feed import BOMB, ITEM, RSS
from tests.corpora.readers.test_pdf import nest_forms, pack, write, write_page
from tests.formats.archives import to_overlapping_zip, to_tar, to_zip_bomb
from tests.formats.office import odt, rtf, to_docx, unzipped, zipped
from tests.jobs import is_alive, wait_until, worker_of
from tests.steady import percentile_ms, steady_load

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(5)]

READ_SECONDS = 3
ANSWER_SECONDS = 10
MOST_RISE_MB = 150
PER_SECOND = 20
IDLE_SECONDS = 10
GOAL = 2
MB = 1_000_000
LAUGHING = f"<!DOCTYPE x [<!ENTITY l0 'haha'>{LAUGHS}]>"
SECRET = "<!DOCTYPE x [<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
COSTLY, CORRUPT, BOMB_OR_LARGE = {"too_costly"}, {"corrupt"}, {"too_costly", "too_large"}


def to_parquet_bomb() -> bytes:
    """A text of a megabyte, named three thousand times."""
    buffer = io.BytesIO()
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), pa.array(["x" * MB]))
    pq.write_table(pa.table({"text": text}), buffer, compression="zstd")
    return buffer.getvalue()


# A file's bytes, and the reasons for which it may be refused; None: it may be read, since it was made harmless.
DOCUMENTS: dict[str, tuple[Callable[[], bytes], set[str | None]]] = {
    "spaces.pdf": (lambda: write_page(pack(bytes(300 * MB).replace(b"\0", b" "))), {"no_text", "too_costly"}),
    "packed twice.pdf": (lambda: write_page(pack(b" " * 200 * MB, rounds=2)), {"no_text", "too_costly"}),
    "forms.pdf": (lambda: nest_forms(30, 2), COSTLY),
    "pages.pdf": (
        lambda: write(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 100000>>"),
        {"too_large", "corrupt"},
    ),
    "zeros beside.docx": (
        lambda: zipped(unzipped(to_docx("Text.")) | {"word/media/a.bin": bytes(60 * MB)}),
        COSTLY,
    ),
    "zeros within.docx": (lambda: with_body(" " * 60 * MB), COSTLY),
    "laughs.docx": (lambda: with_body("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", LAUGHING), {"corrupt", "too_costly"}),
    "secret.docx": (lambda: with_body("<w:p><w:r><w:t>&file;</w:t></w:r></w:p>", SECRET), CORRUPT),
    "laughs.odt": (
        lambda: zipped(unzipped(odt("x")) | {"content.xml": f"{LAUGHING}<x>&l9;</x>"}),
        {"corrupt", "too_costly"},
    ),
    "secret.odt": (lambda: zipped(unzipped(odt("x")) | {"content.xml": f"{SECRET}<x>&file;</x>"}), CORRUPT),
    "braces.rtf": (lambda: rtf("{" * 3 * MB), {"no_text", "too_costly", "corrupt"}),
    "divs.html": (lambda: b"<html><body>" + b"<div>" * MB, {"no_text", "too_costly"}),
    "laughs.html": (
        f"<!DOCTYPE html [<!ENTITY l0 'haha'>{LAUGHS}]><html><p>&l9;</p>".encode,
        {"too_short", "no_text"},
    ),
    "quotes.md": (lambda: b"> " * MB, {"no_text", "too_costly", "too_short"}),
    "brackets.md": (lambda: b"[" * MB, {"no_text", "too_costly", "too_short"}),
}
ROWS: dict[str, tuple[Callable[[], bytes], set[str | None]]] = {
    "bombs.zip": (lambda: to_zip_bomb(20, 95 * MB, {}), COSTLY),
    "lying.zip": (lambda: to_zip_bomb(2, 95 * MB, {}, claimed_size=19 * MB), {"too_costly", "corrupt"}),
    "overlapping.zip": (lambda: to_overlapping_zip("a.txt", b"x" * 100_000, 50), {"too_costly", "no_text", None}),
    "bomb.gz": (lambda: gzip.compress(b"x" * 200 * MB, 1), BOMB_OR_LARGE),
    "bomb.bz2": (lambda: bz2.compress(b"x" * 200 * MB), BOMB_OR_LARGE),
    "bomb.tar.xz": (lambda: lzma.compress(to_tar({"a": bytes(200 * MB)}), preset=0), BOMB_OR_LARGE),
    "bomb.tar.gz": (lambda: to_tar({"a": bytes(200 * MB)}, "gz"), BOMB_OR_LARGE),
    "laughs.xml": ((BOMB + RSS.format(ITEM.format(1, "&k;"))).encode, CORRUPT),
    "secret.xml": ((SECRET.replace("x", "rss") + RSS.format(ITEM.format(1, "&file;"))).encode, CORRUPT),
    "bomb.parquet": (to_parquet_bomb, {"too_costly", "too_short"}),
}


@pytest.fixture(scope="module")
def server(serve: Serve, home: Path) -> Iterator[Server]:
    with serve(POLICY_TAGGER_READ_SECONDS=READ_SECONDS) as server:
        wait_until(lambda: worker_of(server.pid))
        yield server


@contextmanager
def nothing_dies_or_swells(server: Server, measured: Any) -> Iterator[None]:
    """The same processes afterwards, little more memory, and every request of others answered meanwhile."""
    worker, before = worker_of(server.pid), peak_mb(server.pid)
    bodies = [json.dumps({"documents": [{"id": "a", "text": text}]}).encode() for text in TEXTS.values()]
    with steady_load(server.url, bodies, PER_SECOND) as idle:
        time.sleep(IDLE_SECONDS)
    with steady_load(server.url, bodies, PER_SECOND) as answers:
        yield
    assert is_alive(server.pid)
    assert worker_of(server.pid) == worker
    measured("rise of the service's peak memory, MB", peak_mb(server.pid) - before, most=MOST_RISE_MB)
    measured("requests of others that failed", sum(not answer.is_whole for answer in answers), most=0)
    for share in (0.5, 0.99):
        before, meanwhile = (percentile_ms(part, share) for part in (idle, answers))
        measured(f"their p{100 * share:.0f} before, meanwhile, ms", f"{before:.1f}, {meanwhile:.1f}")
    measured("their p99 meanwhile ÷ before", meanwhile / before, goal=GOAL)


def test_a_bomb_is_refused_in_time(server: Server, measured: Any) -> None:
    slowest = 0.0
    contents = {name: make() for name, (make, _) in DOCUMENTS.items()}  # before: to make them keeps the callers waiting
    with nothing_dies_or_swells(server, measured), httpx2.Client(timeout=60) as client:
        for name, (_, reasons) in DOCUMENTS.items():
            started = time.monotonic()
            answer = client.post(f"{server.url}/v1/tag/file", files={"file": (name, contents[name])})
            slowest = max(slowest, time.monotonic() - started)
            assert answer.status_code == 200, (name, answer.text)
            (record,) = answer.json()["predictions"]
            assert record["reason"] in reasons, (name, record["reason"], record["notes"])
            assert "root:" not in answer.text
    measured("slowest answer, s", slowest, most=ANSWER_SECONDS)


def test_an_archive_of_bombs_is_tagged_but_for_them(server: Server, measured: Any) -> None:
    files = {name: make() for name, (make, _) in ROWS.items()}
    content = to_tar(files | {f"{language}.txt": text.encode() for language, text in TEXTS.items()})
    with nothing_dies_or_swells(server, measured):
        started = time.monotonic()
        taken = httpx2.post(f"{server.url}/v1/archives", files={"file": ("a.tar", content)}, timeout=60)
        assert taken.status_code == 202, taken.text
        job = f"{server.url}{taken.headers['location']}"
        with httpx2.Client(timeout=20) as client:
            while client.get(job).json()["state"] != "done":
                assert time.monotonic() - started < 120
                time.sleep(0.5)  # to ask again at once would be an attack of its own
        measured("archive of bombs, s", time.monotonic() - started, most=90)
    rows = [json.loads(line) for line in httpx2.get(f"{job}/results", timeout=60).text.splitlines()]
    for name, (_, reasons) in ROWS.items():
        found = {row["reason"] for row in rows if row["id"].startswith(f"a.tar/{name}")}
        assert found, name
        assert found <= reasons, (name, found)
    assert {"id": "a.tar/bomb.parquet", "reason": "too_costly"} in [
        {name: row[name] for name in ("id", "reason")} for row in rows
    ]
    assert {row["id"] for row in rows if row["reason"] is None} >= {f"a.tar/{language}.txt" for language in TEXTS}
    assert not any("root:" in json.dumps(row) for row in rows)


def peak_mb(pid: int) -> float:
    """The most memory that a process has held."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise LookupError(f"no VmHWM of process {pid}")
