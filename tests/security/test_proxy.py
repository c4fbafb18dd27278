"""The configuration of nginx that ships, in front of a served instance."""

import re
from collections.abc import Callable, Iterator

import httpx2
import pytest

from service.settings import Settings
from tests.conftest import TEXTS, Serve, Server
from tests.jobs import wait_until
from tests.nginx import CONFIGURATION, nginx_before
from tests.slow import SLOW_BODY, SLOW_HEAD, slow_clients

N_SLOW = 40
TIMEOUT_SECONDS = 3
SLACK_SECONDS = 3
TIMEOUTS = {f"client_{part}_timeout 10s": f"client_{part}_timeout {TIMEOUT_SECONDS}s" for part in ("header", "body")}
PLACES = {
    "location / ": "max_body_bytes",
    "location = / ": "max_file_bytes",
    "location = /v1/tag/file ": "max_file_bytes",
    "location = /archive ": "max_archive_bytes",
    "location = /v1/archives ": "max_archive_bytes",
}
pytestmark = [pytest.mark.long, pytest.mark.case(3)]


@pytest.fixture(scope="module")
def server(serve: Serve) -> Iterator[Server]:
    with serve(POLICY_TAGGER_ALLOWED_HOSTS="tagger.example.org,127.0.0.1", POLICY_TAGGER_OPEN=True) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: Server) -> Iterator[str]:
    with nginx_before(server.url, **TIMEOUTS) as url:
        yield url


def tag(url: str, language: str = "en", **headers: str) -> httpx2.Response:
    body = {"documents": [{"id": "a", "text": TEXTS[language]}]}
    return httpx2.post(f"{url}/v1/tag", json=body, headers=headers, timeout=20)


def test_sizes_are_those_of_the_settings() -> None:
    text = CONFIGURATION.read_text(encoding="utf-8")
    outer = re.search(r"^        client_max_body_size (\d+);$", text, re.MULTILINE)[1]
    found = {place: re.search(re.escape(place) + r"\{ client_max_body_size (\d+);", text) for place in PLACES}
    sizes = {place: int(match[1] if match else outer) for place, match in found.items()}
    assert sizes == {place: Settings.model_fields[name].default for place, name in PLACES.items()}


@pytest.mark.parametrize("language", TEXTS)
def test_a_plain_request_passes(proxy: str, language: str) -> None:
    answer = tag(proxy, language)
    assert (answer.status_code, answer.json()["predictions"][0]["primary"]) == (200, "enforcement")


def test_the_host_is_kept(proxy: str) -> None:
    assert tag(proxy, Host="tagger.example.org").status_code == 200
    assert tag(proxy, Host="elsewhere.example").status_code == 421
    own, foreign = ({"Host": "tagger.example.org", "Origin": f"http://{name}"} for name in ("tagger.example.org", "b"))
    assert [tag(proxy, **headers).status_code for headers in (own, foreign)] == [200, 403]


@pytest.mark.parametrize("is_chunked", [False, True])
def test_too_large_a_body_gets_413_as_the_service_would_say_it(proxy: str, is_chunked: bool) -> None:
    body = b" " * (Settings.model_fields["max_body_bytes"].default + 1)
    content = iter([body]) if is_chunked else body
    answer = httpx2.post(f"{proxy}/v1/tag", content=content, headers={"Content-Type": "application/json"}, timeout=30)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
    assert answer.json()["type"] == "urn:policy-tagger:problem:body-too-large"


def test_a_file_larger_than_other_bodies_passes(proxy: str) -> None:
    size = Settings.model_fields["max_body_bytes"].default + 1
    answer = httpx2.post(f"{proxy}/v1/tag/file", files={"file": ("a.pdf", b"%PDF-1.7 " + bytes(size))}, timeout=30)
    assert (answer.status_code, answer.json()["predictions"][0]["reason"]) == (200, "corrupt")


def test_metrics_are_not_for_everybody(proxy: str, server: Server) -> None:
    assert httpx2.get(f"{proxy}/metrics").status_code == 403
    assert httpx2.get(f"{server.url}/metrics").status_code == 200


def test_slow_clients_are_closed_and_never_reach_the_service(
    proxy: str, server: Server, measured: Callable[..., None]
) -> None:
    before = httpx2.get(f"{server.url}/metrics").text
    with slow_clients(proxy, N_SLOW, stops=True) as clients:
        wait_until(lambda: all(client.seconds is not None for client in clients), 4 * TIMEOUT_SECONDS)
        assert tag(proxy).status_code == 200
    for kind in (SLOW_HEAD, SLOW_BODY):
        longest = max(client.seconds or 0 for client in clients if client.kind == kind)
        measured(f"longest of {N_SLOW // 2} slow by {kind}, s", longest, most=TIMEOUT_SECONDS + SLACK_SECONDS)
    assert n_posts(httpx2.get(f"{server.url}/metrics").text) == n_posts(before) + 1


def test_a_body_that_dribbles_never_reaches_the_service(proxy: str, server: Server) -> None:
    before = httpx2.get(f"{server.url}/metrics").text
    with slow_clients(proxy, N_SLOW) as clients:
        wait_until(lambda: all(client.seconds for client in clients if client.kind == SLOW_HEAD), 4 * TIMEOUT_SECONDS)
    assert n_posts(httpx2.get(f"{server.url}/metrics").text) == n_posts(before)


def test_one_address_may_not_have_all_connections(proxy: str) -> None:
    with slow_clients(proxy, 2 * 60, stops=True) as clients:
        wait_until(lambda: any(client.status == 429 for client in clients))
    (answer,) = {client.answer.split(b"\r\n\r\n")[1] for client in clients if client.status == 429}
    assert b"urn:policy-tagger:problem:too-many-requests" in answer


def test_without_the_service_the_answer_is_503() -> None:
    with nginx_before("http://127.0.0.1:1") as url:
        answer = tag(url)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:policy-tagger:problem:not-ready")


def n_posts(metrics: str) -> float:
    """How many requests have reached the service."""
    return sum(float(line.split()[-1]) for line in metrics.splitlines() if 'requests_total{method="POST"' in line)
