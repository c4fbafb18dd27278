"""Shards → their rows: in this process, in several (loky) or on several machines (Dask), even if workers die."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace

from corpora.document import Document, Reason
from service.errors import WorkersError
from service.shards import Item, Shard, Task, tag_shard
from service.tagged import Row

MOST_ATTEMPTS = 5
AHEAD = 2  # shards a worker that wait for it
CONNECT_WITHIN_SECONDS = 10
LOOK_EVERY_SECONDS = 5

Done = tuple[Shard, list[Row]]
Run = Callable[[Iterable[Shard], Task], Generator[Done]]


def run_here(shards: Iterable[Shard], task: Task) -> Generator[Done]:
    """Tag shards one after the other in this process."""
    for shard in shards:
        yield shard, tag_shard(shard, task)


def open_run(n_workers: int, scheduler: str | None = None) -> AbstractContextManager[Run]:
    """How to tag shards: on a cluster where there is one, else in processes, a single one being this.

    Raises:
        WorkersError: the scheduler cannot be reached.
    """
    if scheduler:
        return open_cluster(scheduler)
    return open_workers(n_workers) if n_workers > 1 else nullcontext(run_here)


@contextmanager
def open_workers(n_workers: int) -> Iterator[Run]:
    """A function that tags shards in worker processes, in any order."""
    from joblib.externals.loky import get_reusable_executor

    pool = _Pool(lambda: get_reusable_executor(n_workers, timeout=60), n_workers, BrokenProcessPool)
    try:
        yield pool.run
    finally:
        get_reusable_executor(n_workers).shutdown(kill_workers=True)


@contextmanager
def open_cluster(scheduler: str) -> Iterator[Run]:
    """A function that tags shards on the workers of a Dask scheduler, named by its address.

    Raises:
        WorkersError: it cannot be reached.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise WorkersError("Dask is not installed: pip install 'policy-tagger[cluster]'") from error
    try:
        client = Client(scheduler, timeout=CONNECT_WITHIN_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkersError(f"{scheduler}: no scheduler answers there ({error})") from error
    with client:
        executor = client.get_executor(pure=False)
        n_workers = max(1, sum(client.nthreads().values()))
        yield _Pool(lambda: executor, n_workers, KilledWorker, lambda: client.status == "running").run


class _Pool:
    """Keeps the workers of an executor busy; what a dead worker had in hand is done again.

    executor : gives the executor, a new one where the last one broke.
    death : what a future raises when its worker died.
    is_there : tells whether there still is someone to hand work to.
    """

    def __init__(
        self,
        executor: Callable[[], Executor],
        n_workers: int,
        death: type[Exception],
        is_there: Callable[[], bool] = lambda: True,
    ) -> None:
        self.executor = executor
        self.n_workers = n_workers
        self.death = death
        self.is_there = is_there

    def run(self, shards: Iterable[Shard], task: Task) -> Generator[Done]:
        """Yield the rows of every shard, in any order; at most a few shards are held at a time.

        Raises:
            WorkersError: there is no one left to hand work to.
        """
        waiting, source = deque[tuple[Shard, int]](), iter(shards)
        running: dict[Future[list[Row]], tuple[Shard, int]] = {}
        while True:
            while len(running) < AHEAD * self.n_workers and (order := _next(waiting, source)):
                running[self._submit(order[0], task)] = order
            if not running:
                return
            for future in self._wait(running):
                shard, attempts = running.pop(future)
                try:
                    yield shard, future.result()
                except self.death:
                    if attempts < MOST_ATTEMPTS:
                        waiting.append((shard, attempts + 1))
                    else:
                        yield shard, [row for item in shard.items for row in self._alone(item, task)]
                except (CancelledError, OSError) as error:
                    raise WorkersError("the workers are gone") from error

    def _wait(self, running: Iterable[Future[list[Row]]]) -> set[Future[list[Row]]]:
        """The futures that are done, once there is one."""
        while not (done := wait(running, LOOK_EVERY_SECONDS, FIRST_COMPLETED).done):
            if not self.is_there():
                raise WorkersError("the workers are gone")
        return done

    def _alone(self, item: Item, task: Task) -> list[Row]:
        """The row of one item; where it ends its worker even alone, a row that says so."""
        try:
            return self._submit(Shard((item,)), task).result()
        except self.death:
            lost = Document.unread(item.id, Reason.TOO_COSTLY, "tagging it ended the process that did it")
            return self._submit(Shard((replace(item, content=lost),)), task).result()

    def _submit(self, shard: Shard, task: Task) -> Future[list[Row]]:
        try:
            return self.executor().submit(tag_shard, shard, task)
        except self.death:
            return self.executor().submit(tag_shard, shard, task)


def _next(waiting: deque[tuple[Shard, int]], source: Iterator[Shard]) -> tuple[Shard, int] | None:
    if waiting:
        return waiting.popleft()
    shard = next(source, None)
    return (shard, 1) if shard else None
