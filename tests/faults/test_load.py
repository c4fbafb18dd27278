"""Many clients at once, for minutes: every request is answered; and what one client waits for, beside a bare echo.

Each has documents of 6 KB, English and Spanish in turn, and two server processes. `pytest --minutes 30` asks for the
full length; benchmarks/load.py measures the capacity by server processes and clients.
"""

import json
import shutil
import statistics
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.echo import ECHO_COMMAND, ECHO_READY_PATH
from benchmarks.generated import generate_texts
from tests.conftest import POLICY_TAGGER, Serve
from tests.steady import Answer, Call, closed_load, percentile_ms, tag_call

pytestmark = [pytest.mark.long, pytest.mark.alone, pytest.mark.case(13)]

CLIENTS = 64
WORDS = 960
ROUNDS = 5
MOST_TIMES_AN_ECHO, GOAL = 40, 10
SHARE_OF_MINUTES = 1 / 6  # five of thirty
ECHO_SHARE = 1 / 15  # of the time that the service gets, for a round with one client and for the echo with all
WARM_UP_SECONDS = 2


def tag_calls() -> list[Call]:
    texts = list(islice(generate_texts(0, WORDS), 200))
    return [tag_call(json.dumps({"documents": [{"id": "a", "text": text}]}).encode()) for text in texts]


def percentiles(answers: Sequence[Answer]) -> str:
    return " / ".join(f"{percentile_ms(answers, share):.0f}" for share in (0.5, 0.95, 0.99))


def test_every_client_is_answered(
    shipped_home: Path,
    tmp_path: Path,
    serve: Serve,
    measured: Callable[..., None],
    pytestconfig: pytest.Config,
) -> None:
    shutil.copytree(shipped_home / "models", tmp_path / "models")
    seconds = pytestconfig.getoption("minutes") * 60 * SHARE_OF_MINUTES
    calls, command = tag_calls(), (POLICY_TAGGER, "serve", "--no-worker", "--workers", 2)
    settings = {"POLICY_TAGGER_HOME": tmp_path, "POLICY_TAGGER_LOG_LEVEL": "WARNING"}
    with (
        serve(command, **settings) as server,
        serve((*ECHO_COMMAND, 2), ECHO_READY_PATH) as echo,
    ):
        for each in (server, echo):
            closed_load(each.url, calls, 8, WARM_UP_SECONDS)
        rounds = [
            [percentile_ms(closed_load(each.url, calls, 1, seconds * ECHO_SHARE), 0.5) for each in (server, echo)]
            for _ in range(ROUNDS)
        ]
        echoes = closed_load(echo.url, calls, CLIENTS, seconds * ECHO_SHARE)
        answers = closed_load(server.url, calls, CLIENTS, seconds)
    failed = sum(not answer.is_whole for answer in answers)
    measured(f"{CLIENTS} clients, {seconds:.0f} s, requests a second", len(answers) / seconds)
    measured(f"{CLIENTS} clients, p50 / p95 / p99, ms", percentiles(answers))
    measured(f"a bare echo, {CLIENTS} clients, p50 / p95 / p99, ms", percentiles(echoes))
    measured("requests that failed", failed, most=0)
    measured("one client, p50, ms", statistics.median(ours for ours, _ in rounds))
    times = statistics.median(ours / bare for ours, bare in rounds)
    measured("one client, p50 ÷ that of a bare echo", times, most=MOST_TIMES_AN_ECHO, goal=GOAL)
