"""Callers of every kind, who send again what was not taken, and keep what was acknowledged."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from typing import Any

import pyarrow.parquet as pq

from corpora.database import Database
from corpora.label_store import LabelStore
from service.job_files import JobFiles
from service.job_table import State
from service.jobs import Jobs
from service.settings import Settings
from tests.conftest import TEXTS
from tests.jobs import wait_until

PEOPLE = ("Ana", "Eva")
AGAIN_AFTER_SECONDS = 0.05
ACKNOWLEDGED_WITHIN_SECONDS = 120
DOCUMENTS = 40  # in an archive
UPLOAD_EVERY_SECONDS = 4.0  # a job takes as long
NEXT_WITHIN_SECONDS = 180
NO_ANSWER = 0
DELIBERATE = {NO_ANSWER, 200, 201, 202, 503, 507}
BOUNDARY = "boundary"


@dataclass
class Traffic:
    """What several callers send at a time, and what came of it.

    labels : author and text by the id that was acknowledged.
    jobs : ids of archives that were acknowledged.
    statuses : how often each came, by path; 0 where there was no answer.
    """

    url: str
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    retry_after: Counter[str] = field(default_factory=Counter)
    is_done: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def flows(self) -> Iterator[None]:
        """Everybody at work until the block is left, and until what they sent last is acknowledged."""
        work = [*(lambda name=name: self._label(name) for name in PEOPLE), self._upload, self._tag, self._tag_file]
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.is_done.set()
            for thread in threads:
                thread.join()

    def wait_for_progress(self, seconds: float = ACKNOWLEDGED_WITHIN_SECONDS) -> None:
        """Return once labels and tags, begun after now, are answered."""
        labels, tags = len(self.labels), self.n_answered("/v1/tag", 200)
        wait_until(
            lambda: len(self.labels) > labels + len(PEOPLE) and self.n_answered("/v1/tag", 200) > tags + 1, seconds
        )

    def n_answered(self, path: str, status: int) -> int:
        return self.statuses.get(path, Counter())[status]

    def not_deliberate(self) -> dict[str, int]:
        """Statuses that no fault excuses."""
        return {
            f"{path} {status}": number
            for path, found in self.statuses.items()
            for status, number in found.items()
            if status not in DELIBERATE
        }

    def _label(self, name: str) -> None:
        for number in count():
            if self.is_done.wait(AGAIN_AFTER_SECONDS):
                return
            text = f"{TEXTS['es' if number % 2 else 'en']} {name} {number}."
            body = json.dumps({"author": name, "text": text, "labels": ["enforcement"]}).encode()
            headers = {"Content-Type": "application/json", "Idempotency-Key": f"{name}-{number}"}
            self.labels[self._until_taken("/v1/examples", body, headers)["id"]] = (name, text)

    def _upload(self) -> None:
        for number in count():
            rows = "\n".join(
                json.dumps({"id": f"d{n}", "text": f"{TEXTS['es' if n % 2 else 'en']} {number} {n}."})
                for n in range(DOCUMENTS)
            )
            self.jobs.append(self._until_taken("/v1/archives", *to_form("a.jsonl", rows.encode()))["id"])
            if self.is_done.wait(UPLOAD_EVERY_SECONDS):
                return

    def _tag(self) -> None:
        documents = [{"id": code, "text": text} for code, text in TEXTS.items()]
        body = json.dumps({"documents": documents}).encode()
        while not self.is_done.wait(0.1):
            self._send("/v1/tag", body, {"Content-Type": "application/json"})

    def _tag_file(self) -> None:
        page = f"<!doctype html><html><body><p>{TEXTS['es']}</p></body></html>".encode()
        while not self.is_done.wait(0.3):
            self._send("/v1/tag/file", *to_form("página.html", page))

    def _until_taken(self, path: str, body: bytes, headers: dict[str, str]) -> Any:
        end = time.monotonic() + ACKNOWLEDGED_WITHIN_SECONDS
        while time.monotonic() < end:
            if (answer := self._send(path, body, headers)) is not None:
                return answer
            time.sleep(AGAIN_AFTER_SECONDS)
        raise TimeoutError(f"{path} did not take it: {self.statuses[path]}")

    def _send(self, path: str, body: bytes, headers: dict[str, str]) -> Any:
        """The answer where it was a good one, else None."""
        found = self.statuses.setdefault(path, Counter())
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers), timeout=30) as answer:
                content = json.load(answer)
                found[answer.status] += 1
                return content
        except urllib.error.HTTPError as error:
            found[error.code] += 1
            self.retry_after[error.headers.get("Retry-After", "")] += 1
            error.close()
        except (OSError, HTTPException, ValueError):
            found[NO_ANSWER] += 1
        return None


def to_form(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """Body and headers of an upload."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def status_of(url: str) -> tuple[int, str]:
    """The status of a page, and its text; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (OSError, HTTPException):
        return NO_ANSWER, ""


def wait_for_status(url: str, status: int, says: str = "", seconds: float = 120) -> None:
    """Return once a page has this status, and this in its text."""
    wait_until(lambda: (found := status_of(url))[0] == status and says in found[1], seconds)


def check_labels(settings: Settings, traffic: Traffic, measured: Callable[..., None]) -> None:
    """Every label that was acknowledged is there, once, and no other."""
    database = Database(settings.database)
    found = [(annotation.id, annotation.author, text) for annotation, text in LabelStore(database).export()]
    database.close()
    expected = {(id, author, text) for id, (author, text) in traffic.labels.items()}
    measured("labels acknowledged", len(expected), least=1)
    measured("labels lost", len(expected - set(found)), most=0)
    measured("labels stored twice", len(found) - len({text for _, _, text in found}), most=0)
    assert set(found) == expected


def check_jobs(settings: Settings, traffic: Traffic, measured: Callable[..., None], *, most_attempts: int) -> None:
    """Every archive that was acknowledged is done, one after the other, with each document once."""
    database = Database(settings.database)
    jobs = Jobs(database)
    for id in traffic.jobs:  # the more rounds, the more of them wait
        wait_until(lambda id=id: jobs.get(id).state not in (State.QUEUED, State.RUNNING), NEXT_WITHIN_SECONDS)
    found = [jobs.get(id) for id in traffic.jobs]
    database.close()
    ids = [pq.read_table(JobFiles(settings.home, job.id).tags)["id"].to_pylist() for job in found if job.n_done]
    wanted = [f"d{number}" for number in range(DOCUMENTS)]
    measured("archives acknowledged", len(found), least=1)
    measured("archives lost", len([job for job in found if job.state is not State.DONE]), most=0)
    measured("archives with documents missing or doubled", len([rows for rows in ids if rows != wanted]), most=0)
    measured("most attempts at an archive", max(job.attempts for job in found), most=most_attempts)
