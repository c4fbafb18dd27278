from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.problems import TYPES
from service.schemas import TagRequest, TagResponse


@pytest.fixture(scope="module")
def openapi(client: TestClient) -> dict:
    return client.get("/openapi.json").json()


def walk(value: object) -> Iterator[dict]:
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(member)


def test_the_document_is_openapi_3_1(openapi: dict) -> None:
    assert openapi["openapi"].startswith("3.1.")
    assert openapi["info"]["title"] == "Policy Tagger"


def test_every_reference_leads_somewhere(openapi: dict) -> None:
    references = {part["$ref"] for part in walk(openapi) if isinstance(part.get("$ref"), str)}
    assert references
    for reference in references:
        target = openapi
        for name in reference.removeprefix("#/").split("/"):
            target = target[name]


def test_every_operation_says_what_it_does(openapi: dict) -> None:
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {path}"


def test_every_problem_of_tagging_is_declared(openapi: dict) -> None:
    answers = openapi["paths"]["/v1/tag"]["post"]["responses"]
    declared = {int(status) for status, answer in answers.items() if "application/problem+json" in answer["content"]}
    assert declared == TYPES.keys() - {404, 405, 409, 410, 500}


def test_the_examples_answer_in_both_languages(client: TestClient, openapi: dict) -> None:
    examples = openapi["components"]["schemas"]["TagRequest"]["examples"]
    assert examples
    for example in examples:
        TagRequest.model_validate(example)
        answer = client.post("/v1/tag", json=example)
        assert answer.status_code == 200
        found = TagResponse.model_validate_json(answer.text)
        assert {record.language for record in found.predictions} == {"en", "es"}
        assert [record.id for record in found.predictions] == [document["id"] for document in example["documents"]]


def test_docs_are_served(client: TestClient) -> None:
    assert "openapi.json" in client.get("/docs").text
