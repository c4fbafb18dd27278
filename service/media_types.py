"""Which media type the body of a request must have."""

from typing import Any

from fastapi import Depends, HTTPException, Request


def requires_media_type(media_type: str) -> Any:
    """A dependency that answers 415 to a body of another media type."""

    async def check(request: Request) -> None:
        given = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if given != media_type:
            raise HTTPException(415, f"send {media_type}")

    return Depends(check)
