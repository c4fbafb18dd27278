"""The archive page in a real browser: an upload is watched until it is done, looked through, and removed."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import Open, follow
from tests.browser.test_pages import AXE, FIND
from tests.conftest import TEXTS, Server
from tests.pages.test_tag_page import HOSTILE

pytestmark = pytest.mark.long

STATES = {"en": "Done", "es": "Terminado"}
LABELS = {"en": "Enforcement", "es": "Aplicación de la ley"}
REMOVED = {"en": "The job and its files were removed.", "es": "La tarea y sus archivos se eliminaron."}
WAIT_MILLISECONDS = 60_000


def archive() -> bytes:
    """A table of both languages, with ids and titles that would run in a page that let them."""
    content = io.StringIO()
    write = csv.writer(content).writerow
    write(["id", "title", "text", "date"])
    for place, text in enumerate(TEXTS.values()):
        write([f"informe-{place}", HOSTILE[place], text, f"{2014 + place}-03-27"])
    for place, text in enumerate(HOSTILE):
        write([text, "", f"{text} {'x' * 300}", place])
    return content.getvalue().encode()


@pytest.fixture(scope="module")
def job(browser: Browser, server: Server) -> str:
    """The path of a job that is done, its texts kept."""
    with browser.new_context(base_url=server.url) as context:
        file = {"name": f"{HOSTILE[1]}.csv", "mimeType": "text/csv", "buffer": archive()}
        answer = context.request.post("/v1/archives", multipart={"file": file, "with_text": "true"})
        path = f"/archive/{answer.json()['id']}"
        page = context.new_page()
        page.goto(path)
        page.wait_for_selector("#documents", timeout=WAIT_MILLISECONDS)
    return path


def upload(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "informes.csv"
    path.write_bytes(archive())
    page.set_input_files("#file", path)
    page.check("[name=with_text]")
    page.click("form[action='/archive'] button")
    page.wait_for_url("**/archive/*")


def titles(page: Page) -> list[str]:
    """What stands in the first column of the table."""
    return page.locator(".documents tbody th a").all_inner_texts()


@pytest.mark.parametrize("language", TEXTS)
def test_an_archive_is_uploaded_watched_looked_through_and_removed(
    open_page: Open, tmp_path: Path, language: str
) -> None:
    with open_page("/archive", language) as page:
        upload(page, tmp_path)
        page.wait_for_selector("#documents", timeout=WAIT_MILLISECONDS)
        assert page.inner_text("#job .badge") == STATES[language]
        page.select_option("#by-language", language)
        page.select_option("#by-outcome", "tagged")
        page.fill("#search", "INFORME")
        page.click("[role=search] button")
        page.wait_for_url("**search=INFORME**")
        place = list(TEXTS).index(language)
        assert titles(page) == [HOSTILE[place]]
        assert LABELS[language] in page.inner_text(".documents tbody td >> nth=0")
        page.click(".documents tbody th a")
        assert TEXTS[language] in page.inner_text("mark")
        page.go_back()
        with page.expect_download() as download:
            page.click("a[download$=csv]")
        rows = csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8")))
        assert len(list(rows)) == len(TEXTS) + len(HOSTILE)
        page.click("form[action$='/review'] button")
        page.wait_for_selector(".notice.done")
        page.click("main a[href^='/archive/']")
        page.click("main a[href$='/removal']")
        page.click("form[action$='/removal'] button")
        assert page.inner_text(".notice.done") == REMOVED[language]


def test_the_list_shows_progress_by_itself(open_page: Open, tmp_path: Path) -> None:
    with open_page("/archive", "es") as page:
        upload(page, tmp_path)
        page.goto("/archive")
        page.wait_for_selector(f".jobs tr:first-child .badge.good >> text={STATES['es']}", timeout=WAIT_MILLISECONDS)


def test_progress_is_followed_on_after_failures(browser: Browser, server: Server) -> None:
    rows = "".join(f'{{"id": "d{place}", "text": "{TEXTS["es"]}"}}\n' for place in range(1_000))
    file = {"name": "a.jsonl", "mimeType": "application/json", "buffer": rows.encode()}
    is_away = True

    def answer(route: Route) -> None:
        is_part, is_stream = "hx-request" in route.request.headers, route.request.url.endswith("/events")
        if is_stream or (is_part and is_away):
            route.fulfill(status=503, content_type="text/html", body="<p>not ready</p>")
        else:
            route.continue_()

    with browser.new_context(base_url=server.url) as context:
        page = context.new_page()
        page.route("**/archive/**", answer)
        page.goto(f"/archive/{context.request.post('/v1/archives', multipart={'file': file}).json()['id']}")
        page.wait_for_selector("#offline")
        page.wait_for_timeout(1_500)  # in which it is asked for once more
        assert page.is_visible("#offline")
        assert page.is_visible("#job[data-events]")
        is_away = False
        page.wait_for_selector("#documents", timeout=WAIT_MILLISECONDS)
        assert not page.is_visible("#offline")


@pytest.mark.parametrize("language", TEXTS)
def test_it_works_without_scripts(open_page: Open, job: str, tmp_path: Path, language: str) -> None:
    with open_page("/archive", language, java_script_enabled=False) as page:
        upload(page, tmp_path)
        assert page.is_visible("h1 >> text=informes.csv")
        page.goto(job)
        page.select_option("#sort", "oldest")
        page.select_option("#by-year", "2014")
        page.click("[role=search] button")
        page.wait_for_url("**year=2014**")
        assert titles(page) == [HOSTILE[0]]
        follow(page, ".documents tbody th a")
        assert TEXTS["en"] in page.inner_text("mark")


@pytest.mark.parametrize("language", TEXTS)
def test_the_report_is_drawn_under_its_policy(open_page: Open, job: str, language: str) -> None:
    with open_page(job, language) as page:
        follow(page, "main a[href$='/report']")
        assert page.get_attribute("html", "lang") == language
        assert page.locator("svg").count() > 0
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"
        follow(page, "nav a")
        assert page.is_visible("#documents")


def test_the_table_is_reached_and_opened_by_keyboard(open_page: Open, job: str) -> None:
    with open_page(job, "es", width=390) as page:
        page.focus("[role=search] button")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(".finding")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", TEXTS)
def test_nothing_is_hidden_from_anybody(open_page: Open, job: str, language: str, scheme: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    width = {"light": 1280, "dark": 390}[scheme]
    with open_page("/archive", language, width=width, color_scheme=scheme) as page:
        for path in ("/archive", job, f"{job}?search=nothing-like-it", f"{job}/documents/0", f"{job}/removal"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.locator("main img, main [onerror], main [onload], main a[href^=javascript]").count() == 0
            page.evaluate(axe)
            assert page.evaluate(FIND) == []
