import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from corpora import label_queries
from corpora.annotation import ChosenBy, Kind, NewAnnotation
from corpora.document import digest_text
from corpora.label_store import LabelStore
from corpora.label_texts import put_text
from service.erasure import erase_text
from service.review_pool import PoolSize, ReviewPool
from service.review_queue import Mix, review_lot
from service.review_table import review_table
from tests.service.archive import LABELS, build_row

MIDDLE = dict.fromkeys(LABELS, 0.5)
FAR = dict.fromkeys(LABELS, 0.001)


def text_of(number: int) -> str:
    return f"Texto número {number}: la policía incautó {number} kilos."


def tagged(number: int, **facts: Any) -> tuple[dict[str, Any], str]:
    """A row with scores far from any threshold unless others are given, and its text."""
    text = facts.pop("text", text_of(number))
    known = {"scores": FAR, "thresholds": MIDDLE, "labels": [], "outcome": "none"} | facts
    return build_row(number, **known) | {"sha256": digest_text(text)}, text


def uncertain(number: int, *scores: float) -> tuple[dict[str, Any], str]:
    """A row whose first labels have these probabilities, with the outcome uncertain."""
    given = FAR | dict(zip(LABELS, scores, strict=False))
    return tagged(number, scores=given, outcome="uncertain", candidates=list(LABELS[: len(scores)]))


def fill(pool: ReviewPool, n: int = 40) -> None:
    """Half of them sure, a quarter with one label in question, a quarter with two."""
    rows = [tagged(number) for number in range(n // 2)]
    rows += [uncertain(number, 0.5 + number / 1_000) for number in range(n // 2, 3 * n // 4)]
    rows += [uncertain(number, 0.7, 0.6 - number / 1_000) for number in range(3 * n // 4, n)]
    assert pool.add(rows).n == n


def say(store: LabelStore, text: str, author: str, *labels: str, **facts: Any) -> str:
    new = NewAnnotation(author=author, text=text, language="es", labels=labels, **facts)
    return store.add(new)[0].id


def digests(pool: ReviewPool, reviewer: str, n: int = 100, mix: Mix | None = None) -> list[str]:
    return [item.digest for item in pool.choose(n, reviewer, mix)]


def test_an_item_is_the_text_with_its_tags_and_evidence(pool: ReviewPool) -> None:
    row, text = tagged(7, labels=["prevention"], outcome="tagged", title="Título", source="Alcaldía", language="es")
    assert pool.add([(row, text)]).n == 1
    (item,) = pool.choose(5, "Ana")
    assert (item.digest, item.text, item.language, item.source) == (digest_text(text), text, "es", "Alcaldía")
    assert item.record == row
    assert item.n_reviewers == 0


def test_what_was_not_judged_is_left_out_with_its_reason(pool: ReviewPool) -> None:
    not_judged = [
        tagged(number, outcome="not_judged", reason=reason, scores={}, thresholds={}, language=None)
        for number, reason in enumerate(["too_short", "encrypted", "too_short"])
    ]
    pooled = pool.add([*not_judged, tagged(3), tagged(4, text="con un NUL \0 dentro")])
    assert (pooled.n, pooled.left_out) == (1, {"too_short": 2, "encrypted": 1, "corrupt": 1})
    assert pool.size() == PoolSize(1, 1)


def test_a_text_is_in_the_pool_once_with_its_newest_tags(pool: ReviewPool) -> None:
    pool.add([tagged(1), tagged(1, id="again")])
    pool.add([tagged(1, outcome="uncertain", model_version="newer")])
    (item,) = pool.choose(5, "Ana")
    assert (item.record["model_version"], item.record["outcome"]) == ("newer", "uncertain")


@pytest.mark.parametrize("is_taken_back", [False, True])
def test_what_anybody_labelled_keeps_its_tags(pool: ReviewPool, store: LabelStore, is_taken_back: bool) -> None:
    pool.add([tagged(1), tagged(2)])
    id = say(store, text_of(1), "Ana", "enforcement")
    if is_taken_back:
        store.delete(id)
    assert pool.add([tagged(number, model_version="newer") for number in (1, 2, 3)]).n == 3
    found = {item.text: item.record["model_version"] for item in pool.choose(5, "José")}
    assert found == {text_of(1): "v1", text_of(2): "newer", text_of(3): "newer"}


def test_half_a_character_in_a_name_does_no_harm(pool: ReviewPool) -> None:
    pool.add([tagged(1, id="pol\udcedtica.txt")])
    assert pool.choose(1, "Ana")[0].record["id"] == "pol?tica.txt"


def test_the_most_doubtful_come_first_and_uncertain_outcomes_before_all(pool: ReviewPool) -> None:
    near = tagged(1, scores=FAR | {"enforcement": 0.49})
    pool.add([near, tagged(2), uncertain(3, 0.9), uncertain(4, 0.6), uncertain(5, 0.45)])
    expected = [digest_text(text_of(number)) for number in (5, 4, 3, 1, 2)]
    assert digests(pool, "Ana", mix=Mix(0, 0)) == expected


def test_competing_labels_are_both_in_question(pool: ReviewPool) -> None:
    fill(pool)
    chosen = pool.choose(40, "Ana", Mix(0, 0.5))
    competing = [item.record["candidates"] for item in chosen if item.chosen_by is ChosenBy.COMPETING]
    assert len(competing) in (5, 6, 7, 8, 9, 10)
    assert all(len(candidates) == 2 for candidates in competing)


@pytest.mark.parametrize("n", [1, 10, 20])
def test_the_queue_is_mixed_as_it_is_told_to(pool: ReviewPool, n: int) -> None:
    fill(pool)
    ways = [item.chosen_by for item in pool.choose(n, "Ana", Mix(0.3, 0.2))]
    assert len(ways) == n
    assert abs(ways.count(ChosenBy.RANDOM) - 0.3 * n) < 1
    assert abs(ways.count(ChosenBy.COMPETING) - 0.2 * n) < 1


def test_the_mix_goes_on_where_the_reviewer_stopped(pool: ReviewPool, store: LabelStore) -> None:
    fill(pool)
    ways = []
    for _ in range(20):
        (item,) = pool.choose(1, "Ana")
        ways.append(item.chosen_by)
        say(store, item.text, "Ana", chosen_by=item.chosen_by)
    assert (ways.count(ChosenBy.RANDOM), ways.count(ChosenBy.COMPETING)) == (6, 4)


@pytest.mark.parametrize("mix", [Mix(), Mix(0.5, 0.5), Mix(0, 0)])
def test_the_whole_pool_comes_once_whatever_the_mix(pool: ReviewPool, mix: Mix) -> None:
    fill(pool)
    found = digests(pool, "Ana", 100, mix)
    assert len(found) == len(set(found)) == 40


def test_random_ones_are_drawn_by_lot_from_all_that_is_there(pool: ReviewPool) -> None:
    fill(pool)
    chosen = {item.digest: item.chosen_by for item in pool.choose(20, "Ana", Mix(0.5, 0))}
    n_random = [*chosen.values()].count(ChosenBy.RANDOM)
    by_lot = sorted((digest_text(text_of(number)) for number in range(40)), key=review_lot)
    assert n_random == 10
    assert set(by_lot[:n_random]) <= chosen.keys()


def test_what_the_reviewer_has_labelled_does_not_come_again(pool: ReviewPool, store: LabelStore) -> None:
    fill(pool, 8)
    first = pool.choose(1, "Ana")[0]
    id = say(store, first.text, "Ana", "enforcement")
    assert first.digest not in digests(pool, "Ana")
    assert pool.size() == PoolSize(8, 7)
    store.delete(id)
    assert first.digest in digests(pool, "Ana")


def test_a_second_reviewer_gets_it_after_what_nobody_has_labelled(pool: ReviewPool, store: LabelStore) -> None:
    fill(pool, 8)
    first = pool.choose(1, "Ana")[0]
    say(store, first.text, "Ana", "enforcement")
    *others, last = pool.choose(100, "José")
    assert (last.digest, last.n_reviewers, len(others)) == (first.digest, 1, 7)
    say(store, first.text, "José", "prevention")
    assert first.digest not in digests(pool, "Eva")


def test_what_is_withdrawn_or_erased_is_gone(pool: ReviewPool, store: LabelStore) -> None:
    pool.add([tagged(1), tagged(2), tagged(3)])
    kept, withdrawn, erased = (digest_text(text_of(number)) for number in (1, 2, 3))
    assert pool.withdraw(withdrawn)
    assert not pool.withdraw(withdrawn)
    assert not pool.withdraw("0" * 64)
    assert erase_text(store, erased)
    assert digests(pool, "Ana") == [kept]
    pooled = pool.add([tagged(2), tagged(3)])
    assert (pooled.n, pooled.left_out) == (0, {"erased": 1, "withdrawn": 1})
    assert digests(pool, "Ana") == [kept]


def test_of_an_erased_text_no_quotation_stays(pool: ReviewPool, store: LabelStore, database_url: str) -> None:
    passage = {"text": "La frase citada.", "start": 0, "end": 16, "page": None}
    pool.add([tagged(1, evidence=[{"label": "prevention", "passages": [passage], "terms": []}])])
    assert erase_text(store, digest_text(text_of(1)))
    with pool.database.read() as connection:
        assert connection.execute(select(review_table)).all() == []
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        files = [path.read_bytes() for path in folder.glob("test.db*")]
        assert files
        assert not any(b"frase citada" in content for content in files)


def test_two_that_add_the_same_texts_at_once_add_them_once(pool: ReviewPool) -> None:
    pool.size()
    rows = [tagged(number) for number in range(30)]
    added: list[int] = []
    threads = [threading.Thread(target=lambda: added.append(pool.add(rows).n)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert added == [30, 30, 30]
    assert pool.size() == PoolSize(30, 30)


def test_tags_wait_for_a_label_that_is_stored_at_this_moment(pool: ReviewPool) -> None:
    pool.add([tagged(1)])
    new = NewAnnotation(author="Ana", text=text_of(1), language="es", labels=())
    again = threading.Thread(target=lambda: pool.add([tagged(1, model_version="newer")]))
    with pool.database.write() as connection:
        put_text(connection, new.digest, new.text, language="es", source=None)
        again.start()
        time.sleep(0.2)
        label_queries.insert(connection, new)
    again.join()
    (item,) = pool.choose(1, "José")
    assert (item.n_reviewers, item.record["model_version"]) == (1, "v1")


def test_the_answer_counts_as_a_correction_of_what_was_shown(pool: ReviewPool, store: LabelStore) -> None:
    pool.add([uncertain(1, 0.5)])
    (item,) = pool.choose(1, "Ana")
    say(store, item.text, "Ana", kind=Kind.CORRECTION, chosen_by=item.chosen_by, prediction={"outcome": "uncertain"})
    (stored,) = store.history(item.digest)
    assert (stored.digest, stored.chosen_by) == (item.digest, ChosenBy.UNCERTAIN)
