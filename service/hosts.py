"""Requests → requests that name a host of ours: else a page elsewhere could have its own name lead to this service."""

import re
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from service.addresses import is_unowned
from service.problems import problem

ANY_HOST = "*"
AUTO = "auto"
FOR_OPERATION = ("/healthz", "/readyz", "/metrics")
_PORT = re.compile(r":\d*$")


class HostGuard:
    """ASGI middleware that answers 421 to a request for another host.

    The routes that tell how the service is doing answer under every name, since those who watch it use addresses.

    Parameters
    ----------
    app : ASGIApp
    hosts : collection of str
        Names that are ours; `*.example.org` stands for all names below one, `*` for all names.
    takes_unowned : bool
        Whether any name is ours that nobody can own: an address, or a name without a dot.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], *, takes_unowned: bool = False) -> None:
        self.app = app
        self.hosts = [host.lower() for host in hosts]
        self.takes_unowned = takes_unowned

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["path"] not in FOR_OPERATION:
            name = name_of(Headers(scope=scope).get("host", ""))
            if not self.is_ours(name):
                detail = "this host name is not served here; the setting allowed_hosts names those that are"
                await problem(421, detail)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def is_ours(self, name: str) -> bool:
        """Whether a host's name, in lower case and without its port, is one of ours."""
        if self.takes_unowned and is_unowned(name):
            return True
        return any(host in (name, ANY_HOST) or _is_below(name, host) for host in self.hosts)


def split_hosts(allowed_hosts: str, own_host: str, *, may_be_open: bool) -> tuple[list[str], bool]:
    """The parameters of the guard, from the setting.

    `auto`: where nobody needs a key, a name that somebody else owns could be led here by its owner (DNS rebinding), so
    that only what nobody owns is ours; where keys are needed, any name is.

    >>> split_hosts("auto", "127.0.0.1", may_be_open=True), split_hosts("a.org, b.org", "::", may_be_open=True)
    ((['127.0.0.1'], True), (['a.org', 'b.org'], False))
    """
    if allowed_hosts == AUTO:
        return ([own_host], True) if may_be_open else ([ANY_HOST], False)
    return [host.strip() for host in allowed_hosts.split(",")], False


def name_of(host: str) -> str:
    """What a Host header names, without the port.

    >>> name_of("Tagger.example:8000"), name_of("[::1]:8000"), name_of("[::1]")
    ('tagger.example', '::1', '::1')
    """
    return _PORT.sub("", host).strip("[]").lower()


def _is_below(name: str, pattern: str) -> bool:
    return pattern.startswith("*.") and name.endswith(pattern[1:])
