import pytest

from corpora.taxonomy import LANGUAGES
from models import chunks as module
from models.chunks import LONGEST_CHUNK, Chunks
from models.pipeline import build_pipeline

SPECIAL = {"en": "can't", "es": "art."}
REST = "Extraditions, (harm-reduction) seizures; prevención…"


def taken_apart_by(tokenizer) -> list[str]:
    """What the tokenizer has to take apart from now on; it forgets what it has met."""
    found: list[str] = []
    search = tokenizer.prefix_search
    tokenizer.prefix_search = lambda chunk: found.append(chunk) or search(chunk)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_chunks_after_a_special_case_are_taken_apart_once(language: str) -> None:
    text = f"{SPECIAL[language]} {REST}"
    tokenizer = build_pipeline(language).tokenizer
    taken_apart = taken_apart_by(tokenizer)
    first = [token.text for token in tokenizer(text)]
    assert set(REST.split()) <= set(taken_apart)
    Chunks(tokenizer).learn(text)
    taken_apart.clear()
    assert [token.text for token in tokenizer(text)] == first
    assert set(REST.split()).isdisjoint(taken_apart)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_been_met_is_not_learnt_again(language: str) -> None:
    tokenizer = build_pipeline(language).tokenizer
    chunks, taken_apart = Chunks(tokenizer), taken_apart_by(tokenizer)
    chunks.learn(REST)
    taken_apart.clear()
    chunks.learn(f"{REST} {REST}")
    assert taken_apart == []
    chunks.learn(f"{REST} (new)")
    assert taken_apart[0] == "(new)"


def test_what_is_no_word_is_not_kept() -> None:
    tokenizer = build_pipeline("en").tokenizer
    chunks, taken_apart = Chunks(tokenizer), taken_apart_by(tokenizer)
    longest = f"{'x' * (LONGEST_CHUNK - 1)}1"
    chunks.learn(f"can't {longest} x{longest}")
    assert longest in taken_apart
    assert f"x{longest}" not in taken_apart


def test_no_more_is_learnt_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CHUNKS", 2)
    tokenizer = build_pipeline("en").tokenizer
    chunks, taken_apart = Chunks(tokenizer), taken_apart_by(tokenizer)
    chunks.learn("one, two, three,")
    assert "two," in taken_apart
    taken_apart.clear()
    chunks.learn("four,")
    assert taken_apart == []
