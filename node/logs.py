"""Logs on stderr, one JSON line per event. Callers never log keys, salts, passwords or what people wrote."""

import logging
import sys

import structlog


def log_json(level: int = logging.INFO) -> None:
    """Configure structlog for this process: events of `level` and above, with level, time and traceback."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
