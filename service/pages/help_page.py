"""The help page: what the labels mean and how to decide, what the tags say and what they don't."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response

from corpora.corpus import SHIPPED
from corpora.jsonl import read_json
from corpora.taxonomy import Taxonomy, read_taxonomy
from service.pages.languages import choose_language
from service.pages.page import Page, mark
from service.pages.rendering import render
from service.pages.words import OUTCOMES, REASONS
from service.serving import Serving

PATH = "/help"
CASES = Path(__file__).with_name("borderline.json")
router = APIRouter(include_in_schema=False)
HELP = Page(PATH, mark("Help"), router)


@dataclass(frozen=True, slots=True)
class Case:
    """A borderline case in one language: the text, its labels by name, the main one first, and what else to weigh."""

    text: str
    labels: tuple[str, ...]
    unless: str


@router.get(PATH)
def show(request: Request) -> Response:
    """The guide, for the labels of the version that serves, or those that ship."""
    serving: Serving = request.app.state.serving
    taxonomy = serving.tagger.model.taxonomy if serving.tagger else read_taxonomy(SHIPPED / "labels.json")
    language = choose_language(request)
    cases = borderline_cases(taxonomy, language)
    return render(request, "help.html", labels=taxonomy.labels, cases=cases, outcomes=OUTCOMES, reasons=REASONS)


def borderline_cases(taxonomy: Taxonomy, language: str) -> list[Case]:
    """The cases of the guide; none where the labels are not those that it was written for."""
    names = {label.id: label.name[language] for label in taxonomy.labels}
    rows = read_json(CASES)
    if any(label not in names for row in rows for label in row["labels"]):
        return []
    return [
        Case(row["text"][language], tuple(names[label] for label in row["labels"]), row["unless"][language])
        for row in rows
    ]
