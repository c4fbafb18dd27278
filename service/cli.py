"""The command line `policy-tagger`; what a command needs is imported when it runs, so that --help is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from corpora.errors import CorpusError
from corpora.machine import SHORTAGES
from models.errors import ModelError
from service.backup_cli import backup, restore
from service.cli_settings import Language, read_settings
from service.errors import WorkersError
from service.examples_cli import examples_app
from service.keys_cli import keys_app
from service.models_cli import DEFAULT_HOME, Home, models_app, train
from service.review_cli import review
from service.serve_cli import run_worker, serve

app = typer.Typer(
    help="Which response to crime, violence or drugs is a document about? In English and Spanish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ModelVersion = Annotated[str | None, typer.Option(help="Model version; by default the current one.")]
SOME_FAILED = 1
WRONG_USAGE = 2
STOPPED = 3

StatedLanguage = Annotated[Language | None, typer.Option(help="State the language of all texts.")]


@app.command()
def tag(
    paths: Annotated[
        list[str], typer.Argument(help="Files of any kind, folders, archives, s3://… addresses; - is standard input.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="Write FILE.jsonl, .csv or .parquet, or a folder of Parquet by year; else standard output."),
    ] = None,
    evidence: Annotated[bool, typer.Option(help="Quote the passages behind each label.")] = True,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Add the extracted text, which offsets of evidence point into.")
    ] = False,
    workers: Annotated[int, typer.Option(help="Number of worker processes.", min=1)] = 1,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, tcp://…, whose workers are to do it.")
    ] = None,
    resume: Annotated[bool, typer.Option(help="Go on where a run of the same --out was ended.")] = True,
    language: StatedLanguage = None,
    id_column: Annotated[str, typer.Option(help="Column of a table that names its documents.")] = "id",
    text_column: Annotated[str, typer.Option(help="Column of a table that holds their texts.")] = "text",
    title_column: Annotated[str, typer.Option(help="Column of their titles.")] = "title",
    language_column: Annotated[str, typer.Option(help="Column of their languages.")] = "language",
    date_column: Annotated[str, typer.Option(help="Column of their dates.")] = "date",
    source_column: Annotated[str, typer.Option(help="Column of their sources.")] = "source",
    model: ModelVersion = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Tag documents, a few or an archive of any size.

    Each becomes one row, with its labels, their probabilities and the evidence.
    """
    from rich.console import Console

    from corpora.readers.tables import Columns
    from service.progress import TaggingProgress, print_tally
    from service.tagging import new_task, print_rows, tag_archive
    from service.versions import open_registry
    from service.workers import open_run

    task = new_task(
        open_registry(read_settings(home)),
        version=model,
        evidence=evidence,
        with_text=with_text,
        language=language and str(language),
    )
    columns = Columns(id_column, text_column, title_column, language_column, date_column, source_column)
    console = Console(stderr=True)
    progress = TaggingProgress(console)
    with open_run(workers, scheduler) as run:
        if out is None:
            tally = print_rows(paths, task, columns=columns, run=run, progress=progress)
        else:
            tally = tag_archive(paths, out, task, columns=columns, run=run, resume=resume, progress=progress)
    print_tally(console, tally)
    raise typer.Exit(SOME_FAILED if tally.n_failed else 0)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A file of any kind that is read.", exists=True, dir_okay=False)],
    full: Annotated[bool, typer.Option("--full", help="Print the whole text, also what carries no label.")] = False,
    language: StatedLanguage = None,
    model: ModelVersion = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Print a document with its evidence highlighted by label."""
    from rich.console import Console

    from service.showing import print_document
    from service.singles import tag_each
    from service.tagging import new_task
    from service.tally import FAILURES
    from service.versions import open_registry

    task = new_task(open_registry(read_settings(home)), version=model, language=language and str(language))
    failed = 0
    for document, record in tag_each([str(file)], task):
        print_document(Console(highlight=False), document, record, is_full=full)
        failed += record.reason in FAILURES
    raise typer.Exit(SOME_FAILED if failed else 0)


Tags = Annotated[
    Path, typer.Argument(help="What `tag --out` wrote: FILE.parquet, FILE.jsonl or a folder.", exists=True)
]


@app.command()
def report(
    tags: Tags,
    out: Annotated[Path, typer.Option(help="Write FILE.html.", dir_okay=False)],
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    reviews: Annotated[
        Path | None,
        typer.Option(help="A review list, filled in: estimates what the tags miss.", exists=True, dir_okay=False),
    ] = None,
    review_list: Annotated[
        Path | None,
        typer.Option(
            help="Write documents to review, FILE.jsonl; excerpts need tags made --with-text.", dir_okay=False
        ),
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="Corpus whose labels' names are shown; by default the one that ships.")
    ] = None,
) -> None:
    """Tell what an archive is about, on one page.

    It shows each label by year, source, language and country.
    """
    from corpora.corpus import SHIPPED
    from service.trends_report import write_report

    write_report(tags, out, str(language), reviews=reviews, review_list=review_list, corpus=corpus or SHIPPED)
    for path in filter(None, (out, review_list)):
        typer.echo(path, err=True)


@app.command("compare")
def compare_runs(
    old: Tags,
    new: Tags,
    out: Annotated[
        Path | None, typer.Option(help="Write FILE.html, or FILE.jsonl with every change; else print.", dir_okay=False)
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    corpus: Annotated[
        Path | None, typer.Option(help="Corpus whose labels' names are shown; by default the one that ships.")
    ] = None,
) -> None:
    """Tell what another model version tagged otherwise.

    The documents are named one by one, with the evidence of both.
    """
    from rich.console import Console

    from corpora.corpus import SHIPPED
    from service.comparison import compare
    from service.comparison_printing import print_comparison
    from service.comparison_report import write_comparison

    comparison = compare(old, new)
    if out is None:
        print_comparison(Console(), comparison, old, new)
        return
    write_comparison(comparison, out, old, new, str(language), corpus or SHIPPED)
    typer.echo(out, err=True)


@app.command()
def evaluate(
    file: Annotated[
        Path, typer.Argument(help="JSONL rows with id, text, language and labels.", exists=True, dir_okay=False)
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write report.json and report.html into this folder.", file_okay=False)
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of report.html.")] = Language.EN,
    learning_curve: Annotated[
        bool, typer.Option("--learning-curve", help="Train on parts of the corpus as well; takes minutes.")
    ] = False,
    corpus: Annotated[
        Path | None, typer.Option(help="Corpus that the baselines learn from; by default the one that ships.")
    ] = None,
    model: ModelVersion = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Measure a model version on labelled documents."""
    from rich.console import Console

    from corpora.corpus import SHIPPED
    from service.progress import stage_printer
    from service.tables import print_evaluation
    from service.versions import open_registry
    from training.report import write_report
    from training.run import evaluate_version

    with stage_printer() as progress:
        report = evaluate_version(
            file,
            open_registry(read_settings(home)),
            corpus or SHIPPED,
            version=model,
            with_learning_curve=learning_curve,
            progress=progress,
        )
    if out is None:
        print_evaluation(Console(), report.evaluation, report.learning)
        return
    for path in write_report(report, out, str(language)):
        typer.echo(path, err=True)


@app.command()
def vectors(
    text: Annotated[
        Path, typer.Option(help="Folder of en*.txt and es*.txt (or .txt.xz), one paragraph a line.", file_okay=False)
    ],
    corpus: Annotated[Path, typer.Option(help="Corpus folder that the tables are written to.", file_okay=False)],
) -> None:
    """Compute word vectors from text of one's own.

    Needs the extra `vectors` (gensim).
    """
    from corpora.taxonomy import LANGUAGES
    from corpora.vectors import write_vectors
    from service.progress import stage_printer
    from training.vectors import Paragraphs, train_vectors

    sources = {language: Paragraphs(text, language) for language in LANGUAGES}
    with stage_printer() as progress:
        for language, paragraphs in sources.items():
            progress(f"vectors of {language}")
            typer.echo(str(write_vectors(corpus / "vectors", language, train_vectors(paragraphs))))


app.command()(train)
app.command()(serve)
app.command("worker")(run_worker)
app.command()(review)
app.command()(backup)
app.command()(restore)
app.add_typer(models_app, name="models")
app.add_typer(keys_app, name="keys")
app.add_typer(examples_app, name="examples")


def main() -> None:
    """Run the command line; an error of the user's making is one line on standard error and exit status 2.

    Exit status 3: workers, disk space or the like are gone, and the same command goes on from what was done.
    """
    try:
        app()
    except (CorpusError, ModelError) as error:
        _complain(str(error))
        sys.exit(WRONG_USAGE)
    except WorkersError as error:
        _stop(str(error))
    except OSError as error:
        if error.errno not in SHORTAGES:
            raise
        _stop(str(error.strerror))


def _stop(message: str) -> None:
    _complain(f"{message}; what was done is kept, run the same command to go on")
    sys.exit(STOPPED)


def _complain(message: str) -> None:
    """Print what went wrong; the names of files that it quotes may hold anything."""
    from service.stretches import printable

    typer.echo(f"policy-tagger: {printable(message)}", err=True)
