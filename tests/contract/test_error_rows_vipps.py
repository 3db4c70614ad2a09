"""Every call of the Vipps sheet against every row of its error tables, over real HTTP: what the caller is told."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from app.domain.customer import PhoneNumber
from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import Ending
from app.ports.errors import (
    Conflict,
    Delayed,
    Misconfigured,
    NoLonger,
    NotFound,
    OnlyWhole,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.providers.http.request import ApiRequest, Effect
from app.providers.vipps import check_in, epayment, qr, webhooks
from app.providers.vipps.adapter import VippsSession
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.errors import MEANINGS
from app.simulators.vipps.errors import CODES as SIMULATED
from support.example_order import nok
from support.quick_clock import QuickClock
from support.running import RunningVipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFERENCE = Reference("taffel-order00001-1-1")
KEY = IdempotencyKey("key-1")
CHANGE = epayment.Change(reference=REFERENCE, key=KEY)
KARI = PhoneNumber("4712345678")
ALWAYS = 9
"""More often than any request is repeated by itself."""

Call = Callable[[VippsConfig], ApiRequest[Any]]

CREATE: Call = lambda config: epayment.create(config, REFERENCE, KEY, "{}")  # noqa: E731
CANCEL: Call = lambda config: epayment.cancel(config, CHANGE, only_if_unapproved=False)  # noqa: E731
CAPTURE: Call = lambda config: epayment.capture(config, CHANGE, nok(100))  # noqa: E731
REFUND: Call = lambda config: epayment.refund(config, CHANGE, nok(100))  # noqa: E731
APPROVE: Call = lambda config: epayment.force_approve(config, REFERENCE, KARI)  # noqa: E731
GET: Call = lambda config: epayment.get(config, REFERENCE)  # noqa: E731
CALLS: dict[str, Call] = {
    "create": CREATE,
    "get": GET,
    "events": lambda config: epayment.events(config, REFERENCE),
    "cancel": CANCEL,
    "capture": CAPTURE,
    "refund": REFUND,
    "force approve": APPROVE,
    "exchange": lambda config: qr.exchange(config, "https://qr.vipps.no/p/token"),
    "check-in": lambda config: check_in.check_in(config, KARI, is_member=True),
    "register webhook": lambda config: webhooks.register(config, "https://hub.example/webhooks/vipps"),
    "list webhooks": webhooks.query,
    "end webhook": lambda config: webhooks.delete(config, "w-1"),
}
BY_NAME = {"create": CREATE, "cancel": CANCEL, "capture": CAPTURE, "refund": REFUND, "get": GET, "approve": APPROVE}

CODES: list[tuple[str, int, type[PortError], str]] = [
    ("3010", 400, Refused, "create"),
    ("4010", 409, Conflict, "capture"),
    ("4020", 409, Conflict, "create"),
    ("4040", 400, Refused, "create"),
    ("4050", 400, Refused, "create"),
    ("4060", 400, Refused, "create"),
    ("4070", 400, Refused, "create"),
    ("4080", 400, Misconfigured, "create"),
    ("4090", 400, Refused, "create"),
    ("4100", 400, Refused, "create"),
    ("4110", 400, Refused, "create"),
    ("4120", 400, Refused, "create"),
    ("4130", 400, Refused, "create"),
    ("4140", 400, Refused, "create"),
    ("4150", 409, Conflict, "create"),
    ("4150", 409, Conflict, "refund"),
    ("4160", 400, Refused, "create"),
    ("5010", 400, Refused, "create"),
    ("5020", 403, Misconfigured, "create"),
    ("5030", 403, Misconfigured, "create"),
    ("5040", 400, Misconfigured, "create"),
    ("5050", 403, Misconfigured, "create"),
    ("5060", 403, Misconfigured, "create"),
    ("5070", 400, Misconfigured, "create"),
    ("5080", 403, Refused, "create"),
    ("5090", 404, NotFound, "get"),
    ("5100", 400, NoLonger, "refund"),
    ("6010", 400, Refused, "create"),
    ("6020", 400, Conflict, "refund"),
    ("6030", 400, NoLonger, "cancel"),
    ("6040", 400, Conflict, "cancel"),
    ("6050", 400, Conflict, "cancel"),
    ("6060", 400, Conflict, "cancel"),
    ("6070", 400, Conflict, "capture"),
    ("6080", 400, Conflict, "capture"),
    ("6090", 400, Refused, "capture"),
    ("6100", 400, NoLonger, "capture"),
    ("6110", 400, Refused, "create"),
    ("6120", 400, Refused, "create"),
    ("6130", 400, Refused, "create"),
    ("6140", 400, OnlyWhole, "capture"),
    ("6150", 400, Refused, "refund"),
    ("6160", 423, Conflict, "capture"),
    ("6160", 409, Conflict, "refund"),
    ("6170", 400, Conflict, "capture"),
    ("6180", 400, Conflict, "refund"),
    ("6190", 400, Conflict, "cancel"),
    ("6200", 400, Conflict, "capture"),
    ("6210", 400, Conflict, "refund"),
    ("6220", 400, NoLonger, "refund"),
    ("6230", 400, Conflict, "create"),
    ("6250", 409, Conflict, "cancel"),
    ("6260", 400, NoLonger, "capture"),
    ("6280", 400, Delayed, "capture"),
    ("7010", 400, Refused, "create"),
    *((str(code), 400, Refused, "approve") for code in range(10010, 10080, 10)),
]
ENDINGS = {
    "4060": Ending.CODE_REFUSED,
    "4070": Ending.NOT_A_USER,
    "5080": Ending.PUSH_NOT_ALLOWED,
    "7010": Ending.NOT_A_USER,
}


async def test_every_code_we_know_has_a_row() -> None:
    assert MEANINGS.keys() == {code for code, *_ in CODES}


async def test_the_simulator_gives_no_code_without_a_row() -> None:
    assert {str(code) for code in SIMULATED} <= {code for code, *_ in CODES}


@dataclass(frozen=True, slots=True)
class Row:
    """A status with its documented body, and what it means to the caller."""

    name: str
    status: int
    body: dict[str, Any]
    means: type[PortError]


PROBLEM = {"type": "https://httpstatuses.io/400", "title": "Bad Request", "detail": "See extraDetails"}
FIELD = [{"name": "amount", "reason": "The field Amount is required."}]
ROWS = [
    Row("validation", 400, {**PROBLEM, "status": 400, "extraDetails": FIELD}, Refused),
    Row("validation, status as text", 400, {**PROBLEM, "status": "400", "extraDetails": FIELD}, Refused),
    Row("invalid params", 400, {"title": "Invalid", "invalidParams": FIELD}, Refused),
    Row("bad bearer token", 401, {"statusCode": 401, "message": "Something went wrong"}, Misconfigured),
    Row("subscription key", 401, {"statusCode": 401, "message": "Access denied due to invalid key"}, Misconfigured),
    Row("sales unit", 403, {"title": "Forbidden", "status": 403}, Misconfigured),
    Row("not found", 404, {"title": "Not found", "status": 404}, NotFound),
    Row("gateway's not found", 404, {"statusCode": 404, "message": "Resource not found"}, Misconfigured),
    Row("conflict", 409, {"title": "Conflict", "status": 409}, Conflict),
    Row("locked", 423, {"title": "Locked", "status": 423}, Conflict),
    Row("gateway's validation", 422, {"statusCode": 422, "message": "Unprocessable"}, Misconfigured),
    Row("too many", 429, {"statusCode": 429, "message": "Rate limit is exceeded"}, RateLimited),
    Row("server error", 500, {"title": "Internal error", "status": 500}, OutcomeUnknown),
    Row("server error with a code", 500, {"title": "x", "extraDetails": [{"name": "ErrorCode", "reason": "3010"}]},
        OutcomeUnknown),
    Row("bad gateway", 502, {}, OutcomeUnknown),
    Row("unavailable", 503, {"statusCode": 503, "message": "Service unavailable"}, OutcomeUnknown),
]  # fmt: skip


@pytest.fixture
def config(vipps: RunningVipps) -> VippsConfig:
    return vipps.config()


@pytest_asyncio.fixture(loop_scope="module")
async def session(config: VippsConfig) -> AsyncIterator[VippsSession]:
    session = VippsSession(config, QuickClock())
    yield session
    await session.close()


async def answered(vipps: RunningVipps, session: VippsSession, request: ApiRequest[Any], **fault: Any) -> PortError:
    """What comes of a call that is always answered so."""
    await vipps.break_next(f"{request.method} {request.path.partition('?')[0]}", "status", times=ALWAYS, **fault)
    with pytest.raises(PortError) as caught:
        await session.client.send(request)
    return caught.value


@pytest.mark.parametrize(("code", "status", "means", "call"), CODES, ids=lambda value: str(value)[:20])
async def test_an_error_code_has_one_meaning(
    vipps: RunningVipps,
    session: VippsSession,
    config: VippsConfig,
    code: str,
    status: int,
    means: type[PortError],
    call: str,
) -> None:
    coded = {
        **PROBLEM,
        "status": status,
        "traceId": "00-4bf9-00",
        "extraDetails": [{"name": "ErrorCode", "reason": code}],
    }
    error = await answered(vipps, session, BY_NAME[call](config), status=status, body=coded)

    assert type(error) is means
    if isinstance(error, Refused):
        assert (error.code, error.status) == (code, status)
    if type(error) is Refused:
        assert error.ending is ENDINGS.get(code, Ending.REFUSED)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("call", CALLS)
async def test_a_status_has_one_meaning_for_every_call(
    vipps: RunningVipps, session: VippsSession, config: VippsConfig, call: str, row: Row
) -> None:
    """A server error leaves a call that changes something in doubt, and is only a failed read otherwise."""
    request = CALLS[call](config)
    error = await answered(vipps, session, request, status=row.status, body=row.body, retry_after=3)
    unknown = row.means is OutcomeUnknown

    assert type(error) is (Unreachable if unknown and request.effect is Effect.READ else row.means)
    if isinstance(error, RateLimited):
        assert error.retry_after == 3.0


@pytest.mark.parametrize("call", CALLS)
async def test_a_lost_answer_leaves_in_doubt_what_changes_something(
    vipps: RunningVipps, session: VippsSession, config: VippsConfig, call: str
) -> None:
    request = CALLS[call](config)
    match = f"{request.method} {request.path.partition('?')[0]}"
    await vipps.break_next(match, "drop_after", times=ALWAYS)
    with pytest.raises(Unreachable if request.effect is Effect.READ else OutcomeUnknown):
        await session.client.send(request)
