"""A bare FastAPI echo of POST /v1/tag, served as the service is: echo.py [WORKERS], at POLICY_TAGGER_PORT."""

import os
import sys
from pathlib import Path

from fastapi import FastAPI

from service.listening import listen

ECHO_COMMAND = (sys.executable, Path(__file__))
ECHO_READY_PATH = "/openapi.json"


def echo_app() -> FastAPI:
    """An API that sends its body back."""
    app = FastAPI()

    @app.post("/v1/tag")
    async def echo(body: dict[str, object]) -> dict[str, object]:
        return body

    return app


if __name__ == "__main__":
    n_workers = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    port = int(os.environ["POLICY_TAGGER_PORT"])
    listen("echo:echo_app", workers=n_workers, port=port, access_log=False, log_level="warning")
