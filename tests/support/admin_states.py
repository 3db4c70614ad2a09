"""One example of every state of the admin, and a scene to draw them in."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import flet as ft

from app.domain.audit import audited
from app.domain.capture import Limit
from app.domain.comparison import Difference, Reconciled
from app.domain.connection import Connection, ConnectionState, How, KeyFault, Reason, Why
from app.domain.facts import (
    Accepted,
    AmountDiffers,
    AskedFor,
    Call,
    Failed,
    Fix,
    HandedOver,
    Heard,
    Moved,
    Part,
    SentCapture,
    SentRequest,
    TakesBy,
    Trouble,
    Written,
)
from app.domain.ids import IdempotencyKey, LineId, LocationId, OrderId
from app.domain.loyalty import EarningMode, FaultKind, PointsRules, Programme, ProgrammeFault, Rounding, Store
from app.domain.money import Money
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.oversight import (
    Health,
    Hearing,
    ListedPayment,
    Overview,
    PaidLine,
    PaymentFile,
    Reach,
    Reached,
    Sorted,
    WaitingMessage,
)
from app.domain.payment import Attention, Ending, Payment, PaymentFlow, PaymentState, Remedy
from app.domain.refund import Refund
from app.domain.restaurant import Location
from app.domain.reward import Reward, RewardId, RewardKind
from app.domain.store_mapping import Drift, StoreWarning
from app.domain.timeline import EntryKind, TimelineEntry
from app.domain.vat import Country
from app.services.admin.auditing import Audit
from app.services.loyalty.mapping import MappedLocation
from app.ui.kit import SizeClass
from app.ui.screens.admin.scene import Fields, Scene, Taps
from app.ui.screens.admin.state import (
    AdminState,
    Attending,
    Choosing,
    Confirming,
    Disconnect,
    GiveBack,
    GiveUp,
    Here,
    Inside,
    Loading,
    MessagesPage,
    Much,
    NoSuchPage,
    OverviewPage,
    Page,
    Pasting,
    PaymentPage,
    PaymentsPage,
    PongoPage,
    PutAway,
    RefundFault,
    Refunding,
    ReleaseMoney,
    RewardsPage,
    RewardsUsed,
    Sheet,
    Shut,
    SignIn,
    SignInFault,
    TakeCare,
    TakeMoney,
    Taking,
    Told,
)
from app.ui.texts import Texts
from support.checkout_states import CATALOG, ORDER, RESTAURANT
from support.clocks import START
from support.facts import answered
from support.samples import a_message, a_payment, nok

TODAY: Final = date(2026, 11, 21)
WHO: Final = "Anna"


def nothing(*_: object) -> None:
    """A tap that leads nowhere."""


def _payment(number: int, state: PaymentState, **changes: Any) -> Payment:
    made = a_payment(OrderId(f"4f2k9d7x{number:02}"), state=state, amount=ORDER.amount.minor + 1000 * number)
    at = START - timedelta(minutes=7 * number)
    made = replace(made, created_at=at, settled_at=None if state.is_open else at)
    if state is PaymentState.AUTHORIZED and "captured" not in changes:
        made = replace(made, captured=made.amount)
    return replace(made, **changes)


PAID: Final = _payment(1, PaymentState.AUTHORIZED)
HELD: Final = _payment(2, PaymentState.AUTHORIZED, captured=nok(0), capture_due_at=START + timedelta(days=5))
OPEN: Final = _payment(3, PaymentState.REQUESTED)
DOUBT: Final = _payment(4, PaymentState.IN_DOUBT)
DECLINED: Final = _payment(5, PaymentState.ABORTED, ending=Ending.DECLINED)
PARTLY: Final = replace(PAID, reference=_payment(6, PaymentState.AUTHORIZED).reference, refunded=nok(5_000))
REFUSED: Final = _payment(7, PaymentState.AUTHORIZED, captured=nok(0), attention=Attention.CAPTURE_REFUSED)
BANK_LET_GO: Final = _payment(9, PaymentState.AUTHORIZED, captured=nok(0), attention=Attention.RESERVATION_GONE)
NOT_RELEASED: Final = _payment(10, PaymentState.AUTHORIZED, captured=nok(0), attention=Attention.RELEASE_REFUSED)
NOT_GIVEN_BACK: Final = replace(PAID, attention=Attention.REFUND_REFUSED)
AFTER_END: Final = _payment(
    8, PaymentState.EXPIRED, ending=Ending.EXPIRED, attention=Attention.MONEY_AFTER_END, authorized=nok(105_400)
)
ALL: Final = (PAID, HELD, OPEN, DOUBT, DECLINED, PARTLY, REFUSED, AFTER_END)

SAYS_LESS: Final = AmountDiffers(part=Part.CAPTURED, ours=nok(98_400), theirs=nok(90_000), fix=Fix.MONEY_MISSING)
SAYS_MORE: Final = AmountDiffers(part=Part.REFUNDED, ours=nok(0), theirs=nok(1_000), fix=Fix.DONE_ELSEWHERE)


def _moved(before: PaymentState, after: PaymentState) -> Moved:
    return Moved(before=before, after=after, ending=None)


STORY: Final = tuple(
    TimelineEntry(
        reference=PAID.reference,
        at=START + timedelta(seconds=second),
        kind=kind,
        fact=fact,
        times=times,
        trace_id="0af7651916cd43dd8448eb211c80319c" if kind is EntryKind.ANSWER else None,
    )
    for second, kind, fact, times in (
        (0, EntryKind.DECISION, AskedFor(amount=nok(98_400), flow=PaymentFlow.PUSH_MESSAGE), 1),
        (0, EntryKind.REQUEST, SentRequest(key=IdempotencyKey("01kahx6w6w7c5h2y1q0ee9p3vd")), 1),
        (1, EntryKind.ANSWER, Accepted(), 1),
        (1, EntryKind.STATE, _moved(PaymentState.INTENDED, PaymentState.REQUESTED), 1),
        (6, EntryKind.ANSWER, answered(Call.LOOK_UP, PaymentState.REQUESTED), 14),
        (33, EntryKind.WEBHOOK, Heard(name="authorized", psp_reference="32231232"), 1),
        (33, EntryKind.ANSWER, answered(Call.LOOK_UP, PaymentState.AUTHORIZED, 98_400), 1),
        (33, EntryKind.STATE, _moved(PaymentState.REQUESTED, PaymentState.AUTHORIZED), 1),
        (33, EntryKind.DECISION, TakesBy(at=START + timedelta(days=5), limit=Limit.SHORTEST_GUARANTEE), 1),
        (34, EntryKind.DECISION, HandedOver(), 1),
        (34, EntryKind.REQUEST, SentCapture(key=IdempotencyKey("4f2k9d7x01-1-1-c1"), amount=nok(98_400)), 1),
        (
            35,
            EntryKind.ANSWER,
            Failed(call=Call.CAPTURE, trouble=Trouble.LATER, detail="Delayed: vipps_capture: capture failed for now"),
            3,
        ),
        (39, EntryKind.ANSWER, answered(Call.CAPTURE, PaymentState.AUTHORIZED, 98_400, 98_400), 1),
        (50, EntryKind.DIFFERENCE, SAYS_LESS, 1),
        (60, EntryKind.DECISION, Written(text="as an older version wrote it"), 1),
    )
)


def _refund(number: int, amount: Money) -> Refund:
    return Refund(
        reference=PAID.reference,
        number=number,
        amount=amount,
        reason="Wrong dish",
        asked_by=WHO,
        asked_at=START + timedelta(minutes=20 * number),
    )


def file_of(
    payment: Payment, *, refunds: tuple[Refund, ...] = (), story: tuple[TimelineEntry, ...] = STORY
) -> PaymentFile:
    """A payment with the lines of the example order."""
    return PaymentFile(
        payment=payment,
        order_number=42,
        lines=tuple(
            PaidLine(line=line, given_back=number == 1 and bool(refunds)) for number, line in enumerate(ORDER.lines)
        ),
        refunds=refunds,
        refundable=payment.captured - payment.refunded,
        messages=(_delivered(),) if payment.captured else (),
        story=story,
    )


def _delivered() -> OutboxMessage:
    return replace(a_message(), order_id=PAID.order_id).delivered(START, 98, 218)


def _waiting(number: int, kind: MessageKind = MessageKind.ORDER, *, parked: str = "", late: str = "") -> WaitingMessage:
    message = replace(a_message(f"message{number:05}", OrderId(f"4f2k9d7x{number:02}"), kind=kind), attempts=number)
    if parked:
        message = message.parked(parked)
    elif late:
        message = message.postponed(START + timedelta(minutes=4), late)
    return WaitingMessage(message=message, order_number=40 + number, reference=PAID.reference)


PARKED: Final = (
    _waiting(1, parked="Refused: pongo_create_order: the selected loyalty store slug is invalid (422)"),
    _waiting(2, MessageKind.REFUND, parked="NoLonger: the time to refund is over"),
    _waiting(3, MessageKind.ORDER_STATUS, parked="NotFound: there is no such order"),
)
LATE: Final = (_waiting(4, late="Unreachable: no connection"), _waiting(5))

WELL: Final = Overview(
    troubled=(), parked=(), open_payments=1, in_doubt=0, waiting=0, waiting_since=None, stuck_rewards=0
)
BAD: Final = Overview(
    troubled=tuple(ListedPayment(payment=each, order_number=40 + n) for n, each in enumerate((REFUSED, AFTER_END))),
    parked=PARKED,
    open_payments=3,
    in_doubt=1,
    waiting=12,
    waiting_since=START - timedelta(hours=3),
    stuck_rewards=1,
    untold={"Unreachable: pongo_create_customer": 2, "Refused: pongo_create_customer: the phone is invalid": 1},
    refused_guests=1,
)
ANSWERING: Final = Reached(reach=Reach.ANSWERS, asked_at=START, answered_at=START)
HEALTHY: Final = Health(payments=ANSWERING, loyalty=ANSWERING, hearing=Hearing.REGISTERED)
SICK: Final = Health(
    payments=Reached(
        reach=Reach.SILENT, asked_at=START, answered_at=START - timedelta(hours=1), reason="Unreachable: no connection"
    ),
    loyalty=Reached(
        reach=Reach.REFUSES, asked_at=START, answered_at=None, reason="Misconfigured: the token was refused"
    ),
    hearing=Hearing.MISSING,
)


def inside(page: Page, here: Here = Here.PAYMENTS, **more: Any) -> Inside:
    """Somebody at a page."""
    return Inside(who=WHO, here=here, page=page, **more)


def over(sheet: Sheet) -> Inside:
    """A sheet over the payment that it is about."""
    about = sheet.deed if isinstance(sheet, Confirming) else sheet
    return inside(PaymentPage(file=getattr(about, "file", file_of(PAID))), sheet=sheet)


def _listed(words: str = "", sort: Sorted = Sorted.ALL, most: int = 50) -> PaymentsPage:
    listed = tuple(
        ListedPayment(
            payment=replace(each, share=2) if n == 1 else each, order_number=42 - n, payers=3 if n == 1 else 1
        )
        for n, each in enumerate(ALL)
    )
    return PaymentsPage(day=TODAY, is_today=not words, sort=sort, words=words, listed=listed, most=most)


CONNECTED: Final = Connection(
    state=ConnectionState.CONNECTED, how=How.OAUTH, since=START - timedelta(days=3), merchant="Fjord & Furu AS"
)
AGAIN: Final = replace(CONNECTED, state=ConnectionState.NEEDS_RECONNECT, reason=Reason.REFUSED)
LOCKED: Final = replace(CONNECTED, key=KeyFault.OPEN)
OSLO: Final = Location(id=LocationId("oslo"), name="Fjord & Furu Oslo")
BERGEN: Final = Location(id=LocationId("bergen"), name="Fjord & Furu Bergen")
STORES: Final = (Store(slug="demo-bistro-oslo", name="Demo Bistro Oslo"), Store(slug="demo-bergen", name="Demo Bergen"))
UNMAPPED: Final = StoreWarning(drift=Drift.UNMAPPED, location=BERGEN)
RENAMED: Final = StoreWarning(
    drift=Drift.RENAMED, location=OSLO, slug="demo-bistro-oslo", was="Demo", now="Demo Bistro"
)
GONE: Final = StoreWarning(drift=Drift.REMOVED, location=OSLO, slug="demo-bistro-oslo", was="Demo")


def place(location: Location, store: Store | None, warning: StoreWarning | None = None) -> MappedLocation:
    """A location with its store."""
    slug = store.slug if store else None
    return MappedLocation(location=location, slug=slug, store=store, by_hand=True, warning=warning)


def a_reward(name: str, *skus: str, kind: RewardKind = RewardKind.PRODUCT, points: int = 100, **more: Any) -> Reward:
    """One reward of the catalogue."""
    return Reward(id=RewardId(name), name=name, kind=kind, points=points, skus=skus, **more)


RULES: Final = PointsRules(
    mode=EarningMode.AMOUNT, per_unit=Decimal("1.5"), per_visit=0, minimum=5000, rounding=Rounding.FLOOR
)
WELL_RULED: Final = Programme(enabled=True, name="Fjord-klubben", rules=RULES)
ILL_RULED: Final = Programme(
    enabled=True,
    name="Fjord-klubben",
    rules=None,
    faults=tuple(ProgrammeFault(key=f"entry_{kind}", kind=kind) for kind in FaultKind),
)
COFFEE: Final = next(product for product in CATALOG.products if product.id == "coffee")
AUDIT: Final = Audit(
    programme=WELL_RULED,
    rewards=tuple(
        audited(reward, CATALOG)
        for reward in (
            a_reward("A dish that we do not have", "SKU-NOT-HERE"),
            a_reward("A free something"),
            a_reward("Nothing off", kind=RewardKind.AMOUNT, points=0),
            a_reward("Everything off and more", kind=RewardKind.PERCENT, basis_points=20_000),
            a_reward("Free coffee", COFFEE.sku),
            a_reward("50 off", kind=RewardKind.AMOUNT, amount=5_000),
            a_reward("Ten per cent off", kind=RewardKind.PERCENT, basis_points=1_000),
        )
    ),
    unread=1,
)


def overview(
    seen: Overview, health: Health | None, *, asking: bool, connection: Connection = CONNECTED, **more: Any
) -> OverviewPage:
    """The overview with a connection that works, unless another is given."""
    rest: dict[str, Any] = {"warnings": (), "faults": 0, "mistakes": 0, **more}
    return OverviewPage(overview=seen, health=health, asking=asking, connection=connection, **rest)


DIFFERS: Final = Reconciled(
    at=START,
    compared=214,
    unanswered=0,
    differences=(
        Difference(reference=PAID.reference, order_number=42, what=SAYS_LESS),
        Difference(reference=PARTLY.reference, order_number=37, what=SAYS_MORE),
    ),
)


STATES: Final[dict[str, AdminState]] = {
    "shut": Shut(),
    "sign_in": SignIn(),
    "sign_in_wrong": SignIn(fault=SignInFault.WRONG),
    "sign_in_wrong_wait": SignIn(fault=SignInFault.WRONG, wait=8),
    "sign_in_too_soon": SignIn(fault=SignInFault.TOO_SOON, wait=1),
    "sign_in_no_name": SignIn(fault=SignInFault.NAME_MISSING),
    "sign_in_left_alone": SignIn(left_alone=True),
    "loading": inside(Loading(), Here.OVERVIEW),
    "overview_well": inside(overview(WELL, HEALTHY, asking=False), Here.OVERVIEW),
    "overview_bad": inside(overview(BAD, SICK, asking=False), Here.OVERVIEW),
    "overview_pongo": inside(
        overview(
            WELL,
            HEALTHY,
            asking=False,
            connection=AGAIN,
            warnings=(UNMAPPED, RENAMED, GONE),
            faults=2,
            mistakes=3,
        ),
        Here.OVERVIEW,
    ),
    "overview_differs": inside(overview(WELL, HEALTHY, asking=False, compared=DIFFERS), Here.OVERVIEW),
    "overview_agrees": inside(
        overview(WELL, HEALTHY, asking=False, compared=replace(DIFFERS, differences=())), Here.OVERVIEW
    ),
    "overview_unanswered": inside(
        overview(WELL, HEALTHY, asking=False, compared=replace(DIFFERS, differences=(), unanswered=3)), Here.OVERVIEW
    ),
    "overview_key": inside(overview(WELL, HEALTHY, asking=False, connection=LOCKED), Here.OVERVIEW),
    "overview_asking": inside(overview(WELL, None, asking=True), Here.OVERVIEW),
    "unreadable": inside(overview(WELL, HEALTHY, asking=False), Here.OVERVIEW, unreadable=True),
    "payments": inside(_listed()),
    "payments_found": inside(_listed("42")),
    "payments_many": inside(_listed(most=3)),
    "payments_none": inside(replace(_listed(), listed=(), is_today=False)),
    "payment_paid": inside(PaymentPage(file=file_of(PAID))),
    "payment_partly": inside(
        PaymentPage(
            file=file_of(
                PARTLY,
                refunds=(
                    _refund(1, nok(5_000)).done(START),
                    _refund(2, nok(9_900)),
                    _refund(3, nok(1_000)).refused("NoLonger: the time to refund is over"),
                ),
            )
        ),
        told=Told.REFUND_ASKED,
    ),
    "payment_of_payers": inside(
        PaymentPage(file=replace(file_of(replace(PAID, share=2)), payers=3)), told=Told.REFUNDED
    ),
    "payment_held": inside(PaymentPage(file=file_of(HELD))),
    "payment_open": inside(PaymentPage(file=file_of(OPEN, story=STORY[:3])), told=Told.NOT_POSSIBLE),
    "payment_refused": inside(PaymentPage(file=file_of(REFUSED))),
    "payment_bank_let_go": inside(PaymentPage(file=file_of(BANK_LET_GO))),
    "payment_not_released": inside(PaymentPage(file=file_of(NOT_RELEASED))),
    "payment_not_given_back": inside(
        PaymentPage(
            file=file_of(NOT_GIVEN_BACK, refunds=(_refund(1, nok(1_000)).refused("NoLonger: the time is over"),))
        )
    ),
    "payment_after_end": inside(PaymentPage(file=file_of(AFTER_END, story=()))),
    "payment_unknown": inside(NoSuchPage()),
    "messages": inside(MessagesPage(waiting=(*PARKED, *LATE)), Here.MESSAGES),
    "messages_none": inside(MessagesPage(waiting=()), Here.MESSAGES),
    "pongo": inside(
        PongoPage(
            connection=CONNECTED,
            offered=True,
            places=(place(OSLO, STORES[0]), place(BERGEN, None, UNMAPPED)),
            listed=STORES,
        ),
        Here.PONGO,
    ),
    "pongo_again": inside(
        PongoPage(connection=AGAIN, offered=True, places=(place(OSLO, STORES[0], RENAMED),), listed=STORES),
        Here.PONGO,
        told=Why.BAD_CODE,
    ),
    "pongo_key": inside(
        PongoPage(connection=LOCKED, offered=True, places=(place(OSLO, STORES[0]),), listed=STORES),
        Here.PONGO,
        told=Why.KEY_OPEN,
    ),
    "pongo_none": inside(
        PongoPage(
            connection=Connection(state=ConnectionState.NOT_CONNECTED),
            offered=False,
            places=(place(OSLO, STORES[0], GONE),),
            listed=None,
        ),
        Here.PONGO,
    ),
    "rewards": inside(RewardsPage(audit=AUDIT, asking=False), Here.REWARDS),
    "rewards_ill": inside(
        RewardsPage(audit=Audit(programme=ILL_RULED, rewards=(), unread=0), asking=False), Here.REWARDS
    ),
    "rewards_silent": inside(RewardsPage(audit=None, asking=False), Here.REWARDS),
    "confirm_disconnect": inside(
        PongoPage(connection=CONNECTED, offered=True, places=(), listed=STORES),
        Here.PONGO,
        sheet=Confirming(deed=Disconnect(merchant="Fjord & Furu AS")),
    ),
    "choosing": inside(
        PongoPage(connection=CONNECTED, offered=True, places=(place(OSLO, STORES[0]),), listed=STORES),
        Here.PONGO,
        sheet=Choosing(place=OSLO, slug="demo-bistro-oslo", listed=STORES),
    ),
    "pasting": inside(PongoPage(connection=AGAIN, offered=True, places=(), listed=None), Here.PONGO, sheet=Pasting()),
    "refund_lines": over(Refunding(file=file_of(PAID), chosen=(LineId("line00001"),))),
    "refund_no_reason": over(Refunding(file=file_of(PAID), chosen=(LineId("line00001"),), fault=RefundFault.NO_REASON)),
    "refund_amount": over(Refunding(file=file_of(PAID), by_amount=True, fault=RefundFault.TOO_MUCH)),
    "confirm_refund": over(
        Confirming(deed=GiveBack(file=file_of(PAID), amount=nok(18_900), line_ids=(), reason="Wrong dish"))
    ),
    "taking_all": over(Taking(file=file_of(HELD))),
    "taking_lines": over(
        Taking(file=file_of(HELD), much=Much.BY_LINE, chosen=(LineId("line00001"),), release_rest=False)
    ),
    "taking_amount": over(Taking(file=file_of(HELD), much=Much.BY_AMOUNT, fault=RefundFault.TOO_MUCH)),
    "confirm_capture": over(Confirming(deed=TakeMoney(file=file_of(HELD), amount=HELD.amount))),
    "confirm_capture_part": over(Confirming(deed=TakeMoney(file=file_of(HELD), amount=nok(18_900), release_rest=True))),
    "confirm_release": over(Confirming(deed=ReleaseMoney(file=file_of(HELD)))),
    "confirm_rewards_used": inside(
        overview(BAD, HEALTHY, asking=False), Here.OVERVIEW, sheet=Confirming(deed=RewardsUsed(count=2))
    ),
    "confirm_give_up": over(Confirming(deed=GiveUp(file=file_of(OPEN)))),
    "confirm_care": over(Confirming(deed=TakeCare(file=file_of(REFUSED), remedy=Remedy.PAID_OTHERWISE))),
    "confirm_away": inside(
        MessagesPage(waiting=PARKED), Here.MESSAGES, sheet=Confirming(deed=PutAway(waiting=PARKED[0]))
    ),
    "attending": over(Attending(file=file_of(REFUSED))),
}


def still_taps(**changes: Any) -> Taps:
    """Taps that lead nowhere, but for those that are given."""
    plain = {
        *("sign_in", "sign_out", "leave", "again", "ask_outside", "compare", "back", "search", "clear_search", "more"),
        *(
            "go_on",
            "go_on_taking",
            "confirm",
            "close",
            "connect",
            "begin_pasting",
            "paste",
            "disconnect",
            "rewards_used",
        ),
    }
    made: dict[str, Callable[..., Any]] = {
        each.name: nothing if each.name in plain else _leading_nowhere for each in fields(Taps)
    }
    return Taps(**{**made, **changes})


def _leading_nowhere(*_: object) -> Callable[..., None]:
    return nothing


def still_scene(
    language: str = "en",
    size: SizeClass = SizeClass.EXPANDED,
    *,
    taps: Taps | None = None,
    fields_: Fields | None = None,
) -> Scene:
    """A moment in the demo restaurant."""
    return Scene(
        texts=Texts(language),
        size=size,
        name=RESTAURANT.name,
        wallet="Vipps",
        zone=Country.NO.time_zone,
        currency=RESTAURANT.currency,
        taps=taps or still_taps(),
        fields=fields_ or Fields(**{each.name: ft.TextField(label=each.name) for each in fields(Fields)}),
    )
