"""Signing in and out in a real browser, in both languages; what its cookie allows; forms that lack something."""

import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from corpora.database import Database
from service.keys import Keys
from service.pages.guard import KEY_COOKIE
from service.scopes import Scope
from service.settings import Settings
from tests.browser.conftest import Open, complaints
from tests.conftest import TEXTS, Serve, Server
from tests.examples import copy_of

pytestmark = pytest.mark.long

WORDS = {
    "en": {"sign in": "Sign in", "out": "Sign out", "unknown": "The key is unknown or was revoked."},
    "es": {"sign in": "Iniciar sesión", "out": "Cerrar sesión", "unknown": "La clave es desconocida o fue revocada."},
}
REFUSED = re.compile("status of 401")


@pytest.fixture(scope="module")
def server(serve: Serve, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance that is nobody's yet."""
    own_home = copy_of(home, tmp_path_factory.mktemp("home") / "own")
    with serve(POLICY_TAGGER_HOME=own_home) as server:
        yield server


@pytest.fixture(scope="module")
def locked(serve: Serve, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A served instance whose pages need a key, and one that may tag."""
    own_home = copy_of(home, tmp_path_factory.mktemp("locked") / "own")
    database = Database(Settings(home=own_home).database)
    _, secret = Keys(database).create("Ana", [Scope.TAG])
    database.close()
    with serve(POLICY_TAGGER_HOME=own_home) as server:
        yield server, secret


@pytest.mark.parametrize("language", WORDS)
def test_a_key_opens_the_pages_until_it_is_signed_out(
    browser: Browser, locked: tuple[Server, str], language: str
) -> None:
    (server, secret), words = locked, WORDS[language]
    said: list[str] = []
    with browser.new_context(base_url=server.url, locale={"en": "en-US", "es": "es-MX"}[language]) as context:
        page = context.new_page()
        page.on("console", lambda message: said.extend(complaints(message)))
        page.goto("/archive?page=1")
        assert urllib.parse.urlsplit(page.url).path == "/sign-in"
        assert page.inner_text("h1") == words["sign in"]
        page.click("main button")  # the field is empty, so the browser asks for it
        assert page.evaluate("document.querySelector('#key').matches(':invalid:focus')")
        page.fill("#key", "ptk_wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        assert page.inner_text("#key-error") == words["unknown"]
        assert context.cookies() == []
        page.fill("#key", secret)
        page.keyboard.press("Enter")
        page.wait_for_url("**/archive?page=1")
        assert page.inner_text(".who") == "Ana"
        (cookie,) = (cookie for cookie in context.cookies() if cookie["name"] == KEY_COOKIE)
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["secure"]) == (True, "Strict", False)
        assert page.evaluate("document.cookie") == ""
        page.click(f".aside button >> text={words['out']}")
        page.wait_for_url("**/sign-in")
        assert context.cookies() == []
        page.goto("/archive")
        assert urllib.parse.urlsplit(page.url).path == "/sign-in"
    assert [text for text in said if not REFUSED.search(text)] == []
    assert len(said) == 1


def test_the_cookie_is_for_https_alone_where_the_proxy_says_so(browser: Browser, locked: tuple[Server, str]) -> None:
    server, secret = locked
    with browser.new_context(base_url=server.url) as context:
        headers = {"X-Forwarded-Proto": "https"}
        answer = context.request.post("/sign-in", form={"key": secret}, headers=headers, max_redirects=0)
        assert answer.status == 303
        assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_form_that_lacks_something_says_so_and_the_console_stays_clean(
    open_page: Open, language: str, has_scripts: bool
) -> None:
    with open_page("/", language, java_script_enabled=has_scripts) as page:
        page.click("#tag-button")
        page.wait_for_selector("#findings [role=alert]")
        page.fill("#text", TEXTS[language])
        page.click("#tag-button")
        page.wait_for_selector(".finding")
        page.goto("/review?reviewer=%00")
        page.wait_for_selector("[role=alert]")
        page.goto("/archive")
        page.click("form[action='/archive'] button")
        assert page.is_visible("#file")
        assert urllib.parse.urlsplit(page.url).path == "/archive"
