"""The machine's own chance: new ids and jitter."""

import secrets

from app.domain.ids import LineId, MessageId, OrderId

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without letters and digits that are taken for one another when read aloud."""

_RANDOM = secrets.SystemRandom()


class SystemChance:
    """Real chance (implements ``app.ports.clock.Chance``)."""

    def order_id(self) -> OrderId:
        return OrderId(_letters(10))

    def line_id(self) -> LineId:
        return LineId(_letters(8))

    def message_id(self) -> MessageId:
        return MessageId(_letters(16))

    def binding_message(self) -> str:
        return f"{_letters(3)}-{_letters(3)}".upper()

    def nonce(self) -> str:
        return secrets.token_urlsafe(24)

    def spread(self) -> float:
        return _RANDOM.random()


def _letters(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))
