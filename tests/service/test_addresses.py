import pytest

from service.addresses import is_loopback, is_unowned, network_of


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "::", "10.0.0.4", "tagger.example", "")],
)
def test_loopback_is_known(host: str, expected: bool) -> None:
    assert is_loopback(host) == expected


@pytest.mark.parametrize("name", ["localhost", "tagger", "10.0.0.4", "::1", "2001:db8::1", ""])
def test_what_nobody_owns(name: str) -> None:
    assert is_unowned(name)


@pytest.mark.parametrize("name", ["elsewhere.example", "127.0.0.1.elsewhere.example", "localhost.", "1.2.3", "a.b"])
def test_what_somebody_may_own(name: str) -> None:
    assert not is_unowned(name)


def test_addresses_of_one_network_of_ipv6_are_one_client() -> None:
    assert network_of("2001:db8:0:1::7") == network_of("2001:db8:0:1:ffff::9") != network_of("2001:db8:0:2::7")
    assert network_of("192.0.2.7") != network_of("192.0.2.8")
