"""Too many requests: refused with a time to wait, whichever process they reach, and at next to no cost."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from corpora.database import Database
from service.keys import Keys
from service.rates import RateLimit
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import POLICY_TAGGER, Serve, Server
from tests.examples import copy_of
from tests.jobs import wait_until

MOST = 50
N_SENT = 150
N_AT_ONCE = 8
N_TIMED = 3_000
OPEN = ("/healthz", "/readyz", "/metrics")
JSON = {"Content-Type": "application/json"}
pytestmark = [pytest.mark.long, pytest.mark.case(9)]


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def secrets(place: Path) -> dict[str, str]:
    with closing(Database(Settings(home=place).database)) as database:
        return {name: Keys(database).create(name, [Scope.TAG])[1] for name in ("Ana", "Eva", "Ida")}


@pytest.fixture(scope="module")
def server(serve: Serve, place: Path, secrets: dict[str, str]) -> Iterator[Server]:
    command = (POLICY_TAGGER, "serve", "--workers", 2, "--no-worker")
    with serve(command, POLICY_TAGGER_HOME=place, POLICY_TAGGER_RATE_LIMIT=f"{MOST}/hour") as server:
        yield server


def post(server: Server, secret: str) -> HTTPResponse:
    """Ask for nothing, on a connection of its own, so that either process may get it."""
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request("POST", "/v1/tag", b"{}", JSON | {"Authorization": f"Bearer {secret}"})
        answer = connection.getresponse()
        answer.read()
        return answer


def test_two_processes_let_as_many_through_as_one(
    server: Server, secrets: dict[str, str], measured: Callable[..., None]
) -> None:
    with ThreadPoolExecutor(N_AT_ONCE) as pool:
        answers = list(pool.map(lambda _: post(server, secrets["Ana"]), range(N_SENT)))
    statuses = Counter(answer.status for answer in answers)
    assert statuses.keys() == {422, 429}
    measured(f"let through of {N_SENT}, by two processes that allow {MOST}", statuses[422], least=MOST, most=MOST)
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 3_000 < int(refused.headers["retry-after"]) <= 3_600


def test_another_key_is_not_refused_and_reading_never_is(server: Server, secrets: dict[str, str]) -> None:
    while post(server, secrets["Eva"]).status == 422:
        pass
    assert post(server, secrets["Ida"]).status == 422
    headers = {"Authorization": f"Bearer {secrets['Eva']}"}
    for path in (*OPEN, "/v1/models", "/docs"):
        assert {httpx2.get(server.url + path, headers=headers).status_code for _ in range(5)} == {200}


def test_both_processes_refuse(server: Server, secrets: dict[str, str]) -> None:
    """What is measured here is shared by two."""
    post_started = set()

    def look(_: int) -> None:
        post(server, secrets["Ana"])
        lines = httpx2.get(f"{server.url}/metrics", timeout=30).text.splitlines()
        post_started.update(line for line in lines if line.startswith('policy_tagger_requests_created{method="POST"'))

    def have_both() -> bool:
        with ThreadPoolExecutor(N_AT_ONCE) as pool:
            list(pool.map(look, range(N_AT_ONCE)))
        return len({line.split()[-1] for line in post_started if 'status="429"' in line}) > 1

    wait_until(have_both)


@pytest.mark.alone
def test_a_request_is_counted_in_no_time(tmp_path: Path, measured: Callable[..., None]) -> None:
    rate = RateLimit(lambda *_: None, "1000000/minute", tmp_path / "rates.db")
    times = []
    for number in range(N_TIMED):
        started = time.perf_counter()
        assert rate.seconds_to_wait(f"key {number % 10}") == 0
        times.append((time.perf_counter() - started) * 1000)
    rate._counts.close()
    measured("median of counting a request, ms", statistics.median(times), most=0.3)
