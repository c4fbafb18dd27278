"""`policy-tagger keys`, and whether `serve` may run with the keys that there are."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli_settings import open_database, read_settings
from service.scopes import Scope

if TYPE_CHECKING:
    from service.key_table import Key
    from service.settings import Settings

keys_app = typer.Typer(help="Make, list and revoke keys of the REST API.", no_args_is_help=True)


@keys_app.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="Whose it is: the author of what is labelled with it.")],
    scope: Annotated[list[Scope], typer.Option(help="What it allows; may be repeated. admin includes all.")],
) -> None:
    """Make a key and print it, this once; only its hash is kept."""
    from service.keys import KeyNameError, Keys

    try:
        with open_database(read_settings()) as database:
            key, secret = Keys(database).create(name, frozenset(scope))
    except KeyNameError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f"key {key.id} of {key.name} ({_listed(key)}), which is shown this once:", err=True)
    typer.echo(secret)


@keys_app.command("list")
def list_keys() -> None:
    """List the keys with their scopes, the revoked ones too."""
    from service.keys import Keys

    with open_database(read_settings()) as database:
        _print_keys(Keys(database).all())


@keys_app.command("revoke")
def revoke_key(id: Annotated[str, typer.Argument(help="As `keys list` shows it.")]) -> None:
    """Revoke a key."""
    from service.keys import Keys

    with open_database(read_settings()) as database:
        if not Keys(database).revoke(id):
            raise typer.BadParameter(f"no key {id!r}, or it was revoked before; see `policy-tagger keys list`")
    typer.echo(f"revoked {id}", err=True)


def check_access(settings: "Settings") -> None:
    """Log a warning where everybody may use what is about to be served.

    Where the database is away nobody can tell; what is served then asks again.

    Raises:
        typer.BadParameter: others than this machine could, and nobody has allowed it.
    """
    import structlog

    from corpora.database import Database, DatabaseError
    from service.keys import Keys
    from service.logs import configure_logs

    configure_logs(settings.log_level)
    try:
        with closing(Database(settings.database)) as database:
            has_keys = not Keys(database).ring().is_empty
    except DatabaseError as error:
        structlog.get_logger().warning("no database", reason=str(error))
        return
    if has_keys:
        return
    if not settings.may_be_open:
        raise typer.BadParameter(
            f"others can reach {settings.host} (allowed hosts: {settings.allowed_hosts}), and no key was made: make "
            "one with `policy-tagger keys create NAME --scope tag`, serve on 127.0.0.1 with no host name allowed, or "
            "set POLICY_TAGGER_OPEN=true to let everybody in"
        )
    structlog.get_logger().warning("open to everybody until a key is made", host=settings.host)


def _print_keys(keys: "Sequence[Key]") -> None:
    from rich.console import Console
    from rich.table import Column, Table

    columns = (Column("id", no_wrap=True), Column("name", overflow="fold"), "scopes", "made", "revoked")
    table = Table(*columns, box=None, padding=(0, 1, 0, 0))
    for key in keys:
        table.add_row(key.id, key.name, _listed(key), _time(key.created_at), _time(key.revoked_at))
    Console(markup=False).print(table)


def _listed(key: "Key") -> str:
    return ", ".join(scope for scope in Scope if scope in key.scopes)


def _time(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(" ", "minutes")[:16]
