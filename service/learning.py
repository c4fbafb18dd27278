"""Settings → a new version, trained on a corpus and on people's labels, and current where its gate lets it."""

from collections.abc import Callable
from pathlib import Path

from corpora.database import Database
from corpora.label_store import LabelStore
from models.manifest import Manifest
from service.promotion import GateError, promote
from service.settings import Settings
from service.versions import open_registry
from training.run import train_version

LOCK_FILE = ".training.lock"


def training_lock(settings: Settings) -> Path:
    """Held by the process that trains: one at a time for each home folder."""
    return settings.models_folder / LOCK_FILE


def learn(
    settings: Settings,
    database: Database,
    progress: Callable[[str], None],
    *,
    corpus: Path | None = None,
    with_labels: bool = True,
    run: str = "",
) -> Manifest:
    """Train a candidate, by default on the corpus of the settings; whoever calls holds the training lock.

    Raises:
        CorpusError: the corpus cannot be used.
        DatabaseError: people's labels cannot be read.
    """
    registry = open_registry(settings)
    registry.remove_drafts()
    return train_version(
        corpus or settings.corpus_folder,
        registry,
        progress=progress,
        store=LabelStore(database) if with_labels else None,
        policy=settings.label_policy,
        limits=settings.gate_limits,
        run=run,
    )


def promote_if_allowed(settings: Settings, database: Database, manifest: Manifest, *, actor: str) -> str | None:
    """Make a candidate current, or say why its gate does not let it.

    Raises:
        DatabaseError: the promotion cannot be logged; nothing was changed.
    """
    try:
        promote(open_registry(settings), database, manifest.version, actor=actor)
    except GateError as error:
        return str(error)
    return None
