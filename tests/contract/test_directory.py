"""Who is who in a workspace, asked of SQLite and of PostgreSQL alike."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select

from bot.adapters.tokens import Buttons
from bot.domain.errors import UnreadableInputError
from bot.domain.people import Linked, Stranger
from bot.engine.effects import Say
from bot.runtime.directory import Arrival, NoSuchWorkspaceError
from bot.runtime.holidays import days_off
from bot.runtime.installs import Installation
from bot.runtime.ports import Address, Outgoing
from storage import tables as t
from storage.database import Around
from storage.memory import open_memory
from tests.stage import Stage, onboard, sample, stage

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
_LETTERS = count()
ADA = Arrival("slack", "T1", "U1", place="D1", email="Ada@example.org", zone="Europe/Berlin")


@pytest.fixture
async def on(database_url: str) -> AsyncGenerator[Stage]:
    async with stage(database_url, MONDAY) as made:
        await made.drain.run()
        await made.memory.directory.install("slack", "T1", "Acme", MONDAY)
        yield made


async def addressed(on: Stage, who: str) -> Address:
    """Where a message to the person goes now."""
    async with on.memory.store.turn() as turn:
        say = Say("help/short", {"roles": [], "name": "", "channel": False})
        [lane] = await turn.queue([Outgoing(f"letter {next(_LETTERS)}", on.ids[who], say, MONDAY)])
    hold = (await on.memory.outbox.take([lane], MONDAY))[lane]
    [ready] = await on.memory.outbox.ready([hold], MONDAY, 10)
    await on.memory.outbox.release([(hold, None)])
    return ready.parcels[-1].address


async def planned_lanes(on: Stage, who: str) -> set[str]:
    point = t.touchpoints.c
    asked = select(point.lane).where(point.person == on.ids[who], point.state == "pending")
    async with on.memory.connections.reading() as connection:
        return set((await connection.execute(asked)).scalars())


async def test_whoever_is_listed_is_known_by_their_address_and_then_by_their_id(on: Stage) -> None:
    meet = on.memory.directory.meet
    assert await meet(replace(ADA, email=""), MONDAY) is None
    met = await meet(ADA, MONDAY)
    assert met is not None
    assert met.person == on.ids["ada"]
    assert await meet(replace(ADA, email=""), MONDAY) == met
    assert await on.memory.directory.named("slack", "T1", "U1") == on.ids["ada"]


async def test_a_stranger_leaves_nothing(on: Stage) -> None:
    assert await on.memory.directory.meet(replace(ADA, person="U9", email="eve@example.org"), MONDAY) is None
    async with on.memory.connections.reading() as connection:
        assert "U9" not in (await connection.execute(select(t.identities.c.external_id))).scalars().all()


async def test_who_speaks_elsewhere_is_met_there_from_then_on_and_what_is_planned_comes_along(on: Stage) -> None:
    await onboard(on, "ada")
    met = await on.memory.directory.meet(ADA, MONDAY)
    assert met is not None
    to = await addressed(on, "ada")
    assert (to.platform, to.tenant, to.place, to.person, to.installed) == ("slack", "T1", "D1", "U1", True)
    assert await planned_lanes(on, "ada") == {to.workspace}
    await on.memory.directory.install("teams", "tenant", "Acme", MONDAY)
    await on.memory.directory.meet(replace(ADA, platform="teams", tenant="tenant", person="29:a"), MONDAY)
    assert (await addressed(on, "ada")).platform == "teams"
    later = MONDAY + timedelta(minutes=1)
    await on.memory.directory.meet(replace(ADA, email=""), later)
    assert await planned_lanes(on, "ada") == {to.workspace}


async def test_who_was_only_looked_up_stays_where_they_speak(on: Stage) -> None:
    await on.memory.directory.install("teams", "tenant", "Acme", MONDAY)
    await on.memory.directory.meet(replace(ADA, spoken=False), MONDAY)
    assert (await addressed(on, "ada")).platform == "slack", "better than a playground that nobody opens"
    await on.memory.directory.meet(replace(ADA, platform="teams", tenant="tenant", spoken=False), MONDAY)
    ada = await on.memory.directory.meet(replace(ADA, email=""), MONDAY)
    assert ada is not None
    async with on.memory.store.turn() as turn:
        scene = await turn.scene(ada.person, None, None)
    assert scene is not None
    assert scene.where.id == ada.conversation


async def test_the_same_ids_in_two_workspaces_are_two_people(on: Stage) -> None:
    first = await on.memory.directory.meet(ADA, MONDAY)
    await on.memory.directory.install("slack", "T2", "Acme again", MONDAY)
    assert await on.memory.directory.named("slack", "T2", "U1") is None
    ben = await on.memory.directory.meet(replace(ADA, tenant="T2", email="ines@example.org"), MONDAY)
    assert first is not None
    assert ben is not None
    assert (first.person, ben.person) == (on.ids["ada"], on.ids["ines"])
    assert first.conversation != ben.conversation
    assert (await on.memory.directory.meet(replace(ADA, email=""), MONDAY)) == first


async def test_another_organization_lists_nobody_of_this_one(on: Stage) -> None:
    async with on.memory.connections.writing() as connection:
        await connection.execute(insert(t.organizations).values(id="other", name="Other"))
        await connection.execute(
            insert(t.workspaces).values(
                id="w9", organization="other", platform="slack", external_id="T9", name="Other", installed=True
            )
        )
    assert await on.memory.directory.meet(replace(ADA, tenant="T9"), MONDAY) is None
    assert list(await on.memory.directory.awaited("slack", "T9")) == []
    assert await on.memory.directory.channel("slack", "T9", "C1", name="team", owner=on.ids["jonas"]) is None


async def test_an_uninstalled_workspace_is_silent_and_comes_back_with_its_people(on: Stage) -> None:
    met = await on.memory.directory.meet(ADA, MONDAY)
    await on.memory.directory.uninstall("slack", "T1", MONDAY)
    assert await on.memory.directory.meet(ADA, MONDAY) is None
    assert (await addressed(on, "ada")).installed is False
    await on.memory.directory.install("slack", "T1", "Acme", MONDAY)
    assert await on.memory.directory.meet(replace(ADA, email=""), MONDAY) == met


async def test_a_deactivated_account_gets_nothing_until_it_is_back(on: Stage) -> None:
    met = await on.memory.directory.meet(ADA, MONDAY)
    await on.memory.directory.part("slack", "T1", "U1")
    assert (await addressed(on, "ada")).installed is False
    assert await on.memory.directory.meet(replace(ADA, email=""), MONDAY) == met
    async with on.memory.connections.reading() as connection:
        active = select(t.identities.c.active).where(t.identities.c.external_id == "U1")
        assert (await connection.execute(active)).scalar_one() is True


async def test_an_account_that_was_made_anew_is_the_same_person(on: Stage) -> None:
    met = await on.memory.directory.meet(ADA, MONDAY)
    again = await on.memory.directory.meet(replace(ADA, person="U77", place="D77"), MONDAY)
    assert again == met
    to = await addressed(on, "ada")
    assert (to.person, to.place) == ("U77", "D77")
    assert await on.memory.directory.named("slack", "T1", "U1") is None


async def test_whoever_has_moved_is_prompted_by_the_clock_there(on: Stage) -> None:
    await onboard(on, "ada")
    await on.memory.directory.meet(replace(ADA, zone="Asia/Tokyo"), on.clock.at)
    async with on.memory.connections.reading() as connection:
        point = t.touchpoints.c
        asked = select(point.due_at).where(
            point.person == on.ids["ada"], point.kind == "prompt", point.state == "pending"
        )
        [due] = (await connection.execute(asked)).scalars().all()
    assert datetime.fromtimestamp(due / 1000, UTC).hour == 0, "nine in Tokyo"
    met = await on.memory.directory.meet(replace(ADA, zone="Mars/Olympus"), on.clock.at)
    assert met is not None


async def test_who_has_been_erased_is_a_stranger(on: Stage) -> None:
    await on.memory.directory.meet(ADA, MONDAY)
    async with on.memory.store.turn() as turn:
        await turn.erase(on.ids["ada"], MONDAY)
    assert await on.memory.directory.meet(ADA, MONDAY) is None


async def test_who_has_left_is_a_stranger(on: Stage) -> None:
    await on.memory.directory.meet(ADA, MONDAY)
    await on.memory.roster.leave(on.ids["ada"], MONDAY)
    assert await on.memory.directory.meet(ADA, MONDAY) is None


async def test_a_channel_is_found_again(on: Stage) -> None:
    made = await on.memory.directory.channel("slack", "T1", "C1", name="team", owner=on.ids["jonas"])
    assert made is not None
    assert await on.memory.directory.channel("slack", "T1", "C1", name="leads", owner=on.ids["jonas"]) == made


async def test_those_who_are_listed_are_awaited_until_they_are_met(on: Stage) -> None:
    before = await on.memory.directory.awaited("slack", "T1")
    await on.memory.directory.meet(ADA, MONDAY)
    after = await on.memory.directory.awaited("slack", "T1")
    assert set(before) - set(after) == {"ada@example.org"}


async def test_what_is_planned_waits_while_the_platform_is_off(on: Stage) -> None:
    much_later = MONDAY + timedelta(days=3)
    assert await on.memory.store.waiting(much_later)
    await on.memory.directory.connected("playground", is_on=False)
    assert await on.memory.store.waiting(much_later) == []
    assert (await on.memory.store.health(much_later)).due_lag == timedelta()
    await on.memory.directory.connected("playground", is_on=True)
    assert await on.memory.store.waiting(much_later)


async def claimed(on: Stage, code: str, who: str, at: datetime) -> Stranger | None:
    async with on.memory.store.turn() as turn:
        return await turn.stranger(code, on.ids[who], at)


async def test_a_stranger_is_given_one_code_for_a_while(on: Stage) -> None:
    offer, soon = on.memory.directory.offer, MONDAY + timedelta(minutes=15)
    eve = replace(ADA, person="U9", name="Eve", email="")
    assert await offer(eve, "K7QF2M9P", MONDAY, soon) == "K7QF2M9P"
    assert await offer(eve, "ANOTHER2", MONDAY, soon) == "K7QF2M9P", "asking twice makes no second key"
    assert await claimed(on, " k7qf-2m9p", "ada", MONDAY) == Stranger("K7QF2M9P", "slack", "Acme", "Eve")
    assert await claimed(on, "ANOTHER2", "ada", MONDAY) is None
    assert await claimed(on, "K7QF2M9P", "ada", soon) is None, "its time is over"
    assert await offer(eve, "ANOTHER2", soon, soon + timedelta(minutes=15)) == "ANOTHER2"
    assert await offer(replace(eve, tenant="T9"), "ELSEWHER", MONDAY, soon) is None, "the bot is not installed there"


async def test_whose_it_is_is_met_there_from_their_first_word_on(on: Stage) -> None:
    directory, soon = on.memory.directory, MONDAY + timedelta(minutes=15)
    hers = replace(ADA, person="U9", name="Ada", email="ada@private.example")
    await directory.offer(hers, "K7QF2M9P", MONDAY, soon)
    async with on.memory.store.turn() as turn:
        await turn.keep([Linked(on.ids["ada"], "K7QF2M9P")], MONDAY)
    assert (await addressed(on, "ada")).platform == "playground", "nothing has been heard from there"
    met = await directory.meet(hers, MONDAY)
    assert met is not None
    assert met.person == on.ids["ada"]
    assert (await addressed(on, "ada")).platform == "slack"
    with pytest.raises(UnreadableInputError):
        async with on.memory.store.turn() as turn:
            await turn.keep([Linked(on.ids["jonas"], "K7QF2M9P")], MONDAY)
    assert await directory.named("slack", "T1", "U9") == on.ids["ada"], "a code opens one door, once"


async def test_an_admin_says_whose_an_account_is(on: Stage) -> None:
    directory = on.memory.directory
    assert await directory.link("slack", "T1", "U9", on.ids["ada"])
    assert await directory.link("slack", "T1", "U9", on.ids["ada"]), "said twice"
    assert not await directory.link("slack", "T1", "U9", on.ids["jonas"]), "nobody's account is given to another"
    assert await directory.named("slack", "T1", "U9") == on.ids["ada"]
    with pytest.raises(NoSuchWorkspaceError, match="T9"):
        await directory.link("slack", "T9", "U9", on.ids["ada"])


async def test_the_first_workspace_founds_an_organization_which_the_list_then_fills(database_url: str) -> None:
    memory = open_memory(database_url, Around(Buttons(), days_off, {}))
    await memory.directory.install("slack", "T1", "Acme", MONDAY)
    assert not await memory.roster.is_inhabited(), "nobody has been brought in yet"
    await memory.roster.found(sample(MONDAY.date()), MONDAY, at_once=True)
    assert await memory.directory.meet(ADA, MONDAY) is not None
    await memory.close()


async def test_a_team_uses_its_own_leave_or_its_organizations(on: Stage) -> None:
    installs = on.memory.installs
    await installs.keep(Installation("E1", "", "UB", "sealed for all", MONDAY))
    assert await installs.find("", "T5") is None
    await installs.keep(Installation("E1", "T5", "UB", "", MONDAY))
    found = await installs.find("", "T5")
    assert found is not None
    assert (found.team, found.sealed) == ("", "sealed for all")
    assert await installs.remove("E1", "", MONDAY) == ["T5"]
    assert await installs.find("", "T5") is None


async def test_a_teams_own_leave_ends_by_itself(on: Stage) -> None:
    installs = on.memory.installs
    await installs.keep(Installation("E1", "", "UB", "sealed for all", MONDAY))
    await installs.keep(Installation("E1", "T5", "UB", "its own", MONDAY))
    own = await installs.find("E1", "T5")
    assert own is not None
    assert own.sealed == "its own"
    assert await installs.remove("E1", "T5", MONDAY) == ["T5"]
    left = await installs.find("E1", "T5")
    assert left is not None
    assert left.sealed == "sealed for all"


async def test_a_late_word_of_the_end_ends_nothing_that_began_after_it(on: Stage) -> None:
    installs = on.memory.installs
    await installs.keep(Installation("", "T1", "UB", "new", MONDAY))
    assert await installs.remove("", "T1", MONDAY - timedelta(seconds=2)) == []
    assert await installs.find("", "T1") is not None
    assert await installs.remove("", "T1", MONDAY.replace(microsecond=0)) == ["T1"], "Slack counts by the second"
    assert await installs.remove("", "T1", MONDAY) == ["T1"], "the second word of the same end"


async def test_one_of_many_renews_it(on: Stage) -> None:
    one = Installation("", "T1", "UB", "old", MONDAY)
    await on.memory.installs.keep(one)
    until = MONDAY + timedelta(seconds=30)
    assert [await on.memory.installs.claim(one, MONDAY, until) for _ in range(3)] == [True, False, False]
    await on.memory.installs.keep(replace(one, sealed="new"))
    assert not await on.memory.installs.claim(one, MONDAY, until), "it has been renewed since"


async def test_a_ticket_is_good_once_and_for_a_while(on: Stage) -> None:
    installs, soon = on.memory.installs, MONDAY + timedelta(minutes=5)
    await installs.issue("one", soon)
    assert [await installs.consume("one", MONDAY) for _ in range(2)] == [True, False]
    await installs.issue("two", soon)
    assert not await installs.consume("two", soon)
