from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.payment import MOVES, Ending, Payment, PaymentReport, PaymentState, advance
from support.fakes import START
from support.samples import a_payment, a_report, nok

LATER = START + timedelta(seconds=7)
OPEN = {PaymentState.INTENDED, PaymentState.REQUESTED, PaymentState.IN_DOUBT}
UNPAID_ENDS = {PaymentState.REJECTED, PaymentState.ABORTED, PaymentState.EXPIRED, PaymentState.TERMINATED}


def paid(captured: int = 0, cancelled: int = 0) -> Payment:
    report = a_report(PaymentState.AUTHORIZED, authorized=18900, captured=captured, cancelled=cancelled)
    return advance(a_payment(), report, START)


def test_every_state_is_open_paid_or_an_end_without_money() -> None:
    assert set(PaymentState) == OPEN | UNPAID_ENDS | {PaymentState.AUTHORIZED}
    assert OPEN == {state for state in PaymentState if state.is_open}
    assert UNPAID_ENDS == {state for state in PaymentState if state.is_unpaid_end}


def test_table_names_every_state_and_ends_have_no_way_out() -> None:
    assert set(PaymentState) == set(MOVES)
    assert OPEN == {state for state, ways in MOVES.items() if ways}


def test_requested_payment_is_never_in_doubt_again() -> None:
    assert PaymentState.IN_DOUBT not in MOVES[PaymentState.REQUESTED]


@pytest.mark.parametrize("old", PaymentState)
@pytest.mark.parametrize("new", PaymentState)
def test_news_moves_a_payment_only_as_the_table_says(old: PaymentState, new: PaymentState) -> None:
    moved = advance(a_payment(state=old), a_report(new), LATER)

    assert moved.state is (new if new in MOVES[old] else old)


def test_authorized_report_carries_the_money_and_the_time() -> None:
    payment = advance(a_payment(), a_report(PaymentState.AUTHORIZED, authorized=18900), LATER)

    assert (PaymentState.AUTHORIZED, nok(18900), LATER, None) == (
        payment.state,
        payment.authorized,
        payment.settled_at,
        payment.ending,
    )


@pytest.mark.parametrize("state", [PaymentState.REQUESTED, PaymentState.IN_DOUBT])
def test_open_payment_is_not_settled(state: PaymentState) -> None:
    assert advance(a_payment(), a_report(state), LATER).settled_at is None


@pytest.mark.parametrize(
    ("state", "ending"),
    [
        (PaymentState.ABORTED, Ending.DECLINED),
        (PaymentState.EXPIRED, Ending.EXPIRED),
        (PaymentState.TERMINATED, Ending.CANCELLED),
        (PaymentState.REJECTED, Ending.REFUSED),
    ],
)
def test_ending_follows_from_the_state_unless_the_report_knows_better(state: PaymentState, ending: Ending) -> None:
    told = replace(a_report(state), ending=Ending.NOT_A_USER)

    assert ending is advance(a_payment(), a_report(state), LATER).ending
    assert Ending.NOT_A_USER is advance(a_payment(), told, LATER).ending


@pytest.mark.parametrize("state", sorted(OPEN | UNPAID_ENDS))
def test_late_news_never_takes_back_what_is_authorized(state: PaymentState) -> None:
    payment = paid(captured=900)

    assert payment == advance(payment, a_report(state), LATER)


def test_captured_and_cancelled_are_amounts_beside_the_state() -> None:
    report = a_report(PaymentState.AUTHORIZED, authorized=18900, captured=10000, cancelled=8900)
    payment = advance(paid(), report, LATER)

    assert (PaymentState.AUTHORIZED, nok(10000), nok(8900), nok(0)) == (
        payment.state,
        payment.captured,
        payment.cancelled,
        payment.left_to_capture,
    )


def test_older_report_of_amounts_takes_nothing_back() -> None:
    payment = paid(captured=18900)

    assert payment == advance(payment, a_report(PaymentState.AUTHORIZED, authorized=18900), LATER)


def test_settling_time_is_that_of_the_first_report() -> None:
    again = advance(paid(), a_report(PaymentState.AUTHORIZED, authorized=18900, captured=18900), LATER)

    assert START == again.settled_at


def test_cancelling_before_approval_leaves_nothing_authorized() -> None:
    report = replace(a_report(PaymentState.TERMINATED), cancelled=nok(18900))
    payment = advance(a_payment(state=PaymentState.REQUESTED), report, LATER)

    assert (PaymentState.TERMINATED, nok(0), nok(18900)) == (payment.state, payment.authorized, payment.cancelled)


def test_name_at_the_acquirer_is_kept_once_known() -> None:
    named = replace(a_report(PaymentState.REQUESTED), psp_reference="psp-1")
    unnamed: PaymentReport = a_report(PaymentState.AUTHORIZED, authorized=18900)

    assert advance(advance(a_payment(), named, START), unnamed, LATER).psp_reference == "psp-1"
