"""Bodies and rows that only look like JSON: refused by name, with nothing stored and nothing else lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from corpora.database import Database, metadata
from service.api import create_app
from service.settings import Settings
from service.worker import Worker
from tests.conftest import TEXTS
from tests.formats.archives import to_zip

pytestmark = [pytest.mark.long, pytest.mark.case(2)]

DEEP = 200_000
DOCUMENTS = [
    {"id": language, "text": text, "title": "Boletín", "language": language} for language, text in TEXTS.items()
]
PREDICTION = {"model_version": "v1", "outcome": "tagged", "labels": ["enforcement"], "scores": {"enforcement": 0.5}}
BODIES: dict[str, dict[str, Any]] = {
    "/v1/tag": {"documents": DOCUMENTS, "evidence": False},
    "/v1/examples": {
        "text": TEXTS["es"],
        "title": "Boletín",
        "labels": ["prevention"],
        "author": "Ana",
        "language": "es",
        "source": "Ministerio",
        "comment": "¿seguro?",
        "prediction": PREDICTION,
    },
    "/v1/review": {"documents": DOCUMENTS},
    "/v1/training-runs": {"promote": False, "labels": False},
    "/v1/models/{version}/promote": {"force": False, "reason": "mejor"},
    "/v1/models/rollback": {"reason": "worse"},
}
ROWS = {
    "nan text": b'{"id": "x", "text": NaN}',
    "deep": b'{"id": "x", "text": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "cut off": b'{"id": "x", "text": "La polic',
    "no object": b"[1, 2]",
    "huge number": b'{"id": ' + b"9" * 5000 + b', "text": "La polic\xc3\xada detuvo a tres hombres."}',
    "named twice": b'{"id": "x", "text": "a", "text": "b"}',
    "text is a number": b'{"id": "x", "text": 1e999}',
    "nul": b"\0\0\0\0",
}


@pytest.fixture
def settings(home: Path, tmp_path: Path, database_url: str) -> Settings:
    shutil.copytree(home / "models", tmp_path / "home" / "models")
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture
def api(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def stored(settings: Settings) -> Iterator[Any]:
    """How many rows each table has: stored()."""
    database = Database(settings.database)

    def count() -> dict[str, int]:
        with database.read() as connection:
            return {
                name: connection.scalar(select(func.count()).select_from(table)) or 0
                for name, table in metadata.tables.items()
            }

    yield count
    database.close()


def test_every_route_of_json_is_attacked(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    takes_json = {
        path
        for path, methods in paths.items()
        for operation in methods.values()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert takes_json == set(BODIES)


def test_no_hostile_body_is_taken(api: TestClient, stored: Any, measured: Any) -> None:
    before, statuses, n = stored(), set(), 0
    for path, body in BODIES.items():
        version = api.get("/v1/models/current").json()["version"]
        for name, content in hostile(body):
            answer = api.post(
                path.format(version=version), content=content, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code in (400, 422), (path, name, answer.status_code, answer.text[:200])
            assert answer.headers["content-type"] == "application/problem+json"
            statuses.add(answer.status_code)
            n += 1
    assert statuses == {400, 422}
    measured("bodies refused", n, least=200)
    measured("rows stored", sum(stored().values()) - sum(before.values()), most=0)


def hostile(body: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Bodies that must not be taken, each with what is wrong with it."""
    good = json.dumps(body)
    first = next(iter(body))
    for number in ("NaN", "Infinity", "-Infinity", "1e999", "9" * 5000):
        yield number[:10], f'{{"x": {number}, {good[1:]}'.encode()
    yield "arrays", b"[" * DEEP + b"]" * DEEP
    yield "objects", b'{"a":' * DEEP + b"1" + b"}" * DEEP
    yield "deep in a member", f'{{"{first}": '.encode() + b"[" * DEEP + b"]" * DEEP + b"}"
    yield "named twice", f'{{"{first}": {json.dumps(body[first])}, {good[1:]}'.encode()
    for name, piece in {"latin-1": b"\xf1", "overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80"}.items():
        yield name, b'{"x": "' + piece + b'", ' + good[1:].encode()
    yield "UTF-16", good.encode("utf-16")
    yield "UTF-32", good.encode("utf-32")
    yield "cut off", good[:-1].encode()
    yield "more behind", good.encode() + b"]"
    yield "a NUL behind", good.encode() + b"\0"
    yield "no value", b" "
    for scalar in (b"1", b'"x"', b"[]", b"true"):
        yield scalar.decode(), scalar
    for place in places_of(body):
        for name, value in {"surrogate": "x\ud800", "NUL": "x\0y", "number": 10**400, "nested": [[]]}.items():
            yield f"{name} in {place}", json.dumps(with_value(body, place, value)).encode()
        yield f"surrogate in the name {place}", json.dumps(with_value(body, (*place[:-1], "\udfff"), 1)).encode()


def places_of(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where its strings, numbers and truth values stand."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield at
    else:
        for key, inner in items:
            yield from places_of(inner, (*at, key))


def with_value(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The same with another value at a place; one in a list goes to its end where it has a name."""
    copy = json.loads(json.dumps(body))
    *way, last = place
    inner = copy
    for key in way:
        inner = inner[key]
    if isinstance(inner, list) and isinstance(last, str):
        inner.append({last: value})
    else:
        inner[last] = value
    return copy


def test_bad_rows_are_named_and_the_rest_is_tagged(rows: dict[str, dict[str, Any]], measured: Any) -> None:
    bad = {f"a.zip/a.jsonl:{number}" for number in range(2, len(ROWS) + 2)} | {"a.zip/a.csv:3", "a.zip/a.csv:7"}
    assert {id for id, row in rows.items() if row["reason"]} == bad
    assert {rows[id]["reason"] for id in bad} == {"corrupt"}
    assert set(rows) - bad == {"en", "es", "bytes", "a.zip/a.jsonl:12", "nul", "latin", "en in CSV", "es in CSV"}
    measured("rows named", len(bad), least=len(ROWS) + 2)


def test_numbers_that_are_none_are_missing_in_a_row(rows: dict[str, dict[str, Any]]) -> None:
    assert (rows["a.zip/a.jsonl:12"]["title"], rows["a.zip/a.jsonl:12"]["source"]) == ("", None)


@pytest.fixture(scope="module")
def rows(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of an archive with tables in which many rows are hostile, by id."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(home / "models", folder / "models")
    settings = Settings(home=folder)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        return {row["id"]: row for row in tag(client, settings, to_zip({"a.jsonl": to_jsonl(), "a.csv": to_csv()}))}


def to_jsonl() -> bytes:
    good = [json.dumps({"id": language, "text": text}).encode() for language, text in TEXTS.items()]
    odd = b'{"id": NaN, "title": NaN, "source": Infinity, "year": 1e999, "text": "' + TEXTS["es"].encode() + b' Ana."}'
    return b"\n".join(
        [good[0], *ROWS.values(), good[1], b'{"id": "bytes", "text": "bytes de m\xe1s \xff y m\xe1s"}', odd]
    )


def to_csv() -> bytes:
    return b"\n".join(
        [
            b"id,text,title",
            f'en in CSV,"{TEXTS["en"]}",'.encode(),
            b"too,many,cells,in,it",
            b'nul,"Police \0 arrested three men of a gang.",',
            b"latin,La polic\xeda incaut\xf3 drogas,",
            f'es in CSV,"{TEXTS["es"]}",'.encode(),
            b'x,"open' + b"x" * 100,
        ]
    )


def tag(api: TestClient, settings: Settings, content: bytes) -> list[dict[str, Any]]:
    """The rows of an archive, by the worker."""
    answer = api.post("/v1/archives", files={"file": ("a.zip", content)})
    assert answer.status_code == 202, answer.text
    worker = Worker(settings)
    assert worker.do_next()
    worker.stop()
    worker.run()
    found = api.get(f"/v1/jobs/{answer.json()['id']}/results")
    assert found.status_code == 200, found.text
    return [json.loads(line) for line in found.text.splitlines()]
