"""Signing in with an API key, and out again.

The cookie holds the key itself: what is stored of a key is its hash, which opens nothing, and a key that is revoked
opens nothing any more. Scripts cannot read it, and no other site can have it sent.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from service.clients import Access
from service.pages.guard import KEY_COOKIE
from service.pages.page import read_form
from service.pages.rendering import render

SIGN_IN_PATH = "/sign-in"
SIGN_OUT_PATH = "/sign-out"
SIGNED_IN_SECONDS = 12 * 3600
signing = APIRouter(include_in_schema=False)


@signing.get(SIGN_IN_PATH)
def ask(request: Request, next: str = "/") -> Response:
    """The form that asks for a key."""
    return render(request, "sign_in.html", next=own_path(next), is_unknown=False)


@signing.post(SIGN_IN_PATH)
def sign_in(request: Request, form: Annotated[FormData, Depends(read_form)]) -> Response:
    """Take a key, and go on where the person wanted to."""
    key, wanted = str(form.get("key", "")).strip(), own_path(str(form.get("next", "/")))
    access: Access = request.app.state.access
    if not key.isascii() or access.identify(f"Bearer {key}") is None:
        return render(request, "sign_in.html", HTTPStatus.UNAUTHORIZED, next=wanted, is_unknown=True)
    answer = RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        KEY_COOKIE,
        key,
        max_age=SIGNED_IN_SECONDS,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@signing.post(SIGN_OUT_PATH)
def sign_out() -> Response:
    """Forget the key."""
    answer = RedirectResponse(SIGN_IN_PATH, HTTPStatus.SEE_OTHER)
    answer.delete_cookie(KEY_COOKIE, httponly=True, samesite="strict")
    return answer


def own_path(path: str) -> str:
    r"""A path of this site; anything else becomes the first page.

    >>> own_path("/help?lang=es"), own_path("//elsewhere.example"), own_path("/\\elsewhere.example")
    ('/help?lang=es', '/', '/')
    """
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_own else "/"
