"""GET stores: the merchant's locations."""

from app.domain.loyalty import Store
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.http.schema import read_as
from app.providers.pongo import wire
from app.providers.pongo.headers import COMMON_HEADERS
from app.providers.pongo.schemas.stores import StoreAnswer
from app.providers.pongo.schemas.unwrapping import unwrapped


def list_stores() -> ApiRequest[tuple[Store, ...]]:
    """All locations of the merchant."""
    return ApiRequest(
        action="pongo_list_stores",
        method="GET",
        path=wire.Path.STORES,
        template=wire.Path.STORES,
        headers=COMMON_HEADERS,
        parse=_parse,
        effect=Effect.READ,
    )


def _parse(answer: Answer) -> tuple[Store, ...]:
    entries = unwrapped(answer.json())
    if not isinstance(entries, list):
        raise UnreadableAnswer("stores that are no list")
    found = [read_as(StoreAnswer, entry) for entry in entries]
    return tuple(
        Store(slug=store.slug, name=store.name or store.slug, public_id=store.public_id, city=store.city)
        for store in found
    )
