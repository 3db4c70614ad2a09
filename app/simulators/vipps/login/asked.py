"""Reads the form that starts a login."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.simulators.vipps.login.refusals import OAuthRefusal

MSISDN_HINT = re.compile(r"urn:msisdn:((?:46|45|47|358|299)\d{6,12})")
LEGACY_HINT = re.compile(r"urn:mobilenumber:(\d{8})")
BINDING_MESSAGE = re.compile(r"[A-Z0-9\-]{5,8}")
LEAST_EXPIRY, MOST_EXPIRY = 60, 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the till asks for; scopes as given, `expiry` in seconds or `None` for the default."""

    msisdn: str
    scopes: tuple[str, ...]
    binding_message: str | None
    nonce: str | None
    expiry: int | None


def read_start(form: Mapping[str, str]) -> Asked:
    """Read the parameters of a backchannel authentication; raises `OAuthRefusal`."""
    scopes = tuple(form.get("scope", "").split())
    if not scopes:
        raise OAuthRefusal("invalid_request", "The parameter scope is required")
    if "openid" not in scopes:
        raise OAuthRefusal("invalid_scope", "The scope openid is required")
    if "requested_flow" in form:
        raise OAuthRefusal("invalid_request", "The requested_flow is not supported here")
    message = form.get("binding_message")
    if message is not None and not BINDING_MESSAGE.fullmatch(message):
        raise OAuthRefusal("invalid_binding_message", "The binding_message must match ^[A-Z0-9\\-]{5,8}$")
    return Asked(
        msisdn=read_hint(form),
        scopes=scopes,
        binding_message=message,
        nonce=form.get("nonce"),
        expiry=_expiry(form.get("requested_expiry")),
    )


def read_hint(form: Mapping[str, str]) -> str:
    """Return the number in `login_hint`; raises `OAuthRefusal`."""
    hint = form.get("login_hint")
    if hint is None:
        raise OAuthRefusal("invalid_request", "The parameter login_hint is required")
    if known := MSISDN_HINT.fullmatch(hint):
        return known[1]
    if legacy := LEGACY_HINT.fullmatch(hint):
        return f"47{legacy[1]}"
    raise OAuthRefusal(
        "invalid_request", "login_hint must be urn:msisdn: and a number that begins with 46, 45, 47, 358 or 299"
    )


def _expiry(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not LEAST_EXPIRY <= int(text) <= MOST_EXPIRY:
        raise OAuthRefusal("invalid_request", f"requested_expiry must be {LEAST_EXPIRY} to {MOST_EXPIRY} seconds")
    return int(text)
