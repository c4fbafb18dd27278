import pytest

from corpora.annotation import Kind
from corpora.database import Database
from corpora.document import digest_text
from corpora.example import Example
from corpora.label_store import LabelStore
from corpora.label_tables import label_table, text_table
from corpora.splits import groups_of
from corpora.standing import TextState
from tests.annotations import LABELS, add, learnt
from tests.conftest import TEXTS


def test_a_disputed_text_is_not_learnt_until_it_is_settled(store: LabelStore) -> None:
    add(store)
    other = add(store, author="Eva", labels="")
    stored = store.text(other.digest)
    assert stored is not None
    assert store.state(stored) is TextState.DISPUTED
    assert learnt(store) == {}
    assert store.training_examples(LABELS, weight=1, most_weight_per_author=9).n_disputed == 1
    settlement = add(store, author="Ida", labels="prevention", kind=Kind.SETTLEMENT)
    assert store.state(stored) is TextState.AGREED
    assert learnt(store) == {TEXTS["es"]: ("prevention",)}
    store.delete(settlement.id)
    assert learnt(store) == {}


def test_examples_carry_what_training_needs(store: LabelStore) -> None:
    add(store, labels="prevention enforcement", source="Alcaldía")
    add(store, TEXTS["en"], labels="", language="en")
    found = store.training_examples(LABELS, weight=2.5, most_weight_per_author=5).examples
    assert [one.id for one in found] == [f"people-{digest_text(TEXTS[language])[:16]}" for language in ("es", "en")]
    assert [(one.text, one.language) for one in found] == [(TEXTS["es"], "es"), (TEXTS["en"], "en")]
    assert [one.labels for one in found] == [("prevention", "enforcement"), ()]
    assert [one.writer for one in found] == ["Alcaldía", ""]
    assert {one.weight for one in found} == {2.5}


@pytest.mark.parametrize("language", TEXTS)
def test_a_source_that_wrote_for_the_corpus_is_one_group_with_what_it_wrote(store: LabelStore, language: str) -> None:
    add(store, TEXTS[language], language=language, source="Alcaldía")
    (found,) = store.training_examples(LABELS, weight=1, most_weight_per_author=5).examples
    one, other = (Example(id=w, text="x", language=language, writer=w) for w in ("Alcaldía", "Gaceta"))
    assert groups_of([found, one, other]) == ["Alcaldía", "Alcaldía", "Gaceta"]


def test_one_author_counts_up_to_the_cap(store: LabelStore) -> None:
    for number in range(4):
        add(store, f"{TEXTS['es']} {number}")
    found = store.training_examples(LABELS, weight=2, most_weight_per_author=5)
    assert [one.text[-1] for one in found.examples] == ["0", "1"]
    assert (found.n_quarantined, found.n_disputed) == (2, 0)
    add(store, f"{TEXTS['es']} 3", author="Eva")
    found = store.training_examples(LABELS, weight=2, most_weight_per_author=5)
    assert [one.text[-1] for one in found.examples] == ["0", "1", "3"]
    assert found.n_quarantined == 1


def test_texts_with_labels_of_another_taxonomy_are_left_out_and_counted(store: LabelStore) -> None:
    add(store)
    add(store, TEXTS["en"], labels="irrigation", language="en")
    found = store.training_examples(LABELS, weight=1, most_weight_per_author=9)
    assert [one.text for one in found.examples] == [TEXTS["es"]]
    assert found.n_unknown == 1


def test_many_texts_are_learnt_in_the_order_in_which_they_were_labelled(store: LabelStore, database: Database) -> None:
    rows = [(digest_text(str(number)), f"texto {number}") for number in range(1_100)]
    with database.write() as connection:
        connection.execute(
            text_table.insert(),
            [{"digest": digest, "text": text, "language": "es", "created_at": 0} for digest, text in rows],
        )
        connection.execute(
            label_table.insert(),
            [
                {"id": digest[:32], "digest": digest, "author": "A", "kind": "example", "labels": [], "created_at": 0}
                for digest, _ in rows
            ],
        )
    assert list(learnt(store, 1e6)) == [text for _, text in rows]
