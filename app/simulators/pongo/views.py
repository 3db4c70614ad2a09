"""Pongo's objects as the API shows them."""

from collections.abc import Iterable
from datetime import datetime

from app.simulators.pongo.check_ins import CheckInAnswer
from app.simulators.pongo.orders import OrderAnswer
from app.simulators.pongo.programme import without_keys
from app.simulators.pongo.records import Customer, Lock, Order, Reward, Store, Token, WonReward
from app.simulators.pongo.world import World

Json = dict[str, object]


def moment(value: datetime | None) -> str | None:
    """A moment as ISO 8601 to the second, with its offset."""
    return None if value is None else value.isoformat(timespec="seconds")


def me(world: World, token: Token) -> Json:
    """GET user information, with what the settings hide left out."""
    merchant = world.merchant
    told: Json = {
        "id": "usr_1",
        "email": merchant.owner_email,
        "first_name": "Demo",
        "last_name": "Owner",
        "merchant": {
            "id": merchant.id,
            "name": merchant.name,
            "slug": merchant.slug,
            "currency": merchant.currency,
            "locale": merchant.locale,
        },
        "scopes": sorted(token.scopes),
    }
    if "partnerParameters" not in world.settings.hidden_parameters:
        parameters = world.settings.programme.partner_parameters()
        told["partnerParameters"] = without_keys(parameters, world.settings.hidden_parameters)
    return told


def store(each: Store) -> Json:
    """One entry of GET stores."""
    return {
        "public_id": each.public_id,
        "slug": each.slug,
        "name": each.name,
        "address": each.address,
        "postal_code": each.postal_code,
        "city": each.city,
        "country": each.country,
        "timezone": each.timezone,
        "tablets": [{"id": tablet.id, "name": tablet.name} for tablet in each.tablets],
    }


def customer(each: Customer) -> Json:
    """The customer object; an opt-in that was never asked is told as false."""
    return {
        "id": each.public_id,
        "public_id": each.public_id,
        "phone": each.phone,
        "first_name": each.first_name,
        "last_name": each.last_name,
        "email": each.email,
        "gender": each.gender,
        "birthday": each.birthday.isoformat() if each.birthday else None,
        "points": each.points,
        "has_optin": bool(each.has_optin),
        "has_email_optin": bool(each.has_email_optin),
        "has_pin": each.pin is not None,
        "tags": list(each.tags),
        "reference_store_slug": each.reference_store_slug,
        "created_at": moment(each.created_at),
        "updated_at": moment(each.updated_at),
    }


def check_in(answer: CheckInAnswer) -> Json:
    """The answer to POST checkins."""
    return {
        "id": answer.check_in.id,
        "is_valid": answer.check_in.is_valid,
        "points_earned": answer.check_in.points_earned,
        "customer": _balance(answer.customer) | {"is_new": answer.is_new},
    }


def order(answer: OrderAnswer) -> Json:
    """The answer to POST orders: the first one tells the points, a repeat does not."""
    if answer.is_repeat:
        return {"message": "This order has already been processed.", "id": answer.order.id}
    known = answer.customer
    return {
        "message": "Order created.",
        "id": answer.order.id,
        "order_id": answer.order.order_id,
        "points_earned": answer.order.points_earned,
        "customer": None if known is None else _balance(known) | {"is_new": answer.order.enrolled},
    }


def order_status(each: Order, points_removed: int) -> Json:
    """The answer to PATCH orders."""
    return {"id": each.id, "status": each.status, "points_removed": points_removed}


def reward(each: Reward) -> Json:
    """One entry of the catalogue."""
    return {
        "public_id": each.public_id,
        "name": each.name,
        "description": each.description,
        "image_url": None,
        "type": each.type,
        "points": each.points,
        "discount_amount": each.discount_amount,
        "discount_percent": each.discount_percent,
        "external_id": each.external_id,
        "store_slugs": list(each.store_slugs),
        "segments": list(each.segments),
        "is_active": each.is_active,
    }


def won_reward(each: WonReward, catalogue: Reward, lock: Lock | None) -> Json:
    """One reward in a customer's hands."""
    return {
        "hash": each.hash,
        "public_reward_id": each.reward_id,
        "name": catalogue.name,
        "points": catalogue.points,
        "external_id": catalogue.external_id,
        "is_used": each.used_at is not None,
        "used_at": moment(each.used_at),
        "is_locked": lock is not None,
        "locked_at": moment(lock.locked_at) if lock else None,
        "won_at": moment(each.won_at),
        "expires_at": moment(each.expires_at),
    }


def bought(each: WonReward, buyer: Customer) -> Json:
    """The answer to POST buy."""
    return {
        "data": {"hash": each.hash, "public_reward_id": each.reward_id, "is_used": each.used_at is not None},
        "customer": _balance(buyer),
    }


def page(entries: list[Json], *, number: int, size: int, base: str) -> Json:
    """A page of a list, with Laravel's `links` and `meta`; pages count from 1, `base` is the address without query."""
    total = len(entries)
    last = max(1, -(-total // size))
    link = {
        "first": f"{base}?page=1",
        "last": f"{base}?page={last}",
        "prev": f"{base}?page={number - 1}" if number > 1 else None,
        "next": f"{base}?page={number + 1}" if number < last else None,
    }
    return {
        "data": entries[(number - 1) * size : number * size],
        "links": link,
        "meta": {"current_page": number, "last_page": last, "per_page": size, "total": total},
    }


def listed(entries: Iterable[Json]) -> Json:
    """A list under `data`."""
    return {"data": list(entries)}


def _balance(each: Customer) -> Json:
    return {"public_id": each.public_id, "points": each.points}
