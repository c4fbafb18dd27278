import pytest

from corpora.lines import runs, split_lines


def test_lines_keep_their_place_and_lose_the_space_around_them() -> None:
    first, second = split_lines("  Home \n\n \tPolicía y cárceles\n")
    assert (first.start, first.end, first.text) == (0, 7, "Home")
    assert (second.start, second.text) == (9, "Policía y cárceles")


@pytest.mark.parametrize(
    ("text", "words"),
    [("• “Read” more…", ("read", "more")), ("¿Qué hacemos? »", ("qué", "hacemos")), ("— | —", ())],
)
def test_words_stand_without_case_and_marks(text: str, words: tuple[str, ...]) -> None:
    assert split_lines(text)[0].words == words


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("References", "references"),
        ("## 8. REFERENCES:", "references"),
        ("IX. Referencias bibliográficas", "referencias bibliográficas"),
        ("Capítulo 8: Bibliografía", "bibliografía"),
        ("Chapter 8 – Bibliography", "bibliography"),
    ],
)
def test_a_heading_is_known_by_its_words_without_its_number(text: str, heading: str) -> None:
    assert split_lines(text)[0].heading == heading


@pytest.mark.parametrize(
    ("text", "ends"), [("He fled.", True), ("(Huyó.)", True), ("«¡Huyó!»", True), ("Contact", False), ("Menú", False)]
)
def test_a_mark_ends_a_sentence_though_it_is_quoted(text: str, ends: bool) -> None:
    assert split_lines(text)[0].ends_sentence == ends


def test_runs_are_of_members_and_long_enough() -> None:
    lines = split_lines("a\nb\n1\nc\n2\nd\n\ne\nf")
    found = runs(lines, lambda line: line.text.isalpha(), 2)
    assert [[line.text for line in run] for run in found] == [["a", "b"], ["d", "e", "f"]]
