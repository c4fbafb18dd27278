"""Mixed traffic at 80 % of capacity, with archives, a retraining and a swap inside: nothing fails, memory stays.

`pytest --minutes 30` asks for the full length, with the model of the shipped corpus; shorter runs take the tiny one.
"""

import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from statistics import mean
from threading import Event

import httpx2
import pytest

from benchmarks.generated import generate_texts
from benchmarks.watching import descendants
from tests.background import in_background
from tests.conftest import POLICY_TAGGER, TEXTS, Serve
from tests.formats.office import to_docx
from tests.jobs import wait_until
from tests.steady import JSON, Call, closed_load, percentile_ms, steady_calls, tag_call

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(13)]

SHARE_OF_CAPACITY = 0.8
LONG_MINUTES = 5  # from here on it is a soak: the full model, and memory must stay
WARM_UP_SECONDS = 5
ARCHIVE_EVERY_SECONDS = 20
TRAINED_WITHIN_SECONDS = 600
MOST_GROWTH = 1.05  # of memory, from the second third to the last
EXPECTED = {200, 201, 202}
READ = ("/v1/examples?n=20", "/v1/review", "/v1/models", "/v1/models/current/drift", "/metrics")
PAGES = ("/", "/review", "/archive", "/models", "/help")
ARCHIVE = "\n".join(json.dumps({"id": f"{i}", "text": f"{TEXTS['en' if i % 2 else 'es']} {i}."}) for i in range(60))


def form(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a form with a file."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--x--\r\n", {"Content-Type": "multipart/form-data; boundary=x"}


def mixed_calls() -> list[Call]:
    """Of a hundred requests: documents in both languages, files, labels, and what people look at."""
    texts = list(islice(generate_texts(0), 100))
    calls = [tag_call(json.dumps({"documents": [{"id": "a", "text": text}]}).encode()) for text in texts[:72]]
    for number, text in enumerate(texts[72:78]):
        body, headers = form("a.docx", to_docx(text[:2000])) if number % 2 else form("a.txt", text.encode())
        calls.append(Call("POST", "/v1/tag/file", body, headers, "file"))
    for number, text in enumerate(texts[78:86]):
        example = {"text": text, "labels": ["prevention"], "author": f"person {number % 3}"}
        headers = JSON | {"Idempotency-Key": uuid.uuid4().hex}
        calls.append(Call("POST", "/v1/examples", json.dumps(example).encode(), headers, "label"))
    calls += [Call("GET", path, name="read") for path in READ]
    calls += [Call("GET", path, headers={"Accept-Language": code}, name="page") for path in PAGES for code in TEXTS]
    return [calls[place * 37 % len(calls)] for place in range(len(calls))]  # kinds well mixed


@contextmanager
def memory_of(pid: int) -> Iterator[list[float]]:
    """MB that the server processes hold together, a second at a time, until the block is left."""
    found: list[float] = []

    def sample(is_done: Event) -> None:
        while not is_done.wait(1):
            with suppress(FileNotFoundError, ProcessLookupError):
                found.append(sum(resident_mb(each) for each in descendants(pid) if is_server(each)))

    with in_background(sample):
        yield found


def is_server(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def resident_mb(pid: int) -> float:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return int(fields["VmRSS"].split()[0]) / 1024


def send_archive(url: str) -> str:
    """The address of an archive's job."""
    answer = httpx2.post(f"{url}/v1/archives", files={"file": ("a.jsonl", ARCHIVE.encode())}, timeout=20)
    assert answer.status_code == 202, answer.text
    return url + answer.headers["location"]


def send_archives(url: str, until: Callable[[], bool]) -> list[str]:
    """Addresses of the jobs of archives sent every while until it is time to stop."""
    sent: list[str] = []
    while True:
        sent.append(send_archive(url))
        end = time.monotonic() + ARCHIVE_EVERY_SECONDS
        while time.monotonic() < end:
            if until():
                return sent
            time.sleep(0.2)


def retrain_and_swap(url: str) -> None:
    """Train a version, let it serve, go back and forth once more."""
    old = ready_version(url)
    training = httpx2.post(f"{url}/v1/training-runs", json={}, timeout=20)
    trained = wait_for_job(url + training.headers["location"], TRAINED_WITHIN_SECONDS)
    assert trained["state"] == "done", trained
    for version in (old, trained["result"]["version"]) * 2:
        body = {"force": True, "reason": "the soak test swaps versions"}
        httpx2.post(f"{url}/v1/models/{version}/promote", json=body, timeout=20).raise_for_status()
        wait_until(lambda version=version: ready_version(url) == version, every=0.5)


def wait_for_job(address: str, seconds: float) -> dict:
    """A job once it has ended; asked for now and then, since who asks without a pause is in the way."""
    ended = ("done", "failed", "cancelled")
    with httpx2.Client(timeout=20) as client:
        return wait_until(lambda: (job := client.get(address).json())["state"] in ended and job, seconds, every=0.5)


def capacity_of(url: str, calls: Sequence[Call]) -> float:
    """Requests a second that are answered beside an archive, which takes its part of the machine every while."""
    closed_load(url, calls, 8, WARM_UP_SECONDS)
    send_archive(url)
    seconds = ARCHIVE_EVERY_SECONDS
    return len(closed_load(url, calls, 8, seconds, keep_alive=False)) / seconds


def thirds(values: Sequence[float]) -> tuple[float, float]:
    """Means of the second third and of the last."""
    third = len(values) // 3
    return mean(values[third : 2 * third]), mean(values[2 * third :])


def test_nothing_fails_and_memory_stays(
    home: Path,
    tiny_corpus: Path,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    serve: Serve,
    measured: Callable[..., None],
    pytestconfig: pytest.Config,
) -> None:
    minutes = pytestconfig.getoption("minutes")
    is_long = minutes >= LONG_MINUTES
    models = (request.getfixturevalue("shipped_home") if is_long else home) / "models"
    shutil.copytree(models, tmp_path / "models")
    settings = {"POLICY_TAGGER_HOME": tmp_path, "POLICY_TAGGER_LOG_LEVEL": "WARNING"}
    if not is_long:
        settings["POLICY_TAGGER_CORPUS"] = tiny_corpus
    calls = mixed_calls()
    with serve((POLICY_TAGGER, "serve", "--workers", 2), **settings) as server, memory_of(server.pid) as memory:
        capacity = capacity_of(server.url, calls)
        memory.clear()
        with steady_calls(server.url, calls, SHARE_OF_CAPACITY * capacity) as answers:
            end = time.monotonic() + 60 * minutes
            retrain_and_swap(server.url)
            archives = send_archives(server.url, lambda: time.monotonic() > end)
        jobs = [wait_for_job(address, 120) for address in archives]
    failed = [answer for answer in answers if answer.status not in EXPECTED]
    measured("capacity, requests a second", capacity)
    measured("requests", len(answers))
    for name in sorted({answer.name for answer in answers}):
        mine = [answer for answer in answers if answer.name == name]
        times = " / ".join(f"{percentile_ms(mine, share):.0f}" for share in (0.5, 0.95, 0.99))
        measured(f"{name}: requests; p50 / p95 / p99, ms", f"{len(mine):,}; {times}")
    measured("archives done", sum(job["state"] == "done" and not job["failures"] for job in jobs), least=len(archives))
    before, after = thirds(memory)
    measured("memory of the server processes in the second third and in the last, MB", f"{before:.0f}, {after:.0f}")
    measured("memory, the last third ÷ the second", after / before, most=MOST_GROWTH if is_long else None)
    measured("failed", len(failed), most=0)


def ready_version(url: str) -> str:
    return httpx2.get(f"{url}/readyz", timeout=20).json()["model_version"]
