"""What our requests undo is taken back exactly once, of exactly that share: whatever programme, order, cut and reward.

What was promised is told by our own estimate; posting and undoing are the bytes of our client.
"""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.customer import Guest
from app.domain.cutting import Shares
from app.domain.split import whole_bill
from support.crediting import CAMILLE, FRIEND, KARI, RICH, Till, cut_by_dishes, cut_equally, friends, tills

statuses = st.sampled_from([(True, "canceled"), (False, "refunded")])
"""Whether nothing was ever captured, and how Pongo has the order then."""
picks = st.integers(0, 3)


@given(tills, statuses)
def test_a_whole_bill_is_taken_back_once_and_its_reward_is_the_guests_again(till: Till, how: tuple[bool, str]) -> None:
    cancelled, status = how
    (share,) = whole_bill(till.order)
    promised = till.promised(share)
    till.credited(share)
    full = till.balances()
    removed = [till.taken_back(share, cancelled=cancelled) for _ in range(3)]

    assert full == {KARI: RICH + promised - till.spent, CAMILLE: RICH}
    assert till.balances() == {KARI: RICH - till.spent, CAMILLE: RICH}
    assert removed == [promised, 0, 0]
    assert till.pieces() == ([False] if till.spent else [])
    assert till.statuses() == {1: status}
    assert till.warnings() == []


@given(tills, statuses)
def test_what_was_undone_is_not_credited_by_a_late_repeat_of_the_order(till: Till, how: tuple[bool, str]) -> None:
    cancelled, status = how
    (share,) = whole_bill(till.order)
    till.credited(share)
    till.taken_back(share, cancelled=cancelled)
    till.credited(share)

    assert till.balances() == {KARI: RICH - till.spent, CAMILLE: RICH}
    assert till.statuses() == {1: status}


@given(tills, friends, picks, statuses)
def test_one_equal_share_is_taken_back_and_the_others_keep_their_points(
    till: Till, guests: list[Guest | None], pick: int, how: tuple[bool, str]
) -> None:
    _only_one_is_undone(till, cut_equally(till.order, guests), pick, how)
    assert till.pieces() == []


@given(tills, friends, st.lists(picks, min_size=1, max_size=6), picks, statuses)
def test_one_share_by_dishes_is_taken_back_and_the_others_keep_points_and_reward(
    till: Till, guests: list[Guest | None], turns: list[int], pick: int, how: tuple[bool, str]
) -> None:
    """The reward is the owner's again only when it is their share that was undone."""
    shares = cut_by_dishes(till.order, guests, turns)
    _only_one_is_undone(till, shares, pick, how)
    still_used = shares[pick % len(shares)].number != 1

    assert till.pieces() == ([still_used] if till.spent else [])


def _only_one_is_undone(till: Till, shares: Shares, pick: int, how: tuple[bool, str]) -> None:
    """Twice; then everybody has what they were told, but for the one whose share was undone."""
    cancelled, status = how
    undone = shares[pick % len(shares)]
    promised = {share.number: till.promised(share) for share in shares}
    for share in shares:
        till.credited(share)
    full = till.balances()
    removed = [till.taken_back(undone, cancelled=cancelled) for _ in range(2)]
    left = dict(full)
    if undone.number == 1:
        left[KARI] -= promised[1]
    elif undone.guest == FRIEND:
        left[CAMILLE] -= promised[undone.number]

    assert removed == [promised[undone.number], 0]
    assert till.balances() == left
    assert till.statuses() == {share.number: status if share is undone else "paid" for share in shares}
    assert till.warnings() == []
