"""Signs deliveries the way the Webhooks API documents it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a registered URL points: `host` as the Host header says it (a port that is not the default included)."""

    host: str
    path_and_query: str


def place_of(url: str) -> Place:
    """Read host and path out of a registered URL."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS[parts.scheme])
    query = f"?{parts.query}" if parts.query else ""
    return Place(host=host, path_and_query=(parts.path or "/") + query)


def signed_headers(secret: str, place: Place, date: str, body: bytes) -> dict[str, str]:
    """Return the headers that prove where a delivery is from; `date` is RFC 1123, the secret is used as text."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f"POST\n{place.path_and_query}\n{date};{place.host};{digest}"
    mac = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return {
        "Host": place.host,
        "x-ms-date": date,
        "x-ms-content-sha256": digest,
        "Authorization": f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={mac}",
    }
