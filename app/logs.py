"""Structured logging to standard error; what looks like a person or a secret is masked, whoever logs it."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_SECRETS = re.compile(r"(?i)\b(bearer\s+)[\w.\-~+/=]+|\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?")
_PHONES = re.compile(r"(?:(?<![\w.-])|(?<=%[0-9A-Fa-f]{2}))(?:\+\d[\d ]{6,16}\d|\d{8,15})(?![\w-])")
_MAILS = re.compile(r"[\w.%+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_QR_TEXTS = re.compile(r"https://qr\.[\w.]+/\S+")

_TALKATIVE = ("httpx", "httpcore", "uvicorn.access")
"""They log whole addresses: phone numbers stand in paths, codes in queries."""


def configure_logging(level: str, *, human: bool | None = None) -> None:
    """Log JSON lines, or coloured ones where a person watches (``human``; by default when it is a terminal).

    What libraries log, the server's tracebacks included, goes the same way: warnings and worse, masked like the rest.
    A traceback never shows the values of variables: they may hold phone numbers.
    """
    for_a_person = sys.stderr.isatty() if human is None else human
    for_people = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = for_people if for_a_person else structlog.processors.JSONRenderer()
    dated: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    told: list[Processor] = [structlog.processors.format_exc_info, masked, renderer]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *dated, *told],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,  # a program that configures twice means it
    )
    _listen_to_libraries(level, dated, told)


def masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace tokens, phone numbers, e-mail addresses and QR texts in every value of a log line, however deep."""
    return {key: _masked(value) for key, value in event.items()}


def mask(text: str) -> str:
    """The text without tokens, phone numbers, e-mail addresses and QR texts."""
    text = _QR_TEXTS.sub("<qr>", _SECRETS.sub("<secret>", text))
    return _PHONES.sub("<phone>", _MAILS.sub("<e-mail>", text))


def _masked(value: Any) -> Any:
    match value:
        case str():
            return mask(value)
        case Mapping():
            return {_masked(key): _masked(each) for key, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(each) for each in value]
        case None | bool() | int() | float():
            return value
        case _:
            return mask(repr(value))


class _Libraries(logging.StreamHandler[Any]):
    """What was logged by others than us; one at a time."""


def _listen_to_libraries(level: str, dated: list[Processor], told: list[Processor]) -> None:
    handler = _Libraries(sys.stderr)
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[drop, *told], foreign_pre_chain=dated))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each, _Libraries)]
    root.addHandler(handler)
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
