"""What pages say, with data as they are given it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.engine.effects import Say

TOMORROW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

PAGES: Sequence[Say] = (Say("pages/frame", {"until": TOMORROW}),)
