"""What columns are made of."""

from typing import Any, cast

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Select, Table
from sqlmodel import SQLModel

Query = Select[*tuple[Any, ...]]


def millis(*, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(BigInteger, nullable=nullable, index=index)


def number() -> Column[int]:
    """Counted up by the database, in the order of writing."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def rating(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name} BETWEEN 1 AND 5", name=f"{name}_is_1_to_5")


def table(of: type[SQLModel]) -> Table:
    return cast("Table", of.__table__)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
