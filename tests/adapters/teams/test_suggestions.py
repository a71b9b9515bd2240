"""A suggestion through Teams' activities: written, masked, sent, given back, approved."""

from tests.adapters.teams.oracle import accept, words_of
from tests.adapters.teams.test_story import TUESDAY, onboarded
from tests.adapters.teams.town import ADA, JONAS, inputs_of, town, typed

HOSTILE = "Jonas said <!channel>, <at>Jonas Weber</at>, jonas@example.org or 0171 1234567. [x](http://evil) **bold**"
MASKED = "[a colleague] said <!channel>, [a colleague], [an e-mail address] or [a phone number]. [x]([a link]) **bold**"
STORY = dict.fromkeys(("one:happened", "one:did", "one:followed", "one:practise"), HOSTILE)


async def test_from_the_form_to_the_approval(sqlite_url: str) -> None:
    async with town(sqlite_url) as on:
        await onboarded(on)
        await on.at(TUESDAY)
        await on.say(JONAS, "hello")
        await on.say(ADA, "library suggest")
        form = await on.fetch(ADA, on.button(ADA, "suggest"))
        accept([form["task"]["value"]["card"]["content"]])
        answers = STORY | {"one:micro": "ask-before-telling", "one:credit": "none"}
        assert (await on.submit(ADA, typed(form, answers))).text == ""
        assert any(MASKED in told for told in on.said_to(ADA)), on.said_to(ADA)[-1]
        await on.press(ADA, on.button(ADA, "send"))
        await on.say(JONAS, "team review")
        assert any(MASKED in told for told in on.said_to(JONAS))
        assert not any("Okafor" in told for told in on.said_to(JONAS))
        back = await on.fetch(JONAS, on.button(JONAS, "return"))
        await on.submit(JONAS, typed(back, {"one:reason": "Say what Ada asked"}))
        assert any("Say what [a colleague] asked" in told for told in on.said_to(ADA))
        again = await on.fetch(ADA, on.button(ADA, "rewrite"))
        kept = {it["id"]: it.get("value", "") for it in inputs_of(again)}
        assert kept["one:did"] == MASKED
        await on.submit(ADA, typed(again, {"one:did": "I asked what they would do."}))
        await on.press(ADA, on.button(ADA, "send"))
        await on.say(JONAS, "team review")
        approval = await on.fetch(JONAS, on.button(JONAS, "approve"))
        unfit = (await on.submit(JONAS, typed(approval, {"one:strategy": "yes", "one:rules": "no"}))).json()
        assert "keeps to the rules" in words_of(unfit)
        assert (await on.submit(JONAS, typed(approval, {"one:strategy": "yes", "one:rules": "yes"}))).text == ""
        assert "is approved" in on.said_to(ADA)[-1]
        sent = [one["attachments"][0]["content"] for one in on.teams.activities]
        accept(sent)
        assert "1234567" not in str(sent)
        assert "jonas@example.org" not in str(sent)
