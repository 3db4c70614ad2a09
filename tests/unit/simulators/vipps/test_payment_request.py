"""What create payment refuses, field by field and rule by rule."""

import pytest

from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal
from app.simulators.vipps.settings import Settings
from support.vipps_sim import FREJA, OLA, Till, changed_at, code_of, payment_body

LINE = "receipt.orderLines.0"
RECEIPT = payment_body()["receipt"]


def test_the_body_of_the_documentation_is_accepted() -> None:
    assert Till().create() == {"reference": "fjord-20261004-0007-1"}


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("amount.value", 189.0, "amount.value"),
        ("amount.value", "18900", "amount.value"),
        ("amount.value", True, "amount.value"),
        ("amount.value", -1, "amount.value"),
        ("amount.value", 65_000_001, "amount.value"),
        ("amount.currency", "nok", "amount.currency"),
        ("amount.decimals", 2, "amount.decimals"),
        ("reference", "short", "reference"),
        ("reference", "a" * 65, "reference"),
        ("reference", "with_underscore", "reference"),
        ("reference", "ends-with-newline\n", "reference"),
        ("customer", {}, "customer"),
        ("customer", {"phoneNumber": "4712345678", "personalQr": "https://qr.vipps.no/p/x"}, "customer"),
        ("customer", {"phoneNumber": "+4712345678"}, "customer.phoneNumber"),
        ("customer", {"phoneNumber": "12345678"}, "customer.phoneNumber"),
        ("customer", {"phoneNumber": "4" * 16}, "customer.phoneNumber"),
        ("customer", {"phoneNumber": "٤٧١٢٣٤٥٦٧٨"}, "customer.phoneNumber"),
        ("customer", {"personalQr": "abcd"}, "customer.personalQr"),
        ("customer", {"personalQr": "a" * 256}, "customer.personalQr"),
        ("customer", {"token": "abc"}, "customer.token"),
        ("customerInteraction", "PRESENT", "customerInteraction"),
        ("minimumUserAge", 101, "minimumUserAge"),
        ("paymentMethod", {}, "paymentMethod.type"),
        ("paymentMethod.type", "CASH", "paymentMethod.type"),
        ("userFlow", "PUSH", "userFlow"),
        ("paymentDescription", "ab", "paymentDescription"),
        ("paymentDescription", "a" * 101, "paymentDescription"),
        ("returnUrl", "not a url", "returnUrl"),
        ("returnUrl", "https://" + "a" * 2500, "returnUrl"),
        ("qrFormat", {"size": 100}, "qrFormat.format"),
        ("qrFormat", {"format": "IMAGE/PNG", "size": 99}, "qrFormat.size"),
        ("expiresAt", "tomorrow", "expiresAt"),
        ("metadata", {"table": 12}, "metadata"),
        ("profile", {"scope": "name shoeSize"}, "profile.scope"),
        ("table", "12", "table"),
        ("receipt.orderLines", [], "receipt.orderLines"),
        ("receipt.bottomLine", [{"currency": "NOK"}], "receipt.bottomLine"),
        ("receipt.bottomLine.currency", "EUR", "receipt.bottomLine.currency"),
        ("receipt.bottomLine.tipAmount", -1, "receipt.bottomLine.tipAmount"),
        ("receipt.bottomLine.barcode", {"format": "QR", "data": "1"}, "receipt.bottomLine.barcode.format"),
        (f"{LINE}.totalAmount", 189.5, "receipt.orderLines[0].totalAmount"),
        (f"{LINE}.totalAmount", 18800, "receipt.orderLines[0].totalAmount"),
        (f"{LINE}.taxRate", 10_001, "receipt.orderLines[0].taxRate"),
        (f"{LINE}.taxRate", None, "receipt.orderLines[0]"),
        (f"{LINE}.discount", -1, "receipt.orderLines[0].discount"),
        (f"{LINE}.colour", "red", "receipt.orderLines[0].colour"),
        (f"{LINE}.unitInfo.quantity", 1, "receipt.orderLines[0].unitInfo.quantity"),
        (f"{LINE}.unitInfo.quantity", "1,5", "receipt.orderLines[0].unitInfo.quantity"),
        (f"{LINE}.unitInfo.quantityUnit", "BOX", "receipt.orderLines[0].unitInfo.quantityUnit"),
    ],
)
def test_a_field_that_does_not_fit_is_named(path: str, value: object, field: str) -> None:
    with pytest.raises(FieldsRefusal) as refused:
        Till().create(changed_at(path, value))

    assert [problem.name for problem in refused.value.problems] == [field]


@pytest.mark.parametrize("field", ["amount", "paymentMethod", "reference", "userFlow"])
def test_required_fields_are_required(field: str) -> None:
    with pytest.raises(FieldsRefusal) as refused:
        Till().create(payment_body(**{field: None}))

    assert refused.value.problems[0].name == field


def test_all_fields_at_fault_are_named_at_once() -> None:
    with pytest.raises(FieldsRefusal) as refused:
        Till().create(payment_body(reference="x", userFlow="y", paymentDescription=""))

    assert {problem.name for problem in refused.value.problems} == {"reference", "userFlow", "paymentDescription"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (payment_body(amount={"currency": "EUR", "value": 1000}), 5040),
        (payment_body(amount={"currency": "SEK", "value": 1000}), 5040),
        (payment_body(amount={"currency": "NOK", "value": 99}), 6010),
        (payment_body(amount={"currency": "NOK", "value": 0}), 6010),
        (payment_body(customer=None), 4140),
        (payment_body(userFlow="WEB_REDIRECT"), 4140),
        (payment_body(userFlow="WEB_REDIRECT", returnUrl="http://example.com"), 4090),
        (payment_body(paymentMethod={"type": "CARD"}), 5070),
        (payment_body(paymentMethod={"type": "WALLET", "blockedSources": ["COMMERCIAL_CARDS"]}), 5010),
        (payment_body(customer={"phoneNumber": "4799999999"}), 7010),
        (payment_body(customer={"phoneNumber": "33612345678"}), 7010),
        (payment_body(customer={"phoneNumber": OLA}, minimumUserAge=18), 7010),
        (payment_body(customer={"personalQr": "https://qr.vipps.no/p/unknown"}), 4060),
        (payment_body(customer={"personalQr": "https://qr.vipps.no/28/2/01/031/4799999999?v=1"}), 7010),
        (payment_body(customer={"customerToken": "abc"}), 4050),
        (payment_body(metadata={str(number): "x" for number in range(6)}), 4100),
        (payment_body(metadata={"k" * 101: "x"}), 4120),
        (payment_body(metadata={"k": "x" * 501}), 4130),
        (payment_body(profile={"scope": "name nin"}), 5030),
        (payment_body(shipping={"fixedOptions": []}), 5020),
        (payment_body(expiresAt="2026-10-05T12:00:00Z"), 5050),
    ],
)
def test_a_broken_rule_has_its_code(body: dict[str, object], code: int) -> None:
    with pytest.raises(CodeRefusal) as refused:
        Till().create(body)

    assert code_of(refused.value) == code


def test_push_can_be_refused_to_the_sales_unit() -> None:
    till = Till()
    till.vipps.settings = Settings(push_allowed=False)

    with pytest.raises(CodeRefusal) as refused:
        till.create()

    assert (code_of(refused.value), refused.value.status) == (5080, 403)


def test_each_market_takes_its_own_currency() -> None:
    till = Till()
    till.vipps.settings = Settings(market="DK")
    amount = {"currency": "DKK", "value": 1}

    assert till.create(payment_body(amount=amount, receipt=None, customer={"phoneNumber": FREJA}))


@pytest.mark.parametrize(
    ("expires_at", "receipt", "code"),
    [
        ("2026-10-04T12:10:00Z", RECEIPT, 6120),
        ("2026-12-03T12:00:00Z", RECEIPT, 6110),
        ("2026-10-05T12:00:00Z", None, 6130),
    ],
)
def test_a_long_living_payment_has_limits(expires_at: str, receipt: object, code: int) -> None:
    till = Till()
    till.vipps.settings = Settings(long_living_allowed=True)

    with pytest.raises(CodeRefusal) as refused:
        till.create(payment_body(expiresAt=expires_at, receipt=receipt))

    assert code_of(refused.value) == code


def test_a_line_may_be_one_unit_off_by_rounding() -> None:
    assert Till().create(changed_at(f"{LINE}.totalTaxAmount", 3781))


def test_a_refused_request_leaves_no_payment() -> None:
    till = Till()
    with pytest.raises(CodeRefusal):
        till.create(payment_body(customer={"phoneNumber": "4799999999"}))

    assert till.vipps.payments.all() == []
