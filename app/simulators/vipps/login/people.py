"""What Vipps knows of a person and shares with a merchant who may ask for it."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.simulators.seed import Person

LEAST_AGE = 15
HOMES = {
    "47": ("NO", "Bryggen 5", "5003", "Bergen"),
    "45": ("DK", "Nyhavn 12", "1051", "København K"),
    "358": ("FI", "Mannerheimintie 3", "00100", "Helsinki"),
}
SHARED = {
    "name": "Name",
    "phoneNumber": "Phone number",
    "email": "E-mail address",
    "address": "Address",
    "birthDate": "Date of birth",
    "gender": "Gender",
    "nin": "National identity number",
}
"""Scope -> the word the app shows for it."""


def subject_of(msn: str, msisdn: str) -> str:
    """Return the `sub` of a person at one sales unit: always the same there, another elsewhere."""
    return str(uuid5(NAMESPACE_URL, f"https://api.vipps.no/{msn}/{msisdn}"))


def claims_of(person: Person, scopes: tuple[str, ...], now: datetime) -> dict[str, Any]:
    """Return the claims for the granted scopes; consents are not among them."""
    claims: dict[str, Any] = {}
    for scope in scopes:
        if scope in _CLAIMS:
            claims |= _CLAIMS[scope](person, now)
    return claims


def _name(person: Person, _now: datetime) -> dict[str, Any]:
    return {
        "name": f"{person.first_name} {person.last_name}",
        "given_name": person.first_name,
        "family_name": person.last_name,
    }


def _phone(person: Person, _now: datetime) -> dict[str, Any]:
    return {"phone_number": person.msisdn, "phone_number_verified": True}


def _email(person: Person, _now: datetime) -> dict[str, Any]:
    name = f"{person.first_name}.{person.last_name}".lower()
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"email": f"{plain}@example.com", "email_verified": True}


def _birth_date(person: Person, now: datetime) -> dict[str, Any]:
    return {"birthdate": f"{now.year - person.age}-01-01"}


def _address(person: Person, _now: datetime) -> dict[str, Any]:
    home = next((home for prefix, home in HOMES.items() if person.msisdn.startswith(prefix)), None)
    country, street, code, region = home or ("", "", "", "")
    return {
        "address": {
            "address_type": "home",
            "country": country,
            "formatted": f"{street}\n{code} {region}\n{country}" if home else "",
            "postal_code": code,
            "region": region,
            "street_address": street,
        },
        "other_addresses": [],
    }


_CLAIMS: dict[str, Callable[[Person, datetime], dict[str, Any]]] = {
    "name": _name,
    "phoneNumber": _phone,
    "email": _email,
    "birthDate": _birth_date,
    "address": _address,
}
"""Gender is missing in Vipps' test environment, and nobody here has a national identity number."""
