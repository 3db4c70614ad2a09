"""How Vipps signs deliveries (Webhooks API, request authentication): on the raw bytes, for one host and path.

The public address decides host and path, never what arrived: behind a reverse proxy both may differ. The date is part
of what is signed but is not judged: a delivery is retried for seven days, it is not documented whether retries are
dated anew, and one that is replayed only makes us look the payment up once more.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.ports.webhooks import NotGenuine

SIGNED = "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature="
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPlace:
    """What a registered URL puts under the signature. ``host`` includes a port that is not the scheme's default."""

    host: str
    path_and_query: str


def place_of(url: str) -> SignedPlace:
    """Host, path and query of a registered URL."""
    parts = urlsplit(url)
    name = parts.netloc.rpartition("@")[2].lower()
    host = name.removesuffix(f":{_DEFAULT_PORTS.get(parts.scheme)}")
    query = f"?{parts.query}" if parts.query else ""
    return SignedPlace(host=host, path_and_query=(parts.path or "/") + query)


def verify(place: SignedPlace, headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> None:
    """Return when ``body`` was signed for ``place`` with one of ``secrets``; raises :class:`NotGenuine`.

    Header names are lower case. What is compared takes the same time whether and where it differs.
    """
    date, digest, given = (_header(headers, name) for name in ("x-ms-date", "x-ms-content-sha256", "authorization"))
    same_body = hmac.compare_digest(content_hash(body).encode(), digest.encode())
    text = f"POST\n{place.path_and_query}\n{date};{place.host};{digest}"
    same_signature = False
    for secret in secrets:
        same_signature |= hmac.compare_digest((SIGNED + _mac(secret, text)).encode(), given.encode())
    if not same_body:
        raise NotGenuine("the body is not the one that was signed")
    if not same_signature:
        raise NotGenuine("the signature does not fit")


def content_hash(body: bytes) -> str:
    """What ``x-ms-content-sha256`` must say."""
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _mac(secret: str, text: str) -> str:
    """The secret is used as text; that it looks like base64 means nothing."""
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if value is None:
        raise NotGenuine(f"no header {name}")
    return value
