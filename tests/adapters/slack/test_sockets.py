"""Socket Mode: what Slack sends over a connection that the program opened is heard like anything else."""

import asyncio
from typing import Any

from pydantic import SecretStr

from tests.adapters.slack.test_story import onboarded
from tests.adapters.slack.town import ADA, Town, town

SOCKET: dict[str, Any] = {"slack_app_token": SecretStr("xapp-1"), "slack_signing_secret": None}


def command(envelope: str, text: str, trigger: str) -> dict[str, Any]:
    payload = {
        "team_id": "T1", "channel_id": "C0TEAM", "user_id": ADA, "command": "/practice", "text": text,
        "trigger_id": trigger, "response_url": "",
    }  # fmt: skip
    return {
        "type": "slash_commands",
        "envelope_id": envelope,
        "accepts_response_payload": True,
        "payload": payload,
    }


async def over_the_socket(on: Town, envelope: dict[str, Any]) -> dict[str, Any]:
    await on.slack.envelopes.put(envelope)
    async with asyncio.timeout(30):
        return dict(await on.slack.acknowledged.get())


async def test_a_command_over_the_socket_has_one_effect_however_often_it_comes(sqlite_url: str) -> None:
    async with town(sqlite_url, slack_app_token=SecretStr("xapp-1")) as on:
        await onboarded(on)
        assert on.program.slack is not None
        async with on.program.slack.running():
            before = len(on.said_to(ADA))
            for envelope in ("e1", "e2"):
                taken = await over_the_socket(on, command(envelope, "schedule", "13.same"))
                assert taken["envelope_id"] == envelope
                assert taken["payload"]["response_type"] == "ephemeral"
            await on.program.drain.run()
            assert len(on.said_to(ADA)) == before + 1


async def test_without_a_signing_secret_only_the_socket_is_heard(sqlite_url: str) -> None:
    async with town(sqlite_url, **SOCKET) as on:
        assert (await on.command(ADA, "/practice")).status_code == 404
        assert on.program.slack is not None
        async with on.program.slack.running():
            taken = await over_the_socket(on, command("e1", "help", "13.1"))
            assert taken["envelope_id"] == "e1"
