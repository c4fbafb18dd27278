from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.api import create_app
from service.job_table import Kind, State
from service.keys import Keys
from service.scopes import Scope
from service.settings import Settings


@pytest.fixture
def client(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The API over an empty home, without a worker; it sees new keys at once."""
    monkeypatch.setattr("service.clients.FRESH_SECONDS", -1.0)
    with TestClient(create_app(Settings(home=tmp_path, database_url=database_url))) as client:
        yield client


def test_a_training_is_queued_and_can_be_followed(client: TestClient) -> None:
    answer = client.post("/v1/training-runs")
    assert answer.status_code == 202
    job = client.get(answer.headers["location"]).json()
    assert job == answer.json()
    assert (job["kind"], job["state"], job["stage"], job["result"]) == ("training", "queued", None, None)


@pytest.mark.parametrize("body", [{}, {"promote": False}, {"labels": False, "promote": True}])
def test_what_is_asked_for_stands_in_the_job(client: TestClient, body: dict[str, bool]) -> None:
    id = client.post("/v1/training-runs", json=body).json()["id"]
    expected = {"promote": True, "labels": True, "actor": "local"} | body
    assert client.app.state.jobs.get(id).options == expected


@pytest.mark.parametrize("body", [{"promote": "perhaps"}, {"force": True}, [], {"labels": None}])
def test_what_does_not_fit_is_refused(client: TestClient, body: object) -> None:
    answer = client.post("/v1/training-runs", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_its_stage_and_what_came_of_it_are_shown(client: TestClient) -> None:
    id, jobs = client.post("/v1/training-runs").json()["id"], client.app.state.jobs
    owner = jobs.claim(Kind.TRAINING).owner
    jobs.report(id, owner, share=0.25, stage="cross-validation")
    running = client.get(f"/v1/jobs/{id}").json()
    assert (running["stage"], running["share"]) == ("cross-validation", 0.25)
    result = {"version": "v1", "gate_passed": False, "promoted": False, "note": "the gate refuses v1"}
    jobs.finish(id, owner, State.DONE, result=result)
    done = client.get(f"/v1/jobs/{id}").json()
    assert (done["state"], done["stage"], done["result"]) == ("done", None, result)


@pytest.mark.parametrize("part", ["results", "report"])
def test_a_training_has_no_rows_and_no_page_of_an_archive(client: TestClient, part: str) -> None:
    answer = client.get(f"{client.post('/v1/training-runs').headers['location']}/{part}")
    assert answer.status_code == 404
    assert "/v1/models" in answer.json()["detail"]


def test_a_training_can_be_cancelled(client: TestClient) -> None:
    url = client.post("/v1/training-runs").headers["location"]
    assert client.delete(url).status_code == 204
    assert client.get(url).json()["state"] == "cancelled"


@pytest.mark.parametrize(("scope", "status"), [("train", 202), ("admin", 202), ("tag", 403), ("label", 403)])
def test_a_key_must_allow_it(client: TestClient, scope: str, status: int) -> None:
    headers = with_key(client, scope)
    assert client.post("/v1/training-runs", headers=headers).status_code == status


@pytest.mark.parametrize(("scope", "status"), [("train", 204), ("tag", 403), ("label", 403)])
def test_whose_key_may_not_train_may_not_cancel_a_training(client: TestClient, scope: str, status: int) -> None:
    trainer = with_key(client, "train", "trainer")
    url = client.post("/v1/training-runs", headers=trainer).headers["location"]
    assert client.delete(url, headers=with_key(client, scope, "another")).status_code == status


def with_key(client: TestClient, scope: str, name: str = "one") -> dict[str, str]:
    """The header of a key that is made for it."""
    _, secret = Keys(client.app.state.jobs.database).create(name, {Scope(scope)})
    return {"Authorization": f"Bearer {secret}"}
