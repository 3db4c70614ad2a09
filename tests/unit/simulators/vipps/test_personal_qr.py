"""Personal QR codes and their exchange."""

import pytest

from app.simulators.vipps.errors import CodeRefusal, FieldsRefusal
from app.simulators.vipps.personal_qr import QrVersion
from app.simulators.vipps.settings import Settings
from support.vipps_sim import FREJA, KARI, REFERENCE, Till, code_of, payment_body


def test_clear_text_gives_the_number_and_no_time() -> None:
    till = Till()
    text = till.vipps.qrs.make(KARI, "1.0")

    assert text == "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
    assert till.vipps.exchange_qr({"qrCode": text}) == {"msisdn": KARI, "version": "1.0"}


def test_a_token_gives_the_number_and_when_it_was_made() -> None:
    till = Till()
    text = till.vipps.qrs.make(FREJA, "2.0")

    assert text.startswith("https://qr.vipps.no/p/")
    assert till.vipps.exchange_qr({"qrCode": text, "requestedData": ["MSISDN"]}) == {
        "msisdn": FREJA,
        "timestamp": 1791115200,
        "version": "2.0",
    }


def test_a_token_lives_five_minutes() -> None:
    till = Till()
    text = till.vipps.qrs.make(KARI, "2.0")
    till.clock.advance(299)
    till.vipps.exchange_qr({"qrCode": text})
    till.clock.advance(1)

    with pytest.raises(FieldsRefusal) as refused:
        till.vipps.exchange_qr({"qrCode": text})

    assert refused.value.problems == (("qrCode", "The QR code has expired."),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4712345678",
        "https://qr.vipps.no/p/unknown",
        "https://qr.vipps.no/28/2/01/031/4799999999?v=1",
        "https://qr.vipps.no.example.com/28/2/01/031/4712345678?v=1",
        "http://qr.vipps.no/28/2/01/031/4712345678?v=1",
        " https://qr.vipps.no/28/2/01/031/4712345678?v=1",
        "WIFI:S:guest;;",
    ],
)
def test_anything_else_is_not_a_code(text: str) -> None:
    with pytest.raises(FieldsRefusal) as refused:
        Till().vipps.exchange_qr({"qrCode": text})

    assert refused.value.problems[0].name == "qrCode"


@pytest.mark.parametrize(
    "body",
    [{}, [], {"qrCode": 1}, {"qrCode": "x", "requestedData": ["NAME"]}, {"qrCode": "x", "requestedData": "MSISDN"}],
)
def test_a_body_that_does_not_fit_is_refused(body: object) -> None:
    with pytest.raises(FieldsRefusal):
        Till().vipps.exchange_qr(body)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_code_can_pay_without_an_exchange(version: QrVersion) -> None:
    till = Till()
    text = till.vipps.qrs.make(KARI, version)
    till.create(payment_body(customer={"personalQr": text}))

    assert till.vipps.payments.find(REFERENCE).msisdn == KARI


def test_a_stale_code_cannot_pay() -> None:
    till = Till()
    till.vipps.settings = Settings(qr_seconds=10)
    text = till.vipps.qrs.make(KARI, "2.0")
    till.clock.advance(10)

    with pytest.raises(CodeRefusal) as refused:
        till.create(payment_body(customer={"personalQr": text}))

    assert code_of(refused.value) == 4060
