from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.corpus import read_corpus
from corpora.example import Example
from corpora.splits import HELD_OUT_SHARE, NEAR_DUPLICATE, NearDuplicates, hold_out

TEXTS = {
    "en": "The ministry said on Monday that officers had searched nine houses in the port and found rifles, radios and "
    "a ledger with the names of shopkeepers who had paid for protection since the spring.",
    "es": "El ministerio dijo el lunes que los agentes habían registrado nueve casas del puerto y hallado fusiles, "
    "radios y un cuaderno con los nombres de los comerciantes que pagaban protección desde la primavera.",
}


def example(id: str, *, writer: str = "", twin: str = "", text: str = "x", language: str = "en") -> Example:
    return Example(id=id, text=text, language=language, writer=writer, twin=twin)


@given(st.lists(st.integers(1, 4), min_size=12, max_size=40))
def test_a_fifth_is_held_out_by_whole_writers(sizes: list[int]) -> None:
    examples = [example(f"{writer}-{n}", writer=f"w{writer}") for writer, size in enumerate(sizes) for n in range(size)]
    kept, held = hold_out(examples)
    assert sorted([*kept, *held], key=lambda e: e.id) == sorted(examples, key=lambda e: e.id)
    assert not {e.writer for e in kept} & {e.writer for e in held}
    assert HELD_OUT_SHARE * len(examples) - 4 < len(held) <= HELD_OUT_SHARE * len(examples)


def test_where_writers_are_few_texts_are_held_out_with_their_twins() -> None:
    pairs = [(f"en-{n}", f"es-{n}", f"w{n % 2}") for n in range(30)]
    examples = [example(a, writer=w, twin=b) for one, other, w in pairs for a, b in ((one, other), (other, one))]
    kept, held = hold_out(examples)
    assert len(held) == 12
    assert not {e.group for e in kept} & {e.group for e in held}
    assert set(Counter(e.group for e in held).values()) == {2}


def test_what_is_held_out_is_the_same_every_time_and_hangs_on_no_order() -> None:
    examples = [example(f"d{n}", writer=f"w{n % 20}") for n in range(100)]
    _, held = hold_out(examples)
    _, again = hold_out(examples[::-1])
    assert set(held) == set(again)


def test_of_a_handful_nothing_is_held_out() -> None:
    assert hold_out([example("a"), example("b")])[1] == ()


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_is_nearly_another_is_found(language: str) -> None:
    near = NearDuplicates([example("one", text=TEXTS[language]), example("other", text="Something else altogether.")])
    assert near.of(TEXTS[language]) == "one"
    assert near.of(TEXTS[language].upper().replace(",", " ;")) == "one"
    assert near.of(f"{TEXTS[language]} And a word more, as an editor adds it.") == "one"


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_shares_less_than_that_is_not(language: str) -> None:
    near = NearDuplicates([example("one", text=TEXTS[language])])
    words = TEXTS[language].split()
    third = " ".join(words[: len(words) // 3])
    (other,) = set(TEXTS) - {language}
    assert near.of(f"{third} {TEXTS[other]}") is None
    assert near.of(TEXTS[other]) is None
    assert near.of("") is None


@pytest.mark.parametrize("text", ["Three men.", "Tres hombres."])
def test_short_texts_are_near_only_where_they_are_the_same(text: str) -> None:
    near = NearDuplicates([example("short", text=text)])
    assert near.of(text) == "short"
    assert near.of(f"{text} More.") is None


@pytest.mark.parametrize("n_changed", [1, 20])
def test_the_threshold_is_where_it_is_said_to_be(n_changed: int) -> None:
    words = [f"w{n}" for n in range(100)]
    changed = [f"x{n}" if n < n_changed else word for n, word in enumerate(words)]
    shared = 96 - n_changed
    assert (shared / (2 * 96 - shared) >= NEAR_DUPLICATE) == (n_changed < 33)
    assert NearDuplicates([example("one", text=" ".join(words))]).of(" ".join(changed)) == "one"


def test_nothing_that_ships_to_be_learnt_from_is_near_what_is_held_out() -> None:
    corpus = read_corpus()
    near = NearDuplicates(corpus.held_out)
    assert {e.id: found for e in corpus.examples if (found := near.of(e.text))} == {}
    assert not {e.writer for e in corpus.examples} & {e.writer for e in corpus.held_out}
