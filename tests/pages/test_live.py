"""Progress as a stream, over a real server: what it says, how many there may be, and that it ends."""

import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corpora.database import Database
from service.job_schemas import ArchiveFields
from service.job_table import Job, Kind, State
from service.job_watch import MOST_PLACES_OF_ONE, JobWatch
from service.jobs import Jobs
from service.pages.live import STREAM_SECONDS
from service.settings import Settings
from tests.conftest import POLICY_TAGGER, Serve, Server
from tests.examples import copy_of

pytestmark = pytest.mark.long

FREE_WITHIN_SECONDS = 5.0


@pytest.fixture(scope="module")
def own_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of(home, tmp_path_factory.mktemp("home") / "own")


@pytest.fixture(scope="module")
def server(serve: Serve, own_home: Path) -> Iterator[Server]:
    """A server whose jobs nobody does but the test."""
    with serve((POLICY_TAGGER, "serve", "--no-worker"), POLICY_TAGGER_HOME=own_home) as server:
        yield server


@pytest.fixture
def jobs(server: Server, own_home: Path) -> Iterator[Jobs]:
    database = Database(Settings(home=own_home).database)
    yield Jobs(database)
    database.close()


@pytest.fixture
def job(jobs: Jobs) -> Job:
    jobs.submit(Kind.ARCHIVE, "<b>archivo</b>.zip", ArchiveFields().to_options("v"))
    claimed = jobs.claim(Kind.ARCHIVE)
    assert claimed is not None
    return claimed


@contextmanager
def stream(server: Server, job: Job, language: str = "en") -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", f"/archive/{job.id}/events", headers={"Accept-Language": language})
    with connection.getresponse() as answer:
        yield answer
    connection.close()


def next_event(answer: http.client.HTTPResponse) -> tuple[str, str]:
    """The name and the data of the next event that has a name."""
    name, data = "", []
    while line := answer.readline().decode():
        if line == "\n" and name:
            break
        field, _, text = line.rstrip("\n").partition(": ")
        name = text if field == "event" else name
        data += [text] if field == "data" else []
    return name, "\n".join(data)


def report(jobs: Jobs, job: Job, n_done: int) -> None:
    assert jobs.report(job.id, str(job.owner), n_done=n_done, share=0.5)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "documents: 1,234"), ("es", "documentos: 1\N{NO-BREAK SPACE}234")]
)
def test_progress_comes_as_it_is_made_and_ends_with_the_job(
    server: Server, jobs: Jobs, job: Job, language: str, words: str
) -> None:
    with stream(server, job, language) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert next_event(answer)[0] == "progress"
        report(jobs, job, 1234)
        name, shown = next_event(answer)
        assert (name, words in shown, "<b>archivo" in shown) == ("progress", True, False)
        jobs.finish(job.id, str(job.owner), State.DONE)
        assert next_event(answer) == ("end", "")
        assert answer.read() == b""


def test_one_client_takes_few_places_and_leaves_them_by_closing(server: Server, jobs: Jobs, job: Job) -> None:
    with stream(server, job) as first:
        next_event(first)
        with stream(server, job) as second, stream(server, job) as third, stream(server, job) as fourth:
            assert [next_event(one)[0] for one in (second, third, fourth)] == ["progress"] * 3
            with stream(server, job) as refused:
                assert (refused.status, refused.read()) == (204, b"")
        end = time.monotonic() + FREE_WITHIN_SECONDS
        while True:
            with stream(server, job) as again:
                if again.status == 200:
                    break
            assert time.monotonic() < end, "a place that was left stays taken"
            time.sleep(0.1)
    jobs.finish(job.id, str(job.owner), State.DONE)


def test_a_stream_ends_by_itself_so_that_a_server_can(server: Server, jobs: Jobs, job: Job) -> None:
    started = time.monotonic()
    with stream(server, job) as answer:
        lines = answer.read().decode()
    assert time.monotonic() - started < STREAM_SECONDS + 5
    assert "event: end" not in lines
    assert lines.count("\n:\n") >= 2
    jobs.finish(job.id, str(job.owner), State.DONE)


def test_places_are_bounded_in_all_and_left_again() -> None:
    watch = JobWatch(most_places=MOST_PLACES_OF_ONE + 1)
    with watch.place("a", "ana") as first, watch.place("b", "eva") as second:
        assert (first, second) == (True, True)
        with watch.place("a", "ana"), watch.place("a", "ana"), watch.place("a", "ana"), watch.place("c", "luz") as last:
            assert (last, watch.n_taken) == (False, MOST_PLACES_OF_ONE + 1)
    assert watch.n_taken == 0
