"""What goes out when Teams fails: handed over once, put back, given up, or known to be uncertain."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.domain.errors import AnswerLostError, ConversationGoneError, RateLimitedError, UnreachableError
from bot.domain.ids import ConversationId, WorkspaceId
from bot.rendering.message import Attachment, Message, Picture
from bot.runtime.ports import Address
from tests.adapters.teams.oracle import nodes, words_of
from tests.adapters.teams.standin import TENANT
from tests.adapters.teams.test_story import TUESDAY, onboarded
from tests.adapters.teams.town import ADA, MONDAY, Town, town

HELLO = Message("Hello.")
LONG = Message("\n\n".join("Word after word. " * 60 for _ in range(60)))


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Town]:
    async with town(sqlite_url) as made:
        yield made


def to(on: Town, place: str = f"a:{ADA}", service: str = "") -> Address:
    reference = f'{{"service": "{service or on.teams.service}"}}'
    return Address("teams", WorkspaceId("w"), TENANT, ConversationId("c"), "direct", place, ADA, reference)


async def send(on: Town, message: Message = HELLO, where: Address | None = None) -> str:
    messenger = on.program.dispatcher.delivery.messengers["teams"]
    return await messenger.send(where or to(on), message, "key", MONDAY)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429 30", RateLimitedError),
        ("412", UnreachableError),
        ("503", UnreachableError),
        ("400", UnreachableError),
        ("413", UnreachableError),
        ("502 after", AnswerLostError),
        ("500 after", AnswerLostError),
        ("504", AnswerLostError),
        ("drop after", AnswerLostError),
        ("403 ConversationBlockedByUser", ConversationGoneError),
        ("403 BotNotInConversationRoster", ConversationGoneError),
        ("404", ConversationGoneError),
    ],
)
async def test_each_way_to_fail_has_its_name(on: Town, fault: str, error: type[Exception]) -> None:
    on.teams.faults.append(fault)
    with pytest.raises(error) as raised:
        await send(on)
    assert type(raised.value) is error
    assert len(on.teams.activities) == ("after" in fault)


async def test_how_long_to_wait_is_taken_at_its_word_for_this_conversation_alone(on: Town) -> None:
    on.teams.faults.append("429 30")
    with pytest.raises(RateLimitedError) as raised:
        await send(on)
    assert (raised.value.retry_after, raised.value.here) == (timedelta(seconds=30), True)


async def test_a_refused_token_is_renewed_once(on: Town) -> None:
    await send(on)
    on.teams.faults.append("401")
    await send(on)
    assert on.teams.tokens == 2
    on.teams.faults += ["401", "401"]
    with pytest.raises(UnreachableError):
        await send(on)


async def test_one_token_for_all_who_come_at_once(on: Town) -> None:
    on.teams.token_seconds = 0.05
    await asyncio.gather(*(send(on) for _ in range(50)))
    assert on.teams.tokens == 1
    assert len(on.teams.activities) == 50


async def test_without_a_token_nothing_is_sent(on: Town) -> None:
    on.teams.token_faults.append("invalid_client")
    with pytest.raises(UnreachableError, match="invalid_client"):
        await send(on)
    assert not on.teams.authorizations


async def test_an_address_that_is_none_of_teams_gets_nothing(on: Town) -> None:
    with pytest.raises(ConversationGoneError):
        await send(on, where=to(on, service="https://evil.example/"))
    assert not on.teams.tokens


async def test_somebody_who_was_never_heard_gets_a_conversation_of_their_own(on: Town) -> None:
    ref = await send(on, where=to(on, place=""))
    assert ref.startswith(f"a:{ADA} ")
    [opened] = on.teams.opened
    assert opened["members"] == [{"id": ADA}]
    assert opened["tenantId"] == TENANT


async def test_a_long_message_is_several_and_half_of_it_is_uncertain(on: Town) -> None:
    _, *ids = (await send(on, LONG)).split()
    assert len(ids) == len(on.teams.activities) > 1
    on.teams.faults += ["", "429 1"]
    with pytest.raises(AnswerLostError):
        await send(on, LONG)


async def test_an_update_takes_its_place_and_one_that_is_gone_is_said_again(on: Town) -> None:
    messenger = on.program.dispatcher.delivery.messengers["teams"]
    ref = await send(on)
    assert await messenger.update(to(on), Message("Changed."), ref, "key", MONDAY) == ref
    assert [words_of(one) for one in on.teams.activities] == ["Changed."]
    again = await messenger.update(to(on), Message("Once more."), f"a:{ADA} 1:99", "key", MONDAY)
    assert again != ref
    assert [words_of(one) for one in on.teams.activities] == ["Changed.", "Once more."]
    on.teams.faults.append("500 after")
    with pytest.raises(UnreachableError) as raised:
        await messenger.update(to(on), Message("Changed."), ref, "key", MONDAY)
    assert not isinstance(raised.value, AnswerLostError), "doing it once more is doing it once"


async def test_pictures_and_files_are_fetched_from_us(on: Town) -> None:
    home = await on.program.memory.directory.install("teams", TENANT, "Acme", MONDAY)
    assert home
    await on.say(ADA, "hello")
    async with on.program.memory.store.turn() as turn:
        met = await on.program.memory.directory.named("teams", TENANT, ADA)
        assert met is not None
        scene = await turn.scene(met, None, None)
    assert scene is not None
    where = Address("teams", WorkspaceId("w"), TENANT, scene.where.id, "direct", f"a:{ADA}", ADA, to(on).reference)
    plan = Attachment("plan.ics", "text/calendar", b"BEGIN:VCALENDAR")
    await send(on, Message("Your week.", picture=Picture(b"\x89PNG", "Level 3."), attachments=[plan]), where)
    card = on.teams.activities[-1]
    [picture] = [node for node in nodes(card) if node.get("type") == "Image"]
    [file] = [node for node in nodes(card) if node.get("type") == "Action.OpenUrl"]
    assert picture["altText"] == "Level 3."
    for url, content in ((picture["url"], b"\x89PNG"), (file["url"], b"BEGIN:VCALENDAR")):
        fetched = await on.http.get(url.removeprefix("https://coach.example.org"))
        assert fetched.content == content
        assert (await on.http.get(f"{url.removeprefix('https://coach.example.org')}x")).status_code == 404


async def test_whoever_blocked_the_bot_is_left_alone_and_the_admin_can_see_why(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        before = len(on.said_to(ADA))
        on.teams.faults += ["403 ConversationBlockedByUser"]
        await on.at(TUESDAY)
        health = await on.program.memory.store.health(on.program.clock.now())
        assert health.given_up == {"ConversationBlockedByUser": 1}
        assert len(on.said_to(ADA)) == before
