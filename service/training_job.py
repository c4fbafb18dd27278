"""A claimed job → a new model version: `python -m service.training_job JOB OWNER WORKERS`."""

import sys
from contextlib import suppress

from corpora.database import DatabaseError
from models.errors import ModelError
from models.manifest import Manifest
from models.registry import Registry
from service.attempts import LostError, run_attempt
from service.job_schemas import TrainingResult
from service.job_table import ACTOR, Job, State
from service.jobs import Jobs
from service.learning import learn, promote_if_allowed, training_lock
from service.settings import Settings
from service.versions import open_registry
from training.stages import SHARES


def main(id: str, owner: str, _: str) -> None:
    """Attempt the job if it still is the owner's."""
    run_attempt(id, owner, do_job, lambda settings, job: training_lock(settings))


def do_job(jobs: Jobs, job: Job, settings: Settings) -> None:
    """Train a version, make it current where that is asked for and its gate lets it, and end the job.

    A version that an earlier attempt has stored is not trained again.

    Raises:
        LostError: the job is no longer ours.
        CorpusError: the corpus cannot be used.
        OSError: the disk is full, or fails otherwise.
    """

    def progress(stage: str) -> None:
        if stage not in SHARES:
            return
        with suppress(DatabaseError):  # it may come back
            if not jobs.report(job.id, str(job.owner), share=SHARES[stage], stage=stage):
                raise LostError

    registry = open_registry(settings)
    with_labels = job.options["labels"]
    manifest = _trained_before(registry, job) or learn(
        settings, jobs.database, progress, with_labels=with_labels, run=job.id
    )
    result = _conclude(jobs, job, settings, manifest)
    if not jobs.finish(job.id, str(job.owner), State.DONE, result=result.model_dump()):
        raise LostError


def _conclude(jobs: Jobs, job: Job, settings: Settings, manifest: Manifest) -> TrainingResult:
    is_promoted, note = manifest.version in open_registry(settings).history(), None
    if job.options["promote"] and not is_promoted:
        note = promote_if_allowed(settings, jobs.database, manifest, actor=job.options[ACTOR])
        is_promoted = note is None
    passed = bool(manifest.gate and manifest.gate["passed"])
    return TrainingResult(version=manifest.version, gate_passed=passed, promoted=is_promoted, note=note)


def _trained_before(registry: Registry, job: Job) -> Manifest | None:
    for version in reversed(registry.versions()):
        with suppress(ModelError):
            if registry.read_manifest(version).run == job.id:
                return registry.check(version)
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
