"""Joining in the app against the simulated Vipps, over real HTTP: every call, every error row, every spoiled token."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.devices.clock import SystemClock
from app.domain.customer import Channel, PhoneNumber
from app.domain.enrolment import AppConsent, EnrolmentId, Fault
from app.ports.enrolment_in_app import (
    NO_APP_USER,
    OLD_APP,
    Approved,
    Denied,
    EnrolmentAnswer,
    EnrolmentAsk,
    EnrolmentAsked,
    Expired,
    Lost,
    Mistrusted,
    NotYet,
)
from app.ports.errors import Misconfigured, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.consents import ConsentKind, ConsentRules
from app.providers.vipps.login_adapter import VippsLogin
from app.simulators import seed
from app.simulators.vipps.login.id_token import SigningKey
from app.simulators.vipps.login.people import subject_of
from support.quick_clock import QuickClock
from support.running import RunningVipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

KARI = PhoneNumber("4712345678")
NOBODY = PhoneNumber("4799999999")
LIFE = timedelta(minutes=10)
NONCE = "nonce-of-this-request"
ACCESS = "/access-management-1.0/access"
TOKEN = f"POST {ACCESS}/oauth2/token"
EXISTS = "POST /vipps-login-ciba/api/v1/user-exists"
STARTING = "POST /vipps-login-ciba/api/backchannel/authentication"
DISCOVERY = f"GET {ACCESS}/.well-known/openid-configuration"
KEYS = f"GET {ACCESS}/.well-known/jwks.json"
USERINFO = "GET /vipps-userinfo-api/userinfo"
EMAIL_ONLY = (
    AppConsent(channel=Channel.EMAIL, given=True, text="Offers and news by e-mail"),
    AppConsent(channel=Channel.SMS, given=False, text="Offers and news by SMS"),
)


class Till:
    """Our adapter, connected to the simulator, and the guest's thumb."""

    def __init__(self, vipps: RunningVipps, rules: ConsentRules | None = None, **settings: Any) -> None:
        config: dict[str, Any] = {
            "base_url": vipps.url,
            "client_id": seed.VIPPS_CLIENT_ID,
            "client_secret": seed.VIPPS_CLIENT_SECRET,
            "subscription_key": seed.VIPPS_SUBSCRIPTION_KEY,
            "msn": seed.VIPPS_MSN,
        }
        self.vipps = vipps
        self.clock = QuickClock(SystemClock().now())
        self.login = VippsLogin(VippsConfig(**config | settings), rules or ConsentRules(), self.clock)

    async def ask(self, phone: PhoneNumber = KARI, **changes: Any) -> EnrolmentAsked:
        given: dict[str, Any] = {"phone": phone, "binding_message": "4MZ-CQ3", "nonce": NONCE, "life": LIFE}
        return await self.login.ask(EnrolmentAsk(**given | changes))

    async def answer(self, asked: EnrolmentAsked, nonce: str = NONCE) -> EnrolmentAnswer:
        """Look once, later than the shortest interval."""
        self.vipps.clock.advance(20)
        return await self.login.answer(asked.id, nonce)

    def approve(self, asked: EnrolmentAsked, **ticked: bool) -> None:
        self.vipps.backend.logins.approve(asked.id, ticked)

    async def approved(self, **ticked: bool) -> EnrolmentAnswer:
        """Asked, approved, looked."""
        asked = await self.ask()
        self.approve(asked, **ticked)
        return await self.answer(asked)


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


async def test_a_token_whose_answer_was_lost_is_lost(vipps: RunningVipps, till: Till) -> None:
    asked = await till.ask()
    till.approve(asked)
    await vipps.break_next(TOKEN, "drop_after")
    with pytest.raises(OutcomeUnknown):
        await till.answer(asked)

    assert await till.answer(asked) == Lost()


@pytest.mark.parametrize(
    ("match", "kind", "fields", "error"),
    [
        (DISCOVERY, "status", {"status": 500, "times": 2}, Unreachable),
        (DISCOVERY, "not_json", {"times": 2}, Unreachable),
        (STARTING, "drop_after", {}, OutcomeUnknown),
        (STARTING, "status", {"status": 500}, OutcomeUnknown),
        (STARTING, "status", {"status": 429, "retry_after": 7}, RateLimited),
    ],
)
async def test_trouble_on_the_way_is_a_port_error(
    vipps: RunningVipps, till: Till, match: str, kind: str, fields: dict[str, Any], error: type[PortError]
) -> None:
    await vipps.break_next(match, kind, **fields)

    with pytest.raises(error):
        await till.ask()


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


STARTING_ROWS = [
    (400, {"error": "invalid_request", "error_description": "bad login_hint"}, Refused, None),
    (400, {"error": "unknown_user_id"}, Refused, NO_APP_USER),
    (400, {"error": "invalid_scope"}, Misconfigured, None),
    (400, {"error": "invalid_binding_message"}, Refused, None),
    (401, {"error": "invalid_client"}, Misconfigured, None),
    (403, {"error": "access_denied"}, Misconfigured, None),
    (429, {}, RateLimited, None),
    (400, {"error": "invalid_request", "error_code": "old_app"}, Refused, OLD_APP),
    (400, {"error": "invalid_request", "error_description": "old_app: update it"}, Refused, OLD_APP),
    (400, {"error": "invalid_request", "error_code": "invalid_user"}, Refused, NO_APP_USER),
    (500, {"error": "server_error"}, OutcomeUnknown, None),
]


@pytest.mark.parametrize(("status", "body", "error", "code"), STARTING_ROWS, ids=str)
async def test_every_row_of_starting_has_one_meaning(
    vipps: RunningVipps, till: Till, status: int, body: dict[str, Any], error: type[PortError], code: str | None
) -> None:
    """No row is taken for a yes, and each is sent once."""
    await vipps.break_next(STARTING, "status", status=status, body=body, times=9)
    with pytest.raises(error) as caught:
        await till.ask()

    assert len(await vipps.received(STARTING)) == 1
    if code is not None:
        assert isinstance(caught.value, Refused)
        assert caught.value.code == code


POLLING_ROWS = [
    (400, {"error": "authorization_pending"}, NotYet()),
    (400, {"error": "slow_down"}, NotYet(slower=5)),
    (400, {"error": "expired_token"}, Expired()),
    (400, {"error": "access_denied"}, Denied()),
    (400, {"error": "invalid_grant"}, Lost()),
]


@pytest.mark.parametrize(("status", "body", "answer"), POLLING_ROWS, ids=str)
async def test_every_row_of_polling_has_one_meaning(
    vipps: RunningVipps, till: Till, status: int, body: dict[str, Any], answer: EnrolmentAnswer
) -> None:
    asked = await till.ask()
    await vipps.break_next(TOKEN, "status", status=status, body=body, times=9)

    assert answer == await till.answer(asked)


@pytest.mark.parametrize(("status", "error"), [(401, Misconfigured), (429, RateLimited)])
async def test_keys_and_limits_while_polling_are_told(
    vipps: RunningVipps, till: Till, status: int, error: type[PortError]
) -> None:
    asked = await till.ask()
    await vipps.break_next(TOKEN, "status", status=status, body={"error": "invalid_client"}, times=9)
    with pytest.raises(error):
        await till.answer(asked)
