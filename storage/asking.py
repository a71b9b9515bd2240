"""Names for what SQLAlchemy's own types can't name."""

from typing import Any

from sqlalchemy import Label, Select
from sqlmodel import col

Asked = Select[*tuple[Any, ...]]


def named(column: object, name: str) -> Label[Any]:
    """The column under another name, so that two tables' columns can stand in one row."""
    return col(column).label(name)
