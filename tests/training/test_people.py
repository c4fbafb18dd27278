from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.annotation import NewAnnotation
from corpora.corpus import Corpus, read_corpus
from corpora.database import Database
from corpora.example import Example
from corpora.label_store import LabelStore
from models.analysis import Analyser
from models.policy import LabelPolicy
from models.registry import Registry
from models.tagger import Model
from tests.conftest import TEXTS
from tests.databases import database, database_url, postgresql_server
from training.arrays import analyse_examples, gold_array
from training.metrics import macro_f1
from training.people import LEAST_TEXTS, cap_share, near_duplicates, part_refused, read_people
from training.run import train_version

__all__ = ["database", "database_url", "postgresql_server"]

WRONG = {"enforcement": "prevention", "prevention": "enforcement", "drug_policy_reform": "regional_cooperation"}


@pytest.fixture
def store(database: Database) -> LabelStore:
    return LabelStore(database)


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LabelStore]:
    database = Database(f"sqlite:///{tmp_path}/labels.db")
    yield LabelStore(database)
    database.close()


def example(id: str, text: str = "Three men.", **fields: object) -> Example:
    return Example(id=id, text=text, language="en", **fields)


def say(store: LabelStore, number: int, example: Example, labels: tuple[str, ...], author: str = "mal") -> None:
    text = f"{example.text} {number}."
    store.add(NewAnnotation(author=author, text=text, language=example.language, labels=labels))


def poison(store: LabelStore, corpus: Corpus) -> int:
    """Labels of one author for every text of the corpus, three in ten of them wrong; how many are wrong."""
    n_wrong = 0
    for number, known in enumerate(corpus.examples):
        is_wrong = number % 10 < 3
        n_wrong += is_wrong
        labels = (WRONG.get(known.primary or "", "drug_policy_reform"),) if is_wrong else known.labels
        say(store, number, known, labels)
    return n_wrong


def test_one_author_alone_moves_no_more_than_the_cap(store: LabelStore, corpus: Corpus) -> None:
    poison(store, corpus)
    people = read_people(store, corpus, LabelPolicy(weight=2.0, author_share=0.4))
    assert (len(people.examples), people.n_quarantined) == (8, 32)
    assert (people.weight, people.most_weight_per_author) == (2.0, 16.0)


def test_what_another_confirms_leaves_quarantine(store: LabelStore, corpus: Corpus) -> None:
    for number, known in enumerate(corpus.examples[:12]):
        say(store, number, known, known.labels)
    for number, known in enumerate(corpus.examples[:12]):
        if number >= LEAST_TEXTS:
            say(store, number, known, known.labels, "ana")
    people = read_people(store, corpus, LabelPolicy(author_share=0.0))
    assert (len(people.examples), people.n_quarantined) == (12, 0)


def test_disputed_texts_are_not_learnt_from(store: LabelStore, corpus: Corpus) -> None:
    say(store, 1, corpus.examples[0], ("enforcement",))
    say(store, 1, corpus.examples[0], (), "ana")
    people = read_people(store, corpus, LabelPolicy())
    assert (people.examples, people.n_disputed) == ((), 1)


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 1.0), (50.0, 2.5)])
def test_all_together_keep_to_their_share(weight: float, expected: float) -> None:
    examples = [example(f"d{n}", weight=weight) for n in range(4)]
    found = cap_share(examples, corpus_weight=10.0, share=0.5)
    assert [each.weight for each in found] == [expected] * 4
    assert cap_share((), 10.0, 0.0) == ()


def test_the_source_of_what_is_held_out_is_refused() -> None:
    held_out = [example("held", "Another text.", writer="gazette")]
    one, other = example("a", "Some text.", writer="gazette"), example("b", "More text.", writer="herald")
    allowed, refused = part_refused([one, other], held_out)
    assert allowed == (other,)
    assert "same source" in refused["a"]
    assert near_duplicates([one, other], held_out) == {}


@pytest.mark.parametrize("language", TEXTS)
def test_what_people_say_of_a_text_from_a_source_that_is_held_out_is_refused(
    store: LabelStore, corpus: Corpus, language: str
) -> None:
    for source in ("gazette", "herald", None):
        text = f"{TEXTS[language]} {source}."
        store.add(NewAnnotation(author="ana", text=text, language=language, labels=("enforcement",), source=source))
    judged_by = (example("held", "Another text.", writer="gazette"), *corpus.held_out)
    people = read_people(store, replace(corpus, held_out=judged_by), LabelPolicy())
    assert [one.writer for one in people.examples] == ["herald", ""]
    assert list(people.refused.values()) == ["of the same source as documents that are held out: gazette"]


@pytest.mark.long
@pytest.mark.parametrize("author_share", [0.08, 100.0], ids=["capped", "uncapped"])
def test_a_poisoned_batch_does_not_reach_what_serves(
    tiny_corpus: Path, home: Path, tmp_path: Path, local: LabelStore, author_share: float
) -> None:
    """The cap leaves little of it; what is left, or all of it where there were no cap, the gate refuses."""
    registry, corpus = Registry(tmp_path / "models"), read_corpus(tiny_corpus)
    registry.make_current(train_version(tiny_corpus, registry).version)
    before = held_out_f1(registry, registry.current(), corpus)
    assert poison(local, corpus) == 12
    policy = LabelPolicy(weight=20.0, share=0.9, author_share=author_share)
    manifest = train_version(tiny_corpus, registry, store=local, policy=policy)
    after = held_out_f1(registry, manifest.version, corpus)
    assert manifest.people["n_quarantined"] == (35 if author_share < 1 else 0)
    assert after >= before or not manifest.gate["passed"]
    if author_share > 1:
        assert after < before
        assert not manifest.gate["passed"]


def held_out_f1(registry: Registry, version: str, corpus: Corpus) -> float:
    model: Model = registry.load(version)[0]
    analyses = analyse_examples(Analyser(model.lexicon), corpus.held_out)
    given = model.rule.force(model.predict_proba(analyses))
    return macro_f1(gold_array(corpus.held_out, corpus.taxonomy.ids), given)
