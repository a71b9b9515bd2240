"""The way out, in a Slack that nobody here wrote: messages, updates, modals and files."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import pytest

from bot.adapters.slack.files import Files
from bot.adapters.slack.gateway import Gateway, RefusedError, open_gateway
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.views import view_of
from bot.domain.errors import ConversationGoneError, RateLimitedError
from bot.domain.ids import ConversationId, WorkspaceId
from bot.rendering.message import Attachment, Message, Picture
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.runtime.ports import Address
from tests.adapters.slack.oracle import accept_message
from tests.rig.slack import BOT_TOKEN, TEAM, EmulatedSlack
from tests.unit.rendering.samples import FORMS, MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
READER = Reader("en", ZONE, NOW)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"


async def token_of(workspace: str) -> str:
    return BOT_TOKEN if workspace == TEAM else "xoxb-unknown"


@pytest.fixture
async def gateway(emulated_slack: EmulatedSlack) -> AsyncGenerator[Gateway]:
    async with open_gateway(emulated_slack.api_url, token_of, lambda: NOW) as opened:
        yield opened


@pytest.fixture
async def ada(emulated_slack: EmulatedSlack) -> Address:
    person = await emulated_slack.user("ada")
    return Address("slack", WorkspaceId("ws"), TEAM, ConversationId("c"), "direct", person=person)


async def test_a_message_arrives_is_found_and_is_changed_in_place(
    emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address
) -> None:
    messenger = SlackMessenger(gateway, Files(gateway))
    offer = PROMPTS.render(next(say for say in MESSAGES if say.prompt == "practice/offer"), READER)
    ref = await messenger.send(ada, offer, "m1", NOW)
    assert await messenger.find(ada, "m1", LONG_AGO) == ref
    assert await messenger.find(ada, "m2", LONG_AGO) is None
    [arrived] = await emulated_slack.messages()
    accept_message(arrived["blocks"], arrived["text"])
    assert await messenger.update(ada, Message("Put off."), ref, "m2", NOW) == ref
    assert [message["text"] for message in await emulated_slack.messages()] == ["Put off."]


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_message_of_the_bot_is_taken(
    emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address, locale: str
) -> None:
    messenger = SlackMessenger(gateway, Files(gateway))
    by_prompt = {say.prompt: say for say in MESSAGES if say.picture is None}
    for name, say in by_prompt.items():
        await messenger.send(ada, PROMPTS.render(say, Reader(locale, ZONE, NOW)), name, NOW)
    assert len(await emulated_slack.messages()) == len(by_prompt)


async def test_a_picture_and_a_calendar_entry_are_uploaded(
    emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address
) -> None:
    message = Message(
        "Your plan.", picture=Picture(PNG, "A chart."), attachments=[Attachment("plan.ics", "text/calendar", b"BEGIN")]
    )
    await SlackMessenger(gateway, Files(gateway)).send(ada, message, "m1", NOW)
    picture, entry = sorted(await emulated_slack.files(), key=lambda file: file["name"])
    assert {picture["name"], entry["name"]} == {"picture.png", "plan.ics"}
    shared, said = await emulated_slack.messages()
    assert shared["subtype"] == "file_share"
    assert said["blocks"][1]["slack_file"]["id"] in {picture["file_id"], entry["file_id"]}


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_form_of_the_bot_opens_within_its_trigger_and_once(
    emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address, locale: str
) -> None:
    for form in FORMS:
        view, trigger = view_of(PROMPTS.form(form, Reader(locale, ZONE, NOW))), await emulated_slack.trigger(ada.person)
        opened = await gateway.call(TEAM, "views.open", trigger_id=trigger, view=view)
        assert opened["view"]["private_metadata"] == view["private_metadata"]
        with pytest.raises(RefusedError):
            await gateway.call(TEAM, "views.open", trigger_id=trigger, view=view)
    assert len(await emulated_slack.views()) == len(FORMS)


async def test_it_waits_as_long_as_slack_asks(emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address) -> None:
    emulated_slack.limits["chat.postMessage"] = [30]
    with pytest.raises(RateLimitedError) as limit:
        await SlackMessenger(gateway, Files(gateway)).send(ada, Message("Hello."), "m1", NOW)
    assert limit.value.retry_after.total_seconds() == 30


async def test_the_token_of_another_workspace_opens_nothing(
    emulated_slack: EmulatedSlack, gateway: Gateway, ada: Address
) -> None:
    elsewhere = Address("slack", WorkspaceId("w2"), "T2", ConversationId("c"), "direct", person=ada.person)
    with pytest.raises(ConversationGoneError):
        await SlackMessenger(gateway, Files(gateway)).send(elsewhere, Message("Hello."), "m1", NOW)
    assert await emulated_slack.messages() == []
