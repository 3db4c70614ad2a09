"""Who starts knows whether others are there already; who ended, or was killed, is there no more."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.ports.errors import Misconfigured
from app.storage.company import in_company

STAYS = """
import sys
from app.storage.company import in_company
with in_company(sys.argv[1]) as alone:
    print(alone, flush=True)
    sys.stdin.read()
"""


def test_the_first_is_alone_and_later_ones_are_not(url: str) -> None:
    with in_company(url) as first, in_company(url) as second, in_company(url) as third:
        pass

    assert (True, False, False) == (first, second, third)


def test_who_ended_is_there_no_more(url: str) -> None:
    with in_company(url), in_company(url):
        pass
    with in_company(url) as later:
        pass

    assert later


def test_the_last_of_several_is_still_there(url: str) -> None:
    with in_company(url):
        first = in_company(url)
        first.__enter__()
    with in_company(url) as later:
        pass
    first.__exit__(None, None, None)

    assert not later


def test_a_program_that_was_killed_is_gone_at_once(url: str) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", STAYS, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert "True" == program.stdout.readline().strip()
    with in_company(url) as beside_it:
        pass
    program.kill()
    program.communicate()
    with in_company(url) as after_it:
        pass

    assert (False, True) == (beside_it, after_it)


def test_where_nobody_can_tell_nobody_believes_to_be_alone(tmp_path: Path) -> None:
    with in_company(f"sqlite:///{tmp_path / 'no such folder' / 'taffel.db'}") as alone:
        pass

    assert not alone


def test_two_databases_in_one_folder_are_no_company(tmp_path: Path) -> None:
    with in_company(f"sqlite:///{tmp_path / 'a.db'}"), in_company(f"sqlite:///{tmp_path / 'b.db'}") as other:
        pass

    assert other


def test_what_is_no_database_is_refused() -> None:
    with pytest.raises(Misconfigured), in_company("sqlite://"):
        pass
