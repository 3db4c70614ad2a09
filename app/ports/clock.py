"""Time and chance come in from outside, so that tests can hold them."""

from datetime import datetime
from typing import Protocol

from app.domain.ids import LineId, MessageId, OrderId


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """The current time, in UTC with time zone."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after so many seconds."""
        ...


class Chance(Protocol):
    """New names and random numbers."""

    def order_id(self) -> OrderId:
        """A new order id: 10 lower-case letters and digits, not guessable."""
        ...

    def line_id(self) -> LineId:
        """A new order line id."""
        ...

    def message_id(self) -> MessageId:
        """A new outbox message id."""
        ...

    def binding_message(self) -> str:
        """A new text to compare on two screens, such as ``4MZ-CQ3``."""
        ...

    def nonce(self) -> str:
        """A new text that nobody can guess, at least 128 bits of it."""
        ...

    def spread(self) -> float:
        """A random number in [0, 1), for jitter."""
        ...
