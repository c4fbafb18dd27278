import threading

import pytest

from corpora.document import Document
from service.judging import MOST_CHARACTERS_IN_TURN, Turns

LITTLE = [Document("a", "La policía detuvo a tres hombres.")]
MUCH = [Document("b", "x" * MOST_CHARACTERS_IN_TURN), Document("c", "y")]


def starts_while_held(turns: Turns, documents: list[Document], seconds: float) -> bool:
    """Whether a second thread may judge, within seconds, while a first one does, which has little to judge."""
    has_started = threading.Event()

    def judge() -> None:
        with turns.take(documents):
            has_started.set()

    with turns.take(LITTLE):
        thread = threading.Thread(target=judge)
        thread.start()
        found = has_started.wait(seconds)
    thread.join()
    assert has_started.is_set()
    return found


@pytest.mark.parametrize(("documents", "seconds", "expected"), [(LITTLE, 0.2, False), (MUCH, 30, True)])
def test_who_brings_little_waits_for_a_turn_and_who_brings_much_does_not(
    documents: list[Document], seconds: float, expected: bool
) -> None:
    assert starts_while_held(Turns(), documents, seconds) == expected


def test_a_turn_ends_where_judging_fails() -> None:
    turns = Turns()
    with pytest.raises(ValueError, match="broken"), turns.take(LITTLE):
        raise ValueError("broken")
    with turns.take(LITTLE):
        pass
