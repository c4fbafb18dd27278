from itertools import islice
from math import inf, log

import pytest

from corpora.annotation import ChosenBy
from corpora.document import digest_text
from service.review_queue import Doubt, Mix, review_lot, turns

THRESHOLDS = {"enforcement": 0.5, "prevention": 0.5, "drug_policy_reform": 0.25}


def test_doubt_is_the_distance_to_the_threshold_in_log_odds() -> None:
    doubt = Doubt.of({"enforcement": 0.8, "prevention": 0.5, "drug_policy_reform": 0.1}, THRESHOLDS)
    assert doubt.distance == pytest.approx(0)
    assert doubt.rivalry == pytest.approx(log(3))  # of 1 : 9 and the threshold's 1 : 3, which is nearer than 4 : 1


def test_rivals_are_two_labels_that_are_both_in_question() -> None:
    rivals = Doubt.of({"enforcement": 0.55, "prevention": 0.45, "drug_policy_reform": 0.01}, THRESHOLDS)
    one = Doubt.of({"enforcement": 0.55, "prevention": 0.01, "drug_policy_reform": 0.01}, THRESHOLDS)
    assert rivals.distance == pytest.approx(one.distance)
    assert rivals.rivalry < 0.3 < one.rivalry


def test_sure_and_single_and_no_labels_are_told_apart() -> None:
    sure = Doubt.of({"enforcement": 1.0, "prevention": 0.0}, THRESHOLDS)
    assert inf > sure.distance > 10
    assert Doubt.of({"enforcement": 0.5}, THRESHOLDS) == Doubt(0, None)
    assert Doubt.of({}, {}) == Doubt(inf, None)


@pytest.mark.parametrize("mix", [Mix(), Mix(0.5, 0.5), Mix(0.0, 0.0), Mix(0.5, 0.0), Mix(0.1, 0.3)])
def test_turns_keep_to_the_shares(mix: Mix) -> None:
    taken = list(islice(turns(mix), 60))
    for n in range(1, 61):
        for way, share in mix.shares.items():
            assert abs(taken[:n].count(way) - share * n) < 1, (n, way)


def test_who_asks_for_one_at_a_time_gets_the_same_mix() -> None:
    taken: list[ChosenBy] = []
    for _ in range(40):
        taken.append(next(turns(Mix(), taken[-20:])))
    assert abs(taken.count(ChosenBy.RANDOM) - 12) <= 1
    assert abs(taken.count(ChosenBy.COMPETING) - 8) <= 1


def test_lots_stay_and_fit_the_column() -> None:
    lots = [review_lot(digest_text(str(number))) for number in range(2_000)]
    assert lots == [review_lot(digest_text(str(number))) for number in range(2_000)]
    assert all(0 <= lot < 2**63 for lot in lots)
    assert len(set(lots)) == 2_000
    assert 900 < sum(lot < 2**62 for lot in lots) < 1_100
