import pytest
from starlette.testclient import TestClient

from tests.conftest import TEXTS
from tests.examples import UNKNOWN_DIGEST, UNKNOWN_ID, People, body
from tests.service.test_problems import assert_problem


def test_the_author_is_who_has_the_key(people: People) -> None:
    sent = {"text": TEXTS["es"], "labels": []}
    assert people("Ana", "POST", "/v1/examples", json=sent).json()["author"] == "Ana"
    assert people("Ana", "POST", "/v1/examples", json=sent | {"author": "Ana"}).status_code == 201
    refused = people("Ana", "POST", "/v1/examples", json=sent | {"author": "Eva"})
    assert_problem(refused, 403, "forbidden")
    assert people("Ida", "POST", "/v1/examples", json=sent | {"author": "Eva"}).json()["author"] == "Eva"


def test_only_admin_settles_and_erases(people: People) -> None:
    stored = people("Ana", "POST", "/v1/examples", json={"text": TEXTS["es"], "labels": []}).json()
    settlement = {"text": TEXTS["es"], "labels": [], "kind": "settlement"}
    path = f"/v1/texts/{stored['sha256']}"
    assert_problem(people("Ana", "POST", "/v1/examples", json=settlement), 403, "forbidden")
    assert_problem(people("Ana", "DELETE", path), 403, "forbidden")
    assert people("Ida", "POST", "/v1/examples", json=settlement).status_code == 201
    assert people("Ida", "DELETE", path).status_code == 204


def test_only_its_author_and_admin_take_an_example_back(people: People) -> None:
    paths = [
        f"/v1/examples/{people('Ana', 'POST', '/v1/examples', json={'text': TEXTS['es'], 'labels': []}).json()['id']}"
        for _ in range(2)
    ]
    assert_problem(people("Eva", "DELETE", paths[0]), 403, "forbidden")
    assert people("Ana", "DELETE", paths[0]).status_code == 204
    assert people("Ida", "DELETE", paths[1]).status_code == 204


def test_idempotency_keys_are_each_clients_own(people: People) -> None:
    sent = {"json": {"text": TEXTS["es"], "labels": []}, "headers": {"Idempotency-Key": "k"}}
    ids = {people(name, "POST", "/v1/examples", **sent).json()["id"] for name in ("Ana", "Eva", "Ana")}
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/examples"),
        ("GET", "/v1/examples"),
        ("GET", f"/v1/examples/{UNKNOWN_ID}"),
        ("DELETE", f"/v1/examples/{UNKNOWN_ID}"),
        ("GET", f"/v1/texts/{UNKNOWN_DIGEST}"),
        ("DELETE", f"/v1/texts/{UNKNOWN_DIGEST}"),
        ("GET", "/v1/agreement"),
    ],
)
def test_labels_need_a_key_with_their_scope(
    keyed_api: tuple[TestClient, dict[str, str]], method: str, path: str
) -> None:
    client, secrets = keyed_api
    sent = {"json": body()} if method == "POST" else {}
    assert_problem(client.request(method, path, **sent), 401, "unauthorized")
    headers = {"Authorization": f"Bearer {secrets['Tag']}"}
    assert_problem(client.request(method, path, headers=headers, **sent), 403, "forbidden")
