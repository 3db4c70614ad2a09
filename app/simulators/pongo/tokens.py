"""Access tokens as texts that carry what they are worth, so that a restarted Pongo still knows those it gave."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from app.simulators.pongo.records import Token


def written(claims: Mapping[str, object]) -> str:
    """The claims as a signed text of three parts."""
    parts = [_segment({"alg": "HS256", "typ": "JWT"}), _segment(claims)]
    return ".".join([*parts, opaque(".".join(parts))])


def read(text: str) -> Token | None:
    """What a text is worth that :func:`written` made, or `None` for any other."""
    signed, _, signature = text.rpartition(".")
    if not signed or signature != opaque(signed):
        return None
    claims = json.loads(_opened(signed.rpartition(".")[2]))
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    return Token(text=text, scopes=frozenset(claims["scopes"]), expires_at=expires_at)


def opaque(text: str) -> str:
    """A text that nobody guesses who does not know this simulator."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"pongo-simulator:{text}".encode()).digest()).decode().rstrip("=")


def _segment(value: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _opened(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
