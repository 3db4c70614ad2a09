"""What is wrong between a reward and the menu, one mistake after the other."""

from dataclasses import replace

import pytest

from app.domain.audit import Found, Mistake, audited
from app.domain.catalog import Catalog, Category, Modifier, ModifierGroup, Product
from app.domain.money import Currency
from app.domain.reward import Reward, RewardId, RewardKind
from support.samples import a_product, nok

SAUCE = ModifierGroup(
    id="sauce", name={"en": "Sauce"}, modifiers=(Modifier(id="herb", name={"en": "Herb"}, price=nok(0)),), least=1
)
SOUP = a_product("soup")
TEA = a_product("tea")
BURGER = replace(a_product("burger"), modifier_groups=(SAUCE,))
GONE = replace(a_product("gone"), sold_out=True)
WATER = a_product("water", price=0)
TWIN = replace(a_product("twin"), sku=TEA.sku)


def menu(*products: Product) -> Catalog:
    categories = (Category(id="mains", name={"en": "Mains"}),)
    return Catalog(currency=Currency.NOK, categories=categories, products=products)


MENU = menu(SOUP, TEA, BURGER, GONE, WATER)


def free(*skus: str, points: int = 100) -> Reward:
    return Reward(id=RewardId("r"), name="Free", kind=RewardKind.PRODUCT, points=points, skus=skus)


def off(kind: RewardKind, *, amount: int = 0, basis_points: int = 0) -> Reward:
    return Reward(id=RewardId("r"), name="Off", kind=kind, points=100, amount=amount, basis_points=basis_points)


def test_a_reward_that_fits_the_menu_has_no_mistake_and_several_skus_are_a_choice() -> None:
    checked = audited(free(SOUP.sku, TEA.sku), MENU)

    assert (checked.dishes, checked.found, checked.can_be_given) == ((SOUP, TEA), (), True)


@pytest.mark.parametrize(
    ("reward", "found"),
    [
        (free(), Found(mistake=Mistake.NO_SKU)),
        (free("SKU-nobody"), Found(mistake=Mistake.NOT_ON_MENU, sku="SKU-nobody")),
        (free(BURGER.sku), Found(mistake=Mistake.NEEDS_CHOICE, sku=BURGER.sku)),
        (free(GONE.sku), Found(mistake=Mistake.SOLD_OUT, sku=GONE.sku)),
        (off(RewardKind.AMOUNT), Found(mistake=Mistake.NO_AMOUNT)),
        (off(RewardKind.AMOUNT, amount=-500), Found(mistake=Mistake.NO_AMOUNT)),
        (off(RewardKind.PERCENT), Found(mistake=Mistake.ODD_PERCENT)),
        (off(RewardKind.PERCENT, basis_points=10_001), Found(mistake=Mistake.ODD_PERCENT)),
    ],
)
def test_what_guests_could_not_use_is_found(reward: Reward, found: Found) -> None:
    checked = audited(reward, MENU)

    assert (checked.found, checked.can_be_given) == ((found,), False)


@pytest.mark.parametrize(
    "reward",
    [
        off(RewardKind.AMOUNT, amount=1),
        off(RewardKind.PERCENT, basis_points=1),
        off(RewardKind.PERCENT, basis_points=10_000),
    ],
)
def test_money_off_within_its_limits_is_well(reward: Reward) -> None:
    assert (audited(reward, MENU).found, audited(reward, MENU).can_be_given) == ((), True)


def test_one_wrong_sku_of_several_leaves_the_others() -> None:
    checked = audited(free("SKU-nobody", TEA.sku), MENU)

    assert (checked.dishes, checked.found) == ((TEA,), (Found(mistake=Mistake.NOT_ON_MENU, sku="SKU-nobody"),))
    assert checked.can_be_given


def test_a_sku_that_is_written_twice_is_looked_at_once() -> None:
    assert audited(free(TEA.sku, TEA.sku), MENU).dishes == (TEA,)


def test_a_sku_of_two_dishes_is_found_and_a_dish_that_costs_nothing_too() -> None:
    twice = audited(free(TEA.sku), menu(TEA, TWIN))
    water = audited(free(WATER.sku), MENU)

    assert [each.mistake for each in twice.found] == [Mistake.SKU_TWICE]
    assert [each.mistake for each in water.found] == [Mistake.WORTHLESS]
    assert twice.can_be_given
    assert water.can_be_given


def test_a_reward_without_a_price_is_told() -> None:
    assert [each.mistake for each in audited(free(TEA.sku, points=0), MENU).found] == [Mistake.COSTS_NOTHING]
