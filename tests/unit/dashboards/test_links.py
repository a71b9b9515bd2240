"""Links open one page to one person for a day, and nothing else does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dashboards.links import GOOD_FOR, Links
from bot.domain.errors import UnreadableInputError
from bot.domain.ids import PersonId
from bot.engine.effects import Page
from tests.make import LEA, MARA, MONDAY

OLD, NEW, STRANGE = (
    "k7Qd9wXzT2mLp4Rv8sBn6Yc1Hf3Jg5Ae",
    "Vb2Nn4Mm6Kk8Jj1Hh3Gg5Ff7Dd9Ss0Aa",
    "Zz9Xx8Cc7Vv6Bb5Nn4Mm3Ll2Kk1Jj0Hh",
)
LINKS = Links(lambda: (NEW, OLD), "https://coach.example.org")
GAPS, MATRIX = Page("team-gaps"), Page("role-matrix", ("project-lead", "team-lead"))


def token(links: Links, page: Page = GAPS) -> str:
    return links.link(MARA, page, MONDAY).address.rpartition("/")[2]


def refused(token: str, page: Page = GAPS, after: timedelta = timedelta()) -> str:
    with pytest.raises(UnreadableInputError) as refusal:
        LINKS.read(page.name, token, MONDAY + after)
    return refusal.value.prompt


def test_a_link_says_who_may_open_what_until_when() -> None:
    link = LINKS.link(MARA, MATRIX, MONDAY)
    assert link.address.startswith("https://coach.example.org/dashboard/role-matrix/")
    ticket = LINKS.read("role-matrix", token(LINKS, MATRIX), MONDAY)
    assert (ticket.viewer, ticket.page, ticket.until) == (MARA, MATRIX, MONDAY + GOOD_FOR)


def test_it_is_good_for_a_day() -> None:
    assert LINKS.read("team-gaps", token(LINKS), MONDAY + GOOD_FOR - timedelta(seconds=1))
    assert refused(token(LINKS), after=GOOD_FOR) == "unreadable/link_expired"


def test_a_link_to_one_page_opens_no_other() -> None:
    assert refused(token(LINKS), MATRIX) == "unreadable/link"


def test_what_a_browser_keeps_is_no_link_and_a_link_is_not_what_a_browser_keeps() -> None:
    assert LINKS.reader(LINKS.mark(LEA)) == LEA
    assert LINKS.reader(token(LINKS)) is None
    assert refused(LINKS.mark(LEA)) == "unreadable/link"


def test_a_key_that_was_replaced_is_good_for_as_long_as_it_is_listed() -> None:
    assert LINKS.read("team-gaps", token(Links(lambda: (OLD,), "")), MONDAY)
    assert refused(token(Links(lambda: (STRANGE,), ""))) == "unreadable/link"


@given(place=st.integers(0, 200), sign=st.sampled_from("abcXYZ019-_.~"))
def test_one_sign_that_is_changed_breaks_it(place: int, sign: str) -> None:
    whole = token(LINKS)
    at = place % len(whole)
    bent = whole[:at] + sign + whole[at + 1 :]
    try:
        assert LINKS.read("team-gaps", bent, MONDAY).viewer == MARA  # the last sign carries bits that say nothing
    except UnreadableInputError as refusal:
        assert refusal.prompt == "unreadable/link"  # noqa: PT017 - either may be


@given(st.text(max_size=300))
def test_whatever_else_comes_is_no_link(text: str) -> None:
    assert refused(text) == "unreadable/link"


def test_what_is_too_long_is_not_even_read() -> None:
    assert refused("a" * 1_000_000) == "unreadable/link"


def test_the_keys_are_asked_for_when_the_first_link_is_made() -> None:
    asked: list[str] = []

    def keys() -> tuple[str, ...]:
        asked.append("keys")
        return (NEW,)

    links = Links(keys, "")
    assert asked == []
    assert links.link(PersonId("x"), GAPS, MONDAY).address.startswith("/dashboard/team-gaps/")
    assert asked == ["keys"]
