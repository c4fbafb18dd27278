"""Model versions made from a stored one: a copy, one of another lexicon, and broken ones of several kinds."""

import hashlib
import io
import json
import shutil
from dataclasses import asdict, replace

import joblib

from models.registry import MANIFEST_FILE, MODEL_FILE, Manifest, Registry


def copy_version(registry: Registry, version: str, name: str, content: bytes | None = None) -> str:
    """Store the same under another name, or other bytes with a digest that fits them; return the name."""
    shutil.copytree(registry.folder / version, registry.folder / name)
    known = registry.read_manifest(version)
    if content is not None:
        (registry.folder / name / MODEL_FILE).write_bytes(content)
        known = replace(known, sha256=hashlib.sha256(content).hexdigest())
    _write(registry, replace(known, version=name))
    return name


def with_other_lexicon(registry: Registry, version: str, name: str) -> str:
    """Store a version whose lexicon has one term more, so that no analyser can be shared with the first."""
    model, _ = registry.load(version)
    first, *others = model.lexicon
    terms = {language: (*found, "zzz") for language, found in first.terms.items()}
    return copy_version(
        registry, version, name, _dumped(replace(model, lexicon=(replace(first, terms=terms), *others)))
    )


def damaged(registry: Registry, version: str, name: str) -> str:
    """Store a version whose model file is not what its manifest says."""
    copy_version(registry, version, name)
    (registry.folder / name / MODEL_FILE).write_bytes(b"other bytes")
    return name


def no_model(registry: Registry, version: str, name: str) -> str:
    """Store a version whose file is as the manifest says, and holds something that cannot tag."""
    return copy_version(registry, version, name, _dumped({"labels": 4}))


def _dumped(model: object) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(model, buffer, compress=3)
    return buffer.getvalue()


def _write(registry: Registry, manifest: Manifest) -> None:
    (registry.folder / manifest.version / MANIFEST_FILE).write_text(json.dumps(asdict(manifest)), encoding="utf-8")
