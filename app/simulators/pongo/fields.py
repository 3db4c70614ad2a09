"""Reads a JSON object field by field and collects every complaint, the way Laravel's validator does."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from app.simulators.pongo.problems import Invalid

_PHONE = re.compile(r"\d{8,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ATOM_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


class Fields:
    """One JSON object under validation.

    Each reader returns the value, or None when the field is absent, null, empty or wrong; what is wrong is noted.
    `finish()` raises `Invalid` with everything noted here and in the objects inside.
    """

    def __init__(
        self, body: Mapping[str, object], *, path: str = "", errors: dict[str, list[str]] | None = None
    ) -> None:
        self._body = body
        self._path = path
        self._read: set[str] = set()
        self._entered: list[Fields] = []
        self._errors: dict[str, list[str]] = {} if errors is None else errors

    def value(self, key: str, *, required: bool = False) -> object:
        """The raw value; an empty string counts as null, as Laravel's middleware makes it."""
        self._read.add(key)
        found = self._body.get(key)
        if isinstance(found, str):
            found = found.strip() or None
        if required and found in (None, [], {}):
            self.fail(key, f"The {self._label(key)} field is required.")
            return None
        return found

    def has(self, key: str) -> bool:
        """Whether the field was sent with something in it."""
        return self.value(key) is not None

    def text(self, key: str, *, required: bool = False, pattern: str | None = None) -> str | None:
        """A string; `pattern` must match all of it."""
        found = self.value(key, required=required)
        if found is None:
            return None
        if not isinstance(found, str):
            self.fail(key, f"The {self._label(key)} must be a string.")
            return None
        if pattern is not None and not re.fullmatch(pattern, found, re.ASCII):
            self.fail(key, f"The {self._label(key)} format is invalid.")
            return None
        return found

    def integer(self, key: str, *, required: bool = False, minimum: int | None = None) -> int | None:
        """A JSON integer; floats, numeric strings and booleans are refused."""
        found = self.value(key, required=required)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int):
            self.fail(key, f"The {self._label(key)} must be an integer.")
            return None
        if minimum is not None and found < minimum:
            self.fail(key, f"The {self._label(key)} must be at least {minimum}.")
            return None
        return found

    def number(self, key: str) -> float | None:
        """A JSON number, such as a tax rate in per cent."""
        found = self.value(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float):
            self.fail(key, f"The {self._label(key)} must be a number.")
            return None
        return float(found)

    def boolean(self, key: str) -> bool | None:
        """A JSON boolean, or None for null and absent."""
        found = self.value(key)
        if found is None or isinstance(found, bool):
            return found
        self.fail(key, f"The {self._label(key)} field must be true or false.")
        return None

    def choice(self, key: str, allowed: Collection[str], *, required: bool = False) -> str | None:
        """One of the allowed strings."""
        found = self.value(key, required=required)
        if found is None:
            return None
        if not isinstance(found, str) or found not in allowed:
            self.fail(key, f"The selected {self._label(key)} is invalid.")
            return None
        return found

    def phone(self, key: str, *, required: bool = False) -> str | None:
        """A phone number as 8 to 15 digits; one leading `+` or `00` is taken off."""
        found = self.text(key, required=required)
        if found is None:
            return None
        digits = phone_digits(found)
        if digits is None:
            self.fail(key, f"The {self._label(key)} format is invalid.")
        return digits

    def email(self, key: str) -> str | None:
        """An address with one @ and a dot behind it."""
        found = self.text(key)
        if found is None or _EMAIL.fullmatch(found):
            return found
        self.fail(key, f"The {self._label(key)} must be a valid email address.")
        return None

    def moment(self, key: str, *, required: bool = False, strict: bool = False) -> datetime | None:
        """A moment in time, UTC without an offset: any ISO 8601, or with `strict` whole seconds and an offset only."""
        found = self.text(key, required=required)
        if found is None:
            return None
        if strict and not _ATOM_MOMENT.fullmatch(found):
            self.fail(key, f"The {self._label(key)} does not match the format Y-m-d\\TH:i:sP.")
            return None
        try:
            parsed = datetime.fromisoformat(found)
        except ValueError:
            self.fail(key, f"The {self._label(key)} is not a valid date.")
            return None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...] | None:
        """An array of strings; with `required` an empty one is refused too."""
        found = self.value(key, required=required)
        if found is None:
            return None
        if not isinstance(found, list):
            self.fail(key, f"The {self._label(key)} must be an array.")
            return None
        for index, entry in enumerate(found):
            if not isinstance(entry, str):
                self.fail(f"{key}.{index}", f"The {self._label(key)}.{index} must be a string.")
        return tuple(entry for entry in found if isinstance(entry, str))

    def items(self, key: str) -> list[object] | None:
        """An array of anything."""
        found = self.value(key)
        if found is None or isinstance(found, list):
            return found
        self.fail(key, f"The {self._label(key)} must be an array.")
        return None

    def inner(self, key: str) -> "Fields | None":
        """An object inside this one."""
        found = self.value(key)
        if found is None:
            return None
        if not isinstance(found, dict):
            self.fail(key, f"The {self._label(key)} must be an array.")
            return None
        return self._enter(key, found)

    def objects(self, key: str, *, required: bool = False) -> list["Fields"]:
        """An array of objects, each ready to be read; empty when absent or wrong."""
        found = self.value(key, required=required)
        if found is None:
            return []
        if not isinstance(found, list):
            self.fail(key, f"The {self._label(key)} must be an array.")
            return []
        entries = []
        for index, entry in enumerate(found):
            if isinstance(entry, dict):
                entries.append(self._enter(f"{key}.{index}", entry))
            else:
                self.fail(f"{key}.{index}", f"The {self._label(key)}.{index} must be an array.")
        return entries

    def fail(self, key: str, text: str) -> None:
        """Note one complaint about a field."""
        self._errors.setdefault(self._path + key, []).append(text)

    def unknown(self) -> Iterator[str]:
        """The paths of the fields nobody asked for, here and in the objects that were read."""
        yield from (self._path + key for key in self._body if key not in self._read)
        for inner in self._entered:
            yield from inner.unknown()

    def finish(self) -> None:
        """Raise `Invalid` when anything was noted."""
        if self._errors:
            raise Invalid(self._errors)

    def _enter(self, key: str, body: Mapping[str, object]) -> "Fields":
        entered = Fields(body, path=f"{self._path}{key}.", errors=self._errors)
        self._entered.append(entered)
        return entered

    def _label(self, key: str) -> str:
        return (self._path + key).replace("_", " ")


def phone_digits(text: str) -> str | None:
    """The digits of an international number without `+` or `00`, or None when it is not 8 to 15 digits."""
    digits = text.removeprefix("+") if text.startswith("+") else text.removeprefix("00")
    return digits if _PHONE.fullmatch(digits) and digits.isascii() else None
