"""Strict JSON shapes: what a request may look like, down to unknown fields and floats in place of integers."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from app.simulators.vipps.errors import FieldProblem, FieldsRefusal

Shape = Callable[[str, object], Iterator[FieldProblem]]
"""Takes a field's name and value; yields what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A string; `pattern` must match as a whole."""

    least: int = 0
    most: int | None = None
    pattern: str | None = None

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if not isinstance(value, str):
            yield FieldProblem(name, f"The field {name} must be a string.")
        elif len(value) < self.least or (self.most is not None and len(value) > self.most):
            yield FieldProblem(name, f"The field {name} must be a string with a length of {self.least} to {self.most}.")
        elif self.pattern is not None and not re.fullmatch(self.pattern, value, re.ASCII):
            yield FieldProblem(name, f"The field {name} must match the regular expression '^{self.pattern}$'.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An integer in JSON's strict sense: `1.0`, `"1"` and `true` are none."""

    least: int = -(2**63)
    most: int = 2**63 - 1

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield FieldProblem(name, f"The field {name} must be an integer.")
        elif not self.least <= value <= self.most:
            yield FieldProblem(name, f"The field {name} must be between {self.least} and {self.most}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number with or without a fraction; `true` is none."""

    least: float = 0
    most: float = 10**9

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield FieldProblem(name, f"The field {name} must be a number.")
        elif not self.least <= value <= self.most:
            yield FieldProblem(name, f"The field {name} must be between {self.least} and {self.most}.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if value not in self.words:
            yield FieldProblem(name, f"The field {name} must be one of {', '.join(self.words)}.")


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if not isinstance(value, bool):
            yield FieldProblem(name, f"The field {name} must be a boolean.")


@dataclass(frozen=True, slots=True)
class AnyRecord:
    """An object with whatever fields."""

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if not isinstance(value, dict):
            yield FieldProblem(name, f"The field {name} must be an object.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """An array of one shape."""

    item: Shape
    least: int = 0

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if not isinstance(value, list):
            yield FieldProblem(name, f"The field {name} must be an array.")
            return
        if len(value) < self.least:
            yield FieldProblem(name, f"The field {name} must have at least {self.least} items.")
        for index, item in enumerate(value):
            yield from self.item(f"{name}[{index}]", item)


@dataclass(frozen=True, slots=True)
class Nullable:
    """`null`, or another shape."""

    shape: Shape

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if value is not None:
            yield from self.shape(name, value)


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these fields and no others."""

    fields: Mapping[str, Shape]
    required: frozenset[str] = frozenset()

    def __call__(self, name: str, value: object) -> Iterator[FieldProblem]:
        if not isinstance(value, dict):
            yield FieldProblem(name, f"The field {name} must be an object.")
            return
        prefix = f"{name}." if name != ROOT else ""
        for key in sorted(self.required - set(value)):
            yield FieldProblem(f"{prefix}{key}", f"The field {key} is required.")
        for key, item in value.items():
            if key in self.fields:
                yield from self.fields[key](f"{prefix}{key}", item)
            else:
                yield FieldProblem(f"{prefix}{key}", f"The field {key} is not known.")


ROOT = "$"
"""Name of the request body as a whole."""


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Record:
    """Return the shape of an object with required and optional fields."""
    return Record({**required, **(optional or {})}, frozenset(required))


def require(shape: Shape, body: object) -> None:
    """Raise `FieldsRefusal` with everything that is wrong with a request body."""
    problems = tuple(shape(ROOT, body))
    if problems:
        raise FieldsRefusal(*problems)
