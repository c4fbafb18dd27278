"""Requests that may be sent again: a key in the header, and a digest of the body that tells whether it is the same."""

import re
from typing import Annotated

from fastapi import Header, HTTPException
from pydantic import BaseModel

from corpora.answered import KeyedRequest
from corpora.document import digest_text
from service.access import Client

KEY = "^[!-~]+$"
MOST_KEY_CHARACTERS = 128
REPLAYED = "Idempotency-Replayed"

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MOST_KEY_CHARACTERS,
        pattern=KEY,
        description="New for every example; the same request sent again under it stores nothing twice.",
    ),
]


def keyed_request(client: Client, key: str | None, body: BaseModel) -> KeyedRequest | None:
    """The request by which an answer is found again, or None where it has no key.

    Raises:
        HTTPException: 422, the key of a form is none; that of a header was looked at before.
    """
    if key is None:
        return None
    if len(key) > MOST_KEY_CHARACTERS or not re.fullmatch(KEY, key):
        raise HTTPException(422, f"key: up to {MOST_KEY_CHARACTERS} printable characters of ASCII without a space")
    return KeyedRequest(client.name, key, digest_text(body.model_dump_json()))
