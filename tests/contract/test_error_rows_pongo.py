"""Every call of the Pongo sheet against every row of its error table, over real HTTP: what the caller is told."""

from collections.abc import AsyncIterator, Callable
from inspect import isfunction, signature
from typing import Any, get_origin

import pytest
import pytest_asyncio

from app.domain.customer import Channel, PhoneNumber
from app.domain.reward import RewardId
from app.ports.errors import (
    Misconfigured,
    OutcomeUnknown,
    PinRefused,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.providers.http.auth import StaticToken
from app.providers.http.client import ApiClient
from app.providers.http.request import ApiRequest, Effect
from app.providers.pongo import check_ins, customers, orders, rewards, stores, users, webhooks
from app.providers.pongo.errors import explain
from app.simulators import seed
from support.pongo_error_rows import ROWS, Row
from support.quick_clock import QuickClock
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

KARI = PhoneNumber("4712345678")
COFFEE = RewardId("rwd_coffee")
OSLO = "demo-bistro-oslo"
HOOK = "https://hub.example/webhooks/pongo"
SMS = {Channel.SMS: True}
ALWAYS = 9
"""More often than any request is repeated by itself."""

CALLS: dict[str, Callable[[], ApiRequest[Any]]] = {
    "get user": users.get_user,
    "list stores": stores.list_stores,
    "customer exists": lambda: customers.exists(KARI),
    "customer by phone": lambda: customers.get_by_phone(KARI),
    "get customer": lambda: customers.get_by_id("cus_1001"),
    "create customer": lambda: customers.create(KARI, OSLO, SMS),
    "update customer": lambda: customers.update("cus_1001", SMS),
    "create check-in": lambda: check_ins.create("{}"),
    "create order": lambda: orders.create("{}"),
    "order status": lambda: orders.undo("order00001-1", cancelled=False),
    "list rewards": lambda: rewards.list_rewards("cus_1001", OSLO),
    "list all rewards": rewards.list_all,
    "list won rewards": lambda: rewards.list_won("cus_1001"),
    "lock": lambda: rewards.lock("cus_1001", COFFEE, None),
    "unlock": lambda: rewards.unlock("cus_1001", COFFEE),
    "buy": lambda: rewards.buy("cus_1001", COFFEE, OSLO, None),
    "use": lambda: rewards.use("cus_1001", "h_1001", OSLO, None),
    "subscribe": lambda: webhooks.subscribe(webhooks.CUSTOMER_EVENTS[0], HOOK, "a-secret-that-we-made"),
    "unsubscribe": lambda: webhooks.unsubscribe("whk_1001"),
}


MODULES = (check_ins, customers, orders, rewards, stores, users, webhooks)
ELSEWHERE = {"app.providers.pongo.users.get_account"}
"""Calls of connecting an account, whose rows are with its exchange."""


async def test_every_call_that_the_client_can_make_has_its_rows() -> None:
    made = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, call in vars(module).items()
        if isfunction(call) and get_origin(signature(call).return_annotation) is ApiRequest
    }
    actions = {call().action for call in CALLS.values()}

    assert len(made - ELSEWHERE) == len(actions) == len(CALLS)


@pytest_asyncio.fixture(loop_scope="module")
async def client(pongo: RunningPongo) -> AsyncIterator[ApiClient]:
    client = ApiClient(pongo.url, clock=QuickClock(), tokens=StaticToken(seed.PONGO_TOKEN), explain=explain)
    yield client
    await client.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("call", CALLS)
async def test_a_row_of_the_error_table_has_one_meaning_for_every_call(
    pongo: RunningPongo, client: ApiClient, call: str, row: Row
) -> None:
    """A server error leaves a call that changes something in doubt, and is only a failed read otherwise."""
    request = CALLS[call]()
    path = request.path.partition("?")[0]
    await pongo.break_next(
        f"{request.method} {path}", "status", status=row.status, body=row.body, times=ALWAYS, retry_after=3
    )
    with pytest.raises(PortError) as caught:
        await client.send(request)
    server_error = row.means is OutcomeUnknown
    means = Unreachable if server_error and request.effect is Effect.READ else row.means
    if request.method == "HEAD" and row.means is PinRefused:
        means = Misconfigured  # an answer to HEAD has no body that could tell of a PIN
    sent = len(await pongo.received(f"{request.method} {path}"))

    assert type(caught.value) is means
    assert request.effect is not Effect.ONCE or sent == 1
    if isinstance(caught.value, Refused) and request.method != "HEAD":
        assert (caught.value.status, caught.value.code) == (row.status, row.code)
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == 3.0
    if isinstance(caught.value, Misconfigured):
        assert "Connect Pongo again" in caught.value.fix


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("call", CALLS)
async def test_a_lost_answer_leaves_in_doubt_what_changes_something(
    pongo: RunningPongo, client: ApiClient, call: str, kind: str
) -> None:
    request = CALLS[call]()
    match = f"{request.method} {request.path.partition('?')[0]}"
    await pongo.break_next(match, kind, times=ALWAYS)
    with pytest.raises(Unreachable if request.effect is Effect.READ else OutcomeUnknown):
        await client.send(request)
    sent = len(await pongo.received(match))

    assert request.effect is not Effect.ONCE or sent == 1
