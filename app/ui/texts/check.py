"""Checks that every message used by the screens stands, translated and current, in every catalogue.

python -m app.ui.texts.check            names what is missing, fuzzy, unused or wrongly filled
python -m app.ui.texts.check --update   adds new messages to the catalogues and drops unused ones
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from app.ui.texts.catalogues import DEFAULT_LANGUAGE, FOLDER, LANGUAGES, read

SCREENS: Final = FOLDER.parent
SHOWN_FIRST: Final = frozenset(
    {
        "Text",
        "TextSpan",
        "body",
        "muted",
        "caption",
        "lead",
        "heading",
        "display",
        "figures",
        "primary_button",
        "secondary_button",
        "text_button",
        "stage_button",
        "big_choice",
        "word_choice",
        "switch_row",
        "points_chip",
        "use_text_field",
        "notify",
        "announce_message",
    }
)
"""Calls whose first argument a guest reads."""
SHOWN_BY_NAME: Final = frozenset(
    ["words", "label", "hint_text", "tooltip", "helper", "error", "title", "meaning", "primary", "secondary", "below"]
)
"""Arguments that a guest reads, whatever is called."""
WORD: Final = re.compile(r"[^\W\d_]{3}")
PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")

MessageId = str | tuple[str, str]


def main(arguments: list[str]) -> int:
    """Print what is wrong; the number of problems is the exit code, at most 1."""
    if "--update" in arguments:
        update()
    found = problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return min(len(found), 1)


def problems() -> list[str]:
    """Everything wrong between the screens and the catalogues, one line each."""
    used = set(used_messages(SCREENS))
    in_catalogues = [line for language in LANGUAGES for line in _problems(language.code, used)]
    return in_catalogues + list(literals(SCREENS))


def used_messages(folder: Path) -> Iterator[MessageId]:
    """Every message named in the modules below a folder: `t("...")`, `n("one", "many", ...)`, `mark("...")`."""
    for module in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _message(node)


def literals(folder: Path) -> Iterator[str]:
    """Every place below a folder where words are shown that stand in no catalogue."""
    for module in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                for words in _shown(node):
                    yield f"{module.relative_to(folder)}:{node.lineno}: not from a catalogue: {words!r}"


def update() -> None:
    """Add missing messages to every catalogue and drop those nobody uses; the source language translates itself."""
    used = set(used_messages(SCREENS))
    for language in LANGUAGES:
        old = read(language.code)
        new = Catalog(locale=language.locale, project="Taffel", version="1", fuzzy=False)
        for message in sorted(used, key=str):
            kept = old.get(message)
            own = message if language.code == DEFAULT_LANGUAGE else ""
            new.add(message, kept.string if kept and kept.string else own)
        with (FOLDER / f"{language.code}.po").open("wb") as file:
            write_po(file, new, omit_header=False, width=110, sort_output=True, no_location=True)
        _quiet_dates(FOLDER / f"{language.code}.po")


def _shown(call: ast.Call) -> Iterator[str]:
    first = call.args[:1] if _name(call) in SHOWN_FIRST else []
    named = [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_BY_NAME]
    for value in first + named:
        parts = value.values if isinstance(value, ast.JoinedStr) else [value]
        for part in parts:
            if isinstance(part, ast.Constant) and isinstance(part.value, str) and WORD.search(part.value):
                yield part.value


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else str(getattr(call.func, "id", ""))


def _message(call: ast.Call) -> Iterator[MessageId]:
    name = _name(call)
    texts = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if name in {"t", "mark"} and texts:
        yield texts[0]
    elif name == "n" and len(texts) >= 2:
        yield texts[0], texts[1]


def _problems(code: str, used: set[MessageId]) -> Iterator[str]:
    catalogue = {_key(message): message for message in read(code) if message.id}
    for absent in sorted(used - set(catalogue), key=str):
        yield f"{code}.po: missing: {absent!r}"
    for key, message in catalogue.items():
        if key not in used:
            yield f"{code}.po: unused: {key!r}"
        yield from (f"{code}.po: {fault}: {key!r}" for fault in _faults(message))


def _faults(message: Message) -> Iterator[str]:
    strings = _strings(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if not all(strings):
        yield "not translated"
    allowed = {name for text in _strings(message.id) for name in PLACEHOLDER.findall(text)}
    for string in strings:
        unknown = set(PLACEHOLDER.findall(string)) - allowed
        if unknown:
            yield f"unknown placeholder {sorted(unknown)}"


def _key(message: Message) -> MessageId:
    ids = _strings(message.id)
    return (ids[0], ids[1]) if len(ids) > 1 else ids[0]


def _strings(said: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


def _quiet_dates(path: Path) -> None:
    """Drop the header lines that change on each run and say nothing about the words."""
    dated = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid-Bugs-To")
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}' for name in dated)) and line[:1] != "#"]
    path.write_text("\n".join(kept).strip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
