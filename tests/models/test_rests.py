import pickle
import threading
import time

import pytest

from models import rests
from models.rests import RestfulFile, now_and_then, rest_between


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds of every rest that was taken."""
    seconds: list[float] = []
    monkeypatch.setattr(rests.time, "sleep", seconds.append)
    return seconds


def work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_rest_is_due_after_a_millisecond_of_work_only(slept: list[float]) -> None:
    rest = now_and_then()
    work(2 * rests.WORK_SECONDS)
    rest()
    rest()
    assert slept == [rests.REST_SECONDS]
    work(2 * rests.WORK_SECONDS)
    rest()
    assert len(slept) == 2


def test_waiting_is_no_work(slept: list[float]) -> None:
    rest = now_and_then()
    threading.Event().wait(20 * rests.WORK_SECONDS)
    rest()
    assert slept == []


def test_items_come_in_order_each_after_a_rest() -> None:
    happened: list[object] = []
    items = rest_between("ab", lambda: happened.append("rest"))
    for _ in range(2):
        happened += [next(items)]
    assert happened == ["rest", "a", "rest", "b"]


def test_what_is_unpickled_is_read_in_parts_with_rests_between() -> None:
    rested: list[int] = []
    words = [f"palabra {number} " * 10 for number in range(20_000)]
    content = pickle.dumps((words, bytes(200_000)), protocol=5)
    found = pickle.Unpickler(RestfulFile(content, lambda: rested.append(1))).load()
    assert found == (words, bytes(200_000))
    assert len(rested) > len(content) / 100_000
