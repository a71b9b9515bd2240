"""The gaps of a group are counted in the database, and nothing but bands and thirds comes out of it."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.assessment import Assessment
from bot.domain.errors import UnreadableInputError
from bot.domain.needs import all_needs
from bot.domain.people import Person
from bot.domain.rubric import Level, Source
from bot.domain.team_gaps import FreshGap, TeamGaps
from bot.engine.decision import State
from storage import tables as t
from storage.memory import Memory
from tests import groups
from tests.groups import ASKING
from tests.queries import counted
from tests.stage import Stage, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
TEAM = ("ada", "ben", "chiara", "dev", "elif", "farid")


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        yield made


async def keep(on: Stage, states: Sequence[State]) -> None:
    async with on.memory.store.turn() as turn:
        await turn.keep(states, on.clock.at)


async def stands(on: Stage, who: str, level: float, *, seen: bool = True) -> None:
    await groups.stands(on.memory, on.ids[who], level, on.clock.at, seen=seen)


def rating(on: Stage, who: str, source: Source, level: Level, *, after: timedelta = timedelta()) -> Assessment:
    at = MONDAY + after
    id_ = f"{who}-{source}-{level}-{after.days}"
    return Assessment(id_, on.ids[who], ASKING, source, level, 2, at, "", "1")


async def gaps(on: Stage, who: str = "jonas") -> TeamGaps:
    viewer = await person(on, who)
    async with on.memory.store.turn() as turn:
        return await turn.gaps(viewer, all_needs(on.libraries["en"]), on.clock.at)


async def one(on: Stage, who: str = "jonas") -> FreshGap:
    [gap] = (await gaps(on, who)).fresh
    return gap


async def test_five_who_were_seen_have_a_band_and_four_have_none(on: Stage) -> None:
    for who in TEAM[:4]:
        await stands(on, who, 2.0)
    await stands(on, TEAM[4], 5.0, seen=False)
    found = await gaps(on)
    assert (found.view, found.scope, found.size, found.fresh) == ("team", f"team:{on.ids['jonas']}", "five or more", ())
    await stands(on, TEAM[4], 2.0)
    assert (await one(on)).band == "low"


async def test_any_number_of_self_ratings_validates_nothing_and_moves_no_beginning(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 4.5)
    rows = [rating(on, who, "self", 5, after=timedelta(days=day)) for who in TEAM for day in range(20)]
    await keep(on, rows)
    gap = await one(on)
    assert (gap.proofs, gap.before, gap.share) == ((), None, "most")


async def test_what_five_have_been_seen_at_in_their_first_weeks_is_where_they_came_from(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 4.5)
    early = [rating(on, who, "peer", 2, after=timedelta(days=5)) for who in TEAM[:5]]
    late = [rating(on, who, "coach", 5, after=timedelta(days=40)) for who in TEAM]
    await keep(on, [*early, *late])
    gap = await one(on)
    assert (gap.before, gap.share, gap.proofs) == ("few", "most", ("peer_review", "matrix"))


async def test_whoever_left_is_counted_no_more_and_has_been_a_change(on: Stage) -> None:
    for who in TEAM[:5]:
        await stands(on, who, 2.0)
    before = await gaps(on)
    await on.memory.roster.leave(on.ids["ada"], on.clock.at)
    after = await gaps(on)
    assert after.roster_changes == before.roster_changes + 1
    assert (len(before.fresh), after.fresh) == (1, ())


async def test_what_was_published_is_held_when_somebody_leaves(on: Stage) -> None:
    """The chat says the same to the letter before and after; only the week in which it was counted moves."""
    for who, level in zip(TEAM, (1.2, 4.8, 4.8, 4.8, 4.8, 4.8), strict=True):
        await stands(on, who, level)
    assert await on.say("jonas", "/team gaps") == ["gaps/group"]
    await on.memory.roster.leave(on.ids["ada"], on.clock.at)
    await on.advance(days=8)
    await on.say("jonas", "/team gaps")
    first, second = (spoken.message.text for spoken in on.said_to("jonas") if spoken.say.prompt == "gaps/group")
    assert first == second
    assert "steady" in first


async def test_a_manager_sees_their_own_team_and_a_sponsor_the_programme(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 3.0)
    for who in ("kofi", "lena"):
        seen = await gaps(on, who)
        assert (seen.view, seen.size, len(seen.fresh)) == ("programme", "five or more", 1)
        assert seen.scope.startswith("programme:")


async def test_it_takes_two_queries_however_many_they_are(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 3.0)
    memory: Memory = on.memory
    async with memory.store.turn() as turn:
        scene = await turn.scene(on.ids["jonas"], None, None)
        assert scene is not None
        with counted(memory) as asked:
            await turn.gaps(scene.person, all_needs(on.libraries["en"]), on.clock.at)
    assert len(asked) == 2


async def test_what_is_published_is_found_again_and_goes_with_its_manager(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 3.0)
    await on.say("jonas", "/team gaps")
    jonas = await person(on, "jonas")
    sheet = await on.memory.views.gaps(jonas)
    assert sheet is not None
    assert sheet == (await gaps(on)).previous
    async with on.memory.store.turn() as turn:
        await turn.erase(jonas.id, on.clock.at)
    async with on.memory.connections.reading() as connection:
        assert (await connection.execute(select(t.gap_sheets))).all() == []


# How a gap looks at work.

DESCRIBED = {"level": "2", "scope": "daily", "example": "In a hand-over nobody asks.", "impact": "Work is done twice."}


async def describe(on: Stage, who: str, **changed: str) -> list[str]:
    await on.say(who, "/team gaps")
    await on.choose(who, "annotate_1")
    return await on.submit(who, DESCRIBED | changed)


async def test_what_a_manager_says_of_a_gap_stands_there_for_them_alone(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 2.0)
    assert await describe(on, "jonas") == ["gaps/annotated"]
    await on.say("jonas", "/team gaps")
    assert "Work is done twice" in on.said_to("jonas")[-1].message.text
    for who in ("kofi", "lena"):
        await on.say(who, "/team gaps")
        assert "Work is done twice" not in on.said_to(who)[-1].message.text
    await describe(on, "lena", impact="Customers wait.")
    await on.say("kofi", "/team gaps")
    assert "Customers wait" not in on.said_to("kofi")[-1].message.text, "a sponsor is shown no words of anybody's"


async def test_the_next_description_takes_the_place_of_the_last(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 2.0)
    await describe(on, "jonas")
    await describe(on, "jonas", impact="Customers wait.")
    jonas = await person(on, "jonas")
    [kept] = await on.memory.views.annotations(jonas)
    assert (kept.impact, kept.level, kept.scope, kept.of) == ("Customers wait.", 2, "daily", f"team:{jonas.id}")
    async with on.memory.store.turn() as turn:
        await turn.erase(jonas.id, on.clock.at)
    assert await on.memory.views.annotations(await person(on, "lena")) == []


@pytest.mark.parametrize("text", ["Chiara waits too long.", "It was Rossi's idea.", "Ask ben@example.org why."])
async def test_whoever_is_named_is_refused_at_the_field(on: Stage, text: str) -> None:
    for who in TEAM:
        await stands(on, who, 2.0)
    with pytest.raises(UnreadableInputError) as refused:
        await describe(on, "jonas", impact=text)
    assert (refused.value.prompt, refused.value.field) == ("unreadable/names_somebody", "impact")
    assert await on.memory.views.annotations(await person(on, "jonas")) == []


async def test_an_export_has_what_its_person_has_described(on: Stage) -> None:
    for who in TEAM:
        await stands(on, who, 2.0)
    await describe(on, "jonas")
    exported = await on.memory.export.everything(on.ids["jonas"])
    assert [one["example"] for one in exported["gaps_described"]] == ["In a hand-over nobody asks."]


async def person(on: Stage, who: str) -> Person:
    return next(person for person, _ in await on.memory.transcript.people() if person.id == on.ids[who])
