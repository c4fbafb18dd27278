"""An archive's counts → the sections of its report: what became of the documents, labels, years, sources and others."""

from collections.abc import Iterable, Iterator, Mapping

from models.decision import Outcome
from service.proportions import wilson
from service.trends import OTHERS, UNKNOWN, Group, Trends
from service.trends_charts import SMALL, year_plots
from service.trends_groups import Groups
from service.voice import Voice
from training.markup import Child, Element, node, table

SMALL_MARK = "†"
N_LARGEST = 12

HEADINGS = {  # of the dimensions whose largest groups are shown
    "source": "sources",
    "language": "languages",
    "country": "countries",
    "organisation": "organisations",
}
WITHOUT_LABEL = ("none", "uncertain", "not judged line")  # headings of `outcome_cells`
_NAMED = ("country", "organisation")


def section(heading: str, *content: Element) -> Element:
    """A section under its heading."""
    return node("section", node("h2", heading), *content)


def paragraph(text: str) -> Element:
    """A paragraph; what stands between backticks is code."""
    return node("p", *(node("code", part) if number % 2 else part for number, part in enumerate(text.split("`"))))


def trend_sections(trends: Trends, groups: Mapping[str, Groups], voice: Voice) -> Iterator[Element]:
    """Years first, then every other dimension with its groups."""
    yield _year_section(trends, voice)
    for dimension, heading in HEADINGS.items():
        yield _group_section(trends, dimension, heading, groups[dimension], voice)


def outcome_section(trends: Trends, voice: Voice) -> Element:
    """What became of the documents, with the reasons of those that were not judged."""
    counts = [(voice(outcome), trends.whole.outcomes[outcome]) for outcome in Outcome]
    counts += [(f"– {voice(reason)}", n) for reason, n in trends.reasons.most_common()]
    rows = ([name, voice.count(n), voice.share(n / trends.whole.n_documents)] for name, n in counts)
    same = paragraph(voice("same text", n=voice.count(trends.n_same)))
    heading = voice("outcomes")
    return section(heading, table(heading, map(voice, ("outcome", "documents", "share of all")), rows), same)


def share_cell(count: int, n: int, voice: Voice) -> Child:
    """A share, shaded by its size, with its interval and count; a dash of no documents."""
    share = wilson(count, n)
    if not share:
        return "–"
    interval = node("small", f"[{voice.shares(share)}]")
    known = f"{voice.share(share.value)} · {voice.count(count)}"
    return node("td", known, interval, class_="share", style=f"--share: {share.value:.2f}")


def outcome_cells(group: Group, voice: Voice) -> list[Child]:
    """The shares of documents that have no label: none, uncertain, not judged."""
    judged = [
        share_cell(group.outcomes[outcome], group.n_judged, voice) for outcome in (Outcome.NONE, Outcome.UNCERTAIN)
    ]
    return [*judged, share_cell(group.outcomes[Outcome.NOT_JUDGED], group.n_documents, voice)]


def _year_section(trends: Trends, voice: Voice) -> Element:
    undated = [(UNKNOWN, group)] if (group := trends.groups["year"].get(UNKNOWN)) else []
    if not trends.years():
        return section(voice("years"), paragraph(voice("no years")))
    note = paragraph(voice("years note", n=voice.count(sum(group.n_documents for _, group in undated))))
    plots = node("div", *year_plots(trends, voice), class_="figures years")
    hollow = paragraph(voice("hollow", small=str(SMALL)))
    groups = [*trends.years(), *undated]
    return section(voice("years"), note, hollow, plots, _table(trends, "year", "years", groups, voice))


def _group_section(trends: Trends, dimension: str, heading: str, groups: Groups, voice: Voice) -> Element:
    if all(key == UNKNOWN for key, _ in groups):
        return section(voice(heading), paragraph(voice("nothing stated")))
    notes = [paragraph(voice(f"{heading} note"))] if dimension in _NAMED else []
    return section(voice(heading), *notes, _table(trends, dimension, heading, groups, voice))


def _table(trends: Trends, dimension: str, heading: str, groups: Iterable[tuple[str, Group]], voice: Voice) -> Element:
    named = [(_name(trends, dimension, key, voice), group) for key, group in groups]
    rows = (_row(name, group, trends.labels, voice) for name, group in [*named, (voice("all documents"), trends.whole)])
    head = (dimension, "documents", *trends.labels, *WITHOUT_LABEL)
    return table(voice(heading), map(voice, head), rows)


def _row(name: str, group: Group, labels: Iterable[str], voice: Voice) -> list[Child]:
    mark = f" {SMALL_MARK}" if group.n_judged < SMALL else ""
    shares = [share_cell(group.labels[label], group.n_judged, voice) for label in labels]
    return [name + mark, voice.count(group.n_documents), *shares, *outcome_cells(group, voice)]


def _name(trends: Trends, dimension: str, key: str, voice: Voice) -> str:
    if key == UNKNOWN:
        return voice(f"without {dimension}")
    if key == OTHERS:
        n_known = len(trends.groups[dimension].keys() - {UNKNOWN})
        return voice(f"others {dimension}", n=voice.count(n_known - N_LARGEST))
    return voice(key) if dimension == "language" or dimension in _NAMED else key
