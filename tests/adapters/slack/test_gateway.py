"""The way to Slack, over a real socket, with everything that can befall a call on its way."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.slack.gateway import Gateway, RefusedError, open_gateway
from bot.domain.errors import (
    AnswerLostError,
    ConversationGoneError,
    RateLimitedError,
    UnreachableError,
)
from tests.adapters.slack.standin import StandIn, stand_in

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOKENS = {"T1": "xoxb-one", "T2": "xoxb-two"}
IMPATIENT = 0.2


async def token_of(workspace: str) -> str | None:
    return TOKENS.get(workspace)


@pytest.fixture
async def slack() -> AsyncGenerator[StandIn]:
    async with stand_in() as running:
        yield running


@pytest.fixture
async def gateway(slack: StandIn) -> AsyncGenerator[Gateway]:
    async with open_gateway(slack.api_url, token_of, lambda: AT, seconds=IMPATIENT) as opened:
        yield opened


async def say(gateway: Gateway, workspace: str = "T1", channel: str = "C1") -> None:
    await gateway.call(workspace, "chat.postMessage", channel=channel, text="Hello", blocks=[{"type": "divider"}])


async def test_each_workspace_is_called_with_its_own_token(slack: StandIn, gateway: Gateway) -> None:
    for workspace in ("T1", "T2", "T1"):
        await say(gateway, workspace)
    assert [token for _, _, token in slack.calls] == ["Bearer xoxb-one", "Bearer xoxb-two", "Bearer xoxb-one"]


async def test_a_workspace_without_a_token_is_not_called_at_all(slack: StandIn, gateway: Gateway) -> None:
    with pytest.raises(ConversationGoneError):
        await say(gateway, "T3")
    assert slack.calls == []


async def test_arguments_arrive_as_they_were_meant(slack: StandIn, gateway: Gateway) -> None:
    await gateway.call(
        "T1", "chat.postMessage", channel="C1", text="Grüße & <b> 字", blocks=[], unfurl_links=False, ts=None
    )
    [fields] = slack.asked("chat.postMessage")
    assert fields == {"channel": "C1", "text": "Grüße & <b> 字", "blocks": [], "unfurl_links": False}


async def test_many_calls_share_a_connection(slack: StandIn, gateway: Gateway) -> None:
    for _ in range(50):
        await say(gateway)
    assert len(slack.connections) == 1


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        ("hang", AnswerLostError, 0),
        ("drop", AnswerLostError, 0),
        ("drop after", AnswerLostError, 1),
        ("500", AnswerLostError, 0),
        ("500 after", AnswerLostError, 1),
        ("503", AnswerLostError, 0),
        ("broken after", AnswerLostError, 1),
        ("page", AnswerLostError, 0),
        ("fatal_error", AnswerLostError, 0),
        ("internal_error", AnswerLostError, 0),
        ("429 7", RateLimitedError, 0),
        ("429", RateLimitedError, 0),
        ("ratelimited", RateLimitedError, 0),
        ("channel_not_found", ConversationGoneError, 0),
        ("is_archived", ConversationGoneError, 0),
        ("not_in_channel", ConversationGoneError, 0),
        ("user_disabled", ConversationGoneError, 0),
        ("account_inactive", ConversationGoneError, 0),
        ("token_revoked", ConversationGoneError, 0),
        ("invalid_auth", ConversationGoneError, 0),
        ("restricted_action", ConversationGoneError, 0),
        ("token_expired", UnreachableError, 0),
        ("invalid_blocks", RefusedError, 0),
        ("404", RefusedError, 0),
    ],
)
async def test_a_message_meets_its_fate_once(
    slack: StandIn, gateway: Gateway, fault: str, error: type[Exception], said: int
) -> None:
    """One call is one request, whatever becomes of it."""
    slack.faults["chat.postMessage"] = [fault]
    with pytest.raises(error) as raised:
        await say(gateway)
    assert type(raised.value) is error
    assert (len(slack.calls), len(slack.messages)) == (1, said)


@pytest.mark.parametrize("fault", ["hang", "drop", "500", "broken", "fatal_error"])
@pytest.mark.parametrize("method", ["chat.update", "conversations.open", "conversations.history", "users.info"])
async def test_what_says_nothing_new_may_simply_be_tried_again(
    slack: StandIn, gateway: Gateway, method: str, fault: str
) -> None:
    slack.faults[method] = [fault]
    with pytest.raises(UnreachableError) as raised:
        await gateway.call("T1", method, channel="C1", users="U1")
    assert type(raised.value) is UnreachableError


async def test_without_a_connection_nothing_has_arrived(slack: StandIn) -> None:
    async with stand_in() as gone:
        nowhere = gone.api_url
    async with open_gateway(nowhere, token_of, lambda: AT) as gateway:
        with pytest.raises(UnreachableError) as raised:
            await say(gateway)
    assert type(raised.value) is UnreachableError
    assert slack.calls == []


async def test_a_channel_that_asks_to_wait_is_left_alone_and_no_other_is(slack: StandIn, gateway: Gateway) -> None:
    slack.faults["chat.postMessage"] = ["429 30"]
    for _ in range(2):
        with pytest.raises(RateLimitedError) as limit:
            await say(gateway)
        assert (limit.value.retry_after, limit.value.here) == (timedelta(seconds=30), True)
    assert len(slack.calls) == 1
    await say(gateway, channel="C2")
    await say(gateway, "T2")
    assert len(slack.messages) == 2


async def test_the_machines_proxy_is_not_asked_for_what_is_near(
    slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would read HTTPS_PROXY, and no_proxy it would not."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with open_gateway(slack.api_url, token_of, lambda: AT) as gateway:
        await say(gateway)
    assert len(slack.messages) == 1


async def test_an_answer_goes_where_it_was_asked_for_while_that_is_possible(slack: StandIn, gateway: Gateway) -> None:
    address = slack.api_url.replace("/api/", "/commands/1")
    assert await gateway.respond(address, {"text": "Hello"})
    assert slack.responses == [{"text": "Hello"}]
    slack.faults["response"] = ["expired"]
    assert not await gateway.respond(address, {"text": "Hello"})


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest", "https://evil.example/hooks.slack.com", "", "x"])
async def test_no_answer_goes_anywhere_else(slack: StandIn, gateway: Gateway, address: str) -> None:
    assert not await gateway.respond(address, {"text": "Hello"})
    assert slack.responses == []


async def test_an_address_that_nobody_serves_any_more_is_no_failure(gateway: Gateway) -> None:
    async with stand_in() as gone:
        address = gone.api_url.replace("/api/", "/commands/1")
    assert not await gateway.respond(address, {"text": "Hello"})


async def test_a_file_that_finds_nobody_is_said_so(gateway: Gateway) -> None:
    async with stand_in() as gone:
        address = gone.api_url
    with pytest.raises(UnreachableError):
        await gateway.upload(address, b"png")


@pytest.mark.parametrize("status", ["403", "500"])
async def test_a_file_that_is_not_taken_is_said_so(slack: StandIn, gateway: Gateway, status: str) -> None:
    slack.faults["upload"] = [status]
    with pytest.raises(UnreachableError):
        await gateway.upload(slack.api_url.replace("/api/", "/upload"), b"png")
