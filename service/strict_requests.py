"""Bodies of JSON read by the letter: NaN, a member that is named twice and bytes that are no UTF-8 get 400."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData

from corpora.machine import NO_SPACE
from corpora.strict_json import parse_json
from service.problems import FULL


class StrictRoute(APIRoute):
    """A route whose body is parsed strictly: `APIRouter(route_class=StrictRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        """The handler that FastAPI makes, over a request that parses as we do."""
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly


class _StrictRequest(Request):
    async def _get_form(self, **limits: Any) -> FormData:  # which FastAPI answers 400, whatever fails in it
        try:
            return await super()._get_form(**limits)
        except OSError as error:
            if error.errno not in NO_SPACE:
                raise
            raise HTTPException(507, FULL) from error

    async def json(self) -> Any:
        try:
            return parse_json((await self.body()).decode("utf-8-sig"))
        except ValueError as error:
            raise HTTPException(400, f"the body is not JSON: {_reason(error)}") from error


def _reason(error: ValueError) -> str:
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
