from collections.abc import Mapping

import httpx
import pytest

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend
from support.pongo_requests import KARI, NOBODY_YET, OSLO, a_check_in, an_order

INVALID = "The given data was invalid."


async def test_a_lost_answer_and_a_repeat_give_202_and_one_credit(
    pongo_on_a_port: httpx.AsyncClient, backend: PongoBackend
) -> None:
    await pongo_on_a_port.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "drop_after"})
    body = an_order(customer={"phone": KARI})

    with pytest.raises(httpx.RemoteProtocolError):
        await pongo_on_a_port.post("/v1/orders", json=body)
    again = await pongo_on_a_port.post("/v1/orders", json=body)

    assert (202, {"message": "This order has already been processed.", "id": "ord_1001"}) == (
        again.status_code,
        again.json(),
    )
    assert backend.customers.by_phone(KARI).points == 134


async def test_a_first_order_is_answered_201_with_the_points(pongo_on_a_port: httpx.AsyncClient) -> None:
    answer = await pongo_on_a_port.post("/v1/orders", json=an_order(customer={"phone": NOBODY_YET}))

    assert (
        201,
        {
            "message": "Order created.",
            "id": "ord_1001",
            "order_id": "A-1",
            "points_earned": 14,
            "customer": {"public_id": "cus_1005", "points": 14, "is_new": True},
        },
    ) == (answer.status_code, answer.json())


async def test_422_lists_every_field_under_errors(pongo_on_a_port: httpx.AsyncClient) -> None:
    answer = await pongo_on_a_port.post("/v1/orders", json=an_order() | {"amount": 14.5, "status": None})

    assert 422 == answer.status_code
    assert {
        "message": INVALID,
        "errors": {"amount": ["The amount must be an integer."], "status": ["The status field is required."]},
    } == answer.json()


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[1]",
        b'"order"',
        b"\xff\xfe",
        b"[" * 100_000,
        *(b'{"a":' * deep + b"1" + b"}" * deep for deep in (60, 900)),
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
    ],
)
async def test_a_body_that_is_no_json_object_is_400(pongo_on_a_port: httpx.AsyncClient, content: bytes) -> None:
    answer = await pongo_on_a_port.post("/v1/orders", content=content, headers={"Content-Type": "application/json"})

    assert (400, {"message": "Bad request."}) == (answer.status_code, answer.json())


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer nonsense", f"Basic {seed.PONGO_TOKEN}"])
async def test_without_a_known_token_everything_is_401(pongo_on_a_port: httpx.AsyncClient, authorization: str) -> None:
    answer = await pongo_on_a_port.get("/v1/oauth/me", headers={"Authorization": authorization})

    assert (401, {"message": "Unauthenticated."}) == (answer.status_code, answer.json())


async def test_a_missing_scope_is_403_before_the_body_is_looked_at(pongo: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer {seed.PONGO_TOKEN_WITHOUT_ORDERS}"}
    refused = await pongo.post("/v1/orders", content=b"{", headers=headers)
    allowed = await pongo.get("/v1/stores", headers=headers)

    assert (403, {"message": "Invalid scope(s) provided."}) == (refused.status_code, refused.json())
    assert allowed.status_code == 200


async def test_the_user_information_tells_merchant_scopes_and_programme(pongo: httpx.AsyncClient) -> None:
    told = (await pongo.get("/v1/oauth/me")).json()

    assert {"id", "email", "first_name", "last_name", "merchant", "scopes", "partnerParameters"} == set(told)
    assert ("Fjord & Furu", "NOK") == (told["merchant"]["name"], told["merchant"]["currency"])
    assert {"loyalty_program", "branding"} == set(told["partnerParameters"])


async def test_parameters_can_be_hidden_while_it_runs(pongo: httpx.AsyncClient) -> None:
    async def parameters_without(*paths: str) -> Mapping[str, object]:
        changed = await pongo.patch("/_sim/settings", json={"hidden_parameters": list(paths)})
        told: Mapping[str, object] = (await pongo.get("/v1/oauth/me")).json()

        assert list(paths) == changed.json()["hidden_parameters"]
        return told

    some = await parameters_without("loyalty_program.rounding", "branding")

    assert isinstance(some["partnerParameters"], dict)
    assert {"loyalty_program"} == set(some["partnerParameters"])
    assert "rounding" not in some["partnerParameters"]["loyalty_program"]
    assert "partnerParameters" not in await parameters_without("partnerParameters")


async def test_a_wrong_setting_is_refused_by_name(pongo: httpx.AsyncClient) -> None:
    answer = await pongo.patch("/_sim/settings", json={"speed": 9})

    assert (422, {"speed": ["There is no such setting."]}) == (answer.status_code, answer.json()["errors"])


async def test_stores_tell_their_slug_country_and_tablets(pongo: httpx.AsyncClient) -> None:
    stores = (await pongo.get("/v1/stores")).json()["data"]

    assert [(OSLO, "NO"), ("demo-bistro-paris", "FR"), ("demo-bistro-lyon", "FR")] == [
        (each["slug"], each["country"]) for each in stores
    ]
    assert [{"id": 41, "name": "Disken"}] == stores[0]["tablets"]


async def test_head_tells_by_status_alone(pongo_on_a_port: httpx.AsyncClient) -> None:
    answers = [await pongo_on_a_port.head(f"/v1/customers/phone/{phone}") for phone in (KARI, f"+{KARI}", NOBODY_YET)]

    assert [(200, b""), (200, b""), (404, b"")] == [(each.status_code, each.content) for each in answers]


async def test_a_customer_is_created_found_changed(pongo_on_a_port: httpx.AsyncClient) -> None:
    created = await pongo_on_a_port.post(
        "/v1/customers", json={"phone": NOBODY_YET, "reference_store_slug": OSLO, "has_optin": True}
    )
    path = f"/v1/customers/{created.json()['data']['id']}"
    changed = await pongo_on_a_port.put(path, json={"has_email_optin": True})
    patched = await pongo_on_a_port.patch(path, json={"first_name": "Nora"})
    by_phone = await pongo_on_a_port.get(f"/v1/customers/phone/{NOBODY_YET}")

    assert [201, 200, 200, 200] == [each.status_code for each in (created, changed, patched, by_phone)]
    assert patched.json() == by_phone.json() == (await pongo_on_a_port.get(path)).json()
    assert {
        "id": "cus_1005",
        "public_id": "cus_1005",
        "phone": NOBODY_YET,
        "first_name": "Nora",
        "last_name": None,
        "email": None,
        "gender": None,
        "birthday": None,
        "points": 0,
        "has_optin": True,
        "has_email_optin": True,
        "has_pin": False,
        "tags": [],
        "reference_store_slug": OSLO,
        "created_at": "2026-11-21T18:00:00+00:00",
        "updated_at": "2026-11-21T18:00:00+00:00",
    } == by_phone.json()["data"]


async def test_a_known_phone_is_409(pongo: httpx.AsyncClient) -> None:
    answer = await pongo.post("/v1/customers", json={"phone": KARI, "reference_store_slug": OSLO})

    assert (409, {"message": "This customer already exists."}) == (answer.status_code, answer.json())


async def test_customers_come_in_pages(pongo: httpx.AsyncClient) -> None:
    first = (await pongo.get("/v1/customers", params={"per_page": 3})).json()
    second = (await pongo.get("/v1/customers", params={"per_page": 3, "page": 2})).json()

    assert [3, 1] == [len(first["data"]), len(second["data"])]
    assert {"current_page": 2, "last_page": 2, "per_page": 3, "total": 4} == second["meta"]
    assert (None, True) == (second["links"]["next"], first["links"]["next"].endswith("?page=2"))


async def test_a_page_holds_a_hundred_at_most(pongo: httpx.AsyncClient) -> None:
    answer = await pongo.get("/v1/customers", params={"per_page": 101, "page": 0})

    assert (422, {"page", "per_page"}) == (answer.status_code, set(answer.json()["errors"]))


async def test_fixed_paths_are_not_taken_for_ids(pongo: httpx.AsyncClient) -> None:
    assert ["student", "vip"] == (await pongo.get("/v1/customers/tags")).json()["data"]


async def test_a_check_in_is_answered_under_data(pongo_on_a_port: httpx.AsyncClient) -> None:
    answer = await pongo_on_a_port.post("/v1/checkins", json=a_check_in())

    assert 201 == answer.status_code
    assert {
        "data": {
            "id": "chk_1001",
            "is_valid": True,
            "points_earned": 12,
            "customer": {"public_id": "cus_1001", "points": 132, "is_new": False},
        }
    } == answer.json()


async def test_an_order_is_cancelled_by_patch(pongo: httpx.AsyncClient) -> None:
    await pongo.post("/v1/orders", json=an_order(customer={"phone": KARI}))
    answer = await pongo.patch("/v1/orders/A-1", json={"status": "canceled", "loyalty_store_slug": OSLO})

    assert (200, {"id": "ord_1001", "status": "canceled", "points_removed": 14}) == (answer.status_code, answer.json())


async def test_unlocking_is_a_delete_with_a_body(pongo_on_a_port: httpx.AsyncClient) -> None:
    path, lock = "/v1/customers/cus_1001/rewards/lock", {"hash": "h_1001"}
    locked = await pongo_on_a_port.post(path, json=lock)
    held = (await pongo_on_a_port.get("/v1/customers/cus_1001/rewards")).json()["data"]
    without_body = await pongo_on_a_port.request("DELETE", path)
    unlocked = await pongo_on_a_port.request("DELETE", path, json=lock)
    again = await pongo_on_a_port.request("DELETE", path, json=lock)

    assert [201, 422, 204, 204] == [each.status_code for each in (locked, without_body, unlocked, again)]
    assert [True] == [each["is_locked"] for each in held]
    assert not (await pongo_on_a_port.get("/v1/customers/cus_1001/rewards")).json()["data"][0]["is_locked"]


async def test_a_lock_of_another_token_is_409(pongo: httpx.AsyncClient) -> None:
    path, lock = "/v1/customers/cus_1001/rewards/lock", {"hash": "rwd_coffee"}
    other = {"Authorization": f"Bearer {seed.PONGO_TOKEN_WITHOUT_ORDERS}"}
    await pongo.post(path, json=lock)
    answer = await pongo.post(path, json=lock, headers=other)

    assert (409, {"message": "This reward is locked."}) == (answer.status_code, answer.json())


async def test_a_reward_is_bought_and_used(pongo: httpx.AsyncClient) -> None:
    bought = await pongo.post("/v1/rewards/rwd_coffee/buy", json={"customer": "cus_1001", "store_slug": OSLO})
    reward_hash = bought.json()["data"]["hash"]
    used = await pongo.patch(
        f"/v1/customers/cus_1001/rewards/{reward_hash}", json={"is_used": True, "store_slug": OSLO, "pin": None}
    )

    assert (201, {"public_id": "cus_1001", "points": 20}) == (bought.status_code, bought.json()["customer"])
    assert (200, True, "SKU-COFFEE,SKU-DECA") == (
        used.status_code,
        used.json()["data"]["is_used"],
        used.json()["data"]["external_id"],
    )


async def test_rewards_are_narrowed_by_the_query(pongo: httpx.AsyncClient) -> None:
    answer = await pongo.get("/v1/rewards", params={"customer": "cus_1001", "store_slug": OSLO, "points_max": 100})

    assert ["rwd_coffee"] == [each["public_id"] for each in answer.json()["data"]]


async def test_a_used_up_rate_limit_is_429_until_the_minute_is_over(
    pongo_on_a_port: httpx.AsyncClient, clock: SimClock
) -> None:
    await pongo_on_a_port.patch("/_sim/settings", json={"rate_limit_per_minute": 2})
    first, second, third = [await pongo_on_a_port.get("/v1/stores") for _ in range(3)]
    clock.advance(60)
    later = await pongo_on_a_port.get("/v1/stores")

    assert [200, 200, 429, 200] == [each.status_code for each in (first, second, third, later)]
    assert ("2", "1") == (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"])
    assert ("60", {"message": "Too Many Attempts."}) == (third.headers["Retry-After"], third.json())


async def test_unknown_paths_and_methods_answer_in_json(pongo_on_a_port: httpx.AsyncClient) -> None:
    unknown, wrong = await pongo_on_a_port.get("/v1/nothing"), await pongo_on_a_port.delete("/v1/stores")

    assert (404, {"message": "Not found."}) == (unknown.status_code, unknown.json())
    assert (405, {"message": "Method Not Allowed"}) == (wrong.status_code, wrong.json())


async def test_the_request_log_keeps_the_exact_bytes_of_an_order(pongo_on_a_port: httpx.AsyncClient) -> None:
    raw = b'{ "amount":1450,  "order_id" : "A-1" }'
    await pongo_on_a_port.post("/v1/orders", content=raw)
    logged = (await pongo_on_a_port.get("/_sim/log", params={"match": "POST /v1/orders"})).json()["requests"]

    assert [(raw.decode(), 422)] == [(each["body"], each["status"]) for each in logged]


async def test_the_state_tells_orders_customers_and_movements(pongo: httpx.AsyncClient) -> None:
    body = an_order(customer={"phone": KARI})
    await pongo.post("/v1/orders", json=body)
    state = (await pongo.get("/_sim/state")).json()

    assert [(body, 14, 0)] == [(each["body"], each["points_earned"], each["repeats"]) for each in state["orders"]]
    assert [134] == [each["balance"] for each in state["movements"]]
    assert {KARI: 134}.items() <= {each["phone"]: each["points"] for each in state["customers"]}.items()


async def test_a_reset_forgets_orders_and_faults(pongo: httpx.AsyncClient) -> None:
    await pongo.post("/v1/orders", json=an_order())
    await pongo.post("/_sim/faults", json={"match": "* /v1/*", "kind": "status", "times": None})
    await pongo.post("/_sim/reset")

    assert (await pongo.post("/v1/orders", json=an_order())).status_code == 201
