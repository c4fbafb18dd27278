import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import HTTPException
from starlette.testclient import TestClient

from corpora.database import Database, DatabaseError
from service import clients
from service.access import Access, Client, demand
from service.api import create_app
from service.clients import FRESH_SECONDS, KEPT_SECONDS
from service.keys import KeyRing, Keys
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.service.test_problems import assert_problem

UNKNOWN_JOB = "/v1/jobs/" + "0" * 32
TAG_BODY = {"documents": [{"id": "a", "text": TEXTS["es"]}]}
OPEN_PATHS = ("/healthz", "/metrics", "/docs", "/openapi.json")


@pytest.fixture
def keys(database: Database) -> Keys:
    return Keys(database)


@pytest.fixture
def slow_api(tmp_path: Path, database_url: str) -> Iterator[TestClient]:
    """The API over a database of its own, without a model."""
    with TestClient(create_app(Settings(home=tmp_path, database_url=database_url))) as client:
        yield client


@pytest.fixture
def api(slow_api: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The same, which reads the keys for every request."""
    monkeypatch.setattr(clients, "FRESH_SECONDS", 0.0)
    return slow_api


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(clients, "time", clock)
    return clock


class Failing:
    """Keys whose database is away from the second reading on, or from the first."""

    def __init__(self, ring: KeyRing | None) -> None:
        self.ring_once = ring
        self.n_asked = 0

    def ring(self) -> KeyRing:
        self.n_asked += 1
        if self.n_asked == 1 and self.ring_once:
            return self.ring_once
        raise DatabaseError("the database cannot be used")


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def refreshed(access: Access) -> Access:
    access.refresh()
    return access


def test_with_no_key_made_everybody_may_do_everything(api: TestClient) -> None:
    assert api.get(UNKNOWN_JOB).status_code == 404
    assert_problem(api.post("/v1/tag", json=TAG_BODY), 503, "not-ready")


def test_a_key_closes_the_service_to_all_others(api: TestClient, keys: Keys) -> None:
    _, secret = keys.create("Ana", {Scope.TAG})
    for headers in (bearer(secret), {"authorization": f"bearer  {secret}"}):
        assert_problem(api.post("/v1/tag", json=TAG_BODY, headers=headers), 503, "not-ready")
    for headers in ({}, bearer("ptk_x"), bearer(""), {"Authorization": f"Basic {secret}"}, {"X-API-Key": secret}):
        answer = api.post("/v1/tag", json=TAG_BODY, headers=headers)
        assert_problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith('Bearer realm="policy-tagger"')
    assert all(api.get(path).status_code == 200 for path in OPEN_PATHS)


def test_a_key_without_the_scope_gets_403(api: TestClient, keys: Keys) -> None:
    _, secret = keys.create("Ana", {Scope.LABEL, Scope.TRAIN})
    _, admin = keys.create("Eva", {Scope.ADMIN})
    answer = api.post("/v1/tag", json=TAG_BODY, headers=bearer(secret))
    assert "scope tag" in assert_problem(answer, 403, "forbidden")["detail"]
    assert 'scope="tag"' in answer.headers["www-authenticate"]
    assert_problem(api.post("/v1/tag", json=TAG_BODY, headers=bearer(admin)), 503, "not-ready")


def test_a_revoked_key_is_refused_within_two_seconds(slow_api: TestClient, keys: Keys) -> None:
    key, secret = keys.create("Ana", {Scope.TAG})
    while slow_api.get(UNKNOWN_JOB).status_code == 404:
        time.sleep(0.05)
    assert slow_api.get(UNKNOWN_JOB, headers=bearer(secret)).status_code == 404
    keys.revoke(key.id)
    revoked_at = time.monotonic()
    while (answer := slow_api.get(UNKNOWN_JOB, headers=bearer(secret))).status_code == 404:
        assert time.monotonic() < revoked_at + 2
        time.sleep(0.05)
    assert "revoked" in assert_problem(answer, 401, "unauthorized")["detail"]


def test_who_is_unknown_is_told_so_before_the_body_is_judged(api: TestClient, keys: Keys) -> None:
    keys.create("Ana", {Scope.TAG})
    for content in (b"{", b" " * 20_000_000):
        answer = api.post("/v1/tag", content=content, headers={"Content-Type": "application/json"})
        assert_problem(answer, 401, "unauthorized")
    assert_problem(api.get("/v1/nothing"), 401, "unauthorized")


def test_many_requests_ask_the_database_once(keys: Keys, clock: Clock) -> None:
    counting = Counting(keys)
    access = Access(counting, may_be_open=True)
    for _ in range(50):
        access.refresh()
    assert counting.n_asked == 1
    clock.now += FRESH_SECONDS + 0.1
    assert access.is_stale()
    access.refresh()
    assert counting.n_asked == 2


class Counting(Keys):
    """Keys that count how often they are read."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(keys.database)
        self.n_asked = 0

    def ring(self) -> KeyRing:
        self.n_asked += 1
        return super().ring()


def test_without_a_key_a_service_that_others_reach_lets_nobody_in(keys: Keys) -> None:
    assert refreshed(Access(keys, may_be_open=False)).identify(None) is None
    assert refreshed(Access(keys, may_be_open=True)).identify(None) == Client("local", frozenset(Scope))


def test_while_the_database_is_away_the_last_keys_hold_for_a_minute(keys: Keys, clock: Clock) -> None:
    key, secret = keys.create("Ana", {Scope.TAG})
    access = refreshed(Access(Failing(keys.ring()), may_be_open=True))
    clock.now += KEPT_SECONDS - 1
    access.refresh()
    client = access.identify(f"Bearer {secret}")
    assert client == Client("Ana", key.scopes)
    assert access.identify("Bearer ptk_other") is None
    clock.now += 2
    access.refresh()
    with pytest.raises(DatabaseError):
        access.identify(f"Bearer {secret}")


def test_a_database_that_does_not_answer_is_not_waited_for(keys: Keys) -> None:
    _, secret = keys.create("Ana", {Scope.TAG})
    hanging = Hanging(keys)
    access = refreshed(Access(hanging, may_be_open=False))

    async def ask() -> None:
        await asyncio.sleep(FRESH_SECONDS)
        while not access.is_stale():
            await asyncio.sleep(0.01)
        await access.keep_fresh()
        assert hanging.is_asked.is_set()
        while access.is_stale():  # until it has been asked for longer than anybody is patient
            await asyncio.sleep(0.01)
        assert access.identify(f"Bearer {secret}") is not None
        hanging.may_answer.set()

    asyncio.run(ask())
    assert access.identify(f"Bearer {secret}") is not None


class Hanging(Keys):
    """Keys whose database answers once, and then only when it is told to."""

    def __init__(self, keys: Keys) -> None:
        super().__init__(keys.database)
        self.ring_once = super().ring()
        self.may_answer = threading.Event()
        self.is_asked = threading.Event()
        self.answers = iter([self.ring_once])

    def ring(self) -> KeyRing:
        for answer in self.answers:
            return answer
        self.is_asked.set()
        assert self.may_answer.wait(timeout=30)
        return self.ring_once


def test_where_the_database_was_never_there_an_open_service_tags_and_no_more(clock: Clock) -> None:
    client = refreshed(Access(Failing(None), may_be_open=True)).identify(None)
    assert client is not None
    assert [scope for scope in Scope if client.may(scope)] == [Scope.TAG]
    with pytest.raises(DatabaseError):
        refreshed(Access(Failing(None), may_be_open=False)).identify(None)


def test_without_a_database_a_service_that_others_reach_answers_503(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, host="0.0.0.0", database_url="postgresql://me:secreto@127.0.0.1:1/x")
    with TestClient(create_app(settings)) as client:
        answer = client.post("/v1/tag", json=TAG_BODY)
        assert "secreto" not in assert_problem(answer, 503, "not-ready")["detail"]
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("scope", Scope)
def test_admin_includes_every_scope(scope: Scope) -> None:
    demand(Client("Eva", frozenset({Scope.ADMIN})), scope)
    demand(Client("Ana", frozenset({scope})), scope)
    with pytest.raises(HTTPException, match="403"):
        demand(Client("Ana", frozenset(Scope) - {scope, Scope.ADMIN}), scope)


def test_every_route_below_v1_names_the_key_in_openapi(api: TestClient) -> None:
    description = api.get("/openapi.json").json()
    assert description["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert operation.get("security") == ([{"key": []}] if path.startswith("/v1/") else None), path
            assert ({"401", "403"} <= operation["responses"].keys()) == path.startswith("/v1/"), path


@pytest.mark.parametrize("path", ["/v1/examples", "/v1/review"])
def test_what_an_open_service_needs_the_database_for_waits_while_it_is_away(tmp_path: Path, path: str) -> None:
    settings = Settings(home=tmp_path, database_url="postgresql://me:secret@127.0.0.1:1/x")
    with TestClient(create_app(settings)) as client:
        answer = client.get(path)
        assert_problem(answer, 503, "not-ready")
        assert answer.headers["retry-after"]
        page = client.get("/review", headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["retry-after"]) == (503, answer.headers["retry-after"])
