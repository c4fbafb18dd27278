"""Keys: each route asks for one and for its scope, what is another's is not there, and a guess learns nothing."""

import io
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from corpora.database import Database
from service.api import create_app
from service.clients import Access
from service.keys import PREFIX, Keys
from service.pages.guard import KEY_COOKIE
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.examples import copy_of
from tests.security.routes import PUBLIC, Operation, operations
from tests.service.test_problems import assert_problem

READ_BY_ALL = {("GET", f"/v1/models{rest}") for rest in ("", "/{version}", "/{version}/report", "/{version}/drift")}
PAGES_OF_A_JOB = ("", "/state", "/removal", "/results", "/report", "/documents/0")
N_TIMED = 5_000
N_KEYS = 200
pytestmark = pytest.mark.case(8)


class Door(NamedTuple):
    """The API where keys were made: one a scope, one that was revoked."""

    api: TestClient
    secrets: dict[str, str]
    scopes: dict[str, Scope]

    def ask(self, name: str | None, method: str, path: str, **more: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.secrets.get(name, name)}"} if name else {}
        return self.api.request(method, path, headers=headers | more.pop("headers", {}), **more)


@contextmanager
def open_door(settings: Settings) -> Iterator[Door]:
    database = Database(settings.database)
    keys = Keys(database)
    scopes = {"Ana": Scope.TAG, "Eva": Scope.TAG, "Leo": Scope.LABEL, "Teo": Scope.TRAIN, "Ida": Scope.ADMIN}
    made = {name: keys.create(name, [scope]) for name, scope in (scopes | {"Gone": Scope.ADMIN}).items()}
    keys.revoke(made["Gone"][0].id)
    with closing(database), TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Door(client, {name: secret for name, (_, secret) in made.items()}, scopes)


@pytest.fixture(scope="module")
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(home, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def door(place: Path) -> Iterator[Door]:
    with open_door(Settings(home=place)) as door:
        yield door


@pytest.fixture
def any_door(place: Path, database_url: str) -> Iterator[Door]:
    """The same over a database of either kind."""
    with open_door(Settings(home=place, database_url=database_url)) as door:
        yield door


def guarded(door: Door) -> list[Operation]:
    return [found for found in operations(door.api.app) if found.path not in PUBLIC]


def test_only_the_routes_of_operation_are_open(door: Door) -> None:
    assert {found.path for found in guarded(door)} >= {"/v1/tag", "/v1/archives", "/v1/examples", "/v1/models"}
    assert [found for found in guarded(door) if not found.path.startswith("/v1/")] == []


def test_without_a_key_that_lives_every_route_answers_401(door: Door, measured: Callable[..., None]) -> None:
    near = door.secrets["Ida"]
    wrong = [None, "Gone", near[:-1], near + "A", near.swapcase(), "", "ptk_", PREFIX + "0" * 43, "ñ" * 40]
    n_asked = 0
    for found in guarded(door):
        for name in wrong:
            headers = {"Authorization": f"Bearer {door.secrets.get(name, name)}".encode()} if name is not None else {}
            answer = door.api.request(found.method, found.path, headers=headers)
            assert_problem(answer, 401, "unauthorized")
            assert answer.headers["www-authenticate"].startswith("Bearer ")
            n_asked += 1
    measured("requests without a key that lives, all 401", n_asked, least=len(wrong) * len(guarded(door)))


def test_a_key_without_the_scope_gets_403_on_every_route(door: Door, measured: Callable[..., None]) -> None:
    refused = {
        (found.method, found.template): {
            door.scopes[name] for name in door.scopes if door.ask(name, found.method, found.path).status_code == 403
        }
        for found in guarded(door)
    }
    assert [route for route, scopes in refused.items() if not scopes and route not in READ_BY_ALL] == []
    assert [route for route, scopes in refused.items() if Scope.ADMIN in scopes] == []
    assert refused["POST", "/v1/tag"] == {Scope.LABEL, Scope.TRAIN}
    assert refused["POST", "/v1/examples"] == {Scope.TAG, Scope.TRAIN}
    assert refused["POST", "/v1/models/{version}/promote"] == {Scope.TAG, Scope.LABEL}
    assert refused["DELETE", "/v1/texts/{sha256}"] == {Scope.TAG, Scope.LABEL, Scope.TRAIN}
    measured("pairs of route and scope that are refused", sum(map(len, refused.values())))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_another_key_has_uploaded_is_not_there(any_door: Door, text: str) -> None:
    ask = any_door.ask
    id = ask("Ana", "POST", "/v1/archives", files={"file": ("a.txt", io.BytesIO(text.encode()))}).json()["id"]
    routes = [f"/v1/jobs/{id}", f"/v1/jobs/{id}/results", f"/v1/jobs/{id}/report"]
    for method, path in [("GET", path) for path in routes] + [("DELETE", routes[0])]:
        existing, missing = (ask("Eva", method, path.replace(id, of)) for of in (id, "0" * 32))
        assert assert_problem(existing, 404, "not-found") == missing.json()
    assert ask("Leo", "POST", "/v1/review", json={"job": id}).status_code == 404
    assert [ask("Ana", "GET", path).status_code for path in routes] == [200, 409, 409]
    assert ask("Ida", "GET", routes[0]).status_code == 200
    assert ask("Ana", "DELETE", routes[0]).status_code == 204


def test_on_the_pages_neither(any_door: Door) -> None:
    id = any_door.ask("Ana", "POST", "/v1/archives", files={"file": ("política.txt", b"x")}).json()["id"]
    for name, sees in {"Eva": False, "Ana": True, "Ida": True}.items():
        cookies = {"Cookie": f"{KEY_COOKIE}={any_door.secrets[name]}", "Accept": "text/html"}
        assert ("política.txt" in any_door.api.get("/archive", headers=cookies).text) == sees
        pages = [any_door.api.get(f"/archive/{id}{rest}", headers=cookies) for rest in PAGES_OF_A_JOB]
        assert ({page.status_code for page in pages} == {404}) != sees
        assert any("política.txt" in page.text for page in pages) == sees


def test_another_ones_example_is_not_taken_back(door: Door) -> None:
    body = {"text": TEXTS["es"], "labels": ["enforcement"]}
    id = door.ask("Leo", "POST", "/v1/examples", json=body).json()["id"]
    assert door.ask("Ana", "DELETE", f"/v1/examples/{id}").status_code == 403
    assert door.ask("Leo", "POST", "/v1/examples", json=body | {"author": "Ana"}).status_code == 403
    assert door.ask("Leo", "GET", f"/v1/examples/{id}").status_code == 200


@pytest.mark.alone
def test_the_time_of_a_check_does_not_tell_how_near_a_guess_was(tmp_path: Path, measured: Callable[..., None]) -> None:
    with closing(Database(f"sqlite:///{tmp_path}/keys.db")) as database:
        keys = Keys(database)
        secret = [keys.create(f"key {number}", [Scope.TAG]) for number in range(N_KEYS)][N_KEYS // 2][1]
        access = Access(keys, may_be_open=False)
        access.refresh()
    last = "B" if secret[-1] == "A" else "A"
    guesses = {"right": secret, "near miss": secret[:-1] + last, "unknown": PREFIX + secrets.token_urlsafe(32)}
    medians = [_medians_ns(access, guesses) for _ in range(3)]
    for name in ("near miss", "unknown"):
        ratios = [max(found[name], found["right"]) / min(found[name], found["right"]) for found in medians]
        measured(f"time of a check, {name} and right key, larger ÷ smaller", min(ratios), most=1.5)


def _medians_ns(access: Access, guesses: dict[str, str]) -> dict[str, float]:
    times: dict[str, list[int]] = {name: [] for name in guesses}
    for _ in range(N_TIMED):
        for name, secret in guesses.items():
            started = time.perf_counter_ns()
            access.identify(f"Bearer {secret}")
            times[name].append(time.perf_counter_ns() - started)
    return {name: statistics.median(found) for name, found in times.items()}


def test_no_secret_is_kept(door: Door, place: Path) -> None:
    stored = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
    assert b"Ana" in stored
    assert [name for name, secret in door.secrets.items() if secret.encode() in stored] == []
