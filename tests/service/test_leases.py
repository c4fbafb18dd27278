import pytest

from service.leases import Leases


class Clock:
    """Seconds that pass when we say so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_an_owner_who_gives_signs_keeps_the_lease(clock: Clock) -> None:
    leases = Leases(30, clock)
    for sign in range(10):
        assert leases.lapsed({"ana": sign}) == []
        clock.now += 29


def test_one_who_falls_silent_loses_it_after_its_time(clock: Clock) -> None:
    leases = Leases(30, clock)
    assert leases.lapsed({"ana": 1.0, "eva": 1.0}) == []
    clock.now += 30
    assert leases.lapsed({"ana": 1.0, "eva": 2.0}) == []
    clock.now += 1
    assert leases.lapsed({"ana": 1.0, "eva": 2.0}) == ["ana"]


def test_a_sign_from_the_past_is_a_sign(clock: Clock) -> None:
    leases = Leases(30, clock)
    leases.lapsed({"ana": 7200.0})
    clock.now += 31
    assert leases.lapsed({"ana": 3600.0}) == []


def test_whoever_is_gone_is_forgotten(clock: Clock) -> None:
    leases = Leases(30, clock)
    leases.lapsed({"ana": 1.0})
    assert leases.lapsed({}) == []
    clock.now += 31
    assert leases.lapsed({"ana": 1.0}) == []
