import statistics
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.conftest import POLICY_TAGGER, Serve

REQUESTS = 40
MOST_SECONDS = 0.03  # an answer that waits for an acknowledgement takes 0.04

pytestmark = [pytest.mark.long, pytest.mark.alone]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_answer_waits_for_an_acknowledgement_of_its_beginning(serve: Serve, workers: int) -> None:
    with serve((POLICY_TAGGER, "serve", "--no-worker", "--workers", workers)) as server:
        connection, seconds = HTTPConnection(urlsplit(server.url).netloc, timeout=20), []
        for _ in range(REQUESTS):
            started = time.monotonic()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            seconds.append(time.monotonic() - started)
        connection.close()
    assert statistics.median(seconds) < MOST_SECONDS
