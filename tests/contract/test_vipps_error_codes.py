"""Every error code of ePayment, as it comes over the wire, ends in an error that says what can be done about it."""

import json
from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.domain.ids import IdempotencyKey
from app.ports.errors import (
    Conflict,
    Misconfigured,
    NoLonger,
    NotFound,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.ports.payment_provider import PaymentAsk
from app.providers.vipps.adapter import VippsPayments, VippsSession
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.errors import MEANINGS
from app.simulators.vipps.errors import CODES
from support.example_order import nok, payment_ask
from support.examples import example_bytes
from support.http_script import ScriptedTransport, answer
from support.quick_clock import QuickClock

ASK: PaymentAsk = payment_ask()
REFERENCE, KEY = ASK.reference, IdempotencyKey("key-1")
Call = Callable[[VippsPayments], Awaitable[object]]
CREATE: Call = lambda till: till.request(REFERENCE, KEY, till.prepare(ASK))  # noqa: E731  a table of calls
LOOK_UP: Call = lambda till: till.look_up(REFERENCE)  # noqa: E731
EVENTS: Call = lambda till: till.events(REFERENCE)  # noqa: E731
CANCEL: Call = lambda till: till.cancel(REFERENCE, KEY, only_if_unapproved=True)  # noqa: E731
CAPTURE: Call = lambda till: till.capture(REFERENCE, KEY, nok(100))  # noqa: E731
REFUND: Call = lambda till: till.refund(REFERENCE, KEY, nok(100))  # noqa: E731

CREATING = (4020, 4040, 4050, 4060, 4070, 4080, 4090, 4100, 4110, 4120, 4130, 4140, 4150, 4160, 5010, 5020, 5030)
CREATING_TOO = (5040, 5050, 5060, 5070, 5080, 6010, 6110, 6120, 6130, 6230, 7010)
CANCELLING = (4020, 5090, 6030, 6040, 6050, 6060, 6160, 6190, 6250)
CAPTURING = (4010, 4020, 4040, 5090, 6070, 6080, 6090, 6100, 6140, 6160, 6170, 6200, 6260, 6280)
REFUNDING = (4020, 4040, 4150, 5090, 5100, 6020, 6150, 6160, 6180, 6210, 6220)
APPROVING = (10010, 10020, 10030, 10040, 10050, 10060, 10070)
CASES = [
    *((CREATE, code) for code in (*CREATING, *CREATING_TOO, *APPROVING)),
    *((LOOK_UP, 5090), (EVENTS, 5090)),
    *((CANCEL, code) for code in CANCELLING),
    *((CAPTURE, code) for code in CAPTURING),
    *((REFUND, code) for code in REFUNDING),
]
SERVER_ERROR = {3010}
"""Comes with 500, where nobody knows whether it was done."""

STATUSES = {4010: 409, 4020: 409, 4150: 409, 5090: 404, 6160: 423} | dict.fromkeys((5020, 5030, 5050, 5060, 5080), 403)
MUST_WATCH = {6060: Conflict, 6250: Conflict, 6160: Conflict, 6280: RateLimited, 6260: NoLonger, 5090: NotFound}
"""Errors on which somebody acts by kind."""


def till(status: int, code: int) -> VippsPayments:
    """Our client; Vipps answers with this code."""
    problem = {
        "type": f"https://httpstatuses.io/{status}",
        "title": "No",
        "detail": "See extraDetails",
        "instance": "/v1/payments",
        "status": str(status),
        "traceId": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "extraDetails": [{"name": "ErrorCode", "reason": str(code)}],
        "somethingNew": {"of": ["tomorrow"]},
    }
    said = [answer(status, json.dumps(problem), {"content-type": "application/problem+json"}) for _ in range(2)]
    transport = ScriptedTransport(httpx.Response(200, content=example_bytes("vipps/get_token.response")), *said)
    config = VippsConfig(
        base_url="https://vipps.example.test", client_id="i", client_secret="s", subscription_key="k", msn="123456"
    )
    return VippsPayments(config, VippsSession(config, QuickClock(), transport).client)


def test_every_code_is_met_at_the_operation_that_gives_it() -> None:
    assert {int(code) for code in MEANINGS} == {code for _, code in CASES} | SERVER_ERROR


def test_the_simulator_gives_no_code_and_no_status_that_is_not_on_the_list() -> None:
    assert {str(code) for code in CODES} <= MEANINGS.keys()
    assert [(code, status) for code, (status, _) in CODES.items() if status != STATUSES.get(code, 400)] == []


@pytest.mark.parametrize(("call", "code"), CASES, ids=lambda value: str(value) if isinstance(value, int) else "")
async def test_a_code_is_told_as_what_can_be_done_about_it(call: Call, code: int) -> None:
    with pytest.raises(PortError) as caught:
        await call(till(STATUSES.get(code, 400), code))

    error = caught.value
    assert type(error) in {Refused, NoLonger, NotFound, Conflict, RateLimited, Misconfigured}
    assert type(error) is MUST_WATCH.get(code, type(error))
    assert str(code) in str(error)
    assert error.trace_id == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


@pytest.mark.parametrize("call", [CREATE, CANCEL, CAPTURE, REFUND], ids=["create", "cancel", "capture", "refund"])
async def test_an_internal_error_leaves_what_was_asked_in_doubt(call: Call) -> None:
    with pytest.raises(OutcomeUnknown):
        await call(till(500, 3010))


@pytest.mark.parametrize("call", [LOOK_UP, EVENTS], ids=["look up", "events"])
async def test_an_internal_error_on_a_look_changes_nothing(call: Call) -> None:
    with pytest.raises(Unreachable):
        await call(till(500, 3010))
