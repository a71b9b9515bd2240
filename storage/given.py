"""Any number of rows as one parameter: a statement that is always the same, in either dialect."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, FromClause, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import JSONB

from storage.writing import Row

Types = Mapping[str, type[Text | BigInteger | Boolean]]


def rows(values: Sequence[Row]) -> Mapping[str, str]:
    """The parameters of a statement that reads from ``given``; the rows keep their order by ``number``."""
    return {"rows": json.dumps([{"number": number, **row} for number, row in enumerate(values)], ensure_ascii=False)}


@cache
def given(dialect: str, *columns: tuple[str, type[Any]]) -> tuple[FromClause, Mapping[str, ColumnElement[Any]]]:
    """The rows of the parameter as a table, and its columns by name; ``number`` is the place in the list."""
    named = (*columns, ("number", BigInteger))
    parameter = bindparam("rows", type_=Text)
    if dialect == "sqlite":
        table = func.json_each(parameter).table_valued("value", name="given")
        return table, {name: func.json_extract(table.c.value, f"$.{name}", type_=kind()) for name, kind in named}
    table = func.jsonb_array_elements(cast(parameter, JSONB)).table_valued("value", name="given")
    return table, {name: cast(table.c.value.op("->>")(name), kind) for name, kind in named}
