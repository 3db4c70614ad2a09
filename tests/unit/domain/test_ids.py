import pytest

from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, OrderId, Reference, payment_reference, posted_order_id


@pytest.mark.parametrize("text", ["a" * 8, "a" * 64, "taffel-4f2k9d-1-2", "ABC-def-123"])
def test_reference_is_8_to_64_letters_digits_and_hyphens(text: str) -> None:
    assert text == Reference(text)


@pytest.mark.parametrize("text", ["", "a" * 7, "a" * 65, "taffel_order", "taffel order", "taffel-ordér", "taffel-1\n"])
def test_other_references_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        Reference(text)


def test_idempotency_key_has_at_most_50_characters() -> None:
    assert IdempotencyKey("k" * 50) == "k" * 50
    with pytest.raises(InvalidValue):
        IdempotencyKey("k" * 51)


def test_new_attempt_has_a_new_reference() -> None:
    references = {
        payment_reference(OrderId("4f2k9d0abc"), share, attempt) for share in range(1, 12) for attempt in range(1, 12)
    }

    assert len(references) == 121
    assert payment_reference(OrderId("4f2k9d0abc"), 1, 2) == "taffel-4f2k9d0abc-1-2"


def test_share_is_posted_under_one_name_whatever_was_tried_before() -> None:
    assert posted_order_id(OrderId("4f2k9d0abc"), 2) == "4f2k9d0abc-2"
