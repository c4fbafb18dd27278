"""Model versions made from a stored one: a copy, one of another lexicon, and broken ones of several kinds."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.registry import Registry
from models.stored_version import MANIFEST_FILE, MODEL_FILE, SIGNATURE_FILE, dump_model


class Planted:
    """A pickle that writes a file when it is opened."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.write_text, (self.target, "pwned")


def copy_version(registry: Registry, version: str, name: str, content: bytes | None = None) -> str:
    """Store the same under another name, or other bytes with a digest that fits them, signed; return the name."""
    shutil.copytree(registry.folder / version, registry.folder / name)
    facts: dict[str, Any] = {"version": name}
    if content is not None:
        (registry.folder / name / MODEL_FILE).write_bytes(content)
        facts["sha256"] = hashlib.sha256(content).hexdigest()
    rewrite(registry, name, **facts)
    return name


def rewrite(registry: Registry, version: str, /, **facts: Any) -> None:
    """Change what the manifest of a version says, and sign it with the registry's own key."""
    manifest = replace(registry.read_manifest(version), **facts).to_bytes()
    folder = registry.folder / version
    (folder / MANIFEST_FILE).write_bytes(manifest)
    (folder / SIGNATURE_FILE).write_bytes(registry.keys.signer().sign(manifest))


def attach(registry: Registry, version: str, name: str, content: bytes) -> None:
    """Put another file into the folder of a version."""
    (registry.folder / version / name).write_bytes(content)
    files = registry.read_manifest(version).files
    rewrite(registry, version, files=files | {name: hashlib.sha256(content).hexdigest()})


def with_other_lexicon(registry: Registry, version: str, name: str) -> str:
    """Store a version whose lexicon has one term more, so that no analyser can be shared with the first."""
    model, _ = registry.load(version)
    first, *others = model.lexicon
    terms = {language: (*found, "zzz") for language, found in first.terms.items()}
    return copy_version(
        registry, version, name, dump_model(replace(model, lexicon=(replace(first, terms=terms), *others)))
    )


def damaged(registry: Registry, version: str, name: str) -> str:
    """Store a version whose model file is not what its manifest says."""
    copy_version(registry, version, name)
    (registry.folder / name / MODEL_FILE).write_bytes(b"other bytes")
    return name


def no_model(registry: Registry, version: str, name: str) -> str:
    """Store a version whose file is as the manifest says, and holds something that cannot tag."""
    return copy_version(registry, version, name, dump_model({"labels": 4}))
