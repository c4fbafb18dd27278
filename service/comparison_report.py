"""A comparison of two files of tags → a page in one language, or JSON Lines with every document that changed."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpora.corpus import SHIPPED
from corpora.errors import CorpusError
from service.comparison import Change, Changed, Comparison, details
from service.comparison_texts import TEXTS
from service.label_sections import shorten
from service.names import names_in
from service.tagged import Row
from service.trends_report import STYLE
from service.trends_sections import paragraph, section
from service.voice import Voice
from training.markup import Child, Element, node, table
from training.page import to_page, write_parts

N_SHOWN = 50  # documents of each change on the page
N_NAMED = 200
SUFFIXES = (".html", ".jsonl")


def write_comparison(
    comparison: Comparison, out: Path, old: Path, new: Path, language: str = "en", corpus: Path = SHIPPED
) -> None:
    """Write a page, or JSON Lines with a row for each document that changed, has another text or is unmatched.

    Raises:
        CorpusError: the suffix is neither .html nor .jsonl.
    """
    if out.suffix not in SUFFIXES:
        raise CorpusError(f"{out}: cannot write {out.suffix}; allowed: {', '.join(SUFFIXES)}")
    if out.suffix == ".html":
        voice = Voice(language, TEXTS, names_in(language, corpus))
        write_parts(out, [as_html(comparison, old, new, voice)])
    else:
        write_parts(out, (json.dumps(row, ensure_ascii=False) + "\n" for row in to_rows(comparison, old, new)))


def to_rows(comparison: Comparison, old: Path, new: Path) -> Iterator[Row]:
    """A row for each document that is not as it was; those in one file only say in which."""
    yield from details(comparison.changed, old, new)
    changed = {one.new[0] for one in comparison.changed}
    yield from ({"id": id, "other_text": True} for id in comparison.other_text if id not in changed)
    yield from ({"id": id, "only_in": "old"} for id in comparison.only_old)
    yield from ({"id": id, "only_in": "new"} for id in comparison.only_new)


def as_html(comparison: Comparison, old: Path, new: Path, voice: Voice) -> str:
    """The page."""
    title = voice("comparison")
    return to_page(f"{title}: {new.name}", _content(comparison, old, new, voice), voice.language, STYLE)


def _content(comparison: Comparison, old: Path, new: Path, voice: Voice) -> Iterator[Element]:
    yield node("h1", voice("comparison"))
    yield node("p", _files(comparison, old, new, voice), class_="facts")
    n_changed = len(comparison.changed)
    counts = {"n": comparison.n_matched, "changed": n_changed, "same": comparison.n_matched - n_changed}
    yield paragraph(voice("matched", **{name: voice.count(n) for name, n in counts.items()}))
    yield paragraph(voice("order") if n_changed else voice("no change"))
    groups = comparison.by_change()
    if groups:
        counted = ((node("td", one.describe(voice)), voice.count(len(group))) for one, group in groups)
        yield table(voice("comparison"), map(voice, ("change", "documents")), counted)
    yield from _unmatched(comparison, voice)
    rows = details([one for _, group in groups for one in group[:N_SHOWN]], old, new)
    for change, group in groups:
        yield _change_section(change, group, rows, voice)


def _files(comparison: Comparison, old: Path, new: Path, voice: Voice) -> str:
    old_versions, new_versions = (", ".join(sorted(v)) for v in (comparison.old_versions, comparison.new_versions))
    return voice("files", old=old.name, new=new.name, old_versions=old_versions, new_versions=new_versions)


def _unmatched(comparison: Comparison, voice: Voice) -> Iterator[Element]:
    if comparison.other_text:
        yield section(voice("other text heading"), _named("other text", comparison.other_text, voice))
    sides = {"only old": comparison.only_old, "only new": comparison.only_new}
    named = [_named(key, ids, voice) for key, ids in sides.items() if ids]
    if named:
        yield section(voice("unmatched"), *named)


def _named(key: str, ids: Sequence[str], voice: Voice) -> Element:
    more = ", …" if len(ids) > N_NAMED else ""
    return node("p", voice(key, n=voice.count(len(ids)), ids=", ".join(ids[:N_NAMED]) + more))


def _change_section(change: Change, group: Sequence[Changed], rows: Iterator[Row], voice: Voice) -> Element:
    shown = [_document(next(rows), voice) for _ in group[:N_SHOWN]]
    heading = f"{change.describe(voice)} · {voice.count(len(group))}"
    cut = [paragraph(voice("shown", shown=str(N_SHOWN), n=voice.count(len(group))))] if len(group) > N_SHOWN else []
    return section(heading, *cut, *shown)


def _document(row: Row, voice: Voice) -> Element:
    facts = [row["id"], *([voice("another text")] if row["other_text"] else [])]
    head = node("h3", row["title"] or row["id"], node("small", " · ".join(facts)))
    sides = (_side(row[side], voice(side), voice) for side in ("old", "new"))
    return node("article", head, node("div", *sides, class_="sides"))


def _side(side: Row, name: str, voice: Voice) -> Element:
    labels = ", ".join(map(voice, side["labels"])) or voice(side["outcome"])
    quotes = (_quote(quote, side["scores"] or {}, voice) for quote in side["quotes"])
    return node("div", node("p", node("small", name), node("b", labels)), *quotes)


def _quote(quote: Row, scores: Row, voice: Voice) -> Element:
    score = scores.get(quote["label"])
    facts = [voice(quote["label"]), *([voice.share(score, 0)] if score is not None else [])]
    page: list[Child] = [node("span", voice("page", page=str(quote["page"])))] if quote["page"] else []
    footer = node("footer", *(node("span", fact) for fact in facts), *page)
    return node("blockquote", node("p", shorten(quote["text"])), footer)
