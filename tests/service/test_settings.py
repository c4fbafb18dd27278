from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "home": "/srv/tagger",
        "database_url": "postgresql://user@host/name",
        "host": "0.0.0.0",
        "open": "True",
        "port": "9000",
        "allowed_hosts": "tagger.example.org",
        "rate_limit": "9/second",
        "head_seconds": "7.0",
        "body_seconds": "8.0",
        "body_bytes_per_second": "5000",
        "max_body_bytes": "5",
        "max_file_bytes": "6",
        "max_archive_bytes": "8",
        "read_seconds": "3",
        "read_memory_bytes": "4",
        "max_documents": "7",
        "review_random": "0.4",
        "review_competing": "0.1",
        "reserve_bytes": "1000",
        "lease_seconds": "9.0",
        "corpus": "/srv/corpus",
        "signing_key": "/srv/signing.pem",
        "trusted_keys": "/srv/trusted.pem",
        "label_weight": "2.0",
        "label_share": "0.2",
        "author_share": "0.1",
        "gate_macro_margin": "0.01",
        "gate_language_margin": "0.02",
        "gate_label_margin": "0.03",
        "gate_cell_margin": "0.04",
        "gate_confidence": "0.9",
        "gate_language_gap": "0.05",
        "gate_calibration_error": "0.07",
        "gate_twin_margin": "0.08",
        "gate_decided_margin": "0.09",
        "log_level": "ERROR",
    }
    assert given.keys() == Settings.model_fields.keys()
    for name, value in given.items():
        monkeypatch.setenv(f"POLICY_TAGGER_{name.upper()}", value)
    assert {name: str(value) for name, value in Settings()} == given


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, True),
        ({"host": "::1"}, True),
        ({"host": "localhost", "allowed_hosts": "localhost, 127.0.0.1"}, True),
        ({"host": "0.0.0.0"}, False),
        ({"allowed_hosts": "localhost,tagger.example.org"}, False),
        ({"allowed_hosts": "*.example.org"}, False),
        ({"allowed_hosts": "*"}, False),
        ({"allowed_hosts": "tagger.example.org", "open": True}, True),
        ({"host": "0.0.0.0", "open": True}, True),
    ],
)
def test_it_is_open_without_keys_only_where_no_one_else_is_brought_to_it(settings: dict, expected: bool) -> None:
    assert Settings(**settings).may_be_open == expected


def test_model_versions_stand_under_home() -> None:
    assert Settings(home=Path("a")).models_folder == Path("a/models")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 70_000),
        ("port", "x"),
        ("max_body_bytes", 0),
        ("max_documents", 101),
        ("log_level", "LOUD"),
        ("rate_limit", "ten"),
        ("rate_limit", "0/minute"),
        ("head_seconds", 0),
        ("allowed_hosts", ""),
    ],
)
def test_a_value_out_of_bounds_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})
