"""One example of every state of the checkout, and a scene to draw them in."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

import flet as ft

from app.domain.customer import Guest, IdentifiedBy
from app.domain.cutting import by_lines, with_payer
from app.domain.ids import LineId, ProductId
from app.domain.nudge import Nudge
from app.domain.order import Order, OrderState, order_line
from app.domain.payment import PaymentState
from app.domain.reward import Reward, RewardId, RewardKind, offers
from app.domain.reward import Standing as OfferStanding
from app.domain.split import Share
from app.menu_file import read_menu
from app.services.basics.phone_numbers import PhoneTrouble
from app.services.loyalty.estimating import Estimate
from app.ui.components.countries import country_button, remark_line
from app.ui.components.text import figures
from app.ui.components.time_ring import time_ring
from app.ui.kit import SizeClass
from app.ui.rewards.state import Choosing, Fault, PinAsk, RewardsState, Taken, Unseen
from app.ui.rewards.view import RewardTaps, rewards
from app.ui.screens.checkout.scene import Pieces, Scene, Taps
from app.ui.screens.checkout.state import (
    AnotherPerson,
    Asking,
    BillFault,
    Cancelling,
    CheckoutState,
    Dishes,
    Gone,
    HelloMember,
    Identify,
    InDoubt,
    Join,
    JoiningInApp,
    JoinNews,
    LookingUp,
    NoPoints,
    Offer,
    Offers,
    Opening,
    Paid,
    PayerRow,
    Payers,
    PointsEarned,
    PointsOnTheirWay,
    SharingFault,
    Standing,
    Summary,
    Trouble,
    Troubled,
    Unordered,
    WaitingForApproval,
    WaitingForScan,
)
from app.ui.texts import Texts
from app.ui.theme import Role, Size
from support.rewards import CATALOGUE as REWARDS
from support.rewards import COFFEE, FIFTY_OFF, FREE_COFFEE, TENTH_OFF, WAFFLE, money_off
from support.samples import OTHER_PHONE, PHONE, a_member, a_payment, an_enrolment, an_order, nok

RESTAURANT, CATALOG = read_menu(Path(__file__).resolve().parents[2] / "assets" / "demo" / "menu.toml")
HOUSE: Final = replace(RESTAURANT, terms_url="https://club.example.no/terms", join_in_app=True)

KNOWN: Final = Estimate(enabled=True, points=189, programme_name="Fjord-klubben")
NO_NUMBER: Final = Estimate(enabled=True, points=None)
NOT_YET: Final = replace(KNOWN, points=None)
"""Before any dish is chosen."""

STRANGER: Final = Guest(phone=PHONE, identified_by=IdentifiedBy.VIPPS_QR, asked=True)
MEMBER: Final = replace(STRANGER, member=a_member())
UNCONFIRMED: Final = replace(MEMBER, identified_by=IdentifiedBy.VIPPS_QR_OFFLINE)


def full_order(count: int = 3, **changes: Any) -> Order:
    """An order of real dishes, the first of them with everything that can be chosen."""
    lines = []
    for number, product in enumerate(CATALOG.products[:count], start=1):
        chosen = tuple(modifier for group in product.modifier_groups for modifier in group.modifiers[: group.least])
        note = "Uten løk, takk" if number == 2 else ""
        lines.append(order_line(LineId(f"line{number:05}"), product, chosen, quantity=number, note=note))
    return replace(an_order(lines=tuple(lines)), number=42, **changes)


ORDER: Final = full_order()
UNORDERED: Final = full_order(0)
PLACED: Final = replace(ORDER, state=OrderState.PLACED, guest=MEMBER)
PAID: Final = replace(ORDER, state=OrderState.PAID, guest=MEMBER)
ASKED: Final = replace(a_payment(state=PaymentState.REQUESTED), amount=ORDER.amount)
TAKEN: Final = replace(a_payment(state=PaymentState.AUTHORIZED), amount=ORDER.amount)
CODE: Final = "https://qr.vipps.no/28/2/05/031/checkout/example-of-a-one-time-code"

OFFERS: Final = offers(
    (*REWARDS, replace(COFFEE, id=RewardId("rwd_long"), name="Gulrotkremsuppe med fløyte, purreløk og kamskjell")),
    (WAFFLE,),
    points=120,
    held=frozenset({TENTH_OFF.id}),
    catalog=CATALOG,
)
NEAR: Final = Nudge(points=2, reward="Dinner for two", dish=CATALOG.product(ProductId("coffee")))
REWARDS_SHOWN: Final[dict[str, RewardsState]] = {
    "choosing": Choosing(offers=OFFERS, nudge=NEAR),
    "fault": Choosing(offers=OFFERS[:1], fault=Fault.IN_USE),
    "out_of_reach": Choosing(offers=OFFERS[-4:]),
    "greyed": Choosing(offers=tuple(offer for offer in OFFERS if offer.standing is not OfferStanding.READY)),
    "pin": Choosing(offers=OFFERS, pin=PinAsk(key=COFFEE.id, product_id=None, wrong=True)),
}


def with_reward(order: Order, *, reward: Reward = COFFEE) -> Order:
    """The same order of a member with a reward on it."""
    taken = FREE_COFFEE if reward.kind is RewardKind.PRODUCT else money_off(reward.amount, reward.basis_points)
    return replace(order, guest=MEMBER, reward=replace(taken, name=reward.name))


def still_rewards(
    order: Order, texts: Texts, state: RewardsState | None = None, *, brief: bool = False, low: bool = False
) -> ft.Control:
    """The rewards of an order at one moment: the one that is on it, or what stands open."""
    if order.guest is None or order.guest.member is None:
        return rewards(Unseen(), texts, STILL)
    if order.reward is not None:
        return rewards(Taken(reward=order.reward), texts, STILL)
    return rewards(state or REWARDS_SHOWN["choosing"], texts, STILL, brief=brief, low=low)


OLA: Final = Guest(phone=OTHER_PHONE, identified_by=IdentifiedBy.VIPPS_QR, asked=True)
SHARED: Final = replace(ORDER, guest=MEMBER)
EQUAL: Final = with_payer(SHARED, with_payer(SHARED, (), OLA), None)
BY_DISHES: Final = by_lines(SHARED, with_payer(SHARED, (), OLA), ORDER.lines[1].id, 2)


def row_of(share: Share, standing: Standing = Standing.UNPAID, **known: Any) -> PayerRow:
    """One payer who can still go, at some point of paying."""
    return PayerRow(share=share, standing=standing, **{"may_leave": standing is Standing.UNPAID, **known})


ROWS: Final = tuple(row_of(share, points=points) for share, points in zip(EQUAL, (63, 63, None), strict=True))
SOME_PAID: Final = (
    row_of(EQUAL[0], Standing.PAID, earned=63),
    row_of(EQUAL[1], Standing.ASKED),
    row_of(EQUAL[2], may_leave=False),
)
ALL_PAID: Final = tuple(
    row_of(share, Standing.PAID, earned=earned) for share, earned in zip(EQUAL, (63, 63, None), strict=True)
)

STATES: Final[dict[str, CheckoutState]] = {
    "opening": Opening(),
    "opening_failed": Opening(failed=True),
    "gone": Gone(),
    "identify": Identify(order=ORDER, estimate=KNOWN),
    "identify_no_number": Identify(order=ORDER, estimate=NO_NUMBER),
    "identify_fault": Identify(order=ORDER, estimate=KNOWN, fault=PhoneTrouble.NO_SUCH_NUMBER),
    "identify_after": Identify(order=PAID, estimate=KNOWN, after_payment=True),
    "looking_up": LookingUp(order=ORDER, estimate=KNOWN),
    "hello": HelloMember(order=replace(ORDER, guest=MEMBER), estimate=KNOWN, guest=MEMBER, member=a_member()),
    "hello_nameless": HelloMember(
        order=ORDER,
        estimate=NO_NUMBER,
        guest=MEMBER,
        member=replace(a_member(points=None), name=None),
    ),
    "offers": Offers(order=ORDER, estimate=KNOWN, guest=MEMBER, email=True, sms=False),
    "join": Join(order=ORDER, estimate=KNOWN, guest=STRANGER),
    "join_email": Join(order=ORDER, estimate=KNOWN, guest=STRANGER, email=True),
    "join_address": Join(order=ORDER, estimate=KNOWN, guest=STRANGER, email=True, address_fault=True),
    "hello_unconfirmed": HelloMember(
        order=replace(ORDER, guest=UNCONFIRMED), estimate=KNOWN, guest=UNCONFIRMED, member=a_member()
    ),
    "join_unconfirmed": Join(order=ORDER, estimate=KNOWN, guest=replace(UNCONFIRMED, member=None)),
    "summary_unconfirmed": Summary(order=replace(ORDER, guest=UNCONFIRMED), estimate=KNOWN),
    "join_sms": Join(order=ORDER, estimate=NO_NUMBER, guest=STRANGER, sms=True),
    "join_after": Join(order=PAID, estimate=KNOWN, guest=STRANGER, after_payment=True),
    "join_busy": Join(order=ORDER, estimate=KNOWN, guest=STRANGER, email=True, busy=True),
    **{f"join_{each.name.lower()}": Join(order=ORDER, estimate=KNOWN, guest=STRANGER, news=each) for each in JoinNews},
    "in_app": JoiningInApp(order=replace(ORDER, guest=STRANGER), estimate=KNOWN, enrolment=an_enrolment()),
    "in_app_after": JoiningInApp(
        order=replace(PAID, guest=STRANGER), estimate=KNOWN, enrolment=an_enrolment(), after_payment=True
    ),
    "summary": Summary(order=replace(ORDER, guest=MEMBER), estimate=KNOWN),
    "summary_coffee": Summary(order=with_reward(ORDER), estimate=KNOWN),
    "summary_fifty_off": Summary(order=with_reward(ORDER, reward=FIFTY_OFF), estimate=KNOWN),
    "hello_coffee": HelloMember(order=with_reward(ORDER), estimate=KNOWN, guest=MEMBER, member=a_member()),
    "summary_unknown": Summary(order=ORDER, estimate=KNOWN),
    "summary_stranger": Summary(order=replace(ORDER, guest=STRANGER), estimate=NO_NUMBER),
    "summary_long": Summary(order=full_order(14, guest=MEMBER), estimate=NO_NUMBER),
    "asking": Asking(order=PLACED),
    "waiting": WaitingForApproval(order=PLACED, payment=ASKED),
    "waiting_code": WaitingForScan(order=PLACED, payment=ASKED, code=CODE),
    "waiting_code_instead": WaitingForScan(order=PLACED, payment=ASKED, code=CODE, instead=True),
    "cancelling": Cancelling(order=PLACED, payment=replace(ASKED, cancel_asked=True)),
    "in_doubt": InDoubt(order=PLACED, payment=replace(ASKED, state=PaymentState.IN_DOUBT)),
    "paid": Paid(order=PAID, payment=TAKEN, estimate=KNOWN, points=PointsOnTheirWay()),
    "paid_earned": Paid(order=PAID, payment=TAKEN, estimate=KNOWN, points=PointsEarned(earned=189, balance=309)),
    "paid_earned_untold": Paid(
        order=PAID, payment=TAKEN, estimate=KNOWN, points=PointsEarned(earned=None, balance=None)
    ),
    "paid_earned_none": Paid(order=PAID, payment=TAKEN, estimate=KNOWN, points=PointsEarned(earned=0, balance=120)),
    "paid_offer": Paid(
        order=replace(PAID, guest=None), payment=TAKEN, estimate=KNOWN, points=NoPoints(), offer=Offer.IDENTIFY
    ),
    "paid_offer_join": Paid(
        order=replace(PAID, guest=STRANGER), payment=TAKEN, estimate=NO_NUMBER, points=NoPoints(), offer=Offer.JOIN
    ),
    "paid_too_late": Paid(
        order=replace(PAID, guest=None), payment=TAKEN, estimate=KNOWN, points=NoPoints(), offer=Offer.TOO_LATE
    ),
    "identify_another": Identify(order=replace(ORDER, guest=MEMBER), estimate=KNOWN, another=True),
    "identify_on_it": Identify(order=ORDER, estimate=KNOWN, another=True, fault=BillFault.ON_IT_ALREADY),
    "another": AnotherPerson(
        order=replace(ORDER, guest=MEMBER),
        estimate=KNOWN,
        newcomer=OLA,
        present=MEMBER,
    ),
    "another_typed": AnotherPerson(
        order=replace(ORDER, guest=MEMBER),
        estimate=KNOWN,
        newcomer=replace(OLA, identified_by=IdentifiedBy.PHONE),
        present=MEMBER,
    ),
    "another_unconfirmed": AnotherPerson(
        order=replace(ORDER, guest=MEMBER),
        estimate=KNOWN,
        newcomer=replace(OLA, identified_by=IdentifiedBy.VIPPS_QR_OFFLINE),
        present=MEMBER,
    ),
    "another_for_all": AnotherPerson(order=ORDER, estimate=KNOWN, newcomer=OLA, present=None, share=EQUAL[0]),
    "summary_share": Summary(order=replace(ORDER, guest=MEMBER), estimate=KNOWN, share=EQUAL[0]),
    "summary_dishes": Summary(order=replace(ORDER, guest=OLA), estimate=KNOWN, share=BY_DISHES[1]),
    "payers": Payers(order=SHARED, rows=ROWS, unpaid=ORDER.amount, may_cut=True),
    "payers_asked": Payers(
        order=replace(SHARED, state=OrderState.PLACED),
        rows=SOME_PAID,
        unpaid=EQUAL[1].amount + EQUAL[2].amount,
        may_cut=False,
    ),
    "payers_leaving": Payers(
        order=replace(SHARED, state=OrderState.PLACED),
        rows=SOME_PAID,
        unpaid=EQUAL[1].amount + EQUAL[2].amount,
        may_cut=True,
        leaving=True,
    ),
    "payers_paid": Payers(order=PAID, rows=ALL_PAID, unpaid=nok(0), may_cut=False),
    **{
        f"payers_{each.name.lower()}": Payers(order=SHARED, rows=ROWS, unpaid=ORDER.amount, may_cut=True, fault=each)
        for each in SharingFault
    },
    "dishes": Dishes(order=SHARED, rows=tuple(row_of(share) for share in BY_DISHES), chosen=2),
    "dishes_fault": Dishes(
        order=SHARED,
        rows=tuple(row_of(share) for share in BY_DISHES),
        chosen=1,
        fault=SharingFault.IMPOSSIBLE,
    ),
    "paid_share": Paid(
        order=PAID,
        payment=replace(TAKEN, amount=EQUAL[0].amount),
        estimate=KNOWN,
        points=PointsOnTheirWay(),
        share=EQUAL[0],
        unpaid=EQUAL[1].amount + EQUAL[2].amount,
    ),
    "unordered": Unordered(),
    "identify_unordered": Identify(order=UNORDERED, estimate=NOT_YET),
    "hello_unordered": HelloMember(
        order=replace(UNORDERED, guest=MEMBER), estimate=NOT_YET, guest=MEMBER, member=a_member()
    ),
    "join_unordered": Join(order=replace(UNORDERED, guest=STRANGER), estimate=NOT_YET, guest=STRANGER),
    "another_unordered": AnotherPerson(
        order=replace(UNORDERED, guest=MEMBER), estimate=NOT_YET, newcomer=OLA, present=MEMBER
    ),
    "trouble_unordered": Troubled(order=UNORDERED, estimate=NOT_YET, trouble=Trouble.PROGRAMME_UNREACHABLE),
    **{f"trouble_{each.name.lower()}": Troubled(order=ORDER, estimate=KNOWN, trouble=each) for each in Trouble},
}
"""Every state by a name of its own."""


def nothing(*_: object) -> None:
    """A tap that does nothing."""


STILL: Final = RewardTaps(use=lambda *_: nothing, back=nothing, submit_pin=nothing, cancel_pin=nothing)


def still_taps(**known: Callable[..., Any]) -> Taps:
    """Taps that do nothing, but for those that are named."""
    named = {"payer", "take_off", "choose_payer", "give"}
    still: dict[str, Any] = {each.name: (lambda _: nothing) if each.name in named else nothing for each in fields(Taps)}
    return Taps(**(still | {"to_payers": None} | known))


def still_scene(
    language: str = "en",
    size: SizeClass = SizeClass.EXPANDED,
    *,
    pieces: Pieces | None = None,
    taps: Taps | None = None,
) -> Scene:
    """A scene in which nothing lives."""
    texts = Texts(language)
    return Scene(
        texts=texts,
        size=size,
        house=HOUSE,
        taps=taps or still_taps(),
        pieces=pieces or still_pieces(texts),
        motion=False,
        goal=500,
    )


def still_pieces(texts: Texts) -> Pieces:
    """Living pieces at one moment of their life."""
    return Pieces(
        viewfinder=lambda size: ft.Container(width=size, height=size, bgcolor=Role.SCRIM),
        phone=ft.TextField(label=texts.t("Phone number")),
        address=ft.TextField(label=texts.t("E-mail address (optional)")),
        country=lambda: country_button(texts.country("NO"), "+47", nothing),
        remark=lambda: remark_line("For example 40 61 23 45"),
        time_left=lambda: time_ring(428, 600, texts),
        countdown=lambda: figures(texts.t("Back to the start in {time}", time="0:48"), size=Size.BODY),
        rewards=lambda order, brief: still_rewards(order, texts, brief=brief, low=brief),
        ear=ft.Container,
    )
