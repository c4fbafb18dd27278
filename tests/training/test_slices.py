from corpora.example import Example
from training.slices import languages_of, length_of, masks_of


def examples(*genres: str, language: str = "en") -> list[Example]:
    return [Example(id=str(i), text="word", language=language, genre=genre) for i, genre in enumerate(genres)]


def test_small_genres_are_summed_up_at_the_end() -> None:
    masks = masks_of(examples(*["law"] * 5, "blog", "speech", *["zine"] * 5))
    genres = {value: int(mask.sum()) for (kind, value), mask in masks.items() if kind == "genre"}
    assert list(genres.items()) == [("law", 5), ("zine", 5), ("other", 2)]


def test_a_missing_genre_is_unknown() -> None:
    assert ("genre", "unknown") in masks_of(examples(*[""] * 5))


def test_lengths_stand_from_short_to_long() -> None:
    texts = ["word " * n for n in (400, 200, 10)]
    masks = masks_of([Example(id=str(i), text=text, language="es") for i, text in enumerate(texts)])
    assert [value for kind, value in masks if kind == "length"] == [
        "under 150 words",
        "150 to 349 words",
        "350 words and over",
    ]
    assert length_of("word " * 150) == "150 to 349 words"


def test_languages_come_with_all_of_them_first() -> None:
    masks = masks_of([*examples("law"), *examples("ley", language="es")])
    assert {name: mask.tolist() for name, mask in languages_of(masks).items()} == {
        "all": [True, True],
        "en": [True, False],
        "es": [False, True],
    }
