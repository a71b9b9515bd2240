"""A suggestion through Slack's payloads: written, masked, sent, approved."""

from tests.adapters.slack.test_story import TUESDAY, onboarded
from tests.adapters.slack.town import ADA, TOKEN, Fields, picked, town, typed, user

JONAS = "U0JONAS"
HOSTILE = "Jonas said <!channel>, <@U0JONAS>, jonas@example.org or +49 171 1234567. & <at>Jonas Weber</at>"
MASKED = "[a colleague] said <!channel>, [a colleague], [an e-mail address] or [a phone number]. & [a colleague]"
TOLD = MASKED.replace("&", "&amp;").replace("<!channel>", "&lt;!channel&gt;")


def chosen(value: str) -> Fields:
    return {"type": "static_select", "selected_option": {"value": value}}


async def test_from_the_form_to_the_approval(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        on.slack.people[TOKEN, JONAS] = user(JONAS, "jonas@example.org")
        await onboarded(on)
        await on.at(TUESDAY)
        await on.command(ADA, "/library", "suggest", channel="C0TEAM")
        form = on.modal()
        story = {part: typed(HOSTILE) for part in ("happened", "did", "followed", "practise")}
        answers = {**story, "micro": chosen("ask-before-telling"), "credit": picked("name")}
        assert (await on.submit(ADA, form, answers)).text == ""
        assert on.said_to(ADA)[-1].count(TOLD) == 4
        await on.press(ADA, on.button(ADA, "send"))
        await on.command(JONAS, "/team", "review", channel="C0TEAM")
        assert TOLD in on.said_to(JONAS)[-1]
        assert "Ada Okafor" in on.said_to(JONAS)[-1]
        await on.press(JONAS, on.button(JONAS, "approve"))
        fits = {"strategy": picked("yes"), "rules": picked("yes")}
        assert (await on.submit(JONAS, on.modal(), fits)).text == ""
        assert "is approved" in on.said_to(ADA)[-1]
        for told in (message["text"] for message in on.slack.messages):
            assert "1234567" not in told
            assert "<!channel>" not in told
            assert "jonas@example.org" not in told
        assert not [message for message in on.slack.messages if message["channel"] == "C0TEAM"]


async def test_what_is_too_long_is_said_at_its_field(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.command(ADA, "/library", "suggest")
        answers = {part: typed("x") for part in ("happened", "did", "followed", "practise")}
        given = {**answers, "did": typed("x" * 3_000), "micro": chosen("ask-before-telling"), "credit": picked("none")}
        answer = (await on.submit(ADA, on.modal(), given)).json()
        assert list(answer["errors"]) == ["did"]
        assert "1000" in answer["errors"]["did"].replace(",", "")
