"""The documents of a job that is done → a page of their list, and each with its record."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from corpora.document import Document
from corpora.taxonomy import LANGUAGES, Label, Taxonomy
from models.record import TagRecord
from models.tagger import Tagger
from service.pages.archive_rows import LISTED, Found, Order, Wish, count_rows, find_rows, read_at
from service.pages.findings import Finding, Mark, marks_of, to_finding
from service.pages.languages import names
from service.tagged import Row, read_labels

PAGE_ROWS = 50
MOST_PAGES = 10**9  # a database counts rows in 64 bits
MOST_CHARACTERS = 200  # of anything that is asked for
TEXTS = ("search", "label", "outcome", "language", "country", "year")

Options = list[tuple[str, str, int]]


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A row of the list; of the row of tags it holds the columns of `LISTED`.

    place : its number in the file, from 0.
    named : the labels given or in question, each with its probability.
    """

    place: int
    row: Row
    named: tuple[tuple[Mark, float], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list; languages, countries and years are what it can be narrowed to, as (id, name, documents)."""

    documents: list[ListedDocument]
    wish: Wish
    page: int
    n_pages: int
    n_found: int
    n_documents: int
    labels: tuple[Label, ...]
    languages: Options
    countries: Options
    years: Options

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(getattr(self.wish, name) for name in TEXTS)

    def query(self, page: int) -> str:
        """What brings a page of this list back, as it stands in an address."""
        return to_query(self.wish, page)


def read_wish(query: Mapping[str, str], labels: Sequence[str]) -> Wish:
    """What an address asks for; labels and orders that there are not count as not asked for."""
    texts = {name: query.get(name, "").strip()[:MOST_CHARACTERS] for name in TEXTS}
    if texts["label"] not in labels:
        texts["label"] = ""
    order = next((order for order in Order if order == query.get("sort")), Order.ARCHIVE)
    return Wish(**texts, order=order)


def to_query(wish: Wish, page: int) -> str:
    """The same as it stands in an address."""
    fields = {name: getattr(wish, name) for name in TEXTS}
    fields |= {"sort": "" if wish.order is Order.ARCHIVE else wish.order, "page": str(page) if page > 1 else ""}
    return urlencode({name: text for name, text in fields.items() if text})


def read_page(query: Mapping[str, str]) -> int:
    """The number of the page that an address asks for, from 1."""
    text = query.get("page", "")
    is_number = text.isascii() and text.isdecimal() and len(text) < MOST_CHARACTERS
    return min(max(1, int(text)), MOST_PAGES) if is_number else 1


def list_documents(tags: Path, query: Mapping[str, str], tagger: Tagger | None, language: str) -> Listing:
    """The page of the list that an address asks for; the last one where there are not so many."""
    labels = read_labels(tags)
    taxonomy, wish = taxonomy_of(labels, tagger), read_wish(query, labels)
    found = find_rows(tags, wish)
    n_pages = max(1, -(-len(found.places) // PAGE_ROWS))
    page = min(read_page(query), n_pages)
    return Listing(
        _read(tags, found, page, marks_of(taxonomy, language)),
        wish,
        page,
        n_pages,
        len(found.places),
        found.n_documents,
        taxonomy.labels,
        _options(found.languages, wish.language, language),
        sorted(_options(found.countries, wish.country, language), key=lambda option: option[1]),
        sorted(_options(found.years, wish.year, language), reverse=True),
    )


def find_document(tags: Path, place: int, tagger: Tagger | None, language: str) -> Finding | None:
    """The document at a place of the file, with its text where the rows hold texts; None where there is none."""
    if not 0 <= place < count_rows(tags):
        return None
    (row,) = read_at(tags, [place])
    document = Document(row["id"], row.get("text") or "")
    return to_finding(document, TagRecord.from_row(row), taxonomy_of(read_labels(tags), tagger), language)


def taxonomy_of(labels: Sequence[str], tagger: Tagger | None) -> Taxonomy:
    """The labels that a job tagged by; one that the version in service does not know is called by its id."""
    known = {label.id: label for label in tagger.model.taxonomy.labels} if tagger else {}
    return Taxonomy(tuple(known.get(id) or _nameless(id) for id in labels))


def _nameless(id: str) -> Label:
    return Label(id, dict.fromkeys(LANGUAGES, id), dict.fromkeys(LANGUAGES, ""))


def _read(tags: Path, found: Found, page: int, marks: Mapping[str, Mark]) -> list[ListedDocument]:
    places = found.places[(page - 1) * PAGE_ROWS : page * PAGE_ROWS].tolist()
    rows = read_at(tags, places, LISTED)
    return [
        ListedDocument(
            place, row, tuple((marks[label], row["scores"][label]) for label in (*row["labels"], *row["candidates"]))
        )
        for place, row in zip(places, rows, strict=True)
    ]


def _options(counts: Counter[str], wanted: str, language: str) -> Options:
    """What there is, the most frequent first, and what is wanted."""
    called = names(language)
    there = dict(counts.most_common()) | ({wanted: counts[wanted]} if wanted else {})
    return [(id, called.get(id, id), n) for id, n in there.items()]
