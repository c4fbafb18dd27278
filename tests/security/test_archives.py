"""Archives that reach outside, repeat themselves or lie: what is wrong in them is named, the rest is tagged."""

import json
import os
import shutil
import struct
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import create_app
from service.settings import Settings
from service.worker import Worker
from tests.conftest import TEXTS
from tests.formats.archives import odd_entry, to_encrypted_zip, to_linked_zip, to_overlapping_zip, to_tar, to_zip

pytestmark = [pytest.mark.long, pytest.mark.case(6)]

GOOD = {f"{language}.txt": text.encode() for language, text in TEXTS.items()}
OUTSIDE = (
    "../a.txt",
    "b/../../a.txt",
    "..\\a.txt",
    "C:\\Windows\\a.txt",
    "c:/a.txt",
    "\\\\host\\share\\a.txt",
    "./../a.txt",
)
LOCAL_SIZES = struct.Struct("<2L")
LOCAL_SIZES_AT, LOCAL_NAME_AT = 18, 30


@pytest.fixture
def place(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for all that is written: a home, temporary files, and a file that must stay as it is."""
    shutil.copytree(home / "models", tmp_path / "home" / "models")
    (tmp_path / "temporary").mkdir()
    (tmp_path / "canary.txt").write_text("as it was")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


@pytest.fixture
def settings(place: Path) -> Settings:
    return Settings(home=place / "home")


@pytest.fixture
def api(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_a_zip_that_reaches_outside_is_tagged_but_for_that(api: TestClient, place: Path, measured: Any) -> None:
    entries = [*GOOD.items(), *((path, b"out") for path in OUTSIDE), (f"{place}/canary.txt", b"out")]
    entries += [("twice.txt", TEXTS["en"].encode()), ("twice.txt", TEXTS["es"].encode())]
    rows = check_tagged(api, place, "a.zip", to_zip(entries), measured)
    assert {row["reason"] for row in rows if "out of the archive" in str(row["notes"])} == {"corrupt"}
    assert sum("out of the archive" in str(row["notes"]) for row in rows) == len(OUTSIDE) + 1
    assert {"a.zip/twice.txt", "a.zip/twice (2).txt"} <= {row["id"] for row in rows if row["reason"] is None}


def test_a_tar_that_reaches_outside_is_tagged_but_for_that(api: TestClient, place: Path, measured: Any) -> None:
    outside = str(place / "canary.txt")
    odd = [
        odd_entry("link", tarfile.SYMTYPE, linkname=outside),
        odd_entry("link/below.txt", tarfile.SYMTYPE, linkname="../.."),
        odd_entry("hard", tarfile.LNKTYPE, linkname=outside),
        odd_entry("hard to good", tarfile.LNKTYPE, linkname="en.txt"),
        odd_entry("zero", tarfile.CHRTYPE, devmajor=1, devminor=5),
        odd_entry("disk", tarfile.BLKTYPE, devmajor=8),
        odd_entry("pipe", tarfile.FIFOTYPE),
    ]
    files = [*GOOD.items(), *((path, b"out") for path in OUTSIDE), (outside, b"out"), ("link", b"through the link")]
    rows = check_tagged(api, place, "a.tar", to_tar(files, "gz", odd), measured)
    assert sum("out of the archive" in str(row["notes"]) for row in rows) == len(OUTSIDE) + 1
    assert sum("not followed" in str(row["notes"]) for row in rows) == len(odd)


def test_archives_in_archives_are_read_to_the_limit(api: TestClient, place: Path, measured: Any) -> None:
    inner = to_zip(GOOD)
    for depth in (2, 3, 4):
        inner = to_zip({"inner.zip": inner, f"at {depth}.txt": TEXTS["en"].encode()})
    rows = check_tagged(api, place, "a.zip", inner, measured, good=("at 4.txt", "inner.zip/at 3.txt"))
    (refused,) = (row for row in rows if row["reason"])
    assert (refused["id"], refused["reason"]) == ("a.zip/inner.zip/inner.zip/inner.zip", "too_costly")


def test_what_lies_about_itself_is_refused_and_the_rest_is_tagged(api: TestClient, place: Path, measured: Any) -> None:
    text = TEXTS["en"].encode() * 20
    lies = {
        "linked.zip": to_linked_zip("link.txt", str(place / "canary.txt")),
        "password.zip": to_encrypted_zip({"a.txt": text}),
        "small in the directory.zip": to_zip({"a.txt": text}, file_size=10),
        "huge in the directory.zip": to_zip({"a.txt": text}, file_size=2**31),
        "offset.zip": to_zip({"a.txt": text}, header_offset=7),
        "listed often.zip": to_overlapping_zip("a.txt", text, 5),
        "another name.zip": with_local_header(to_zip({"a.txt": text}), name=b"b.txt"),
        "more than there is.tar": more_than_there_is(text),
        "below nothing.tar": odd_size(text, -512),
    }
    sound = {
        "sizes beside.zip": with_local_header(to_zip({"a.txt": text + b"Ana"}), sizes=(2**31, 2**31)),
        "huge when packed.zip": to_zip({"a.txt": text + b"Eva"}, compress_size=2**31),
    }
    good = (*GOOD, *(f"{name}/a.txt" for name in sound))
    rows = check_tagged(api, place, "a.zip", to_zip(lies | sound | GOOD), measured, good)
    assert {row["id"].split("/")[1] for row in rows if row["reason"]} == set(lies)


def check_tagged(
    api: TestClient, place: Path, name: str, content: bytes, measured: Any, good: tuple[str, ...] = tuple(GOOD)
) -> list[dict[str, Any]]:
    """The rows of an archive in which these files are good; nothing was written but what belongs to its job."""
    settings = api.app.state.settings
    before = files_in(place)
    answer = api.post("/v1/archives", files={"file": (name, content)})
    assert answer.status_code == 202, answer.text
    id = answer.json()["id"]
    worker = Worker(settings)
    assert worker.do_next()
    worker.stop()
    worker.run()
    found = api.get(f"/v1/jobs/{id}/results")
    assert found.status_code == 200, (found.text, api.get(f"/v1/jobs/{id}").text)
    rows = [json.loads(line) for line in found.text.splitlines()]
    by_id = {row["id"]: row["reason"] for row in rows}
    assert len(by_id) == len(rows), "two rows have the same id"
    assert {f"{name}/{path}": None for path in good}.items() <= by_id.items()
    elsewhere = {path for path in files_in(place).items() ^ before.items() if f"jobs/{id}/" not in path[0]}
    assert not elsewhere
    measured("files written elsewhere", len(elsewhere), most=0)
    assert sorted(os.listdir(place / "home" / "jobs" / id)) == [
        "lock",
        "report.en.html",
        "report.es.html",
        "tags.parquet",
    ]
    return rows


def files_in(folder: Path) -> dict[str, int]:
    """Each file, link and folder with its size; the databases apart."""
    return {
        str(path.relative_to(folder)): path.lstat().st_size if not path.is_dir() else 0
        for path in folder.rglob("*")
        if ".db" not in path.name and path.parent.name != "jobs" and path.name != "jobs"
    }


def with_local_header(content: bytes, *, sizes: tuple[int, int] | None = None, name: bytes = b"") -> bytes:
    """A zip of one file whose header says something else than the directory."""
    changed = bytearray(content)
    if sizes:
        LOCAL_SIZES.pack_into(changed, LOCAL_SIZES_AT, *sizes)
    changed[LOCAL_NAME_AT : LOCAL_NAME_AT + len(name)] = name
    return bytes(changed)


def more_than_there_is(content: bytes) -> bytes:
    """A tar that ends within its only file."""
    info = tarfile.TarInfo("a.txt")
    info.size = 10 * 2**20
    return info.tobuf() + content


def odd_size(content: bytes, size: int) -> bytes:
    """A tar of a file with a size that is none."""
    info = tarfile.TarInfo("a.txt")
    info.size = size
    return info.tobuf(tarfile.GNU_FORMAT) + content
