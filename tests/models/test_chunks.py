import pytest

from corpora.taxonomy import LANGUAGES
from models.chunks import LONGEST_CHUNK, Chunks
from models.pipeline import build_pipeline

SPECIAL = {"en": "can't", "es": "art."}
REST = "Extraditions, (harm-reduction) seizures; prevención…"


@pytest.mark.parametrize("language", LANGUAGES)
def test_chunks_after_a_special_case_are_taken_apart_once(language: str) -> None:
    text = f"{SPECIAL[language]} {REST}"
    tokenizer, taken_apart = build_pipeline(language).tokenizer, []
    search = tokenizer.prefix_search
    tokenizer.prefix_search = lambda chunk: taken_apart.append(chunk) or search(chunk)
    chunks = Chunks(tokenizer)
    first = [token.text for token in tokenizer(text)]
    assert set(REST.split()) <= set(taken_apart)
    chunks.learn()
    taken_apart.clear()
    assert [token.text for token in tokenizer(text)] == first
    assert set(REST.split()).isdisjoint(taken_apart)


def test_what_is_no_word_is_not_kept() -> None:
    tokenizer = build_pipeline("en").tokenizer
    chunks = Chunks(tokenizer)
    longest = "x" * LONGEST_CHUNK
    tokenizer(f"can't {longest} {longest}x")
    chunks.learn()
    assert max(map(len, chunks._met)) == LONGEST_CHUNK
