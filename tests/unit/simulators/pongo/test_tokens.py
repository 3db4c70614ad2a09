"""Tokens say what they are worth, so that they outlive a restart; the control path revokes them and moves stores."""

import httpx
import pytest

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from app.simulators.pongo.tokens import read, written

PARIS = "demo-bistro-paris"
BEARER = {"Authorization": f"Bearer {seed.PONGO_TOKEN}"}


async def stores(pongo: httpx.AsyncClient, token: str = seed.PONGO_TOKEN) -> httpx.Response:
    return await pongo.get("/v1/stores", headers={"Authorization": f"Bearer {token}"})


def test_a_token_of_an_earlier_run_still_works() -> None:
    clock = SimClock()
    claims = {"scopes": ["order.create"], "exp": clock.now().timestamp() + 60}
    token = PongoBackend(clock.now).access.token(f"Bearer {written(claims)}")

    assert frozenset({"order.create"}) == token.scopes


@pytest.mark.parametrize("text", ["", "abc", "a.b.c", "..", written({"scopes": [], "exp": 1})[:-1]])
def test_what_pongo_did_not_write_is_worth_nothing(text: str) -> None:
    assert read(text) is None


async def test_revoked_tokens_stop_working_until_they_are_restored(pongo: httpx.AsyncClient) -> None:
    statuses = [(await stores(pongo)).status_code]
    for change in ("revoke", "restore"):
        await pongo.post(f"/_sim/tokens/{change}")
        statuses.append((await stores(pongo)).status_code)

    assert [200, 401, 200] == statuses


async def test_a_store_gets_another_name_and_slug_and_keeps_its_public_id(pongo: httpx.AsyncClient) -> None:
    await pongo.patch(f"/_sim/stores/{PARIS}", json={"name": "Rive gauche", "slug": "rive-gauche"})
    listed = {store["slug"]: store for store in (await stores(pongo)).json()["data"]}

    assert PARIS not in listed
    assert ("Rive gauche", "sto_2") == (listed["rive-gauche"]["name"], listed["rive-gauche"]["public_id"])


async def test_a_store_is_closed(pongo: httpx.AsyncClient) -> None:
    gone = await pongo.delete(f"/_sim/stores/{PARIS}")
    again = [await pongo.delete(f"/_sim/stores/{PARIS}"), await pongo.patch(f"/_sim/stores/{PARIS}", json={})]

    assert [204, 404, 404] == [gone.status_code, *(answer.status_code for answer in again)]
