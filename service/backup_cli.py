"""`policy-tagger backup` and `restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from service.cli_settings import read_settings


def backup(
    file: Annotated[Path, typer.Argument(help="FILE.tar to write, outside the home folder.", dir_okay=False)],
    database: Annotated[
        bool, typer.Option(help="Whether the database goes along; if not, copy it first, in its own way.")
    ] = True,
) -> None:
    """Write all that a service needs into one file.

    It may serve meanwhile; the file lets it go on elsewhere.
    """
    from service.backup import write_backup

    with _told():
        n_files = write_backup(read_settings(), file, with_database=database)
    typer.echo(f"{file}: {n_files} files, each read again", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.", exists=True, dir_okay=False)],
) -> None:
    """Put a backup back, where all is empty.

    The home folder and the database must be.
    """
    from service.restore import restore_backup

    settings = read_settings()
    with _told():
        n_files = restore_backup(settings, file)
    typer.echo(f"{settings.home}: {n_files} files, each as its digest says", err=True)


@contextmanager
def _told() -> Iterator[None]:
    from corpora.database import DatabaseError
    from service.errors import BackupError

    try:
        yield
    except (BackupError, DatabaseError) as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        raise typer.BadParameter(f"{error.filename or 'the file'}: {error.strerror or error}") from error
