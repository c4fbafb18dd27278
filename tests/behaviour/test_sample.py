"""A real page of the project's field, an article between menus, notices and a footer; and invented pages."""

from pathlib import Path

import pytest

from models.decision import Outcome
from models.record import Quote, TagRecord
from models.tagger import Tagger
from tests.behaviour.cases import tag
from tests.corpora.pages import PAGES
from tests.furniture import without_furniture

pytestmark = pytest.mark.long

SAMPLE = Path("../shared/samples/how-citizen-security-is-changing.txt")
SECTIONS = {
    "prevention": ("A move from hard law enforcement", "A new approach to thinking about drug policy"),
    "drug_policy_reform": (
        "A new approach to thinking about drug policy",
        "International cooperation is less generous",
    ),
    "regional_cooperation": ("International cooperation is less generous", "Filed Under:"),
}
FURNITURE = (
    "cookies",
    "Creative Commons",
    "Skip to",
    "facebook",
    "Leave a Reply",
    "Privacy",
    "licen",
    "Penitentiary Sy",
    "Similar post",
    "Time for cities",
    "dangers of urban fragility",
    "crime journalism",
    "Filed Under",
    "Space for ideas",
    "external parties",
    "Aviso Legal",
)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    if not (root / SAMPLE).is_file():
        pytest.skip(f"{SAMPLE} is not there")
    return (root / SAMPLE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def record(shipped: Tagger, text: str) -> TagRecord:
    return tag(shipped, text, evidence=True)[0]


@pytest.mark.parametrize("label", ["regional_cooperation", "prevention", "drug_policy_reform"])
def test_the_article_gets_the_labels_of_its_three_trends(record: TagRecord, label: str) -> None:
    assert record.language == "en"
    assert record.outcome == Outcome.TAGGED, record.scores
    assert label in record.labels, record.scores


def quotes(record: TagRecord) -> list[Quote]:
    return [quote for evidence in record.evidence for quote in evidence.passages]


def test_every_label_has_evidence_and_none_of_it_is_menu_notice_or_licence(record: TagRecord, text: str) -> None:
    assert [evidence.label for evidence in record.evidence] == list(record.labels)
    for evidence in record.evidence:
        assert evidence.passages
        assert evidence.terms
    for quote in quotes(record):
        assert text[quote.start : quote.end] == quote.text
        assert [word for word in FURNITURE if word in quote.text] == []


def test_the_best_passage_of_each_label_is_of_the_section_that_treats_it(record: TagRecord, text: str) -> None:
    best = {evidence.label: evidence.passages[0] for evidence in record.evidence}
    for label, (heading, next_heading) in SECTIONS.items():
        assert text.index(heading) <= best[label].end
        assert best[label].start < text.index(next_heading)


def test_no_evidence_comes_from_the_sidebar(record: TagRecord, text: str) -> None:
    assert [quote.text for quote in quotes(record) if quote.end > text.index("Filed Under:")] == []


def test_what_is_left_of_the_page_is_the_article(text: str) -> None:
    head = "How citizen security is changing in Latin America and the Caribbean By Robert Muggah"
    body = text[text.index("Faced with epidemic rates") : text.index("Filed Under:")]
    assert without_furniture(text).split() == [*head.split(), *body.split()]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_judged_as_its_content_is(shipped: Tagger, name: str) -> None:
    content = "".join(line for line in PAGES[name].splitlines(keepends=True) if not line.startswith("~"))
    page, bare = tag(shipped, PAGES[name].replace("~", ""), content, evidence=True)
    assert (page.language, page.outcome, page.labels) == (bare.language, bare.outcome, bare.labels)
    assert page.scores == bare.scores
    for quote in quotes(page):
        assert all(line.strip() in content for line in quote.text.splitlines())
