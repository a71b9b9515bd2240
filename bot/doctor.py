"""What is misconfigured, missing or unreachable, and the remedy."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot import app as program
from bot.domain.errors import CoachError
from bot.packs.check import check
from bot.settings import Settings

_LEAST_FREE_BYTES = 200 * 1024 * 1024
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` is empty when all is well."""

    name: str
    state: Literal["ok", "missing", "wrong"]
    what: str
    remedy: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be looked at without credentials being sent anywhere."""
    findings = [*_content(settings), *_disk(settings), *_chat(settings)]
    return [*await _database(settings), *findings]


async def _database(settings: Settings) -> list[Finding]:
    try:
        health = await program.health(settings)
    except CoachError as error:
        remedy = "Check MICROCOACH_DATABASE_URL, then run: microcoach migrate"
        return [Finding("database", "wrong", str(error), remedy)]
    lag = health.due_lag.total_seconds()
    reachable = Finding("database", "ok", f"reachable and up to date; the scheduler is {lag:.0f} s behind")
    return [reachable, *(_given_up(reason, count) for reason, count in health.given_up.items())]


def _given_up(reason: str, count: int) -> Finding:
    """Messages that nobody got, and why."""
    return Finding("messages", "wrong", f"{count} given up: {reason}", "The log has message_given_up for each of them.")


def _content(settings: Settings) -> Iterator[Finding]:
    faults = [fault for fault in check(settings.content_dir) if fault.is_error]
    if faults:
        yield Finding("content", "wrong", f"{len(faults)} faults", "Run: microcoach content check")
    else:
        yield Finding("content", "ok", f"{settings.content_dir}")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = program.data_folder(settings)
    if folder is None:
        return
    free = shutil.disk_usage(_nearest(folder)).free
    state = "ok" if free > _LEAST_FREE_BYTES else "wrong"
    remedy = "" if state == "ok" else "Make room: the database needs some to write at all."
    yield Finding("disk", state, f"{free // _MIB:,} MiB free at {folder}", remedy)


def _nearest(folder: Path) -> Path:
    return folder if folder.exists() else _nearest(folder.parent)


def _chat(settings: Settings) -> Iterator[Finding]:
    """What is missing for each chat product; the playground needs nothing."""
    playground = "on, for whoever sits at this machine" if settings.playground_on else "off"
    yield Finding("playground", "ok", playground)
    if not settings.is_loopback and settings.playground_on:
        yield Finding(
            "playground", "wrong", f"open to everybody who reaches {settings.host}", "Unset MICROCOACH_PLAYGROUND."
        )
    yield Finding("slack", "missing", "not part of this version yet", "Use the playground.")
    yield Finding("teams", "missing", "not part of this version yet", "Use the playground.")
