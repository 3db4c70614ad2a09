"""A browser test cannot pass over what Flet draws in red where a control could not be drawn."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from support.flet_e2e import FletPage, new_context, serve

TESTS = Path(__file__).parents[1]


def test_a_red_bar_is_no_healthy_page(empty_table: Browser, contexts: list[BrowserContext]) -> None:
    context = new_context(empty_table)
    contexts.append(context)
    with serve("support.red_bar:app", cwd=TESTS, health="/") as url:
        tablet = FletPage(context.new_page(), url).open()
        tablet.see("All is well")

        with pytest.raises(AssertionError, match="red bar"):
            tablet.assert_healthy()
