import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from corpora.document import Note, NoteCode
from service.job_files import JobFiles
from service.job_table import Job
from service.pages import archive_documents
from tests.pages.archived import RECORDS, get, make_done
from tests.pages.test_findings import RECORD
from tests.pages.test_people import hidden_fields
from tests.pages.test_tag_page import HOSTILE, plain

LANGUAGES = ("en", "es")

Make = Callable[..., Job]


@pytest.fixture
def make(client: TestClient) -> Iterator[Make]:
    """Make a job of the shared app that is done: make(records, texts, name)."""
    made: list[Job] = []
    yield lambda *given: made.append(make_done(client.app, *given)) or made[-1]
    for job in made:
        client.app.state.jobs.remove(job.id)
        JobFiles(client.app.state.settings.home, job.id).remove()


@pytest.fixture
def job(make: Make) -> Job:
    """One whose rows hold no texts."""
    return make()


def listed(page: str) -> list[str]:
    """What stands in the first column of the table."""
    found = re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', page)
    return [html.unescape(text) for text in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_documents_of_a_done_job_are_listed_with_outcome_and_labels(
    client: TestClient, job: Job, language: str
) -> None:
    page = get(client, f"/archive/{job.id}", language)
    assert listed(page) == [record.title or record.id for record in RECORDS]
    rows = [" ".join(plain(row).split()) for row in re.findall("<tr>.*?</tr>", page, re.DOTALL)[1:]]
    expected = {
        "en": ("B Prevention 90", "A Enforcement 70", "uncertain C", "none of the labels English", "not judged"),
        "es": (
            "B Prevención 90",
            "A Aplicación de la ley 70",
            "en duda C",
            "ninguna de las etiquetas inglés",
            "sin juzgar",
        ),
    }[language]
    assert [part for part, row in zip(expected, rows, strict=True) if part not in row] == []
    assert {"en": "Mexico, Colombia", "es": "México, Colombia"}[language] in rows[2]
    assert "hx-trigger" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search=politica", [1]),
        ("label=drug_policy_reform", [2]),
        ("outcome=not_judged", [4]),
        ("language=en&country=CO&year=2014", [3]),
        ("sort=newest", [1, 0, 3, 2, 4]),
        ("label=unheard-of&sort=unheard-of&page=-7", [0, 1, 2, 3, 4]),
        ("country=unheard-of", []),
        ("search=%00%ff%3Cb%3E&page=99999999999999999999", []),
    ],
)
def test_the_list_is_narrowed_and_sorted(client: TestClient, job: Job, query: str, expected: list[int]) -> None:
    page = get(client, f"/archive/{job.id}?{query}")
    assert listed(page) == [RECORDS[place].title or RECORDS[place].id for place in expected]
    assert "<b>" not in page
    assert f"Documents: {len(expected)} of 5" in page


def test_pages_keep_what_was_asked_for(client: TestClient, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_documents, "PAGE_ROWS", 1)
    page = get(client, f"/archive/{job.id}?language=en&sort=title&search=.TXT")
    (following,) = re.findall(r'href="([^"]*page=2#documents)"', page)
    page = get(client, html.unescape(following))
    assert listed(page) == [RECORDS[3].id]
    assert '<option value="en" selected>' in page
    (document,) = re.findall(r'<th scope="row"><a href="([^"]*)"', page)
    page = get(client, html.unescape(document))
    (back,) = re.findall(rf'href="(/archive/{job.id}\?[^"]*)"', page)
    assert listed(get(client, html.unescape(back))) == [RECORDS[3].id]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("with_text", [False, True])
def test_a_document_opens_with_its_record(client: TestClient, make: Make, language: str, with_text: bool) -> None:
    text = "Título\n\nPolicía y alcaldes.\n\nNada más. Un tratado."
    job = make((RECORD,), (text,) if with_text else ())
    page = get(client, f"/archive/{job.id}/documents/0", language)
    verdict = {"en": "Tagged: B Prevention, A Enforcement", "es": "Con etiqueta: B Prevención, A Aplicación de la ley"}
    assert verdict[language] in " ".join(plain(page).split())
    quotes = re.findall(r"<blockquote.*?<p[^>]*>(.*?)</p>", page, re.DOTALL)
    assert quotes == ["Policía y alcaldes.", "Policía", "Un tratado."]
    assert ('class="document"' in page, 'href="#document-' in page) == (with_text, with_text)
    assert ("/corrections" in page, "/to-review" in page) == (with_text, with_text)
    if with_text:
        assert json.loads(hidden_fields(page, "/corrections")["document"])["text"] == text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "A part was not used: images only on 3 of 12 pages; run OCR first"),
        ("es", "No se usó una parte: solo imágenes en 3 de 12 páginas; aplique antes un OCR"),
    ],
)
def test_what_was_left_out_is_told_as_it_is(client: TestClient, make: Make, language: str, says: str) -> None:
    note = Note(NoteCode.LEFT_OUT, "images only on 3 of 12 pages; run OCR first")
    job = make((replace(RECORD, notes=(note,)),))
    assert says in " ".join(plain(get(client, f"/archive/{job.id}/documents/0", language)).split())


def test_a_document_that_is_not_there_is_404(client: TestClient, job: Job) -> None:
    for place in ("5", "-1", "x", "²", "9" * 30):
        get(client, f"/archive/{job.id}/documents/{place}", status=404)


def test_what_documents_say_of_themselves_is_shown_as_text(client: TestClient, make: Make) -> None:
    record = replace(RECORD, id=HOSTILE[1], title=f"{HOSTILE[0]}\x1b[31m\u202e", source=HOSTILE[2], date=HOSTILE[3])
    job = make((record,), (HOSTILE[2],), HOSTILE[6])
    for path in (f"/{job.id}", f"/{job.id}/documents/0", "", f"/{job.id}/removal"):
        page = get(client, f"/archive{path}")
        assert not re.search('\x1b|\u202e|<img|alert\\(1\\)</script>|<svg onload|<a href="javascript', page)
        tags = re.findall("<[^>]*>", page)
        assert not [tag for tag in tags if re.search(r"\son\w+=", re.sub('"[^"]*"', "", tag))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_downloads_are_those_of_the_api(client: TestClient, job: Job, language: str, form: str) -> None:
    (address,) = re.findall(rf'href="([^"]*format={form})"', get(client, f"/archive/{job.id}", language))
    answer, expected = client.get(address), client.get(f"/v1/jobs/{job.id}/results?format={form}")
    assert (answer.status_code, answer.content) == (200, expected.content)
    assert answer.headers["content-disposition"] == f'attachment; filename="tags.{form}"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_in_the_language_of_the_page_and_runs_nothing(
    client: TestClient, job: Job, language: str
) -> None:
    answer = client.get(f"/archive/{job.id}/report", headers={"Accept-Language": language})
    assert f'lang="{language}"' in answer.text
    back = {"en": "Back to the archive", "es": "Volver al lote"}[language]
    assert f'<body><nav><a href="/archive/{job.id}">{back}</a></nav>' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
