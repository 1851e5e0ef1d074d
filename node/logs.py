"""Logs: one JSON line each, on stderr. Callers never pass keys, salts, passwords or texts."""

import logging
import sys

import structlog


def log_json(level: int = logging.INFO) -> None:
    """Set structlog up for a program."""
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
