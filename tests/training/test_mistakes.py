import numpy as np

from corpora.example import Example
from models.decision import DecisionRule
from training.mistakes import BEGINNING_CHARACTERS, confusion, worst_errors

LABELS = ("a", "b")
RULE = DecisionRule((0.5, 0.5), (0.4, 0.4), (0.6, 0.6))
EXAMPLES = [
    Example(id="right", text="x", language="en", labels=("a",)),
    Example(id="missed", text="x", language="es", labels=("b", "a")),
    Example(id="worst", text="x  y\n" * 99, language="es", genre="law"),
]
GOLD = np.array([[True, False], [True, True], [False, False]])
PROBABILITIES = np.array([[0.9, 0.1], [0.8, 0.45], [0.6, 0.99]])


def test_the_largest_wrong_margin_comes_first_and_right_ones_not_at_all() -> None:
    errors = worst_errors(EXAMPLES, GOLD, PROBABILITIES, RULE, LABELS)
    assert [(error.id, error.gold, error.tagged) for error in errors] == [
        ("worst", (), ("b", "a")),
        ("missed", ("b", "a"), ("a",)),
    ]
    assert errors[0].margin > errors[1].margin > 0
    assert errors[0].probabilities == {"a": 0.6, "b": 0.99}
    assert errors[0].beginning.startswith("x y x y")
    assert len(errors[0].beginning) <= BEGINNING_CHARACTERS


def test_confusion_counts_primaries_with_none_last() -> None:
    table = confusion(EXAMPLES, PROBABILITIES, RULE.force(PROBABILITIES), LABELS)
    assert table.tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
