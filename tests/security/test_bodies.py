"""Bodies over the limit: refused, whether or not they state their length, and the server's memory hardly grows."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from tests.conftest import Serve, Server
from tests.examples import copy_of

MEGABYTE = 1_000_000
LIMITS = {
    "/v1/tag": ("MAX_BODY_BYTES", 10 * MEGABYTE),
    "/v1/review": ("MAX_BODY_BYTES", 10 * MEGABYTE),
    "/v1/tag/file": ("MAX_FILE_BYTES", 20 * MEGABYTE),
    "/v1/archives": ("MAX_ARCHIVE_BYTES", 30 * MEGABYTE),
}
FORM_HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
HEADERS = {True: {"Content-Type": "multipart/form-data; boundary=x"}, False: {"Content-Type": "application/json"}}
PIECE = b"a" * 100_000
pytestmark = [pytest.mark.long, pytest.mark.case(1)]


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tiny version, and jobs of its own."""
    return copy_of(home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def server(serve: Serve, place: Path) -> Iterator[Server]:
    limits = {f"POLICY_TAGGER_{name}": most for name, most in LIMITS.values()}
    with serve(**limits, POLICY_TAGGER_HOME=place) as server:
        yield server


def body_over(most: int, *, is_form: bool) -> Iterator[bytes]:
    """A body of half as much again as is allowed, begun as it should be."""
    yield FORM_HEAD if is_form else b'{"documents": [{"id": "a", "text": "'
    for _ in range(0, most * 3 // 2, len(PIECE)):
        yield PIECE


def peak_bytes(pid: int) -> int:
    """The most memory that a process has had since `forget_peak`."""
    status = Path(f"/proc/{pid}/status").read_text()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@pytest.mark.parametrize("is_chunked", [False, True], ids=["stated length", "chunked"])
@pytest.mark.parametrize("path", LIMITS)
def test_a_body_over_the_limit_gets_413_and_little_memory(
    server: Server, path: str, is_chunked: bool, measured: Callable[..., None]
) -> None:
    _, most = LIMITS[path]
    is_form = path in ("/v1/tag/file", "/v1/archives")
    pieces = list(body_over(most, is_form=is_form))
    length = {} if is_chunked else {"Content-Length": str(sum(map(len, pieces)))}
    forget_peak(server.pid)
    before = peak_bytes(server.pid)
    answer = httpx2.post(server.url + path, content=iter(pieces), headers=HEADERS[is_form] | length, timeout=60)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert f"{most:,}" in answer.json()["detail"]
    measured(f"memory rise at {path}, share of the limit", (peak_bytes(server.pid) - before) / most, most=2)


def test_nothing_is_left_of_an_archive_over_the_limit(server: Server, place: Path) -> None:
    _, most = LIMITS["/v1/archives"]
    pieces = body_over(most, is_form=True)
    answer = httpx2.post(f"{server.url}/v1/archives", content=pieces, headers=HEADERS[True], timeout=60)
    assert answer.status_code == 413
    assert list(place.glob("jobs/*")) == []
