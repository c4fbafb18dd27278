"""Where an answer leads: OpenAPI links, by which readers and tools go on from one operation to the next."""

from typing import Any

LOCATION: dict[str, Any] = {
    "headers": {"Location": {"description": "Its address.", "required": True, "schema": {"type": "string"}}}
}


def leads_to(**following: dict[str, str]) -> dict[str, Any]:
    """The `links` of a response, by the ids of the operations that follow.

    following : for each, where in the answer its parameters stand, as JSON pointers.

    >>> leads_to(show={"id": "/id"})
    {'links': {'show': {'operationId': 'show', 'parameters': {'id': '$response.body#/id'}}}}
    """
    return {
        "links": {
            operation: {
                "operationId": operation,
                "parameters": {name: f"$response.body#{pointer}" for name, pointer in parameters.items()},
            }
            for operation, parameters in following.items()
        }
    }
