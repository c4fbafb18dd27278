import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpora.database import Database
from models.registry import Registry
from models.stored_version import MANIFEST_FILE
from service.keys import Keys
from service.pages.models_words import MEASURES, OBSTACLES, STAGES
from service.promotion import promotions
from service.scopes import Scope
from tests.pages.stored import BAD, GOOD, get, rows
from tests.pages.test_people import hidden_fields
from tests.pages.test_signing import sign_in
from tests.pages.test_tag_page import HOSTILE
from tests.training.test_judging import answers
from tests.training.test_judging import gate as judge_answers
from tests.versions import rewrite
from training.gate import Obstacle
from training.stages import SHARES

WORDS = {
    "en": {
        "current": "current",
        "gate": ("macro-F1 (English)", "F1: Prevention (Spanish)", "calibration error"),
        "limit": "at least −0.060",
        "passed": "✓ passed",
        "approved": "✓ approved",
        "failed": "✗ failed",
        "none": "There is none yet",
        "refuses": "The gate refuses it.",
        "no reason": "needs a reason: it is shown under “History”",
        "done": "Done: the version is in service",
        "back": "Rolled back: the version is in service",
        "nothing": "There is no earlier version",
        "meanwhile": "Another version came into service meanwhile: please look again.",
        "cannot": "cannot be put into service",
        "log": "promoted past the gate",
    },
    "es": {
        "current": "vigente",
        "gate": ("macro-F1 (inglés)", "F1: Prevención (español)", "error de calibración"),
        "limit": "al menos −0,060",
        "passed": "✓ superada",
        "approved": "✓ aprobada",
        "failed": "✗ no superada",
        "none": "Aún no hay ninguna",
        "refuses": "El control la rechaza.",
        "no reason": "hace falta un motivo, que se muestra en «Historial»",
        "done": "Hecho: la versión entra en servicio",
        "back": "Se volvió atrás: la versión entra en servicio",
        "nothing": "No hay ninguna versión anterior",
        "meanwhile": "Entretanto entró en servicio otra versión: mire de nuevo, por favor.",
        "cannot": "no puede entrar en servicio",
        "log": "puso en servicio sin atender al control",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_versions_stand_newest_first_with_the_current_one_marked(
    models_site: TestClient, registry: Registry, language: str
) -> None:
    _, *shown = rows(get(models_site, "/models", language), "versions")
    assert [row.split()[0] for row in shown] == [BAD, GOOD, registry.current()]
    assert WORDS[language]["approved"] in shown[1]
    assert WORDS[language]["current"] in shown[2]
    assert not re.search(rf"\b{WORDS[language]['current']}\b", shown[0] + shown[1])
    assert "40" in shown[2]


def test_a_page_below_another_marks_that_one_in_the_navigation(models_site: TestClient, registry: Registry) -> None:
    page = get(models_site, f"/models/{registry.current()}", "en")
    assert re.findall(r'href="([^"]+)" aria-current="(\w+)"', page) == [("/models", "true")]


@pytest.mark.parametrize("language", WORDS)
def test_the_table_of_a_gate_shows_every_check(models_site: TestClient, registry: Registry, language: str) -> None:
    words = WORDS[language]
    page = get(models_site, f"/models/{BAD}", language)
    _, *shown = rows(page, "gate")
    for row, what, verdict in zip(shown, words["gate"], ("failed", "passed", "passed"), strict=True):
        assert row.startswith(f"{what} {words[verdict]}")
    point = {"en": ".", "es": ","}[language]
    for figure in ("0.900", "0.875", "+0.025", "−0.010", "+0.050"):
        assert figure.replace(".", point) in shown[0]
    assert words["limit"] in shown[0]
    assert registry.read_manifest(BAD).corpus_digest in page


def test_every_measure_obstacle_and_stage_has_its_words(models_site: TestClient, registry: Registry) -> None:
    assert set(OBSTACLES) == {obstacle.value for obstacle in Obstacle}
    assert set(STAGES) == set(SHARES)
    assert set(MEASURES) == {check.measure for check in judge_answers(answers()).checks}
    for obstacle in Obstacle:
        facts = {"passed": True, "current": None, "checks": [], "obstacle": obstacle.value, "detail": "<b>why</b>"}
        rewrite(registry, GOOD, gate=facts | {"n_documents": 0})
        page = html.unescape(get(models_site, f"/models/{GOOD}"))
        assert OBSTACLES[obstacle.value] in page
        assert "&lt;b&gt;why" in get(models_site, f"/models/{GOOD}")
    rewrite(registry, GOOD, gate=None)
    assert "never compared" in get(models_site, f"/models/{GOOD}")


@pytest.mark.parametrize("language", WORDS)
def test_a_version_is_promoted_and_rolled_back_after_a_question(
    models_site: TestClient, registry: Registry, database: Database, language: str
) -> None:
    first = registry.current()
    question = get(models_site, f"/models/{GOOD}/promotion", language)
    assert GOOD in question
    assert first in question
    assert 'name="force"' not in question
    assert registry.current() == first
    answer = models_site.post(f"/models/{GOOD}/promotion", data={"reason": "¿mejor? <b>"})
    assert (answer.status_code, registry.current()) == (303, GOOD)
    page = get(models_site, answer.headers["location"], language)
    assert WORDS[language]["done"] in models_site.get(answer.headers["location"]).text
    assert "¿mejor? &lt;b&gt;" in page
    assert first in get(models_site, "/models/rollback", language)
    answer = models_site.post("/models/rollback", data={"reason": "", "current": GOOD})
    assert (answer.status_code, registry.current()) == (303, first)
    assert WORDS[language]["back"] in models_site.get(answer.headers["location"]).text
    assert [entry.action for entry in promotions(database)] == ["rollback", "promote"]


@pytest.mark.parametrize("language", WORDS)
def test_what_the_gate_refuses_is_promoted_with_a_reason_only(
    models_site: TestClient, registry: Registry, database: Database, language: str
) -> None:
    words, path, first = WORDS[language], f"/models/{BAD}/promotion", registry.current()
    assert 'name="force"' in get(models_site, path, language)
    for data, status, said in (({}, 409, "refuses"), ({"force": "true", "reason": " "}, 200, "no reason")):
        answer = models_site.post(path, data=data)
        assert (answer.status_code, registry.current()) == (status, first)
        assert words[said] in answer.text
        assert words["failed"] in answer.text
    assert 'role="alert"' in models_site.post(path, data={"reason": "a" * 1001}).text
    assert models_site.post(path, data={"force": "true", "reason": HOSTILE[1]}).status_code == 303
    assert registry.current() == BAD
    page = get(models_site, "/models", language)
    assert words["log"] in page
    assert "<img" not in page
    assert [entry.reason for entry in promotions(database)] == [HOSTILE[1]]


@pytest.mark.parametrize("language", WORDS)
def test_a_rollback_that_is_sent_twice_goes_back_once_and_asks_again(
    models_site: TestClient, registry: Registry, database: Database, language: str
) -> None:
    registry.make_current(GOOD)
    registry.make_current(BAD)
    form = hidden_fields(get(models_site, "/models/rollback", language), "/models/rollback")
    assert models_site.post("/models/rollback", data=form).status_code == 303
    for sent in (form, {"reason": "of nothing that was shown"}):
        again = models_site.post("/models/rollback", data=sent)
        assert again.status_code == 409
        assert WORDS[language]["meanwhile"] in again.text
        assert hidden_fields(again.text, "/models/rollback") == {"current": GOOD}
    assert registry.current() == GOOD
    assert [entry.action for entry in promotions(database)] == ["rollback"]


@pytest.mark.parametrize("language", WORDS)
def test_a_rollback_without_an_earlier_version_says_so(
    models_site: TestClient, registry: Registry, language: str
) -> None:
    assert WORDS[language]["nothing"] in get(models_site, "/models/rollback", language)
    answer = models_site.post("/models/rollback")
    assert answer.status_code == 409
    assert WORDS[language]["nothing"] in answer.text


def test_keys_see_and_change_as_their_scopes_allow(site: TestClient, database: Database, home: Path) -> None:
    version = Registry(home / "models").current()
    keys = Keys(database)
    secrets = {scope: keys.create(scope.value, [Scope.TAG, scope])[1] for scope in (Scope.LABEL, Scope.TRAIN)}
    sign_in(site, secrets[Scope.LABEL])
    page = site.get("/models").text
    assert version in page
    assert not re.search(r'href="/models/[^"]*(rollback|promotion)"|action="/models', page)
    for path in ("/models/rollback", f"/models/{version}/promotion", "/models/training-runs"):
        assert site.post(path).status_code == 403
    assert site.get("/models/rollback").status_code == 403
    sign_in(site, secrets[Scope.TRAIN])
    assert "/models/rollback" in site.get("/models").text
    forced = site.post(f"/models/{version}/promotion", data={"force": "true", "reason": "because"})
    assert forced.status_code == 403
    assert promotions(database) == []


@pytest.mark.parametrize("language", WORDS)
def test_a_version_that_cannot_serve_says_why(models_site: TestClient, registry: Registry, language: str) -> None:
    (registry.folder / GOOD / MANIFEST_FILE).write_text("{", encoding="utf-8")
    rewrite(registry, BAD, format=1)
    page = get(models_site, "/models", language)
    _, bad, good, _ = rows(page, "versions")
    assert WORDS[language]["cannot"] in bad
    assert GOOD in good
    assert WORDS[language]["cannot"] in good
    assert f"/models/{GOOD}/promotion" not in page
    for version in (GOOD, BAD):
        get(models_site, f"/models/{version}", language)


@pytest.mark.parametrize("language", WORDS)
def test_the_report_is_served_in_the_language_with_a_policy_for_its_style(
    models_site: TestClient, registry: Registry, language: str
) -> None:
    version = registry.current()
    assert f'href="/models/{version}/report"' in get(models_site, f"/models/{version}", language)
    answer = models_site.get(f"/models/{version}/report")
    assert f'lang="{language}"' in answer.text
    back = {"en": "Back to the version", "es": "Volver a la versión"}[language]
    assert f'<body><nav><a href="/models/{version}">{back}</a></nav><main>' in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for file in registry.folder.glob(f"{GOOD}/report*"):
        file.unlink()
    assert "/report" not in get(models_site, f"/models/{GOOD}", language)
    assert models_site.get(f"/models/{GOOD}/report").status_code == 503  # not as it was stored


@pytest.mark.parametrize("language", WORDS)
def test_without_a_version_the_page_says_so(bare_site: TestClient, language: str) -> None:
    assert WORDS[language]["none"] in get(bare_site, "/models", language)
    assert WORDS[language]["nothing"] in get(bare_site, "/models/rollback", language)


@pytest.mark.parametrize("path", ["/models/x", "/models/x/report", "/models/x/promotion"])
def test_there_is_nothing_of_an_unknown_version(models_site: TestClient, path: str) -> None:
    get(models_site, path, status=404)
