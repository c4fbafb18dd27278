"""A file of tags → one page on what the archive is about, in one language, and a list of documents to review."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from models.decision import Outcome
from service.label_sections import label_section, missed_section, quotation_section
from service.missed import Reviewed, Sample
from service.names import names_in
from service.quotations import COLUMNS as QUOTATION_COLUMNS
from service.quotations import Quotation, Shortlist
from service.reviews import read_reviews, write_review_list
from service.tagged import read_labels, read_rows
from service.trends import COLUMNS as TREND_COLUMNS
from service.trends import Trends
from service.trends_charts import SMALL
from service.trends_groups import COLUMNS as GROUP_COLUMNS
from service.trends_groups import Groups, largest_groups
from service.trends_sections import HEADINGS, N_LARGEST, SMALL_MARK, outcome_section, trend_sections
from service.trends_texts import TEXTS
from service.voice import Voice
from training.markup import Element, node
from training.page import to_page, write_parts

STYLE = Path(__file__).with_name("pages.css")
COLUMNS = tuple(dict.fromkeys((*TREND_COLUMNS, *QUOTATION_COLUMNS)))


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """All that the page tells; groups are by dimension, quotations by label."""

    file: str
    trends: Trends
    groups: dict[str, Groups]
    quotations: dict[str, list[Quotation]]
    reviewed: Reviewed


def write_report(
    tags: Path,
    out: Path,
    language: str = "en",
    *,
    reviews: Path | None = None,
    review_list: Path | None = None,
    corpus: Path = SHIPPED,
) -> ArchiveReport:
    """Write the page and, where it is asked for, the list of documents to review.

    reviews : such a list, filled in.
    corpus : its taxonomy has the names of the labels.

    Raises:
        CorpusError: tags or reviews cannot be used, or a target cannot be written.
    """
    _check_targets(out, review_list, reviews)
    labels = read_labels(tags)
    known = read_reviews(reviews, labels) if reviews else {}
    trends, shortlist, sample = Trends(labels), Shortlist(), Sample(labels)
    for row in read_rows(tags, COLUMNS):
        for part in (trends, shortlist, sample):
            part.add(row)
    groups = largest_groups(trends, HEADINGS, N_LARGEST, read_rows(tags, GROUP_COLUMNS))
    report = ArchiveReport(tags.name, trends, groups, shortlist.quotations(tags, labels), sample.judge(known))
    write_parts(out, [as_html(report, Voice(language, TEXTS, names_in(language, corpus)))])
    if review_list:
        write_review_list(review_list, tags, sample.documents(), known)
    return report


def as_html(report: ArchiveReport, voice: Voice) -> str:
    """The page."""
    return to_page(f"{voice('title')}: {report.file}", _content(report, voice), voice.language, STYLE)


def _check_targets(out: Path, review_list: Path | None, reviews: Path | None) -> None:
    if out.suffix != ".html":
        raise CorpusError(f"{out}: a page is written as .html")
    if review_list and review_list.suffix != ".jsonl":
        raise CorpusError(f"{review_list}: a review list is written as .jsonl")
    if review_list and reviews and review_list.resolve() == reviews.resolve():
        raise CorpusError(f"{review_list}: would replace the reviews; name another file")


def _content(report: ArchiveReport, voice: Voice) -> Iterator[Element]:
    trends, reviewed = report.trends, report.reviewed
    yield node("h1", voice("title"))
    yield node("p", _facts(report, voice), class_="facts")
    if not trends.whole.n_documents:
        yield node("p", voice("no documents"))
        return
    if len({version for version, _ in trends.runs}) > 1:
        yield node("p", voice("several versions"), class_="warning")
    yield node("p", voice("method", mark=SMALL_MARK, small=str(SMALL)))
    yield outcome_section(trends, voice)
    yield label_section(trends, reviewed.labels, voice)
    yield missed_section(reviewed, trends.whole.outcomes[Outcome.NOT_JUDGED], voice)
    yield from trend_sections(trends, report.groups, voice)
    yield quotation_section(report.quotations, voice)


def _facts(report: ArchiveReport, voice: Voice) -> str:
    years = [year for year, _ in report.trends.years()]
    versions, times = ({facts[place] for facts in report.trends.runs} for place in (0, 1))
    return voice(
        "facts",
        file=report.file,
        n=voice.count(report.trends.whole.n_documents),
        dates=f"{years[0]}–{years[-1]}" if years else voice("no dates"),
        versions=", ".join(sorted(versions)),
        tagged_at=", ".join(sorted(time[:10] for time in times)),
    )
