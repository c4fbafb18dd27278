import pytest

from corpora.database import Database
from service.clients import LOCAL, Client
from service.job_owners import may_see, owned_by, shown_to
from service.job_table import Kind
from service.jobs import Jobs
from service.scopes import Scope

ANA, EVA = (Client(name, frozenset({Scope.TAG, Scope.TRAIN})) for name in ("Ana", "Eva Ñ'"))
ADMIN = Client("Ida", frozenset({Scope.ADMIN}))


@pytest.mark.parametrize("owner", [ANA, EVA])
def test_an_archive_is_its_keys_and_admins(jobs: Jobs, owner: Client) -> None:
    job = jobs.submit(Kind.ARCHIVE, "a.zip", owned_by(owner))
    assert [client for client in (ANA, EVA, ADMIN, LOCAL) if may_see(client, job)] == [owner, ADMIN, LOCAL]


def test_an_archive_that_is_nobodys_is_admins(jobs: Jobs) -> None:
    job = jobs.submit(Kind.ARCHIVE, "a.zip", {})
    assert [client for client in (ANA, ADMIN) if may_see(client, job)] == [ADMIN]


def test_a_training_is_for_all(jobs: Jobs) -> None:
    job = jobs.submit(Kind.TRAINING, "", owned_by(ANA))
    assert may_see(EVA, job)


def test_a_list_holds_ones_own(database: Database) -> None:
    jobs = Jobs(database)
    made = {client: jobs.submit(Kind.ARCHIVE, "a.zip", owned_by(client)).id for client in (ANA, EVA)}
    nobodys = jobs.submit(Kind.ARCHIVE, "a.zip", {}).id
    for client, id in made.items():
        assert [job.id for job in jobs.newest(Kind.ARCHIVE, 10, actor=shown_to(client))] == [id]
    assert {job.id for job in jobs.newest(Kind.ARCHIVE, 10, actor=shown_to(ADMIN))} == {*made.values(), nobodys}
