from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from app.simulators.clock import SimClock
from app.simulators.desk import create_desk_app
from app.simulators.desk.switches import SWITCHES, Switch
from app.simulators.faults import fault_from_json
from app.simulators.live import LiveFeed
from app.simulators.pongo import create_pongo_app
from app.simulators.serve import running


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    client: httpx.AsyncClient
    simulators: httpx.AsyncClient
    vipps: str
    pongo: str
    clock: SimClock


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A desk between two simulators; Pongo stands at both sides, the control path is the same."""
    vipps_clock, feed = SimClock(), LiveFeed()
    async with (
        running(create_pongo_app(clock=vipps_clock, feed=feed)) as vipps,
        running(create_pongo_app(clock=SimClock(), feed=feed)) as pongo,
    ):
        app = create_desk_app(tablet_url="http://hub:1/", vipps_url=vipps, pongo_url=pongo, feed=feed)
        page = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk")
        async with page, httpx.AsyncClient(trust_env=False) as simulators:
            yield Desk(client=page, simulators=simulators, vipps=vipps, pongo=pongo, clock=vipps_clock)
        feed.close()


async def test_the_page_frames_tablet_phone_and_ledger(desk: Desk) -> None:
    page = (await desk.client.get("/")).text

    for text in ('data-src="http://hub:1"', f'src="{desk.vipps}/phone"', f'src="{desk.pongo}/backoffice"', "camera *"):
        assert text in page
    assert "Fjord &amp; Furu" in page


async def test_the_page_brings_everything_it_needs_with_it(desk: Desk) -> None:
    files = [await desk.client.get(f"/static/{name}") for name in ("desk.css", "desk.js", "icon.svg")]

    assert [200, 200, 200] == [each.status_code for each in files]
    assert "https://" not in "".join(each.text for each in files)


async def test_a_switch_puts_its_fault_in_force_and_takes_it_out(desk: Desk) -> None:
    for on, faults in ((True, 1), (True, 1), (False, 0), (False, 0)):
        state = (await desk.client.put("/switches/pongo-down", json={"on": on})).json()
        in_force = (await desk.simulators.get(f"{desk.pongo}/_sim/faults")).json()["faults"]

        assert (on, faults) == (state["switches"]["pongo-down"], len(in_force))
    assert [] == (await desk.simulators.get(f"{desk.vipps}/_sim/faults")).json()["faults"]


async def test_switches_do_not_take_each_other_for_themselves(desk: Desk) -> None:
    for each in SWITCHES:
        before = (await desk.client.put(f"/switches/{each.name}", json={"on": True})).json()["switches"]

        assert before[each.name]
    await desk.client.put("/switches/pongo-slow", json={"on": False})
    state = (await desk.client.get("/switches")).json()["switches"]

    assert {"pongo-slow"} == {name for name, on in state.items() if not on}


async def test_a_switch_for_one_request_is_off_after_it(desk: Desk) -> None:
    await desk.client.put("/switches/pongo-answer-lost", json={"on": True})
    with pytest.raises(httpx.RemoteProtocolError):
        await desk.simulators.post(f"{desk.pongo}/v1/orders", json={})
    state = (await desk.client.get("/switches")).json()["switches"]

    assert not state["pongo-answer-lost"]


async def test_time_moves_ten_minutes_forward(desk: Desk) -> None:
    before = desk.clock.now()
    answer = await desk.client.post("/clock")

    assert answer.status_code == 204
    assert (desk.clock.now() - before).total_seconds() >= 600


async def test_an_unknown_switch_and_a_wrong_body_are_refused(desk: Desk) -> None:
    answers = [
        await desk.client.put("/switches/gravity", json={"on": True}),
        await desk.client.put("/switches/pongo-down", json={"on": "yes"}),
        await desk.client.put("/switches/pongo-down", json=[]),
        await desk.client.put("/switches/pongo-down", content=b"{"),
    ]

    assert [404, 404, 400, 400] == [each.status_code for each in answers]


async def test_a_simulator_that_is_gone_is_named_not_hidden() -> None:
    gone = "http://127.0.0.1:9"
    app = create_desk_app(tablet_url="http://hub:1", vipps_url=gone, pongo_url=gone)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as client:
        state = (await client.get("/switches")).json()
        answer = await client.put("/switches/vipps-slow", json={"on": True})

    assert {"vipps": False, "pongo": False} == state["reachable"]
    assert (502, f"no answer from the simulator at {gone}") == (answer.status_code, answer.json()["error"])


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda each: each.name)
def test_every_switch_is_a_fault_that_the_simulators_know(switch: Switch) -> None:
    assert switch.fault["match"] == fault_from_json(switch.fault).match
