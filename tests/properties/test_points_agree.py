"""Points told before payment are the points credited: whatever programme, order, cut and reward."""

import json

from hypothesis import given
from hypothesis import strategies as st

from app.domain.customer import Guest
from app.domain.split import whole_bill
from app.providers.pongo.check_ins import check_in_body
from app.simulators.pongo.fields import Fields
from support.crediting import (
    CAMILLE,
    CONFIG,
    FRIEND,
    KARI,
    RICH,
    Till,
    cut_by_dishes,
    cut_equally,
    friends,
    tills,
)


@given(tills)
def test_a_whole_bill(till: Till) -> None:
    (share,) = whole_bill(till.order)
    promised = till.promised(share)

    assert promised == till.credited(share)
    assert {KARI: RICH + promised - till.spent, CAMILLE: RICH} == till.balances()


@given(tills, st.sampled_from([-1, 0, 1]))
def test_a_bill_about_as_large_as_the_least_that_earns(till: Till, above: int) -> None:
    """Exactly the least amount earns points, one minor unit less does not."""
    (share,) = whole_bill(till.order)
    till.change(minimum_amount=share.amount.minor - above)

    assert till.promised(share) == till.credited(share)


@given(tills, friends)
def test_equal_shares(till: Till, guests: list[Guest | None]) -> None:
    """Each part is promised on its own; a reward that no part can tell of costs nothing here."""
    shares = cut_equally(till.order, guests)
    promised = {share.number: till.promised(share) for share in shares}

    assert promised == {share.number: till.credited(share) for share in shares}
    assert till.balances() == {
        KARI: RICH + promised.get(1, 0),
        CAMILLE: RICH + sum(promised[share.number] for share in shares if share.guest == FRIEND),
    }


@given(tills, friends, st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_shares_by_dishes(till: Till, guests: list[Guest | None], turns: list[int]) -> None:
    """The owner of the reward pays its lines with dishes of their own; others, known or not, pay the rest."""
    shares = cut_by_dishes(till.order, guests, turns)
    promised = {share.number: till.promised(share) for share in shares}

    assert promised == {share.number: till.credited(share) for share in shares}
    assert till.balances() == {
        KARI: RICH + promised.get(1, 0) - till.spent,
        CAMILLE: RICH + sum(promised[share.number] for share in shares if share.guest == FRIEND),
    }


@given(tills)
def test_a_check_in(till: Till) -> None:
    (share,) = whole_bill(till.order)
    sent = json.loads(check_in_body(CONFIG, till.paid(share)))
    answer = till.pongo.check_ins.create(Fields(sent))

    assert till.promised(share) == answer.check_in.points_earned
