"""`policy-tagger serve` and `worker`."""

import os
import signal
import sys
from contextlib import nullcontext
from typing import Annotated

import typer

from service.cli_settings import read_settings
from service.keys_cli import check_access


def serve(
    host: Annotated[str | None, typer.Option(help="Address; by default POLICY_TAGGER_HOST or 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; by default POLICY_TAGGER_PORT or 8000.")] = None,
    workers: Annotated[int, typer.Option(help="Number of server processes.", min=1)] = 1,
    worker: Annotated[bool, typer.Option(help="Run a process beside it that does the jobs.")] = True,
) -> None:
    """Serve the pages, the REST API and its docs."""
    from service.connections import prompt_protocol
    from service.listening import listen
    from service.logs import logging_config
    from service.worker_beside import worker_beside

    settings = read_settings()
    settings = settings.model_copy(update={"host": host or settings.host})
    check_access(settings)
    os.environ |= settings.as_environment()  # the server processes read them from there
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # uvicorn sends it again at its end: the worker is to end too
    with worker_beside(settings) if worker else nullcontext():
        listen(
            "service.api:create_server_app",
            host=settings.host,
            port=settings.port if port is None else port,
            workers=workers,
            http=prompt_protocol(settings),
            access_log=False,
            server_header=False,
            log_config=logging_config(settings.log_level),
        )


def run_worker(
    workers: Annotated[int, typer.Option(help="Number of processes that tag the documents of a job.", min=1)] = 1,
) -> None:
    """Do the jobs that wait; several may run.

    They are archives, trainings, and what another version would change.
    """
    from corpora.database import DatabaseError
    from service.worker import work

    try:
        work(read_settings(), workers)
    except DatabaseError as error:
        raise typer.BadParameter(str(error)) from error
