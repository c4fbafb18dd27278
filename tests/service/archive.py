"""An archive of tags: rows as `policy-tagger tag` writes them, built by hand for 400 documents in both languages."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from corpora.document import Reason, digest_text
from service.parts import schema_of
from service.rows import open_rows

LABELS = ("enforcement", "prevention", "drug_policy_reform", "regional_cooperation")
SOURCES = (
    "Ministerio del Interior",
    "Instituto de Estudios para la Paz",
    "National Police Service",
    "https://www.observatory.example/reports/17",
    "Banco Regional de Fomento",
    "Alcaldía",
    "Drug Policy Forum",
    "Fiscalía General",
    "Youth Foundation",
    "Parlamento",
    "Caribbean Secretariat",
    "El Diario",
    "University Press",
    "Red de Barrios",
)
COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "GT", "HN", "JM", "MX", "PE", "SV", "UY")
ORGANISATIONS = ("oas", "unodc")
GAP_YEAR = 2011
PASSAGES = {
    "en": {
        "enforcement": "Officers searched {n} houses and seized rifles.",
        "prevention": "The centre taught {n} teenagers a trade.",
        "drug_policy_reform": "Possession of up to {n} grams is no longer an offence.",
        "regional_cooperation": "The {n} ministers will share what their coast guards know.",
    },
    "es": {
        "enforcement": "Los agentes registraron {n} casas e incautaron fusiles.",
        "prevention": "El centro enseñó un oficio a {n} adolescentes.",
        "drug_policy_reform": "Poseer hasta {n} gramos deja de ser delito.",
        "regional_cooperation": "Los {n} ministros compartirán lo que saben sus guardacostas.",
    },
}


def build_row(number: int, **facts: Any) -> dict[str, Any]:
    """A row of a tagged document, with other facts where they are given."""
    language = facts.get("language") or ("en", "es")[number % 2]
    text = facts.pop("text", f"Document {number}")
    labels = list(facts.get("labels", ["prevention"]))
    in_question = labels or list(facts.get("candidates", []))
    known = {
        "id": f"{language}-{number:03}",
        "language": language,
        "outcome": "tagged",
        "reason": None,
        "primary": labels[0] if labels else None,
        "labels": labels,
        "candidates": [],
        "scores": {label: 0.9 if label in labels else 0.1 for label in LABELS},
        "thresholds": dict.fromkeys(LABELS, 0.45),
        "evidence": [_evidence(label, language, number) for label in in_question],
        "title": f"Title {number}",
        "date": "2014-03-27",
        "source": SOURCES[0],
        "authors": [],
        "subjects": [],
        "countries": [],
        "organisations": [],
        "notes": [],
        "sha256": digest_text(text),
        "model_version": "v1",
        "corpus_digest": "c0ffee",
        "tagged_at": "2026-01-02T03:04:05+00:00",
        "text": text,
    }
    return known | facts


def build_archive(n: int = 400, seed: int = 0) -> list[dict[str, Any]]:
    """Rows of documents of 2005 to 2026, one year left out, from 14 sources, on 15 countries."""
    random = Random(seed)
    return [build_row(number, **_facts(number, random)) for number in range(n)]


def write_archive(path: Path, rows: Sequence[dict[str, Any]], *, with_text: bool = True) -> Path:
    """Write rows as a Parquet file, JSON Lines or, without a suffix, a folder by year; return its path."""
    with open_rows(path, archive_schema(with_text=with_text)) as write:
        for row in rows:
            write(row)
    return path


def archive_schema(*, with_text: bool = True) -> Any:
    """The schema of such rows."""
    schema = schema_of(LABELS, with_text=with_text)
    return schema.remove(schema.get_field_index("input"))


def _facts(number: int, random: Random) -> dict[str, Any]:
    years = [year for year in range(2005, 2027) if year != GAP_YEAR]
    countries = random.sample(COUNTRIES, random.choice((0, 1, 1, 2, 3)))
    common = {
        "date": f"{random.choice(years)}-0{random.randint(1, 9)}" if random.random() < 0.95 else None,
        "source": random.choices(SOURCES, range(1, len(SOURCES) + 1))[0] if random.random() < 0.95 else None,
        "countries": [{"code": code, "count": random.randint(1, 9)} for code in countries],
        "organisations": [{"id": id, "count": 2} for id in ORGANISATIONS if random.random() < 0.1],
    }
    return common | _decision(number, random)


def _decision(number: int, random: Random) -> dict[str, Any]:
    match random.choices(("tagged", "none", "uncertain", "not_judged"), (50, 30, 12, 8))[0]:
        case "tagged":
            labels = random.sample(LABELS, random.choice((1, 1, 1, 2)))
            scores = {label: random.uniform(0.5, 1) if label in labels else random.uniform(0, 0.4) for label in LABELS}
            return {"labels": labels, "scores": scores}
        case "none":
            return {"outcome": "none", "labels": []}
        case "uncertain":
            return {"outcome": "uncertain", "labels": [], "candidates": random.sample(LABELS, random.choice((1, 2)))}
        case _:
            reason = random.choice((Reason.IMAGE_ONLY, Reason.CORRUPT, Reason.UNSUPPORTED_LANGUAGE))
            unread = {"scores": {}, "thresholds": {}, "text": "", "language": None, "id": f"unread-{number}"}
            return {"outcome": "not_judged", "reason": reason.value, "labels": []} | unread


def _evidence(label: str, language: str, number: int) -> dict[str, Any]:
    text = PASSAGES[language][label].format(n=number)
    passage = {"text": text, "start": 0, "end": len(text), "page": number % 7 or None}
    return {"label": label, "passages": [passage], "terms": []}
