"""Proposals on both databases: whose they are to see, one answer to each, and what stays of whoever leaves."""

import asyncio
import json
from collections.abc import AsyncGenerator, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import MicroId, PersonId, ProposalId
from bot.domain.people import Person
from bot.domain.practice import A_COLLEAGUE, Library
from bot.domain.proposal import PARTS, Credit, Proposal, Tray
from bot.domain.proposal import Stage as Stop
from bot.engine import events as ev
from bot.runtime.co_design import plan_thanks
from bot.runtime.conductor import Conductor
from bot.runtime.holidays import days_off
from bot.runtime.ports import Heard
from bot.scheduler.drain import Drain
from storage import tables as t
from storage.retention import Keep, Retention
from tests.stage import Stage, stage

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
ASK = MicroId("ask-before-telling")
SECRET = "the zebra"
EVERYBODY = ("ada", "ben", "ines", "jonas", "kofi", "lena")
STAGES: tuple[Stop, ...] = ("unsent", "waiting", "returned", "approved", "published", "withdrawn")


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        yield made


async def propose(
    on: Stage, who: str, name: str, stop: Stop = "waiting", *, credit: Credit = "none", after: int = 0
) -> Proposal:
    since = MONDAY + timedelta(minutes=after)
    made = Proposal(ProposalId(name), on.ids[who], ASK, dict.fromkeys(PARTS, SECRET), credit, stop, since)
    async with on.memory.store.turn() as turn:
        await turn.keep([made], since)
    return made


async def person(on: Stage, who: str) -> Person:
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(on.ids[who], None, None)
    assert scene is not None
    return scene.person


async def tray(on: Stage, who: str, named: str = "", after: str = "") -> Tray:
    reviewer = await person(on, who)
    async with on.memory.store.turn() as turn:
        return await turn.review(reviewer, ProposalId(named) or None, ProposalId(after) or None)


async def who_sees(on: Stage, named: str = "") -> Collection[str]:
    return {who for who in EVERYBODY if (await tray(on, who, named)).proposal is not None}


# Whose they are to see.


async def test_only_the_manager_and_the_admin_see_what_waits(on: Stage) -> None:
    await propose(on, "ada", "one")
    assert await who_sees(on) == {"jonas", "lena"}
    assert await who_sees(on, "one") == {"jonas", "lena"}


async def test_what_is_not_sent_or_taken_back_is_nobody_elses(on: Stage) -> None:
    for stop in STAGES:
        await propose(on, "ada", stop, stop)
        assert await who_sees(on, stop) == (set() if stop in {"unsent", "withdrawn"} else {"jonas", "lena"}), stop
    for who in ("jonas", "lena"):
        found = await tray(on, who)
        assert (found.proposal and found.proposal.id, found.waiting) == ("waiting", 1)


async def test_nobody_reviews_their_own_or_another_team_s(on: Stage) -> None:
    await propose(on, "lena", "hers")
    assert await who_sees(on, "hers") == set()
    await propose(on, "jonas", "his")
    assert await who_sees(on, "his") == {"lena"}
    await propose(on, "ines", "the coach's")
    assert await who_sees(on, "the coach's") == {"lena"}


async def test_another_organization_sees_nothing(on: Stage) -> None:
    await propose(on, "ada", "one")
    stranger = replace(await person(on, "lena"), id=PersonId("from elsewhere"))
    async with on.memory.store.turn() as turn:
        assert await turn.review(stranger, None, None) == Tray()
        assert await turn.reviewers(stranger.id) == []
        assert (await turn.names(stranger.id)).words == frozenset()


async def test_an_author_is_named_only_as_they_wish(on: Stage) -> None:
    wishes: tuple[tuple[Credit, str], ...] = (("name", "Ada Okafor"), ("colleague", ""), ("none", ""))
    for credit, credited in wishes:
        await propose(on, "ada", "one", credit=credit)
        assert (await tray(on, "jonas")).credited == credited


async def test_the_oldest_comes_first_and_after_the_last_the_first_again(on: Stage) -> None:
    for after, name in enumerate(("one", "two", "three")):
        await propose(on, "ada", name, after=after)
    seen = [""]
    for _ in range(4):
        found = await tray(on, "jonas", after=seen[-1])
        assert found.proposal is not None
        assert found.waiting == 3
        seen.append(found.proposal.id)
    assert seen[1:] == ["one", "two", "three", "one"]


async def test_a_proposal_is_its_author_s_own(on: Stage) -> None:
    made = await propose(on, "ada", "one", "unsent")
    async with on.memory.store.turn() as turn:
        assert await turn.own_proposal(on.ids["ada"], made.id) == made
        assert await turn.own_proposal(on.ids["jonas"], made.id) is None


async def test_it_goes_to_the_manager_or_else_to_the_admins(on: Stage) -> None:
    async with on.memory.store.turn() as turn:
        assert await turn.reviewers(on.ids["ada"]) == [on.ids["jonas"]]
        assert await turn.reviewers(on.ids["jonas"]) == [on.ids["lena"]]
        assert await turn.reviewers(on.ids["lena"]) == []
    await on.memory.roster.leave(on.ids["jonas"], MONDAY)
    async with on.memory.store.turn() as turn:
        assert await turn.reviewers(on.ids["ada"]) == [on.ids["lena"]]


async def test_names_are_those_of_everybody_but_the_erased(on: Stage) -> None:
    await on.memory.roster.leave(on.ids["ben"], MONDAY)
    async with on.memory.store.turn() as turn:
        assert {"ada", "okafor", "ben"} <= (await turn.names(on.ids["ada"])).words
        await turn.erase(on.ids["ben"], MONDAY)
        assert "larsen" not in (await turn.names(on.ids["ada"])).words


# One answer.


async def test_two_reviewers_at_once_have_one_effect(on: Stage) -> None:
    await propose(on, "ada", "one")
    events = (ev.ProposalApproved(ProposalId("one"), None), ev.ProposalReturned(ProposalId("one"), "No"))
    heard = [
        Heard(on.ids[who], on.homes[who], event, f"test:{who}")
        for who, event in zip(("jonas", "lena"), events, strict=True)
    ]
    outcomes = await asyncio.gather(*map(on.conductor.hear, heard), return_exceptions=True)
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(refusal, UnreadableInputError)
    assert refusal.prompt == "unreadable/proposal_answered"
    await on.drain.run()
    told = [spoken.say.prompt for spoken in on.said_to("ada") if spoken.say.prompt.startswith("proposal/")]
    assert len(told) == 1


# What stays.


async def stages(on: Stage) -> dict[str, str]:
    async with on.memory.connections.reading() as connection:
        rows = await connection.execute(select(t.proposals.c.id, t.proposals.c.state))
        return {row.id: row.state for row in rows}


async def erase(on: Stage, who: str) -> None:
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids[who], MONDAY)


async def test_whoever_is_erased_is_thanked_no_more_and_what_nobody_approved_goes(on: Stage) -> None:
    for name in STAGES:
        await propose(on, "ada", name, name, credit="name")
    await propose(on, "ben", "another's")
    ada = on.ids["ada"]
    assert [approved.thanks for approved in await on.memory.proposals.approved()] == ["Ada Okafor"]
    assert await on.memory.proposals.uncredited(["published"]) == []
    await erase(on, "ada")
    assert await stages(on) == {"approved": "approved", "published": "published", "another's": "waiting"}
    [approved] = await on.memory.proposals.approved()
    assert (approved.thanks, approved.proposal.author) == ("", "former-member")
    assert await on.memory.proposals.uncredited(["published", "unknown"]) == ["published"]
    async with on.memory.connections.reading() as connection:
        bodies = (await connection.execute(select(t.proposals.c.body, t.proposals.c.author))).all()
    assert ada not in str([tuple(row) for row in bodies])


async def test_the_copy_of_one_s_own_data_has_them(on: Stage) -> None:
    await propose(on, "ada", "one", "returned")
    await propose(on, "ben", "two")
    [own] = json.loads(await on.memory.export(on.ids["ada"]))["suggestions"]
    assert (own["id"], own["stage"], own["words"]["did"]) == ("one", "returned", SECRET)


async def test_what_is_left_lying_goes_after_a_while(on: Stage) -> None:
    for name in STAGES:
        await propose(on, "ada", name, name)
    retention = Retention(on.memory.connections, Keep(timedelta(days=30), timedelta(days=90)))
    assert (await retention.sweep(MONDAY + timedelta(days=89)))["proposal"] == 0
    assert (await retention.sweep(MONDAY + timedelta(days=91)))["proposal"] == 3
    assert set(await stages(on)) == {"waiting", "approved", "published"}


# It has become a practice.


def with_a_practice_of(on: Stage, proposal: str, *, retired: bool = False) -> Library:
    library = on.libraries["en"]
    [first, *others] = library.practices.values()
    made = replace(first, suggestion=proposal, thanks=A_COLLEAGUE, retired=retired)
    changed = replace(library, practices={it.id: it for it in (made, *others)})
    conductor = Conductor(on.memory.store, {"en": changed}, on.clock, lambda _: None)
    on.drain = Drain(on.memory.store, conductor, on.dispatcher, on.clock)
    return changed


async def thank(on: Stage, library: Library) -> list[str]:
    await plan_thanks(on.memory.store, on.memory.proposals, library, days_off, on.clock.now())
    said = await on.advance(days=3)
    return [prompt for prompt in said if prompt.startswith("proposal/")]


async def test_an_author_is_told_once_in_working_hours(on: Stage) -> None:
    await propose(on, "ines", "one", "approved", credit="colleague")
    assert await thank(on, with_a_practice_of(on, "one", retired=True)) == []
    library = with_a_practice_of(on, "one")
    await on.move(datetime(2026, 3, 7, 20, tzinfo=UTC))  # a Saturday
    assert await thank(on, library) == ["proposal/published"]
    assert on.said_to("ines")[-1].at == datetime(2026, 3, 9, 8, tzinfo=UTC)
    assert "It thanks “a colleague”." in on.said_to("ines")[-1].message.text
    assert await stages(on) == {"one": "published"}
    assert await thank(on, library) == []


async def test_nobody_is_told_of_another_s_or_of_what_was_never_approved(on: Stage) -> None:
    await propose(on, "ines", "one")
    assert await thank(on, with_a_practice_of(on, "one")) == []
    assert await thank(on, on.libraries["en"]) == []
