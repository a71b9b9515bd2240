"""App Home, from the event to the page, over a real socket."""

from collections.abc import AsyncGenerator, Sequence

import pytest

from bot.adapters import tokens
from bot.adapters.slack.files import Files
from bot.adapters.slack.gateway import Gateway, RefusedError, open_gateway
from bot.adapters.slack.home import Home, home_view
from bot.domain.ids import AttemptId
from bot.engine import events as ev
from bot.rendering.escape import quoted
from bot.rendering.message import Choice, Message, Picture
from bot.rendering.prompts import Prompts, Reader
from bot.rendering.sources import FOLDER
from bot.runtime.ports import Heard
from tests.adapters.slack.oracle import accept_view, leaves
from tests.adapters.slack.standin import StandIn, stand_in
from tests.rig.slack import BOT_TOKEN, TEAM, EmulatedSlack
from tests.stage import stage
from tests.unit.rendering.samples import MESSAGES, NOW, ZONE

PROMPTS = Prompts.load(FOLDER)
LOCALES = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
SHOWN = ("practice/offer", "preferences/schedule", "home/settings", "progress/levels", "privacy/receipt", "coach/queue")
PICTURE = Picture(b"png", "Asking is at 2.4.")


async def token_of(_workspace: str) -> str:
    return BOT_TOKEN


@pytest.fixture
async def slack() -> AsyncGenerator[StandIn]:
    async with stand_in() as running:
        yield running


@pytest.fixture
async def gateway(slack: StandIn) -> AsyncGenerator[Gateway]:
    async with open_gateway(slack.api_url, token_of, lambda: NOW) as opened:
        yield opened


@pytest.fixture
def home(gateway: Gateway) -> Home:
    return Home(gateway, Files(gateway))


def sections(locale: str = "en") -> list[Message]:
    by_prompt = {say.prompt: say for say in reversed(MESSAGES)}
    return [PROMPTS.render(by_prompt[name], Reader(locale, ZONE, NOW)) for name in SHOWN]


def kinds(said: StandIn) -> list[list[str]]:
    return [[block["type"] for block in one["view"]["blocks"]] for one in said.asked("views.publish")]


@pytest.mark.parametrize("locale", LOCALES)
def test_all_sections_together_are_a_page_that_slack_takes(locale: str) -> None:
    shown = sections(locale)
    view = home_view(shown, [None] * len(shown))
    accept_view(view)
    values = [value for name, value in leaves(view) if name == "value"]
    assert values == [tokens.write(choice.means) for section in shown for choice in section.choices]


@pytest.mark.parametrize(
    ("who", "prompts"), [("ada", ["onboarding/welcome"]), ("ines", ["coach/queue"]), ("kofi", ["help/short"])]
)
async def test_everybody_s_page_comes_from_the_conversation_itself(
    sqlite_url: str, who: str, prompts: Sequence[str]
) -> None:
    async with stage(sqlite_url, NOW) as made:
        outcome = await made.conductor.hear(Heard(made.ids[who], None, ev.HomeOpened(), "slack:E1"))
        assert [say.prompt for say in outcome.page] == prompts
        shown = made.writer.page(outcome.page, outcome.locale, outcome.zone, NOW)
        accept_view(home_view(shown, [None] * len(shown)))


def test_sections_are_told_apart() -> None:
    view = home_view([Message("One."), Message("Two.")], [None, None])
    accept_view(view)
    assert [(block["type"], block["block_id"]) for block in as_blocks(view)] == [
        ("rich_text", "0:0"),
        ("divider", "1:divider"),
        ("rich_text", "1:0"),
    ]


def test_a_page_without_end_is_cut_where_slack_would_refuse_it() -> None:
    endless = Message("\n\n".join(quoted("And so on. " * 250) for _ in range(80)))
    view = home_view([endless] * 3, [None] * 3)
    accept_view(view)
    assert len(as_blocks(view)) == 100


async def test_it_is_published_to_its_owner_under_what_slack_knows(slack: StandIn, home: Home) -> None:
    assert await home.publish("T1", "U1", [Message("Hello.", picture=PICTURE)], "17.1")
    [said] = slack.asked("views.publish")
    assert (said["user_id"], said["hash"]) == ("U1", "17.1")
    assert kinds(slack) == [["rich_text", "image"]]


async def test_one_that_was_overtaken_is_left_alone(slack: StandIn, home: Home) -> None:
    slack.faults["views.publish"] = ["hash_conflict"]
    assert not await home.publish("T1", "U1", [Message("Hello.")], "17.1")


async def test_a_page_does_not_wait_for_its_picture(slack: StandIn, home: Home) -> None:
    slack.faults["views.publish"] = ["invalid_blocks"]
    assert await home.publish("T1", "U1", [Message("Hello.", picture=PICTURE)], None)
    assert kinds(slack) == [["rich_text", "image"], ["rich_text"]]


@pytest.mark.parametrize("pictures", [[], [PICTURE]])
async def test_a_mistake_of_ours_is_not_hidden(slack: StandIn, home: Home, pictures: Sequence[Picture]) -> None:
    slack.faults["views.publish"] = ["invalid_arguments" if pictures else "invalid_blocks"]
    with pytest.raises(RefusedError):
        await home.publish("T1", "U1", [Message("Hello.", picture=next(iter(pictures), None))], None)


async def test_a_button_on_the_page_means_what_it_means_in_the_conversation(slack: StandIn, home: Home) -> None:
    await home.publish("T1", "U1", [Message("Hello.", choices=[Choice("Start", ev.DoneSaid(AttemptId("at-1")))])], None)
    [said] = slack.asked("views.publish")
    [token] = [value for name, value in leaves(said["view"]) if name == "value"]
    assert tokens.read(token) == ev.DoneSaid(AttemptId("at-1"))


async def test_the_emulator_shows_the_page_of_each_person(emulated_slack: EmulatedSlack) -> None:
    async with open_gateway(emulated_slack.api_url, token_of, lambda: NOW) as gateway:
        home = Home(gateway, Files(gateway))
        for name in ("ada", "ines", "ada"):
            assert await home.publish(TEAM, await emulated_slack.user(name), sections(), None)
        assert not await home.publish(TEAM, await emulated_slack.user("ada"), sections(), "1.stale")
    assert [view["type"] for view in await emulated_slack.views()] == ["home", "home"]


def as_blocks(view: object) -> list[dict[str, str]]:
    assert isinstance(view, dict)
    return view["blocks"]  # pyright: ignore[reportUnknownVariableType]
