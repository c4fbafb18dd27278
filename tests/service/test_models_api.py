import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from models.figures import Figures
from models.registry import CURRENT_FILE, Registry
from models.stored_version import MANIFEST_FILE
from service import clients
from service.api import create_app
from service.keys import Keys
from service.promotion import promotions
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.service.test_problems import assert_problem
from tests.versions import attach, copy_version, rewrite

GATE = {"passed": False, "current": None, "checks": [{"what": "F1 of prevention", "passed": False}]}
ELSEWHERE = ["..", "../..", "%2e%2e", "..%2f..%2fetc", "a/../b", ".hidden", "x" * 65, "v1%00", "~"]


@pytest.fixture
def registry(home: Path, tmp_path: Path) -> Registry:
    """A registry with the tiny version, which serves, and one that its gate refuses."""
    shutil.copytree(home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    rewrite(registry, copy_version(registry, registry.current(), "worse"), gate=GATE)
    rewrite(registry, copy_version(registry, registry.current(), "better"), gate=passed(registry))
    return registry


@pytest.fixture
def first(registry: Registry) -> str:
    return registry.current()


@pytest.fixture
def api(registry: Registry) -> Iterator[TestClient]:
    """The API over that registry, which has not been started: no version is loaded."""
    yield from open_api(Settings(home=registry.folder.parent))


@pytest.fixture
def api_on_both(registry: Registry, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The same on a database of either kind, which reads the keys for every request."""
    monkeypatch.setattr(clients, "FRESH_SECONDS", 0.0)
    yield from open_api(Settings(home=registry.folder.parent, database_url=database_url))


def open_api(settings: Settings) -> Iterator[TestClient]:
    api = TestClient(create_app(settings))
    yield api
    api.app.state.jobs.database.close()


def passed(registry: Registry) -> dict:
    return {"passed": True, "current": registry.current(), "checks": []}


def new_key(api: TestClient, *scopes: Scope) -> dict[str, str]:
    """The header of a client with a key of these scopes."""
    _, secret = Keys(api.app.state.jobs.database).create("anna", scopes)
    return {"Authorization": f"Bearer {secret}"}


def test_versions_are_listed_with_their_facts(api: TestClient, registry: Registry, first: str) -> None:
    answer = api.get("/v1/models").json()
    assert answer["current"] == first
    assert [model["version"] for model in answer["versions"]] == registry.versions()
    by_name = {model["version"]: model for model in answer["versions"]}
    assert [name for name, model in by_name.items() if model["is_current"]] == [first]
    assert by_name["worse"]["facts"]["gate"] == GATE
    assert by_name[first]["facts"]["labels"] == registry.read_manifest(first).labels
    assert {model["problem"] for model in by_name.values()} == {None}


@pytest.mark.parametrize("content", ["{", "[]", '{"version": "x"}', "\xff", '{"labels": 3}'])
def test_a_broken_manifest_breaks_no_list(api: TestClient, registry: Registry, content: str) -> None:
    (registry.folder / "worse" / MANIFEST_FILE).write_bytes(content.encode("latin-1"))
    by_name = {model["version"]: model for model in api.get("/v1/models").json()["versions"]}
    assert by_name["worse"]["facts"] is None
    assert by_name["worse"]["problem"]
    assert by_name["better"]["facts"]
    assert api.get("/v1/models/worse").json() == by_name["worse"]


def test_facts_of_another_kind_break_no_list(api: TestClient, registry: Registry) -> None:
    rewrite(registry, "worse", metrics=None, labels="all")
    by_name = {model["version"]: model for model in api.get("/v1/models").json()["versions"]}
    assert "labels" in by_name["worse"]["problem"]


def test_a_version_of_other_libraries_says_so(api: TestClient, registry: Registry) -> None:
    rewrite(registry, "worse", libraries={"numpy": "0.1"})
    assert "numpy 0.1" in api.get("/v1/models/worse").json()["problem"]


def test_nothing_is_listed_where_there_is_no_version(tmp_path: Path) -> None:
    for api in open_api(Settings(home=tmp_path)):
        assert api.get("/v1/models").json() == {"current": None, "versions": []}
        assert "policy-tagger train" in assert_problem(api.get("/v1/models/current"), 404, "not-found")["detail"]


def test_current_is_another_name_of_the_version_that_serves(api: TestClient, first: str) -> None:
    assert api.get("/v1/models/current").json() == api.get(f"/v1/models/{first}").json()
    assert api.get("/v1/models/current").json()["version"] == first


@pytest.mark.parametrize("path", ["", "/report", "/drift", "/promote"])
def test_a_version_that_is_not_there_is_a_problem(api: TestClient, path: str) -> None:
    answer = api.request("POST" if path == "/promote" else "GET", f"/v1/models/nothing{path}")
    assert "GET /v1/models" in assert_problem(answer, 404, "not-found")["detail"]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_name_leads_elsewhere(api: TestClient, registry: Registry, name: str) -> None:
    (registry.folder.parent / "report.html").write_text("secret")
    for path in (f"/v1/models/{name}/report", f"/v1/models/{quote(name, safe='')}/report"):
        answer = api.get(path)
        assert answer.status_code in (404, 422)
        assert "secret" not in answer.text


def test_a_current_file_that_leads_elsewhere_is_not_followed(api: TestClient, registry: Registry) -> None:
    (registry.folder.parent / "report.html").write_text("secret")
    (registry.folder / CURRENT_FILE).write_text("..")
    assert_problem(api.get("/v1/models/current/report"), 404, "not-found")


@pytest.mark.parametrize(("language", "file"), [("en", "report.html"), ("es", "report.es.html")])
def test_a_report_is_shown_in_each_language(api: TestClient, registry: Registry, language: str, file: str) -> None:
    attach(registry, "worse", file, f"<p>{language}: año".encode())
    answer = api.get("/v1/models/worse/report", params={"language": language})
    assert (answer.status_code, answer.text) == (200, f"<p>{language}: año")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    rewrite(registry, "worse", files={})
    assert_problem(api.get("/v1/models/worse/report", params={"language": language}), 404, "not-found")


def test_a_report_that_was_changed_is_not_shown(api: TestClient, registry: Registry) -> None:
    (registry.folder / "worse" / "report.html").write_text("<script>alert(1)</script>", encoding="utf-8")
    found = assert_problem(api.get("/v1/models/worse/report"), 503, "not-ready")
    assert "SHA-256" in found["detail"]
    assert "<script>" not in found["detail"]


def test_a_version_is_promoted_and_rolled_back(api_on_both: TestClient, registry: Registry, first: str) -> None:
    done = api_on_both.post("/v1/models/better/promote", json={"reason": "more labels"}).json()
    assert (done["action"], done["version"], done["previous"], done["actor"]) == ("promote", "better", first, "local")
    assert api_on_both.get("/v1/models").json()["current"] == "better"
    assert api_on_both.post("/v1/models/rollback").json()["version"] == first
    assert registry.current() == first
    log = promotions(api_on_both.app.state.jobs.database)
    assert [(entry.version, entry.reason) for entry in log] == [(first, None), ("better", "more labels")]


def test_a_version_that_its_gate_refuses_is_not_promoted_and_the_table_says_why(
    api: TestClient, registry: Registry, first: str
) -> None:
    found = assert_problem(api.post("/v1/models/worse/promote"), 409, "refused-by-gate")
    assert found["gate"] == GATE
    assert "F1 of prevention" in found["detail"]
    assert registry.current() == first


def test_the_gate_is_passed_over_for_a_reason_only(api: TestClient, registry: Registry) -> None:
    assert_problem(api.post("/v1/models/worse/promote", json={"force": True}), 422, "invalid-request")
    assert_problem(api.post("/v1/models/worse/promote", json={"force": True, "reason": " "}), 422, "invalid-request")
    done = api.post("/v1/models/worse/promote", json={"force": True, "reason": "urgente"}).json()
    assert (done["action"], done["reason"]) == ("force", "urgente")
    assert registry.current() == "worse"


def test_there_may_be_nothing_to_roll_back_to(api: TestClient) -> None:
    assert_problem(api.post("/v1/models/rollback", json={}), 409, "nothing-to-roll-back")


def test_a_rollback_that_names_what_it_replaces_happens_once(
    api_on_both: TestClient, registry: Registry, first: str
) -> None:
    for version in ("better", "worse"):
        forced = {"force": True, "reason": "a trial"}
        assert api_on_both.post(f"/v1/models/{version}/promote", json=forced).status_code == 200
    assert api_on_both.post("/v1/models/rollback", json={"current": "worse"}).json()["version"] == "better"
    for name in ("worse", "", "año"):
        answer = api_on_both.post("/v1/models/rollback", json={"current": name})
        assert "better is" in assert_problem(answer, 409, "not-current")["detail"]
    assert registry.history() == ["better", first]


@pytest.mark.parametrize("scope", list(Scope))
def test_each_scope_may_do_its_part(api_on_both: TestClient, scope: Scope) -> None:
    key = new_key(api_on_both, scope)
    may_train, may_force = scope in (Scope.TRAIN, Scope.ADMIN), scope is Scope.ADMIN
    assert api_on_both.get("/v1/models", headers=key).status_code == 200
    assert api_on_both.get("/v1/models/current/drift", headers=key).status_code == 200
    promoted = api_on_both.post("/v1/models/better/promote", headers=key)
    assert promoted.status_code == (200 if may_train else 403)
    assert api_on_both.post("/v1/models/rollback", headers=key).status_code == (200 if may_train else 403)
    forced = api_on_both.post("/v1/models/worse/promote", json={"force": True, "reason": "a"}, headers=key)
    assert forced.status_code == (200 if may_force else 403)
    if may_train:
        assert promoted.json()["actor"] == "anna"


def test_without_a_key_nothing_is_told(api: TestClient) -> None:
    new_key(api, Scope.TRAIN)
    for answer in (api.get("/v1/models"), api.post("/v1/models/rollback")):
        assert_problem(answer, 401, "unauthorized")


def test_what_is_tagged_shows_as_drift(api_on_both: TestClient, registry: Registry, first: str) -> None:
    reference = Figures(40, 40, {"tagged": 1.0}, {"en": 0.5, "es": 0.5}, {"enforcement": 1.0}, 0.9, 0.1)
    rewrite(registry, first, metrics={"reference": asdict(reference)})
    documents = [{"id": f"{code}{n}", "text": text} for code, text in TEXTS.items() for n in range(49)]
    with api_on_both as api:
        api.post("/v1/tag", json={"documents": [*documents, {"id": "x", "text": ""}]})
        api.post("/v1/tag/file", files={"file": ("a.txt", TEXTS["en"].encode())})
        api.post("/v1/tag/file", files={"file": ("b.txt", TEXTS["es"].encode())})
        api.app.state.served.flush()
        drift = api.get("/v1/models/current/drift", params={"step": "day"}).json()
    assert drift["model_version"] == first
    assert drift["reference"] == asdict(reference)
    assert (drift["served"]["n_documents"], drift["served"]["n_judged"]) == (101, 100)
    assert drift["served"]["languages"] == {"en": 0.5, "es": 0.5}
    assert drift["served"]["labels"]["enforcement"] == 1.0
    assert 0.5 <= drift["served"]["mean_confidence"] <= 1
    assert 0 <= drift["served"]["unknown_word_rate"] < 1
    assert drift["stability"]["languages"] == {"index": 0, "band": "stable"}
    assert sum(point["n_documents"] for point in drift["series"]) == 101
    assert drift["series"][-1]["start"].startswith(time.strftime("%Y-%m-%dT00:00", time.gmtime()))


def test_what_nobody_asked_for_yet_shows_no_drift(api: TestClient) -> None:
    drift = api.get("/v1/models/worse/drift", params={"hours": 1}).json()
    assert (drift["series"], drift["served"]["n_documents"], drift["reference"]["n_documents"]) == ([], 0, 40)
    assert drift["stability"] == {"outcomes": None, "languages": None, "labels": None}


@pytest.mark.parametrize("query", [{"hours": 0}, {"hours": 10_000}, {"step": "year"}])
def test_a_time_that_makes_no_sense_is_refused(api: TestClient, query: dict) -> None:
    assert_problem(api.get("/v1/models/current/drift", params=query), 422, "invalid-request")
