"""`policy-tagger examples`: people's labels in and out of files, how they agree, and erasing a text."""

import re
from pathlib import Path
from typing import Annotated

import typer

from service.cli_settings import open_database, read_settings
from service.ids import DIGEST

SOME_FAILED = 1
examples_app = typer.Typer(help="Import, export and compare people's labels; erase a text.", no_args_is_help=True)


@examples_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="FILE.jsonl or .csv with text and labels, primary first.")],
    author: Annotated[str | None, typer.Option(help="Who labelled the texts, where a row does not say.")] = None,
    source: Annotated[str | None, typer.Option(help="Where the texts are from, where a row does not say.")] = None,
) -> None:
    """Add labelled texts; those that are there already are left. Bad rows are named, and exit status is 1 then."""
    from collections import Counter

    from corpora.errors import CorpusError
    from corpora.label_store import LabelStore
    from service.example_exchange import import_examples
    from service.stretches import printable
    from service.versions import open_registry

    settings = read_settings()
    registry = open_registry(settings)
    labels = registry.read_manifest(registry.current()).labels
    counts: Counter[str] = Counter()
    with open_database(settings) as database:
        for found in import_examples(file, LabelStore(database), labels, author=author, source=source):
            if isinstance(found, CorpusError):
                typer.echo(printable(str(found)), err=True)
            counts["bad" if isinstance(found, CorpusError) else "added" if found else "there"] += 1
    typer.echo(f"{counts['added']} added, {counts['there']} there already, {counts['bad']} bad", err=True)
    raise typer.Exit(SOME_FAILED if counts["bad"] else 0)


@examples_app.command("export")
def export_file(
    file: Annotated[Path, typer.Argument(help="Write FILE.jsonl or .csv, which can be imported.", dir_okay=False)],
) -> None:
    """Write the labelled texts, the oldest first.

    Erased texts and labels that were taken back are left out.
    """
    from corpora.label_store import LabelStore
    from service.example_exchange import export_examples

    with open_database(read_settings()) as database:
        n_examples = export_examples(file, LabelStore(database))
    typer.echo(f"{n_examples} written to {file}", err=True)


@examples_app.command("agreement")
def show_agreement() -> None:
    """Tell how well each two people agree.

    That is told for each label (Cohen's kappa), with the texts on which they do not.
    """
    from rich.console import Console

    from corpora.label_store import LabelStore
    from service.agreement_printing import print_agreement

    with open_database(read_settings()) as database:
        print_agreement(Console(), LabelStore(database).standings())


@examples_app.command("erase")
def erase(
    digest: Annotated[str, typer.Argument(help="SHA-256 of the text, or of title and text, in full.")],
) -> None:
    """Erase a text for good.

    That it was labelled, when and how, remains.
    """
    from corpora.label_store import LabelStore
    from service.erasure import erase_text

    if not re.fullmatch(DIGEST, digest):
        raise typer.BadParameter("a SHA-256 has 64 hexadecimal digits")
    with open_database(read_settings()) as database:
        if not erase_text(LabelStore(database), digest):
            raise typer.BadParameter(f"there is no text {digest}")
    typer.echo(f"{digest} erased", err=True)
