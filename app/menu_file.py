"""Reads a menu file (TOML): checks all of it, names every mistake with its place, imports nothing of a bad one."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from app.domain.catalog import Allergen, Catalog, Category, Modifier, ModifierGroup, Product
from app.domain.customer import Channel
from app.domain.ids import LocationId, ProductId
from app.domain.money import Currency, Money
from app.domain.restaurant import Location, Restaurant
from app.domain.vat import Country, VatClass


class BadMenu(Exception):
    """The file is no menu; the message lists every mistake, one a line."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,40}$")]
Price = Annotated[int, Field(ge=0, le=10_000_000)]
Words = Annotated[dict[str, str], Field(min_length=1)]


Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=200)]
Questions = Annotated[dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Question], Field(min_length=1)]


class _OptIns(_Part):
    email: Questions | None = None
    sms: Questions | None = None


class _Location(_Part):
    id: Identifier
    name: Annotated[str, Field(min_length=1, max_length=60)]


class _Restaurant(_Part):
    name: Annotated[str, Field(min_length=1, max_length=60)]
    country: Annotated[Country, Field(strict=False)]
    currency: Annotated[Currency, Field(strict=False)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    terms_url: str | None = None
    opt_ins: _OptIns = _OptIns()
    locations: list[_Location] = []


class _Category(_Part):
    id: Identifier
    name: Words


class _Modifier(_Part):
    id: Identifier
    name: Words
    price: Price


class _ModifierGroup(_Part):
    id: Identifier
    name: Words
    modifiers: Annotated[list[_Modifier], Field(min_length=1)]
    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(ge=1)] = 1


class _Product(_Part):
    id: Identifier
    sku: Annotated[str, Field(min_length=1, max_length=64)]
    category: Identifier
    name: Words
    description: Words
    price: Price
    vat_class: Annotated[VatClass, Field(strict=False)] = VatClass.FOOD
    picture: str | None = None
    allergens: list[Annotated[Allergen, Field(strict=False)]] = []
    modifier_groups: list[_ModifierGroup] = []
    sold_out: bool = False
    minimum_age: Annotated[int, Field(ge=0, le=100)] = 0


class _Menu(_Part):
    restaurant: _Restaurant
    categories: Annotated[list[_Category], Field(min_length=1)]
    products: Annotated[list[_Product], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_fit(self) -> "_Menu":
        categories = {category.id for category in self.categories}
        strays = [product.id for product in self.products if product.category not in categories]
        if strays:
            raise ValueError(f"products in a category that is not listed: {', '.join(strays)}")
        for kind, ids in (
            ("product", [product.id for product in self.products]),
            ("location", [location.id for location in self.restaurant.locations]),
        ):
            twice = sorted({each for each in ids if ids.count(each) > 1})
            if twice:
                raise ValueError(f"{kind} ids used twice: {', '.join(twice)}")
        return self


def read_menu(path: Path) -> tuple[Restaurant, Catalog]:
    """The restaurant and its catalog. Raises :class:`BadMenu` with every mistake, and its line for broken TOML."""
    try:
        menu = _Menu.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadMenu(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMenu(f"{path}: {error}") from None
    except ValidationError as error:
        mistakes = [f"{path}: {_place(part['loc'])}: {part['msg']}" for part in error.errors()]
        raise BadMenu("\n".join(mistakes)) from None
    return _restaurant(menu.restaurant), _catalog(menu)


def _place(location: tuple[int | str, ...]) -> str:
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in location]
    return "".join(parts).lstrip(".") or "the whole menu"


def _restaurant(part: _Restaurant) -> Restaurant:
    return Restaurant(
        name=part.name,
        country=part.country,
        currency=part.currency,
        language=part.language,
        terms_url=part.terms_url,
        opt_ins={
            channel: questions
            for channel, questions in ((Channel.EMAIL, part.opt_ins.email), (Channel.SMS, part.opt_ins.sms))
            if questions is not None
        },
        locations=tuple(Location(id=LocationId(each.id), name=each.name) for each in part.locations),
    )


def _catalog(menu: _Menu) -> Catalog:
    currency = menu.restaurant.currency
    return Catalog(
        currency=currency,
        categories=tuple(Category(id=category.id, name=category.name) for category in menu.categories),
        products=tuple(_product(product, currency) for product in menu.products),
    )


def _product(part: _Product, currency: Currency) -> Product:
    return Product(
        id=ProductId(part.id),
        sku=part.sku,
        category=part.category,
        name=part.name,
        description=part.description,
        price=Money(part.price, currency),
        vat_class=part.vat_class,
        picture=part.picture,
        allergens=frozenset(part.allergens),
        modifier_groups=tuple(_group(group, currency) for group in part.modifier_groups),
        sold_out=part.sold_out,
        minimum_age=part.minimum_age,
    )


def _group(part: _ModifierGroup, currency: Currency) -> ModifierGroup:
    modifiers = tuple(
        Modifier(id=modifier.id, name=modifier.name, price=Money(modifier.price, currency))
        for modifier in part.modifiers
    )
    return ModifierGroup(id=part.id, name=part.name, modifiers=modifiers, least=part.least, most=part.most)
