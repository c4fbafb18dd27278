import pytest
from starlette.testclient import TestClient

from tests.conftest import TEXTS
from tests.pages.conftest import HTML
from tests.service.test_problems import assert_problem

FORM = {"text": TEXTS["en"]}
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.testserver"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://testserver:81"},
    {"Origin": "null"},
    {"Origin": "http://["},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_what_another_site_has_a_browser_send_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    page = client.post("/", data=FORM, headers=HTML | headers)
    assert (page.status_code, page.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "This is not allowed" in page.text
    assert_problem(client.post("/v1/tag/file", files={"file": ("a.txt", b"x")}, headers=headers), 403, "forbidden")


@pytest.mark.parametrize("headers", OWN)
def test_what_comes_from_the_pages_themselves_is_taken(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", data=FORM, headers=HTML | headers).status_code == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_link_from_another_site_opens(client: TestClient, headers: dict[str, str]) -> None:
    assert client.get("/", headers=HTML | headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "/help", "/nowhere", "/static/pages.css"])
def test_pages_load_from_here_alone(client: TestClient, path: str) -> None:
    headers = client.get(path, headers=HTML).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy.pop("img-src") == "'self' data:"
    assert set(policy.values()) == {"'none'", "'self'"}
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/openapi.json", "/v1/jobs/" + "0" * 32])
def test_what_is_for_programs_is_as_it_was(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=HTML)
    assert "content-security-policy" not in answer.headers
    assert "content-language" not in answer.headers


@pytest.mark.parametrize(("language", "words"), [("en", "There is no such page"), ("es", "No existe esa página")])
def test_a_problem_is_a_page_for_a_browser_alone(client: TestClient, language: str, words: str) -> None:
    page = client.get("/nowhere", headers=HTML | {"Accept-Language": language})
    assert (page.status_code, page.headers["content-language"]) == (404, language)
    assert words in page.text
    assert page.headers["x-request-id"] in page.text
    assert_problem(client.get("/nowhere"), 404, "not-found")


@pytest.mark.parametrize(("language", "words"), [("en", "That is too much"), ("es", "Es demasiado de una vez")])
def test_a_part_of_a_page_that_fails_is_a_part(client: TestClient, language: str, words: str) -> None:
    most = client.app.state.settings.max_file_bytes
    headers = HTML | {"Accept-Language": language, "HX-Request": "true"}
    part = client.post("/", files={"file": ("a.txt", bytes(most + 1))}, headers=headers)
    assert part.status_code == 413
    assert words in part.text
    assert "<html" not in part.text
