import pytest
from starlette.testclient import TestClient


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("PUT", "/v1/tag", {"POST"}),
        ("PATCH", "/v1/examples", {"GET", "POST"}),
        ("POST", "/v1/examples/1", {"GET", "DELETE"}),
        ("OPTIONS", "/v1/review", {"GET", "POST"}),
        ("DELETE", "/healthz", {"GET"}),
        ("DELETE", "/openapi.json", {"GET", "HEAD"}),
    ],
)
def test_every_method_of_an_address_is_named(client: TestClient, method: str, path: str, expected: set[str]) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == expected
