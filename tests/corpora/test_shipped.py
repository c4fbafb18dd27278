"""Guards of the corpus and the lexicon that ship: enough of everything, and nothing that repeats."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from datasketch import MinHash, MinHashLSH

from corpora.corpus import Corpus, read_corpus
from corpora.example import Example
from corpora.taxonomy import LANGUAGES
from models.pipeline import fold

LENGTHS_IN_WORDS = {(15, 60): (0.10, 0.20), (60, 150): (0.38, 0.52), (150, 350): (0.25, 0.38), (350, 901): (0.06, 0.14)}
PILOT = "pilot"
SAME_RUN = 6
COPIED_RUN = 12
DEV = Path("../shared/dev/real_dev.jsonl")

_WORD = re.compile(r"\w+")

Run = tuple[str, ...]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus()


@pytest.fixture(scope="module")
def examples(corpus: Corpus) -> tuple[Example, ...]:
    return corpus.examples


@pytest.fixture(scope="module")
def words(examples: tuple[Example, ...]) -> dict[str, list[str]]:
    """The words of every document, lower case, by its id."""
    return {example.id: words_of(example.text) for example in examples}


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def runs(words: list[str], length: int) -> Iterator[Run]:
    return zip(*(words[shift:] for shift in range(length)), strict=False)


def share(members: Iterable[object], whole: Iterable[object]) -> float:
    return len(list(members)) / len(list(whole))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_documents(examples: tuple[Example, ...], language: str) -> None:
    assert len(examples) >= 2000
    assert sum(example.language == language for example in examples) >= 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_primary_label_has_enough_in_either_language(corpus: Corpus, language: str) -> None:
    found = Counter(example.primary for example in corpus.examples if example.language == language)
    assert found.keys() == {*corpus.taxonomy.ids, None}
    assert {label: n for label, n in found.items() if n < (140 if label else 300)} == {}


def test_none_is_neither_rare_nor_the_rule(examples: tuple[Example, ...]) -> None:
    assert 0.25 <= share((example for example in examples if not example.labels), examples) <= 0.35


def test_many_have_more_than_one_label(examples: tuple[Example, ...]) -> None:
    labelled = [example for example in examples if example.labels]
    assert share((example for example in labelled if len(example.labels) > 1), labelled) >= 0.18


@pytest.mark.parametrize(("bounds", "shares"), list(LENGTHS_IN_WORDS.items()))
def test_lengths_are_spread(
    examples: tuple[Example, ...], bounds: tuple[int, int], shares: tuple[float, float]
) -> None:
    lengths = [len(example.text.split()) for example in examples]
    assert shares[0] <= share((n for n in lengths if bounds[0] <= n < bounds[1]), lengths) <= shares[1]


def test_no_document_is_a_scrap_or_a_book(examples: tuple[Example, ...]) -> None:
    lengths = {example.id: len(example.text.split()) for example in examples}
    assert {name: n for name, n in lengths.items() if not 15 <= n <= 900} == {}


@pytest.mark.parametrize("field", ["genre", "country", "topic", "writer"])
def test_every_document_says_what_it_is(examples: tuple[Example, ...], field: str) -> None:
    may_be_without = PILOT if field in ("country", "topic") else None
    silent = [e.id for e in examples if not getattr(e, field) and e.writer != may_be_without]
    assert silent == []


def test_twins_are_few_and_of_two_languages(examples: tuple[Example, ...]) -> None:
    by_id = {example.id: example for example in examples}
    twins = [example for example in examples if example.twin]
    assert 0 < share(twins, examples) <= 0.2
    for one in twins:
        other = by_id[one.twin]
        assert (other.twin, other.primary) == (one.id, one.primary)
        assert other.language != one.language


def test_twins_have_the_same_labels(examples: tuple[Example, ...]) -> None:
    by_id = {example.id: example for example in examples}
    pairs = [(one, by_id[one.twin]) for one in examples if one.twin and one.language == LANGUAGES[0]]
    assert [one.id for one, other in pairs if set(one.labels) != set(other.labels)] == []


def test_documents_share_hardly_any_run_of_words(examples: tuple[Example, ...], words: dict[str, list[str]]) -> None:
    groups: dict[Run, set[str]] = defaultdict(set)
    for example in examples:
        for run in runs(words[example.id], SAME_RUN):
            groups[run].add(example.group)
    assert share((run for run, found in groups.items() if len(found) > 1), groups) < 0.01


def test_no_document_is_nearly_another(words: dict[str, list[str]]) -> None:
    index, seen, near = MinHashLSH(threshold=0.4, num_perm=64), {}, []
    for name, found in words.items():
        seen[name] = {" ".join(run) for run in runs(found, 3)}
        sketch = MinHash(num_perm=64)
        sketch.update_batch([run.encode() for run in seen[name]])
        near += [(name, other) for other in index.query(sketch) if jaccard(seen[name], seen[other]) >= 0.5]
        index.insert(name, sketch)
    assert near == []


def jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_openings_vary(examples: tuple[Example, ...], words: dict[str, list[str]], language: str) -> None:
    names = [example.id for example in examples if example.language == language]
    openings = Counter(" ".join(words[name][:3]) for name in names)
    assert {opening: n for opening, n in openings.items() if n > 0.01 * len(names)} == {}


def test_nothing_is_copied_from_the_documents_for_measuring(words: dict[str, list[str]], root: Path) -> None:
    if not (root / DEV).is_file():
        pytest.skip(f"{DEV} is not there")
    lines = (root / DEV).read_text(encoding="utf-8").splitlines()
    measured = {run for line in lines for run in runs(words_of(json.loads(line)["text"]), COPIED_RUN)}
    copied = {
        name: [" ".join(run) for run in runs(found, COPIED_RUN) if run in measured] for name, found in words.items()
    }
    assert {name: found for name, found in copied.items() if found} == {}


def test_there_are_enough_concepts(corpus: Corpus) -> None:
    assert len(corpus.lexicon) >= 900
    assert sum(concept.facet == "other_field" for concept in corpus.lexicon) >= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_terms_and_each_names_one_concept(corpus: Corpus, language: str) -> None:
    terms = [term for concept in corpus.lexicon for term in concept.terms[language]]
    assert len(set(terms)) >= 8000
    assert [term for term, n in Counter(terms).items() if n > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_that_read_the_same_without_accents_name_one_concept(corpus: Corpus, language: str) -> None:
    pairs = sorted({(fold(term), c.id) for c in corpus.lexicon for term in c.terms[language]})
    shared = [
        (term, [name for _, name in found])
        for term, group in groupby(pairs, lambda pair: pair[0])
        if len(found := list(group)) > 1
    ]
    assert shared == []


def test_weights_are_whole_numbers_in_range_and_speak_for_every_label(corpus: Corpus) -> None:
    for concept in corpus.lexicon:
        weights = (*concept.weights, concept.field_weight)
        assert len(weights) == len(corpus.taxonomy.ids) + 1
        assert all(isinstance(weight, int) and -3 <= weight <= 3 for weight in weights)
    for label in range(len(corpus.taxonomy.ids)):
        assert sum(concept.weights[label] == 3 for concept in corpus.lexicon) >= 20
