"""What is posted to Hey Pongo, byte for byte."""

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.errors import InvalidValue
from app.domain.split import Share
from app.domain.vat import Serving
from app.ports.loyalty_program import PaidShare
from app.providers.pongo.check_ins import check_in_body
from app.providers.pongo.config import AmountShare, PongoConfig
from app.providers.pongo.moments import moment
from app.providers.pongo.orders import order_body
from support.clocks import START
from support.example_order import AMOUNT_SHARE, BURGER, GUEST, PILS, WHOLE, nok, paid_share
from support.examples import example_text

CONFIG = PongoConfig(base_url="http://127.0.0.1:1", token="token", time_zone=ZoneInfo("Europe/Oslo"))


def order(paid: PaidShare, config: PongoConfig = CONFIG) -> dict[str, object]:
    body: dict[str, object] = json.loads(order_body(config, paid))
    return body


def test_a_members_order_is_the_example_byte_for_byte() -> None:
    assert order_body(CONFIG, paid_share()) == example_text("pongo/create_order.member.request")


def test_an_unidentified_share_by_amount_is_the_example_byte_for_byte() -> None:
    body = order_body(CONFIG, paid_share(AMOUNT_SHARE, guest=None))

    assert body == example_text("pongo/create_order.amount_share.request")


def test_a_share_by_amount_goes_without_lines_where_the_merchant_chose_so() -> None:
    config = replace(CONFIG, amount_share=AmountShare.ORDER_WITHOUT_LINES)

    assert "lines" not in order(paid_share(AMOUNT_SHARE), config)


def test_an_order_served_at_the_table_says_so() -> None:
    paid = paid_share()

    served = replace(paid, order=replace(paid.order, serving=Serving.EAT_HERE))

    assert order(served)["delivery_mode"] == "on_site"


@pytest.mark.parametrize(
    "share",
    [WHOLE, AMOUNT_SHARE, replace(WHOLE, line_ids=(PILS.id,), amount=PILS.amount)],
    ids=["bill", "amount", "line"],
)
def test_lines_and_taxes_always_add_up_to_the_share(share: Share) -> None:
    body = order(paid_share(share))
    lines = body["lines"]

    assert isinstance(lines, list)
    assert sum(line["amount"] for line in lines) == body["amount"]
    assert sum(line["tax_amount"] for line in lines) == body["tax_amount"]


def test_a_share_carries_only_its_own_lines() -> None:
    share = replace(WHOLE, number=3, line_ids=(BURGER.id,), amount=BURGER.amount)

    body = order(paid_share(share))

    assert [line["product_id"] for line in body["lines"]] == ["SKU-BURGER"]  # type: ignore[attr-defined]
    assert body["order_id"] == "order00001-3"


def test_answers_about_offers_are_no_part_of_an_order() -> None:
    """An order may wait for days, and must not bring an answer back that was taken back meanwhile."""
    assert order(paid_share(guest=replace(GUEST, member=None, joined=True)))["customer"] == {"phone": "4712345678"}


def test_nobody_identified_means_no_customer_at_all() -> None:
    assert "customer" not in order(paid_share(guest=None))


def test_a_share_whose_lines_do_not_add_up_is_refused() -> None:
    with pytest.raises(InvalidValue, match="add up"):
        order_body(CONFIG, paid_share(replace(WHOLE, amount=nok(1))))


def test_nothing_that_the_guest_wrote_leaves_the_house() -> None:
    assert "onions" not in order_body(CONFIG, paid_share())


def test_a_check_in_is_the_example_byte_for_byte() -> None:
    assert check_in_body(CONFIG, paid_share()) == example_text("pongo/create_check_in.request")


def test_a_check_in_needs_a_guest() -> None:
    with pytest.raises(InvalidValue, match="needs a guest"):
        check_in_body(CONFIG, paid_share(guest=None))


def test_a_moment_has_an_offset_with_colon_no_fraction_and_no_z() -> None:
    assert moment(START + timedelta(microseconds=7), ZoneInfo("UTC")) == "2026-11-21T18:00:00+00:00"


def test_summer_time_is_that_of_the_restaurant() -> None:
    july = START.replace(month=7)

    assert moment(july, ZoneInfo("Europe/Paris")) == "2026-07-21T20:00:00+02:00"
