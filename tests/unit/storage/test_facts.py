"""Facts of a payment outlive the version that wrote them."""

import json
from typing import get_args

import pytest

from app.domain.facts import AmountDiffers, AskedFor, Fact, Fix, Part, Written
from app.domain.payment import PaymentFlow
from app.domain.timeline import EntryKind, TimelineEntry
from app.storage.facts import KINDS, decoded, encoded
from app.storage.unit_of_work import SqlStorage
from support.clocks import START
from support.facts import FACTS
from support.samples import a_payment, nok


def test_there_is_an_example_of_every_fact() -> None:
    assert set(get_args(Fact)) == {type(fact) for fact in FACTS}


@pytest.mark.parametrize("fact", FACTS, ids=repr)
def test_a_fact_is_read_as_it_was_written(fact: Fact) -> None:
    name, text = encoded(fact)

    assert fact == decoded(name, text)
    assert name is not None
    assert len(name) <= 40


def test_stored_names_never_change() -> None:
    """A renamed kind would make what is stored unreadable: give the new name beside the old one instead."""
    assert {
        "accepted",
        "amount_differs",
        "answered",
        "asked_by_code",
        "asked_for",
        "done_by_hand",
        "events_read",
        "failed",
        "gave_up",
        "handed_over",
        "heard",
        "moved",
        "needs_person",
        "nothing_left",
        "refund_done",
        "refund_wanted",
        "released",
        "sent_again",
        "sent_cancel",
        "sent_capture",
        "sent_refund",
        "sent_request",
        "state_differs",
        "taken_care_of",
        "takes_by",
        "took_now",
        "waits_for_person",
    } == set(KINDS)


@pytest.mark.parametrize(
    ("name", "text", "fact"),
    [
        (
            "asked_for",
            '{"amount": [18900, "NOK"], "flow": "push_message"}',
            AskedFor(amount=nok(18_900), flow=PaymentFlow.PUSH_MESSAGE),
        ),
        (
            "amount_differs",
            '{"part": "captured", "ours": [2, "NOK"], "theirs": [1, "NOK"], "fix": "money_missing"}',
            AmountDiffers(part=Part.CAPTURED, ours=nok(2), theirs=nok(1), fix=Fix.MONEY_MISSING),
        ),
    ],
)
def test_what_is_stored_is_read_for_ever(name: str, text: str, fact: Fact) -> None:
    assert fact == decoded(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (None, "look up: authorized, 189.00 NOK held"),
        ("of_a_newer_version", '{"who": 7}'),
        ("asked_for", '{"amount": [18900, "NOK"]}'),
        ("asked_for", '{"amount": [18900, "XXX"], "flow": "push_message"}'),
        ("asked_for", '{"amount": "much", "flow": "push_message"}'),
        ("asked_by_code", '{"reference": "not one"}'),
        ("asked_for", "[]"),
        ("asked_for", "***"),
    ],
)
def test_what_cannot_be_read_is_shown_as_it_stands(name: str | None, text: str) -> None:
    assert Written(text=text) == decoded(name, text)


async def test_stories_of_both_kinds_are_read_from_the_database(sql: SqlStorage) -> None:
    storage, reference = sql, a_payment().reference
    facts = (Written(text="request with key abc"), *FACTS)
    async with storage.work() as work:
        for fact in facts:
            await work.timelines.add(TimelineEntry(reference=reference, at=START, kind=EntryKind.DECISION, fact=fact))
        await work.commit()
    async with storage.reading() as reading:
        told = await reading.timelines.of(reference)

    assert list(facts) == [entry.fact for entry in told]


def test_values_are_plain_json() -> None:
    assert all(isinstance(json.loads(encoded(fact)[1]), dict) for fact in FACTS)
