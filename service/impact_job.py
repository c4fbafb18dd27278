"""A claimed job → what would change in an archive under another model version.

Run as `python -m service.impact_job JOB OWNER WORKERS`. It tags the texts that the archive's rows hold once more.
"""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from corpora.database import DatabaseError
from corpora.document import Document, Note, Reason
from corpora.errors import CorpusError
from models.tagger import Tagger
from service.attempts import LostError, run_attempt
from service.comparison import compare, details
from service.impact_files import ChangedDocument, ChangeGroup, Impact, impact_file, write_impact
from service.job_files import JobFiles
from service.job_table import Job, State
from service.jobs import Jobs
from service.parts import schema_of
from service.rows import open_rows
from service.settings import Settings
from service.tagged import Row, key_of, read_rows
from service.versions import open_registry

BATCH = 64
DRAFT_PREFIX = "impact."
SHOWN = 10  # documents of each change
REPORT_EVERY_SECONDS = 1.0
COLUMNS = ("id", "title", "text", "language", "reason", "notes", "date", "source")


def main(id: str, owner: str, _: str) -> None:
    """Attempt the job if it still is the owner's; one is worked on at a time."""
    run_attempt(id, owner, do_job, lambda settings, job: settings.home / "impact.lock")


def do_job(jobs: Jobs, job: Job, settings: Settings) -> None:
    """Tag an archive's texts with the version that the job names, keep what differs, and end the job.

    Raises:
        LostError: the job is no longer ours.
        CorpusError: the archive is gone, or its rows hold no texts.
        ModelError: the version is gone or damaged.
        OSError: the disk is full, or fails otherwise.
    """
    files, version = JobFiles(settings.home, job.options["archive"]), job.options["version"]
    if not files.tags.exists():
        raise CorpusError("the archive is gone; upload it again")
    registry = open_registry(settings)
    for left in files.folder.glob(f"{DRAFT_PREFIX}*/"):  # by an attempt that was killed; the lock is ours
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(prefix=DRAFT_PREFIX, dir=files.folder) as folder:
        new = Path(folder) / "tags.parquet"
        tagger = Tagger.load(registry, version)
        with open_rows(new, schema_of(registry.read_manifest(version).labels)) as write:
            for row in _report(jobs, job, tag_again(files.tags, tagger, job.options["language"])):
                write(row)
        impact = summarise(files.tags, new, job.options["tagged_by"], version)
        write_impact(impact, impact_file(files, version))
    if not jobs.finish(job.id, str(job.owner), State.DONE, n_done=impact.n_documents):
        raise LostError


def tag_again(tags: Path, tagger: Tagger, language: str | None) -> Iterator[Row]:
    """A row for each row of a file that holds texts, in order.

    language : that was stated for the whole archive, or None; of a row that has one, its own stands before it.
    """
    rows = read_rows(tags, COLUMNS)
    while some := list(islice(rows, BATCH)):
        documents = [_to_document(row, language) for row in some]
        for row, record in zip(some, tagger.tag(documents), strict=True):
            yield record.to_row() | {"title": row["title"]}


def summarise(old: Path, new: Path, old_version: str, new_version: str) -> Impact:
    """What differs between two files of the same documents, with what either says of the first of each change."""
    comparison = compare(old, new)
    places = {key_of(row): place for place, row in enumerate(read_rows(old, ("id", "sha256")))}
    groups = []
    for change, group in comparison.by_change():
        shown = [
            ChangedDocument(places[one.old], row["id"], row["title"] or "", row["old"], row["new"])
            for one, row in zip(group[:SHOWN], details(group[:SHOWN], old, new), strict=True)
        ]
        groups.append(ChangeGroup(change.lost, change.gained, len(group), tuple(shown)))
    return Impact(old_version, new_version, comparison.n_matched, tuple(groups))


def _to_document(row: Row, language: str | None) -> Document:
    """The text as it was analysed; one of which nothing could be read stays so."""
    reason = Reason(row["reason"]) if row["reason"] and not row["text"] else None
    notes = tuple(Note(**note) for note in row["notes"] or ())
    facts = {name: row[name] for name in ("date", "source")}
    return Document(
        row["id"], row["text"] or "", language=row["language"] or language, problem=reason, notes=notes, **facts
    )


def _report(jobs: Jobs, job: Job, rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows; the job says how many there were."""
    total, reported = max(1, job.options["n_documents"]), time.monotonic()
    for n_done, row in enumerate(rows, start=1):
        yield row
        if time.monotonic() - reported >= REPORT_EVERY_SECONDS:
            reported = time.monotonic()
            with suppress(DatabaseError):  # it may come back
                if not jobs.report(job.id, str(job.owner), n_done=n_done, share=min(1.0, n_done / total)):
                    raise LostError


if __name__ == "__main__":
    main(*sys.argv[1:])
