"""Both shapes of marketing consents become ours; what was not asked is absent."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent
from app.providers.vipps.consents import ConsentKind, ConsentRules, Told, consents_of
from app.providers.vipps.schemas.login import UserInfo
from support.examples import example, example_bytes

DELEGATED = ConsentRules()
CUSTOM = ConsentRules(kind=ConsentKind.CUSTOM)
EMAIL = AppConsent(channel=Channel.EMAIL, given=True, text="Offers by e-mail")
SMS = AppConsent(channel=Channel.SMS, given=False, text="Offers by SMS")


def told(name: str) -> UserInfo:
    return UserInfo.model_validate_json(example_bytes(f"vipps/login_userinfo.{name}.response"))


def delegated(*consents: dict[str, Any], **changes: Any) -> UserInfo:
    body = example("vipps/login_userinfo.delegated.response")
    body["delegatedConsents"] |= {"consents": consents, **changes}
    return UserInfo.model_validate_json(json.dumps(body))


def answer(question: str, text: str = "Offers", *, accepted: bool = True) -> dict[str, Any]:
    return {"id": question, "accepted": accepted, "required": False, "textDisplayedToUser": text}


def test_delegated_consents_keep_words_language_and_moment() -> None:
    found = consents_of(told("delegated"), DELEGATED)

    assert found == Told(consents=(EMAIL, SMS), language="en", at=datetime(2026, 10, 4, 10, 50, 12, tzinfo=UTC))


def test_a_custom_flow_is_read_by_the_ids_of_its_checkboxes() -> None:
    assert consents_of(told("custom"), CUSTOM) == Told(consents=(EMAIL, SMS), language="en", at=None)


def test_the_ids_of_a_custom_flow_are_a_setting() -> None:
    rules = ConsentRules(kind=ConsentKind.CUSTOM, elements={"cf_accept_terms": Channel.SMS})

    assert consents_of(told("custom"), rules).consents == (
        AppConsent(channel=Channel.SMS, given=True, text="Accept T&C"),
    )


@pytest.mark.parametrize("rules", [DELEGATED, CUSTOM])
def test_nothing_told_is_nothing_asked(rules: ConsentRules) -> None:
    assert consents_of(told("later"), rules) == Told()


def test_the_other_shape_is_not_read() -> None:
    assert consents_of(told("custom"), DELEGATED) == consents_of(told("delegated"), CUSTOM) == Told()


def test_digital_covers_both_channels_unless_one_was_asked_for_itself() -> None:
    both = consents_of(delegated(answer("digital")), DELEGATED)
    one = consents_of(delegated(answer("sms", accepted=False), answer("digital")), DELEGATED)

    assert {each.channel: each.given for each in both.consents} == {Channel.EMAIL: True, Channel.SMS: True}
    assert {each.channel: each.given for each in one.consents} == {Channel.EMAIL: True, Channel.SMS: False}


def test_what_is_no_channel_is_left_out() -> None:
    assert consents_of(delegated(answer("personal"), answer("fax")), DELEGATED).consents == ()


def test_a_consent_whose_words_nobody_can_show_is_none() -> None:
    assert consents_of(delegated(answer("email", " "), heading=""), DELEGATED).consents == ()


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_cannot_be_read_is_not_known(moment: str) -> None:
    assert consents_of(delegated(answer("sms"), timeOfConsent=moment), DELEGATED).at is None


def test_only_what_is_needed_is_asked_for() -> None:
    assert (DELEGATED.scope, CUSTOM.scope, replace(CUSTOM, email=False).scope) == (
        "openid phoneNumber delegatedConsents email",
        "openid phoneNumber customFlow email",
        "openid phoneNumber customFlow",
    )
