"""Two model versions and an archive → which of its documents they tag otherwise."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from models.registry import Registry
from service.comparison import compare
from service.comparison_printing import print_comparison
from service.comparison_report import write_comparison
from service.progress import TaggingProgress
from service.tagging import new_task, tag_archive
from service.workers import open_run


def tell_impact(
    registry: Registry,
    old: str,
    new: str,
    paths: Sequence[str],
    *,
    out: Path | None = None,
    language: str = "en",
    n_workers: int = 1,
) -> None:
    """Tag an archive with both versions and print what differs, or write it to FILE.html or FILE.jsonl.

    language : of the page.

    Raises:
        CorpusError: there is nothing at a path, or the file cannot be written.
        ModelError: a version is not there or cannot be loaded.
    """
    tasks = {version: new_task(registry, version=version) for version in (old, new)}
    with TemporaryDirectory() as name:
        files = {version: Path(name) / f"{version}.parquet" for version in tasks}
        progress = TaggingProgress(Console(stderr=True))
        for version, task in tasks.items():
            with open_run(n_workers) as run:
                tag_archive(paths, files[version], task, run=run, progress=progress)
        comparison = compare(files[old], files[new])
        if out is None:
            print_comparison(Console(), comparison, files[old], files[new])
        else:
            write_comparison(comparison, out, files[old], files[new], language)
