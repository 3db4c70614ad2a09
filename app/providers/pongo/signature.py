"""How Hey Pongo signs deliveries: SHA-256 HMAC over the raw body followed by the time, nothing between them.

The header is ``Pongo-Signature: t={seconds},v1={hex}``. Its encoding and the tolerance are ASSUMED.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.ports.webhooks import NotGenuine
from app.providers.pongo import wire

TOLERANCE = timedelta(seconds=300)

_TIME = re.compile(r"[0-9]{1,12}")


def verify(header: str | None, body: bytes, secrets: Iterable[str], now: datetime) -> None:
    """Return when ``body`` was signed with one of ``secrets`` lately; raises :class:`NotGenuine`.

    What is compared takes the same time whether and where it differs. A header may name several signatures, as while
    a secret is replaced; one that fits is enough.
    """
    if header is None:
        raise NotGenuine("no signature")
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == wire.Webhook.TIME]
    macs = [value for name, _, value in parts if name == wire.Webhook.MAC]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or not macs:
        raise NotGenuine("the signature cannot be read")
    genuine = False
    for secret in secrets:
        expected = mac_of(secret, body, times[0])
        for given in macs:
            genuine |= hmac.compare_digest(expected.encode(), given.lower().encode())
    if not genuine:
        raise NotGenuine("the signature does not fit")
    if abs(now.timestamp() - int(times[0])) > TOLERANCE.total_seconds():
        raise NotGenuine("the signature is too old, or from the future")


def mac_of(secret: str, body: bytes, time: str) -> str:
    """What ``v1`` must say for this body and time."""
    return hmac.new(secret.encode(), body + time.encode(), hashlib.sha256).hexdigest()
