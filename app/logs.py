"""Structured logging to standard error; what looks like a person or a secret is masked, whoever logs it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(r"(?i)\b(bearer\s+)[\w.\-~+/=]+|\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?")
_PHONES = re.compile(r"(?<![\w.-])\+?\d{8,15}(?![\w-])")
_QR_TEXTS = re.compile(r"https://qr\.[\w.]+/\S+")


def configure_logging(level: str, *, human: bool | None = None) -> None:
    """Log JSON lines, or coloured ones where a person watches (``human``; by default when it is a terminal).

    A traceback never shows the values of variables: they may hold phone numbers.
    """
    for_a_person = sys.stderr.isatty() if human is None else human
    for_people = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = for_people if for_a_person else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            masked,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,  # a program that configures twice means it
    )


def masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace tokens, phone numbers and QR texts in every value of a log line."""
    return {key: mask(value) if isinstance(value, str) else value for key, value in event.items()}


def mask(text: str) -> str:
    """The text without tokens, phone numbers and QR texts."""
    return _PHONES.sub("<phone>", _QR_TEXTS.sub("<qr>", _SECRETS.sub("<secret>", text)))
