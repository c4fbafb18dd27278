import re
import time

import pytest
from starlette.testclient import TestClient

from service.pages.languages import COOKIE, accepted_language
from service.pages.site import PAGES

PATHS = [*(page.path for page in PAGES), "/sign-in", "/nowhere"]
TITLES = {"en": "Tag documents", "es": "Etiquetar documentos"}
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "expected"),
    [
        ("", "", "", "en"),
        ("", "", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("", "", "fr-FR, pt;q=0.9", "en"),
        ("", "", "es;q=0, en;q=0.1", "en"),
        ("", "es", "en", "es"),
        ("en", "es", "es", "en"),
        ("fr", "xx", "es", "es"),
        ("", "", "es;q=9.9.9, \0", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_else_remembered_else_the_browsers(
    client: TestClient, asked: str, remembered: str, accepted: str, expected: str
) -> None:
    headers = {"Accept-Language": accepted, "Cookie": f"{COOKIE}={remembered}"}
    answer = client.get("/", params={"lang": asked} if asked else {}, headers=headers)
    assert answer.headers["content-language"] == expected
    assert f'<html lang="{expected}">' in answer.text
    assert TITLES[expected] in answer.text


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_language_that_was_asked_for_is_remembered(client: TestClient, language: str) -> None:
    cookie = client.get("/help", params={"lang": language}).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={language};")
    client.cookies.clear()
    assert "set-cookie" not in client.get("/help", headers={"Accept-Language": language}).headers


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_links_to_itself_in_the_other_language(client: TestClient, path: str, language: str) -> None:
    page = client.get(path, params={"lang": language, "a": "1&2"}, headers=HTML)
    client.cookies.clear()
    (other,) = {"en", "es"} - {language}
    (link,) = re.findall(rf'<a href="([^"]+)" lang="{other}" hreflang="{other}">', page.text)
    assert link == f"?a=1%262&amp;lang={other}"


@pytest.mark.parametrize("part", [" ", "a-", "en;q=0.", "x"])
def test_no_header_is_costly_to_look_at(part: str) -> None:
    started = time.process_time()
    accepted_language(f"en{part * 200_000}!")
    assert time.process_time() - started < 0.2
