"""Versions that somebody tampered with: nothing in them is run, they are refused with a reason, what serves goes on.

Each model file holds a pickle that would write a file when it is opened.
"""

import json
import pickle
import shutil
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora.database import Database
from models.errors import ArtefactError, ModelError, NoVersionError
from models.registry import CURRENT_FILE, Registry
from models.signatures import Keys
from models.stored_version import MODEL_FILE, dump_model
from service.promotion import promote, rollback
from service.requests import Metrics
from service.serving import Serving
from tests.conftest import POLICY_TAGGER, TEXTS, Run, Serve
from tests.jobs import wait_until
from tests.security.tamperings import (
    EVIL,
    SEEN_BY_A_SERVER,
    TAMPERINGS,
    Tamper,
    append,
    foreign_key,
    link_to_another_model,
    nonsense_manifest,
    remove_model,
    swap_model,
    truncate,
)
from tests.versions import Planted, copy_version

pytestmark = [pytest.mark.long, pytest.mark.case(10)]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """What the pickle would write."""
    return tmp_path / "pwned"


@pytest.fixture
def registry(home: Path, tmp_path: Path, target: Path) -> Registry:
    """The tiny version, which serves, and a signed one whose model is the pickle."""
    shutil.copytree(home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    copy_version(registry, registry.current(), EVIL, dump_model(Planted(target)))
    return registry


tampered = pytest.mark.parametrize(
    ("tamper", "reason"), TAMPERINGS.items(), ids=[tamper.__name__ for tamper in TAMPERINGS]
)


def test_the_pickle_would_run(registry: Registry, target: Path) -> None:
    pickle.loads(zlib.decompress((registry.folder / EVIL / MODEL_FILE).read_bytes()))
    assert target.exists()


def test_whoever_holds_the_key_can_run_code(registry: Registry, target: Path) -> None:
    """What a signature is worth: a version that is signed is opened."""
    registry.load(EVIL)
    assert target.exists()


@tampered
def test_nothing_of_a_tampered_version_runs(registry: Registry, target: Path, tamper: Tamper, reason: str) -> None:
    tamper(registry)
    for look in (registry.load, registry.check):
        with pytest.raises(ArtefactError, match=reason) as error:
            look(EVIL)
        assert EVIL in str(error.value)
    assert not target.exists()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    yield database
    database.close()


@tampered
def test_it_cannot_be_promoted_and_is_passed_over_by_rollback(
    registry: Registry, database: Database, target: Path, tamper: Tamper, reason: str
) -> None:
    first = registry.current()
    registry.make_current(EVIL)
    registry.make_current(copy_version(registry, first, "third"))
    tamper(registry)
    with pytest.raises(ArtefactError, match=reason):
        promote(registry, database, EVIL, actor="mal", force=True, reason="let me")
    assert rollback(registry, database, actor="ana").version == first
    with pytest.raises(NoVersionError):
        rollback(registry, database, actor="ana")
    assert (registry.current(), target.exists()) == (first, False)


@tampered
def test_the_command_line_says_what_is_wrong(
    cli: Callable[..., Run], registry: Registry, target: Path, tamper: Tamper, reason: str
) -> None:
    tamper(registry)
    folder = registry.folder.parent
    tagged = cli("tag", "-", "--model", EVIL, "--home", folder, stdin=TEXTS["es"].encode())
    assert (tagged.status, tagged.out) == (2, "")
    assert reason in tagged.err
    listed = cli("models", "list", "--home", folder)
    assert listed.status == 0
    if tamper is not nonsense_manifest:
        shown = json.loads(cli("models", "show", EVIL, "--home", folder).out)
        is_manifest_whole = tamper in (swap_model, append, truncate, remove_model, link_to_another_model)
        assert (shown["problem"] is None) == is_manifest_whole
        assert (shown["signed_by"] is None) != is_manifest_whole
    assert not target.exists()


def ask(url: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def loads_failed(url: str) -> float:
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    name = 'policy_tagger_model_loads_total{result="failed"} '
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0.0)


def test_what_serves_goes_on_whatever_becomes_current(
    registry: Registry, target: Path, measured: Callable[..., None]
) -> None:
    first, evil, whole = registry.current(), registry.folder / EVIL, registry.folder.parent / "whole"
    shutil.copytree(evil, whole)
    serving, refused = Serving(registry, Metrics()), 0
    serving.look()
    for tamper, reason in TAMPERINGS.items():
        shutil.rmtree(evil)
        shutil.copytree(whole, evil)
        tamper(registry)
        let_serve(registry, EVIL)
        serving.look()
        assert serving.failure is not None
        assert (serving.require().manifest.version, serving.failure.version) == (first, EVIL)
        assert reason in serving.failure.reason, tamper
        refused += 1
        registry.make_current(first)
        serving.look()
        assert serving.failure is None
    measured("kinds of tampering, all refused", refused, least=len(TAMPERINGS))
    measured("of them run as they were opened", int(target.exists()), most=0)


def test_the_service_goes_on_with_what_serves_and_says_why(
    registry: Registry, target: Path, serve: Serve, measured: Callable[..., None]
) -> None:
    first, evil, whole = registry.current(), registry.folder / EVIL, registry.folder.parent / "whole"
    shutil.copytree(evil, whole)
    body = {"documents": [{"id": code, "text": text} for code, text in TEXTS.items()]}
    took: list[float] = []
    with serve((POLICY_TAGGER, "serve", "--no-worker"), POLICY_TAGGER_HOME=registry.folder.parent) as server:
        for number, tamper in enumerate(SEEN_BY_A_SERVER, start=1):
            shutil.rmtree(evil)
            shutil.copytree(whole, evil)
            tamper(registry)
            started = time.monotonic()
            let_serve(registry, EVIL)
            wait_until(lambda number=number: loads_failed(server.url) == number)
            took.append(time.monotonic() - started)
            ready = ask(f"{server.url}/readyz")
            assert (ready["model_version"], ready["failed"]["version"]) == (first, EVIL)
            assert TAMPERINGS[tamper] in ready["failed"]["reason"]
            assert ask(f"{server.url}/v1/tag", body)["model_version"] == first
            assert ask(f"{server.url}/v1/models/{EVIL}")["is_current"]
            registry.make_current(first)
            wait_until(lambda: ask(f"{server.url}/readyz")["failed"] is None)
    assert not target.exists()
    measured("seconds until /readyz and the metrics say so", max(took), most=10)


def let_serve(registry: Registry, version: str) -> None:
    """As whoever can write into the folder would."""
    (registry.folder / CURRENT_FILE).write_text(f"{version}\n{registry.current()}\n")


def test_a_service_that_starts_with_a_tampered_version_says_so_and_recovers(
    registry: Registry, target: Path, serve: Serve
) -> None:
    first = registry.current()
    foreign_key(registry)
    registry.make_current(EVIL)
    command = (POLICY_TAGGER, "serve", "--no-worker")
    with serve(command, ready_path="/healthz", POLICY_TAGGER_HOME=registry.folder.parent) as server:
        with pytest.raises(urllib.error.HTTPError) as error:
            ask(f"{server.url}/readyz")
        assert error.value.code == 503
        assert "which is not among those in" in json.loads(error.value.read())["detail"]
        registry.make_current(first)
        wait_until(lambda: is_ready(server.url))
    assert not target.exists()


def is_ready(url: str) -> bool:
    try:
        return bool(ask(f"{url}/readyz"))
    except urllib.error.HTTPError:
        return False


def test_keys_are_changed_without_an_hour_of_silence(home: Path, tmp_path: Path) -> None:
    """Trust both, sign with the new one, then trust only the new one."""
    shutil.copytree(home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    old, folder = registry.current(), registry.folder
    trusted, new_key = tmp_path / "trusted.pem", Keys(tmp_path / "new")
    new_key.signer()
    trusted.write_bytes((folder / "keys" / "trusted.pem").read_bytes() + new_key.trusted_file.read_bytes())
    shutil.copy(new_key.signing_file, folder / "keys" / "signing.pem")
    opener = Registry(folder, trusted_keys=trusted)
    new = copy_version(opener, old, "20300101T000000-11111111")
    assert opener.verify(old) != opener.verify(new)
    trusted.write_bytes(new_key.trusted_file.read_bytes())
    assert opener.check(new)
    with pytest.raises(ArtefactError, match="which is not among those in"):
        opener.check(old)


def test_a_missing_file_of_trusted_keys_trusts_nobody(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"not among those in .*nobody\.pem"):
        Registry(registry.folder, trusted_keys=tmp_path / "nobody.pem").load(registry.current())
