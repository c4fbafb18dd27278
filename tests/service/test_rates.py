import sqlite3
from pathlib import Path
from typing import Any

import pytest
import structlog
from starlette.testclient import TestClient

from service import rate_store
from service.api import create_app
from service.clients import LOCAL, Client
from service.rate_store import SharedCounts
from service.rates import RateLimit, client_key
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.service.test_problems import assert_problem

TAG = {"documents": [{"id": "a", "text": TEXTS["es"]}]}


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rate_store, "time", clock)
    return clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "rates.db"


def api(tmp_path: Path, limit: str) -> TestClient:
    return TestClient(create_app(Settings(home=tmp_path, rate_limit=limit)))


def test_one_request_too_many_gets_429_and_a_time_to_wait(tmp_path: Path) -> None:
    client = api(tmp_path, "3/hour")
    assert [client.post("/v1/tag", json=TAG).status_code for _ in range(3)] == [503] * 3
    answer = client.post("/v1/tag", json=TAG)
    assert "3 requests in 3600 seconds" in assert_problem(answer, 429, "too-many-requests")["detail"]
    assert 3_500 < int(answer.headers["retry-after"]) <= 3_600


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/openapi.json", "/help", "/v1/models"])
def test_what_only_reads_is_never_refused(tmp_path: Path, path: str) -> None:
    client = api(tmp_path, "1/hour")
    client.post("/v1/tag", json=TAG)
    assert {client.get(path).status_code for _ in range(5)} == {200}


def test_a_page_says_it_in_words(tmp_path: Path) -> None:
    client = api(tmp_path, "1/hour")
    for language, words in {"en": "Too much in a short time", "es": "Demasiado en poco tiempo"}.items():
        headers = {"Accept": "text/html", "Accept-Language": language}
        client.post("/", data={"text": TEXTS[language]}, headers=headers)
        assert words in client.post("/", data={"text": TEXTS[language]}, headers=headers).text


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    client = api(tmp_path, "off")
    assert {client.post("/v1/tag", json=TAG).status_code for _ in range(20)} == {503}
    assert not (tmp_path / "rates.db").exists()


def test_keys_are_counted_by_name_and_others_by_address() -> None:
    def of(client: Client | None, address: str = "192.0.2.7") -> str:
        return client_key({"state": {"client": client}, "client": (address, 5)})

    ana, eva = (Client(name, frozenset({Scope.TAG})) for name in ("Ana", "Eva"))
    assert of(ana) == of(ana, "192.0.2.8") != of(eva)
    assert of(LOCAL) == of(None) != of(LOCAL, "192.0.2.8")
    assert client_key({"client": None}) == client_key({})


def test_two_processes_count_together(file: Path) -> None:
    first, second = SharedCounts(file), SharedCounts(file)
    assert [counts.incr("a", 60) for counts in (first, second, first)] == [1, 2, 3]
    assert (second.get("a"), second.get("b"), second.check()) == (3, 0, True)
    assert second.reset() == 1
    assert first.get("a") == 0


def test_a_window_ends(file: Path, clock: Clock) -> None:
    counts = SharedCounts(file)
    assert [counts.incr("a", 60) for _ in range(2)] == [1, 2]
    assert counts.get_expiry("a") == clock.now + 60
    clock.now += 61
    assert (counts.get("a"), counts.incr("a", 60)) == (0, 1)


def test_a_clock_that_is_set_back_locks_nobody_out(file: Path, clock: Clock) -> None:
    counts = SharedCounts(file)
    counts.incr("a", 60, amount=100)
    clock.now -= 3_600
    assert counts.incr("a", 60) == 1


def test_the_file_holds_one_window_alone(file: Path, clock: Clock) -> None:
    counts = SharedCounts(file)
    for n in range(50):
        counts.incr(f"address {n}", 60)
    clock.now += 61
    counts.incr("a", 60)
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT key FROM rate").fetchall() == [("a",)]
    connection.close()
    counts.clear("a")
    counts.close()


@pytest.mark.parametrize("is_locked", [False, True])
def test_where_counts_cannot_be_kept_all_pass_and_the_log_says_so_once(file: Path, is_locked: bool) -> None:
    rate: Any = RateLimit(lambda *_: None, "1/hour", file)
    if is_locked:
        assert rate.seconds_to_wait("a") == 0
        other = sqlite3.connect(file)
        other.execute("BEGIN EXCLUSIVE")
    else:
        file.parent.write_text("a file where the folder should be")
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            assert rate.seconds_to_wait("a") == 0
            rate._failed_at -= 11  # as if it was time to try again
    assert [entry["log_level"] for entry in logs] == ["warning"]
    if is_locked:
        other.close()
        assert rate.seconds_to_wait("a") > 0
    rate._counts.close()
