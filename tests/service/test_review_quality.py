import time
from typing import Any

import pytest

from corpora.annotation import ChosenBy, Kind, NewAnnotation
from corpora.database import Database
from corpora.document import digest_text
from corpora.label_store import LabelStore
from service.review_pool import ReviewPool
from service.review_quality import LabelQuality, Quality, estimate_quality
from service.review_queue import Mix, review_lot
from tests.conftest import TEXTS
from tests.service.archive import LABELS, build_row

ALL_MIDDLE = dict.fromkeys(LABELS, 0.5)


def text_of(number: int) -> str:
    return f"Informe {number}: el municipio abrió {number} centros."


BY_LOT = sorted(range(100), key=lambda number: review_lot(digest_text(text_of(number))))


def row_of(number: int, *labels: str, **facts: Any) -> tuple[dict[str, Any], str]:
    scores = {label: 0.9 if label in labels else 0.1 for label in LABELS} | facts.pop("scores", {})
    known = {"scores": scores, "thresholds": ALL_MIDDLE, "labels": list(labels)} | facts
    return build_row(number, **known) | {"sha256": digest_text(text_of(number))}, text_of(number)


def say(store: LabelStore, number: int, *labels: str, author: str = "Ana", kind: Kind = Kind.EXAMPLE) -> str:
    new = NewAnnotation(author=author, text=text_of(number), language="es", labels=labels, kind=kind)
    return store.add(new)[0].id


def label_of(quality: Quality, label: str) -> LabelQuality:
    return next(found for found in quality.labels if found.label == label)


def test_without_reviews_nothing_is_estimated(pool: ReviewPool, database: Database) -> None:
    pool.add([row_of(1, "prevention")])
    assert estimate_quality(database) == Quality(1, 0, 0, (), ())


def test_figures_count_what_was_given_against_what_people_say(
    pool: ReviewPool, store: LabelStore, database: Database
) -> None:
    said = [("prevention",), ("prevention",), (), ("enforcement", "prevention"), ("drug_policy_reform",)]
    tagged = [("prevention",), ("prevention",), ("prevention",), ("enforcement",), ()]
    for number, labels, gold in zip(range(5), tagged, said, strict=True):
        pool.add([row_of(number, *labels)])
        say(store, number, *gold)
    quality = estimate_quality(database)
    prevention = label_of(quality, "prevention")
    assert (prevention.n_given, prevention.n_gold, prevention.n_both) == (3, 3, 2)
    assert prevention.precision.value == prevention.recall.value == prevention.f1.value == pytest.approx(2 / 3)
    for estimate in (prevention.precision, prevention.recall, prevention.f1):
        assert 0 < estimate.low < estimate.value < estimate.high < 1
    reform = label_of(quality, "drug_policy_reform")
    assert (reform.precision, reform.recall.value, reform.f1.value) == (None, 0, 0)
    cooperation = label_of(quality, "regional_cooperation")
    assert cooperation.precision is cooperation.recall is cooperation.f1 is None
    assert (quality.n_pool, quality.n_sampled, quality.n_disputed) == (5, 5, 0)


def test_the_sample_ends_before_the_first_lot_that_nobody_labelled(
    pool: ReviewPool, store: LabelStore, database: Database
) -> None:
    pool.add([row_of(number, "prevention") for number in range(100)])
    for number in (*BY_LOT[:3], *BY_LOT[4:60]):
        id = say(store, number)
    assert estimate_quality(database).n_sampled == 3
    say(store, BY_LOT[3])
    assert estimate_quality(database).n_sampled == 60
    store.delete(id)
    assert estimate_quality(database).n_sampled == 59
    pool.withdraw(digest_text(text_of(BY_LOT[59])))
    assert (estimate_quality(database).n_pool, estimate_quality(database).n_sampled) == (99, 59)


def test_what_people_disagree_on_is_counted_apart_until_it_is_settled(
    pool: ReviewPool, store: LabelStore, database: Database
) -> None:
    pool.add([row_of(1, "prevention")])
    say(store, 1, "prevention")
    say(store, 1, "enforcement", author="José")
    quality = estimate_quality(database)
    assert (quality.n_sampled, quality.n_disputed, quality.labels) == (1, 1, ())
    say(store, 1, "prevention", author="Eva", kind=Kind.SETTLEMENT)
    assert estimate_quality(database).n_disputed == 0
    assert label_of(estimate_quality(database), "prevention").n_both == 1


def test_one_version_can_be_asked_about(pool: ReviewPool, store: LabelStore, database: Database) -> None:
    pool.add([row_of(number, "prevention", model_version="new" if number < 6 else "old") for number in range(10)])
    for number in range(10):
        say(store, number, "prevention")
    assert estimate_quality(database).model_versions == ("new", "old")
    new = estimate_quality(database, "new")
    assert (new.n_pool, new.n_sampled, new.model_versions) == (6, 6, ("new",))
    assert estimate_quality(database, "unknown").n_pool == 0


def test_the_estimate_is_not_swayed_by_what_was_chosen_for_doubt(
    pool: ReviewPool, store: LabelStore, database: Database
) -> None:
    """Of 100 documents 20 are in doubt, all of them wrong; the others are right, so that precision is 80 %."""
    pool.add([row_of(n, "prevention", scores={"prevention": 0.51} if n < 20 else {}) for n in range(100)])
    in_doubt = {digest_text(text_of(number)) for number in range(20)}
    n_wrong = 0
    for item in pool.choose(50, "Ana", Mix(0.5, 0)):
        gold = () if item.digest in in_doubt else ("prevention",)
        n_wrong += not gold
        store.add(NewAnnotation(author="Ana", text=item.text, language="es", labels=gold, chosen_by=item.chosen_by))
    quality = estimate_quality(database)
    precision = label_of(quality, "prevention").precision
    assert n_wrong == 20
    assert 25 <= quality.n_sampled < 50
    assert precision.low < 0.8 < precision.high
    assert precision.value > 0.7 > 1 - n_wrong / 50


def test_lots_and_not_the_way_of_choosing_make_the_sample(
    pool: ReviewPool, store: LabelStore, database: Database
) -> None:
    pool.add([row_of(BY_LOT[0], "prevention"), row_of(BY_LOT[9], "prevention")])
    new = NewAnnotation(author="Ana", text=text_of(BY_LOT[9]), language="es", labels=(), chosen_by=ChosenBy.RANDOM)
    store.add(new)
    assert estimate_quality(database).n_sampled == 0


def tagged_by(version: str, language: str, *labels: str) -> tuple[dict[str, Any], str]:
    row = build_row(1, text=TEXTS[language], language=language, labels=list(labels), model_version=version)
    return row, TEXTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_what_a_version_learnt_does_not_tell_of_its_quality(
    pool: ReviewPool, store: LabelStore, database: Database, language: str
) -> None:
    pool.add([tagged_by("v1", language, "prevention")])
    store.add(NewAnnotation(author="Ana", text=TEXTS[language], language=language, labels=("enforcement",)))
    pool.add([tagged_by("v2", language, "enforcement")])
    quality = estimate_quality(database)
    assert (quality.n_sampled, quality.model_versions) == (1, ("v1",))
    assert label_of(quality, "prevention").precision.value == label_of(quality, "enforcement").recall.value == 0
    assert estimate_quality(database, "v2").n_pool == 0


@pytest.mark.parametrize("language", TEXTS)
def test_what_was_labelled_before_it_came_into_the_pool_is_not_of_the_sample(
    pool: ReviewPool, store: LabelStore, database: Database, language: str
) -> None:
    new = NewAnnotation(author="Ana", text=TEXTS[language], language=language, labels=("enforcement",))
    store.add(new)
    time.sleep(0.01)  # SQLite tells milliseconds
    pool.add([tagged_by("v2", language, "enforcement"), row_of(1, "prevention")])
    assert (estimate_quality(database).n_pool, estimate_quality(database).n_sampled) == (2, 0)
    say(store, 1, "prevention")
    quality = estimate_quality(database)
    assert (quality.n_pool, quality.n_sampled, label_of(quality, "enforcement").n_given) == (2, 1, 0)
