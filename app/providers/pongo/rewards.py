"""Reward calls: catalogue, won, lock, unlock, buy, use."""

from datetime import UTC
from urllib.parse import quote, urlencode

import structlog

from app.domain.reward import Reward, RewardId, RewardKind, WonReward
from app.ports.reward_program import Bought, Catalogue
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.http.schema import build, nothing, read_answer, read_as
from app.providers.pongo import wire
from app.providers.pongo.headers import BODY_HEADERS, COMMON_HEADERS
from app.providers.pongo.schemas.rewards import (
    BoughtAnswer,
    BuyRequest,
    LockRequest,
    RewardAnswer,
    UseRequest,
    WonAnswer,
)
from app.providers.pongo.schemas.unwrapping import unwrapped

log = structlog.get_logger()

KINDS = {
    wire.Value.REWARD_PRODUCT: RewardKind.PRODUCT,
    wire.Value.REWARD_AMOUNT: RewardKind.AMOUNT,
    wire.Value.REWARD_PERCENT: RewardKind.PERCENT,
}


def list_rewards(customer_id: str, store_slug: str) -> ApiRequest[tuple[Reward, ...]]:
    """The catalogue for an identified customer: without both filters it shows what nobody here may have (DOC)."""
    query = urlencode({wire.Reward.CUSTOMER: customer_id, wire.Reward.STORE_SLUG: store_slug})
    return ApiRequest(
        action="pongo_list_rewards",
        method="GET",
        path=f"{wire.Path.REWARDS}?{query}",
        template=wire.Path.REWARDS,
        headers=COMMON_HEADERS,
        parse=_parse_rewards,
        effect=Effect.READ,
    )


def list_all() -> ApiRequest[Catalogue]:
    """The merchant's whole catalogue: without filters it holds what not everybody may have (DOC)."""
    return ApiRequest(
        action="pongo_list_all_rewards",
        method="GET",
        path=wire.Path.REWARDS,
        template=wire.Path.REWARDS,
        headers=COMMON_HEADERS,
        parse=_parse_catalogue,
        effect=Effect.READ,
    )


def list_won(customer_id: str) -> ApiRequest[tuple[WonReward, ...]]:
    """What the customer holds."""
    return ApiRequest(
        action="pongo_list_won_rewards",
        method="GET",
        path=wire.Path.WON_REWARDS.format(customer_id=quote(customer_id, safe="")),
        template=wire.Path.WON_REWARDS,
        headers=COMMON_HEADERS,
        parse=_parse_won,
        effect=Effect.READ,
    )


def lock(customer_id: str, name: str, pin: str | None) -> ApiRequest[None]:
    """Keep a reward from other devices."""
    return ApiRequest(
        action="pongo_lock_reward",
        method="POST",
        path=_lock_path(customer_id),
        template=wire.Path.LOCK,
        headers=BODY_HEADERS,
        body=build(LockRequest, hash=name, pin=pin).text(),
        parse=nothing,
        effect=Effect.ONCE,
    )


def unlock(customer_id: str, name: str) -> ApiRequest[None]:
    """Let a reward go: a DELETE with a body (DOC)."""
    return ApiRequest(
        action="pongo_unlock_reward",
        method="DELETE",
        path=_lock_path(customer_id),
        template=wire.Path.LOCK,
        headers=BODY_HEADERS,
        body=build(LockRequest, hash=name).text(),
        parse=nothing,
        effect=Effect.REPEATABLE,
    )


def buy(customer_id: str, reward_id: RewardId, store_slug: str, pin: str | None) -> ApiRequest[Bought]:
    """Pay with points and use at once. A repeat would pay twice."""
    return ApiRequest(
        action="pongo_buy_reward",
        method="POST",
        path=wire.Path.BUY_REWARD.format(reward_id=quote(reward_id, safe="")),
        template=wire.Path.BUY_REWARD,
        headers=BODY_HEADERS,
        body=build(BuyRequest, customer=customer_id, store_slug=store_slug, pin=pin).text(),
        parse=_parse_bought,
        effect=Effect.ONCE,
    )


def use(customer_id: str, won: str, store_slug: str, pin: str | None) -> ApiRequest[None]:
    """Use up a piece."""
    path = wire.Path.WON_REWARD.format(customer_id=quote(customer_id, safe=""), hash=quote(won, safe=""))
    return ApiRequest(
        action="pongo_use_reward",
        method="PATCH",
        path=path,
        template=wire.Path.WON_REWARD,
        headers=BODY_HEADERS,
        body=build(UseRequest, store_slug=store_slug, pin=pin).text(),
        parse=nothing,
        effect=Effect.ONCE,
    )


def _lock_path(customer_id: str) -> str:
    return wire.Path.LOCK.format(customer_id=quote(customer_id, safe=""))


def _parse_rewards(answer: Answer) -> tuple[Reward, ...]:
    """Every reward that can be understood; one that cannot is left out, the others are still good."""
    return _parse_catalogue(answer).rewards


def _parse_catalogue(answer: Answer) -> Catalogue:
    rewards: list[Reward] = []
    unread = 0
    for entry in _entries(answer):
        try:
            found = read_as(RewardAnswer, entry)
            kind = KINDS[found.type]
        except (UnreadableAnswer, KeyError) as error:
            log.warning("reward_not_understood", kind=type(error).__name__)
            unread += 1
            continue
        if found.is_active:
            rewards.append(_reward(found, kind))
    return Catalogue(rewards=tuple(rewards), unread=unread)


def _reward(found: RewardAnswer, kind: RewardKind) -> Reward:
    return Reward(
        id=RewardId(found.public_id),
        name=found.name,
        kind=kind,
        points=found.points,
        skus=_skus(found.external_id),
        amount=found.amount or 0,
        basis_points=int((found.percent or 0) * 100),
        store_slugs=found.store_slugs or (),
    )


def _parse_won(answer: Answer) -> tuple[WonReward, ...]:
    """Every piece that can be understood, as in the catalogue: one that cannot takes none of the others away."""
    pieces: list[WonReward] = []
    for entry in _entries(answer):
        try:
            pieces.append(_won(read_as(WonAnswer, entry)))
        except UnreadableAnswer as error:
            log.warning("won_reward_not_understood", reason=str(error))
    return tuple(pieces)


def _won(found: WonAnswer) -> WonReward:
    expires = found.expires_at
    if expires is not None and expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return WonReward(
        hash=found.hash,
        reward_id=RewardId(found.reward_id),
        name=found.name,
        skus=_skus(found.external_id),
        used=found.is_used,
        locked=found.is_locked,
        expires_at=expires,
    )


def _parse_bought(answer: Answer) -> Bought:
    bought = read_answer(BoughtAnswer, answer)
    return Bought(hash=bought.piece.hash, balance=bought.customer.points if bought.customer else None)


def _entries(answer: Answer) -> list[object]:
    found = unwrapped(answer.json())
    if not isinstance(found, list):
        raise UnreadableAnswer("rewards that are no list")
    return found


def _skus(external_id: str | None) -> tuple[str, ...]:
    """The merchant types them into Pongo's back office, separated by commas (DOC)."""
    return tuple(sku.strip() for sku in (external_id or "").split(",") if sku.strip())
