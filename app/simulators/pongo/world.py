"""Everything the Pongo simulator remembers, shared by its subjects; it has no rules of its own."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from app.simulators.pongo.fields import Fields
from app.simulators.pongo.records import (
    AuthorizationCode,
    CheckIn,
    Customer,
    Lock,
    Merchant,
    Movement,
    Order,
    Reward,
    Store,
    Token,
    WonReward,
)
from app.simulators.pongo.settings import PongoSettings

_log = structlog.get_logger()

OrderKey = tuple[str, str]
"""Store slug and the sender's order id: what makes an order the same order."""


@dataclass(slots=True, kw_only=True)
class World:
    """The merchant's data; records are replaced, never changed."""

    now: Callable[[], datetime]
    merchant: Merchant
    settings: PongoSettings = field(default_factory=PongoSettings)
    stores: dict[str, Store] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    orders: dict[OrderKey, Order] = field(default_factory=dict)
    check_ins: list[CheckIn] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    rewards: dict[str, Reward] = field(default_factory=dict)
    won: dict[str, WonReward] = field(default_factory=dict)
    locks: dict[tuple[str, str], Lock] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    known_tags: set[str] = field(default_factory=set)
    warnings: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    _counters: dict[str, int] = field(default_factory=dict)

    def next_id(self, prefix: str) -> str:
        """The next id of a kind: `ord_1001`, `ord_1002`, ...: long enough for a customer's id to be a pass."""
        self._counters[prefix] = self._counters.get(prefix, 1000) + 1
        return f"{prefix}_{self._counters[prefix]}"

    def warn(self, action: str, what: str) -> None:
        """Note something that Pongo accepts but a developer should hear of; `what` holds no personal data."""
        self.warnings.append(f"{action}: {what}")
        _log.warning(action, simulator="pongo", what=what)

    def warn_of_unknown(self, sent: Fields, where: str) -> None:
        """Warn of each field of a request that Pongo ignores."""
        for path in sent.unknown():
            self.warn("unknown_field_ignored", f"{where}: {path}")

    def store_slug(self, sent: Fields, key: str, *, required: bool = True) -> str:
        """The slug of an existing store, read from a request; an unknown one is noted as invalid."""
        slug = sent.text(key, required=required)
        if slug is not None and slug not in self.stores:
            sent.fail(key, f"The selected {key.replace('_', ' ')} is invalid.")
        return slug or ""
