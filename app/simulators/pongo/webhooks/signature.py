"""Signs deliveries the way Pongo documents it: SHA-256 HMAC over the body followed by the time."""

import hashlib
import hmac


def signed_header(secret: str, body: bytes, seconds: int) -> str:
    """Return the value of `Pongo-Signature` for a body sent at so many seconds since 1970."""
    time = str(seconds)
    mac = hmac.new(secret.encode(), body + time.encode(), hashlib.sha256).hexdigest()
    return f"t={time},v1={mac}"
