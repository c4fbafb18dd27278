import hashlib
import re

import pytest
from starlette.testclient import TestClient

from service.docs import ASSETS, SWAGGER_UI


def test_the_page_loads_nothing_from_another_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 3
    assert all(address.startswith(f"{ASSETS}/") for address in loaded)
    assert all(client.get(address).status_code == 200 for address in loaded)
    assert "http" not in page.text.replace("http-equiv", "")


@pytest.mark.parametrize("line", (SWAGGER_UI / "SHA256SUMS").read_text().splitlines())
def test_what_is_served_is_what_was_taken_in(line: str) -> None:
    digest, name = line.split()
    assert hashlib.sha256((SWAGGER_UI / name).read_bytes()).hexdigest() == digest


def test_nothing_else_of_the_folder_is_reached(client: TestClient) -> None:
    assert client.get(f"{ASSETS}/../../api.py").status_code == 404
    assert client.get(f"{ASSETS}/%2e%2e/%2e%2e/api.py").status_code == 404
