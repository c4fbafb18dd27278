"""Which media type the body of a request must have."""

from typing import Any

from fastapi import Depends, HTTPException, Request


def requires_media_type(media_type: str) -> Any:
    """A dependency that answers 415 to a body of another media type."""

    async def check(request: Request) -> None:
        check_media_type(request, media_type)

    return Depends(check)


def check_media_type(request: Request, media_type: str) -> None:
    """Make sure that the body has it.

    Raises:
        HTTPException: 415, it has another.
    """
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if given != media_type:
        raise HTTPException(415, f"send {media_type}")
