"""Addresses and names of hosts: which reach this machine only, which nobody owns, which belong together."""

import ipaddress

NETWORK_BITS = 64  # of IPv6: whoever has one address of such a network has them all
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine only."""
    address = _read(host)
    return host == "localhost" if address is None else address.is_loopback


def is_unowned(name: str) -> bool:
    """Whether it is an address, or a name without a dot, which is no one's to lead elsewhere.

    >>> [is_unowned(name) for name in ("127.0.0.1", "::1", "localhost", "tagger.example", "localhost.example")]
    [True, True, True, False, False]
    """
    return "." not in name or _read(name) is not None


def network_of(host: str) -> str:
    """An address, or of an IPv6 one the network; anything else as it is.

    >>> network_of("192.0.2.7"), network_of("2001:db8::7:1"), network_of("testclient")
    ('192.0.2.7', '2001:db8::/64', 'testclient')
    """
    address = _read(host)
    if not isinstance(address, ipaddress.IPv6Address):
        return host
    return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))


def _read(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
