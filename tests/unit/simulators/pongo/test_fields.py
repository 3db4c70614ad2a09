import pytest

from app.simulators.pongo.fields import Fields, phone_digits
from app.simulators.pongo.problems import Invalid


def errors_of(sent: Fields) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as caught:
        sent.finish()
    return caught.value.errors


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4712345678", "4712345678"),
        ("+4712345678", "4712345678"),
        ("0033612345678", "33612345678"),
        ("12345678", "12345678"),
        ("1234567", None),
        ("1234567890123456", None),
        ("++4712345678", None),
        ("47 12 34 56 78", None),
        ("471234567a", None),
        ("٤٧١٢٣٤٥٦٧٨", None),
    ],
)
def test_a_phone_number_loses_one_prefix_and_is_then_8_to_15_digits(text: str, digits: str | None) -> None:
    assert digits == phone_digits(text)


@pytest.mark.parametrize("value", [10.0, 10.5, "10", True, [10], {"a": 1}])
def test_money_is_a_json_integer_and_nothing_that_looks_like_one(value: object) -> None:
    sent = Fields({"amount": value})
    sent.integer("amount", required=True)

    assert {"amount": ["The amount must be an integer."]} == errors_of(sent)


@pytest.mark.parametrize("value", [None, "", "  ", [], {}])
def test_required_refuses_everything_empty(value: object) -> None:
    sent = Fields({"tags": value})
    sent.texts("tags", required=True)

    assert {"tags": ["The tags field is required."]} == errors_of(sent)


@pytest.mark.parametrize("value", ["2026-05-01T12:30:00+02:00", "2026-05-01T12:30:00-05:30"])
def test_a_strict_moment_has_whole_seconds_and_an_offset(value: str) -> None:
    moment = Fields({"at": value}).moment("at", strict=True)

    assert moment is not None
    assert value == moment.isoformat()


@pytest.mark.parametrize(
    "value", ["2026-05-01T12:30:00Z", "2026-05-01T12:30:00.5+02:00", "2026-05-01T12:30:00", "2026-05-01", "soon"]
)
def test_a_strict_moment_is_nothing_else(value: str) -> None:
    sent = Fields({"at": value})
    sent.moment("at", strict=True)

    assert {"at": ["The at does not match the format Y-m-d\\TH:i:sP."]} == errors_of(sent)


@pytest.mark.parametrize("value", ["2026-05-01T12:30:00Z", "2026-05-01T12:30:00.123456+02:00", "2026-05-01"])
def test_any_other_moment_may_be_any_iso_8601(value: str) -> None:
    sent = Fields({"at": value})
    moment = sent.moment("at")
    sent.finish()

    assert moment is not None
    assert moment.tzinfo is not None


def test_an_impossible_date_is_refused() -> None:
    sent = Fields({"at": "2026-02-30T12:30:00+02:00"})
    sent.moment("at", strict=True)

    assert {"at": ["The at is not a valid date."]} == errors_of(sent)


def test_all_complaints_come_at_once_with_the_path_inside() -> None:
    sent = Fields({"amount": 1.5, "lines": [{"name": 3}, "x"], "customer": []})
    sent.integer("amount")
    for line in sent.objects("lines"):
        line.text("name")
    sent.inner("customer")
    sent.text("order_id", required=True)

    assert {"amount", "lines.0.name", "lines.1", "customer", "order_id"} == set(errors_of(sent))


def test_fields_that_nobody_asked_for_are_named_with_their_path() -> None:
    sent = Fields({"a": 1, "b": 2, "lines": [{"c": 3, "d": 4}]})
    sent.integer("a")
    for line in sent.objects("lines"):
        line.integer("c")

    assert ["b", "lines.0.d"] == list(sent.unknown())
