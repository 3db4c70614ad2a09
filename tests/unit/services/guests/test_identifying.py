"""A guest is found by a Vipps code, a loyalty pass or a number; everything else is named and sent nowhere."""

from datetime import timedelta

import pytest

from app.domain.customer import IdentifiedBy, Member
from app.domain.scan import OtherText, VippsLink, WebLink, WifiCode
from app.ports.errors import OutcomeUnknown, Refused, Unreachable
from app.services.basics.phone_numbers import PhoneTrouble
from app.services.guests.identifying import (
    BadNumber,
    CodeRefused,
    Identified,
    NotAMember,
    NotAnIdentity,
    NotReachable,
    PayingOnly,
)
from support.fakes import START
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World


async def visit_with_soup() -> Visit:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    return visit


async def test_a_member_is_recognised_and_put_on_the_order() -> None:
    visit = await visit_with_soup()
    outcome = await visit.shows(KARIS_CODE)

    assert isinstance(outcome, Identified)
    assert (outcome.guest.phone, outcome.guest.member is not None) == (KARI, True)
    assert outcome.order.guest == outcome.guest


async def test_the_scanned_text_goes_to_the_exchange_unchanged() -> None:
    visit = await visit_with_soup()
    await visit.shows(OLAS_CODE)

    assert visit.world.identity.calls == [("exchange", OLAS_CODE)]


async def test_only_what_is_on_the_hosts_of_the_settings_goes_to_the_exchange() -> None:
    code = "https://qr.wallet.example/p/token"
    world = World()
    world.identity.codes[code] = OLA
    visit = Visit(world, world.house(world.restaurant(code_hosts=frozenset({"qr.wallet.example"}))))
    await visit.orders_soup()

    assert NotAnIdentity(WebLink("qr.vipps.no")) == await visit.shows(KARIS_CODE)
    assert isinstance(await visit.shows(code), Identified)
    assert world.identity.calls == [("exchange", code)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.com/menu", WebLink),
        ("https://qr.vipps.no.evil.example/28/2/01/031/4712345678", WebLink),
        ("https://qr.vipps.no@evil.example/p/x", WebLink),
        ("http://qr.vipps.no/p/x", WebLink),
        ("https://qr.vipps.no/28/2/01/031/4712345678?v=1&m=lunch&a=10000", VippsLink),
        ("WIFI:S:Fjord;T:WPA;P:secret;;", WifiCode),
        ("hello", OtherText),
        ("x" * 4096, OtherText),
        ("\N{GRINNING FACE}", OtherText),
    ],
)
async def test_what_is_no_identity_is_named_and_sent_nowhere(text: str, kind: type) -> None:
    visit = await visit_with_soup()
    outcome = await visit.shows(text)

    assert isinstance(outcome, NotAnIdentity)
    assert isinstance(outcome.scanned, kind)
    assert visit.world.identity.calls == []


MORE_THAN_CLEAR = ["?v=1&x=1", "?v=1&", "?v=1#v=1", "/?v=1"]


@pytest.mark.parametrize("tail", MORE_THAN_CLEAR)
async def test_a_persons_code_with_more_than_we_know_is_vipps_to_judge(tail: str) -> None:
    code = f"https://qr.vipps.no/28/2/01/031/{OLA}{tail}"
    visit = await visit_with_soup()
    refused = await visit.shows(code)
    visit.world.identity.codes[code] = OLA
    taken = await visit.shows(code)

    assert CodeRefused() == refused
    assert isinstance(taken, Identified)
    assert (OLA, IdentifiedBy.VIPPS_QR) == (taken.guest.phone, taken.guest.identified_by)
    assert [("exchange", code)] * 2 == visit.world.identity.calls


@pytest.mark.parametrize("tail", MORE_THAN_CLEAR)
async def test_without_vipps_no_number_is_read_from_a_code_with_more_than_we_know(tail: str) -> None:
    visit = await visit_with_soup()
    visit.world.identity.down(Unreachable("no connection"), "exchange")

    assert PayingOnly() == await visit.shows(f"https://qr.vipps.no/28/2/01/031/{OLA}{tail}")


async def test_an_old_code_is_refused() -> None:
    visit = await visit_with_soup()
    visit.world.identity.issued_at = START - timedelta(minutes=11)

    assert await visit.shows(OLAS_CODE) == CodeRefused()


async def test_a_code_that_vipps_does_not_take_is_refused() -> None:
    visit = await visit_with_soup()
    visit.world.identity.trouble("exchange", Refused("expired", status=400))

    assert await visit.shows(OLAS_CODE) == CodeRefused()


async def test_without_vipps_a_clear_code_still_finds_a_member_and_says_so() -> None:
    visit = await visit_with_soup()
    visit.world.identity.down(Unreachable("no connection"), "exchange")
    outcome = await visit.shows(KARIS_CODE)

    assert isinstance(outcome, Identified)
    assert outcome.guest.identified_by is IdentifiedBy.VIPPS_QR_OFFLINE


@pytest.mark.parametrize("error", [Unreachable("no connection"), OutcomeUnknown("no answer")])
async def test_without_the_exchange_a_token_is_good_for_paying_only(error: Unreachable | OutcomeUnknown) -> None:
    visit = await visit_with_soup()
    visit.world.identity.down(error, "exchange")
    outcome = await visit.shows(OLAS_CODE)

    assert outcome == PayingOnly()
    assert (await visit.house.services.ordering.get(visit.order_id)).guest is None


async def test_once_it_is_paid_a_token_without_the_exchange_is_good_for_nothing() -> None:
    visit = await visit_with_soup()
    await visit.pays()
    await visit.approves()
    visit.world.identity.down(Unreachable("no connection"), "exchange")

    assert NotReachable() == await visit.shows(OLAS_CODE)


async def test_a_loyalty_pass_finds_its_member() -> None:
    visit = await visit_with_soup()
    visit.world.loyalty.members[OLA] = Member(customer_id="cus_ola1", phone=OLA, name="Ola", points=7)
    outcome = await visit.shows("cus_ola1")

    assert isinstance(outcome, Identified)
    assert (outcome.guest.phone, outcome.guest.identified_by) == (OLA, IdentifiedBy.PONGO_PASS)


async def test_a_pass_of_nobody_is_told() -> None:
    visit = await visit_with_soup()

    assert await visit.shows("cus_nobody") == NotAMember()


async def test_a_pass_while_the_programme_is_away_is_told() -> None:
    visit = await visit_with_soup()
    visit.world.loyalty.down(Unreachable("no connection"), "find_by_pass")

    assert await visit.shows("cus_ola1") == NotReachable()


async def test_a_typed_number_is_looked_up() -> None:
    visit = await visit_with_soup()
    outcome = await visit.house.services.identifying.by_phone(visit.order_id, "+47 12 34 56 78")

    assert isinstance(outcome, Identified)
    assert (outcome.guest.phone, outcome.guest.identified_by) == (KARI, IdentifiedBy.PHONE)


async def test_a_bad_number_leaves_the_order_as_it_was() -> None:
    visit = await visit_with_soup()
    outcome = await visit.house.services.identifying.by_phone(visit.order_id, "1234567")
    order = await visit.house.services.ordering.get(visit.order_id)

    assert outcome == BadNumber(PhoneTrouble.TOO_SHORT)
    assert order.guest is None


async def test_the_programme_being_away_leaves_membership_unknown() -> None:
    visit = await visit_with_soup()
    visit.world.loyalty.down(Unreachable("no connection"), "find")
    outcome = await visit.shows(KARIS_CODE)

    assert isinstance(outcome, Identified)
    assert (outcome.guest.member, outcome.guest.asked) == (None, False)


async def test_forgetting_takes_the_guest_off() -> None:
    visit = await visit_with_soup()
    await visit.shows(KARIS_CODE)
    order = await visit.house.services.identifying.forget(visit.order_id)

    assert order.guest is None
