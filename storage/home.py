"""Where a person is met: the conversation of their own in which they spoke last."""

from typing import Any

from sqlalchemy import ScalarSelect, select

from storage import tables as t


def home_of(person: Any) -> ScalarSelect[str]:  # noqa: ANN401 - a column or a parameter
    """The id of the conversation in which a person is met."""
    return _latest(person, "id")


def lane_of(person: Any) -> ScalarSelect[str]:  # noqa: ANN401 - the same
    """The workspace by which a person is reached."""
    return _latest(person, "workspace")


def _latest(person: Any, name: str) -> ScalarSelect[str]:  # noqa: ANN401 - the same
    own = t.conversations.alias()
    mine = select(own.c[name]).where(own.c.owner == person, own.c.kind == "direct")
    return mine.order_by(own.c.spoken_at.desc(), own.c.id).limit(1).scalar_subquery()
