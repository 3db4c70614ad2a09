"""No column can be added without saying whether it tells of a person."""

import pytest
from sqlalchemy import Table

from app.storage.personal import NOT_PERSONAL, PERSONAL
from app.storage.tables import metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_column_is_said_to_tell_of_a_person_or_not(table: Table) -> None:
    told = set(PERSONAL.get(table.name, {}))
    untold = set(NOT_PERSONAL.get(table.name, frozenset()))

    assert {column.name for column in table.columns} == told | untold
    assert set() == told & untold


def test_no_table_is_named_that_does_not_exist() -> None:
    assert set() == (PERSONAL.keys() | NOT_PERSONAL.keys()) - metadata.tables.keys()
