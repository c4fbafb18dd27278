"""Dockerfile and compose.yaml: what they promise, and their very commands run in a folder instead of a container."""

import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import httpx2
import pytest

from tests.conftest import ROOT, Serve

BUILD_TOOLS = ("pip", "apt", "gcc", "make", "uv", "git ", "curl")


class Instruction(NamedTuple):
    """One instruction of a Dockerfile, its continued lines joined."""

    name: str
    value: str


def read_stages() -> list[list[Instruction]]:
    stages: list[list[Instruction]] = []
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"^[A-Z]+ .*$", text, re.MULTILINE):
        name, value = line.split(None, 1)
        if name == "FROM":
            stages.append([])
        stages[-1].append(Instruction(name, " ".join(value.split())))
    return stages


BUILD, FINAL = read_stages()


def values(stage: list[Instruction], name: str) -> list[str]:
    return [instruction.value for instruction in stage if instruction.name == name]


def copied_paths() -> list[tuple[list[str], str]]:
    """(sources, target) of every COPY from the checkout."""
    copies = [value.split() for value in values(BUILD, "COPY") + values(FINAL, "COPY") if "--from" not in value]
    return [(sources, target) for *sources, target in copies]


def test_both_stages_start_from_the_same_slim_python() -> None:
    images = [stage[0].value.split()[0] for stage in (BUILD, FINAL)]
    assert images[0] == images[1]
    assert re.fullmatch(r"python:3\.1[1-3]-slim-\w+", images[0])


def test_the_final_stage_runs_as_another_user_than_root() -> None:
    (user,) = values(FINAL, "USER")
    assert user not in ("root", "0")
    assert any(
        f"useradd --system --uid 10001 --home-dir /srv/policy-tagger {user}" in run for run in values(FINAL, "RUN")
    )


def test_the_final_stage_brings_no_build_tools() -> None:
    assert all(value.startswith("--from=build") for value in values(FINAL, "COPY"))
    assert [run for run in values(FINAL, "RUN") if any(tool in run for tool in BUILD_TOOLS)] == []


def test_dependencies_are_installed_with_their_hashes_and_alone() -> None:
    installs = [run for run in values(BUILD, "RUN") if "pip install" in run]
    assert ["--require-hashes" in run or "--no-deps" in run for run in installs] == [True, True]


def test_what_is_copied_is_there_and_let_through() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    sources = [source for sources, _ in copied_paths() for source in sources]
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if not any(fnmatch.fnmatch(source, name) for name in allowed)] == []


def test_it_has_a_health_check_a_volume_and_a_command() -> None:
    assert "/healthz" in values(FINAL, "HEALTHCHECK")[0]
    assert values(FINAL, "VOLUME") == ["/srv/policy-tagger"]
    assert values(FINAL, "EXPOSE") == ["8000"]
    assert json.loads(values(FINAL, "CMD")[0]) == ["policy-tagger", "serve"]


@pytest.mark.long
def test_its_commands_build_a_service_that_serves(tmp_path: Path, serve: Serve) -> None:
    """Runs the real installation and training: about two minutes, and the package index is asked for the pins."""

    def here(text: str) -> str:
        return re.sub(r"(?<![\w.])/(opt|srv|build)\b", rf"{tmp_path}/\1", text)

    build, env = tmp_path / "build", dict(os.environ)
    env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
    build.mkdir()
    for name, value in BUILD:
        if name == "ENV":
            env |= {key: here(text).replace("$PATH", env["PATH"]) for key, text in re.findall(r"(\w+)=(\S+)", value)}
        elif name == "RUN":
            subprocess.run(here(value), shell=True, cwd=build, env=env, check=True)
        elif name == "COPY":
            *sources, target = value.split()
            for source in sources:
                copy(ROOT / source, build / target)
    settings = {key: here(text) for key, text in re.findall(r"(POLICY_TAGGER_\w+)=(\S+)", values(FINAL, "ENV")[0])}
    command = json.loads(values(FINAL, "CMD")[0])
    python = f"{tmp_path}/opt/policy-tagger/bin/python"
    with serve(
        (f"{tmp_path}/opt/policy-tagger/bin/{command[0]}", *command[1:]),
        **settings | {"POLICY_TAGGER_HOST": "127.0.0.1"},
    ) as server:
        check = json.loads(values(FINAL, "HEALTHCHECK")[0].partition("CMD ")[2])
        check = [python, *(part.replace("http://127.0.0.1:8000", server.url) for part in check[1:])]
        assert subprocess.run(check, check=False).returncode == 0
        body = re.search(r"-d '(\{.*?\})'", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
        answer = httpx2.post(
            f"{server.url}/v1/tag", content=body.encode(), headers={"Content-Type": "application/json"}
        )
    assert [record["labels"] for record in answer.json()["predictions"]] == [["enforcement"], ["prevention"]]
    assert subprocess.run(check, check=False, stderr=subprocess.DEVNULL).returncode != 0


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


@pytest.mark.parametrize(
    "line",
    [
        "tagger:",
        "build: .",
        'ports: ["127.0.0.1:8000:8000"]',
        "read_only: true",
        "tmpfs: [/tmp]",
        "cap_drop: [ALL]",
        'security_opt: ["no-new-privileges:true"]',
        "volumes: [models:/srv/policy-tagger]",
        "database: {condition: service_healthy}",
        "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}",
        "volumes: [labels:/var/lib/postgresql/data]",
        "healthcheck:",
        'POLICY_TAGGER_OPEN: "true"',
    ],
)
def test_compose_names_what_it_must(line: str) -> None:
    assert line in [text.strip() for text in (ROOT / "compose.yaml").read_text(encoding="utf-8").splitlines()]


def test_compose_is_indented_by_two_and_without_tabs() -> None:
    lines = (ROOT / "compose.yaml").read_text(encoding="utf-8").splitlines()
    assert all("\t" not in line and (len(line) - len(line.lstrip())) % 2 == 0 for line in lines)
    assert [line for line in lines if re.match(r"\w", line)] == ["services:", "volumes:"]
