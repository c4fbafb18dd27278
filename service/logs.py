"""Structured logs: one JSON object a line on standard error, without any text of a document."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import Processor


def configure_logs(level: str) -> None:
    """Send structlog's events of a level and above to standard error as JSON lines."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_processors(), structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *names: structlog.PrintLogger(sys.stderr),
    )


def logging_config(level: str) -> dict[str, Any]:
    """The same for what libraries log, as a configuration for logging.config.dictConfig."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _processors(),
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
    }


def _processors() -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(_name_places),
    ]


def _name_places(exc_info: tuple[type[BaseException], BaseException, TracebackType | None]) -> list[str]:
    """The type and where it was raised; the message and local variables may hold text of a document."""
    kind, _, trace = exc_info
    frames = traceback.extract_tb(trace)
    return [kind.__name__, *(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)]
