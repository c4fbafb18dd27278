"""How fast it tags: POST /v1/tag beside a bare FastAPI echo, and `policy-tagger tag` over many documents.

Everything runs on this machine, over loopback, with the current model version of POLICY_TAGGER_HOME (or var).
Exit status 1 when a median request takes over 20 times as long as its echo.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path

from echo import ECHO_COMMAND, ECHO_READY_PATH
from generated import WORDS, generate_texts
from rich.console import Console
from rich.table import Table

MOST_TIMES_AN_ECHO = 20
ROUNDS = 7
REQUESTS = 40
DOCUMENTS = 2_000
READY_WITHIN_SECONDS = 60
TAG_WITHIN_SECONDS = 600
POLICY_TAGGER = Path(sys.executable).with_name("policy-tagger")


def main() -> int:
    """Measure, print a table and return the exit status."""
    texts = list(islice(generate_texts(random_state=0), DOCUMENTS))
    table = Table("what", "evidence", "median", "echoes", title=f"{WORDS} words a document, half each language")
    echo, tags = measure_requests(texts)
    table.add_row("echo, one client", "", f"{echo * 1000:.2f} ms", "1.0×")
    for evidence, seconds in tags.items():
        table.add_row("POST /v1/tag, one client", evidence, f"{seconds * 1000:.2f} ms", f"{seconds / echo:.1f}×")
    for evidence in tags:
        rate = measure_command(texts, evidence)
        table.add_row(f"policy-tagger tag, {len(texts)} documents", evidence, f"{rate:.0f} a second", "")
    Console().print(table)
    return int(max(tags.values()) > MOST_TIMES_AN_ECHO * echo)


def measure_requests(texts: list[str]) -> tuple[float, dict[str, float]]:
    """Median seconds of an echo and of tagging with evidence "on" and "off": medians of rounds that take turns."""
    cases = {"on": True, "off": False}
    bodies = {
        name: [json.dumps({"documents": [{"id": "a", "text": text}], "evidence": evidence}).encode() for text in texts]
        for name, evidence in cases.items()
    }
    rounds: dict[str, list[float]] = {"echo": [], **{name: [] for name in cases}}
    with ExitStack() as stack:
        echo = stack.enter_context(serve([*ECHO_COMMAND], ECHO_READY_PATH))
        tag = stack.enter_context(serve([POLICY_TAGGER, "serve"], "/readyz"))
        for number in range(ROUNDS + 1):
            part = slice(number * REQUESTS, (number + 1) * REQUESTS)
            rounds["echo"].append(median_seconds(echo, bodies["on"][part]))
            for name in cases:
                rounds[name].append(median_seconds(tag, bodies[name][part]))
    medians = {name: statistics.median(seconds[1:]) for name, seconds in rounds.items()}  # the first round warms up
    return medians.pop("echo"), medians


def measure_command(texts: list[str], evidence: str) -> float:
    """Documents a second of `policy-tagger tag`, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder, "texts.jsonl")
        table.write_text("".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts)))
        options = [] if evidence == "on" else ["--no-evidence"]
        started = time.perf_counter()
        subprocess.run(
            [POLICY_TAGGER, "tag", table, "--out", Path(folder, "tags.jsonl"), *options],
            check=True,
            timeout=TAG_WITHIN_SECONDS,
        )
        return len(texts) / (time.perf_counter() - started)


@contextmanager
def serve(command: list[object], ready_path: str, **settings: str) -> Iterator[HTTPConnection]:
    """A connection to a server that listens on a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    own = {"POLICY_TAGGER_PORT": str(port), "POLICY_TAGGER_LOG_LEVEL": "WARNING", "POLICY_TAGGER_RATE_LIMIT": "off"}
    env = os.environ | own | settings
    with subprocess.Popen([str(part) for part in command], env=env) as process:
        try:
            wait_until_ready(port, ready_path, process)
            yield HTTPConnection("127.0.0.1", port, timeout=30)
        finally:
            process.terminate()


def wait_until_ready(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    """Return once a path answers 200.

    Raises:
        TimeoutError: the process ended, or was not ready in time.
    """
    end = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError(f"port {port}: not ready; is there a model version? (policy-tagger train)")


def median_seconds(connection: HTTPConnection, bodies: list[bytes]) -> float:
    """Median time of one request a body, one after the other over one connection."""
    seconds = []
    for body in bodies:
        started = time.perf_counter()
        connection.request("POST", "/v1/tag", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - started)
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main())
