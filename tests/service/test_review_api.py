import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpora.document import Document, digest_text
from models.registry import Registry
from models.tagger import Tagger
from service.api import create_app
from service.job_files import JobFiles
from service.job_table import Job, State
from service.jobs import Jobs
from service.judging import Turns
from service.keys import Keys
from service.parts import schema_of
from service.rows import open_rows
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.jobs import submit
from tests.service.test_problems import assert_problem

DOCUMENTS = [{"id": code, "text": text, "title": f"Title {code}"} for code, text in TEXTS.items()]


@pytest.fixture
def settings(home: Path, tmp_path: Path, database_url: str) -> Settings:
    """A home of our own with the tiny version, and a database of its own."""
    shutil.copytree(home / "models", tmp_path / "home" / "models")
    return Settings(home=tmp_path / "home", database_url=database_url)


@pytest.fixture(scope="module")
def tagger(home: Path) -> Tagger:
    return Tagger.load(Registry(home / "models"))


@pytest.fixture
def api(settings: Settings, tagger: Tagger) -> Iterator[TestClient]:
    """The API, not started, but with the tagger that it would load: once for all tests."""
    app = create_app(settings)
    app.state.serving.tagger = tagger
    yield TestClient(app, raise_server_exceptions=False)
    app.state.jobs.database.close()


def items(api: TestClient, **parameters: object) -> list[dict]:
    answer = api.get("/v1/review", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def answer_of(item: dict, *labels: str, **facts: object) -> dict:
    """What a client posts to /v1/examples about an item."""
    prediction = {name: item["record"][name] for name in ("model_version", "outcome", "labels", "candidates", "scores")}
    known = {"text": item["text"], "language": item["language"], "labels": labels, "chosen_by": item["chosen_by"]}
    return known | {"prediction": prediction} | facts


def test_documents_are_tagged_reviewed_and_tell_of_quality(api: TestClient) -> None:
    answer = api.post("/v1/review", json={"documents": [*DOCUMENTS, {"id": "x", "text": "no"}]})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"pooled": 2, "left_out": {"too_short": 1}, "pool": {"size": 2, "unlabelled": 2}}
    found = {item["record"]["id"]: item for item in items(api)}
    for document in DOCUMENTS:
        item, text = found[document["id"]], f"{document['title']}\n\n{document['text']}"
        assert (item["text"], item["sha256"], item["language"]) == (text, digest_text(text), document["id"])
        assert item["record"]["sha256"] == item["sha256"]
        assert item["chosen_by"] in ("uncertain", "competing", "random")
        for quote in item["record"]["evidence"][0]["passages"]:
            assert quote["text"] == text[quote["start"] : quote["end"]]
    for item in found.values():
        stored = api.post("/v1/examples", json=answer_of(item, "enforcement"))
        assert stored.status_code == 201, stored.text
        assert (stored.json()["sha256"], stored.json()["kind"]) == (item["sha256"], "correction")
    assert items(api) == []
    quality = api.get("/v1/review/quality").json()
    assert (quality["pool"], quality["sampled"], quality["disputed"]) == (2, 2, 0)
    assert quality["model_versions"] == [found["es"]["record"]["model_version"]]
    by_label = {label["label"]: label for label in quality["labels"]}
    assert by_label["enforcement"]["precision"]["value"] == by_label["enforcement"]["f1"]["value"] == 1
    assert by_label["prevention"]["recall"] is None


def test_another_reviewer_may_look_again(api: TestClient) -> None:
    api.post("/v1/review", json={"documents": DOCUMENTS})
    first = items(api, reviewer="Ana", n=1)[0]
    api.post("/v1/examples", json=answer_of(first, "enforcement", author="Ana"))
    assert first["sha256"] not in [item["sha256"] for item in items(api, reviewer="Ana")]
    again = items(api, reviewer="José")[-1]
    assert (again["sha256"], again["reviewers"]) == (first["sha256"], 1)
    assert [item["reviewers"] for item in items(api, reviewer="José", n=1)] == [0]


def finish(api: TestClient, settings: Settings, job: Job, tagger: Tagger, *, with_text: bool) -> None:
    """What a worker leaves of a job that was claimed."""
    documents = [Document(f"{code}.txt", text) for code, text in TEXTS.items()] + [Document("short.txt", "no")]
    schema = schema_of(tagger.manifest.labels, with_text=with_text)
    with open_rows(JobFiles(settings.home, job.id).tags, schema) as write:
        for document, record in zip(documents, tagger.tag(documents), strict=True):
            write(record.to_row() | ({"text": document.full_text} if with_text else {}))
    assert api.app.state.jobs.finish(job.id, str(job.owner), State.DONE, n_done=3)


def test_a_done_job_is_pooled_with_its_texts(api: TestClient, settings: Settings, tagger: Tagger) -> None:
    jobs = api.app.state.jobs
    job = submit(jobs, settings, "a.zip", b"", with_text=True)
    assert_problem(api.post("/v1/review", json={"job": job.id}), 409, "not-finished")
    finish(api, settings, jobs.claim("archive"), tagger, with_text=True)
    answer = api.post("/v1/review", json={"job": job.id})
    assert (answer.json()["pooled"], answer.json()["left_out"]) == (2, {"too_short": 1})
    found = {item["record"]["id"]: item for item in items(api)}
    assert {id: item["text"] for id, item in found.items()} == {f"{code}.txt": text for code, text in TEXTS.items()}
    assert all(item["record"]["evidence"] for item in found.values())


def test_a_job_without_texts_cannot_be_reviewed(api: TestClient, settings: Settings, tagger: Tagger) -> None:
    bare = submit(api.app.state.jobs, settings, "b.zip", b"")
    finish(api, settings, api.app.state.jobs.claim("archive"), tagger, with_text=False)
    answer = api.post("/v1/review", json={"job": bare.id})
    assert "with_text=true" in assert_problem(answer, 422, "invalid-request")["detail"]


class RemovedMeanwhile(Jobs):
    """Jobs of which each is removed as soon as it was looked at."""

    def get(self, id: str) -> Job | None:
        job = super().get(id)
        self.remove(id)
        return job


def test_a_job_that_is_removed_meanwhile_is_pooled_all_the_same(
    api: TestClient, settings: Settings, tagger: Tagger
) -> None:
    job = submit(api.app.state.jobs, settings, "a.zip", b"", with_text=True)
    finish(api, settings, api.app.state.jobs.claim("archive"), tagger, with_text=True)
    api.app.state.jobs = RemovedMeanwhile(api.app.state.jobs.database)
    answer = api.post("/v1/review", json={"job": job.id})
    assert (answer.status_code, answer.json().get("pooled")) == (200, 2)


class CountedTurns(Turns):
    """Turns that know how many documents each was taken for."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[int] = []

    def take(self, documents: Sequence[Document]) -> AbstractContextManager[object]:
        self.taken.append(len(documents))
        return super().take(documents)


def test_documents_for_reviewers_are_judged_in_their_turn_and_not_counted_as_answered(api: TestClient) -> None:
    turns = api.app.state.turns = CountedTurns()
    assert api.post("/v1/review", json={"documents": DOCUMENTS}).status_code == 200
    assert turns.taken == [len(DOCUMENTS)]
    counted = [line for line in api.get("/metrics").text.splitlines() if line.startswith("policy_tagger_documents")]
    assert [line for line in counted if not line.endswith(" 0.0") and "_created" not in line] == []


@pytest.mark.parametrize("path", ["/v1/tag", "/v1/review"])
def test_more_documents_than_the_settings_allow_are_refused(api: TestClient, path: str) -> None:
    api.app.state.settings = api.app.state.settings.model_copy(update={"max_documents": 1})
    answer = api.post(path, json={"documents": DOCUMENTS})
    assert assert_problem(answer, 422, "invalid-request")["detail"] == "2 documents; at most 1 are allowed"


def test_what_nobody_can_judge_is_taken_out(api: TestClient) -> None:
    api.post("/v1/review", json={"documents": DOCUMENTS})
    digest = items(api, n=1)[0]["sha256"]
    assert api.delete(f"/v1/review/{digest}").status_code == 204
    assert_problem(api.delete(f"/v1/review/{digest}"), 404, "not-found")
    assert digest not in [item["sha256"] for item in items(api)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"documents": []},
        {"documents": DOCUMENTS, "job": "0" * 32},
        {"documents": [DOCUMENTS[0], DOCUMENTS[0]]},
        {"job": "../../etc"},
        {"job": "0" * 32, "n": 1},
        {"documents": [{"id": "a", "text": "polic\0ía"}]},
    ],
)
def test_a_request_that_does_not_fit_is_refused(client: TestClient, body: dict) -> None:
    assert_problem(client.post("/v1/review", json=body), 422, "invalid-request")


@pytest.mark.parametrize("query", ["n=0", "n=101", "n=x", "reviewer=", "reviewer=%00", f"reviewer={'x' * 101}"])
def test_a_parameter_that_does_not_fit_is_refused(client: TestClient, query: str) -> None:
    assert_problem(client.get(f"/v1/review?{query}"), 422, "invalid-request")


def test_unknown_jobs_documents_and_versions_are_told(api: TestClient) -> None:
    assert_problem(api.post("/v1/review", json={"job": "0" * 32}), 404, "not-found")
    for digest in ("0" * 64, "%00", "x"):
        assert_problem(api.delete(f"/v1/review/{digest}"), 404, "not-found")
    assert_problem(api.get("/v1/review/quality?version=%00"), 422, "invalid-request")
    assert api.get("/v1/review/quality?version=none").json()["sampled"] == 0


def test_reviewing_needs_the_scope_label_and_goes_by_the_name_of_the_key(api: TestClient, settings: Settings) -> None:
    keys = Keys(api.app.state.jobs.database)
    secrets = {scope: keys.create(scope, {scope})[1] for scope in (Scope.TAG, Scope.LABEL)}
    api.app.state.access._asked_at = float("-inf")
    wrong, right = ({"Authorization": f"Bearer {secret}"} for secret in secrets.values())
    assert_problem(api.get("/v1/review"), 401, "unauthorized")
    for answer in (
        api.get("/v1/review", headers=wrong),
        api.get("/v1/review/quality", headers=wrong),
        api.post("/v1/review", json={"documents": DOCUMENTS}, headers=wrong),
        api.delete(f"/v1/review/{'0' * 64}", headers=wrong),
    ):
        assert_problem(answer, 403, "forbidden")
    assert api.get("/v1/review", headers=right).json()["reviewer"] == "label"
    job = submit(api.app.state.jobs, settings, "a.zip", b"", with_text=True)
    answer = api.post("/v1/review", json={"job": job.id}, headers=right)
    assert_problem(answer, 404, "not-found")  # an archive that another key sent


def test_no_text_stands_in_the_log(api: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    api.post("/v1/review", json={"documents": DOCUMENTS})
    items(api)
    logged = capsys.readouterr().err
    assert "pooled for review" in logged
    assert all(text[:20] not in logged for text in TEXTS.values())
