import hashlib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.pages.site import STATIC

VENDORED = (STATIC / "vendor", Path(__file__).parents[1] / "browser" / "vendor")
LINES = [(folder, line) for folder in VENDORED for line in (folder / "SHA256SUMS").read_text().splitlines()]


@pytest.mark.parametrize(("folder", "line"), LINES, ids=lambda value: value.split()[-1] if value is str else None)
def test_what_was_taken_in_is_unchanged(folder: Path, line: str) -> None:
    digest, name = line.split()
    assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_every_script_that_was_taken_in_has_its_checksum_and_licence() -> None:
    for folder in VENDORED:
        scripts = {path.name for path in folder.glob("*.js")}
        assert scripts == {line.split()[-1] for place, line in LINES if place == folder}
        assert list(folder.glob("*LICENSE*"))


def test_nothing_beside_the_folder_is_reached(client: TestClient) -> None:
    assert client.get("/static/pages.css").status_code == 200
    assert client.get("/static/%2e%2e/site.py").status_code == 404
    assert client.get("/static/vendor/").status_code == 404
