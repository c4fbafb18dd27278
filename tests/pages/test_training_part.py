import re

import pytest
from starlette.testclient import TestClient

from corpora.database import Database
from service.job_table import Kind, State
from service.jobs import Jobs
from tests.pages.stored import GOOD, get
from tests.pages.test_people import hidden_fields
from tests.pages.test_tag_page import plain

PART = {"HX-Request": "true"}
WORDS = {
    "en": {
        "queued": "Waiting for a worker",
        "stage": "Running: Cross-validation",
        "finished": "It became current.",
    },
    "es": {
        "queued": "A la espera de un proceso de trabajo",
        "stage": "En curso: Validación cruzada",
        "finished": "Pasó a ser la vigente.",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_a_training_is_started_followed_and_done(models_site: TestClient, database: Database, language: str) -> None:
    words, jobs = WORDS[language], Jobs(database)
    jobs.submit(Kind.ARCHIVE, "later.zip", {})
    answer = models_site.post("/models/training-runs", data={"labels": "true"})
    path = answer.headers["location"]
    job = jobs.latest(Kind.TRAINING)
    assert (answer.status_code, path) == (303, f"/models/training-runs/{job.id}")
    assert job.options == {"promote": False, "labels": True, "actor": "local"}
    assert words["queued"] in get(models_site, path, language)
    assert words["queued"] in get(models_site, "/models", language)
    claimed = jobs.claim(Kind.TRAINING)
    jobs.report(job.id, claimed.owner, share=0.25, stage="cross-validation")
    part = models_site.get(path, headers=PART).text
    assert words["stage"] in part
    assert part.startswith(
        f'<div id="run" hx-get="{path}" hx-trigger="look" hx-swap="outerHTML" data-events="{path}/events">'
    )
    assert re.findall(r'<li class="(\w+)"', part) == ["done"] * 3 + ["now"] + ["ahead"] * 3
    result = {"version": GOOD, "gate_passed": True, "promoted": True, "note": None}
    jobs.finish(job.id, claimed.owner, State.DONE, result=result)
    part = models_site.get(path, headers=PART).text
    assert "hx-trigger" not in part
    assert f'href="/models/{GOOD}"' in part
    assert words["finished"] in part


def test_a_form_that_is_sent_twice_starts_one_training(models_site: TestClient, database: Database) -> None:
    form = hidden_fields(get(models_site, "/models"), "/models/training-runs")
    places = {models_site.post("/models/training-runs", data=form).headers["location"] for _ in range(2)}
    assert places == {f"/models/training-runs/{form['key']}"}
    assert Jobs(database).ids() == {form["key"]}
    other = hidden_fields(get(models_site, "/models"), "/models/training-runs")
    assert other["key"] != form["key"]


@pytest.mark.parametrize("key", ["", "x", "0" * 33, "0" * 31 + "\n"])
def test_a_key_that_no_page_gave_is_passed_over(models_site: TestClient, database: Database, key: str) -> None:
    places = {models_site.post("/models/training-runs", data={"key": key}).headers["location"] for _ in range(2)}
    assert places == {f"/models/training-runs/{id}" for id in Jobs(database).ids()}
    assert len(places) == 2


def test_a_training_is_cancelled(models_site: TestClient, database: Database) -> None:
    path = models_site.post("/models/training-runs").headers["location"]
    assert models_site.post(f"{path}/cancellation").headers["location"] == path
    assert Jobs(database).latest(Kind.TRAINING).state is State.CANCELLED
    assert "Cancelled" in get(models_site, path)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("There is no such page", "id: not a valid")), ("es", ("No existe esa página", "id: valor no"))],
)
def test_an_address_that_does_not_fit_is_no_form(
    models_site: TestClient, language: str, words: tuple[str, str]
) -> None:
    page = plain(get(models_site, "/models/training-runs/x", language, status=422))
    assert [part for part in words if part not in page] == []


def test_only_trainings_are_shown_as_such(models_site: TestClient, database: Database) -> None:
    archive = Jobs(database).submit(Kind.ARCHIVE, "a.zip", {})
    for id, status in ((archive.id, 404), ("0" * 32, 404), ("x", 422)):
        get(models_site, f"/models/training-runs/{id}", status=status)
        assert models_site.post(f"/models/training-runs/{id}/cancellation").status_code == status
    assert Jobs(database).get(archive.id).state is State.QUEUED
