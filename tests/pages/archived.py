"""Jobs of archives that are done, made of records by hand."""

from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from corpora.taxonomy import LANGUAGES
from models.decision import Outcome
from models.facets import CountryCount
from models.record import TagRecord
from service.job_files import JobFiles
from service.job_schemas import ArchiveFields
from service.job_table import Job, Kind, State
from service.jobs import Jobs
from service.parts import schema_of
from service.rows import open_rows
from tests.pages.conftest import HTML
from tests.pages.test_findings import RECORD

LABELS = tuple(RECORD.scores)
PLAIN = replace(RECORD, id="archivo.zip/a.txt", evidence=(), date="2014-03-27", source="diario.example")
RECORDS = (
    PLAIN,
    replace(PLAIN, id="archivo.zip/b.txt", title="Política criminal", date="2016", labels=("enforcement",)),
    replace(
        PLAIN,
        id="archivo.zip/c.txt",
        language="en",
        outcome=Outcome.UNCERTAIN,
        labels=(),
        candidates=("drug_policy_reform",),
        scores=PLAIN.scores | {"prevention": 0.3, "enforcement": 0.1},
        date=None,
        countries=(CountryCount("MX", 2), CountryCount("CO", 1)),
    ),
    replace(
        PLAIN,
        id="archivo.zip/d.txt",
        language="en",
        outcome=Outcome.NONE,
        labels=(),
        scores=dict.fromkeys(LABELS, 0.05),
        countries=(CountryCount("CO", 1),),
    ),
    replace(
        PLAIN,
        id="archivo.zip/é.txt",
        language=None,
        outcome=Outcome.NOT_JUDGED,
        labels=(),
        scores={},
        thresholds={},
        date=None,
        source=None,
    ),
)


def write_tags(path: Path, records: tuple[TagRecord, ...], texts: tuple[str, ...] = ()) -> None:
    """The file of rows that a job leaves; with the texts, where there are some."""
    schema = schema_of(LABELS, with_text=bool(texts))
    with open_rows(path, schema.remove(schema.get_field_index("input"))) as write:
        for place, record in enumerate(records):
            write(record.to_row() | ({"text": texts[place]} if texts else {}))


def make_done(
    app: FastAPI,
    records: tuple[TagRecord, ...] = RECORDS,
    texts: tuple[str, ...] = (),
    name: str = "archivo.zip",
    actor: str = "local",
) -> Job:
    """A job that is done, as a worker leaves it; actor is the name of the key that sent it."""
    jobs: Jobs = app.state.jobs
    job = jobs.submit(Kind.ARCHIVE, name, ArchiveFields(with_text=bool(texts)).to_options("v") | {"actor": actor})
    files = JobFiles(app.state.settings.home, job.id)
    files.folder.mkdir(parents=True)
    write_tags(files.tags, records, texts)
    for language in LANGUAGES:
        files.report(language).write_text(
            f'<html lang="{language}"><style></style><body></body></html>', encoding="utf-8"
        )
    claimed = jobs.claim(Kind.ARCHIVE)
    assert claimed is not None
    assert jobs.finish(job.id, str(claimed.owner), State.DONE, n_done=len(records), n_failed=1)
    return jobs.get(job.id) or job


def remove_jobs(app: FastAPI) -> None:
    """Remove all jobs of archives, with their files."""
    for id in app.state.jobs.ids():
        app.state.jobs.cancel(id)
        app.state.jobs.remove(id)
        JobFiles(app.state.settings.home, id).remove()


def get(site: TestClient, path: str, language: str = "en", status: int = 200, **headers: str) -> str:
    """What a browser gets of a path."""
    answer = site.get(path, headers=HTML | {"Accept-Language": language} | headers)
    assert answer.status_code == status, answer.text
    return answer.text
