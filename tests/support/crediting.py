"""A simulated Pongo that is handed our own request bytes, and people who share a bill there."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from app.domain.customer import Guest, IdentifiedBy, PhoneNumber
from app.domain.cutting import Shares, by_lines, equally, with_payer
from app.domain.errors import InvalidValue, NothingToPay
from app.domain.ids import posted_order_id
from app.domain.loyalty import Programme, estimate
from app.domain.order import Order, OrderLine
from app.domain.reward import TakenReward
from app.domain.split import Share, payers
from app.ports.loyalty_program import PaidShare
from app.providers.http.request import Answer
from app.providers.pongo import orders
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.users import get_user
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend, views
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.programme import EARNING_MODES, ROUNDINGS
from app.simulators.pongo.programme import Programme as SimulatedProgramme
from app.simulators.seed import PONGO_TOKEN
from support.clocks import START
from support.rewards import COFFEE, FIFTY_OFF, TENTH_OFF
from support.samples import a_guest, a_member, an_order
from support.strategies import lines, taken_rewards

RICH = 100_000
COST = 300
"""Points that every reward costs here."""
KARI, CAMILLE = "cus_1001", "cus_1002"
CONFIG = PongoConfig(base_url="https://pongo.example.test", token="token")
FRIEND = Guest(phone=PhoneNumber("33612345678"), identified_by=IdentifiedBy.PHONE)
"""Camille, a member whom the till knows by her number alone."""

programmes = st.builds(
    SimulatedProgramme,
    is_enabled=st.sampled_from([True, True, True, False]),
    earning_mode=st.sampled_from(EARNING_MODES),
    points_per_currency_unit=st.sampled_from([Decimal(text) for text in ("0", "0.1", "0.5", "1", "1.5", "2", "10")]),
    points_per_visit=st.integers(0, 50),
    minimum_amount=st.sampled_from([0, 5_000, 18_900, 100_000]),
    rounding=st.sampled_from(sorted(ROUNDINGS)),
)
dishes = st.lists(lines(), min_size=1, max_size=6, unique_by=lambda line: line.id)
friends = st.lists(st.sampled_from([FRIEND, None]), min_size=1, max_size=3)
"""Who shares Kari's bill: Camille, perhaps on two shares, and people whom nobody knows."""


class Till:
    """One bill of Kari's, posted and undone with the bytes of our client, at a Pongo with some programme."""

    def __init__(self, programme: SimulatedProgramme, ordered: Sequence[OrderLine], reward: TakenReward | None) -> None:
        self.pongo = PongoBackend(SimClock(frozen_at=START).now)
        self._world = self.pongo.world
        self._world.settings = replace(self._world.settings, programme=programme)
        for reward_id in (COFFEE.id, FIFTY_OFF.id, TENTH_OFF.id):
            self._world.rewards[reward_id] = replace(
                self._world.rewards["rwd_fifty_off"], public_id=reward_id, points=COST
            )
        for customer_id in (KARI, CAMILLE):
            self._world.customers[customer_id] = replace(self._world.customers[customer_id], points=RICH)
        self._gifts = set(self._world.won)
        self.order = _order_of_kari(ordered, reward)

    def change(self, **rules: Any) -> None:
        """Put other rules of the programme in force."""
        changed = replace(self._world.settings.programme, **rules)
        self._world.settings = replace(self._world.settings, programme=changed)

    @property
    def spent(self) -> int:
        """Points that the reward costs whoever posts its lines."""
        return COST if any(line.reward_id for line in self.order.bill_lines) else 0

    def promised(self, share: Share) -> int:
        """What the payer of the share is told before paying: by the programme as our client reads it."""
        promise = estimate(self.programme(), share.amount)
        assert promise is not None
        return promise if share.guest is not None else 0

    def programme(self) -> Programme:
        """The programme as our client reads it."""
        told = json.dumps(views.me(self._world, self._world.tokens[PONGO_TOKEN])).encode()
        return get_user().parse(Answer(status=200, body=told))

    def credited(self, share: Share) -> int:
        """Post a share, and then once more; the points of the first answer."""
        body = json.loads(orders.order_body(CONFIG, self.paid(share)))
        answer = self.pongo.orders.create(body)
        self.pongo.orders.create(body)
        return answer.order.points_earned

    def taken_back(self, share: Share, *, cancelled: bool) -> int:
        """Undo a share; points that this very request took."""
        request = orders.undo(posted_order_id(self.order.id, share.number), cancelled=cancelled)
        _, removed = self.pongo.orders.change_status(
            request.path.rpartition("/")[2], Fields(json.loads(request.body or ""))
        )
        return removed

    def paid(self, share: Share) -> PaidShare:
        return PaidShare(
            order=self.order,
            share=share,
            paid_at=START - timedelta(seconds=60),
            payment_reference="taffel-order00001-1-1",
            store_slug="demo-bistro-oslo",
            language="en",
        )

    def balances(self) -> dict[str, int]:
        """Kari's points and Camille's."""
        return {each: self._world.customers[each].points for each in (KARI, CAMILLE)}

    def statuses(self) -> dict[int, str]:
        """How Pongo has each posted share, by its number."""
        orders_there = self._world.orders.values()
        return {int(each.order_id.removeprefix(f"{self.order.id}-")): each.status for each in orders_there}

    def pieces(self) -> list[bool]:
        """For every reward that was paid with points here: whether it is used."""
        return [piece.used_at is not None for hash_, piece in self._world.won.items() if hash_ not in self._gifts]

    def warnings(self) -> list[str]:
        """What the simulator found odd in our bodies."""
        return list(self._world.warnings)


tills = st.builds(Till, programmes, dishes, st.none() | taken_rewards()).filter(
    lambda till: till.order.amount.minor > 0
)
"""Bills with something to pay."""


def cut_equally(order: Order, guests: Sequence[Guest | None]) -> Shares:
    """Kari and these, as the till cuts and they pay; what it refuses to cut is no case."""
    try:
        return _paid(equally(order, _seated(order, guests)))
    except (InvalidValue, NothingToPay):
        reject()


def cut_by_dishes(order: Order, guests: Sequence[Guest | None], turns: Sequence[int]) -> Shares:
    """The same, each dish to the payer whose turn it is; the turns begin again when there are more dishes."""
    try:
        shares = _seated(order, guests)
        for line, turn in zip(order.lines, cycle(turns), strict=False):
            shares = by_lines(order, shares, line.id, turn % (len(guests) + 1) + 1)
    except (InvalidValue, NothingToPay):
        reject()
    return _paid(shares)


def _seated(order: Order, guests: Sequence[Guest | None]) -> Shares:
    shares: Shares = ()
    for guest in guests:
        shares = with_payer(order, shares, guest)
    return shares


def _paid(shares: Shares) -> Shares:
    """The parts that somebody is asked to pay, paid."""
    return tuple(share.reserved().paid(START) for share in payers(shares) if share.amount.minor > 0)


def _order_of_kari(ordered: Sequence[OrderLine], reward: TakenReward | None) -> Order:
    order = an_order(lines=tuple(ordered), guest=a_guest(member=replace(a_member(), customer_id=KARI)))
    return order if reward is None else order.with_reward(replace(reward, customer_id=KARI))
