import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpora.database import Database
from corpora.document import digest_text
from service.job_files import JobFiles
from service.job_table import Kind, State
from service.jobs import Jobs
from service.keys import Keys
from service.pages import archive_page
from service.pages.archive_page import PAGE_JOBS
from service.review_pool import ReviewPool
from service.scopes import Scope
from service.settings import Settings
from tests.conftest import TEXTS
from tests.pages.archived import PLAIN, RECORDS, get, make_done, remove_jobs
from tests.pages.conftest import HTML, as_browser
from tests.pages.test_signing import sign_in
from tests.pages.test_tag_page import HOSTILE, plain

LANGUAGES = ("en", "es")
PART = {"HX-Request": "true"}
UNKNOWN = "0" * 32
WAITING = {"en": "Waiting for a worker", "es": "A la espera de un proceso de trabajo"}
FORM = {"language": "", "evidence": ["false", "true"], "id_column": "id", "text_column": "cuerpo", "date_column": ""}


@pytest.fixture
def site(site: TestClient) -> Iterator[TestClient]:
    """The app over a database of its own, whose jobs leave nothing behind."""
    yield site
    remove_jobs(site.app)


def upload(site: TestClient, name: str = "política.txt", content: bytes = b"x", **fields: Any) -> str:
    """The id of the job that comes of a form."""
    answer = site.post("/archive", files={"file": (name, content)}, data=FORM | fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/archive/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_upload_becomes_a_job_that_is_followed(
    site: TestClient, database: Database, home: Path, language: str
) -> None:
    id = upload(site, content=TEXTS[language].encode(), language=language, with_text="true")
    files = JobFiles(home, id)
    assert files.input.read_bytes() == TEXTS[language].encode()
    job = Jobs(database).get(id)
    assert job is not None
    columns = {name: name for name in ("id", "title", "language", "date", "source")} | {"text": "cuerpo"}
    version = site.app.state.serving.require().manifest.version
    options = {"version": version, "columns": columns, "language": language, "evidence": True, "with_text": True}
    options["actor"] = "local"
    assert (job.kind, job.state, job.file, job.options) == (Kind.ARCHIVE, State.QUEUED, "política.txt", options)
    page = get(site, f"/archive/{id}", language)
    assert "política.txt" in page
    part = get(site, f"/archive/{id}", language, **PART)
    assert (f'data-events="/archive/{id}/events"' in part, "<html" in part) == (True, False)
    for shown in (page, part, get(site, "/archive", language), get(site, f"/archive/{id}/state", language)):
        assert WAITING[language] in plain(shown)
        assert "<progress" in shown


def test_what_is_not_ticked_or_chosen_is_left_out(site: TestClient, database: Database, home: Path) -> None:
    id = upload(site, evidence="false")
    job = Jobs(database).get(id)
    assert job is not None
    assert (job.options["language"], job.options["evidence"], job.options["with_text"]) == (None, False, False)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Please check the form", "File: missing")), ("es", ("Revise el formulario", "Archivo: falta"))],
)
def test_a_form_without_a_file_is_refused_and_leaves_nothing(
    client: TestClient, home: Path, language: str, words: tuple[str, str]
) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n'
    headers = HTML | {"Accept-Language": language, "Content-Type": "multipart/form-data; boundary=x"}
    before = {*home.glob("jobs/*")}
    answer = client.post("/archive", content=form, headers=headers)
    assert answer.status_code == 422
    assert [part for part in words if part not in plain(answer.text)] == []
    assert {*home.glob("jobs/*")} == before


@pytest.mark.parametrize(("language", "words"), [("en", "not a valid value"), ("es", "valor no válido")])
def test_a_field_that_is_none_of_the_form_is_named_as_text(client: TestClient, language: str, words: str) -> None:
    fields = ("<img src=x>", HOSTILE[5])
    headers = HTML | {"Accept-Language": language}
    answer = client.post(
        "/archive", files={"file": ("a.txt", b"x")}, data=FORM | dict.fromkeys(fields, "1"), headers=headers
    )
    assert answer.status_code == 422
    assert [field for field in fields if f"{field}: {words}" not in plain(answer.text)] == []
    assert "<img" not in answer.text


def test_progress_is_shown_with_counts(site: TestClient, database: Database) -> None:
    id = upload(site)
    job = Jobs(database).claim(Kind.ARCHIVE)
    assert job is not None
    Jobs(database).report(id, str(job.owner), n_done=12_345, n_failed=6, share=0.25)
    counts = {"en": "documents: 12,345, could not be read: 6", "es": "documentos: 12 345, no pudieron leerse: 6"}
    for language, words in counts.items():
        shown = get(site, f"/archive/{id}/state", language)
        assert words in " ".join(plain(shown).split())
        assert '<progress max="1" value="0.25"' in shown
        assert f'hx-get="/archive/{id}/state"' in shown


def test_an_upload_is_held_to_the_size_of_archives(
    home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"max_body_bytes": 1_000, "max_archive_bytes": 5_000}
    with as_browser(Settings(home=home, database_url=database_url, **sizes), monkeypatch) as site:
        JobFiles(home, upload(site, content=bytes(3_000))).remove()
        answer = site.post("/archive", files={"file": ("a.txt", bytes(6_000))}, data=FORM)
        assert answer.status_code == 413
        assert "That is too much at once" in answer.text


def test_nothing_is_shown_or_taken_without_a_key_that_may_tag(site: TestClient, database: Database) -> None:
    _, secret = Keys(database).create("eva", [Scope.LABEL])
    paths = ["", f"/{UNKNOWN}", "/x"]
    asked = [site.get(f"/archive{path}").headers["location"] for path in paths]
    assert asked == [f"/sign-in?next=%2Farchive{path.replace('/', '%2F')}" for path in paths]
    assert site.post("/archive", files={"file": ("a.txt", b"x")}).status_code == 401
    sign_in(site, secret)
    assert [site.get(f"/archive{path}").status_code for path in paths] == [403, 403, 403]
    assert site.post("/archive", files={"file": ("a.txt", b"x")}).status_code == 403


def test_jobs_are_listed_newest_first_by_pages(site: TestClient, database: Database) -> None:
    assert "None was uploaded yet." in get(site, "/archive")
    jobs = Jobs(database)
    jobs.submit(Kind.TRAINING, "", {})
    made = [jobs.submit(Kind.ARCHIVE, f"{n}.zip", {"version": "v"}) for n in range(PAGE_JOBS + 1)]
    ids = [job.id for job in sorted(made, key=lambda job: (-job.created_at, job.id))]
    shown = [re.findall(r'<a href="/archive/(\w{32})">', get(site, f"/archive?page={page}")) for page in (1, 2)]
    assert shown == [ids[:PAGE_JOBS], ids[PAGE_JOBS:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_beyond_all_numbers_of_a_database_is_empty(site: TestClient, language: str) -> None:
    for digits in (18, 30, 199):
        assert not re.search(r'href="/archive/\w{32}"', get(site, f"/archive?page={'9' * digits}", language))


def test_a_job_is_cancelled_once_that_is_confirmed(site: TestClient, database: Database, home: Path) -> None:
    id = upload(site)
    assert f'action="/archive/{id}/cancellation"' in get(site, f"/archive/{id}/removal")
    assert site.post(f"/archive/{id}/removal").status_code == 409
    answer = site.post(f"/archive/{id}/cancellation")
    assert (answer.status_code, answer.headers["location"]) == (303, "/archive?done=cancelled")
    job = Jobs(database).get(id)
    assert job is not None
    assert job.state is State.CANCELLED
    assert not JobFiles(home, id).folder.exists()
    for language, notice in (("en", "The job was cancelled"), ("es", "La tarea se canceló")):
        assert notice in get(site, "/archive?done=cancelled", language)


def test_what_ended_meanwhile_is_not_cancelled_but_removed_if_one_wishes(
    site: TestClient, database: Database, home: Path
) -> None:
    job = make_done(site.app)
    for language, words in (("en", "The job ended meanwhile"), ("es", "La tarea terminó entretanto")):
        answer = site.post(f"/archive/{job.id}/cancellation", headers={"Accept-Language": language})
        assert answer.status_code == 409
        assert words in answer.text
        assert f'action="/archive/{job.id}/removal"' in answer.text
        assert JobFiles(home, job.id).tags.exists()
    assert site.post(f"/archive/{job.id}/removal").headers["location"] == "/archive?done=removed"
    assert Jobs(database).get(job.id) is None
    assert not JobFiles(home, job.id).folder.exists()


def test_a_job_that_failed_says_why(site: TestClient, database: Database) -> None:
    id = upload(site)
    jobs = Jobs(database)
    job = jobs.claim(Kind.ARCHIVE)
    assert job is not None
    jobs.finish(id, str(job.owner), State.FAILED, "the disk is <b>full</b>")
    for language, state in (("en", "Failed"), ("es", "Falló")):
        page = get(site, f"/archive/{id}", language)
        assert state in page
        assert "the disk is &lt;b&gt;full&lt;/b&gt;" in page
        assert "hx-trigger" not in page
    for language, words in (
        ("en", ("Open the job to see its state.", "the job is failed: the disk")),
        ("es", ("Abra la tarea para ver su estado.", "la tarea falló: the disk")),
    ):
        page = plain(get(site, f"/archive/{id}/results", language, status=409))
        assert [part for part in words if part not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_jobs_texts_are_sent_to_review(site: TestClient, database: Database, language: str) -> None:
    records = tuple(replace(record, language=record.language and language) for record in (PLAIN, RECORDS[4]))
    texts = (TEXTS[language], "x")
    records = tuple(replace(record, sha256=digest_text(text)) for record, text in zip(records, texts, strict=True))
    job = make_done(site.app, records, texts)
    assert f'action="/archive/{job.id}/review"' in get(site, f"/archive/{job.id}")
    answer = site.post(f"/archive/{job.id}/review", headers={"Accept-Language": language})
    words = {"en": ("for reviewers: 1.", "taken out: 1."), "es": ("esperan revisión: 1.", "se retiraron: 1.")}
    assert [part for part in words[language] if part not in answer.text] == []
    assert ReviewPool(database).size().n == 1


def test_review_is_offered_only_with_texts_and_to_whom_may_label(site: TestClient, database: Database) -> None:
    bare, full = make_done(site.app), make_done(site.app, (PLAIN,), ("x",), actor="ana")
    assert "/review" not in re.findall("<main.*</main>", get(site, f"/archive/{bare.id}"), re.DOTALL)[0]
    assert site.post(f"/archive/{bare.id}/review").status_code == 422
    sign_in(site, Keys(database).create("ana", [Scope.TAG])[1])
    assert f"/archive/{full.id}/review" not in get(site, f"/archive/{full.id}")
    assert site.post(f"/archive/{full.id}/review").status_code == 403


def test_what_is_no_archives_job_is_not_found(site: TestClient, database: Database) -> None:
    training = Jobs(database).submit(Kind.TRAINING, "", {})
    for id in (UNKNOWN, training.id, "A" * 32, "%00"):
        for rest in ("", "/state", "/results", "/report", "/removal", "/documents/0"):
            get(site, f"/archive/{id}{rest}", status=404)


def test_what_is_not_done_has_no_results(site: TestClient) -> None:
    id = upload(site)
    for rest in ("/results", "/report", "/documents/0"):
        assert "Not finished yet" in get(site, f"/archive/{id}{rest}", status=409)


@pytest.mark.parametrize("path", ["", "/documents/0"])
def test_an_archive_that_is_removed_while_its_page_is_drawn_is_not_there(
    site: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    job = make_done(site.app, RECORDS)
    name = "find_document" if path else "list_documents"
    draw = getattr(archive_page, name)

    def remove_first(tags: Path, *rest: Any) -> Any:
        shutil.rmtree(tags.parent)
        return draw(tags, *rest)

    monkeypatch.setattr(archive_page, name, remove_first)
    answer = site.get(f"/archive/{job.id}{path}", headers=HTML)
    assert answer.status_code == 404
