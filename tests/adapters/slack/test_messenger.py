"""Messages on their way to Slack and back: found again after any accident, changed in place, never said twice."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.slack.files import Files
from bot.adapters.slack.gateway import Gateway, RefusedError, open_gateway
from bot.adapters.slack.messenger import EVENT_TYPE, SlackMessenger
from bot.adapters.slack.recent import Recent
from bot.domain.errors import AnswerLostError, ConversationGoneError, RateLimitedError, UnreachableError
from bot.domain.ids import ConversationId, WorkspaceId
from bot.engine import events as ev
from bot.rendering.message import Attachment, Choice, Message, Picture
from bot.runtime.ports import Address
from tests.adapters.slack.standin import StandIn, stand_in

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
HELLO = Message("Hello, **Ada**.", sees="Only you see this.", choices=[Choice("Done", ev.DoneSaid())])
LONG = Message("\n\n".join(f"Paragraph {n}. " + "And so on. " * 90 for n in range(30)), choices=HELLO.choices)
ADA = Address("slack", WorkspaceId("ws"), "T1", ConversationId("c"), "direct", place="D1", person="U1")
NEW = Address("slack", WorkspaceId("ws"), "T1", ConversationId("c"), "direct", person="U1")
TEAM = Address("slack", WorkspaceId("ws"), "T1", ConversationId("t"), "channel", place="C1", person="U1")
PICTURE = Picture(b"png", "Asking is at 2.4.")
ENTRY = Attachment("microcoach.ics", "text/calendar", b"BEGIN:VCALENDAR")


async def token_of(_workspace: str) -> str:
    return "xoxb"


@pytest.fixture
async def slack() -> AsyncGenerator[StandIn]:
    async with stand_in() as running:
        yield running


@pytest.fixture
def times() -> list[datetime]:
    """The last one is now."""
    return [AT]


@pytest.fixture
async def gateway(slack: StandIn, times: list[datetime]) -> AsyncGenerator[Gateway]:
    async with open_gateway(slack.api_url, token_of, lambda: times[-1], seconds=0.5) as opened:
        yield opened


@pytest.fixture
def messenger(gateway: Gateway) -> SlackMessenger:
    return SlackMessenger(gateway, Files(gateway))


def texts(slack: StandIn) -> list[str]:
    return [message["text"] for message in slack.messages]


async def delivered(messenger: SlackMessenger, to: Address, message: Message, key: str) -> str:
    """As the dispatcher does it: after a lost answer it looks first, and sends what is missing."""
    for _ in range(8):
        try:
            return await messenger.send(to, message, key, AT)
        except AnswerLostError:
            if (ref := await messenger.find(to, key, AT)) is not None:
                return ref
    raise AssertionError("never delivered")


async def test_a_message_carries_its_key_and_says_nothing_more_than_it_should(
    slack: StandIn, messenger: SlackMessenger
) -> None:
    ref = await messenger.send(ADA, HELLO, "m1", AT)
    [said] = slack.asked("chat.postMessage")
    assert ref == f"D1:{slack.messages[0]['ts']}"
    assert said["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"key": "m1"}}
    assert (said["unfurl_links"], said["unfurl_media"], said["mrkdwn"]) == (False, False, False)
    assert said["text"] == "Hello, Ada."
    assert [block["type"] for block in said["blocks"]] == ["rich_text", "context", "actions"]


async def test_the_same_message_has_the_same_id_for_slack(slack: StandIn, messenger: SlackMessenger) -> None:
    for key in ("m1", "m1", "m2"):
        await messenger.send(ADA, HELLO, key, AT)
    first, again, other = (said["client_msg_id"] for said in slack.asked("chat.postMessage"))
    assert first == again != other


async def test_a_conversation_that_is_not_open_is_opened_once(slack: StandIn, messenger: SlackMessenger) -> None:
    refs = [await messenger.send(NEW, HELLO, key, AT) for key in ("m1", "m2")]
    assert [ref.partition(":")[0] for ref in refs] == ["D0U1", "D0U1"]
    assert slack.asked("conversations.open") == [{"users": "U1"}]


async def test_people_with_equal_ids_in_two_workspaces_are_two(slack: StandIn, messenger: SlackMessenger) -> None:
    elsewhere = Address("slack", WorkspaceId("w2"), "T2", ConversationId("c2"), "direct", person="U1")
    await messenger.send(NEW, HELLO, "m1", AT)
    await messenger.send(elsewhere, HELLO, "m2", AT)
    assert len(slack.asked("conversations.open")) == 2


async def test_nobody_to_write_to_is_nobody_to_write_to(slack: StandIn, messenger: SlackMessenger) -> None:
    nowhere = Address("slack", WorkspaceId("ws"), "T1", ConversationId("c"), "direct")
    with pytest.raises(ConversationGoneError):
        await messenger.send(nowhere, HELLO, "m1", AT)
    assert slack.calls == []


@pytest.mark.parametrize("fault", ["drop after", "500 after", "broken after", "drop", "500", "hang"])
async def test_a_lost_answer_never_makes_a_message_come_twice(
    slack: StandIn, messenger: SlackMessenger, fault: str
) -> None:
    slack.faults["chat.postMessage"] = [fault]
    ref = await delivered(messenger, ADA, HELLO, "m1")
    assert texts(slack) == ["Hello, Ada."]
    assert ref == f"D1:{slack.messages[0]['ts']}"


@pytest.mark.parametrize("fault", ["drop after", "500", "429 1", "hang"])
@pytest.mark.parametrize("at_part", [1, 2, 3])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_long_message_arrives_whole_and_once_whatever_befalls_a_part(
    slack: StandIn, gateway: Gateway, times: list[datetime], fault: str, at_part: int, *, restarted: bool
) -> None:
    slack.faults["chat.postMessage"] = [""] * (at_part - 1) + [fault]
    messenger = SlackMessenger(gateway, Files(gateway))
    try:
        ref = await messenger.send(ADA, LONG, "m1", AT)
    except AnswerLostError:
        messenger = SlackMessenger(gateway, Files(gateway)) if restarted else messenger
        ref = await messenger.find(ADA, "m1", AT)
    except RateLimitedError:
        assert at_part == 1
        ref = None
    times.append(AT + timedelta(minutes=1))
    ref = ref or await messenger.send(ADA, LONG, "m1", AT)
    parts = [said["metadata"]["event_payload"] for said in slack.messages]
    assert len(parts) > 2
    assert parts == [{"key": "m1", "part": n, "parts": len(parts)} for n in range(1, len(parts) + 1)]
    assert ref == f"D1:{','.join(said['ts'] for said in slack.messages)}"
    assert [said["blocks"][-1]["type"] for said in slack.messages][-1] == "actions"


async def test_what_never_arrived_is_not_found(slack: StandIn, messenger: SlackMessenger) -> None:
    await messenger.send(ADA, HELLO, "m1", AT)
    assert await messenger.find(ADA, "m2", AT) is None
    assert slack.asked("conversations.history")[0]["include_all_metadata"] is True


async def test_it_is_found_among_many(slack: StandIn, messenger: SlackMessenger) -> None:
    slack.page = 3
    refs = {key: await messenger.send(ADA, HELLO, key, AT) for key in map(str, range(12))}
    assert await messenger.find(ADA, "0", AT) == refs["0"]
    assert len(slack.asked("conversations.history")) == 4


async def test_more_than_can_be_looked_through_is_no_proof(slack: StandIn, messenger: SlackMessenger) -> None:
    slack.page = 1
    for key in map(str, range(12)):
        await messenger.send(ADA, HELLO, key, AT)
    with pytest.raises(UnreachableError):
        await messenger.find(ADA, "0", AT)


@pytest.mark.parametrize(("fault", "error"), [("429 9", RateLimitedError), ("500", UnreachableError)])
async def test_who_can_not_look_says_so(
    slack: StandIn, messenger: SlackMessenger, fault: str, error: type[Exception]
) -> None:
    slack.faults["conversations.history"] = [fault]
    with pytest.raises(error):
        await messenger.find(ADA, "m1", AT)


async def test_a_channel_can_not_be_looked_through(slack: StandIn, messenger: SlackMessenger) -> None:
    with pytest.raises(AnswerLostError):
        await messenger.find(TEAM, "m1", AT)
    assert slack.calls == []


async def test_an_update_takes_the_place_of_the_message(slack: StandIn, messenger: SlackMessenger) -> None:
    ref = await messenger.send(ADA, HELLO, "m1", AT)
    for _ in range(2):
        assert await messenger.update(ADA, Message("Done."), ref, "m2", AT) == ref
    assert texts(slack) == ["Done."]
    assert slack.messages[0]["metadata"]["event_payload"] == {"key": "m2"}


async def test_an_update_may_be_shorter_or_longer(slack: StandIn, messenger: SlackMessenger) -> None:
    ref = await messenger.send(ADA, LONG, "m1", AT)
    parts = len(slack.messages)
    short = await messenger.update(ADA, HELLO, ref, "m2", AT)
    assert texts(slack) == ["Hello, Ada."]
    long = await messenger.update(ADA, LONG, short, "m3", AT)
    assert len(slack.messages) == parts
    assert long == f"D1:{','.join(said['ts'] for said in slack.messages)}"


async def test_a_message_that_somebody_deleted_is_said_again(slack: StandIn, messenger: SlackMessenger) -> None:
    ref = await messenger.send(ADA, HELLO, "m1", AT)
    slack.messages.clear()
    slack.faults["chat.update"] = ["message_not_found"] * 3
    for _ in range(2):
        assert await messenger.update(ADA, HELLO, ref, "m2", AT) == f"D1:{slack.messages[0]['ts']}"
    assert len(slack.messages) == 1
    assert (await messenger.update(TEAM, HELLO, ref, "m3", AT)).startswith("C1:")


async def test_another_reason_against_an_update_is_a_mistake_of_ours(slack: StandIn, messenger: SlackMessenger) -> None:
    ref = await messenger.send(ADA, HELLO, "m1", AT)
    slack.faults["chat.update"] = ["invalid_blocks"]
    with pytest.raises(RefusedError):
        await messenger.update(ADA, HELLO, ref, "m2", AT)


@pytest.mark.parametrize(("fault", "is_gone"), [("message_not_found", True), ("cant_delete_message", False)])
async def test_a_part_too_many_that_is_gone_already_is_no_loss(
    slack: StandIn, messenger: SlackMessenger, fault: str, *, is_gone: bool
) -> None:
    ref = await messenger.send(ADA, LONG, "m1", AT)
    slack.faults["chat.delete"] = [fault]
    if is_gone:
        assert await messenger.update(ADA, HELLO, ref, "m2", AT) == f"D1:{slack.messages[0]['ts']}"
    else:
        with pytest.raises(RefusedError):
            await messenger.update(ADA, HELLO, ref, "m2", AT)


async def test_an_answer_that_does_not_say_when_is_no_answer(slack: StandIn, messenger: SlackMessenger) -> None:
    slack.faults["chat.postMessage"] = ["silent"]
    with pytest.raises(AnswerLostError):
        await messenger.send(ADA, HELLO, "m1", AT)


async def test_what_takes_too_long_is_given_up_before_somebody_else_begins(slack: StandIn, gateway: Gateway) -> None:
    slack.faults["chat.postMessage"] = ["hang"]
    with pytest.raises(AnswerLostError, match="too long"):
        await SlackMessenger(gateway, Files(gateway), seconds=0.05).send(ADA, HELLO, "m1", AT)


def test_what_is_remembered_is_bounded() -> None:
    recent = Recent[int, str](2)
    for number in (1, 2, 1, 3):
        recent[number] = "x"
    assert list(recent) == [1, 3]


async def test_a_picture_is_uploaded_once_and_shown_with_its_words(slack: StandIn, messenger: SlackMessenger) -> None:
    for key in ("m1", "m2"):
        await messenger.send(TEAM, Message("Your week.", picture=PICTURE), key, AT)
    assert slack.uploads == [b"png"]
    assert slack.asked("files.getUploadURLExternal")[0]["alt_txt"] == PICTURE.alt
    assert "channel_id" not in slack.asked("files.completeUploadExternal")[0]
    assert slack.messages[1]["blocks"][1]["slack_file"] == {"id": "F0FILE0000"}
    assert slack.messages[1]["blocks"][1]["alt_text"] == PICTURE.alt


async def test_a_picture_that_slack_is_still_at_work_on_is_shown_a_moment_later(
    slack: StandIn, messenger: SlackMessenger
) -> None:
    slack.faults["chat.postMessage"] = ["invalid_blocks"]
    with pytest.raises(UnreachableError):
        await messenger.send(ADA, Message("Your week.", picture=PICTURE), "m1", AT)
    await messenger.send(ADA, Message("Your week.", picture=PICTURE), "m1", AT)
    assert (len(slack.uploads), len(slack.messages)) == (1, 1)


async def test_a_file_goes_to_its_readers_own_conversation(slack: StandIn, messenger: SlackMessenger) -> None:
    for to in (ADA, TEAM):
        await messenger.send(to, Message("Made.", attachments=[ENTRY]), f"m{to.kind}", AT)
    assert slack.uploads == [ENTRY.content] * 2
    shared = slack.asked("files.completeUploadExternal")
    assert [one["channel_id"] for one in shared] == ["D1", "D0U1"]
    assert shared[0]["files"] == [{"id": "F0FILE0000", "title": "microcoach.ics"}]


async def test_a_file_is_not_shared_again_when_its_message_is_sent_again(
    slack: StandIn, messenger: SlackMessenger
) -> None:
    slack.faults["chat.postMessage"] = ["500"]
    await delivered(messenger, ADA, Message("Made.", attachments=[ENTRY]), "m1")
    assert (len(slack.uploads), len(slack.messages)) == (1, 1)


async def test_a_file_comes_with_an_update_as_well(slack: StandIn, messenger: SlackMessenger) -> None:
    ref = await messenger.send(ADA, HELLO, "m1", AT)
    for _ in range(2):
        await messenger.update(ADA, Message("Made.", attachments=[ENTRY]), ref, "m2", AT)
    assert (slack.uploads, texts(slack)) == ([ENTRY.content], ["Made."])


async def test_a_file_that_is_not_taken_keeps_its_message_back(slack: StandIn, messenger: SlackMessenger) -> None:
    slack.faults["upload"] = ["500"]
    with pytest.raises(UnreachableError):
        await messenger.send(ADA, Message("Made.", attachments=[ENTRY]), "m1", AT)
    assert slack.messages == []
    await messenger.send(ADA, Message("Made.", attachments=[ENTRY]), "m1", AT)
    assert texts(slack) == ["Made."]
