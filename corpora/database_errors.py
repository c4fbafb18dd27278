"""What drivers raise → the two errors that callers handle: the database cannot be used, or it has no room left."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_AWAY = (OperationalError, InterfaceError, InternalError)
_FULL_ON_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
_FULL_ON_POSTGRESQL = "53100"


class DatabaseError(Exception):
    """The database cannot be used; the message says why, without what was asked of it."""


class DatabaseFullError(DatabaseError):
    """There is no space left to write; nothing was changed."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise what a driver says of the state of its database as one of those above; its other errors pass.

    Raises:
        DatabaseError: see there.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise DatabaseError(_describe(error)) from error
    except DBAPIError as error:
        if _is_full(error):
            raise DatabaseFullError("there is no space left for the database; nothing was changed") from error
        if isinstance(error, _AWAY) or type(error) is DriverError:  # the latter where a file is damaged
            raise DatabaseError(_describe(error)) from error
        raise
    except sqlite3.OperationalError as error:  # past SQLAlchemy
        raise DatabaseError(_describe(error)) from error


def _is_full(error: DBAPIError) -> bool:
    is_on_sqlite = getattr(error.orig, "sqlite_errorcode", None) in _FULL_ON_SQLITE
    return is_on_sqlite or getattr(error.orig, "sqlstate", None) == _FULL_ON_POSTGRESQL


def _describe(error: Exception) -> str:
    return f"the database cannot be used ({type(error).__name__})"
