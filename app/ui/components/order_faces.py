"""From an order to what its pieces show: names, amounts and taxes written out in the guest's language."""

from decimal import Decimal

from babel.numbers import format_decimal

from app.domain.catalog import say
from app.domain.order import Order, OrderLine, VatTotal
from app.domain.share_contents import vat_of
from app.domain.split import Share
from app.domain.vat import VatRate
from app.ui.components.order_panel import LineFace, TotalFace
from app.ui.texts import Texts


def line_face(number: int, line: OrderLine, texts: Texts) -> LineFace:
    """A line, counted from 1. What a reward brings is marked; what it takes off is no piece of anything."""
    details = [say(modifier.name, texts.code) for modifier in line.modifiers]
    details += [texts.t("a reward")] if line.reward_id is not None else []
    return LineFace(
        number=number,
        name=say(line.name, texts.code),
        details=[*details, *([line.note] if line.note else [])],
        quantity=0 if line.amount.minor < 0 else line.quantity,
        amount=texts.money(line.amount.minor, line.amount.currency),
    )


def total_face(order: Order, texts: Texts) -> TotalFace:
    """What is to be paid, and the tax inside it, rate by rate."""
    return TotalFace(
        amount=texts.money(order.amount.minor, order.currency),
        vat=[_vat(each, texts) for each in order.vat()],
    )


def share_face(order: Order, share: Share, texts: Texts) -> TotalFace:
    """The same for one payer's share of it."""
    return TotalFace(
        amount=texts.money(share.amount.minor, share.amount.currency),
        vat=[_vat(each, texts) for each in vat_of(order, share)],
    )


def _vat(each: VatTotal, texts: Texts) -> tuple[str, str]:
    words = texts.t("of which VAT {rate}", rate=percent(each.rate, texts))
    return words, texts.money(each.tax.minor, each.tax.currency)


def percent(rate: VatRate, texts: Texts) -> str:
    """`25 %`, or `25.5 %` where the rate has decimals."""
    written = format_decimal(Decimal(rate.basis_points) / 100, "0.##", locale=texts.language.locale)
    return f"{written}\N{NO-BREAK SPACE}%"
