"""Whose a job is: what came of an archive is shown to the key that sent it, and to admin."""

from typing import Any

from service.clients import Client
from service.job_table import ACTOR, Job, Kind
from service.scopes import Scope


def owned_by(client: Client) -> dict[str, Any]:
    """The option that tells whose a job is: the name of the key, as it stands under all that a key did."""
    return {ACTOR: client.name}


def may_see(client: Client, job: Job) -> bool:
    """Whether there is such a job for a client; a training is for all who may train, as its version is."""
    return job.kind == Kind.TRAINING or client.may(Scope.ADMIN) or job.options.get(ACTOR) == client.name


def shown_to(client: Client) -> str | None:
    """The actor whose archives a client is shown; None: everybody's."""
    return None if client.may(Scope.ADMIN) else client.name
