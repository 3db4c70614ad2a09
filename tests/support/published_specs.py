"""Reads Vipps' published OpenAPI 3.0 files and says what does not fit them.

The folder is ``TAFFEL_PUBLISHED_SPECS``, or ``shared/apis/openapi`` beside the project.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # published without types

FOLDER = Path(os.environ.get("TAFFEL_PUBLISHED_SPECS") or Path(__file__).parents[3] / "shared" / "apis" / "openapi")
EPAYMENT, QR, CHECK_IN, TOKEN = "epayment-1.8.1", "qr", "check-in", "access-token-2026-04"
WEBHOOKS = "webhooks-2026-04"

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


@cache
def published(name: str) -> dict[str, Any]:
    """One specification."""
    spec: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
    return spec


def complaints(name: str, schema: str, data: object, *, closed: bool = False) -> list[str]:
    """What in ``data`` does not fit a named schema; ``closed`` also names fields that the schema does not know."""
    spec = published(name)
    return list(_Check(spec, closed=closed).value(spec["components"]["schemas"][schema], data, "body"))


def operation(name: str, method: str, path: str) -> dict[str, Any]:
    """The operation that a request belongs to; raises ``LookupError`` when the specification has none."""
    spec = published(name)
    for template, item in spec["paths"].items():
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in item:
            found: dict[str, Any] = item[method.lower()]
            return {**found, "parameters": [*item.get("parameters", ()), *found.get("parameters", ())]}
    raise LookupError(f"{name} has no {method} {path}")


def required_headers(name: str, method: str, path: str) -> set[str]:
    """Lower-case names of the headers that an operation demands."""
    check = _Check(published(name))
    parameters = [check.resolved(each) for each in operation(name, method, path)["parameters"]]
    return {each["name"].lower() for each in parameters if each["in"] == "header" and each.get("required")}


class _Check:
    def __init__(self, spec: dict[str, Any], *, closed: bool = False) -> None:
        self._spec = spec
        self._closed = closed

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            target: Any = self._spec
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = target
        return schema

    def value(self, schema: dict[str, Any], data: object, at: str) -> Iterator[str]:
        schema = self.resolved(schema)
        if data is None and schema.get("nullable"):
            return
        kind = schema.get("type")
        if kind and (not isinstance(data, _TYPES[kind]) or (isinstance(data, bool) and kind != "boolean")):
            yield f"{at}: not of type {kind}"
            return
        if "enum" in schema and data not in schema["enum"]:
            yield f"{at}: not in {schema['enum']}"
        for part in schema.get("allOf", ()):
            yield from self.value(part, data, at)
        if "oneOf" in schema:
            yield from self._any_of(schema["oneOf"], data, at)
        elif isinstance(data, dict):
            yield from self._object(schema, data, at)
        if isinstance(data, list):
            yield from self._array(schema, data, at)
        yield from _limits(schema, data, at)

    def _any_of(self, choices: list[dict[str, Any]], data: object, at: str) -> Iterator[str]:
        """One is enough: the published choices do not exclude each other, as they name no required field."""
        if all(list(self.value(choice, data, at)) for choice in choices):
            yield f"{at}: none of the choices"

    def _object(self, schema: dict[str, Any], data: dict[str, Any], at: str) -> Iterator[str]:
        known = schema.get("properties", {})
        yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in data)
        for name, value in data.items():
            if name in known:
                yield from self.value(known[name], value, f"{at}.{name}")
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from self.value(schema["additionalProperties"], value, f"{at}.{name}")
            elif self._closed and known:
                yield f"{at}.{name}: unknown"

    def _array(self, schema: dict[str, Any], data: list[Any], at: str) -> Iterator[str]:
        for number, entry in enumerate(data):
            yield from self.value(schema.get("items", {}), entry, f"{at}.{number}")


def _limits(schema: dict[str, Any], data: Any, at: str) -> Iterator[str]:
    if isinstance(data, str):
        if "pattern" in schema and not re.search(schema["pattern"], data):
            yield f"{at}: does not match {schema['pattern']}"
        yield from _between(schema, "minLength", "maxLength", len(data), at)
    elif isinstance(data, int | float):
        yield from _between(schema, "minimum", "maximum", data, at)
    elif isinstance(data, list):
        yield from _between(schema, "minItems", "maxItems", len(data), at)
    elif isinstance(data, dict):
        yield from _between(schema, "minProperties", "maxProperties", len(data), at)


def _between(schema: dict[str, Any], low: str, high: str, size: float, at: str) -> Iterator[str]:
    if size < schema.get(low, size):
        yield f"{at}: below {low}"
    if size > schema.get(high, size):
        yield f"{at}: above {high}"
