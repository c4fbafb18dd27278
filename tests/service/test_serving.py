import shutil
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpora.taxonomy import LANGUAGES
from models.errors import NoVersionError
from models.registry import CURRENT_FILE, Registry
from models.stored_version import MODEL_FILE
from models.tagger import Tagger
from service import serving as serving_module
from service.api import create_app
from service.requests import Metrics
from service.serving import Serving
from service.settings import Settings
from tests.background import in_background
from tests.jobs import wait_until
from tests.service.test_requests import counts
from tests.versions import copy_version, damaged, no_model, with_other_lexicon

BROKEN = {"damaged": (damaged, "SHA-256"), "no model": (no_model, "AttributeError")}


@pytest.fixture
def registry(home: Path, tmp_path: Path) -> Registry:
    """A registry of its own that holds the tiny version."""
    shutil.copytree(home / "models", tmp_path / "models")
    return Registry(tmp_path / "models")


@pytest.fixture
def first(registry: Registry) -> str:
    return registry.current()


@pytest.fixture
def serving(registry: Registry) -> Serving:
    """What serves that version."""
    serving = Serving(registry, Metrics())
    serving.look()
    return serving


@pytest.fixture
def api(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The API, which looks for another version when a test lets it."""
    monkeypatch.setattr(serving_module, "LOOK_EVERY_SECONDS", 600.0)
    with TestClient(create_app(Settings(home=registry.folder.parent))) as client:
        yield client


def loads(serving: Serving) -> dict[str, float]:
    registry = serving._metrics.registry
    name = "policy_tagger_model_loads_total"
    return {result: registry.get_sample_value(name, {"result": result}) or 0 for result in ("loaded", "failed")}


def version_of(serving: Serving) -> str:
    return serving.require().manifest.version


def test_the_version_that_becomes_current_is_taken_up(serving: Serving, registry: Registry, first: str) -> None:
    assert version_of(serving) == first
    registry.make_current(copy_version(registry, first, "copy"))
    serving.look()
    assert version_of(serving) == "copy"
    assert loads(serving) == {"loaded": 2, "failed": 0}


def test_what_serves_is_not_loaded_again(serving: Serving) -> None:
    tagger = serving.require()
    serving.look()
    assert serving.require() is tagger


def test_without_a_version_it_says_why_and_serves_once_there_is_one(
    registry: Registry, first: str, tmp_path: Path
) -> None:
    (registry.folder / CURRENT_FILE).unlink()
    serving = Serving(registry, Metrics())
    serving.look()
    with pytest.raises(NoVersionError, match="policy-tagger train"):
        serving.require()
    registry.make_current(first)
    serving.look()
    assert version_of(serving) == first


@pytest.mark.parametrize(("make", "is_shared"), [(copy_version, True), (with_other_lexicon, False)])
def test_the_analyser_is_shared_where_the_lexicon_is_the_same(
    serving: Serving, registry: Registry, first: str, make: Callable[..., str], is_shared: bool
) -> None:
    analyser = serving.require().analyser
    registry.make_current(make(registry, first, "other"))
    serving.look()
    assert version_of(serving) == "other"
    assert (serving.require().analyser is analyser) == is_shared


@pytest.mark.parametrize(("make", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_version_that_cannot_be_loaded_leaves_the_old_one_serving(
    serving: Serving, registry: Registry, first: str, make: Callable[..., str], reason: str
) -> None:
    registry.make_current(make(registry, first, "broken"))
    for _ in range(3):
        serving.look()
    assert version_of(serving) == first
    assert serving.failure.version == "broken"
    assert reason in serving.failure.reason
    assert loads(serving) == {"loaded": 1, "failed": 1}, "it is not tried again at once"
    registry.make_current(first)
    serving.look()
    assert serving.failure is None


def test_a_version_that_failed_is_tried_again_after_a_while(
    serving: Serving, registry: Registry, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_module, "AGAIN_AFTER_SECONDS", 0.0)
    registry.make_current(damaged(registry, first, "other"))
    serving.look()
    shutil.copy(registry.folder / first / MODEL_FILE, registry.folder / "other")
    serving.look()
    assert (version_of(serving), serving.failure) == ("other", None)


def test_a_current_file_that_is_lost_or_cannot_be_read_stops_nothing(
    serving: Serving, registry: Registry, first: str
) -> None:
    (registry.folder / CURRENT_FILE).unlink()
    serving.look()
    assert serving.failure.version is None
    (registry.folder / CURRENT_FILE).mkdir()
    serving.look()
    assert "IsADirectoryError" in serving.failure.reason
    assert version_of(serving) == first


@pytest.mark.parametrize("make", [copy_version, with_other_lexicon])
def test_a_version_is_loaded_in_short_stretches_while_another_serves(
    registry: Registry, first: str, monkeypatch: pytest.MonkeyPatch, make: Callable[..., str]
) -> None:
    rested = []
    monkeypatch.setattr(serving_module, "now_and_then", lambda: lambda: rested.append(time.monotonic()))
    serving = Serving(registry, Metrics())
    serving.look()
    assert rested == [], "at the start nobody waits"
    registry.make_current(make(registry, first, "other"))
    serving.look()
    assert version_of(serving) == "other"
    n_concepts = len(serving.require().model.lexicon)
    assert len(rested) >= (2 if make is copy_version else 2 + len(LANGUAGES) * n_concepts)


def test_a_running_service_takes_up_a_version_by_itself(
    registry: Registry, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_module, "LOOK_EVERY_SECONDS", 0.02)
    before = set(threading.enumerate())
    with TestClient(create_app(Settings(home=registry.folder.parent))) as api:
        registry.make_current(copy_version(registry, first, "copy"))
        wait_until(lambda: api.get("/readyz").json()["model_version"] == "copy")
        assert any(thread.name == "model watcher" for thread in set(threading.enumerate()) - before)
    assert not any(thread.name == "model watcher" for thread in set(threading.enumerate()) - before)


def test_a_failure_shows_where_operators_look(api: TestClient, registry: Registry, first: str) -> None:
    assert api.get("/readyz").json()["failed"] is None
    registry.make_current(damaged(registry, first, "broken"))
    api.app.state.serving.look()
    answer = api.get("/readyz")
    assert (answer.status_code, answer.json()["model_version"]) == (200, first)
    assert answer.json()["failed"]["version"] == "broken"
    assert "SHA-256" in answer.json()["failed"]["reason"]
    assert counts(api, "model_loads") == {("loaded",): 1, ("failed",): 1}
    assert f'policy_tagger_model_version{{version="{first}"}} 1.0' in api.get("/metrics").text


def test_an_archive_is_tagged_by_what_serves(api: TestClient, registry: Registry, first: str, text: str) -> None:
    registry.make_current(damaged(registry, first, "broken"))
    api.app.state.serving.look()
    job = api.post("/v1/archives", files={"file": ("a.txt", text.encode())})
    assert (job.status_code, job.json()["model_version"]) == (202, first)


def test_only_the_version_that_serves_stands_in_the_metrics(api: TestClient, registry: Registry, first: str) -> None:
    registry.make_current(copy_version(registry, first, "copy"))
    api.app.state.serving.look()
    lines = [line for line in api.get("/metrics").text.splitlines() if line.startswith("policy_tagger_model_version")]
    assert lines == ['policy_tagger_model_version{version="copy"} 1.0']


def test_one_version_makes_the_whole_answer(api: TestClient, registry: Registry, first: str, text: str) -> None:
    serving = api.app.state.serving
    taggers = cycle([serving.require(), Tagger.load(registry, copy_version(registry, first, "copy"))])

    def swap(is_done: threading.Event) -> None:
        while not is_done.wait(0.0005):
            serving.tagger = next(taggers)

    body = {"documents": [{"id": str(number), "text": text} for number in range(70)]}
    seen = set()
    with in_background(swap):
        while seen != {first, "copy"}:
            answer = api.post("/v1/tag", json=body).json()
            versions = {answer["model_version"], *(row["model_version"] for row in answer["predictions"])}
            assert len(versions) == 1
            seen |= versions
