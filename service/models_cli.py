"""The commands `policy-tagger train` and `policy-tagger models …`."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import BusyError, ModelError
from service.cli_settings import Language, open_database, read_settings

if TYPE_CHECKING:
    from models.manifest import Manifest
    from models.registry import Registry
    from service.promotion_table import Promotion
    from service.settings import Settings

models_app = typer.Typer(help="The stored model versions, and which of them serves.", no_args_is_help=True)

Home = Annotated[
    Path, typer.Option(envvar="POLICY_TAGGER_HOME", help="Folder of the model versions.", show_default=True)
]
Version = Annotated[str, typer.Argument(help="A stored version.")]
Reason = Annotated[str | None, typer.Option(help="Stands in the log.")]
DEFAULT_HOME = Path("var")
REFUSED = 1


def train(
    corpus: Annotated[
        Path | None, typer.Option(help="Corpus folder; by default that of POLICY_TAGGER_CORPUS, or the one that ships.")
    ] = None,
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing where the current version can serve.")
    ] = False,
    labels: Annotated[bool, typer.Option(help="Learn from people's labels too.")] = True,
    promote: Annotated[bool, typer.Option(help="Put it into service if the gate allows it.")] = True,
    home: Home = DEFAULT_HOME,
) -> None:
    """Train a model version that serves unless it is worse.

    It is compared with the current one; exit status 1 where the gate does not let it serve.
    """
    from rich.console import Console

    from models.locks import lock_if_free
    from service.gate_printing import print_gate
    from service.learning import learn, promote_if_allowed, training_lock
    from service.progress import stage_printer

    settings = read_settings(home)
    if if_missing and _can_serve(settings):
        return
    with lock_if_free(training_lock(settings)) as is_free, open_database(settings) as database:
        if not is_free:
            raise BusyError("another process trains already; wait until it is done")
        with stage_printer() as progress:
            manifest = learn(settings, database, progress, corpus=corpus, with_labels=labels)
        print_gate(Console(stderr=True), manifest.gate)
        typer.echo(manifest.version)
        refusal = promote_if_allowed(settings, database, manifest, actor=_user()) if promote else None
    _exit_if_refused(refusal)


@models_app.command("list")
def list_versions(home: Home = DEFAULT_HOME) -> None:
    """List the stored versions, the current one marked."""
    from rich.console import Console

    from service.stretches import printable
    from service.tables import print_versions
    from service.versions import open_registry

    registry = open_registry(read_settings(home))
    manifests, broken = _read_all(registry)
    print_versions(Console(), manifests, registry.serving())
    for error in broken:
        typer.echo(f"policy-tagger: {printable(str(error))}", err=True)


@models_app.command("show")
def show_version(
    version: Annotated[str | None, typer.Argument(help="By default the current one.")] = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Print the manifest of a version.

    It names the key that signed the version, and what keeps it from serving.
    """
    import json
    from dataclasses import asdict

    from service.stretches import printable
    from service.versions import open_registry

    registry = open_registry(read_settings(home))
    name = version or registry.current()
    manifest = registry.read_manifest(name)
    try:
        signer, problem = registry.verify(name), None
    except ModelError as error:
        signer, problem = None, str(error)
    facts = asdict(manifest) | {"signed_by": signer, "problem": problem}
    typer.echo(printable(json.dumps(facts, indent=1, ensure_ascii=False)))


@models_app.command("promote")
def promote_version(
    version: Version,
    force: Annotated[bool, typer.Option("--force", help="Even if the gate refuses it; needs a reason.")] = False,
    reason: Reason = None,
    home: Home = DEFAULT_HOME,
) -> None:
    """Put a version into service if its gate allows it.

    Exit status 1 where it does not.
    """
    from rich.console import Console

    from service.gate_printing import print_gate
    from service.promotion import GateError, promote
    from service.versions import open_registry

    settings = read_settings(home)
    registry = open_registry(settings)
    with open_database(settings) as database:
        try:
            promotion = promote(registry, database, version, actor=_user(), force=force, reason=reason)
        except GateError as error:
            print_gate(Console(stderr=True), error.gate)
            _exit_if_refused(str(error))
        else:
            _tell(promotion)


@models_app.command("rollback")
def roll_back(reason: Reason = None, home: Home = DEFAULT_HOME) -> None:
    """Put the version before back into service; may be repeated."""
    from service.promotion import rollback
    from service.versions import open_registry

    settings = read_settings(home)
    with open_database(settings) as database:
        _tell(rollback(open_registry(settings), database, actor=_user(), reason=reason))


@models_app.command("impact")
def show_impact(
    version: Version,
    paths: Annotated[list[str], typer.Argument(help="Files of any kind, folders, archives, s3://… addresses.")],
    out: Annotated[
        Path | None, typer.Option(help="Write FILE.html, or FILE.jsonl with every change; else print.", dir_okay=False)
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of the page.")] = Language.EN,
    workers: Annotated[int, typer.Option(help="Number of worker processes.", min=1)] = 1,
    home: Home = DEFAULT_HOME,
) -> None:
    """Tell which tags of an archive a version would change.

    That is, were it to serve in place of the current one.
    """
    from service.impact import tell_impact
    from service.versions import open_registry

    registry = open_registry(read_settings(home))
    tell_impact(registry, registry.current(), version, paths, out=out, language=str(language), n_workers=workers)


def _can_serve(settings: "Settings") -> bool:
    from service.versions import open_registry

    registry = open_registry(settings)
    version = registry.serving()
    return version is not None and registry.can_load(version)


def _read_all(registry: "Registry") -> "tuple[list[Manifest], list[ModelError]]":
    """The manifests that can be read, and what is wrong with the others."""
    manifests, broken = [], []
    for version in registry.versions():
        try:
            manifests.append(registry.read_manifest(version))
        except ModelError as error:
            broken.append(error)
    return manifests, broken


def _tell(promotion: "Promotion") -> None:
    typer.echo(promotion.version)
    typer.echo(f"{promotion.action}: it serves in the place of {promotion.previous or 'none'}", err=True)


def _exit_if_refused(refusal: str | None) -> None:
    if refusal is not None:
        from service.stretches import printable

        typer.echo(f"policy-tagger: {printable(refusal)}", err=True)
        raise typer.Exit(REFUSED)


def _user() -> str:
    return getpass.getuser()
