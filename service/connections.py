"""Connections → requests, each by a deadline: uvicorn's protocol, which by itself waits for ever.

It waits for the head of a request, for the rest of a body that was answered before its end, and for a client that does
not take its answer.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.pace import Pace
from service.problems import problem
from service.settings import Settings


class PromptProtocol(H11Protocol):
    """One connection, which is closed where the client is too slow; what is no HTTP is answered as a problem.

    Parameters
    ----------
    head_seconds : float
        The longest that a connection may wait for the whole head of a request. It should be longer than uvicorn keeps
        a connection open between two requests (5 seconds).
    pace : Pace
        The slowest that an answer may be taken.
    """

    def __init__(self, *arguments: Any, head_seconds: float, pace: Pace, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._head_seconds = head_seconds
        self._pace = pace
        self._head_alarm = _Alarm(self.loop)
        self._answer_alarm = _Alarm(self.loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._watch_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; bytes that complete no head win no time."""
        super().data_received(data)
        self._watch_head()

    def on_response_complete(self) -> None:
        """Begin to wait for the next head, or for the end of a body that nobody reads any more."""
        super().on_response_complete()
        self._watch_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._head_alarm.stop()
        self._answer_alarm.stop()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the client to take what is there for it."""
        super().pause_writing()
        seconds = self._pace.seconds_for(self.transport.get_write_buffer_size())
        self._answer_alarm.start(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It did."""
        super().resume_writing()
        self._answer_alarm.stop()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; uvicorn does so in plain text."""
        self._refuse(400, "the request is no HTTP")

    def _watch_head(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_alarm.stop()
        elif not self.transport.is_closing():
            self._head_alarm.start(self._head_seconds, self._give_up)

    def _give_up(self) -> None:
        has_begun, _ = self.conn.trailing_data
        if has_begun:
            self._refuse(408, f"the head of a request must come within {self._head_seconds:g} seconds")
        else:
            self.transport.close()

    def _refuse(self, status: int, detail: str) -> None:
        """Answer and close; where an answer has begun there is room for no other."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = problem(status, detail, headers={"Connection": "close"})
            head = h11.Response(status_code=status, headers=answer.raw_headers, reason=b"")
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def prompt_protocol(settings: Settings) -> Any:
    """What uvicorn's option `http` takes: it makes a protocol of each connection, in every server process."""
    return partial(PromptProtocol, head_seconds=settings.head_seconds, pace=settings.pace)


class _Alarm:
    """Calls a function after a time, unless it is stopped before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None

    def start(self, seconds: float, ring: Callable[[], None]) -> None:
        """Begin to wait; one that waits already goes on as it is."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds, ring)

    def stop(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
