"""The command line `policy-tagger`; what a command needs is imported when it runs, so that --help is quick."""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpora.errors import CorpusError
from models.errors import ModelError
from service.errors import WorkersError

if TYPE_CHECKING:
    from service.settings import Settings

app = typer.Typer(
    help="Which response to crime, violence or drugs is a document about? In English and Spanish.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="List and show the stored model versions.", no_args_is_help=True)
app.add_typer(models_app, name="models")

Home = Annotated[
    Path, typer.Option(envvar="POLICY_TAGGER_HOME", help="Folder of the model versions.", show_default=True)
]
ModelVersion = Annotated[str | None, typer.Option(help="Model version; by default the current one.")]
DEFAULT_HOME = Path("var")
SOME_FAILED = 1
WRONG_USAGE = 2
STOPPED = 3


class Language(StrEnum):
    """A language that the caller may state."""

    EN = "en"
    ES = "es"


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
    """Tag documents, a few or an archive of any size: one row each, with labels, probabilities and evidence."""
    from rich.console import Console

    from corpora.readers.tables import Columns
    from models.registry import Registry
    from service.progress import TaggingProgress, print_tally
    from service.tagging import new_task, print_rows, tag_archive
    from service.workers import open_run

    task = new_task(
        Registry(home / "models"),
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
    """Print a document with its evidence highlighted by label, and a legend."""
    from rich.console import Console

    from models.registry import Registry
    from service.showing import print_document
    from service.singles import tag_each
    from service.tagging import new_task
    from service.tally import FAILURES

    task = new_task(Registry(home / "models"), version=model, language=language and str(language))
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
    """Tell what an archive is about, by year, source, language and country, on one page."""
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
) -> None:
    """Tell which documents were tagged otherwise by another model version, with the evidence of both."""
    from rich.console import Console

    from service.comparison import compare
    from service.comparison_printing import print_comparison
    from service.comparison_report import write_comparison

    comparison = compare(old, new)
    if out is None:
        print_comparison(Console(), comparison, old, new)
        return
    write_comparison(comparison, out, old, new, str(language))
    typer.echo(out, err=True)


@app.command()
def train(
    corpus: Annotated[Path | None, typer.Option(help="Corpus folder; by default the one that ships.")] = None,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where the current version can serve.")
    ] = False,
    home: Home = DEFAULT_HOME,
) -> None:
    """Train a model version from a corpus and make it current."""
    from models.registry import Registry

    registry = Registry(home / "models")
    if if_missing and _can_serve(home):
        return
    from corpora.corpus import SHIPPED
    from service.progress import stage_printer
    from training.run import train_version

    with stage_printer() as progress:
        manifest = train_version(corpus or SHIPPED, registry, progress=progress)
    typer.echo(manifest.version)


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
    """Measure a model version on labelled documents, beside baselines."""
    from rich.console import Console

    from corpora.corpus import SHIPPED
    from models.registry import Registry
    from service.progress import stage_printer
    from service.tables import print_evaluation
    from training.report import write_report
    from training.run import evaluate_version

    with stage_printer() as progress:
        report = evaluate_version(
            file,
            Registry(home / "models"),
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
    """Compute word vectors for a corpus from text of one's own; needs the extra `vectors` (gensim)."""
    from corpora.taxonomy import LANGUAGES
    from corpora.vectors import write_vectors
    from service.progress import stage_printer
    from training.vectors import Paragraphs, train_vectors

    sources = {language: Paragraphs(text, language) for language in LANGUAGES}
    with stage_printer() as progress:
        for language, paragraphs in sources.items():
            progress(f"vectors of {language}")
            typer.echo(str(write_vectors(corpus / "vectors", language, train_vectors(paragraphs))))


@models_app.command("list")
def list_models(home: Home = DEFAULT_HOME) -> None:
    """List the stored versions, the current one marked."""
    from rich.console import Console

    from models.errors import NoVersionError
    from models.registry import Registry
    from service.tables import print_versions

    registry = Registry(home / "models")
    try:
        current: str | None = registry.current()
    except NoVersionError:
        current = None
    print_versions(Console(), [registry.read_manifest(version) for version in registry.versions()], current)


@models_app.command("show")
def show_model(
    version: Annotated[str | None, typer.Argument(help="By default the current one.")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Print the manifest of a version."""
    import json
    from dataclasses import asdict

    from models.registry import Registry

    registry = Registry(home / "models")
    manifest = registry.read_manifest(version or registry.current())
    typer.echo(json.dumps(asdict(manifest), indent=1, ensure_ascii=False))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address; by default POLICY_TAGGER_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default POLICY_TAGGER_PORT or 8000.")] = None,
    workers: Annotated[int, typer.Option(help="Number of server processes.", min=1)] = 1,
    worker: Annotated[bool, typer.Option(help="Run a process beside it that does the jobs of archives.")] = True,
) -> None:
    """Serve the REST API and its docs."""
    import uvicorn

    from service.logs import logging_config
    from service.worker import worker_beside

    settings = _settings()
    with worker_beside(settings) if worker else nullcontext():
        uvicorn.run(
            "service.api:create_app",
            factory=True,
            host=host or settings.host,
            port=settings.port if port is None else port,
            workers=workers,
            access_log=False,
            server_header=False,
            log_config=logging_config(settings.log_level),
        )


@app.command("worker")
def run_worker(
    workers: Annotated[int, typer.Option(help="Number of processes that tag the documents of a job.", min=1)] = 1,
) -> None:
    """Do the jobs that wait: tag uploaded archives. Several may run, on machines that share the home folder."""
    from corpora.database import DatabaseError
    from service.worker import work

    try:
        work(_settings(), workers)
    except DatabaseError as error:
        raise typer.BadParameter(str(error)) from error


def _settings() -> "Settings":
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"POLICY_TAGGER_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        raise typer.BadParameter(wrong) from error


def _can_serve(home: Path) -> bool:
    from models.registry import Registry, check_fit

    registry = Registry(home / "models")
    try:
        check_fit(registry.read_manifest(registry.current()))
    except ModelError:
        return False
    return True


def main() -> None:
    """Run the command line; an error of the user's making is one line on standard error and exit status 2."""
    try:
        app()
    except (CorpusError, ModelError) as error:
        typer.echo(f"policy-tagger: {error}", err=True)
        sys.exit(WRONG_USAGE)
    except WorkersError as error:
        typer.echo(f"policy-tagger: {error}; what was done is kept, run the same command to go on", err=True)
        sys.exit(STOPPED)
