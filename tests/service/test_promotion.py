import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from corpora.database import Database, DatabaseError
from models.errors import ArtefactError, NoVersionError
from models.manifest import Manifest
from models.registry import MODEL_FILE, Registry
from service.promotion import GateError, NotCurrentError, promote, promotions, rollback
from service.promotion_table import Action

CHECK = {"what": "f1 of prevention in es", "passed": False}
WITHIN_SECONDS = 5


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def save(registry: Registry, number: int, *, current: str | None = None, passed: bool = True, **facts: Any) -> str:
    """Store a version that was compared with another."""
    gate = {"passed": passed, "current": current, "obstacle": None, "checks": [] if passed else [CHECK]}
    given = {"corpus_digest": "", "labels": [], "n_examples": 0, "config": {}, "metrics": {}, "gate": gate}
    return registry.save(number, created=f"2026-01-0{number}T00:00:00+00:00", **given | facts).version


@pytest.fixture
def chain(registry: Registry, database: Database) -> list[str]:
    """Three versions, each promoted in the place of the one before."""
    versions: list[str] = []
    for number in (1, 2, 3):
        versions.append(save(registry, number, current=versions[-1] if versions else None))
        promote(registry, database, versions[-1], actor="ana")
    return versions


def test_what_the_gate_lets_through_serves_and_stands_in_the_log(
    registry: Registry, database: Database, chain: list[str]
) -> None:
    assert registry.current() == chain[2]
    assert registry.history() == chain[::-1]
    logged = promotions(database)
    assert [(p.action, p.version, p.previous, p.actor) for p in logged] == [
        (Action.PROMOTE, chain[2], chain[1], "ana"),
        (Action.PROMOTE, chain[1], chain[0], "ana"),
        (Action.PROMOTE, chain[0], None, "ana"),
    ]
    assert abs(logged[0].created_at - time.time()) < 60


def test_what_is_not_committed_does_not_happen(
    registry: Registry, database: Database, chain: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = save(registry, 4, current=chain[-1])
    write = database.write

    @contextmanager
    def fail_at_the_end() -> Iterator[Any]:
        with write() as connection:
            yield connection
            raise DatabaseError("it is gone")

    monkeypatch.setattr(database, "write", fail_at_the_end)
    with pytest.raises(DatabaseError):
        promote(registry, database, candidate, actor="ana")
    with pytest.raises(DatabaseError):
        rollback(registry, database, actor="ana")
    assert registry.history() == chain[::-1]
    assert len(promotions(database)) == len(chain)


def test_what_the_gate_refuses_does_not_serve_and_the_table_says_why(registry: Registry, database: Database) -> None:
    good = save(registry, 1)
    promote(registry, database, good, actor="ana")
    bad = save(registry, 2, current=good, passed=False)
    with pytest.raises(GateError, match=r"the gate refuses .*: f1 of prevention in es") as error:
        promote(registry, database, bad, actor="ana")
    assert error.value.gate["checks"] == [CHECK]
    assert registry.current() == good
    assert len(promotions(database)) == 1


def test_a_reason_forces_the_gate_and_is_logged(registry: Registry, database: Database) -> None:
    bad = save(registry, 1, passed=False)
    promotion = promote(registry, database, bad, actor="ana", force=True, reason="nueva taxonomía")
    assert registry.current() == bad
    assert (promotion.action, promotion.reason) == (Action.FORCE, "nueva taxonomía")
    assert promotions(database) == [promotion]


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_without_a_reason_nothing_is_forced(registry: Registry, database: Database, reason: str | None) -> None:
    bad = save(registry, 1, passed=False)
    with pytest.raises(GateError, match="needs a reason"):
        promote(registry, database, bad, actor="ana", force=True, reason=reason)
    assert registry.history() == []


def test_a_version_that_was_never_compared_is_refused(registry: Registry, database: Database) -> None:
    with pytest.raises(GateError, match="was never compared"):
        promote(registry, database, save(registry, 1, gate=None), actor="ana")


def test_a_version_that_was_compared_with_another_is_refused(
    registry: Registry, database: Database, chain: list[str]
) -> None:
    stale = save(registry, 4, current=chain[1])
    with pytest.raises(GateError, match=f"was compared with {chain[1]}, and {chain[2]} is current now"):
        promote(registry, database, stale, actor="ana")


def test_a_current_version_that_cannot_be_loaded_is_no_obstacle(
    registry: Registry, database: Database, chain: list[str]
) -> None:
    (registry.folder / chain[2] / MODEL_FILE).write_bytes(b"other")
    promote(registry, database, save(registry, 4, current=None), actor="ana")
    assert registry.history()[0] not in chain


def test_a_version_that_served_before_may_serve_again(registry: Registry, database: Database, chain: list[str]) -> None:
    promote(registry, database, chain[0], actor="ana")
    assert registry.current() == chain[0]


def test_rollback_goes_back_step_by_step(registry: Registry, database: Database, chain: list[str]) -> None:
    first = rollback(registry, database, actor="bo", reason="quejas")
    second = rollback(registry, database, actor="bo")
    assert (first.version, first.previous, first.reason) == (chain[1], chain[2], "quejas")
    assert (second.version, second.previous, registry.current()) == (chain[0], chain[1], chain[0])
    with pytest.raises(NoVersionError, match="served before the current one"):
        rollback(registry, database, actor="bo")
    assert [p.action for p in promotions(database)][:2] == [Action.ROLLBACK] * 2


def test_a_rollback_that_is_asked_for_twice_goes_back_once(
    registry: Registry, database: Database, chain: list[str]
) -> None:
    done = rollback(registry, database, actor="bo", expected=chain[2])
    with pytest.raises(NotCurrentError, match=f"{chain[2]} is not current; {chain[1]} is"):
        rollback(registry, database, actor="ana", expected=chain[2])
    assert registry.history() == [chain[1], chain[0]]
    assert promotions(database)[0] == done


def test_rollbacks_at_once_go_back_once(registry: Registry, database: Database, chain: list[str]) -> None:
    def go_back() -> None:
        with suppress(NotCurrentError):
            rollback(registry, database, actor="bo", expected=chain[2])

    threads = [threading.Thread(target=go_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert registry.current() == chain[1]
    assert [p.action for p in promotions(database)].count(Action.ROLLBACK) == 1


def test_after_a_rollback_the_next_version_takes_the_place_of_the_one_that_serves(
    registry: Registry, database: Database, chain: list[str]
) -> None:
    rollback(registry, database, actor="bo")
    promote(registry, database, save(registry, 4, current=chain[1]), actor="ana")
    assert rollback(registry, database, actor="bo").version == chain[1]


@pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "damaged"])
def test_rollback_passes_over_what_cannot_serve_any_more(
    registry: Registry, database: Database, chain: list[str], is_gone: bool
) -> None:
    folder = registry.folder / chain[1]
    shutil.rmtree(folder) if is_gone else (folder / MODEL_FILE).write_bytes(b"other")
    assert rollback(registry, database, actor="bo").version == chain[0]


def test_rollback_is_quick(registry: Registry, database: Database) -> None:
    weights = list(range(1_000_000))
    for number in (1, 2):
        registry.make_current(registry.save(weights, created=f"2026-01-0{number}T00:00:00+00:00", **facts()).version)
    started = time.monotonic()
    rollback(registry, database, actor="bo")
    assert time.monotonic() - started < WITHIN_SECONDS


def facts() -> dict[str, Any]:
    return {"corpus_digest": "", "labels": [], "n_examples": 0, "config": {}, "metrics": {}}


def test_a_damaged_version_is_not_promoted(registry: Registry, database: Database) -> None:
    version = save(registry, 1)
    (registry.folder / version / MODEL_FILE).write_bytes(b"other")
    with pytest.raises(ArtefactError):
        promote(registry, database, version, actor="ana")
    with pytest.raises(NoVersionError):
        promote(registry, database, "v9", actor="ana")
    assert registry.history() == []


def test_what_cannot_be_logged_does_not_happen(registry: Registry) -> None:
    away = Database("postgresql://me@127.0.0.1:1/x")
    version = save(registry, 1)
    with pytest.raises(DatabaseError):
        promote(registry, away, version, actor="ana")
    assert registry.history() == []


def test_promotions_at_once_are_logged_in_the_order_in_which_they_happened(
    registry: Registry, database: Database
) -> None:
    versions = [save(registry, number) for number in range(1, 6)]
    threads = [
        threading.Thread(
            target=promote,
            args=(registry, database, version),
            kwargs={"actor": "ana", "force": True, "reason": "a race"},
        )
        for version in versions
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [p.version for p in promotions(database)] == registry.history()
    assert [p.previous for p in promotions(database)] == [*registry.history()[1:], None]


def test_a_manifest_from_before_the_gate_is_read(registry: Registry) -> None:
    manifest = registry.read_manifest(save(registry, 1, gate=None))
    old = Manifest("v", "c", "d", [], 0, {}, {}, "s")
    assert (manifest.gate, old.gate, old.people, old.run) == (None, None, {}, "")
