"""A page that stands in the navigation, and what its handlers may ask for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import FormData

from service.access import demand
from service.clients import Client
from service.scopes import Scope


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the navigation.

    path : where the page is.
    name : what it is called, a message of the catalogues.
    router : its routes.
    scope : without which it is not shown to a client; None: everybody may read it.
    """

    path: str
    name: str
    router: APIRouter
    scope: Scope | None = None

    def is_open_to(self, client: Client | None) -> bool:
        """Whether a client may use it; one that has not signed in sees what it could use."""
        return self.scope is None or client is None or client.may(self.scope)


def mark(message: str) -> str:
    """The message itself, marked for the catalogues, to be translated where it is shown."""
    return message


def allows(scope: Scope) -> Any:
    """A dependency that answers 401 to whom nobody knows and 403 where the client lacks a scope."""

    def check(request: Request) -> None:
        client: Client | None = request.state.client
        if request.state.access_failure:
            raise HTTPException(503, request.state.access_failure)
        if client is None:
            raise HTTPException(401, "sign in with a key")
        demand(client, scope)

    return Depends(check)


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """The fields and files of a form; the files are removed when the request is answered."""
    most = request.app.state.settings.max_body_bytes
    async with request.form(max_part_size=most) as form:
        yield form


def unfit(error: ValidationError) -> RequestValidationError:
    """What answers a form that does not fit: 422 with all that is wrong."""
    return RequestValidationError(error.errors())
