import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from corpora.database import Database
from service.keys import Keys
from service.scopes import Scope
from tests.conftest import POLICY_TAGGER, Serve


@pytest.fixture
def keys(cli: Callable, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keys]:
    """The keys of the database that the command line uses."""
    monkeypatch.setenv("POLICY_TAGGER_DATABASE_URL", database_url)
    database = Database(database_url)
    yield Keys(database)
    database.close()


def test_create_prints_the_secret_alone_and_list_shows_all_but_it(cli: Callable, keys: Keys) -> None:
    run = cli("keys", "create", "José", "--scope", "label", "--scope", "tag")
    secret = run.out.strip()
    key = keys.ring().find(secret)
    assert key is not None
    assert (run.status, key.name, key.scopes) == (0, "José", {Scope.TAG, Scope.LABEL})
    assert key.id in run.err
    listed = cli("keys", "list").out
    assert f"{key.id} José tag, label" in " ".join(listed.split())
    assert secret not in listed + run.err


def test_revoke_ends_a_key_once(cli: Callable, keys: Keys) -> None:
    secret = cli("keys", "create", "Ana", "--scope", "admin").out.strip()
    (key,) = keys.all()
    assert cli("keys", "revoke", key.id).status == 0
    assert keys.ring().find(secret) is None
    again = cli("keys", "revoke", key.id)
    assert (again.status, f"no key '{key.id}'" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "Ana"], "Missing option '--scope'"),
        (["create", "Ana", "--scope", "all"], "'all' is not one of 'tag', 'label', 'train', 'admin'"),
        (["create", "", "--scope", "tag"], "1 to 100 printable characters"),
        (["revoke", "x"], "no key 'x'"),
    ],
)
def test_wrong_usage_is_explained(cli: Callable, keys: Keys, arguments: list[str], message: str) -> None:
    run = cli("keys", *arguments)
    assert (run.status, message in run.err) == (2, True), run.err
    assert keys.all() == []


def test_a_database_that_cannot_be_used_is_named(cli: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_TAGGER_DATABASE_URL", "postgresql://me:secreto@127.0.0.1:1/x")
    run = cli("keys", "list")
    assert (run.status, "the database cannot be used" in run.err, "secreto" in run.err) == (2, True, False)


@pytest.mark.parametrize("setting", [("HOST", "0.0.0.0"), ("ALLOWED_HOSTS", "tagger.example.org")])
def test_others_are_not_served_before_a_key_is_made(tmp_path: Path, setting: tuple[str, str]) -> None:
    name, value = setting
    env = os.environ | {"POLICY_TAGGER_HOME": str(tmp_path), "COLUMNS": "300", f"POLICY_TAGGER_{name}": value}
    command = [POLICY_TAGGER, "serve"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert value in done.stderr
    assert "policy-tagger keys create" in done.stderr
    assert "POLICY_TAGGER_OPEN=true" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("allowed", ["a key", "the setting"])
def test_others_are_served_with_a_key_or_where_that_is_allowed(serve: Serve, tmp_path: Path, allowed: str) -> None:
    database_url = f"sqlite:///{tmp_path}/keys.db"
    settings = {"POLICY_TAGGER_DATABASE_URL": database_url}
    if allowed == "a key":
        database = Database(database_url)
        Keys(database).create("Ana", {Scope.TAG})
        database.close()
    else:
        settings["POLICY_TAGGER_OPEN"] = "true"
    with serve((POLICY_TAGGER, "serve", "--no-worker", "--host", "0.0.0.0"), **settings) as server:
        status = httpx2.get(f"{server.url}/v1/jobs/x").status_code
    events = [json.loads(line)["event"] for line in server.log.read_text().splitlines()]
    assert (status, "open to everybody until a key is made" in events) == (
        (401, False) if allowed == "a key" else (404, True)
    )
