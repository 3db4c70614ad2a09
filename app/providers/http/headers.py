"""Header values that come from settings: checked where they are set, not where they are sent."""

import re

from app.ports.errors import Misconfigured

_SAFE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")

JSON_ANSWER = {"Accept": "application/json"}
JSON_BODY = {"Content-Type": "application/json"}


def check_header_value(setting: str, value: str, longest: int = 4096) -> None:
    """Raises :class:`Misconfigured` that names the setting, never its value."""
    if not _SAFE.fullmatch(value) or len(value) > longest:
        raise Misconfigured(
            f"{setting} cannot be sent as a header",
            fix=f"Set {setting} to 1 to {longest} printable ASCII characters without spaces around them.",
        )
