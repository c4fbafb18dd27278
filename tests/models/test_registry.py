import json
import os
import pickle
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from models.errors import ArtefactError, NoVersionError
from models.manifest import FORMAT, LIBRARIES, Manifest, installed_libraries
from models.registry import CURRENT_FILE, KEYS_FOLDER, Registry
from models.stored_version import MANIFEST_FILE, MODEL_FILE, dump_model
from tests.versions import Planted, rewrite

FACTS = {"corpus_digest": "cd", "labels": ["a"], "n_examples": 3, "config": {"C": 1}, "metrics": {"f1": 0.5}}
CREATED = "2026-01-02T03:04:05+00:00"
SAVE_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from models.registry import Registry
registry = Registry(Path(sys.argv[1]))
for number in count():
    manifest = registry.save(
        {"number": number, "weights": list(range(20_000))}, created="2026-01-02T03:04:05+00:00",
        corpus_digest="cd", labels=[], n_examples=0, config={}, metrics={},
    )
    registry.make_current(manifest.version)
"""


class Unpicklable:
    def __reduce__(self) -> tuple:
        raise pickle.PicklingError("half of it was written")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


@pytest.fixture
def manifest(registry: Registry) -> Manifest:
    return registry.save({"weights": [1, 2, 3]}, created=CREATED, **FACTS)


def test_a_version_comes_back_as_it_was_saved(registry: Registry, manifest: Manifest) -> None:
    assert registry.load(manifest.version) == ({"weights": [1, 2, 3]}, manifest)
    assert manifest.version == f"20260102T030405-{manifest.sha256[:8]}"
    assert manifest.libraries == installed_libraries()
    assert {name: getattr(manifest, name) for name in FACTS} == FACTS


def test_versions_are_listed_oldest_first(registry: Registry) -> None:
    saved = [registry.save(n, created=f"2026-01-0{n}T00:00:00+00:00", **FACTS).version for n in (3, 1, 2)]
    assert registry.versions() == [saved[1], saved[2], saved[0]]


def test_an_empty_registry_says_how_to_fill_it(registry: Registry) -> None:
    assert registry.versions() == []
    assert registry.serving() is None
    with pytest.raises(NoVersionError, match="make one with `policy-tagger train`"):
        registry.current()


@pytest.mark.parametrize("name", ["v9", "", ".", "..", "../models", "/etc", "x" * 300])
def test_an_unknown_version_is_named_with_those_there_are(registry: Registry, manifest: Manifest, name: str) -> None:
    for call in (registry.load, registry.read_manifest, registry.make_current):
        with pytest.raises(NoVersionError, match=f"no model version {name!r} .* there is: {manifest.version}"):
            call(name)


def test_current_is_the_version_made_so_last(registry: Registry, manifest: Manifest) -> None:
    other = registry.save("other", created=CREATED, **FACTS)
    for version in (manifest.version, other.version, manifest.version):
        registry.make_current(version)
        assert registry.current() == registry.serving() == version
    with pytest.raises(NoVersionError):
        registry.make_current("v9")
    assert registry.current() == manifest.version


def test_a_pickle_whose_digest_differs_is_not_opened(registry: Registry, manifest: Manifest, tmp_path: Path) -> None:
    target, model = tmp_path / "planted", registry.folder / manifest.version / MODEL_FILE
    model.write_bytes(dump_model(Planted(target)))
    with pytest.raises(ArtefactError, match=r"model\.pickle\.zlib: its SHA-256 is not the manifest's; it was not"):
        registry.load(manifest.version)
    assert not target.exists()
    pickle.loads(zlib.decompress(model.read_bytes()))
    assert target.exists(), "the pickle would have written the file"


@pytest.mark.parametrize("keep", [0, 1, -1])
def test_a_truncated_model_is_refused(registry: Registry, manifest: Manifest, keep: int) -> None:
    path = registry.folder / manifest.version / MODEL_FILE
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ArtefactError, match="not the manifest's"):
        registry.load(manifest.version)


def test_a_missing_model_is_refused(registry: Registry, manifest: Manifest) -> None:
    (registry.folder / manifest.version / MODEL_FILE).unlink()
    with pytest.raises(ArtefactError, match=r"model\.pickle\.zlib: cannot be read"):
        registry.load(manifest.version)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": "v"}', b'{"\xff": 1}', b"null"])
def test_a_damaged_manifest_is_refused(registry: Registry, manifest: Manifest, content: bytes) -> None:
    (registry.folder / manifest.version / MANIFEST_FILE).write_bytes(content)
    with pytest.raises(ArtefactError, match=r"manifest\.json: not a manifest"):
        registry.load(manifest.version)


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_library_version_is_refused_before_unpickling(registry: Registry, tmp_path: Path, library: str) -> None:
    planted = registry.save(Planted(tmp_path / "planted"), created=CREATED, **FACTS)
    rewrite(registry, planted.version, libraries=planted.libraries | {library: "0.1"})
    with pytest.raises(ArtefactError) as error:
        registry.load(planted.version)
    here = installed_libraries()[library]
    expected = f"version {planted.version} was made with {library} 0.1 (here {here}); train a new version"
    assert str(error.value) == expected
    assert not (tmp_path / "planted").exists()


def test_a_manifest_without_libraries_is_refused(registry: Registry, manifest: Manifest) -> None:
    rewrite(registry, manifest.version, libraries={})
    with pytest.raises(ArtefactError, match="made with unknown libraries"):
        registry.load(manifest.version)


def test_a_model_that_cannot_be_stored_leaves_nothing(registry: Registry) -> None:
    with pytest.raises(pickle.PicklingError):
        registry.save(Unpicklable(), created=CREATED, **FACTS)
    assert registry.versions() == []
    assert not registry.folder.exists()


def test_a_draft_is_no_version(registry: Registry, manifest: Manifest) -> None:
    (registry.folder / manifest.version).rename(registry.folder / f".{manifest.version}.1")
    assert registry.versions() == []
    with pytest.raises(NoVersionError, match="there is: none"):
        registry.load(f".{manifest.version}.1")


def test_whoever_looks_while_another_writes_sees_whole_versions_even_when_it_is_killed(
    registry: Registry, root: Path
) -> None:
    command = [sys.executable, "-c", SAVE_FOR_EVER, registry.folder]
    with subprocess.Popen(command, cwd=root, env=os.environ | {"PYTHONPATH": str(root)}) as writer:
        end = time.monotonic() + 60
        seen: set[str] = set()
        try:
            while len(seen) < 20 and time.monotonic() < end:
                for version in set(registry.versions()) - seen:
                    model, found = registry.load(version)
                    assert (len(model["weights"]), found.version) == (20_000, version)
                    seen.add(version)
        finally:
            writer.send_signal(signal.SIGKILL)
    assert len(seen) >= 20
    for version in registry.versions():
        registry.load(version)
    assert registry.current() in registry.versions()
    assert (registry.folder / CURRENT_FILE).read_bytes().endswith(b"\n")


@pytest.mark.parametrize("found", [FORMAT - 1, FORMAT + 1], ids=["older", "newer"])
def test_a_version_of_another_release_is_refused(registry: Registry, manifest: Manifest, found: int) -> None:
    rewrite(registry, manifest.version, format=found)
    with pytest.raises(ArtefactError, match=f"has format {found}, this release reads {FORMAT}; train a new version"):
        registry.load(manifest.version)


def test_the_same_model_stored_twice_in_a_second_is_one_version(registry: Registry, manifest: Manifest) -> None:
    again = registry.save({"weights": [1, 2, 3]}, created=CREATED, **FACTS)
    assert registry.versions() == [again.version] == [manifest.version]
    assert {path.name for path in registry.folder.iterdir()} == {manifest.version, KEYS_FOLDER}


def three(registry: Registry) -> list[str]:
    """Three versions that served one after the other."""
    versions = [registry.save(n, created=f"2026-01-0{n}T00:00:00+00:00", **FACTS).version for n in (1, 2, 3)]
    for version in versions:
        registry.make_current(version)
    return versions


def test_what_served_before_is_remembered_and_can_be_stepped_back_to(registry: Registry) -> None:
    first, second, third = three(registry)
    assert registry.history() == [third, second, first]
    assert registry.previous() == second
    assert [registry.step_back(), registry.step_back()] == [second, first]
    assert registry.history() == [first]
    with pytest.raises(NoVersionError, match="served before the current one"):
        registry.step_back()
    assert registry.current() == first


def test_a_version_that_serves_already_does_not_precede_itself(registry: Registry) -> None:
    first, second, third = three(registry)
    registry.make_current(third)
    assert registry.history() == [third, second, first]


def test_a_current_file_of_an_earlier_release_is_read(registry: Registry, manifest: Manifest) -> None:
    (registry.folder / CURRENT_FILE).write_text(f"{manifest.version}\n")
    assert registry.current() == manifest.version
    with pytest.raises(NoVersionError):
        registry.previous()


def test_a_version_is_checked_without_being_opened(registry: Registry, tmp_path: Path) -> None:
    planted = registry.save(Planted(tmp_path / "planted"), created=CREATED, **FACTS)
    assert registry.check(planted.version) == planted
    assert not (tmp_path / "planted").exists()
    (registry.folder / planted.version / MODEL_FILE).write_bytes(b"other")
    with pytest.raises(ArtefactError, match="not the manifest's"):
        registry.check(planted.version)


def test_what_belongs_to_a_version_is_stored_with_it(registry: Registry) -> None:
    manifest = registry.save(1, created=CREATED, attach=lambda m: {"report.html": f"<p>ñ {m.version}"}, **FACTS)
    page = registry.folder / manifest.version / "report.html"
    assert page.read_text(encoding="utf-8") == f"<p>ñ {manifest.version}"


def test_a_report_that_cannot_be_made_leaves_nothing(registry: Registry) -> None:
    with pytest.raises(ZeroDivisionError):
        registry.save(1, created=CREATED, attach=lambda m: {"report.html": str(1 / 0)}, **FACTS)
    assert registry.versions() == []


def test_drafts_are_removed_and_nothing_else(registry: Registry, manifest: Manifest) -> None:
    registry.make_current(manifest.version)
    draft, old, new = (registry.folder / f".{name}" for name in ("20260102T030405-abc.7", "current.7", "current.8"))
    draft.mkdir()
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))
    registry.remove_drafts()
    assert not draft.exists()
    assert not old.exists()
    assert new.exists(), "another process may be writing it right now"
    assert registry.current() == manifest.version


@pytest.mark.parametrize("missing", ["held_out_digest", "people", "gate", "run"])
def test_manifests_of_earlier_releases_are_read(registry: Registry, manifest: Manifest, missing: str) -> None:
    path = registry.folder / manifest.version / MANIFEST_FILE
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != missing}))
    assert registry.read_manifest(manifest.version) == manifest


def test_what_belongs_to_a_version_is_read_as_it_was_stored_or_not_at_all(registry: Registry) -> None:
    version = registry.save(1, created=CREATED, attach=lambda m: {"report.html": "<p>ñ"}, **FACTS).version
    assert registry.read_file(version, "report.html") == "<p>ñ".encode()
    assert registry.read_file(version, "report.es.html") is None
    (registry.folder / version / "report.es.html").write_text("put there later")
    assert registry.read_file(version, "report.es.html") is None
    (registry.folder / version / "report.html").write_text("<script>")
    with pytest.raises(ArtefactError, match=r"report\.html: its SHA-256 is not the manifest's"):
        registry.read_file(version, "report.html")


def test_a_version_is_opened_under_its_own_name_only(registry: Registry, manifest: Manifest) -> None:
    (registry.folder / manifest.version).rename(registry.folder / "other")
    with pytest.raises(ArtefactError, match=rf"holds version {manifest.version} under another name; .* Rename the"):
        registry.load("other")


@pytest.mark.parametrize("facts", [{"libraries": []}, {"version": 3}, {"labels": "all"}, {"gate": []}, {"files": None}])
def test_facts_of_another_kind_are_no_manifest(
    registry: Registry, manifest: Manifest, facts: dict[str, object]
) -> None:
    rewrite(registry, manifest.version, **facts)
    with pytest.raises(ArtefactError, match=f"{next(iter(facts))}: of the wrong kind"):
        registry.read_manifest(manifest.version)


def test_half_a_character_is_in_no_manifest(registry: Registry, manifest: Manifest) -> None:
    path = registry.folder / manifest.version / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | {"created": "\ud800"}))
    with pytest.raises(ArtefactError):
        registry.read_manifest(manifest.version)


def test_the_signer_of_a_version_is_told(registry: Registry, manifest: Manifest) -> None:
    assert [registry.verify(manifest.version)] == list(registry.keys.trusted_keys())
