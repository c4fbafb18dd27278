"""The commands of the README do what it says."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import POLICY_TAGGER, ROOT, TEXTS, TINY, Serve
from tests.formats.pdf import to_pdf

NOT_RUN = {
    "make serve": "does not end; its two commands are run by the tests of the Dockerfile",
    "make test": "is what runs this",
    "docker build": "needs Docker; its steps are run by the tests of the Dockerfile",
    "docker run": "needs Docker; its steps are run by the tests of the Dockerfile",
}


def read_commands() -> Iterator[str]:
    """The commands of the README's shell blocks; one whose quotation is still open goes on in the next line."""
    for block in re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL):
        command = ""
        for line in block.splitlines():
            command += line
            try:
                shlex.split(command, comments=True)
            except ValueError:
                command += "\n"
            else:
                yield command
                command = ""


COMMANDS = list(read_commands())
TAGGER_COMMANDS = [command for command in COMMANDS if "policy-tagger " in command and "docker" not in command]
CURL_COMMANDS = [command for command in COMMANDS if command.startswith("curl")]


def run(command: str, folder: Path, **env: object) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=os.environ
        | {"PATH": f"{POLICY_TAGGER.parent}:{os.environ['PATH']}"}
        | {name: str(value) for name, value in env.items()},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout or done.stderr


def test_every_command_is_run_or_left_out_by_name() -> None:
    rest = [command for command in COMMANDS if command not in TAGGER_COMMANDS + CURL_COMMANDS]
    assert sorted(" ".join(command.split()[:2]) for command in rest) == sorted(NOT_RUN)
    assert len(TAGGER_COMMANDS) > 3
    assert CURL_COMMANDS


@pytest.mark.long
@pytest.mark.parametrize("command", TAGGER_COMMANDS)
def test_a_command_line_runs(command: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for code, text in TEXTS.items():
        (tmp_path / "folder" / f"{code}.txt").write_text(text, encoding="utf-8")
    shutil.make_archive(str(tmp_path / "archive"), "zip", tmp_path / "folder")
    (tmp_path / "plan.pdf").write_bytes(to_pdf(TEXTS["es"]))
    shutil.copy(TINY / "documents.jsonl", tmp_path / "labelled.jsonl")
    shutil.copy(TINY / "documents.jsonl", tmp_path / "corrections.jsonl")
    if "tags.parquet" in command and "tag " not in command:
        run("policy-tagger tag folder --out tags.parquet", tmp_path, POLICY_TAGGER_HOME=home)
    printed = run(command, tmp_path, POLICY_TAGGER_HOME=home)
    out = re.search(r"--out (\S+)", command)
    assert (tmp_path / out[1]).stat().st_size if out else printed


@pytest.mark.long
@pytest.mark.parametrize("command", CURL_COMMANDS)
def test_a_request_is_answered(command: str, serve: Serve, tmp_path: Path) -> None:
    with serve() as server:
        answer = json.loads(run(command.replace("http://127.0.0.1:8000", server.url), tmp_path))
    assert [record["language"] for record in answer["predictions"]] == ["en", "es"]
    assert {record["outcome"] for record in answer["predictions"]} <= {"tagged", "none", "uncertain"}
