"""The one place of the simulators where chance comes from."""

import base64
import secrets
import uuid


def new_guid() -> str:
    """Return a fresh GUID in its usual form with dashes."""
    return str(uuid.uuid4())


def new_token(size: int = 24) -> str:
    """Return a fresh opaque text of letters, digits, `-` and `_`, made from `size` random bytes."""
    return secrets.token_urlsafe(size)


def new_number(digits: int = 10) -> str:
    """Return a fresh decimal number of exactly `digits` digits."""
    return str(10 ** (digits - 1) + secrets.randbelow(9 * 10 ** (digits - 1)))


def new_secret(size: int = 64) -> str:
    """Return a fresh secret in the base64 alphabet, made from `size` random bytes."""
    return base64.b64encode(secrets.token_bytes(size)).decode()
