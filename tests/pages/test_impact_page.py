import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from corpora.document import Reason, digest_text
from models.decision import Outcome
from models.record import TagRecord
from models.registry import Registry
from service.impact_files import impact_file, read_impact
from service.impact_job import do_job
from service.job_files import JobFiles
from service.job_table import Job, Kind, State
from service.jobs import Jobs
from service.keys import Keys
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.pages.archived import PLAIN, get, make_done, remove_jobs
from tests.pages.conftest import HTML, as_browser
from tests.pages.stored import BAD, GOOD
from tests.pages.test_signing import sign_in
from tests.pages.test_tag_page import HOSTILE, plain

LANGUAGES = ("en", "es")
PART = {"HX-Request": "true"}
TEXTLESS = replace(
    PLAIN, id="e", outcome=Outcome.NOT_JUDGED, labels=(), scores={}, thresholds={}, sha256=digest_text("")
)


def tagged(id: str, text: str, *labels: str, title: str = "") -> TagRecord:
    """A record of a text with labels that somebody claims, right or wrong."""
    facts = {"outcome": Outcome.TAGGED if labels else Outcome.NONE, "sha256": digest_text(text)}
    language = "en" if text.startswith(TEXTS["en"]) else "es"
    return replace(PLAIN, id=id, title=title, labels=labels, language=language, **facts)


@pytest.fixture
def site(models_site: TestClient) -> Iterator[TestClient]:
    """The site over a current version, one that its gate lets through and one that it refuses."""
    yield models_site
    remove_jobs(models_site.app)


@pytest.fixture
def archive(site: TestClient) -> Job:
    """An archive with texts: of the five documents, the first and the last are tagged as any version tags them."""
    texts = (TEXTS["en"], TEXTS["es"], f"{TEXTS['en']} {HOSTILE[0]}", TEXTS["es"], "")
    records = (
        tagged("a", texts[0], "enforcement"),
        tagged("b", texts[1], "prevention"),
        tagged("c", texts[2], title=HOSTILE[1]),
        tagged("d", texts[3], "prevention"),
        replace(TEXTLESS, reason=Reason.CORRUPT),
    )
    return make_done(site.app, records, texts, actor="ana")


def work(site: TestClient) -> Job:
    """Do what waits, as a worker does."""
    jobs: Jobs = site.app.state.jobs
    claimed = jobs.claim(Kind.IMPACT)
    assert claimed is not None
    do_job(jobs, claimed, site.app.state.settings)
    return jobs.get(claimed.id) or claimed


def ask(site: TestClient, archive: Job, version: str = GOOD) -> str:
    answer = site.post(f"/archive/{archive.id}/impact", data={"version": version})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_what_would_change_is_worked_out_once_and_kept_with_the_archive(site: TestClient, archive: Job) -> None:
    assert ask(site, archive) == ask(site, archive)
    job = work(site)
    assert (job.state, job.n_done) == (State.DONE, 5)
    assert site.app.state.jobs.claim(Kind.IMPACT) is None
    files = JobFiles(site.app.state.settings.home, archive.id)
    impact = read_impact(impact_file(files, GOOD))
    assert impact is not None
    assert (impact.old_version, impact.new_version, impact.n_documents, impact.n_changed) == ("v", GOOD, 5, 3)
    assert [(group.lost, group.gained, group.n) for group in impact.groups] == [
        (("prevention",), ("enforcement",), 2),
        (("none",), ("enforcement",), 1),
    ]
    assert [one.place for group in impact.groups for one in group.documents] == [1, 3, 2]
    assert sorted(path.name for path in files.folder.glob("impact*")) == [f"impact.{GOOD}.json"]
    assert impact.groups[0].documents[0].new["quotes"][0]["text"] == TEXTS["es"]


def test_what_a_killed_attempt_left_is_cleared_away(site: TestClient, archive: Job) -> None:
    ask(site, archive)
    left = JobFiles(site.app.state.settings.home, archive.id).folder / "impact.left"
    left.mkdir()
    (left / "tags.parquet").write_bytes(b"half a file")
    assert work(site).state == State.DONE
    assert not left.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_are_shown_by_group_with_evidence_and_a_way_to_promotion(
    site: TestClient, archive: Job, language: str
) -> None:
    assert f"/archive/{archive.id}/impact" in get(site, f"/archive/{archive.id}", language)
    address = ask(site, archive)
    work(site)
    page = get(site, address, language)
    words = {
        "en": ("Of these, 3 would change and 2 stay", "Prevention → Enforcement", "none of the labels → Enforcement"),
        "es": (
            "cambiarían 3 y seguirían igual 2",
            "Prevención → Aplicación de la ley",
            "ninguna de las etiquetas → Aplic",
        ),
    }
    assert [part for part in words[language] if part not in " ".join(plain(page).split())] == []
    assert f'href="/models/{GOOD}/promotion"' in page
    assert re.findall(rf'href="/archive/{archive.id}/documents/(\d)"', page) == ["1", "3", "2"]
    assert TEXTS["es"] in plain(page)
    assert "<script>alert" not in page
    assert "<img" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_followed_while_it_waits_and_asked_again_where_it_failed(
    site: TestClient, archive: Job, language: str
) -> None:
    address = ask(site, archive)
    part = get(site, address, language, **PART)
    assert ("<html" in part, "data-events=" in part) == (False, True)
    assert {"en": "Waiting for a worker", "es": "A la espera"}[language] in plain(part)
    jobs: Jobs = site.app.state.jobs
    job = jobs.claim(Kind.IMPACT)
    assert job is not None
    jobs.finish(job.id, str(job.owner), State.FAILED, "the archive is gone; upload it again")
    failed = get(site, address, language)
    assert {"en": "upload it again", "es": "súbalo otra vez"}[language] in failed
    ask(site, archive)
    assert work(site).state is State.DONE


def test_the_version_that_tagged_the_archive_and_broken_ones_are_not_offered(site: TestClient, archive: Job) -> None:
    registry = Registry(site.app.state.settings.models_folder)
    (registry.folder / BAD / "manifest.json").write_text("{", encoding="utf-8")
    page = get(site, f"/archive/{archive.id}/impact")
    assert re.findall('<option value="([^"]+)"', page) == [GOOD, registry.current()]
    for version in (BAD, "v", "../x", ""):
        assert site.post(f"/archive/{archive.id}/impact", data={"version": version}).status_code == 422
        assert 'id="impact"' not in get(site, f"/archive/{archive.id}/impact?version={version}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_archive_without_texts_says_what_to_do(site: TestClient, language: str) -> None:
    bare = make_done(site.app)
    words = {"en": "without keeping its texts", "es": "sin conservar sus textos"}
    assert words[language] in get(site, f"/archive/{bare.id}/impact", language)
    assert site.post(f"/archive/{bare.id}/impact", data={"version": GOOD}).status_code == 422


def test_it_goes_with_the_archive_and_fails_where_that_is_gone(site: TestClient, archive: Job) -> None:
    ask(site, archive)
    assert site.post(f"/archive/{archive.id}/removal").status_code == 303
    with pytest.raises(Exception, match="upload it again"):
        work(site)
    get(site, f"/archive/{archive.id}/impact", status=404)


def test_only_who_may_train_asks(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    with as_browser(Settings(home=registry.folder.parent), monkeypatch) as site:
        archive = make_done(site.app, (PLAIN,), ("x",), actor="ana")
        sign_in(site, Keys(site.app.state.jobs.database).create("ana", [Scope.TAG])[1])
        assert "/impact" not in get(site, f"/archive/{archive.id}")
        assert site.get(f"/archive/{archive.id}/impact", headers=HTML).status_code == 403
        assert site.post(f"/archive/{archive.id}/impact", data={"version": GOOD}).status_code == 403
