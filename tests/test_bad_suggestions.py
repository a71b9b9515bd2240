"""Suggestions with what has no place in them, from people who may not, or who are gone: masked, or refused."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from bot.domain.errors import UnreadableInputError
from bot.domain.ids import ProposalId
from bot.domain.proposal import PARTS
from bot.engine import events as ev
from bot.rendering.text import plain_of
from bot.runtime.ports import Heard
from tests.stage import Stage, onboard, stage

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
TELLING = ("Okafor", "Larsen", "ben@example.org", "1234567", "DE89 3704", "example.org/secret")
STORY = (
    "Ada Okafor met Ben Larsens team, ben@example.org, +49 171 1234567, DE89 3704 0044 0532 0130 00, "
    "https://example.org/secret <!channel> <at>Ben Larsen</at> [x](y) **bold** `code` 'drop table'"
)
FIELDS = {"micro": "ask-before-telling", "credit": "none"}
PASSED = {"strategy": "yes", "rules": "yes"}


@pytest.fixture
async def on(sqlite_url: str) -> AsyncGenerator[Stage]:
    async with stage(sqlite_url, MONDAY) as made:
        await made.drain.run()
        await onboard(made, "ada")
        await onboard(made, "ben")
        yield made


async def suggest(on: Stage, who: str, text: str = "Something happened.", **changes: str) -> ProposalId:
    """Written by them, and not sent yet."""
    await on.say(who, "/library suggest")
    words = {part: text[:200] if part == "practise" else text for part in PARTS}
    await on.submit(who, {**words, **FIELDS, **changes})
    [send, *_] = on.said_to(who)[-1].say.choices
    assert isinstance(send.means, ev.ProposalSent)
    return send.means.proposal


async def refused(on: Stage, who: str, event: ev.Event) -> str:
    said = len(on.writer.spoken)
    with pytest.raises(UnreadableInputError) as refusal:
        await on.hear(who, event)
    assert len(on.writer.spoken) == said
    return refusal.value.prompt.removeprefix("unreadable/")


async def everything_kept(on: Stage) -> str:
    """Every row, in full, of every table but those that list who there is."""
    kept: list[str] = []
    async with on.memory.connections.reading() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in {"person", "conversation", "identity"}:
                kept += [str(tuple(row)) for row in (await connection.execute(select(table))).all()]
    return "\n".join(kept)


async def test_nothing_of_what_was_typed_is_kept_or_shown(on: Stage) -> None:
    on.writer.spoken.clear()
    await suggest(on, "ada", STORY)
    await on.choose("ada", "send")
    await on.say("jonas", "/team review")
    kept = await everything_kept(on)
    shown = "\n".join(plain_of(spoken.message.text) for spoken in on.writer.spoken)
    for telling in TELLING:
        assert telling not in shown
        assert telling not in kept
    assert "[a colleague] met [a colleague] team, [an e-mail address]" in shown
    assert "[an account number]" in kept


async def test_what_a_reviewer_adds_is_masked_for_the_author_too(on: Stage) -> None:
    await suggest(on, "ada")
    await on.choose("ada", "send")
    await on.say("jonas", "/team review")
    await on.choose("jonas", "edit")
    await on.submit("jonas", {**dict.fromkeys(PARTS, "Ben Larsen, 0171 1234567"), **PASSED})
    assert "[a colleague], [a phone number]" in plain_of(on.said_to("ada")[-1].message.text)
    assert "1234567" not in await everything_kept(on)


async def test_four_thousand_characters_are_refused_at_their_field_and_nothing_is_kept(on: Stage) -> None:
    await on.say("ada", "/library suggest")
    for part in PARTS:
        words = dict.fromkeys(PARTS, "x") | FIELDS | {part: "Ben " * 1_000}
        with pytest.raises(UnreadableInputError, match="too_long") as refusal:
            await on.submit("ada", words)
        assert refusal.value.field == part
    assert "suggestion" not in (await on.memory.export(on.ids["ada"])).decode().partition('"suggestions": []')[0]


async def test_a_form_and_a_button_twice(on: Stage) -> None:
    await on.say("ada", "/library suggest")
    form = on.form("ada")
    words = {**dict.fromkeys(PARTS, "x"), **FIELDS}
    await on.submit("ada", words, form)
    with pytest.raises(AssertionError, match="heard before"):
        await on.submit("ada", words, form)
    await on.choose("ada", "send")
    with pytest.raises(UnreadableInputError, match="proposal_moved"):
        await on.choose("ada", "send")


async def test_another_s_suggestion(on: Stage) -> None:
    hers = await suggest(on, "ada")
    given = ev.Submitted("proposal/form", (hers,), {**dict.fromkeys(PARTS, "mine now"), **FIELDS})
    for event in (ev.ProposalSent(hers), ev.ProposalEditAsked(hers), ev.ProposalWithdrawn(hers), given):
        assert await refused(on, "ben", event) == "proposal_gone"
    for event in (ev.ApprovalFormAsked(hers, editing=True), ev.ProposalApproved(hers, None)):
        assert await refused(on, "jonas", event) == "proposal_gone", "it has not been sent"


async def test_a_reviewer_who_is_the_author(on: Stage) -> None:
    his = await suggest(on, "jonas")
    await on.choose("jonas", "send")
    for event in (ev.ApprovalFormAsked(his, editing=False), ev.ProposalApproved(his, None), ev.ReturnFormAsked(his)):
        assert await refused(on, "jonas", event) == "proposal_gone"
    assert await on.say("jonas", "/team review") == ["proposal/nothing"]


async def test_whoever_is_gone_suggests_nothing_and_nobody_reviews_what_they_left(on: Stage) -> None:
    hers = await suggest(on, "ada")
    await on.choose("ada", "send")
    await on.say("jonas", "/team review")
    await on.say("ben", "/library suggest")
    form = on.form("ben")
    await on.memory.roster.leave(on.ids["ben"], on.clock.now())
    with pytest.raises(UnreadableInputError, match="stranger"):
        await on.submit("ben", {**dict.fromkeys(PARTS, "x"), **FIELDS}, form)
    await on.hear("ada", ev.EraseConfirmed())
    assert await refused(on, "jonas", ev.ProposalApproved(hers, None)) == "proposal_gone"
    assert await on.say("jonas", "/team review") == ["proposal/nothing"]


async def test_a_channel_reads_none_of_it(on: Stage) -> None:
    await suggest(on, "ada", "A secret zebra.")
    await on.choose("ada", "send")
    before = len(on.writer.spoken)
    for who, words in (("jonas", "/team review"), ("ada", "/library suggest")):
        await on.conductor.hear(Heard(on.ids[who], on.channels["jonas"], ev.Said(words), f"test:channel:{words}"))
        await on.drain.run()
    assert {spoken.reader for spoken in on.writer.spoken[before:]} == {"jonas"}


@pytest.mark.parametrize("name", ["Zoe", "%", "'; drop table proposal; --", "x" * 3_900])
async def test_a_suggestion_that_is_none(on: Stage, name: str) -> None:
    for event in (ev.ProposalSent(ProposalId(name)), ev.ProposalEditAsked(ProposalId(name))):
        assert await refused(on, "ada", event) == "proposal_gone"
    assert await refused(on, "jonas", ev.ProposalReturned(ProposalId(name), "x")) == "proposal_gone"
    assert await on.hear("jonas", ev.ReviewAsked(ProposalId(name))) == ["proposal/nothing"]
