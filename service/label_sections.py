"""What is known of each label → sections of an archive's report: its share, what it misses, passages about it."""

from collections.abc import Callable, Mapping, Sequence

from models.decision import Outcome
from service.missed import STRATA, Missed, Reviewed
from service.proportions import Estimate, Stratum
from service.quotations import Quotation
from service.trends import Trends
from service.trends_sections import WITHOUT_LABEL, outcome_cells, paragraph, section, share_cell
from service.voice import Voice
from training.markup import Child, Element, node, table

QUOTED_CHARACTERS = 500

_PARTS = {Outcome.NONE: "none", Outcome.TAGGED: "with other labels", Outcome.UNCERTAIN: "uncertain"}


def label_section(trends: Trends, missed: Sequence[Missed], voice: Voice) -> Element:
    """Each label over all documents, with what it misses as far as that is known; then those without a label."""
    whole = trends.whole
    rows: list[list[Child]] = [
        [
            voice(one.label),
            share_cell(one.n_given, whole.n_judged, voice),
            voice.count(whole.candidates[one.label]),
            *_estimates(one, voice),
        ]
        for one in missed
    ]
    without = zip(WITHOUT_LABEL, outcome_cells(whole, voice), strict=True)
    rows += [[voice(outcome), cell, "", "", ""] for outcome, cell in without]
    head = map(voice, ("label", "share of judged", "in question", "missed", "recall"))
    return section(voice("labels"), paragraph(voice("uncertain note")), table(voice("labels"), head, rows))


def missed_section(reviewed: Reviewed, n_not_judged: int, voice: Voice) -> Element:
    """How the estimates of what is missed came about, or what it takes to have them."""
    n_drawn = voice.count(reviewed.n_drawn)
    others = {"waiting reviews": reviewed.n_waiting, "other reviews": reviewed.n_others}
    notes = [voice(name, n=voice.count(n)) for name, n in others.items() if n]
    if not reviewed.n_counted:
        notes.insert(0, voice("missed none", n=n_drawn))
        return section(voice("missed heading"), *(paragraph(note) for note in notes))
    some = voice("missed some", n=n_drawn, reviewed=voice.count(reviewed.n_reviewed))
    method = voice("missed method", not_judged=voice.count(n_not_judged))
    parts = [voice("found among", stratum=voice(_PARTS[stratum])) for stratum in STRATA]
    rows = (
        [voice(one.label), *(_stratum_cell(part, voice) for part in one.strata), *_estimates(one, voice)]
        for one in reviewed.labels
    )
    heading = voice("missed heading")
    found = table(heading, [voice("label"), *parts, voice("missed"), voice("recall")], rows)
    return section(heading, *(paragraph(note) for note in (some, *notes)), found, paragraph(method))


def quotation_section(quotations: Mapping[str, Sequence[Quotation]], voice: Voice) -> Element:
    """Passages of each label, with where they stand."""
    quoted = [(voice(label), passages) for label, passages in quotations.items() if passages]
    if not quoted:
        return section(voice("quotations"), paragraph(voice("no quotations")))
    parts = [
        node("div", node("h3", name), *(quotation(passage, voice) for passage in passages)) for name, passages in quoted
    ]
    return section(voice("quotations"), paragraph(voice("quotations note")), node("div", *parts, class_="figures"))


def quotation(passage: Quotation, voice: Voice) -> Element:
    """A passage with title, source, date, page and id of its document."""
    row = passage.document
    page = voice("page", page=str(passage.page)) if passage.page else None
    facts = " · ".join(fact for fact in (row["source"], row["date"], page) if fact)
    title = [node("cite", row["title"])] if row["title"] else []
    reference = node("footer", *title, node("span", facts), node("code", row["id"]))
    return node("blockquote", node("p", shorten(passage.text)), reference, lang=row["language"] or "")


def shorten(text: str) -> str:
    """The beginning of a long passage, cut between words."""
    if len(text) <= QUOTED_CHARACTERS:
        return text
    return text[:QUOTED_CHARACTERS].rsplit(None, 1)[0] + " […]"


def _stratum_cell(part: Stratum, voice: Voice) -> Child:
    if not part.size:
        return "–"
    found = voice("found of", found=voice.count(part.found), reviewed=voice.count(part.reviewed))
    return node("td", found, node("small", voice("drawn from", size=voice.count(part.size))), class_="stacked")


def _estimates(missed: Missed, voice: Voice) -> list[Child]:
    return [
        _estimate_cell(missed.total, voice.count, voice.counts, voice),
        _estimate_cell(missed.recall, voice.share, voice.shares, voice),
    ]


def _estimate_cell(
    estimate: Estimate | None, write: Callable[[float], str], write_ends: Callable[[Estimate], str], voice: Voice
) -> Child:
    if not estimate:
        return voice("not estimated")
    return node("td", write(estimate.value), node("small", f"[{write_ends(estimate)}]"), class_="stacked")
