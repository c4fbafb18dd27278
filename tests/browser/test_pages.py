"""Every page in a real browser, in both languages: it works, is accessible, loads from here alone, and is light."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from service.pages.site import PAGES
from tests.browser.conftest import Open, follow, wait_until
from tests.conftest import TEXTS
from tests.formats.pdf import to_pdf
from tests.pages.test_tag_page import HOSTILE

pytestmark = pytest.mark.long

PATHS = [*(page.path for page in PAGES), "/sign-in"]
VERDICTS = {"en": "Tagged: A Enforcement", "es": "Con etiqueta: A Aplicación de la ley"}
MOST_BYTES = 100_000
MOST_MILLISECONDS = 1_000
TRIES = 3
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
FIND = """async () => (await axe.run()).violations
    .filter(({impact}) => impact === 'serious' || impact === 'critical')
    .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join(' ')}`)"""
LARGEST_PAINT = """() => new Promise(resolve => new PerformanceObserver(list =>
    resolve(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""
COPIED_MILLISECONDS = 2_000
DROP = """([name, content]) => {
    const files = new DataTransfer();
    files.items.add(new File([content], name));
    document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: files, cancelable: true}));
}"""


def tag_text(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.click("#tag-button")
    page.wait_for_selector(".finding")
    page.wait_for_load_state()


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_pasted_tagged_copied_downloaded_and_corrected(open_page: Open, language: str) -> None:
    with open_page("/", language, permissions=["clipboard-read", "clipboard-write"]) as page:
        tag_text(page, TEXTS[language])
        assert page.inner_text(".verdict") == VERDICTS[language]
        assert TEXTS[language] in page.inner_text("mark")
        page.click("button.copy")
        wait_until(page, "document.querySelector('.copy').textContent === document.querySelector('.copy').dataset.done")
        copied = page.evaluate("navigator.clipboard.readText()")
        with page.expect_download() as download:
            page.click("a[download]")
        record = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert record["evidence"][0]["passages"][0]["text"] in copied
        assert record["sha256"] in copied
        page.click("form[action='/to-review'] button")
        page.wait_for_selector(".actions .notice.done")
        page.click(".correct summary")
        page.fill("[name=author]", "Ana")
        page.click(".correct button")
        page.wait_for_selector(".correct .notice.done")


def test_a_copy_button_keeps_its_name(open_page: Open) -> None:
    with open_page("/", "es", permissions=["clipboard-read", "clipboard-write"]) as page:
        tag_text(page, TEXTS["es"])
        name = page.inner_text("button.copy")
        for _ in range(2):
            page.click("button.copy")
            wait_until(
                page, "document.querySelector('.copy').textContent === document.querySelector('.copy').dataset.done"
            )
        wait_until(page, "name => document.querySelector('.copy').textContent === name", name)
        page.wait_for_timeout(COPIED_MILLISECONDS)
        assert page.inner_text("button.copy") == name


@pytest.mark.parametrize("language", TEXTS)
def test_what_is_said_of_the_last_document_is_thanked_for_there(open_page: Open, language: str) -> None:
    texts = [f"{TEXTS[language]} {place}.".encode() for place in range(4)]
    files = [{"name": f"{i}.txt", "mimeType": "text/plain", "buffer": text} for i, text in enumerate(texts)]
    with open_page("/", language) as page:
        page.set_input_files("#file", files)
        page.click("#tag-button")
        wait_until(page, "document.activeElement.id === 'overview'")
        page.click("#document-4 form[action='/to-review'] button")
        wait_until(page, "document.activeElement.matches('#document-4 .actions .notice.done')")
        page.click("#document-4 .correct summary")
        page.fill("#document-4-author", "Ana")
        page.click("#document-4 .correct button")
        wait_until(page, "document.activeElement.matches('#document-4 .correct .notice.done')")
        assert 0 < page.locator("#document-4 .correct .notice.done").bounding_box()["y"] < 900


@pytest.mark.parametrize("language", TEXTS)
def test_files_are_chosen_or_dropped(open_page: Open, language: str, tmp_path: Path) -> None:
    path = tmp_path / "informe.pdf"
    path.write_bytes(to_pdf(TEXTS[language]))
    with open_page("/", language) as page:
        page.set_input_files("#file", path)
        page.click("#tag-button")
        page.wait_for_selector(".finding")
        assert page.inner_text(".verdict") == VERDICTS[language]
        assert page.inner_text(".finding h2") == "informe.pdf"
        assert page.inner_text(".document .page") == "p. 1"
        page.evaluate(DROP, ["soltado.txt", TEXTS[language]])
        page.click("#tag-button")
        page.wait_for_selector("text=soltado.txt")
        assert page.inner_text(".verdict") == VERDICTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_the_language_is_switched_and_stays(open_page: Open, language: str) -> None:
    (other,) = {"en", "es"} - {language}
    with open_page("/", language) as page:
        assert page.get_attribute("html", "lang") == language
        follow(page, f"a[hreflang={other}]")
        follow(page, "nav a[href='/help']")
        assert page.get_attribute("html", "lang") == other
        assert page.locator(".cases tbody tr").count() > 25


@pytest.mark.parametrize("language", TEXTS)
def test_a_hostile_document_does_nothing(open_page: Open, language: str) -> None:
    with open_page("/", language) as page:
        page.fill("#title", HOSTILE[0])
        tag_text(page, f"{TEXTS[language]}\n" + "\n".join(HOSTILE))
        assert all(text in page.inner_text(".document") for text in HOSTILE)
        assert page.inner_text(".finding h2") == HOSTILE[0]
        assert (
            page.locator("main img, main script, main [onerror], main [onload], main a[href^=javascript]").count() == 0
        )


@pytest.mark.parametrize("language", TEXTS)
def test_all_is_done_by_keyboard(open_page: Open, language: str) -> None:
    with open_page("/", language) as page:
        press = page.keyboard.press
        press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        press("Enter")
        press("Tab")
        page.keyboard.type(TEXTS[language])
        for _ in range(4):  # file, title, language, the button
            press("Tab")
        assert page.evaluate("document.activeElement.id") == "tag-button"
        press("Enter")
        page.wait_for_selector(".finding")
        wait_until(page, "document.activeElement.classList.contains('result')")
        press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        press("Tab")
        press("Enter")
        assert page.evaluate("document.querySelector('mark:target').id") == "document-1-0"


@pytest.mark.parametrize("language", TEXTS)
def test_pages_work_without_scripts(open_page: Open, language: str) -> None:
    with open_page("/", language, java_script_enabled=False) as page:
        tag_text(page, TEXTS[language])
        assert page.inner_text(".verdict") == VERDICTS[language]
        assert page.input_value("#text") == TEXTS[language]
        assert not page.is_visible("button.copy")
        page.click("form[action='/to-review'] button")
        page.wait_for_selector(".notice.done")
        follow(page, "main a[href='/']")
        assert page.is_visible("#tag-form")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wider_than_a_telephone(open_page: Open, path: str) -> None:
    with open_page(path, "es", width=390) as page:
        if path == "/":
            tag_text(page, f"{TEXTS['es']} {'x' * 300}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", TEXTS)
def test_no_page_has_a_serious_finding(open_page: Open, language: str, scheme: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    with open_page("/", language, color_scheme=scheme) as page:
        for path in PATHS:
            page.goto(path)
            if path == "/":
                tag_text(page, TEXTS[language])
                for summary in page.locator("summary").all():
                    if not summary.evaluate("summary => summary.parentElement.open"):
                        summary.click()
            page.evaluate(axe)
            assert page.evaluate(FIND) == []


def test_a_serious_finding_is_seen(open_page: Open) -> None:
    with open_page("/help", "en") as page:
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=\"/static/icon.svg\">')"
        )
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert {finding.split(":")[0] for finding in page.evaluate(FIND)} == {"label", "image-alt"}


@pytest.mark.alone
def test_the_first_page_is_light_and_quick(open_page: Open) -> None:
    seconds, sizes = [], []
    for _ in range(TRIES):
        with open_page("about:blank", "en") as page:
            client = page.context.new_cdp_session(page)
            client.send("Network.enable")
            n_bytes: list[float] = []
            client.on(
                "Network.loadingFinished", lambda event, n_bytes=n_bytes: n_bytes.append(event["encodedDataLength"])
            )
            page.goto("/")
            seconds.append(page.evaluate(LARGEST_PAINT))
            sizes.append(sum(n_bytes))
    assert 10_000 < sizes[0] < MOST_BYTES
    assert min(seconds) < MOST_MILLISECONDS
