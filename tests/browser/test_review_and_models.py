"""Review and Models in a real browser: by keyboard, without scripts, on a telephone, and accessible."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from models.registry import Registry
from tests.browser.conftest import LOCALES, Open, follow, wait_until
from tests.browser.test_pages import AXE, FIND
from tests.conftest import TEXTS, Serve, Server
from tests.pages.stored import BAD, GOOD, gate
from tests.pages.test_tag_page import HOSTILE
from tests.versions import copy_version, rewrite

pytestmark = pytest.mark.long

N_REVIEWED = 10
NAMES = {"en": "Ana <b>Núñez</b>", "es": "José"}
WORDS = {
    "en": {
        "answered": f"{N_REVIEWED} answered in this sitting",
        "finished": "Done",
        "done": "Done: the version is in service",
        "meanwhile": "Another version came into service meanwhile",
        "away": "Nothing on this page was lost",
    },
    "es": {
        "answered": f"Respondidos en esta sesión: {N_REVIEWED};",
        "finished": "Terminado",
        "done": "Hecho: la versión entra en servicio",
        "meanwhile": "Entretanto entró en servicio otra versión",
        "away": "En esta página no se perdió nada",
    },
}
TRAINED_WITHIN_SECONDS = 120
PATHS = (
    "/review",
    "/review?reviewer=Ida",
    "/review/agreement",
    "/models",
    f"/models/{GOOD}",
    f"/models/{BAD}/promotion",
    "/models/rollback",
)


@pytest.fixture(scope="module")
def server(serve: Serve, home: Path, tiny_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance with three versions, documents to review and a disagreement, which trains on a tiny corpus."""
    own_home = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(home / "models", own_home / "models")
    registry = Registry(own_home / "models")
    for name, passed in ((GOOD, True), (BAD, False)):
        copy_version(registry, registry.current(), name)
        rewrite(registry, name, gate=gate(registry.current(), passed=passed))
    with serve(POLICY_TAGGER_HOME=own_home, POLICY_TAGGER_CORPUS=tiny_corpus) as server:
        texts = [f"{TEXTS['es' if place % 2 else 'en']} {place}." for place in range(16)]
        texts.append(f"{TEXTS['en']}\n" + "\n".join(HOSTILE) + "x" * 300)
        documents = [{"id": f"d{place}", "text": text} for place, text in enumerate(texts)]
        post(server, "/v1/review", {"documents": documents})
        for author, label in (("Eva", "enforcement"), (HOSTILE[1], "prevention")):
            post(server, "/v1/examples", {"author": author, "text": texts[-1], "labels": [label], "language": "en"})
        yield server


def post(server: Server, path: str, body: dict) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)
    urllib.request.urlopen(request, timeout=30).close()


def answers_of(server: Server, author: str) -> list[dict]:
    with urllib.request.urlopen(f"{server.url}/v1/examples?n=100", timeout=30) as answer:
        return [example for example in json.load(answer)["examples"] if example["author"] == author]


def digest(page: Page) -> str:
    return page.input_value("[name=digest]")


def ticked(page: Page) -> list[str]:
    """The labels whose boxes are ticked, in their order on the page."""
    return page.locator("[name=label]:checked").evaluate_all("boxes => boxes.map(box => box.value)")


def press_and_wait(page: Page, key: str) -> None:
    """Press a key that brings another document, and wait for it."""
    before = digest(page)
    page.keyboard.press(key)
    wait_until(page, "before => document.querySelector('[name=digest]')?.value !== before", before)


def begin(page: Page, name: str) -> None:
    page.fill("#reviewer", name)
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=digest]", state="attached")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", TEXTS)
def test_ten_documents_are_reviewed_by_keyboard(open_page: Open, server: Server, language: str) -> None:
    said: dict[str, list[str]] = {}
    with open_page("/review", language) as page:
        begin(page, NAMES[language])
        wait_until(page, "document.activeElement.className == 'result'")
        press_and_wait(page, "s")
        for place in range(N_REVIEWED):
            page.keyboard.press("0")
            if place % 2:
                page.keyboard.press("4")
                page.keyboard.press("1")
            said[digest(page)] = ["regional_cooperation", "enforcement"] if place % 2 else []
            press_and_wait(page, "Enter")
            wait_until(page, "document.activeElement.className == 'result'")
        last = list(said)[-1]
        press_and_wait(page, "u")
        assert digest(page) == last
        assert page.is_checked("[name=main][value=regional_cooperation]")
        press_and_wait(page, "Enter")
        assert WORDS[language]["answered"] in page.inner_text("#review .facts")
        page.keyboard.press("?")
        assert page.locator("#keys").get_attribute("open") is not None
    stored = {answer["sha256"]: answer["labels"] for answer in answers_of(server, NAMES[language])}
    assert stored == said


def test_keys_do_nothing_in_a_field_or_where_they_are_off(open_page: Open) -> None:
    with open_page("/review?reviewer=Pía", "es") as page:
        before, is_ticked = digest(page), page.is_checked("[data-key='2']")
        page.fill("#comment", "")
        page.locator("#comment").press_sequentially("2su")
        assert page.input_value("#comment") == "2su"
        page.click("#keys summary")
        page.uncheck("#keys-on")
        page.keyboard.press("2")
        assert (digest(page), page.is_checked("[data-key='2']")) == (before, is_ticked)
        page.check("#keys-on")
        page.keyboard.press("2")
        assert page.is_checked("[data-key='2']") != is_ticked


def test_the_first_label_ticked_is_the_main_one(open_page: Open) -> None:
    with open_page("/review?reviewer=Leo", "en") as page:
        for key in "0321":
            page.keyboard.press(key)
        assert page.locator("[name=main]:checked").get_attribute("value") == "drug_policy_reform"
        page.keyboard.press("3")
        assert page.locator("[name=main]:checked").get_attribute("value") == "prevention"
        page.keyboard.press("0")
        assert page.locator("#review input:checked").count() == 1


@pytest.mark.parametrize("language", TEXTS)
def test_arrows_choose_a_main_label_and_leave_none_behind(open_page: Open, language: str) -> None:
    with open_page("/review?reviewer=Noa", language) as page:
        for key in "01":
            page.keyboard.press(key)
        page.focus("[name=main]:checked")
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        assert ticked(page) == ["enforcement", page.locator("[name=main]:checked").get_attribute("value")]
        page.keyboard.press("ArrowDown")  # round to the first
        assert ticked(page) == ["enforcement"]
        page.keyboard.press("ArrowDown")
        both = ticked(page)
        page.keyboard.press("4")  # what is said by a box, or before it, stays
        page.keyboard.press("ArrowDown")
        assert ticked(page)[:2] == both
        assert len(ticked(page)) == 4


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("language", TEXTS)
def test_a_failure_is_told_and_leaves_the_form(browser: Browser, server: Server, language: str, status: int) -> None:
    with browser.new_context(base_url=server.url, locale=LOCALES[language]) as context:
        page = context.new_page()
        page.goto("/review?reviewer=Luz")
        page.keyboard.press("2")
        page.fill("#comment", "¿de veras?")
        before = digest(page), ticked(page)
        page.route("**/review", lambda route: route.fulfill(status=status, content_type="text/html", body="<p>x</p>"))
        page.click("[value=accept]")
        page.wait_for_selector("#offline")
        assert WORDS[language]["away"] in page.inner_text("#offline")
        assert (digest(page), ticked(page)) == before
        assert page.input_value("#comment") == "¿de veras?"
        assert not page.evaluate("document.activeElement.matches('.result')")
        page.unroute("**/review")
        page.click("[value=accept]")
        wait_until(page, "before => document.querySelector('[name=digest]').value !== before", before[0])
        assert not page.is_visible("#offline")


@pytest.mark.parametrize("language", TEXTS)
def test_reviewing_works_without_scripts(open_page: Open, server: Server, language: str) -> None:
    name = f"Without {language}"
    with open_page("/review", language, java_script_enabled=False) as page:
        begin(page, name)
        assert not page.is_visible("kbd")
        first = digest(page)
        for box in page.locator("#review [type=checkbox]:checked").all():
            box.uncheck()
        page.check("[name=label][value=prevention]")
        page.check("[name=main][value=prevention]")
        follow(page, "[value=accept]")
        assert digest(page) != first
        follow(page, "[value=skip]")
        follow(page, "[value=undo]")
        follow(page, "[value=undo]")
        assert digest(page) == first
    assert answers_of(server, name) == []


@pytest.mark.parametrize("language", TEXTS)
def test_a_version_is_promoted_and_rolled_back(open_page: Open, language: str) -> None:
    with open_page("/models", language) as page:
        first = page.inner_text("tr.named th")
        follow(page, f"a[href='/models/{GOOD}/promotion']")
        follow(page, "button.main")
        assert WORDS[language]["done"] in page.inner_text(".notice.done")
        assert page.inner_text("tr.named th") == GOOD
        follow(page, "a[href='/models/rollback']")
        follow(page, "button.main")
        assert page.inner_text("tr.named th") == first
        follow(page, f"a[href='/models/{GOOD}']")
        follow(page, f"a[href='/models/{GOOD}/report']")
        assert page.get_attribute("html", "lang") == language
        assert page.evaluate("document.styleSheets.length") > 0


@pytest.mark.parametrize("language", TEXTS)
def test_two_people_at_once_roll_back_once(browser: Browser, server: Server, language: str) -> None:
    for version in (GOOD, BAD):
        post(server, f"/v1/models/{version}/promote", {"force": True, "reason": "a trial"})
    with browser.new_context(base_url=server.url, locale=LOCALES[language]) as context:
        pages = [context.new_page() for _ in range(2)]
        for page in pages:
            page.goto("/models/rollback")
        for page in pages:
            follow(page, "button.main")
        assert pages[0].inner_text("tr.named th") == GOOD
        assert WORDS[language]["meanwhile"] in pages[1].inner_text(".notice.error:visible")
        assert pages[1].input_value("[name=current]") == GOOD
        follow(pages[1], "button.main")
        assert pages[1].inner_text("tr.named th") not in (GOOD, BAD)


def test_a_training_is_followed_until_it_is_done(open_page: Open) -> None:
    with open_page("/models", "es") as page:
        n_versions = page.locator(".versions tbody tr").count()
        page.uncheck("[name=promote]")
        page.click("form[action='/models/training-runs'] button")
        page.wait_for_selector("#run[hx-get]")
        finished = "text => document.querySelector('#run .verdict').textContent.includes(text)"
        wait_until(page, finished, WORDS["es"]["finished"], TRAINED_WITHIN_SECONDS)
        follow(page, "a[href='/models']:not(nav a)")
        assert page.locator(".versions tbody tr").count() == n_versions + 1


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_telephone(open_page: Open, path: str) -> None:
    with open_page(path, "es", width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", TEXTS)
def test_no_page_has_a_serious_finding(open_page: Open, language: str, scheme: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    with open_page("/review", language, color_scheme=scheme) as page:
        for path in PATHS:
            page.goto(path)
            for summary in page.locator("summary").all():
                summary.click()
            page.evaluate(axe)
            assert (path, page.evaluate(FIND)) == (path, [])


def test_hostile_texts_and_names_do_nothing(open_page: Open) -> None:
    with open_page("/review/agreement", "en") as page:
        assert all(text in page.inner_text(".document") for text in HOSTILE)
        assert HOSTILE[1] in page.inner_text(".said")
        assert page.locator("main img, main script, main [onerror], main [onload]").count() == 0
