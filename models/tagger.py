"""Documents → TagRecords: the one path that every face of the service takes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice

from corpora.document import MAX_CHARACTERS, Document, Reason, digest_text
from corpora.gazetteer import read_gazetteer
from corpora.lexicon import Concept
from corpora.taxonomy import LANGUAGES, Taxonomy
from models.analysis import Analyser, Analysis
from models.classifier import PolicyClassifier, expit
from models.decision import DecisionRule, Floats, Outcome
from models.evidence import find_evidence
from models.facets import count_facets
from models.known_words import count_unknown_words
from models.longtext import document_log_odds
from models.manifest import Manifest
from models.multilingual import analyse_segments, can_be_judged, note_left_out
from models.record import Evidence, TagRecord
from models.registry import Registry
from models.rests import Rest, never
from models.segments import Segment, find_segments

LEAST_WORDS = 4
LOOK_FOR_WORDS_CHARACTERS = 10_000
BATCH = 64

_WORD = re.compile(r"[^\W\d_]{2,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Model:
    """What a version stores: all that turns text into tags, with nothing read from elsewhere."""

    taxonomy: Taxonomy
    lexicon: tuple[Concept, ...]
    classifier: PolicyClassifier
    rule: DecisionRule

    def predict_proba(self, analyses: Sequence[Analysis]) -> Floats:
        """Calibrated probabilities of documents, shape (n_documents, n_labels)."""
        return expit(document_log_odds(self.classifier, analyses))


class Tagger:
    """Tags documents with one model version.

    Parameters
    ----------
    model : Model
    manifest : Manifest
        Of the version that the model came from; its name stands in every record.
    analyser : Analyser, optional
        Of the model's lexicon; made where it is not given, which takes most of a second.
    """

    def __init__(self, model: Model, manifest: Manifest, analyser: Analyser | None = None) -> None:
        self.model = model
        self.manifest = manifest
        self.analyser = analyser or Analyser(model.lexicon, read_gazetteer())

    @classmethod
    def load(
        cls, registry: Registry, version: str | None = None, *, beside: "Tagger | None" = None, rest: Rest = never
    ) -> "Tagger":
        """Load a version, by default the current one.

        beside : a tagger that serves meanwhile; of its analyser as much is shared as can be.
        rest : called between two steps.

        Raises:
            NoVersionError: there is no such version.
            ArtefactError: it is not what its manifest says.
        """
        model, manifest = registry.load(version or registry.current(), rest)
        return cls(model, manifest, beside.analyser.with_lexicon(model.lexicon, rest) if beside else None)

    def warm_up(self) -> None:
        """Tag a sentence in each language and one in none, so that the first request finds everything in place."""
        text = "seguridad citizen security de la of the"
        self.tag([Document("", text, language=language) for language in (*LANGUAGES, None)])

    def tag(self, documents: Sequence[Document], *, evidence: bool = True) -> list[TagRecord]:
        """Tag documents; the records come in the same order, one for each."""
        batches = (documents[start : start + BATCH] for start in range(0, len(documents), BATCH))
        return [record for batch in batches for record in self._tag_batch(batch, evidence)]

    def _tag_batch(self, documents: Sequence[Document], evidence: bool) -> Iterator[TagRecord]:
        cases = [_screen(document) for document in documents]
        analyses = self._analyse(cases)
        judged = {position: analysis for position, analysis in analyses.items() if analysis.whole.words}
        probabilities = self.model.predict_proba(list(judged.values()))
        rows = dict(zip(judged, probabilities, strict=True))
        tagged_at = datetime.now(UTC).isoformat(timespec="seconds")
        for position, case in enumerate(cases):
            record = self._describe(case, tagged_at)
            if position in rows:
                record = self._judge(record, analyses[position], rows[position], evidence)
                yield _with_pages(record, case.document)
            else:
                yield replace(record, reason=case.reason or Reason.NO_TEXT)

    def _describe(self, case: "_Case", tagged_at: str) -> TagRecord:
        """A record that has not been judged."""
        document = case.document
        return TagRecord(
            id=document.id,
            sha256=digest_text(case.text),
            outcome=Outcome.NOT_JUDGED,
            language=document.language,
            title=document.title,
            date=document.date,
            source=document.source,
            authors=document.authors,
            subjects=document.subjects,
            notes=(*document.notes, *note_left_out(case.text, case.segments)),
            model_version=self.manifest.version,
            corpus_digest=self.manifest.corpus_digest,
            tagged_at=tagged_at,
        )

    def _analyse(self, cases: Sequence["_Case"]) -> dict[int, Analysis]:
        """Analyses of the cases that can be judged, by position."""
        positions = [position for position, case in enumerate(cases) if case.reason is None]
        texts, cuts = [cases[i].text for i in positions], [cases[i].segments for i in positions]
        return dict(zip(positions, analyse_segments(self.analyser, texts, cuts), strict=True))

    def _judge(self, record: TagRecord, analysis: Analysis, probabilities: Floats, evidence: bool) -> TagRecord:
        ids = self.model.taxonomy.ids
        decision = self.model.rule.decide(probabilities)
        facets = count_facets(analysis.forms)
        asked = (decision.labels or decision.candidates) if evidence else ()
        return replace(
            record,
            language=analysis.whole.language,
            outcome=decision.outcome,
            labels=tuple(ids[i] for i in decision.labels),
            candidates=tuple(ids[i] for i in decision.candidates),
            n_words=sum(len(bag.words) for bag in analysis.wholes),
            n_unknown_words=count_unknown_words(self.model.classifier, analysis.wholes),
            scores=_by_label(ids, probabilities),
            thresholds=_by_label(ids, self.model.rule.thresholds),
            evidence=find_evidence(self.model.classifier, analysis, asked, ids),
            countries=facets.countries,
            organisations=facets.organisations,
        )


@dataclass(frozen=True, slots=True)
class _Case:
    document: Document
    text: str
    reason: Reason | None = None
    segments: tuple[Segment, ...] = ()


def _screen(document: Document) -> _Case:
    """Find the languages of a document, or why it is not judged."""
    text = document.full_text
    if document.problem:
        return _Case(document, text, document.problem)
    if _has_surrogate(text):
        return _Case(document, text, Reason.CORRUPT)
    if len(text) > MAX_CHARACTERS:
        return _Case(document, text, Reason.TOO_LARGE)
    words = sum(1 for _ in islice(_WORD.finditer(text, 0, LOOK_FOR_WORDS_CHARACTERS), LEAST_WORDS))
    if words < LEAST_WORDS:
        return _Case(document, text, Reason.TOO_SHORT if words else Reason.NO_TEXT)
    segments = find_segments(text, document.language)
    if not can_be_judged(text, segments):
        return _Case(document, text, Reason.UNSUPPORTED_LANGUAGE)
    return _Case(document, text, segments=segments)


def _with_pages(record: TagRecord, document: Document) -> TagRecord:
    if not document.page_starts:
        return record
    return replace(record, evidence=tuple(_evidence_with_pages(part, document) for part in record.evidence))


def _evidence_with_pages(evidence: Evidence, document: Document) -> Evidence:
    passages = (replace(quote, page=document.page_at(quote.start)) for quote in evidence.passages)
    return replace(evidence, passages=tuple(passages))


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None


def _by_label(ids: Sequence[str], values: Sequence[float] | Floats) -> dict[str, float]:
    return {label: round(float(value), 4) for label, value in zip(ids, values, strict=True)}
