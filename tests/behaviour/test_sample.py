"""A real page of the project's field: an article between menus, cookie notices and a licence footer."""

from pathlib import Path

import pytest

from models.decision import Outcome
from models.record import Quote, TagRecord
from models.tagger import Tagger
from tests.behaviour.cases import tag

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
