"""Hand-written examples of what goes over the wire, one file for each call and answer."""

import json
from pathlib import Path
from typing import Any

from app.providers.http.request import Answer

FOLDER = Path(__file__).parents[1] / "examples"


def example(name: str) -> Any:
    """The JSON in ``tests/examples/<name>.json``, for instance ``vipps/get_payment.created.response``."""
    return json.loads(example_bytes(name))


def example_text(name: str) -> str:
    """The same as the exact text that our clients send: keys in this order, no spaces, real letters."""
    return json.dumps(example(name), ensure_ascii=False, separators=(",", ":"))


def example_bytes(name: str) -> bytes:
    """The file as it stands."""
    return (FOLDER / f"{name}.json").read_bytes()


def example_answer(name: str, status: int = 200, content_type: str = "application/json") -> Answer:
    """The file as an answer to a request value."""
    return Answer(status=status, headers={"content-type": content_type}, body=example_bytes(name))
