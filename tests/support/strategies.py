"""Values of the domain for properties (hypothesis)."""

from hypothesis import strategies as st

from app.domain.catalog import Modifier
from app.domain.ids import LineId
from app.domain.money import Currency, Money
from app.domain.order import MOST_OF_ONE_LINE, OrderLine
from app.domain.payment import Ending, PaymentReport, PaymentState
from app.domain.reward import TakenReward
from app.domain.vat import VatClass
from support.rewards import FREE_COFFEE, money_off
from support.samples import a_line, a_product, nok

amounts = st.integers(min_value=-(10**9), max_value=10**9)
money = st.builds(Money, amounts, st.sampled_from(Currency))
weights = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30).filter(any)


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    """A line of one of a few dishes, so that some are the same dish."""
    name = draw(st.sampled_from(["soup", "cake", "beer"]))
    vat_class = VatClass.ALCOHOL if name == "beer" else VatClass.FOOD
    product = a_product(name, price=draw(st.sampled_from([0, 4900, 18999])), vat_class=vat_class)
    line = a_line(
        LineId(draw(st.uuids()).hex),
        product,
        draw(st.integers(1, MOST_OF_ONE_LINE)),
        draw(st.sampled_from(["", "hot"])),
    )
    extra = Modifier(id="extra", name={"en": "Extra"}, price=nok(draw(st.sampled_from([0, 1500]))))
    return line if draw(st.booleans()) else _with(line, extra)


def _with(line: OrderLine, modifier: Modifier) -> OrderLine:
    return OrderLine(
        id=line.id,
        product_id=line.product_id,
        sku=line.sku,
        name=line.name,
        category=line.category,
        quantity=line.quantity,
        unit_price=line.unit_price,
        vat_class=line.vat_class,
        modifiers=(modifier,),
        note=line.note,
        minimum_age=line.minimum_age,
    )


def taken_rewards() -> st.SearchStrategy[TakenReward]:
    """A reward of any kind, small or larger than any bill."""
    amounts_off = st.builds(money_off, amount=st.integers(1, 10**7))
    parts_off = st.builds(money_off, basis_points=st.integers(1, 10_000))
    return st.one_of(st.just(FREE_COFFEE), amounts_off, parts_off)


@st.composite
def reports(draw: st.DrawFn) -> PaymentReport:
    """News of a payment of 100 øre that a provider could send, in or out of order."""
    state = draw(st.sampled_from(PaymentState))
    authorized = draw(st.integers(0, 100)) if state is PaymentState.AUTHORIZED else 0
    captured = draw(st.integers(0, authorized))
    return PaymentReport(
        state=state,
        authorized=nok(authorized),
        captured=nok(captured),
        cancelled=nok(draw(st.integers(0, authorized - captured))),
        refunded=nok(draw(st.integers(0, captured))),
        psp_reference=draw(st.sampled_from([None, "psp-1"])),
        ending=draw(st.sampled_from([None, *Ending])),
    )
