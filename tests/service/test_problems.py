import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.responses import Response
from starlette.testclient import TestClient

from corpora.database import DatabaseError, DatabaseFullError
from service.api import create_app
from service.problems import TYPE_PREFIX
from service.settings import Settings

JSON = {"Content-Type": "application/json"}
ROW = b'{"documents": [%s]}'
DEEP = 200_000


def document(id: bytes = b'"a"', text: bytes = b'"b"', more: bytes = b"") -> bytes:
    return ROW % (b'{"id": %s, "text": %s%s}' % (id, text, more))


MALFORMED = {
    "no JSON": b"documents",
    "half of it": document()[:-2],
    "nested too deeply": b"[" * DEEP + b"]" * DEEP,
    "objects nested too deeply": document(text=b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    "not UTF-8": document(text='"policía"'.encode("cp1252")),
    "endless number": document(text=b"9" * 5_000),
    "NaN": document(text=b"NaN"),
    "Infinity": document(id=b"-Infinity"),
    "number too large": document(text=b"1e999"),
    "named twice": document(more=b', "text": "c"'),
}
INVALID = {
    "no body": (b"", "body"),
    "null": (b"null", "body"),
    "an array": (b"[]", "body"),
    "no documents": (ROW % b"", "body/documents"),
    "a hundred and one": (ROW % b",".join(b'{"id": "%d", "text": ""}' % i for i in range(101)), "body/documents"),
    "ids repeat": (ROW % b'{"id": "a", "text": "b"}, {"id": "a", "text": "c"}', "body"),
    "no text": (ROW % b'{"id": "a"}', "body/documents/0/text"),
    "text is null": (document(text=b"null"), "body/documents/0/text"),
    "text is a number": (document(text=b"12"), "body/documents/0/text"),
    "NUL in the text": (document(text=b'"polic\\u0000e"'), "body/documents/0/text"),
    "NUL in the id": (document(id=b'"\\u0000"'), "body/documents/0/id"),
    "lone surrogate": (document(text=b'"police \\ud800"'), "body/documents/0/text"),
    "lone surrogate in the id": (document(id=b'"\\udfff"'), "body/documents/0/id"),
    "lone surrogate in a field name": (document(more=b', "\\ud800": 1'), "body/documents/0"),
    "unknown field of a document": (document(more=b', "pages": 1'), "body/documents/0/pages"),
    "unknown field": (b'{"documents": [{"id": "a", "text": "b"}], "model": "x"}', "body/model"),
    "empty id": (document(id=b'""'), "body/documents/0/id"),
    "long id": (document(id=b'"%s"' % (b"a" * 201)), "body/documents/0/id"),
    "long title": (document(more=b', "title": "%s"' % (b"a" * 2_001)), "body/documents/0/title"),
    "no language code": (document(more=b', "language": "Spanish"'), "body/documents/0/language"),
    "evidence is no boolean": (b'{"documents": [{"id": "a", "text": "b"}], "evidence": "no"}', "body/evidence"),
}


def assert_problem(answer: Response, status: int, slug: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    body = answer.json()
    assert body["type"] == TYPE_PREFIX + slug
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.fixture
def narrow_client(home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(home=home, max_body_bytes=1_000, max_documents=2))) as client:
        yield client


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_body_that_is_not_json_gets_400(client: TestClient, body: bytes) -> None:
    assert_problem(client.post("/v1/tag", content=body, headers=JSON), 400, "malformed-body")


@pytest.mark.parametrize(("body", "where"), INVALID.values(), ids=INVALID.keys())
def test_what_does_not_fit_gets_422_and_is_pointed_at(client: TestClient, body: bytes, where: str) -> None:
    problem = assert_problem(client.post("/v1/tag", content=body, headers=JSON), 422, "invalid-request")
    assert problem["errors"][0]["where"].startswith(where)
    assert all(error["message"] for error in problem["errors"])


@pytest.mark.parametrize("text", ["Secret plan 77", "Plan secreto 77"])
def test_a_problem_does_not_repeat_the_text(client: TestClient, text: str) -> None:
    answer = client.post("/v1/tag", json={"documents": [{"id": "a", "text": [text], text: text}]})
    assert_problem(answer, 422, "invalid-request")
    assert answer.text.count(text) == 1  # the name of the unknown field, nothing else


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json", "", None]
)
def test_another_content_type_gets_415(client: TestClient, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    assert_problem(client.post("/v1/tag", content=document(), headers=headers), 415, "unsupported-media-type")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_by_another_spelling_is_taken(client: TestClient, media_type: str) -> None:
    assert client.post("/v1/tag", content=document(), headers={"Content-Type": media_type}).status_code == 200


@pytest.mark.parametrize("text", ["x" * 2_000, "ñ" * 1_000], ids=["en", "es"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_gets_413(narrow_client: TestClient, chunked: bool, text: str) -> None:
    body = document(text=b'"%s"' % text.encode())
    pieces = (body[start : start + 100] for start in range(0, len(body), 100))
    answer = narrow_client.post("/v1/tag", content=pieces if chunked else body, headers=JSON)
    assert_problem(answer, 413, "body-too-large")


def test_the_operator_can_allow_fewer_documents(narrow_client: TestClient) -> None:
    documents = [{"id": str(i), "text": ""} for i in range(3)]
    problem = assert_problem(narrow_client.post("/v1/tag", json={"documents": documents}), 422, "invalid-request")
    assert "at most 2" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("POST", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/tag/%F0%9F%98%80%00", 404, "not-found"),
        ("GET", "/v1/tag", 405, "method-not-allowed"),
        ("POST", "/healthz", 405, "method-not-allowed"),
        ("BREW", "/v1/tag", 405, "method-not-allowed"),
    ],
)
def test_a_wrong_path_or_method_is_a_problem(
    client: TestClient, method: str, path: str, status: int, slug: str
) -> None:
    assert_problem(client.request(method, path), status, slug)


@pytest.mark.parametrize("path", ["/readyz", "/v1/tag"])
def test_without_a_model_the_answer_is_503(tmp_path: Path, path: str) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        answer = client.get(path) if path == "/readyz" else client.post(path, content=document(), headers=JSON)
    assert_problem(answer, 503, "not-ready")


@pytest.mark.parametrize(
    ("error", "status", "slug", "seconds"),
    [
        (DatabaseError("it is away"), 503, "not-ready", "5"),
        (DatabaseFullError("no space"), 507, "insufficient-storage", "60"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "insufficient-storage", "60"),
        (OSError(errno.EIO, "Input/output error"), 500, "internal-error", None),
    ],
)
def test_what_is_in_the_way_is_told_with_when_to_ask_again(
    home: Path, error: Exception, status: int, slug: str, seconds: str | None
) -> None:
    app = create_app(Settings(home=home))

    @app.get("/fails")
    def fail() -> None:
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/fails")
    assert_problem(answer, status, slug)
    assert answer.headers.get("Retry-After") == seconds
