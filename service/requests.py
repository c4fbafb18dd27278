"""Around every request: an id, a log line, metrics, and a problem instead of a stack trace."""

import re
import time
import uuid
from collections.abc import Iterable

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.record import TagRecord
from service.problems import problem
from service.served import language_of

CONFIDENCE_BUCKETS = (0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0)
REQUEST_ID = "X-Request-ID"
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = structlog.get_logger()


class Metrics:
    """Prometheus metrics of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "policy_tagger_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram("policy_tagger_request_seconds", "Time to answer.", ["route"], registry=self.registry)
        self.documents = Counter(
            "policy_tagger_documents", "Documents judged.", ["outcome", "language"], registry=self.registry
        )
        self.labels = Counter("policy_tagger_labels", "Labels given.", ["label", "language"], registry=self.registry)
        self.confidence = Histogram(
            "policy_tagger_confidence",
            "How sure the least sure label of a document was.",
            ["language"],
            buckets=CONFIDENCE_BUCKETS,
            registry=self.registry,
        )
        self.words = Counter("policy_tagger_words", "Words judged.", ["language"], registry=self.registry)
        self.unknown_words = Counter(
            "policy_tagger_unknown_words", "Those that the model never met.", ["language"], registry=self.registry
        )
        self.version = Gauge(
            "policy_tagger_model_version", "1 for the version that serves.", ["version"], registry=self.registry
        )
        self.loads = Counter(
            "policy_tagger_model_loads", "Versions taken up, or not.", ["result"], registry=self.registry
        )

    def count(self, records: Iterable[TagRecord]) -> None:
        """Count what was answered about documents."""
        for record in records:
            language = language_of(record)
            self.documents.labels(record.outcome.value, language).inc()
            for label in record.labels:
                self.labels.labels(label, language).inc()
            if record.confidence is not None:
                self.confidence.labels(language).observe(record.confidence)
                self.words.labels(language).inc(record.n_words)
                self.unknown_words.labels(language).inc(record.n_unknown_words)

    def note_load(self, version: str, *, is_loaded: bool) -> None:
        """Tell that a version serves now, or could not be loaded."""
        self.loads.labels("loaded" if is_loaded else "failed").inc()
        if is_loaded:
            self.version.clear()
            self.version.labels(version).set(1)


class RequestContext:
    """ASGI middleware that gives each request its id, logs and counts it, and answers what nobody caught."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope))
        started = time.perf_counter()
        status = 500
        answered = False

        async def send_with_id(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], True
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            except Exception:
                log.exception("request failed", path=scope["path"])
                if not answered:
                    answer = problem(500, "something went wrong here; name the request id when you report it")
                    await answer(scope, receive, send_with_id)
            finally:
                self._record(scope, status, time.perf_counter() - started)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self.metrics.requests.labels(method, route, status).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        log.info(
            "request",
            method=method,
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


def _request_id(headers: Headers) -> str:
    given = headers.get(REQUEST_ID, "")
    return given if _PLAIN_ID.fullmatch(given) else uuid.uuid4().hex
