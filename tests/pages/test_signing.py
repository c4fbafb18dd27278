import pytest
from starlette.testclient import TestClient

from service.keys import Keys
from service.pages.guard import KEY_COOKIE
from service.scopes import Scope
from tests.conftest import TEXTS

FORM = {"text": TEXTS["es"]}
WORDS = {"en": "Sign in", "es": "Iniciar sesión"}


@pytest.fixture
def keys(bare_site: TestClient) -> Keys:
    """The keys that open it."""
    return Keys(bare_site.app.state.jobs.database)


def sign_in(site: TestClient, secret: str, wanted: str = "/") -> str:
    answer = site.post("/sign-in", data={"key": secret, "next": wanted})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_pages_are_open_until_a_key_is_made(bare_site: TestClient, keys: Keys) -> None:
    assert bare_site.get("/").status_code == 200
    keys.create("ana", [Scope.TAG])
    answer = bare_site.get("/?lang=es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2F%3Flang%3Des")
    assert bare_site.post("/", data=FORM).status_code == 401
    assert bare_site.get("/help").status_code == 200


@pytest.mark.parametrize("language", WORDS)
def test_a_key_signs_in_until_it_signs_out(bare_site: TestClient, keys: Keys, language: str) -> None:
    _, secret = keys.create("ana", [Scope.TAG])
    assert WORDS[language] in bare_site.get("/sign-in", params={"lang": language}).text
    assert sign_in(bare_site, f" {secret} ", "/help") == "/help"
    page = bare_site.get("/")
    assert page.status_code == 200
    assert "ana" in page.text
    assert bare_site.post("/sign-out").headers["location"] == "/sign-in"
    assert bare_site.get("/").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(bare_site: TestClient, keys: Keys) -> None:
    _, secret = keys.create("ana", [Scope.TAG])
    for base, is_secure in (("http://testserver", False), ("https://testserver", True)):
        cookie = bare_site.post(f"{base}/sign-in", data={"key": secret}).headers["set-cookie"].lower()
        assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/", "max-age=43200"))
        assert ("secure" in cookie) == is_secure


@pytest.mark.parametrize("key", ["", "ptk_wrong", "clave-ñ", "\0"])
def test_an_unknown_key_is_refused(bare_site: TestClient, keys: Keys, key: str) -> None:
    keys.create("ana", [Scope.TAG])
    answer = bare_site.post("/sign-in", data={"key": key})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "unknown or was revoked" in answer.text


def test_a_revoked_key_opens_nothing_any_more(bare_site: TestClient, keys: Keys) -> None:
    key, secret = keys.create("ana", [Scope.TAG])
    sign_in(bare_site, secret)
    keys.revoke(key.id)
    assert bare_site.get("/").status_code == 303


@pytest.mark.parametrize("wanted", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "a\n"])
def test_signing_in_never_leads_to_another_site(bare_site: TestClient, keys: Keys, wanted: str) -> None:
    _, secret = keys.create("ana", [Scope.TAG])
    assert sign_in(bare_site, secret, wanted) == "/"
    assert f'value="{wanted}"' not in bare_site.get("/sign-in", params={"next": wanted}).text


def test_a_key_that_may_not_tag_is_not_led_to_the_tag_page(bare_site: TestClient, keys: Keys) -> None:
    _, secret = keys.create("ana", [Scope.LABEL])
    sign_in(bare_site, secret)
    assert bare_site.get("/").status_code == 403
    assert 'href="/help"' in (page := bare_site.get("/help").text)
    assert '<a href="/">' not in page


def test_the_key_of_the_pages_opens_no_route_of_the_api(bare_site: TestClient, keys: Keys) -> None:
    _, secret = keys.create("ana", [Scope.TAG])
    sign_in(bare_site, secret)
    assert bare_site.cookies[KEY_COOKIE] == secret
    assert bare_site.post("/v1/tag", json={"documents": [{"id": "a", "text": "b"}]}).status_code == 401
