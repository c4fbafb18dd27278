"""Every operation under generated requests, good and bad, one by one and in sequences.

No status, media type or body that the description does not declare, and no 5xx but those on purpose.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import schemathesis
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from schemathesis.openapi import from_asgi
from schemathesis.python.asgi import shutdown_lifespans
from starlette.testclient import TestClient

from corpora.database import Database
from models.registry import Registry
from service.api import create_app
from service.archive_job import do_job
from service.job_table import Kind
from service.jobs import Jobs
from service.keys import Keys
from service.scopes import Scope
from service.settings import Settings
from service.workers import open_run
from tests.conftest import TEXTS
from tests.versions import copy_version

pytestmark = [pytest.mark.long, pytest.mark.case(14)]

SEED = 14
EXAMPLES_A_ROUND = 8
# What a description cannot say. An address that is also a version or a text by that name takes its methods, too; a job
# that was cancelled, an example that was taken back and a text that was erased leave their trace; and a form holds
# text, in which 0 is false.
EXCEPT = {
    "POST /v1/models/rollback": "allow_header_conformance",
    "GET /v1/review/quality": "allow_header_conformance",
    "GET /v1/jobs/{id}": "use_after_free",
    "GET /v1/examples/{id}": "use_after_free",
    "GET /v1/texts/{sha256}": "use_after_free",
    "POST /v1/archives": "negative_data_rejection",
    "POST /v1/tag/file": "negative_data_rejection",
}
CHECKS = {
    "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503", "507"]},
    "positive_data_acceptance": {"enabled": False},  # which labels there are, and that ids differ, no schema can say
}


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """Those of a home of its own with the tiny version, and another to go back to."""
    shutil.copytree(home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    registry.make_current(copy_version(registry, registry.current(), "another"))
    return Settings(home=tmp_path, rate_limit="off")


@pytest.fixture
def calls() -> Counter[tuple[str, int]]:
    """How often each operation answered with each status."""
    return Counter()


@pytest.fixture
def description(
    settings: Settings, calls: Counter[tuple[str, int]], pytestconfig: pytest.Config
) -> Iterator[schemathesis.BaseSchema]:
    """What the API says of itself, asked by somebody who may do everything; archives are tagged at once."""
    database = Database(settings.database)
    _, secret = Keys(database).create("Ida", [Scope.ADMIN])
    config = {
        "seed": SEED,
        "checks": CHECKS,
        "operations": [
            {"include-name": label, "checks": {check: {"enabled": False}}} for label, check in EXCEPT.items()
        ],
        "headers": {"Authorization": f"Bearer {secret}"},
        "generation": {
            "max-examples": EXAMPLES_A_ROUND * pytestconfig.getoption("rounds"),
            "deterministic": True,
            "database": "none",
        },
    }
    app = create_app(settings)
    schema = from_asgi("/openapi.json", app, config=schemathesis.Config.from_dict(config))
    with TestClient(app, headers=config["headers"]) as client:
        put_before_reviewers(client)

    @schema.hook
    def after_call(context: object, case: schemathesis.Case, response: schemathesis.Response) -> None:
        calls[case.operation.label, response.status_code] += 1
        if case.operation.label == "POST /v1/archives" and response.status_code == 202:
            tag_archives(settings, Jobs(database, settings.lease_seconds))

    yield schema
    shutdown_lifespans()
    database.close()


def put_before_reviewers(client: TestClient) -> None:
    """Fill the pool, so that there is something to review and to withdraw."""
    documents = [
        {"id": f"{language}-{n}", "text": f"{text} {n}"} for language, text in TEXTS.items() for n in range(20)
    ]
    assert client.post("/v1/review", json={"documents": documents}).json()["pooled"] == len(documents)


def tag_archives(settings: Settings, jobs: Jobs) -> None:
    """Do what a worker does, so that there are results to ask for."""
    while job := jobs.claim(Kind.ARCHIVE):
        with open_run(1) as run:
            do_job(jobs, job, settings, run)


def test_what_is_described_is_what_is_answered(
    description: schemathesis.BaseSchema, calls: Counter[tuple[str, int]], measured: Callable[..., None]
) -> None:
    found = sorted(set(findings(from_schema(description).execute())))
    labels = {result.ok().label for result in description.get_all_operations()}
    statuses = Counter[int]()
    for (_, status), n in calls.items():
        statuses[status] += n
    succeeded = {label for label, status in calls if status < 300}
    measured("calls", calls.total(), least=1000)
    measured("statuses", ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items())))
    measured("operations", len({label for label, _ in calls}), least=len(labels))
    measured("operations that never succeeded", ", ".join(sorted(labels - succeeded)) or "none")
    assert not found, "\n\n".join(found)
    assert labels <= succeeded


def findings(events: Iterable[EngineEvent]) -> Iterator[str]:
    """What was not as described, with a request that shows it."""
    for event in events:
        if isinstance(event, NonFatalError):
            yield f"{event.label}: {event.value}"
        elif isinstance(event, FatalError):
            raise event.exception
        elif isinstance(event, ScenarioFinished):
            for check in [check for checks in event.recorder.checks.values() for check in checks]:
                if info := check.failure_info:
                    yield f"{info.failure.operation}: {info.failure}\n{info.code_sample}"
