"""The description names, beside each answer that leads on, operations that there are, with their parameters."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service.links import leads_to


def operations_of(app: FastAPI) -> dict[str, dict]:
    return {item[method]["operationId"]: item[method] for item in app.openapi()["paths"].values() for method in item}


def links_of(app: FastAPI) -> list[tuple[str, dict]]:
    return [
        (name, link)
        for name, operation in operations_of(app).items()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]


def test_links_lead_to_operations_and_to_parameters_of_theirs(client: TestClient) -> None:
    operations, links = operations_of(client.app), links_of(client.app)
    assert len(links) > 10
    for name, link in links:
        target = operations[link["operationId"]]
        parameters = {parameter["name"] for parameter in target["parameters"]}
        assert link["parameters"].keys() <= parameters, name


@pytest.mark.parametrize("path", ["/v1/archives", "/v1/training-runs", "/v1/examples"])
def test_what_makes_something_says_that_its_address_comes_along(client: TestClient, path: str) -> None:
    answers = client.app.openapi()["paths"][path]["post"]["responses"]
    (made,) = [answer for status, answer in answers.items() if status.startswith("2")]
    assert made["headers"]["Location"]["required"]


def test_a_link_without_parameters_hands_nothing_on() -> None:
    assert leads_to(show={}) == {"links": {"show": {"operationId": "show", "parameters": {}}}}


def test_a_file_is_described_as_a_form_of_several_parts(client: TestClient) -> None:
    body = client.app.openapi()["paths"]["/v1/tag/file"]["post"]["requestBody"]
    assert list(body["content"]) == ["multipart/form-data"]
