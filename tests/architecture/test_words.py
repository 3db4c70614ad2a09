"""One word for one thing: names in the code use the words of the glossary."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "build_config" / "glossary.toml"


def test_no_name_uses_a_word_that_the_glossary_refuses() -> None:
    refused = [f"_{word.replace(' ', '_')}_" for entry in entries() for word in entry.get("never", [])]
    found = [f"{place}: {name}" for place, name in names() for word in refused if word in in_snake_case(name)]

    assert [] == found


def test_a_word_is_never_refused_by_one_entry_and_asked_for_by_another() -> None:
    wanted = {word.strip() for entry in entries() for word in entry["word"].split(",")}
    refused = {word for entry in entries() for word in entry.get("never", [])}

    assert set() == wanted & refused


def test_names_are_compared_word_by_word_in_either_spelling() -> None:
    spelled = [in_snake_case(name) for name in ("CartLine", "add_to_cart", "cartography", "PaymentID")]

    assert ["_cart_line_", "_add_to_cart_", "_cartography_", "_payment_id_"] == spelled


def entries() -> list[dict[str, Any]]:
    """The entries of the glossary."""
    found: list[dict[str, Any]] = tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["word"]
    return found


def in_snake_case(name: str) -> str:
    """`CartLine` and `cart_line` become `_cart_line_`, so that whole words can be found."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().strip("_")
    return f"_{words}_"


def names() -> Iterator[tuple[str, str]]:
    """Place and name of everything that our code names: modules, classes, functions, arguments, variables."""
    app = ROOT / "app"
    for path in sorted(app.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        yield place, path.stem
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    yield f"{place}:{node.lineno}", name
                case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                    yield f"{place}:{node.lineno}", name
                case _:
                    pass
