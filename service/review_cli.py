"""`policy-tagger review`: read documents, see why they were tagged so, and say what they are about, key by key."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli_settings import Language, open_database, read_settings
from service.ids import MOST_NAME_CHARACTERS, is_name

if TYPE_CHECKING:
    from rich.console import Console

    from models.registry import Registry
    from service.review_pool import ReviewPool
    from service.voice import Voice


def review(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders or archives to be tagged and added to what is reviewed.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Your name; by default that of the system's user.")] = None,
    n: Annotated[int, typer.Option("--n", help="How many documents.", min=1, max=1000)] = 20,
    language: Annotated[Language, typer.Option(help="Language of the screen.")] = Language.EN,
    corpus: Annotated[
        Path | None, typer.Option(help="Corpus whose labels' names are shown; by default the one that ships.")
    ] = None,
) -> None:
    """Review documents in the terminal: one key a label.

    The most doubtful come first, and some at random.

    Where standard input is no terminal it reads a line for each document: digits of labels, 0, s to skip, or an empty
    line to accept the tags.
    """
    from rich.console import Console

    from corpora.corpus import SHIPPED
    from corpora.label_store import LabelStore
    from service.names import names_in
    from service.notes import note_speaker
    from service.review_keys import open_keys
    from service.review_pool import ReviewPool
    from service.review_screen import ReviewScreen
    from service.review_session import ReviewSession
    from service.review_texts import TEXTS
    from service.versions import open_registry
    from service.voice import Voice

    settings, name = read_settings(), _name(author)
    registry = open_registry(settings)
    labels = registry.read_manifest(registry.current()).labels
    voice = Voice(str(language), TEXTS, names_in(str(language), corpus or SHIPPED))
    with open_database(settings) as database:
        pool = ReviewPool(database)
        if paths:
            _add(pool, registry, paths, Console(stderr=True), voice)
        items = pool.choose(n, name, settings.review_mix)
        if not items:
            typer.echo(voice("nothing"), err=True)
            return
        session = ReviewSession(items, labels, name, LabelStore(database))
        with open_keys() as read_keys:
            ReviewScreen(Console(highlight=False), session, voice, note_speaker(str(language))).run(read_keys)


def _name(author: str | None) -> str:
    from getpass import getuser

    name = (author if author is not None else getuser()).strip()
    if not is_name(name):
        raise typer.BadParameter(f"--author: a name of 1 to {MOST_NAME_CHARACTERS} printable characters is needed")
    return name


def _add(pool: "ReviewPool", registry: "Registry", paths: list[str], console: "Console", voice: "Voice") -> None:
    """Tag what stands at paths and add it to the pool; - cannot be among them, since keys come from there."""
    from service.singles import tag_each
    from service.tagging import new_task

    if "-" in paths:
        raise typer.BadParameter("standard input is where the answers come from; name files or folders")
    with console.status("…"):
        found = tag_each(paths, new_task(registry))
        pooled = pool.add((record.to_row(), document.full_text) for document, record in found)
    reasons = ", ".join(f"{voice(reason)} ({voice.count(n)})" for reason, n in pooled.left_out.most_common())
    left_out = [voice("left out", reasons=reasons)] if reasons else []
    console.print("; ".join([voice("pooled", n=voice.count(pooled.n)), *left_out]), highlight=False)
