"""The commands of docs/another-taxonomy.md do what it says: other labels, and no code changed."""

import json
import os
import re
import shlex
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from corpora.corpus import Corpus, read_corpus
from tests.conftest import POLICY_TAGGER, ROOT, Serve, Server

PAGE = ROOT / "docs" / "another-taxonomy.md"
WATER = ROOT / "docs" / "examples" / "water"
NOT_RUN = ("export POLICY_TAGGER_HOME=water POLICY_TAGGER_CORPUS=docs/examples/water", "policy-tagger serve")
LABELS = {"supply", "sanitation", "irrigation"}

# Texts that stand nowhere else, with what they are about.
NEW_TEXTS = {
    "The utility replaces the burst main on Hill Street tomorrow. Tankers bring drinking water until then": "supply",
    "Habrá racionamiento de agua potable en los barrios altos mientras se repara la tubería principal.": "supply",
    "Every house near the sewer must connect to it this year; septic tanks will be pumped out free of charge.": (
        "sanitation"
    ),
    "La escuela estrenó baños nuevos y las aguas residuales ya no corren por el patio hasta el arroyo.": "sanitation",
    "Farmers along the canal agreed on shorter irrigation turns; those with drip lines pump at night.": "irrigation",
    "Con goteo los agricultores riegan más parcelas, y la acequia alcanza hasta el final de la siembra.": "irrigation",
    "The library lends musical instruments: readers can borrow a guitar or a violin for three weeks.": None,
    "La biblioteca presta instrumentos musicales: los lectores pueden llevarse una guitarra por tres semanas.": None,
}


def blocks() -> list[str]:
    """The page's shell blocks."""
    return re.findall(r"^```sh\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def commands() -> Iterator[str]:
    """Its commands; one whose quotation is still open goes on in the next line."""
    command = ""
    for line in "".join(blocks()).splitlines():
        command += line
        try:
            shlex.split(command)
        except ValueError:
            command += "\n"
        else:
            yield command
            command = ""


def run(command: str, folder: Path, home: Path) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=os.environ
        | {"PATH": f"{POLICY_TAGGER.parent}:{os.environ['PATH']}", "POLICY_TAGGER_HOME": str(home)}
        | {"POLICY_TAGGER_CORPUS": str(WATER)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_all(start: str, folder: Path, home: Path) -> list[str]:
    """What the page's commands print that begin so."""
    return [run(command, folder, home) for command in commands() if command.startswith(start)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the paths of the page lead to the same files."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "docs").symlink_to(ROOT / "docs")
    return folder


@pytest.fixture(scope="module")
def water_home(folder: Path) -> Path:
    """A home whose version was trained by the page's command."""
    (version,) = run_all("policy-tagger train", folder, folder / "water")
    assert version.split()
    return folder / "water"


@pytest.fixture(scope="module")
def server(water_home: Path, serve: Serve) -> Iterator[Server]:
    with serve(POLICY_TAGGER_HOME=water_home) as server:
        yield server


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(WATER)


def test_the_example_is_what_the_page_says(corpus: Corpus) -> None:
    examples = [*corpus.examples, *corpus.held_out]
    assert len(examples) == 60
    assert {len(example.text.split()) for example in examples} <= set(range(25, 61))
    assert abs(Counter(example.language for example in examples)["en"] - 30) <= 2
    found = Counter(label for example in examples for label in example.labels or ("none",))
    assert {label: 17 <= n <= 21 for label, n in found.items() if label != "none"} == dict.fromkeys(LABELS, True)
    assert found["none"] == 10
    assert len({example.text[:20] for example in examples}) == len(examples)


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_language_has_each_label_by_two_writers_at_least(corpus: Corpus, language: str) -> None:
    writers = Counter(
        label
        for label, _ in {
            (label, example.writer)
            for example in (*corpus.examples, *corpus.held_out)
            for label in example.labels
            if example.language == language
        }
    )
    assert {label for label, n in writers.items() if n >= 2} == LABELS


def test_every_command_is_run_or_left_out_by_name() -> None:
    rest = [command for command in commands() if not command.startswith(("policy-tagger ", "printf ", "curl "))]
    left_out = [command for command in commands() if command in NOT_RUN]
    assert rest == [NOT_RUN[0]]
    assert left_out == list(NOT_RUN)


@pytest.mark.long
def test_the_commands_tag_by_these_labels(folder: Path, water_home: Path) -> None:
    (listed,) = run_all("policy-tagger models", folder, water_home)
    assert (water_home / "models" / "current").read_text().strip()[:8] in listed
    run_all("printf", folder, water_home)
    (tagged,) = run_all("policy-tagger tag", folder, water_home)
    assert [json.loads(line)["labels"] for line in tagged.splitlines()] == [["sanitation"], ["irrigation"]]


@pytest.mark.long
def test_the_api_serves_these_labels(folder: Path, water_home: Path, server: Server) -> None:
    answers = [
        json.loads(run(command.replace("http://127.0.0.1:8000", server.url), folder, water_home))
        for command in commands()
        if command.startswith("curl")
    ]
    assert [record["labels"] for record in answers[0]["predictions"]] == [["supply"], ["sanitation"]]
    assert set(answers[1]["facts"]["labels"]) == LABELS


@pytest.mark.long
@pytest.mark.parametrize(("text", "label"), NEW_TEXTS.items())
def test_new_texts_in_both_languages_get_the_right_labels(server: Server, text: str, label: str | None) -> None:
    answer = httpx2.post(f"{server.url}/v1/tag", json={"documents": [{"id": "a", "text": text}]}, timeout=20)
    (record,) = answer.json()["predictions"]
    assert record["labels"] == ([label] if label else [])
    assert record["outcome"] == ("tagged" if label else "none")
    assert set(record["scores"]) == LABELS


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "es"])
def test_its_report_names_these_labels(server: Server, language: str) -> None:
    names = [label["name"][language] for label in json.loads((WATER / "labels.json").read_text("utf-8"))["labels"]]
    page = httpx2.get(f"{server.url}/v1/models/current/report", params={"language": language}, timeout=20)
    assert page.status_code == 200
    assert [name for name in names if name not in page.text] == []


@pytest.mark.long
def test_people_correct_by_these_labels(server: Server) -> None:
    body = {"text": next(iter(NEW_TEXTS)), "language": "en", "author": "ana", "labels": ["supply"]}
    taken = httpx2.post(f"{server.url}/v1/examples", json=body, timeout=20)
    refused = httpx2.post(f"{server.url}/v1/examples", json=body | {"labels": ["enforcement"]}, timeout=20)
    assert (taken.status_code // 100, refused.status_code) == (2, 422), taken.text
