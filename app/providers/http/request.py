"""A request as a value, and what came back: nothing here touches the network."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Effect(StrEnum):
    """What sending does on the other side, and so who may send again after a lost answer.

    ``READ`` changes nothing. ``REPEATABLE`` ends the same however often it is sent: the sender may repeat it by itself.
    ``ONCE`` does something; whoever stored key and body looks up first and then repeats exactly these.
    """

    READ = "read"
    REPEATABLE = "repeatable"
    ONCE = "once"


class UnreadableAnswer(ValueError):
    """An answer that makes no sense: not JSON, cut off, or without what the API promises. Names no values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the other side answered. Header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """The body as JSON whatever its content type says; raises :class:`UnreadableAnswer`."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise UnreadableAnswer(f"{len(self.body)} bytes that are not JSON") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiRequest(Generic[T]):
    """One call of an API, complete but for the bearer token.

    ``action`` and ``template`` (the path without its values) are what the log may tell. ``parse`` gets answers with a
    2xx status, or one of ``also_parsed``, and raises :class:`UnreadableAnswer` for one that it cannot understand.
    """

    action: str
    method: str
    path: str
    template: str
    parse: Callable[[Answer], T]
    effect: Effect
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: str | None = field(default=None, repr=False)
    also_parsed: frozenset[int] = frozenset()
