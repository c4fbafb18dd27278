"""What somebody who can write into the folder of a version may do to it, and what is said of it then."""

import json
import shutil
from collections.abc import Callable

from models.registry import Registry
from models.signatures import Keys
from models.stored_version import MANIFEST_FILE, MODEL_FILE, SIGNATURE_FILE
from tests.versions import rewrite

EVIL = "20300101T000000-e711e711"
OTHER_NAME = "20300101T000000-00000000"
Tamper = Callable[[Registry], None]


def swap_model(registry: Registry) -> None:
    """Other bytes, which run code, in place of those of the manifest."""
    model = registry.folder / EVIL / MODEL_FILE
    honest = next(iter(set(registry.versions()) - {EVIL}))
    rewrite(registry, EVIL, sha256=registry.read_manifest(honest).sha256)
    assert model.read_bytes() != (registry.folder / honest / MODEL_FILE).read_bytes()


def swap_model_and_digest(registry: Registry) -> None:
    """A model that runs code with a manifest of its digest, and the signature of another."""
    honest = next(iter(set(registry.versions()) - {EVIL}))
    shutil.copy(registry.folder / honest / SIGNATURE_FILE, registry.folder / EVIL)


def append(registry: Registry) -> None:
    with (registry.folder / EVIL / MODEL_FILE).open("ab") as file:
        file.write(b"\0")


def truncate(registry: Registry) -> None:
    """The pickle opens all the same: what it does stands in its first half."""
    model = registry.folder / EVIL / MODEL_FILE
    model.write_bytes(model.read_bytes()[:-1])


def edit_manifest(registry: Registry) -> None:
    """One figure is made better than it was."""
    path = registry.folder / EVIL / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"gate": None}))


def remove_signature(registry: Registry) -> None:
    (registry.folder / EVIL / SIGNATURE_FILE).unlink()


def empty_signature(registry: Registry) -> None:
    (registry.folder / EVIL / SIGNATURE_FILE).write_bytes(b"")


def foreign_key(registry: Registry) -> None:
    stranger = Keys(registry.folder.parent / "theirs").signer()
    manifest = (registry.folder / EVIL / MANIFEST_FILE).read_bytes()
    (registry.folder / EVIL / SIGNATURE_FILE).write_bytes(stranger.sign(manifest))


def foreign_key_under_a_known_name(registry: Registry) -> None:
    foreign_key(registry)
    path = registry.folder / EVIL / SIGNATURE_FILE
    known = next(iter(registry.keys.trusted_keys()))
    path.write_text(f"{known} {path.read_text().split()[1]}\n")


def rename(registry: Registry) -> None:
    """A version that was signed under one name lies in a folder of another."""
    rewrite(registry, EVIL, version=OTHER_NAME)


def other_library(registry: Registry) -> None:
    rewrite(registry, EVIL, libraries=registry.read_manifest(EVIL).libraries | {"numpy": "0.1"})


def other_format(registry: Registry) -> None:
    rewrite(registry, EVIL, format=3)


def remove_model(registry: Registry) -> None:
    (registry.folder / EVIL / MODEL_FILE).unlink()


def link_to_another_model(registry: Registry) -> None:
    """The digest decides, wherever the bytes are."""
    model = registry.folder / EVIL / MODEL_FILE
    other = model.rename(registry.folder.parent / "elsewhere")
    other.write_bytes(other.read_bytes() + b"\0")
    model.symlink_to(other)


def nonsense_manifest(registry: Registry) -> None:
    (registry.folder / EVIL / MANIFEST_FILE).write_bytes(b"[" * 100_000)


TAMPERINGS: dict[Tamper, str] = {
    swap_model: "SHA-256 is not the manifest's",
    swap_model_and_digest: "is not what the key",
    append: "SHA-256 is not the manifest's",
    truncate: "SHA-256 is not the manifest's",
    edit_manifest: "is not what the key",
    remove_signature: "not signed",
    empty_signature: "not a signature",
    foreign_key: "which is not among those in",
    foreign_key_under_a_known_name: "is not what the key",
    rename: "under another name",
    other_library: "numpy 0.1",
    other_format: "format 3",
    remove_model: "cannot be read",
    link_to_another_model: "SHA-256 is not the manifest's",
    nonsense_manifest: "not a manifest",
}
SEEN_BY_A_SERVER = (
    swap_model_and_digest,
    truncate,
    edit_manifest,
    remove_signature,
    foreign_key,
    rename,
    other_library,
)
