"""The emulator itself: that it starts, forgets, counts and knows whom it may talk to."""

from aiohttp import ClientSession

from tests.rig.slack import BOT_TOKEN, BOT_USER, TEAM, EmulatedSlack


async def ask(
    slack: EmulatedSlack, method: str, token: str = BOT_TOKEN, **fields: str
) -> tuple[int, dict[str, object]]:
    async with (
        ClientSession() as http,
        http.post(f"{slack.api_url}{method}", data=fields, headers={"Authorization": f"Bearer {token}"}) as answer,
    ):
        return answer.status, await answer.json()


async def test_it_knows_the_app_and_nobody_else(emulated_slack: EmulatedSlack) -> None:
    _, known = await ask(emulated_slack, "auth.test")
    assert (known["user_id"], known["team_id"]) == (BOT_USER, TEAM)
    assert (await ask(emulated_slack, "auth.test", token="xoxb-other"))[1] == {"ok": False, "error": "invalid_auth"}


async def test_it_keeps_a_message_until_the_next_test(emulated_slack: EmulatedSlack) -> None:
    assert await emulated_slack.messages() == []
    ada = await emulated_slack.user("ada")
    await ask(emulated_slack, "chat.postMessage", channel=ada, text="Good morning.")
    assert [message["text"] for message in await emulated_slack.messages()] == ["Good morning."]
    assert [(method, body["text"]) for method, body in emulated_slack.calls] == [("chat.postMessage", "Good morning.")]


async def test_it_forgets(emulated_slack: EmulatedSlack) -> None:
    assert await emulated_slack.messages() == []


async def test_it_asks_to_wait_as_often_as_it_is_told_to(emulated_slack: EmulatedSlack) -> None:
    emulated_slack.limits["auth.test"] = [3]
    assert [(await ask(emulated_slack, "auth.test"))[0] for _ in range(2)] == [429, 200]
