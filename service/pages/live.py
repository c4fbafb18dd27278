"""A job that somebody looks at → its progress as server-sent events, drawn as its page draws it.

A stream holds no thread, and ends after seconds, so that it keeps no server from ending; the browser opens it again.
"""

import time
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from corpora.database import DatabaseError
from service.job_table import OPEN, Job
from service.job_watch import JobWatch

STREAM_SECONDS = 8.0
HEARTBEAT_SECONDS = 3.0
AGAIN_MILLISECONDS = 500
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Draw = Callable[[Job], str]


class LiveProgress(StreamingResponse):
    """A stream of `progress` events, each with the markup that shows a job now, and of `end` once the job has ended.

    Where there is no place left to follow from, the answer is 204: the browser does not ask for the stream again.

    Parameters
    ----------
    request : Request
    job : Job
    draw : callable
        The job → markup.
    """

    def __init__(self, request: Request, job: Job, draw: Draw) -> None:
        super().__init__(self._events(job, draw), media_type="text/event-stream", headers=HEADERS)
        self._state = request.app.state
        self._job_id = job.id
        self._client = f"{request.state.client.name} {request.client.host if request.client else ''}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, from a place that is free again once it is closed."""
        watch: JobWatch = self._state.job_watch
        with watch.place(self._job_id, self._client) as is_free:
            answer = super().__call__ if is_free else Response(status_code=204, headers=HEADERS)
            await answer(scope, receive, send)

    async def _events(self, job: Job, draw: Draw) -> AsyncIterator[str]:
        yield f"retry: {AGAIN_MILLISECONDS}\n\n"
        shown, sent_at = "", time.monotonic()
        end = sent_at + STREAM_SECONDS
        found: Job | None = job
        while found is not None and found.state in OPEN and time.monotonic() < end:
            drawn = draw(found)
            if drawn != shown:
                shown, sent_at = drawn, time.monotonic()
                yield event("progress", drawn)
            elif time.monotonic() - sent_at >= HEARTBEAT_SECONDS:
                sent_at = time.monotonic()
                yield ":\n\n"
            try:
                found = await self._state.job_watch.look_again(job.id, self._state.jobs)
            except DatabaseError:  # it may come back; the browser asks again
                return
        if found is None or found.state not in OPEN:
            yield event("end", "")


def event(name: str, data: str) -> str:
    r"""One event as it goes over the wire.

    >>> event("progress", "<p>\n</p>")
    'event: progress\ndata: <p>\ndata: </p>\n\n'
    """
    lines = "\n".join(f"data: {line}" for line in data.split("\n"))
    return f"event: {name}\n{lines}\n\n"
