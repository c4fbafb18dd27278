"""What another version would change, in a real browser: worked out, followed by a stream, accessible, and only text."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from models.registry import Registry
from tests.browser.conftest import Open
from tests.browser.test_archive import WAIT_MILLISECONDS, upload
from tests.browser.test_pages import AXE, FIND
from tests.conftest import TEXTS, Serve, Server
from tests.examples import copy_of
from tests.pages.test_tag_page import HOSTILE
from training.run import train_version

pytestmark = pytest.mark.long

WORDS = {"en": "Documents compared: 9.", "es": "Documentos comparados: 9."}
UNSAFE = "main img, main script, main [onerror], main [onload], main a[href^=javascript]"


@pytest.fixture(scope="module")
def server(serve: Serve, home: Path, tiny_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance with a version beside the current one, which learnt from less."""
    own_home, corpus = tmp_path_factory.mktemp("home") / "own", tmp_path_factory.mktemp("corpus") / "less"
    copy_of(home, own_home)
    shutil.copytree(tiny_corpus, corpus)
    documents = corpus / "documents" / "documents.jsonl"
    lines = documents.read_text(encoding="utf-8").splitlines(keepends=True)
    documents.write_text("".join(lines[: len(lines) * 3 // 4]), encoding="utf-8")
    train_version(corpus, Registry(own_home / "models"))
    with serve(POLICY_TAGGER_HOME=own_home) as server:
        yield server


def work_out(page: Page) -> None:
    page.click("main a[href$='/impact']")
    page.click("form[method=get] button")
    page.click("form[method=post][action$='/impact'] button")
    page.wait_for_selector("#impact > [role=status]", timeout=WAIT_MILLISECONDS)


@pytest.mark.parametrize("language", TEXTS)
def test_it_is_worked_out_followed_and_leads_to_promotion(open_page: Open, tmp_path: Path, language: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    with open_page("/archive", language) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.resource_type} {request.url}"))
        upload(page, tmp_path)
        page.wait_for_selector("#documents", timeout=WAIT_MILLISECONDS)
        work_out(page)
        assert WORDS[language] in page.inner_text("#impact > [role=status]")
        assert any(line.startswith("eventsource") and "/impact/events?version=" in line for line in asked)
        assert sum(line.startswith("fetch") for line in asked) == 2  # each job's part once, when its stream ended
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width
            page.evaluate(axe)
            assert page.evaluate(FIND) == []
        assert page.locator(UNSAFE).count() == 0
        if page.locator(".change").count():
            assert any(text in page.inner_text("#impact") for text in (*HOSTILE, "informe-"))
        page.click("a[href$='/promotion']")
        page.wait_for_selector("form[action$='/promotion']")
