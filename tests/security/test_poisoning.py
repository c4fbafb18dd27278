"""Somebody with a key labels texts wrongly: what reaches a training is bounded, and the gate does the rest."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpora.annotation import NewAnnotation
from corpora.corpus import SHIPPED, Corpus, read_corpus
from corpora.database import Database
from corpora.example import Example
from corpora.label_store import LabelStore
from models.policy import LabelPolicy
from models.registry import Registry
from service.promotion import promotions
from tests.conftest import TEXTS, Run
from training.people import People, read_people

pytestmark = [pytest.mark.long, pytest.mark.case(11)]

N_POSTED = 300
N_CONFIRMED = 40
N_CHANGED = 100
WRONG = {
    "enforcement": "prevention",
    "prevention": "enforcement",
    "drug_policy_reform": "regional_cooperation",
    "regional_cooperation": "drug_policy_reform",
}


@pytest.fixture(scope="module")
def shipped() -> Corpus:
    """The corpus that ships, read."""
    return read_corpus(SHIPPED)


@pytest.fixture
def store(database_url: str) -> Iterator[LabelStore]:
    database = Database(database_url)
    yield LabelStore(database)
    database.close()


def wrong(example: Example) -> tuple[str, ...]:
    """Any labels but those of an example."""
    return (WRONG[example.primary],) if example.primary else ("drug_policy_reform",)


def post(store: LabelStore, author: str, number: int, example: Example, labels: tuple[str, ...]) -> None:
    """Label a text that is nobody else's."""
    text = f"{example.text} {number}."
    store.add(NewAnnotation(author=author, text=text, language=example.language, labels=labels))


def counts_of(people: People) -> tuple[int, int]:
    """How many texts are learnt from, and how many wait in quarantine."""
    return len(people.examples), people.n_quarantined


def test_hundreds_of_wrong_labels_of_one_author_wait_in_quarantine_until_another_says_the_same(
    store: LabelStore, shipped: Corpus, measured: Callable[..., None]
) -> None:
    policy, corpus_weight = LabelPolicy(), sum(example.weight for example in shipped.examples)
    for number in range(N_POSTED):
        post(store, "mal", number, shipped.examples[number % len(shipped.examples)], ("drug_policy_reform",))
    people = read_people(store, shipped, policy)
    n_learnt, n_quarantined = counts_of(people)
    assert n_learnt + n_quarantined == N_POSTED
    share = sum(example.weight for example in people.examples) / corpus_weight
    measured("texts of 300 that one author moves", n_learnt, most=N_POSTED * policy.author_share * 2)
    measured("their weight ÷ the corpus's", share, most=policy.author_share)

    beyond = range(n_learnt, n_learnt + N_CONFIRMED)
    for number in beyond:
        post(store, "ana", number, shipped.examples[number % len(shipped.examples)], ("drug_policy_reform",))
    assert counts_of(read_people(store, shipped, policy)) == (n_learnt + N_CONFIRMED, n_quarantined - N_CONFIRMED)

    for number in beyond:
        post(store, "eva", number, shipped.examples[number % len(shipped.examples)], ())
    disputed = read_people(store, shipped, policy)
    assert (*counts_of(disputed), disputed.n_disputed) == (n_learnt, n_quarantined - N_CONFIRMED, N_CONFIRMED)
    measured("released by a second author, held by a third who says otherwise", N_CONFIRMED)


def test_what_is_changed_later_moves_no_more(store: LabelStore, shipped: Corpus) -> None:
    """Honest labels first, and then three in ten of them flipped: those count as the latest, and wait."""
    examples = shipped.examples[:N_CHANGED]
    honest = {f"{example.text} {number}.": example.labels for number, example in enumerate(examples)}
    for number, example in enumerate(examples):
        post(store, "mal", number, example, example.labels)
    before = read_people(store, shipped, LabelPolicy())
    for number, example in enumerate(examples):
        if number % 10 < 3:
            post(store, "mal", number, example, wrong(example))
    after = read_people(store, shipped, LabelPolicy())
    assert counts_of(after) == counts_of(before)
    assert [example.labels for example in after.examples] == [honest[example.text] for example in after.examples]


def test_a_candidate_that_learnt_poison_is_refused_with_the_table_and_the_current_version_stays(
    cli: Callable[..., Run],
    home: Path,
    tiny_corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    measured: Callable[..., None],
) -> None:
    """Two who work together confirm each other, and count for much: the gate alone stands in the way."""
    shutil.copytree(home / "models", tmp_path / "models")
    registry, corpus = Registry(tmp_path / "models"), read_corpus(tiny_corpus)
    current, database = registry.current(), Database(f"sqlite:///{tmp_path}/policy-tagger.db")
    for number, example in enumerate(corpus.examples):
        labels = wrong(example) if number % 10 < 3 else example.labels
        for author in ("mal", "peor"):
            post(LabelStore(database), author, number, example, labels)
    for name, value in {"LABEL_SHARE": 0.9, "LABEL_WEIGHT": 20, "CORPUS": tiny_corpus}.items():
        monkeypatch.setenv(f"POLICY_TAGGER_{name}", str(value))
    found = cli("train", "--home", tmp_path)
    candidate = registry.read_manifest(found.out.strip())
    assert (found.status, registry.current()) == (1, current)
    assert "the gate refuses" in found.err
    (loss,) = [check for check in candidate.gate["checks"] if check["what"] == "macro f1"]
    assert not loss["passed"]
    assert f"{loss['candidate']:.3f}" in found.err
    promoted = cli("models", "promote", candidate.version, "--home", tmp_path)
    assert (promoted.status, registry.current(), promotions(database)) == (1, current, [])
    tagged = cli("tag", "-", "--home", tmp_path, stdin=TEXTS["es"].encode())
    assert tagged.rows[0]["model_version"] == current
    database.close()
    measured("macro-F1 that it would have cost", loss["current"] - loss["candidate"], least=0.001)
    measured("wrong labels that serve", 0 if registry.current() == current else 1, most=0)
