"""What a delivery is on the wire, and what a courier needs to know of those that wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes over the wire: to which address, under which request target, with which headers and bytes."""

    url: str
    target: str
    headers: Mapping[str, str]
    body: bytes


D = TypeVar("D")


class Book(Protocol[D]):
    """Deliveries that wait for their turn."""

    @property
    def answer_seconds(self) -> float:
        """How long an endpoint has, in real seconds."""
        ...

    def take_due(self) -> Sequence[D]:
        """Return what is to be sent now; each must be settled."""
        ...

    def next_due_at(self) -> datetime | None:
        """Return when there is something to send again, as things stand."""
        ...

    def letter(self, delivery: D) -> Letter | None:
        """Write and sign a delivery, dated now; `None` when nobody wants it any more."""
        ...

    def settle(self, delivery: D, *, status: int | None = None, error: str | None = None) -> None:
        """Note how an attempt ended."""
        ...


def is_loopback(host: str | None) -> bool:
    """Tell whether a host name or address can only be this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False
