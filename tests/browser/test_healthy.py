"""A browser test cannot pass over what Flet draws in red where a control could not be drawn."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from support.flet_e2e import FletPage, new_context

RED = ("Chip.label must be provided and visible", "Hero.tag must be provided", "Error running app")


def drawn(context: BrowserContext, words: str) -> FletPage:
    """A page whose semantics tree tells these words, as Flutter writes them."""
    page = context.new_page()
    page.set_content(f"<flt-semantics-host><flt-semantics><span>{words}</span></flt-semantics></flt-semantics-host>")
    return FletPage(page, "")


def test_a_page_with_a_red_bar_or_a_crash_box_is_not_healthy(
    empty_table: Browser, contexts: list[BrowserContext]
) -> None:
    contexts.append(new_context(empty_table))
    drawn(contexts[-1], "All is well").assert_healthy()
    for words in RED:
        with pytest.raises(AssertionError, match="the app shows"):
            drawn(contexts[-1], words).assert_healthy()
