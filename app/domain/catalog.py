"""What the restaurant sells: categories, products, modifiers, allergens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.domain.errors import InvalidValue
from app.domain.ids import ProductId
from app.domain.money import Currency, Money
from app.domain.vat import VatClass


class Allergen(StrEnum):
    """The fourteen allergens of Regulation (EU) No 1169/2011, Annex II."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


Words = Mapping[str, str]
"""One text in several languages, by language code; English is always there."""


def say(words: Words, language: str) -> str:
    """The text in ``language``, or in English where it was not translated."""
    return words.get(language) or words["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """One choice that changes a product: an extra, a size, a side. ``price`` is added to the product's own."""

    id: str
    name: Words
    price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierGroup:
    """Choices that belong together; the guest takes at least ``least`` and at most ``most`` of them."""

    id: str
    name: Words
    modifiers: tuple[Modifier, ...]
    least: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A dish or a drink. ``price`` includes VAT; ``sku`` is what the merchant types into the loyalty programme."""

    id: ProductId
    sku: str
    category: str
    name: Words
    description: Words
    price: Money
    vat_class: VatClass
    picture: str | None = None
    allergens: frozenset[Allergen] = frozenset()
    modifier_groups: tuple[ModifierGroup, ...] = ()
    sold_out: bool = False
    minimum_age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A part of the menu, in the order in which the merchant lists them."""

    id: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The whole menu of one restaurant in one currency."""

    currency: Currency
    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    _by_id: Mapping[ProductId, Product] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {product.id: product for product in self.products}
        if len(by_id) != len(self.products):
            msg = "two products share an id"
            raise InvalidValue(msg)
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))

    def product(self, product_id: ProductId) -> Product:
        """The product with this id; raises :class:`InvalidValue` when the menu has none."""
        try:
            return self._by_id[product_id]
        except KeyError:
            msg = f"no product {product_id} on the menu"
            raise InvalidValue(msg) from None

    def of(self, category: str) -> tuple[Product, ...]:
        """The products of one category, in menu order."""
        return tuple(product for product in self.products if product.category == category)
