"""The app as Slack is told about it.

Slack publishes a JSON schema of manifests, but no package registry has it; so its rules for what we use stand here.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from bot.__main__ import main
from bot.adapters.slack.manifest import manifest, scopes
from bot.engine.commands import FAMILIES

URL = "https://coach.example.org"
MADE = manifest(URL)
SCOPES = {"commands", "chat:write", "im:write", "im:history", "users:read", "users:read.email", "files:write"}
NEEDED_BY_EVENT = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "message.im": "im:history",
    "team_join": "users:read",
    "user_change": "users:read",
}

Rule = Callable[[Any], bool]


def text(least: int, most: int, form: str = "") -> Rule:
    return lambda it: isinstance(it, str) and least <= len(it) <= most and re.match(form, it) is not None


def many(most: int, rule: Rule) -> Rule:
    return lambda it: 0 < len(it) <= most and all(rule(one) for one in it)


def truth(it: object) -> bool:
    return isinstance(it, bool)


def number(it: object) -> bool:
    return isinstance(it, int)


ADDRESS = text(1, 3_000, "https://")
SCHEMA: Mapping[str, Any] = {
    "_metadata": {"major_version": number, "minor_version": number},
    "display_information": {
        "name": text(1, 35),
        "description": text(1, 140),
        "long_description": text(175, 4_000),
        "background_color": text(4, 7, "#[0-9a-fA-F]{6}$"),
    },
    "features": {
        "app_home": {
            "home_tab_enabled": truth,
            "messages_tab_enabled": truth,
            "messages_tab_read_only_enabled": truth,
        },
        "bot_user": {"display_name": text(1, 80), "always_online": truth},
        "slash_commands": [
            {
                "command": text(2, 32, "/"),
                "url": ADDRESS,
                "description": text(1, 2_000),
                "usage_hint": text(1, 1_000),
                "should_escape": truth,
            }
        ],
    },
    "oauth_config": {"redirect_urls": many(1_000, text(1, 2_500)), "scopes": {"bot": many(255, text(1, 50))}},
    "settings": {
        "event_subscriptions": {"request_url": ADDRESS, "bot_events": many(100, text(1, 50))},
        "interactivity": {"is_enabled": truth, "request_url": ADDRESS, "message_menu_options_url": ADDRESS},
        "org_deploy_enabled": truth,
        "socket_mode_enabled": truth,
        "token_rotation_enabled": truth,
    },
}


def faults(value: Any, rule: Any, where: str = "manifest") -> list[str]:
    """What does not fit; nothing may be missing, and nothing that Slack does not know may be there."""
    match rule:
        case dict():
            named = cast("Mapping[str, Any]", rule)
            assert value.keys() == named.keys(), where
            return [fault for key in named for fault in faults(value[key], named[key], f"{where}.{key}")]
        case [each]:
            assert 0 < len(value) <= 50, where
            return [fault for one in value for fault in faults(one, each, where)]
        case _:
            return [] if rule(value) else [where]


def test_it_is_made_as_slack_takes_it() -> None:
    assert faults(MADE, SCHEMA) == []


def test_it_asks_for_what_the_bot_uses_and_no_more() -> None:
    assert set(MADE["oauth_config"]["scopes"]["bot"]) == set(scopes()) == SCOPES
    assert MADE["oauth_config"]["scopes"].keys() == {"bot"}


def test_every_event_has_the_scope_that_slack_wants_for_it() -> None:
    events = MADE["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == NEEDED_BY_EVENT.keys()
    assert {NEEDED_BY_EVENT[event] for event in events} - {None} <= SCOPES


def test_every_family_of_commands_is_one_and_mentions_keep_their_ids() -> None:
    commands = MADE["features"]["slash_commands"]
    assert {command["command"] for command in commands} == {f"/{name}" for name in (*FAMILIES, "feedback")}
    assert all(command["should_escape"] for command in commands)


def test_what_it_hints_at_can_be_typed() -> None:
    for command in MADE["features"]["slash_commands"]:
        hinted = {hint.split()[0] for hint in command["usage_hint"].strip("[]").split(", ")} - {"@learner"}
        assert hinted <= FAMILIES.get(command["command"].removeprefix("/"), {}).keys()


def test_everything_is_sent_to_one_address() -> None:
    addresses = set(re.findall(r'"(https?://[^"]+)"', json.dumps(MADE)))
    assert addresses == {f"{URL}/slack/events", f"{URL}/slack/oauth_redirect"}
    assert manifest(f"{URL}/") == MADE


@pytest.mark.parametrize(
    "url", ["", "coach.example.org", "http://coach.example.org", "https://", f"{URL}?a=b", f"{URL}#a"]
)
def test_an_address_that_slack_would_not_call_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        manifest(url)


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["microcoach", "manifest", "slack", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_it_is_printed_or_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert typed(monkeypatch, "--url", URL) == 0
    assert json.loads(capsys.readouterr().out) == MADE
    assert typed(monkeypatch, "--url", URL, "--out", str(tmp_path / "new")) == 0
    assert json.loads((tmp_path / "new" / "slack-manifest.json").read_text()) == MADE


def test_a_wrong_address_is_a_wrong_use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(monkeypatch, "--url", "http://coach.example.org") == 2
    assert "https://" in capsys.readouterr().err
