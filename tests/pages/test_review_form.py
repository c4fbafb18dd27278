from corpora.annotation import ChosenBy
from service.pages.review_form import MOST_STEPS, Sitting, Step


def test_a_long_sitting_keeps_its_count_and_its_latest_steps() -> None:
    sitting = Sitting()
    for place in range(MOST_STEPS + 5):
        step = Step(digest=f"{place:064x}", chosen_by=ChosenBy.RANDOM, example="0" * 32 if place % 2 else None)
        sitting = sitting.forward(step)
    assert (len(sitting.steps), sitting.n_labelled) == (MOST_STEPS, (MOST_STEPS + 5) // 2)
    assert sitting.back().steps[-1].digest == f"{MOST_STEPS + 3:064x}"
