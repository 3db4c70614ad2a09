from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.errors import IllegalMove, InvalidValue, NothingToPay
from app.domain.ids import LineId
from app.domain.share_contents import line_text, lines_of, vat_of
from app.domain.split import Share, ShareState, whole_bill
from app.domain.vat import Serving, VatClass
from support.fakes import START
from support.samples import a_guest, a_line, a_product, a_share, an_order, nok


def test_whole_bill_is_one_share_with_every_line_and_the_guest() -> None:
    order = an_order(lines=(a_line("a"), a_line("b", a_product("cake", 4900), quantity=2)), guest=a_guest())
    (share,) = whole_bill(order)

    assert (1, nok(28700), (LineId("a"), LineId("b")), a_guest()) == (
        share.number,
        share.amount,
        share.line_ids,
        share.guest,
    )


@pytest.mark.parametrize("lines", [(), (a_line(product=a_product("water", 0)),)])
def test_bill_of_nothing_cannot_be_paid(lines: tuple[()]) -> None:
    with pytest.raises(NothingToPay):
        whole_bill(an_order(lines=lines))


def test_share_is_reserved_released_and_paid() -> None:
    first = a_share().reserved()
    second = first.released().reserved()
    paid = second.paid(START)

    assert [(ShareState.RESERVED, 1), (ShareState.RESERVED, 2), (ShareState.PAID, 2)] == [
        (share.state, share.attempts) for share in (first, second, paid)
    ]
    assert paid.paid_at == START


@pytest.mark.parametrize(
    ("share", "move"),
    [
        (a_share(), Share.released),
        (a_share(), lambda share: share.paid(START)),
        (a_share().reserved(), Share.reserved),
        (a_share().reserved().paid(START), Share.reserved),
        (a_share().reserved().paid(START), Share.released),
        (a_share().reserved().paid(START), lambda share: share.paid(START)),
    ],
)
def test_share_cannot_be_paid_twice_or_freed_of_nothing(share: Share, move: Callable[[Share], Share]) -> None:
    with pytest.raises(IllegalMove):
        move(share)


def test_share_by_lines_must_add_up_to_its_amount() -> None:
    order = an_order(lines=(a_line("a"), a_line("b")))
    share = replace(a_share(), line_ids=(LineId("a"),))

    assert (order.lines[0],) == lines_of(order, share)
    with pytest.raises(InvalidValue, match="add up"):
        lines_of(order, replace(share, amount=nok(18901)))


def test_share_by_amount_has_no_lines_and_is_taxed_in_proportion() -> None:
    beer = a_product("beer", price=10000, vat_class=VatClass.ALCOHOL)
    order = replace(an_order(lines=(a_line("a", a_product(price=30000)), a_line("b", beer))), serving=Serving.TAKE_AWAY)
    share = replace(a_share(amount=20000), line_ids=())

    assert lines_of(order, share) == ()
    assert [(1500, nok(15000), nok(1957)), (2500, nok(5000), nok(1000))] == [
        (part.rate.basis_points, part.gross, part.tax) for part in vat_of(order, share)
    ]


def test_dish_is_named_in_the_language_of_the_guest_without_the_note() -> None:
    line = a_line(note="my number is 4712345678")

    assert ["Fiskesuppe", "Fish soup", "Fish soup"] == [line_text(line, language) for language in ("nb", "en", "fi")]
