import threading
import time
from collections.abc import Iterator

import pytest

from corpora.database import Database
from service.job_table import Job, State, job_table
from service.jobs import MOST_ATTEMPTS, Jobs


def submit(jobs: Jobs, file: str = "boletín 2030.zip") -> Job:
    return jobs.submit("archive", file, {"language": "es"})


def claim(jobs: Jobs) -> tuple[str, str]:
    job = jobs.claim("archive")
    assert job is not None
    return job.id, str(job.owner)


def jump(database: Database, hours: int) -> None:
    """Have the database's clock jump: what was stored by it lies further ahead or back."""
    with database.write() as connection:
        connection.execute(job_table.update().values(lease_until=job_table.c.lease_until - hours * 3600))


@pytest.fixture
def lost(database: Database) -> Jobs:
    """The same jobs, seen by a worker that waits for no sign of life."""
    return Jobs(database, lease_seconds=-1)


def test_a_job_is_queued_as_it_was_handed_in(jobs: Jobs) -> None:
    job = submit(jobs)
    assert (job.state, job.file, job.options) == (State.QUEUED, "boletín 2030.zip", {"language": "es"})
    assert (job.attempts, job.n_done, job.owner, job.finished_at) == (0, 0, None, None)
    assert jobs.get(job.id) == job
    assert abs(job.created_at - time.time()) < 5


def test_ids_cannot_be_guessed(jobs: Jobs) -> None:
    ids = {submit(jobs).id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(id) == 32 for id in ids)
    assert jobs.ids() == ids


def test_an_unknown_job_is_none(jobs: Jobs) -> None:
    assert jobs.get("0" * 32) is None
    assert not jobs.cancel("0" * 32)
    assert not jobs.remove("0" * 32)
    assert not jobs.finish("0" * 32, "owner", State.DONE)


def test_the_job_that_waited_longest_is_claimed_first_and_once(jobs: Jobs) -> None:
    submitted = []
    for number in range(3):
        submitted.append(submit(jobs, f"{number}").id)
        time.sleep(0.005)
    assert [claim(jobs)[0] for _ in range(3)] == submitted
    assert jobs.claim("archive") is None


def test_a_job_of_another_kind_is_left(jobs: Jobs) -> None:
    submit(jobs)
    assert jobs.claim("training") is None


def test_a_claimed_job_runs_under_a_lease(jobs: Jobs) -> None:
    submit(jobs)
    job = jobs.claim("archive")
    assert job is not None
    assert (job.state, job.attempts) == (State.RUNNING, 1)
    assert job.lease_until is not None
    assert 55 < job.lease_until - time.time() < 65
    assert job.started_at is not None


def test_workers_that_claim_at_once_get_different_jobs(jobs: Jobs) -> None:
    ids = {submit(jobs).id for _ in range(12)}
    claimed: list[str] = []

    def work() -> None:
        while job := jobs.claim("archive"):
            claimed.append(job.id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while job := jobs.claim("archive"):  # what another had locked for a moment may have been passed over
        claimed.append(job.id)
    assert sorted(claimed) == sorted(ids)


def test_a_lease_that_ran_out_is_claimed_again_by_another_owner(jobs: Jobs, lost: Jobs) -> None:
    submit(jobs)
    id, first = claim(jobs)
    again, second = claim(lost)
    assert again == id
    assert first != second
    assert jobs.get(id).attempts == 2


@pytest.fixture
def overtaken(jobs: Jobs, lost: Jobs) -> Iterator[tuple[str, str]]:
    """A job and an owner that lost it; whatever that one does must change nothing."""
    submit(jobs)
    id, owner = claim(jobs)
    claim(lost)
    before = jobs.get(id)
    yield id, owner
    assert jobs.get(id) == before


def test_who_lost_the_lease_cannot_renew_it(jobs: Jobs, overtaken: tuple[str, str]) -> None:
    assert not jobs.renew(*overtaken)


def test_who_lost_the_lease_cannot_report(jobs: Jobs, overtaken: tuple[str, str]) -> None:
    assert not jobs.report(*overtaken, n_done=9, n_failed=9, share=0.9)


def test_who_lost_the_lease_cannot_give_the_job_back(jobs: Jobs, overtaken: tuple[str, str]) -> None:
    assert not jobs.release(*overtaken, "lost")


def test_who_lost_the_lease_cannot_finish(jobs: Jobs, overtaken: tuple[str, str]) -> None:
    assert not jobs.finish(*overtaken, State.DONE, n_done=9, n_failed=9)


def test_a_renewed_lease_lasts(database: Database) -> None:
    brief = Jobs(database, lease_seconds=0.5)
    submit(brief)
    id, owner = claim(brief)
    for _ in range(4):
        time.sleep(0.2)
        assert brief.renew(id, owner)
        assert brief.claim("archive") is None  # whoever looks has seen a sign of life just now
    time.sleep(0.7)
    assert claim(brief)[0] == id


def test_progress_is_seen(jobs: Jobs) -> None:
    submit(jobs)
    id, owner = claim(jobs)
    assert jobs.report(id, owner, n_done=7, n_failed=2, share=0.25)
    job = jobs.get(id)
    assert (job.n_done, job.n_failed, job.share) == (7, 2, 0.25)


def test_finishing_twice_is_as_good_as_once(jobs: Jobs) -> None:
    submit(jobs)
    id, owner = claim(jobs)
    assert jobs.finish(id, owner, State.DONE, n_done=7, n_failed=2)
    before = jobs.get(id)
    assert jobs.finish(id, owner, State.DONE, n_done=8, n_failed=3)
    assert not jobs.finish(id, owner, State.FAILED)
    assert not jobs.finish(id, "another", State.DONE)
    assert jobs.get(id) == before
    assert (before.state, before.n_done, before.lease_until) == (State.DONE, 7, None)
    assert jobs.claim("archive") is None


def test_a_job_given_back_with_a_message_counts_as_an_attempt(jobs: Jobs) -> None:
    submit(jobs)
    assert jobs.release(*claim(jobs), "disco lleno")
    time.sleep(0.01)
    job = jobs.claim("archive")
    assert (job.attempts, job.message) == (2, "disco lleno")


def test_a_job_given_back_because_the_worker_stops_does_not(jobs: Jobs) -> None:
    submit(jobs)
    assert jobs.release(*claim(jobs))
    time.sleep(0.01)
    assert jobs.claim("archive").attempts == 1


def test_a_job_given_back_without_fault_of_its_own_does_not_either(jobs: Jobs) -> None:
    submit(jobs)
    for _ in range(2 * MOST_ATTEMPTS):
        assert jobs.release(*claim(jobs), "disco lleno", counts=False)
        time.sleep(0.01)
    job = jobs.claim("archive")
    assert (job.attempts, job.message) == (1, "disco lleno")


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_jumps_takes_no_job_from_who_works(database: Database, hours: int) -> None:
    brief = Jobs(database, lease_seconds=0.5)
    submit(brief)
    id, owner = claim(brief)
    assert brief.claim("archive") is None
    jump(database, hours)
    assert brief.claim("archive") is None
    assert brief.renew(id, owner)
    assert brief.get(id).owner == owner


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_a_clock_that_jumps_keeps_no_job_of_the_dead(database: Database, hours: int) -> None:
    brief = Jobs(database, lease_seconds=0.2)
    submit(brief)
    id, _ = claim(brief)
    jump(database, hours)
    assert brief.claim("archive") is None
    time.sleep(0.3)
    assert claim(brief)[0] == id


@pytest.mark.parametrize("hours", [-24, -1])
def test_a_job_that_waits_is_not_kept_by_a_clock_set_back(jobs: Jobs, hours: int) -> None:
    submit(jobs)
    assert jobs.release(*claim(jobs), "later", in_seconds=30)
    assert jobs.claim("archive") is None
    jump(jobs.database, hours)
    assert jobs.claim("archive") is not None


def test_a_job_given_back_for_later_waits(jobs: Jobs) -> None:
    submit(jobs)
    assert jobs.release(*claim(jobs), "later", in_seconds=3)
    assert jobs.claim("archive") is None
    time.sleep(3.1)
    assert jobs.claim("archive") is not None


@pytest.mark.parametrize(("message", "says"), [("disco lleno", "disco lleno"), (None, "was lost")])
def test_a_job_that_was_begun_too_often_fails(jobs: Jobs, lost: Jobs, message: str | None, says: str) -> None:
    id = submit(jobs).id
    for _ in range(MOST_ATTEMPTS):
        owner = claim(lost)[1]
        assert message is None or jobs.release(id, owner, message, in_seconds=-1)
    later = submit(jobs)
    assert claim(lost)[0] == later.id
    job = jobs.get(id)
    assert (job.state, job.attempts) == (State.FAILED, MOST_ATTEMPTS)
    assert says in job.message
    assert job.finished_at is not None


@pytest.mark.parametrize("is_running", [False, True])
def test_a_cancelled_job_is_no_ones(jobs: Jobs, is_running: bool) -> None:
    id = submit(jobs).id
    owner = claim(jobs)[1] if is_running else "nobody"
    assert jobs.cancel(id)
    assert jobs.get(id).state is State.CANCELLED
    assert not jobs.renew(id, owner)
    assert not jobs.finish(id, owner, State.DONE)
    assert jobs.claim("archive") is None
    assert not jobs.cancel(id)


def test_only_a_job_that_has_ended_can_be_removed(jobs: Jobs) -> None:
    id = submit(jobs).id
    assert not jobs.remove(id)
    assert jobs.cancel(id)
    assert jobs.remove(id)
    assert jobs.get(id) is None
