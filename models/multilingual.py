"""Texts cut into segments → an Analysis each: every segment in its own language, or left out and noted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpora.document import Note, NoteCode
from corpora.taxonomy import LANGUAGES
from models.analysis import Analyser, Analysis, Mention, Passage
from models.bag import NOTHING, Bag, concatenate
from models.segments import UNKNOWN, Segment

LEAST_JUDGED_SHARE = 0.3
LEAST_JUDGED_WORDS = 40
MOST_RANGES = 10


def can_be_judged(text: str, segments: Sequence[Segment]) -> bool:
    """Whether a text is mostly in a supported language, or about a third of it is and that is enough to judge by."""
    if all(segment.language in LANGUAGES for segment in segments):
        return True
    words = _count_words(text, segments)
    supported = sum(n for language, n in words.items() if language in LANGUAGES)
    is_main = max(words, key=words.__getitem__) in LANGUAGES
    return is_main or supported >= max(LEAST_JUDGED_WORDS, LEAST_JUDGED_SHARE * sum(words.values()))


def analyse_segments(analyser: Analyser, texts: Sequence[str], cuts: Sequence[Sequence[Segment]]) -> list[Analysis]:
    """Analyse texts by their segments; what is in no supported language gets a passage with an empty bag."""
    parts = [[_leave_out(text, segment) for segment in segments] for text, segments in zip(texts, cuts, strict=True)]
    for language in LANGUAGES:
        places = [(i, k) for i, cut in enumerate(cuts) for k, segment in enumerate(cut) if segment.language == language]
        stretches = [texts[i][cuts[i][k].start : cuts[i][k].end] for i, k in places]
        for (i, k), analysis in zip(places, analyser.analyse(stretches, language), strict=True):
            parts[i][k] = analysis
    return [_join(*each) for each in zip(texts, cuts, parts, strict=True)]


def note_left_out(text: str, segments: Sequence[Segment]) -> tuple[Note, ...]:
    """For each language that is not judged, which share of the words it has and where it stands."""
    left_out = [segment for segment in segments if segment.language not in LANGUAGES]
    if not left_out:
        return ()
    n_words = sum(_count_words(text, segments).values())
    shares = {language: n / n_words for language, n in _count_words(text, left_out).items()}
    where = {language: _ranges([part for part in left_out if part.language == language]) for language in shares}
    return tuple(
        Note(NoteCode.LEFT_OUT, f"{_name(language)}, {share:.0%} of the words: {where[language]}")
        for language, share in shares.items()
    )


def _count_words(text: str, segments: Sequence[Segment]) -> dict[str, int]:
    words: dict[str, int] = defaultdict(int)
    for segment in segments:
        words[segment.language] += len(text[segment.start : segment.end].split())
    return words


def _leave_out(text: str, segment: Segment) -> Analysis:
    stretch, bag = text[segment.start : segment.end], Bag(segment.language, (), NOTHING, NOTHING)
    return Analysis(stretch, (bag,), (Passage(0, len(stretch), bag),), ())


def _join(text: str, segments: Sequence[Segment], parts: Sequence[Analysis]) -> Analysis:
    if len(parts) == 1:
        return parts[0]
    shifted = [(segment.start, part) for segment, part in zip(segments, parts, strict=True)]
    return Analysis(
        text,
        _join_wholes(_shift(part.whole, at) for at, part in shifted),
        tuple(Passage(at + p.start, at + p.end, _shift(p.bag, at)) for at, part in shifted for p in part.passages),
        tuple(Mention(m.concept, at + m.start, at + m.end, m.language) for at, part in shifted for m in part.mentions),
        tuple(form for part in parts for form in part.forms),
    )


def _join_wholes(bags: Iterable[Bag]) -> tuple[Bag, ...]:
    """One bag for each supported language, the one of most words first."""
    by_language: dict[str, list[Bag]] = defaultdict(list)
    for bag in bags:
        if bag.language in LANGUAGES:
            by_language[bag.language].append(bag)
    wholes = sorted(map(concatenate, by_language.values()), key=lambda bag: -len(bag.words))
    return tuple(bag for bag in wholes if bag.words) or tuple(wholes[:1])


def _shift(bag: Bag, n_characters: int) -> Bag:
    return replace(bag, starts=bag.starts + n_characters)


def _name(language: str) -> str:
    return "another language" if language == UNKNOWN else language


def _ranges(segments: Sequence[Segment]) -> str:
    named = ", ".join(f"{segment.start}–{segment.end}" for segment in segments[:MOST_RANGES])
    more = len(segments) - MOST_RANGES
    return f"characters {named}" + (f" and {more} more" if more > 0 else "")
