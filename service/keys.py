"""API keys: made, listed, revoked, and found again by the hash of their secret."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hmac import compare_digest

from sqlalchemy import RowMapping, select, update
from sqlalchemy.exc import IntegrityError

from corpora.database import Database, Now
from service.ids import MOST_NAME_CHARACTERS, is_name
from service.key_table import Key, key_table
from service.scopes import Scope

PREFIX = "ptk_"
SECRET_BYTES = 32
ID_BYTES = 8
NO_DIGEST = "-" * 64
_columns = key_table.c


class KeyNameError(Exception):
    """A key cannot have this name: choose another, or revoke the key that has it."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys as they were at one moment.

    is_empty : no key was ever made; revoked ones count as made.
    live : the keys that are not revoked, by SHA-256.
    """

    is_empty: bool
    live: Mapping[str, Key]

    def find(self, secret: str) -> Key | None:
        """The live key of a secret, or None."""
        digest = _digest(secret)
        key = self.live.get(digest)
        is_found = compare_digest(key.sha256 if key else NO_DIGEST, digest)
        return key if is_found else None


class Keys:
    """The keys of one database; every method is one transaction.

    Raises
    ------
    DatabaseError
        By every method: the database cannot be used.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def create(self, name: str, scopes: Collection[Scope]) -> tuple[Key, str]:
        """Make a key; its secret comes along this once and is kept nowhere.

        Raises:
            KeyNameError: the name is empty, too long or not printable, or another live key has it.
        """
        _check_name(name)
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        row = {"id": secrets.token_hex(ID_BYTES), "name": name, "sha256": _digest(secret), "scopes": sorted(scopes)}
        try:
            with self.database.write() as connection:
                connection.execute(key_table.insert().values(created_at=Now(), **row))
                made = connection.execute(select(key_table).where(_columns.id == row["id"])).mappings().one()
        except IntegrityError as error:
            raise KeyNameError(f"a key named {name!r} is there already; revoke it first or choose another") from error
        return _to_key(made), secret

    def all(self) -> list[Key]:
        """Every key, the revoked ones too, oldest first."""
        with self.database.read() as connection:
            rows = connection.execute(select(key_table).order_by(_columns.created_at, _columns.id)).mappings()
            return [_to_key(row) for row in rows]

    def revoke(self, id: str) -> bool:
        """Let a key open nothing any more; False where no live key has this id."""
        live = update(key_table).where(_columns.id == id, _columns.revoked_at.is_(None))
        with self.database.write() as connection:
            return connection.execute(live.values(revoked_at=Now())).rowcount == 1

    def ring(self) -> KeyRing:
        """All that is needed to tell whose a secret is."""
        keys = self.all()
        return KeyRing(not keys, {key.sha256: key for key in keys if key.revoked_at is None})


def _check_name(name: str) -> None:
    if not is_name(name):
        raise KeyNameError(f"a name has 1 to {MOST_NAME_CHARACTERS} printable characters, not {name!r}")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _to_key(row: RowMapping) -> Key:
    return Key(**{**row, "scopes": frozenset(map(Scope, row["scopes"]))})
