"""A gap is described without naming anybody."""

import pytest

from bot.domain.annotation import somebody_named
from bot.domain.names import Names

PEOPLE = Names.of(("Ada Okafor", "Grace Lindqvist"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In the review Ada was silent.", "Ada"),
        ("In the review Ada Okafor was silent.", "Ada Okafor"),
        ("Ask x@example.org why.", "x@example.org"),
        ("Ask @grace why.", "@grace"),
        ("We say grace, and nobody asks.", None),
        ("In a hand-over nobody asks what is open.", None),
        ("", None),
    ],
)
def test_whoever_is_named_is_found(text: str, name: str | None) -> None:
    assert somebody_named(text, PEOPLE) == name
