"""The settings of a command, its database, and an option that many have.

Where one of them cannot be used, a line says why, and the exit status is 2.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from corpora.database import Database
    from service.settings import Settings


class Language(StrEnum):
    """A language of a text, or of what is written."""

    EN = "en"
    ES = "es"


def read_settings(home: Path | None = None) -> "Settings":
    """The settings from the environment, with the home folder where one is given.

    Raises:
        typer.BadParameter: one has a value that it cannot have.
    """
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        wrong = "; ".join(f"POLICY_TAGGER_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise typer.BadParameter(wrong) from error


@contextmanager
def open_database(settings: "Settings") -> Iterator["Database"]:
    """The database of the settings, closed at the end.

    Raises:
        typer.BadParameter: it cannot be used.
    """
    from corpora.database import Database, DatabaseError

    try:
        with closing(Database(settings.database)) as database:
            yield database
    except DatabaseError as error:
        raise typer.BadParameter(str(error)) from error
