"""Every setting, command, option's environment and route stands in the README or docs/."""

import re
from pathlib import Path

import pytest
import typer
from fastapi import FastAPI

from corpora.document import Reason
from models.decision import Outcome
from service.api import create_app
from service.cli import app as command_line
from service.problems import TYPES
from service.settings import Settings


@pytest.fixture(scope="module")
def documents(root: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in [root / "README.md", *sorted(root.glob("docs/*.md"))])


def command_names() -> list[str]:
    commands = typer.main.get_command(command_line).commands
    return [
        f"{name} {part}".strip() for name, command in commands.items() for part in getattr(command, "commands", [""])
    ]


def route_paths(app: FastAPI) -> set[str]:
    return {*app.openapi()["paths"], "/docs", str(app.openapi_url)}


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_has_its_row_with_its_default(documents: str, name: str) -> None:
    default = Settings.model_fields[name].default
    assert f"| `POLICY_TAGGER_{name.upper()}` | `{default}` |" in documents


def test_no_row_is_left_of_a_setting_that_is_gone(documents: str) -> None:
    rows = re.findall(r"^\| `POLICY_TAGGER_(\w+)`", documents, re.MULTILINE)
    assert [row.lower() for row in rows] == list(Settings.model_fields)


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_documented(documents: str, name: str) -> None:
    assert f"policy-tagger {name}" in documents


@pytest.mark.parametrize("path", sorted(route_paths(create_app())))
def test_every_route_is_documented(documents: str, path: str) -> None:
    assert path in documents


@pytest.mark.parametrize("word", [*map(str, Outcome), *map(str, Reason)])
def test_every_outcome_and_reason_is_documented(documents: str, word: str) -> None:
    assert f"`{word}`" in documents


@pytest.mark.parametrize("slug", list(TYPES.values()))
def test_every_problem_type_is_documented(documents: str, slug: str) -> None:
    assert f"`{slug}`" in documents


def test_every_make_target_is_documented(root: Path, documents: str) -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (root / "Makefile").read_text(), re.MULTILINE)[1].split()
    texts = documents + (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"make {target}" not in texts] == []


def test_links_lead_to_files(root: Path) -> None:
    for path in [root / "README.md", *root.glob("docs/*.md")]:
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
        assert [link for link in links if not (path.parent / link).exists()] == [], path
