"""The app as Slack is told about it: what it may do, what it hears, and at which address."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EVENTS = "/slack/events"
REDIRECT = "/slack/oauth_redirect"

_FILE = Path(__file__).with_suffix(".json")


def manifest(url: str) -> dict[str, Any]:
    """The manifest of an installation at ``url``. Raises ValueError for an address that Slack would not call."""
    address = url.rstrip("/")
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("Slack calls only an address that begins with https://, such as https://coach.example.org")
    made = json.loads(_FILE.read_text(encoding="utf-8"))
    made["oauth_config"]["redirect_urls"] = [address + REDIRECT]
    for command in made["features"]["slash_commands"]:
        command |= {"url": address + EVENTS, "should_escape": True}
    settings = made["settings"]
    settings["event_subscriptions"]["request_url"] = address + EVENTS
    settings["interactivity"] |= {"request_url": address + EVENTS, "message_menu_options_url": address + EVENTS}
    return made


def scopes() -> tuple[str, ...]:
    """What the bot asks for when it is installed, and no more."""
    return tuple(json.loads(_FILE.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"])
