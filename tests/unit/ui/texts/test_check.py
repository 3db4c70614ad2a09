"""Every word a guest reads stands in every catalogue, and the check notices when one does not."""

import ast
from pathlib import Path

import pytest

from app.ui.texts.check import literals, problems, used_messages


def test_every_message_is_translated_and_no_screen_has_words_of_its_own() -> None:
    assert problems() == []


def screen(tmp_path: Path, source: str) -> Path:
    """A folder with one module."""
    ast.parse(source)
    (tmp_path / "view.py").write_text(source, encoding="utf-8")
    return tmp_path


def test_messages_are_found_in_all_three_ways(tmp_path: Path) -> None:
    folder = screen(tmp_path, 'texts.t("Pay")\ntexts.n("{count} dish", "{count} dishes", 2)\nNAMES = [mark("Fish")]\n')

    assert set(used_messages(folder)) == {"Pay", ("{count} dish", "{count} dishes"), "Fish"}


@pytest.mark.parametrize(
    "source",
    [
        'ft.Text("Pay now")',
        'body(f"Pay {amount} now")',
        'primary_button("Pay now", ORDER_PAY, act)',
        'use_text_field("Phone number")',
        "ft.TextField(label='Phone number')",
        'TroubleFace(title="Declined", meaning=meaning, primary=words)',
    ],
)
def test_words_written_into_a_screen_are_found(tmp_path: Path, source: str) -> None:
    found = list(literals(screen(tmp_path, source)))

    assert found
    assert all(line.startswith("view.py:1: not from a catalogue") for line in found)


@pytest.mark.parametrize(
    "source", ['ft.Text(texts.t("Pay"))', 'ft.Text("189")', 'make(data, error="m")', 'ft.Text("")']
)
def test_what_is_no_word_is_left_alone(tmp_path: Path, source: str) -> None:
    assert list(literals(screen(tmp_path, source))) == []
