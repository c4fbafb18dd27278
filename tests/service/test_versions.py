import re
from pathlib import Path

from models.registry import Registry
from service.settings import Settings
from service.versions import open_registry


def test_the_home_has_its_own_keys_where_no_others_are_named(tmp_path: Path) -> None:
    assert open_registry(Settings(home=tmp_path)) == Registry(tmp_path / "models")


def test_named_keys_are_found_from_any_folder(tmp_path: Path) -> None:
    keys = open_registry(Settings(home=tmp_path, signing_key="a.pem", trusted_keys=str(tmp_path / "b.pem"))).keys
    assert (keys.signing_file, keys.trusted_file) == (Path("a.pem").absolute(), tmp_path / "b.pem")


def test_the_service_opens_versions_in_no_other_way(root: Path) -> None:
    """A registry made by hand would not know the keys that the settings name."""
    made = [
        path.name
        for path in (root / "service").rglob("*.py")
        if re.search(r"\bRegistry\(", path.read_text(encoding="utf-8").replace("CollectorRegistry(", ""))
    ]
    assert made == ["versions.py"]
