"""The comparison after a kill finds what it is there to find."""

from dataclasses import replace
from typing import Any

import pytest

from support.killed_promises import Seen, broken_in_the_end

PRICE = 18_900
REFERENCE, AGAIN = "taffel-order00001-1-1", "taffel-order00001-1-2"


def ours(reference: str = REFERENCE, **changes: Any) -> dict[str, Any]:
    """A payment of the one share as the hub keeps it."""
    fields = {"reference": reference, "order_id": "order00001", "share": 1, "state": "authorized", "attention": None}
    amounts = {"authorized": PRICE, "captured": PRICE, "cancelled": 0, "refunded": 0}
    return {**fields, **amounts, "cancel_asked": 0, **changes}


def theirs(state: str = "AUTHORIZED", **changes: int) -> dict[str, Any]:
    """The same at Vipps."""
    amounts = {"authorized": PRICE, "captured": PRICE, "cancelled": 0, "refunded": 0, **changes}
    return {"state": state, "aggregate": {f"{name}Amount": {"value": value} for name, value in amounts.items()}}


WELL = Seen(
    payments=[ours()],
    shares=[{"order_id": "order00001", "number": 1, "state": "paid"}],
    outbox=[],
    refunds=[],
    unsettled=0,
    delivered=0,
    vipps={REFERENCE: theirs()},
    pongo=[{"order_id": "order00001-1"}],
)
UNPAID = [{"order_id": "order00001", "number": 1, "state": "unpaid"}]
TWO = [ours(), ours(AGAIN)]
OPEN = [ours(state="requested"), ours(AGAIN, state="requested")]
PAID_AND_OPEN = [ours(), ours(AGAIN, state="requested")]
ONE_MORE = {REFERENCE: theirs(), AGAIN: theirs("CREATED")}
PARKED = {"kind": "order", "order_id": "order00001", "share": 1, "state": "parked", "reason": "refused"}


def test_a_paid_and_posted_share_is_well() -> None:
    assert broken_in_the_end(WELL) == []
    assert WELL.at_rest


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(WELL, payments=TWO, vipps={REFERENCE: theirs(), AGAIN: theirs()}), "paid by"),
        (
            replace(WELL, payments=OPEN, vipps=dict.fromkeys((REFERENCE, AGAIN), theirs("CREATED"))),
            "2 requests are alive together",
        ),
        (replace(WELL, payments=PAID_AND_OPEN, vipps=ONE_MORE), "2 requests are alive together"),
        (replace(WELL, payments=[]), "never committed"),
        (replace(WELL, shares=UNPAID), "holds money, the share is not paid"),
        (replace(WELL, shares=UNPAID), "posted without being paid"),
        (replace(WELL, pongo=[]), "paid and not posted"),
        (replace(WELL, pongo=WELL.pongo * 2), "posted 2 times"),
        (replace(WELL, outbox=[PARKED]), "is parked"),
        (replace(WELL, vipps={REFERENCE: theirs(cancelled=1)}), "captured and cancelled more"),
        (replace(WELL, vipps={REFERENCE: theirs(refunded=PRICE + 1)}), "refunded more"),
        (replace(WELL, vipps={REFERENCE: theirs(refunded=100)}), "refunds of 0 done, Vipps gave 100"),
        (replace(WELL, vipps={REFERENCE: theirs("ABORTED")}), "authorized here, aborted at Vipps"),
        (replace(WELL, payments=[ours(attention="money_after_end")]), "money_after_end"),
    ],
)
def test_a_broken_promise_is_named(wrong: Seen, said: str) -> None:
    assert said in "\n".join(broken_in_the_end(wrong))


def test_a_cancelled_request_that_vipps_never_heard_of_can_only_be_waited_for() -> None:
    lost = ours(state="in_doubt", cancel_asked=1, authorized=0, captured=0)

    assert replace(WELL, payments=[lost], vipps={}).at_rest
    assert not replace(WELL, payments=[{**lost, "cancel_asked": 0}], vipps={}).at_rest
