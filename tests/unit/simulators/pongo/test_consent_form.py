from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.simulators.clock import SimClock
from app.simulators.pongo.seeds import PARTNER

CALLBACK = "http://127.0.0.1:8000/oauth/pongo/callback"
ASKED = {
    "client_id": PARTNER.client_id,
    "state": "s/1&2",
    "redirect_uri": CALLBACK,
    "scope": "customer.read,order.create",
}
CLIENT = {"client_id": PARTNER.client_id, "client_secret": PARTNER.client_secret}


async def answered(pongo: httpx.AsyncClient, answer: str) -> dict[str, list[str]]:
    redirect = await pongo.post("/v1/oauth/form", data={**ASKED, "answer": answer})

    assert redirect.status_code == 303
    assert redirect.headers["location"].startswith(f"{CALLBACK}?")
    return parse_qs(urlsplit(redirect.headers["location"]).query)


async def exchange(pongo: httpx.AsyncClient, code: str, **changes: str) -> httpx.Response:
    body = {**CLIENT, "grant_type": "client_credentials", "code": code, **changes}
    return await pongo.post("/v1/oauth/token", json=body)


async def test_the_form_names_partner_merchant_and_scopes_and_keeps_the_state(pongo: httpx.AsyncClient) -> None:
    page = (await pongo.get("/v1/oauth/form", params=ASKED)).text

    for text in (
        "Connect Taffel to Fjord &amp; Furu?",
        "Send paid orders <code>order.create</code>",
        'value="s/1&amp;2"',
    ):
        assert text in page


async def test_allowing_gives_a_code_that_becomes_a_working_token(pongo: httpx.AsyncClient) -> None:
    back = await answered(pongo, "allow")
    token = (await exchange(pongo, back["code"][0])).json()
    me = await pongo.get("/v1/oauth/me", headers={"Authorization": f"Bearer {token['access_token']}"})

    assert ["s/1&2"] == back["state"]
    assert ({"access_token", "token_type", "expires_in"}, 31_536_000) == (set(token), token["expires_in"])
    assert token["access_token"].count(".") == 2
    assert ["customer.read", "order.create"] == me.json()["scopes"]


async def test_refusing_tells_so_and_gives_no_code(pongo: httpx.AsyncClient) -> None:
    assert {"error": ["access_denied"], "state": ["s/1&2"]} == await answered(pongo, "refuse")


async def test_a_code_works_once(pongo: httpx.AsyncClient) -> None:
    code = (await answered(pongo, "allow"))["code"][0]
    first, second = [await exchange(pongo, code) for _ in range(2)]

    assert [200, 422] == [first.status_code, second.status_code]


async def test_a_code_works_for_ten_minutes(pongo: httpx.AsyncClient, clock: SimClock) -> None:
    code = (await answered(pongo, "allow"))["code"][0]
    clock.advance(600)

    assert {"code"} == set((await exchange(pongo, code)).json()["errors"])


async def test_the_usual_grant_type_is_refused(pongo: httpx.AsyncClient) -> None:
    code = (await answered(pongo, "allow"))["code"][0]
    answer = await exchange(pongo, code, grant_type="authorization_code")

    assert (422, {"grant_type"}) == (answer.status_code, set(answer.json()["errors"]))


async def test_a_wrong_client_secret_is_401_and_leaves_the_code(pongo: httpx.AsyncClient) -> None:
    code = (await answered(pongo, "allow"))["code"][0]
    wrong = await exchange(pongo, code, client_secret="guess")
    right = await exchange(pongo, code)

    assert [401, 200] == [wrong.status_code, right.status_code]


async def test_the_exchange_takes_a_form_too(pongo: httpx.AsyncClient) -> None:
    code = (await answered(pongo, "allow"))["code"][0]
    body = {**CLIENT, "grant_type": "client_credentials", "code": code}

    assert (await pongo.post("/v1/oauth/token", data=body)).status_code == 200


async def test_the_password_grant_needs_its_own_fields(pongo: httpx.AsyncClient) -> None:
    lacking = await pongo.post("/v1/oauth/token", json={**CLIENT, "grant_type": "password"})
    owner = {"username": "owner@example.test", "password": "demo-only", "scope": "customer.read"}
    right = await pongo.post("/v1/oauth/token", json={**CLIENT, "grant_type": "password", **owner})
    wrong = await pongo.post("/v1/oauth/token", json={**CLIENT, "grant_type": "password", **owner, "password": "x"})

    assert {"username", "password", "scope"} == set(lacking.json()["errors"])
    assert [200, 401] == [right.status_code, wrong.status_code]


async def test_a_token_ends_after_a_year(pongo: httpx.AsyncClient, clock: SimClock) -> None:
    token = (await exchange(pongo, (await answered(pongo, "allow"))["code"][0])).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    before = await pongo.get("/v1/oauth/test", headers=headers)
    clock.advance(31_536_000)
    after = await pongo.get("/v1/oauth/test", headers=headers)

    assert [(200, {"message": "OK"}), (401, {"message": "Unauthenticated."})] == [
        (each.status_code, each.json()) for each in (before, after)
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"client_id": "stranger"}, "client id is invalid"),
        ({"redirect_uri": "https://elsewhere.example.test/"}, "not whitelisted"),
        ({"redirect_uri": "http://127.0.0.1.evil.example/"}, "not whitelisted"),
        ({"scope": "everything"}, "scope everything is invalid"),
        ({"scope": ""}, "scope field is required"),
    ],
)
async def test_a_form_that_cannot_be_trusted_never_redirects(
    pongo: httpx.AsyncClient, change: dict[str, str], text: str
) -> None:
    shown = await pongo.get("/v1/oauth/form", params={**ASKED, **change})
    sent = await pongo.post("/v1/oauth/form", data={**ASKED, **change, "answer": "allow"})

    assert [400, 400] == [shown.status_code, sent.status_code]
    assert text in shown.text
