"""Trainings as jobs, done by a worker process on the tiny corpus."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora.annotation import NewAnnotation
from corpora.corpus import digest_of
from corpora.database import Database
from corpora.label_store import LabelStore
from models.registry import Registry
from service.job_table import Job, Kind, State
from service.jobs import Jobs
from service.learning import training_lock
from service.promotion import promotions
from service.settings import Settings
from tests.conftest import TEXTS
from tests.jobs import child_of, is_alive, kill, wait_until, worker
from tests.versions import rewrite
from training.stages import SHARES

pytestmark = pytest.mark.long

OPTIONS = {"promote": True, "labels": True, "actor": "ana"}


@pytest.fixture
def settings(tiny_corpus: Path, tmp_path: Path) -> Settings:
    """An empty home."""
    return Settings(home=tmp_path / "home", corpus=str(tiny_corpus), lease_seconds=2)


@pytest.fixture
def registry(settings: Settings) -> Registry:
    return Registry(settings.models_folder)


@pytest.fixture
def queue(settings: Settings) -> Iterator[Jobs]:
    """Its jobs."""
    database = Database(settings.database)
    yield Jobs(database, settings.lease_seconds)
    database.close()


def submit(jobs: Jobs, **options: object) -> Job:
    return jobs.submit(Kind.TRAINING, "", OPTIONS | options)


def wait_for(jobs: Jobs, job: Job, state: State = State.DONE) -> Job:
    wait_until(lambda: jobs.get(job.id).state is state, 120)
    return jobs.get(job.id)


def test_a_version_is_trained_with_peoples_labels_and_made_current_on_either_database(
    settings: Settings, database_url: str, tiny_corpus: Path
) -> None:
    settings = settings.model_copy(update={"database_url": database_url})
    database = Database(settings.database)
    for language, text in TEXTS.items():
        LabelStore(database).add(NewAnnotation(author="ana", text=text, language=language, labels=("enforcement",)))
    jobs, registry = Jobs(database), Registry(settings.models_folder)
    job = submit(jobs)
    with worker(settings):
        found = wait_for(jobs, job)
    version = registry.current()
    assert found.result == {"version": version, "gate_passed": True, "promoted": True, "note": None}
    assert (found.stage, found.attempts) == (None, 1)
    manifest = registry.read_manifest(version)
    assert (manifest.run, manifest.people["n_examples"]) == (job.id, 2)
    assert manifest.corpus_digest == digest_of(tiny_corpus)
    assert [(p.version, p.actor) for p in promotions(database)] == [(version, "ana")]
    database.close()


def test_a_version_that_is_not_to_serve_stays_a_candidate(settings: Settings, queue: Jobs, registry: Registry) -> None:
    job = submit(queue, promote=False)
    with worker(settings):
        found = wait_for(queue, job)
    assert registry.versions() == [found.result["version"]]
    assert (registry.history(), found.result["promoted"], found.result["gate_passed"]) == ([], False, True)


def test_a_version_that_the_gate_refuses_does_not_serve_and_the_result_says_why(
    settings: Settings, queue: Jobs, registry: Registry, tiny_corpus: Path, tmp_path: Path
) -> None:
    first = submit(queue)
    with worker(settings):
        good = wait_for(queue, first).result["version"]
    worse = Path(shutil.copytree(tiny_corpus, tmp_path / "worse"))
    flip(worse / "documents/documents.jsonl")
    second = submit(queue)
    with worker(settings.model_copy(update={"corpus": str(worse)})):
        found = wait_for(queue, second)
    assert (found.result["gate_passed"], found.result["promoted"]) == (False, False)
    assert "the gate refuses" in found.result["note"]
    assert "macro f1" in found.result["note"]
    assert registry.current() == good
    assert found.result["version"] in registry.versions()


def flip(path: Path) -> None:
    """Swap two labels and leave one out, in every document."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    other = {"enforcement": ["prevention"], "prevention": ["enforcement"], "drug_policy_reform": ["prevention"]}
    for row in rows:
        row["labels"] = other.get(next(iter(row["labels"]), ""), row["labels"])
        row["labels"] = row["labels"] or ["drug_policy_reform"]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")


def test_progress_shows_its_stage(settings: Settings, queue: Jobs) -> None:
    job, seen = submit(queue), set()

    def note() -> bool:
        found = queue.get(job.id)
        seen.add((found.stage, found.share))
        return found.state is State.DONE

    with worker(settings):
        wait_until(note, 120)
    stages = {stage for stage, _ in seen if stage}
    assert stages
    assert stages <= set(SHARES)
    assert all(share == SHARES[stage] for stage, share in seen if stage)


def test_a_cancelled_training_stops_and_leaves_no_version(settings: Settings, queue: Jobs, registry: Registry) -> None:
    job = submit(queue)
    with worker(settings) as process:
        wait_until(lambda: queue.get(job.id).stage)
        child = child_of(process)
        assert queue.cancel(job.id)
        wait_until(lambda: not is_alive(child))
    assert registry.versions() == []


def test_a_training_that_was_killed_is_begun_again(settings: Settings, queue: Jobs, registry: Registry) -> None:
    job = submit(queue)
    with worker(settings) as process:
        wait_until(lambda: queue.get(job.id).stage)
        kill(child_of(process))
        found = wait_for(queue, job)
    assert (found.attempts, found.message) == (2, None)
    assert registry.versions() == [registry.current()] == [found.result["version"]]


def test_a_version_that_was_stored_before_the_kill_is_not_trained_again(
    settings: Settings, queue: Jobs, registry: Registry
) -> None:
    first = submit(queue, promote=False)
    with worker(settings):
        version = wait_for(queue, first).result["version"]
    again = submit(queue)
    rewrite(registry, version, run=again.id)
    with worker(settings):
        assert wait_for(queue, again).result == {
            "version": version,
            "gate_passed": True,
            "promoted": True,
            "note": None,
        }
    assert registry.versions() == [version]


def test_one_training_goes_on_at_a_time(settings: Settings, queue: Jobs) -> None:
    lock = training_lock(settings)
    lock.parent.mkdir(parents=True)
    job = submit(queue)
    with lock.open("w") as file, worker(settings):
        fcntl.flock(file, fcntl.LOCK_EX)
        wait_until(lambda: queue.get(job.id).state is State.RUNNING)
        found = wait_for(queue, job, State.QUEUED)
        assert (found.attempts, found.message) == (0, None)
        fcntl.flock(file, fcntl.LOCK_UN)
        wait_for(queue, job)


def test_a_corpus_that_cannot_be_used_is_named(settings: Settings, queue: Jobs, tmp_path: Path) -> None:
    job = submit(queue)
    with worker(settings.model_copy(update={"corpus": str(tmp_path / "nowhere")})):
        assert "nowhere" in wait_for(queue, job, State.FAILED).message
