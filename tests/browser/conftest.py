"""A served instance with a home of its own, and the system's Chromium, which tells of all that goes wrong on a page."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.conftest import Serve, Server

LOCALES = {"en": "en-US", "es": "es-MX"}
SANDBOX = ["--no-sandbox"]  # Chromium's own does not start as root, as which CI runs

TRUE_WITHIN_SECONDS = 30

Open = Callable[..., AbstractContextManager[Page]]


def wait_until(page: Page, expression: str, argument: object = None, seconds: float = TRUE_WITHIN_SECONDS) -> None:
    """Wait until JavaScript is true of a page; Playwright's own way needs `eval`, which the pages' policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression, argument):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait for all of it: a click alone returns before styles and the end."""
    with page.expect_navigation():
        page.click(selector)


@pytest.fixture(scope="module")
def server(serve: Serve, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance whose labels and documents nobody else sees."""
    own_home = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(home / "models", own_home / "models")
    with serve(POLICY_TAGGER_HOME=own_home) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium, which `.ci/run` installs."""
    chromium = shutil.which("chromium")
    assert chromium, "install Debian's chromium"
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chromium, args=SANDBOX) as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Open:
    """Open a page of the server in a language: with open_page("/help", "es") as page.

    Whatever the console says, the policy refuses, a dialog shows or another host is asked for is a failure.
    """

    @contextmanager
    def run(path: str, language: str, width: int = 1280, **options: Any) -> Iterator[Page]:
        options = {"viewport": {"width": width, "height": 900}, "locale": LOCALES[language]} | options
        wrong: list[str] = []
        with browser.new_context(base_url=server.url, **options) as context:
            page = context.new_page()
            page.on("console", lambda message: wrong.extend(complaints(message)))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
            page.on("requestfailed", lambda request: wrong.extend(_failure(request)))
            page.on("request", lambda request: wrong.extend(_elsewhere(request.url, server)))
            page.goto(path)
            yield page
        assert wrong == []

    return run


def complaints(message: ConsoleMessage) -> list[str]:
    """What the console says, where it is an error or a warning."""
    return [f"{message.type}: {message.text}"] if message.type in ("error", "warning") else []


def _failure(request: Request) -> list[str]:
    """Why a request failed, unless the page was left before it was answered."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


def _elsewhere(url: str, server: Server) -> list[str]:
    parts = urlsplit(url)
    is_here = parts.scheme in ("data", "blob") or parts.netloc == urlsplit(server.url).netloc
    return [] if is_here else [f"another host: {url}"]
