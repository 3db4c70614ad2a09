"""What the measurement of the decoder fails for."""

import pytest

from support.qr_aims import FEWEST, missed
from support.qr_peers import OURS
from support.qr_tallies import Row

BASE, FULL = OURS


def row(decoder: str, rate: float, group: str = "all", pictures: int = FEWEST) -> Row:
    return {"set": group, "decoder": decoder, "pictures": pictures, "rate %": rate, "false": 0}


@pytest.mark.parametrize(
    ("subject", "decoder", "aim"),
    [("photos", BASE, 85.0), ("photos", FULL, 88.0), ("stress", BASE, 83.0), ("stress", FULL, 84.0)],
)
def test_a_rate_below_its_aim_is_missed_and_one_at_it_is_not(subject: str, decoder: str, aim: float) -> None:
    below = missed({subject: [row(decoder, aim - 0.1)]})

    assert [f"{subject}, all, {decoder}: {aim - 0.1} % read, aim {aim:.0f} %"] == [str(each) for each in below]
    assert [] == missed({subject: [row(decoder, aim)]})


@pytest.mark.parametrize("decoder", [BASE, FULL, f"{BASE}, live", f"{FULL}, live"])
def test_one_false_read_of_ours_is_missed_in_any_subject(decoder: str) -> None:
    rows: list[Row] = [{"set": "damaged", "decoder": decoder, "false": 1}]

    assert [f"negatives, damaged, {decoder}: 1 false reads, aim 0"] == [str(e) for e in missed({"negatives": rows})]


def test_a_rate_of_few_pictures_or_of_a_group_is_only_told() -> None:
    few, group = row(BASE, 0.0, pictures=FEWEST - 1), row(BASE, 0.0, group="hard")

    assert [] == missed({"stress": [few, group], "degradations": [row(BASE, 0.0)]})


def test_other_decoders_have_no_aims() -> None:
    assert [] == missed({"photos": [row("pyzbar", 0.0) | {"false": 9}], "memory": [{"set": "memory", "frames": 500}]})
