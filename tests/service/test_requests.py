import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service.api import create_app
from service.problems import TYPE_PREFIX
from service.settings import Settings


def counts(client: TestClient, name: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        tuple(sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
        if sample.name == f"policy_tagger_{name}_total"
    }


@pytest.mark.parametrize("given", ["abc-1", "6f1c.A_9", "a" * 64])
def test_a_plain_request_id_comes_back(client: TestClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "a" * 65, "a b", "<script>", 'a"b', "año".encode()])
def test_any_other_request_id_is_replaced(client: TestClient, given: str | bytes | None) -> None:
    answer = client.get("/nowhere", headers={} if given is None else {"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_requests_and_documents_are_counted(client: TestClient, text: str) -> None:
    def both() -> tuple[float, float]:
        requests, documents = counts(client, "requests"), counts(client, "documents")
        return requests.get(("POST", "/v1/tag", "200"), 0), sum(documents.values())

    before = both()
    client.post("/v1/tag", json={"documents": [{"id": "a", "text": text}, {"id": "b", "text": ""}]})
    assert both() == (before[0] + 1, before[1] + 2)


def test_what_a_caller_invents_makes_no_new_metric(client: TestClient) -> None:
    def invent(name: str) -> None:
        client.get(f"/{name}")
        client.request(name.upper(), "/v1/tag")
        body = {"documents": [{"id": name, "text": "some words to be tagged here", "language": name[:2]}]}
        client.post("/v1/tag", json=body, headers={"X-Request-ID": name})

    invent("abcd")
    before = client.get("/metrics").text.count("\n")
    invent("efgh")
    assert client.get("/metrics").text.count("\n") == before


def test_a_failure_inside_is_a_problem_without_details(home: Path) -> None:
    app = create_app(Settings(home=home))

    @app.get("/failing")
    def failing() -> None:
        raise RuntimeError("what went wrong inside")

    answer = TestClient(app).get("/failing", headers={"X-Request-ID": "r-1"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "r-1"
    assert answer.json()["type"] == TYPE_PREFIX + "internal-error"
    assert "went wrong inside" not in answer.text


def test_what_was_judged_is_counted_by_label_and_language(client: TestClient, text: str) -> None:
    def all_counts() -> list[dict[tuple[str, ...], float]]:
        return [counts(client, name) for name in ("labels", "words", "unknown_words")]

    def judged() -> float:
        found = re.findall(r"^policy_tagger_confidence_count\{.*\} (.*)$", client.get("/metrics").text, re.MULTILINE)
        return sum(map(float, found))

    before, judged_before = all_counts(), judged()
    (record,) = client.post("/v1/tag", json={"documents": [{"id": "a", "text": text}]}).json()["predictions"]
    labels, words, unknown = (
        {key: value - old.get(key, 0) for key, value in new.items() if value != old.get(key, 0)}
        for new, old in zip(all_counts(), before, strict=True)
    )
    assert labels == {(label, record["language"]): 1 for label in record["labels"]}
    assert words == {(record["language"],): len(re.findall(r"\w+", text))}
    assert sum(unknown.values()) < sum(words.values())
    assert judged() == judged_before + 1
