import threading
import time

import pytest
from sqlalchemy import text

from corpora.database import Database
from service.keys import KeyNameError, Keys
from service.scopes import Scope


@pytest.fixture
def keys(database: Database) -> Keys:
    return Keys(database)


def test_a_key_is_found_by_its_secret_alone(keys: Keys) -> None:
    key, secret = keys.create("María", {Scope.LABEL, Scope.TAG})
    assert keys.ring().find(secret) == key
    for other in ("", secret[:-1], secret + "=", secret.lower(), key.sha256, key.id, "clave\udc80"):
        assert keys.ring().find(other) is None
    assert (key.name, key.scopes, key.revoked_at) == ("María", {Scope.LABEL, Scope.TAG}, None)
    assert abs(key.created_at - time.time()) < 5


def test_secrets_are_256_random_bits_and_are_not_stored(keys: Keys) -> None:
    secrets = [keys.create(f"key {number}", {Scope.TAG})[1] for number in range(20)]
    assert len(set(secrets)) == 20
    assert all(secret.startswith("ptk_") and len(secret) == 47 for secret in secrets)
    with keys.database.read() as connection:
        stored = str(connection.execute(text("SELECT * FROM api_key")).all())
    assert not any(secret in stored or secret.removeprefix("ptk_") in stored for secret in secrets)


def test_a_revoked_key_opens_nothing_and_stays_listed(keys: Keys) -> None:
    key, secret = keys.create("Ana", {Scope.ADMIN})
    assert keys.revoke(key.id)
    assert keys.ring().find(secret) is None
    assert not keys.revoke(key.id)
    assert not keys.revoke("0" * 16)
    (listed,) = keys.all()
    assert listed.revoked_at is not None
    assert listed.revoked_at >= listed.created_at


def test_keys_that_were_all_revoked_are_not_as_if_none_was_made(keys: Keys) -> None:
    assert keys.ring().is_empty
    keys.revoke(keys.create("Ana", {Scope.TAG})[0].id)
    assert not keys.ring().is_empty
    assert not keys.ring().live


def test_a_name_belongs_to_one_live_key(keys: Keys) -> None:
    first, _ = keys.create("Ana", {Scope.TAG})
    with pytest.raises(KeyNameError, match="'Ana' is there already; revoke it first"):
        keys.create("Ana", {Scope.LABEL})
    keys.revoke(first.id)
    second, _ = keys.create("Ana", {Scope.LABEL})
    assert [key.id for key in keys.all()] == [first.id, second.id]


def test_of_two_that_take_a_name_at_once_one_gets_it(keys: Keys) -> None:
    keys.all()
    outcomes = []

    def create() -> None:
        try:
            outcomes.append(keys.create("Ana", {Scope.TAG})[0].name)
        except KeyNameError:
            outcomes.append("taken")

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Ana", "taken", "taken", "taken"]


@pytest.mark.parametrize("name", ["", " Ana", "Ana\n", "a\0b", "x" * 101, "\u202eana", "a\udc80"])
def test_a_name_that_cannot_be_shown_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(KeyNameError, match="1 to 100 printable characters"):
        keys.create(name, {Scope.TAG})
    assert keys.all() == []
