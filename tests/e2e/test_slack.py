"""The real program as an admin starts it for Slack: people from a list, settings from the environment."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import httpx

from bot.adapters.slack.guard import signature
from tests.adapters.slack.standin import StandIn, stand_in
from tests.adapters.slack.town import KEY, user
from tests.e2e.program import Program

SECRET = "8f1d0c5be7a94e22b6f3097d1c4a5e68"
PEOPLE = "name,email,roles,zone\nAda Okafor,ada@example.org,learner,Europe/Berlin\n"
_BOUND = 60


def bring_in(home: Path, environment: Mapping[str, str]) -> None:
    (home / "people.csv").write_text(PEOPLE)
    asked = [sys.executable, "-m", "bot", "people", "import", "people.csv"]
    done = subprocess.run(asked, cwd=home, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout + done.stderr


async def answer_to(http: httpx.AsyncClient, text: str) -> httpx.Response:
    fields = {
        "team_id": "T1", "channel_id": "D0U0ADA", "user_id": "U0ADA", "command": "/practice", "text": text,
        "trigger_id": f"{time.time_ns()}.1", "response_url": "",
    }  # fmt: skip
    body, stamp = urlencode(fields).encode(), str(time.time_ns() // 1_000_000_000)
    signed = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(SECRET, stamp, body)}
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return await http.post("/slack/events", content=body, headers=kind | signed)


async def said(slack: StandIn, word: str) -> None:
    async with asyncio.timeout(_BOUND):
        while not any(word in message["text"] for message in slack.messages):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)


async def test_a_listed_person_is_answered_in_slack(tmp_path: Path) -> None:
    async with stand_in() as slack:
        slack.people["xoxb-one", "U0ADA"] = user("U0ADA", "ada@example.org")
        given = {
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_BOT_TOKEN": "xoxb-one",
            "SLACK_API_URL": slack.api_url,
            "MICROCOACH_SECRET_KEY": KEY,
        }
        program = Program(tmp_path, environment=given)
        await asyncio.to_thread(bring_in, tmp_path, program.environment())
        await asyncio.to_thread(program.start)
        try:
            async with httpx.AsyncClient(base_url=program.url, timeout=30) as http:
                assert (await answer_to(http, "help")).status_code == 200
                await said(slack, "/practice")
                assert (await http.post("/slack/events", content=b"{}")).status_code == 401
            assert await asyncio.to_thread(program.stop) == 0
        finally:
            await asyncio.to_thread(program.kill)
        assert "Traceback" not in program.log()
