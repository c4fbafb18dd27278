"""A service that an init system stops: all its processes get SIGTERM at once, and what is under way is finished."""

import io
import os
import shutil
import signal
import threading
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from docx import Document

from benchmarks.watching import descendants
from service.pages.live import STREAM_SECONDS
from tests.conftest import POLICY_TAGGER, TEXTS, Serve
from tests.jobs import wait_until

pytestmark = pytest.mark.long
SLACK_SECONDS = 15


def large_docx() -> bytes:
    """A document that takes a second to read."""
    document, content = Document(), io.BytesIO()
    for number in range(4_000):
        document.add_paragraph(f"{TEXTS['es']} {number}.")
    document.save(content)
    return content.getvalue()


def readers_of(pid: int) -> list[int]:
    """The processes that read files: one that serves orders, and for each file one that watches and one that reads."""
    return [each for each in descendants(pid) if b"corpora.readers.child" in Path(f"/proc/{each}/cmdline").read_bytes()]


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_a_file_that_is_being_read_is_answered(
    serve: Serve, home: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    content, answers = large_docx(), []
    with serve((POLICY_TAGGER, "serve", *options), POLICY_TAGGER_HOME=tmp_path) as server:

        def post() -> None:
            files: dict[str, Any] = {"file": ("a.docx", content)}
            answer = httpx2.post(f"{server.url}/v1/tag/file", files=files, data={"evidence": "false"}, timeout=60)
            answers.append(answer.json()["predictions"][0]["reason"])

        thread = threading.Thread(target=post)
        thread.start()
        with suppress(FileNotFoundError, ProcessLookupError):
            wait_until(lambda: len(readers_of(server.pid)) >= 3, every=0.005)
        for pid in (server.pid, *descendants(server.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        thread.join()
    assert answers == [None]


def test_who_watches_a_job_keeps_the_service_from_ending_for_seconds_only(
    serve: Serve, home: Path, tmp_path: Path
) -> None:
    shutil.copytree(home / "models", tmp_path / "models")
    with serve((POLICY_TAGGER, "serve", "--no-worker"), POLICY_TAGGER_HOME=tmp_path) as server:
        files = {"file": ("a.txt", TEXTS["en"].encode())}
        id = httpx2.post(f"{server.url}/v1/archives", files=files, timeout=60).json()["id"]
        connection = HTTPConnection(urlsplit(server.url).netloc, timeout=60)
        connection.request("GET", f"/archive/{id}/events")
        assert connection.getresponse().readline()
        os.kill(server.pid, signal.SIGTERM)
        wait_until(lambda: not Path(f"/proc/{server.pid}/cmdline").read_bytes(), STREAM_SECONDS + SLACK_SECONDS)
        connection.close()
