"""What happened to a payment is told in the reader's language, whoever wrote it down."""

import pytest

from app.domain.facts import (
    AmountDiffers,
    AskedFor,
    Call,
    Differs,
    Fact,
    Failed,
    Fix,
    Heard,
    Moved,
    Part,
    SentCapture,
    StateDiffers,
    Trouble,
    WaitsForPerson,
    Written,
)
from app.domain.payment import Attention, Ending, PaymentFlow, PaymentState
from app.ui.texts import LANGUAGES, Texts, stories, troubles
from app.ui.texts.troubles import Voice
from support.facts import FACTS, KEY, answered
from support.samples import nok

DIFFERENCES = [fact for fact in FACTS if isinstance(fact, Differs)]


def voice(language: str) -> Voice:
    return Voice(texts=Texts(language), wallet="Vipps", when=lambda at: f"{at:%d.%m.%Y %H:%M}")


@pytest.mark.parametrize("language", [each.code for each in LANGUAGES])
@pytest.mark.parametrize("fact", FACTS, ids=repr)
def test_every_fact_has_words_in_every_language(fact: Fact, language: str) -> None:
    told = stories.told(fact, voice(language))

    assert told
    assert not [sign for sign in "{}_" if sign in told]


@pytest.mark.parametrize("fact", [fact for fact in FACTS if not isinstance(fact, Heard)], ids=repr)
def test_no_fact_is_told_in_english_in_norwegian(fact: Fact) -> None:
    assert stories.told(fact, voice("en")) != stories.told(fact, voice("nb"))


@pytest.mark.parametrize("language", [each.code for each in LANGUAGES])
@pytest.mark.parametrize("fact", DIFFERENCES, ids=repr)
def test_every_difference_says_what_to_do_in_every_language(fact: Differs, language: str) -> None:
    fix = troubles.fix(fact, voice(language))

    assert fix.endswith(".")
    assert (language == "en") is (fix == troubles.fix(fact, voice("en")))


@pytest.mark.parametrize(
    ("fact", "english", "norwegian"),
    [
        (
            AskedFor(amount=nok(18_900), flow=PaymentFlow.PUSH_MESSAGE),
            "Ask for 189.00 kr on the guest's phone",
            "Be om 189,00 kr på gjestens telefon",
        ),
        (
            Moved(before=PaymentState.REQUESTED, after=PaymentState.REJECTED, ending=Ending.NOT_A_USER),
            "Was asked for, is not accepted: No such user",
            "Var bedt om, er ikke godtatt: Ukjent bruker",
        ),
        (
            answered(Call.LOOK_UP, PaymentState.AUTHORIZED, 18_900, 5_000),
            "Looked up: 189.00 kr approved, 50.00 kr taken",
            "Slått opp: 189,00 kr godkjent, 50,00 kr tatt",
        ),
        (
            Failed(call=Call.CAPTURE, trouble=Trouble.LATER, detail="Delayed: vipps_capture"),
            "Taking the money: not now, it is tried again later",
            "Pengene skal tas: ikke nå, det prøves igjen senere",
        ),
        (Heard(name="authorized", psp_reference="1"), "The guest approved", "Gjesten godkjente"),
        (Heard(name="something_new", psp_reference="1"), "something_new", "something_new"),
        (Written(text="request: accepted"), "request: accepted", "request: accepted"),
        (
            AmountDiffers(part=Part.CAPTURED, ours=nok(98_400), theirs=nok(90_000), fix=Fix.MONEY_MISSING),
            (
                "Taken 984.00 kr here, 900.00 kr at Vipps. "
                "Look the payment up in the Vipps portal: money that counts here is not there."
            ),
            (
                "Tatt 984,00 kr her, 900,00 kr hos Vipps. "
                "Slå opp betalingen i Vipps-portalen: penger som regnes med her, er ikke der."
            ),
        ),
        (
            StateDiffers(ours=PaymentState.AUTHORIZED, theirs=None, fix=Fix.CHECK_MSN),
            (
                "Vipps has never heard of the payment that is approved here. "
                "Check that the MSN in the settings is the one that took the payment."
            ),
            (
                "Vipps har aldri hørt om betalingen som er godkjent her. "
                "Sjekk at MSN i innstillingene er det som tok imot betalingen."
            ),
        ),
        (
            WaitsForPerson(attention=Attention.MONEY_AFTER_END),
            "Vipps holds money for a payment that is over. Release the money: the guest was not served for it.",
            "Vipps holder penger for en betaling som er over. Frigi pengene: gjesten fikk ikke noe for dem.",
        ),
    ],
)
def test_it_is_told_in_the_language_of_the_reader(fact: Fact, english: str, norwegian: str) -> None:
    told = [stories.told(fact, voice(each)).replace("\N{NO-BREAK SPACE}", " ") for each in ("en", "nb")]

    assert [english, norwegian] == told


def test_what_only_helps_those_who_know_stands_apart() -> None:
    failed = Failed(call=Call.CAPTURE, trouble=Trouble.LATER, detail="Delayed: vipps_capture")
    texts = Texts("nb")

    assert "Delayed: vipps_capture" == stories.detail(failed, texts)
    assert f"nøkkel {KEY}" == stories.detail(SentCapture(key=KEY, amount=nok(1)), texts)
