"""What every request passes on its way to a route, from the outside to the inside."""

from collections.abc import Mapping

from starlette.middleware import Middleware

from service.access import AccessGuard
from service.clients import Access
from service.hosts import HostGuard, split_hosts
from service.intake import BodyIntake
from service.limits import BodyLimit
from service.pages.answers import PageAnswers
from service.pages.guard import PageGuard
from service.rates import OFF, RateLimit
from service.requests import Metrics, RequestContext
from service.settings import Settings


def build_edge(
    settings: Settings, access: Access, metrics: Metrics, most_bytes_by_path: Mapping[str, int]
) -> list[Middleware]:
    """The middleware of the app.

    most_bytes_by_path : the largest body of a path that takes another than `max_body_bytes`.
    """
    hosts, takes_unowned = split_hosts(settings.allowed_hosts, settings.host, may_be_open=settings.may_be_open)
    rates = [Middleware(RateLimit, limit=settings.rate_limit, file=settings.rates_file)]
    return [
        Middleware(PageAnswers),
        Middleware(RequestContext, metrics=metrics),
        Middleware(HostGuard, hosts=hosts, takes_unowned=takes_unowned),
        Middleware(BodyIntake, pace=settings.pace),
        Middleware(PageGuard, access=access),
        Middleware(AccessGuard, access=access),
        *([] if settings.rate_limit == OFF else rates),
        Middleware(BodyLimit, max_body_bytes=settings.max_body_bytes, by_path=most_bytes_by_path),
    ]
