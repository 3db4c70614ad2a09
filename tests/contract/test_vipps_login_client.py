"""Joining in the app against the simulated Vipps, over real HTTP: every call, every spoiled token."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent, EnrolmentId, Fault
from app.ports.enrolment_in_app import (
    NO_APP_USER,
    OLD_APP,
    Approved,
    Denied,
    Expired,
    Lost,
    Mistrusted,
    NotYet,
)
from app.ports.errors import Misconfigured, OutcomeUnknown, RateLimited, Refused, Unreachable
from app.providers.vipps.consents import ConsentKind, ConsentRules
from app.simulators import seed
from app.simulators.vipps.login.id_token import SigningKey
from app.simulators.vipps.login.people import subject_of
from support.joining_till import (
    DISCOVERY,
    EXISTS,
    KARI,
    KEYS,
    NOBODY,
    NONCE,
    STARTING,
    TOKEN,
    USERINFO,
    Till,
)
from support.running import RunningVipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

EMAIL_ONLY = (
    AppConsent(channel=Channel.EMAIL, given=True, text="Offers and news by e-mail"),
    AppConsent(channel=Channel.SMS, given=False, text="Offers and news by SMS"),
)


@pytest_asyncio.fixture(loop_scope="module")
async def till(vipps: RunningVipps) -> AsyncIterator[Till]:
    till = Till(vipps)
    yield till
    await till.login.close()


async def settings(vipps: RunningVipps, **changes: Any) -> None:
    """What the merchant set up in the portal."""
    answer = await vipps.http.post("/_sim/login", json=changes)
    assert answer.status_code == 200, answer.text


async def test_it_is_known_who_can_be_asked(till: Till) -> None:
    assert [await till.login.knows(phone) for phone in (KARI, NOBODY)] == [True, False]


async def test_a_guest_who_approves_is_told_with_their_answers_once(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    (shown,) = vipps.backend.logins.of(KARI)
    before = await till.answer(asked)
    till.approve(asked, email=True)
    approved = await till.answer(asked)
    again = await till.answer(asked)

    assert (asked.life, asked.interval) == (timedelta(minutes=10), 5)
    assert (shown.binding_message, shown.nonce) == ("4MZ-CQ3", NONCE)
    assert before == NotYet()
    assert isinstance(approved, Approved)
    assert (approved.subject, approved.phone) == (subject_of(seed.VIPPS_MSN, KARI), KARI)
    assert (approved.consents, approved.language) == (EMAIL_ONLY, "en")
    assert approved.at is not None
    assert again == Lost()


async def test_a_custom_flow_tells_the_same(vipps: RunningVipps) -> None:
    till = Till(vipps, ConsentRules(kind=ConsentKind.CUSTOM))
    approved = await till.approved(email=True)
    await till.login.close()

    assert isinstance(approved, Approved)
    assert approved.consents == EMAIL_ONLY


async def test_the_ids_of_the_checkboxes_may_be_the_merchants_own(vipps: RunningVipps) -> None:
    await settings(vipps, questions=[{"id": "sms", "text": "Ja takk til SMS", "flow_id": "our_sms"}], language="NO")
    till = Till(vipps, ConsentRules(kind=ConsentKind.CUSTOM, elements={"our_sms": Channel.SMS}))
    approved = await till.approved(sms=True)
    await till.login.close()

    assert isinstance(approved, Approved)
    assert approved.consents == (AppConsent(channel=Channel.SMS, given=True, text="Ja takk til SMS"),)
    assert approved.language == "no"


async def test_consents_come_the_first_time_only(till: Till) -> None:
    first = await till.approved(email=True)
    second = await till.approved()

    assert isinstance(first, Approved)
    assert isinstance(second, Approved)
    assert (len(first.consents), second.consents, second.language) == (2, (), "")
    assert first.subject == second.subject


async def test_a_scope_outside_the_plan_is_missed_without_harm(vipps: RunningVipps, till: Till) -> None:
    await settings(vipps, plan=["openid"])
    approved = await till.approved()

    assert isinstance(approved, Approved)
    assert (approved.phone, approved.consents) == (None, ())


async def test_a_guest_who_says_no_is_told(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    vipps.backend.logins.reject(asked.id)

    assert await till.answer(asked) == Denied()


async def test_a_request_that_nobody_answered_expires(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask(life=timedelta(seconds=60))
    vipps.clock.advance(61)

    assert asked.life == timedelta(seconds=60)
    assert await till.answer(asked) == Expired()


async def test_looking_too_often_is_answered_by_slow_down(till: Till) -> None:
    asked = await till.ask()
    await till.answer(asked)

    assert await till.login.answer(asked.id, NONCE) == NotYet(slower=5)


async def test_a_request_that_does_not_exist_is_lost(till: Till) -> None:
    assert await till.login.answer(EnrolmentId("never-heard-of"), NONCE) == Lost()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        ("audience", Fault.AUDIENCE),
        ("issuer", Fault.ISSUER),
        ("key", Fault.KEY),
        ("expired", Fault.EXPIRED),
        ("nonce", Fault.NONCE),
        ("unsigned", Fault.ALGORITHM),
    ],
)
async def test_a_spoiled_id_token_is_not_trusted_and_nothing_is_read_with_it(
    vipps: RunningVipps, till: Till, spoil: str, fault: Fault
) -> None:
    await settings(vipps, spoil_id_token=spoil)
    answer = await till.approved(email=True)

    assert answer == Mistrusted(fault)
    assert await vipps.received(USERINFO) == []


async def test_an_answer_to_another_request_is_not_trusted(till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)

    assert await till.answer(asked, nonce="another") == Mistrusted(Fault.NONCE)


async def test_signing_keys_that_were_changed_are_fetched_once_more(vipps: RunningVipps, till: Till) -> None:
    await till.approved()
    vipps.backend.logins.key = SigningKey()
    approved = await till.approved()

    assert isinstance(approved, Approved)
    assert len(await vipps.received(KEYS)) == 2


async def test_discovery_is_kept_as_long_as_it_says_and_no_longer(vipps: RunningVipps, till: Till) -> None:
    for _ in range(3):
        await till.ask(phone=KARI)
    kept = len(await vipps.received(DISCOVERY))
    till.clock.moment += timedelta(seconds=3600)
    await till.login.answer(EnrolmentId("x"), NONCE)

    assert (kept, len(await vipps.received(DISCOVERY))) == (1, 2)


async def test_our_calls_are_forms_with_basic_keys_and_userinfo_has_the_token_alone(
    vipps: RunningVipps, till: Till
) -> None:
    await till.login.knows(KARI)
    await till.approved()
    forms = [each for call in (EXISTS, STARTING, TOKEN) for each in await vipps.received(call)]
    (userinfo,) = await vipps.received(USERINFO)

    assert len(forms) == 3
    for each in [*forms, userinfo]:
        assert "ocp-apim-subscription-key" not in each["headers"]
    for each in forms:
        assert "authorization" in each["headers"]
        assert each["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" in userinfo["headers"]
    assert not any(name.startswith("vipps-") for name in userinfo["headers"])


async def test_a_number_that_cannot_be_asked_is_refused_by_kind(vipps: RunningVipps, till: Till) -> None:
    await settings(vipps, old_apps=[str(KARI)])
    codes = []
    for phone in (NOBODY, KARI):
        with pytest.raises(Refused) as caught:
            await till.ask(phone)
        codes.append(caught.value.code)

    assert codes == [NO_APP_USER, OLD_APP]


async def test_too_many_requests_at_once_are_told_with_the_time_to_wait(vipps: RunningVipps, till: Till) -> None:
    await settings(vipps, logins_at_once=1)
    await till.ask()

    with pytest.raises(RateLimited) as caught:
        await till.ask()

    assert caught.value.retry_after is not None


async def test_wrong_keys_are_the_operators_business(vipps: RunningVipps) -> None:
    till = Till(vipps, client_secret="wrong")
    for call in (lambda: till.login.knows(KARI), till.ask, lambda: till.login.answer(EnrolmentId("x"), NONCE)):
        with pytest.raises(Misconfigured) as caught:
            await call()
        assert "client secret" in caught.value.fix
    await till.login.close()


@pytest.mark.parametrize("kind", ["status", "drop_before", "drop_after", "not_json"])
async def test_userinfo_that_fails_is_read_at_the_next_look_with_the_same_token(
    vipps: RunningVipps, till: Till, kind: str
) -> None:
    asked = await till.ask()
    till.approve(asked, sms=True)
    fields = {"status": 500} if kind == "status" else {}
    await vipps.break_next(USERINFO, kind, times=2, **fields)
    with pytest.raises(Unreachable):
        await till.answer(asked)
    approved = await till.answer(asked)

    assert isinstance(approved, Approved)
    assert len(approved.consents) == 2
    assert len(await vipps.received(TOKEN)) == 1


async def test_keys_that_cannot_be_fetched_are_tried_at_the_next_look(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(KEYS, "status", status=503, times=2)
    with pytest.raises(Unreachable):
        await till.answer(asked)

    assert isinstance(await till.answer(asked), Approved)


async def test_an_access_token_that_ran_out_before_userinfo_was_read_is_lost(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(USERINFO, "status", status=500, times=2)
    with pytest.raises(Unreachable):
        await till.answer(asked)
    vipps.clock.advance(301)

    assert await till.answer(asked) == Lost()


async def test_tokens_are_kept_as_long_as_userinfo_can_be_read_with_them_and_no_longer(
    vipps: RunningVipps, till: Till
) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(USERINFO, "status", status=401, body={"statusCode": 401, "message": "Denied"}, times=9)
    before = till.login.has_yes(asked.id)
    with pytest.raises(Misconfigured):
        await till.answer(asked)
    kept = till.login.has_yes(asked.id)
    till.clock.moment += timedelta(minutes=10)
    too_late = till.login.has_yes(asked.id)

    assert (before, kept, too_late) == (False, True, False)
    assert await till.answer(asked) == Lost()
    assert len(await vipps.received(TOKEN)) == 2


async def test_a_request_that_is_over_leaves_no_tokens(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(USERINFO, "status", status=500, times=2)
    with pytest.raises(Unreachable):
        await till.answer(asked)
    till.login.forget(asked.id)

    assert not till.login.has_yes(asked.id)
    assert await till.answer(asked) == Lost()


async def test_a_token_whose_answer_was_lost_is_lost(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(TOKEN, "drop_after")
    with pytest.raises(OutcomeUnknown):
        await till.answer(asked)

    assert await till.answer(asked) == Lost()


async def test_a_login_for_somebody_else_than_userinfo_tells_of_is_not_trusted(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(USERINFO, "status", status=500, times=2)
    with pytest.raises(Unreachable):
        await till.answer(asked)
    (login,) = vipps.backend.logins.of(KARI)
    login.sub = "somebody-else"

    assert await till.answer(asked) == Mistrusted(Fault.SUBJECT)


async def test_no_number_key_or_token_is_logged(till: Till, capsys: pytest.CaptureFixture[str]) -> None:
    await till.login.knows(KARI)
    await till.approved(email=True)
    with pytest.raises(Refused):
        await till.ask(NOBODY)
    said = capsys.readouterr()

    assert not any(
        secret in said.out + said.err for secret in (KARI, NOBODY, seed.VIPPS_CLIENT_SECRET, "ciba.", "eyJ", NONCE)
    )
